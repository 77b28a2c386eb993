//! From statements to nodes and edges: what can go into a node or onto an edge goes there
//! ([EasierRDF, issue 37](https://github.com/w3c/EasierRDF/issues/37)).

use super::group::group;
use super::ontology::CLASSES;
use super::selection::Selection;
use super::{Edge, EdgeStyle, Field, Node, Statement, Styles, View, Words};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::{Dataset, Direction, Fold, ViewBlock};
use crate::rdf::{Term, Triple, vocab};
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

const INVERSE_OF: &str = "http://www.w3.org/2002/07/owl#inverseOf";
const SYMMETRIC: &str = "http://www.w3.org/2002/07/owl#SymmetricProperty";
pub(super) const SUB_CLASS_OF: &str = "http://www.w3.org/2000/01/rdf-schema#subClassOf";

/// How statements are folded.
pub struct Folding<'a> {
    /// The graph, with what is accepted.
    pub dataset: Dataset<'a>,
    /// Languages of labels, the preferred one first.
    pub languages: Vec<String>,
    /// What the query or the command line says.
    pub block: ViewBlock,
}

/// A node while statements are added.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub node: Node,
    pub id: Option<TermId>,
    /// Its classes as far as the graph knows them.
    pub classes: Vec<TermId>,
    /// The name of the node whose box it is in.
    pub parent: Option<String>,
}

/// A statement between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Raw {
    pub name: String,
    pub label: String,
    pub predicate: Option<TermId>,
    pub ids: Option<[TermId; 3]>,
}

/// Statements by their two nodes.
pub(super) type Raws = BTreeMap<(String, String), Vec<Raw>>;

/// The view of a selection. Labels and classes that are not in it are taken from the graph.
pub fn fold(folding: &Folding, selection: &Selection, title: &str) -> View {
    let mut drawing = Drawing::new(folding);
    for entity in &selection.entities {
        drawing.node(&drawing.graph.dictionary.term(*entity));
    }
    for triple in &selection.triples {
        drawing.add(triple);
    }
    for triple in &selection.codes {
        let subject = drawing.node(&triple.subject.clone().into());
        drawing.add_field(&subject, triple);
    }
    for (entity, field) in &selection.rows {
        let name = drawing.graph.display(*entity);
        if let Some(draft) = drawing.nodes.get_mut(&name) {
            draft.node.fields.push(field.clone());
        }
    }
    drawing.finish(selection, title)
}

struct Drawing<'a> {
    folding: &'a Folding<'a>,
    graph: &'a Graph,
    languages: Vec<String>,
    words: Words,
    nodes: BTreeMap<String, Draft>,
    edges: Raws,
    left_out: Vec<String>,
}

impl<'a> Drawing<'a> {
    fn new(folding: &'a Folding<'a>) -> Self {
        let own = folding.block.language.iter().cloned();
        let languages: Vec<String> = own.chain(folding.languages.iter().cloned()).collect();
        Self {
            folding,
            graph: folding.dataset.graph(),
            words: Words::of(&languages),
            languages,
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
            left_out: Vec::new(),
        }
    }

    fn folds(&self, what: Fold) -> bool {
        self.folding.block.folds(what)
    }

    fn add(&mut self, triple: &Triple) {
        let subject_term: Term = triple.subject.clone().into();
        let iri = triple.predicate.as_str();
        if Styles::is_style(iri) {
            return;
        }
        let subject = self.node(&subject_term);
        match &triple.object {
            Term::Literal(literal) if vocab::LABELS.contains(&iri) => {
                // The graph's label is in the language asked for; this one names what only the query made.
                if self.label(&subject_term).is_none()
                    && let Some(draft) = self.nodes.get_mut(&subject)
                    && draft.node.label == draft.node.name
                {
                    draft.node.label = literal.value().to_owned();
                }
            }
            Term::Literal(_) if self.folds(Fold::Literals) => self.add_field(&subject, triple),
            class if iri == vocab::RDF_TYPE && self.folds(Fold::Types) => {
                self.add_class(&subject, class);
            }
            Term::Triple(_) => {}
            object => {
                let object = self.node(object);
                let predicate = Term::from(triple.predicate.clone());
                let raw = Raw {
                    name: self.graph.prefixes.display_iri(iri),
                    label: self.caption(&predicate),
                    predicate: self.graph.find(&predicate),
                    ids: self.ids(triple),
                };
                let raws = self.edges.entry((subject, object)).or_default();
                if !raws.contains(&raw) {
                    raws.push(raw);
                }
            }
        }
    }

    fn ids(&self, triple: &Triple) -> Option<[TermId; 3]> {
        let subject = self.graph.find(&triple.subject.clone().into())?;
        let predicate = self.graph.dictionary.find_iri(triple.predicate.as_str())?;
        Some([subject, predicate, self.graph.find(&triple.object)?])
    }

    fn add_field(&mut self, subject: &str, triple: &Triple) {
        let places = self.ids(triple).map(|ids| self.places(ids));
        let value = match &triple.object {
            Term::Literal(literal) => literal.value().to_owned(),
            other => self.caption(other),
        };
        let field = Field {
            label: self.caption(&triple.predicate.clone().into()),
            property: self.graph.prefixes.display_iri(triple.predicate.as_str()),
            value,
            places: places.unwrap_or_default(),
        };
        if let Some(draft) = self.nodes.get_mut(subject)
            && !draft.node.fields.contains(&field)
        {
            draft.node.fields.push(field);
        }
    }

    fn add_class(&mut self, subject: &str, class: &Term) {
        let entry = (self.graph.prefixes.display(class), self.caption(class));
        let id = self.graph.find(class);
        if let Some(draft) = self.nodes.get_mut(subject)
            && !draft.node.classes.contains(&entry)
        {
            draft.node.classes.push(entry);
            draft.classes.extend(id);
        }
    }

    /// The name of the node of a term; makes the node if it is new.
    fn node(&mut self, term: &Term) -> String {
        let name = self.graph.prefixes.display(term);
        if self.nodes.contains_key(&name) {
            return name;
        }
        let id = self.graph.find(term);
        let classes: Vec<TermId> = id
            .filter(|_| self.folds(Fold::Types))
            .map(|id| self.graph.objects(id, vocab::RDF_TYPE).collect())
            .unwrap_or_default();
        let named = |class: &TermId| {
            let term = self.graph.dictionary.term(*class);
            (self.graph.prefixes.display(&term), self.caption(&term))
        };
        let is_class = classes.iter().any(|class| CLASSES.iter().any(|iri| self.graph.dictionary.find_iri(iri) == Some(*class)));
        let label = match term {
            Term::Literal(literal) => literal.value().to_owned(),
            _ => self.label(term).unwrap_or_else(|| name.clone()),
        };
        let node = Node {
            iri: match term {
                Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
                _ => None,
            },
            label,
            classes: if is_class { Vec::new() } else { classes.iter().map(named).collect() },
            place: id.and_then(|id| self.place(id)),
            name: name.clone(),
            ..Node::default()
        };
        let draft = Draft {
            node,
            id,
            classes,
            parent: None,
        };
        self.nodes.insert(name.clone(), draft);
        name
    }

    /// Where an entity is first spoken of: where it gets its class, else anything.
    fn place(&self, id: TermId) -> Option<String> {
        let kind = self.graph.dictionary.find_iri(vocab::RDF_TYPE);
        let dataset = &self.folding.dataset;
        let typed = kind.and_then(|kind| dataset.triples(Some(id), Some(kind), None).next());
        let any = || dataset.triples(Some(id), None, None).next();
        let triple = typed.or_else(any)?;
        self.places(triple).into_iter().next()
    }

    fn places(&self, triple: [TermId; 3]) -> Vec<String> {
        let places = self.graph.places_of(triple);
        let mut places: Vec<String> = places.iter().map(|p| self.graph.display_place(p)).collect();
        places.dedup();
        places
    }

    fn label(&self, term: &Term) -> Option<String> {
        let id = self.graph.find(term)?;
        self.graph.label(id, &self.languages)
    }

    /// The label of a class or property, or its name without the prefix.
    fn caption(&self, term: &Term) -> String {
        if let Term::NamedNode(iri) = term && iri.as_str() == SUB_CLASS_OF {
            return self.words.subclass_of().to_owned();
        }
        self.label(term).unwrap_or_else(|| {
            let name = self.graph.prefixes.display(term);
            name.rsplit_once(':')
                .filter(|_| !name.starts_with('<'))
                .map_or(name.clone(), |(_, local)| local.to_owned())
        })
    }

    /// Draws a property and its inverse once: the one that says `owl:inverseOf` stays.
    fn fold_inverses(&mut self) {
        let Some(inverse_of) = self.graph.dictionary.find_iri(INVERSE_OF) else {
            return;
        };
        let pairs: Vec<(String, String)> = self.edges.keys().cloned().collect();
        for (subject, object) in pairs {
            let Some(forwards) = self.edges.get(&(subject.clone(), object.clone())).cloned() else {
                continue;
            };
            let is_said = |raw: &Raw| {
                forwards.iter().any(|forward| {
                    let ids = forward.predicate.zip(raw.predicate);
                    ids.is_some_and(|(p, q)| self.graph.row([p, inverse_of, q]).is_some())
                })
            };
            let back = (object, subject);
            let Some(backwards) = self.edges.get(&back) else {
                continue;
            };
            let rest: Vec<Raw> = backwards.iter().filter(|raw| !is_said(raw)).cloned().collect();
            if rest.is_empty() {
                self.edges.remove(&back);
            } else {
                self.edges.insert(back, rest);
            }
        }
    }

    /// Takes the nodes with the fewest edges away until there are no more than allowed.
    fn limit(&mut self, focus: Option<&str>) {
        let limit = self.folding.block.max_nodes.unwrap_or(usize::MAX).max(1);
        let Some(too_many) = self.nodes.len().checked_sub(limit).filter(|n| *n > 0) else {
            return;
        };
        let mut degrees: BTreeMap<&str, usize> = BTreeMap::new();
        for (subject, object) in self.edges.keys() {
            *degrees.entry(subject).or_default() += 1;
            *degrees.entry(object).or_default() += 1;
        }
        let mut order: Vec<(usize, &String)> = self
            .nodes
            .keys()
            .filter(|name| Some(name.as_str()) != focus)
            .map(|name| (degrees.get(name.as_str()).copied().unwrap_or(0), name))
            .collect();
        order.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        let gone: BTreeSet<String> =
            order.into_iter().take(too_many).map(|(_, name)| name.clone()).collect();
        let before = self.edges.len();
        self.edges.retain(|(s, o), _| !gone.contains(s) && !gone.contains(o));
        self.nodes.retain(|name, _| !gone.contains(name));
        let edges = before - self.edges.len();
        self.left_out.push(self.words.further_nodes(gone.len(), edges, limit));
    }

    fn finish(mut self, selection: &Selection, title: &str) -> View {
        let block = &self.folding.block;
        let focus = selection.focus.map(|id| self.graph.display(id));
        if self.folds(Fold::Inverses) {
            self.fold_inverses();
        }
        self.limit(focus.as_deref());
        let mut styles = Styles::of(self.graph);
        if let Some(by) = &block.group {
            group(self.graph, &styles, by, &mut self.nodes, &mut self.edges, &self.languages);
        }
        let mut view = View {
            title: block.title.clone().unwrap_or_else(|| title.to_owned()),
            layout: block.layout,
            direction: block.direction.unwrap_or(Direction::LeftToRight),
            legend: block.legend,
            words: self.words,
            ..View::default()
        };
        let nodes = std::mem::take(&mut self.nodes);
        let (graph, indices) = nodes_of(nodes, self.graph, &mut styles);
        view.graph = graph;
        view.focus = focus.and_then(|name| indices.get(&name).copied());
        self.add_edges(&mut view, &indices, &styles);
        let unknown = styles.unknown.iter().map(|what| format!("{what}, which is no such thing"));
        view.left_out = selection.left_out.iter().cloned().chain(self.left_out).chain(unknown).collect();
        view
    }

    fn add_edges(&self, view: &mut View, indices: &BTreeMap<String, NodeIndex>, styles: &Styles) {
        let mut notes: BTreeMap<String, usize> = BTreeMap::new();
        let symmetric = self.graph.dictionary.find_iri(SYMMETRIC);
        let is_symmetric = |raw: &Raw| {
            raw.predicate.is_some_and(|p| {
                let mut kinds = self.graph.objects(p, vocab::RDF_TYPE);
                kinds.any(|kind| Some(kind) == symmetric)
            })
        };
        for ((subject, object), raws) in &self.edges {
            let (Some(from), Some(to)) = (indices.get(subject), indices.get(object)) else {
                continue;
            };
            // What is symmetric and said both ways is drawn once, from the one that comes first.
            let back = self.edges.get(&(object.clone(), subject.clone()));
            let is_drawn = |raw: &&Raw| {
                let same = |other: &Raw| other.predicate == raw.predicate;
                !(subject > object && is_symmetric(raw) && back.is_some_and(|b| b.iter().any(same)))
            };
            let raws: Vec<&Raw> = raws.iter().filter(is_drawn).collect();
            let groups: Vec<&[&Raw]> = if self.folds(Fold::Parallels) {
                vec![raws.as_slice()]
            } else {
                raws.chunks(1).collect()
            };
            for group in groups.into_iter().filter(|group| !group.is_empty()) {
                let statements = group.iter().map(|raw| self.statement(raw, &mut notes));
                let edge = Edge {
                    statements: statements.collect(),
                    is_symmetric: group.iter().all(|raw| is_symmetric(raw)),
                    style: group.first().map(|raw| self.edge_style(raw, styles)).unwrap_or_default(),
                };
                view.graph.add_edge(*from, *to, edge);
            }
        }
        let mut numbered: Vec<(usize, String)> = notes.into_iter().map(|(n, i)| (i, n)).collect();
        numbered.sort();
        view.notes = numbered.into_iter().map(|(_, note)| note).collect();
    }

    fn edge_style(&self, raw: &Raw, styles: &Styles) -> EdgeStyle {
        let mut style = raw.predicate.map(|p| styles.edge(self.graph, p)).unwrap_or_default();
        if raw.predicate == self.graph.dictionary.find_iri(SUB_CLASS_OF) && style == EdgeStyle::default() {
            style.arrow = super::Arrow::Hollow;
        }
        style
    }

    fn statement(&self, raw: &Raw, notes: &mut BTreeMap<String, usize>) -> Statement {
        let evidence = raw.ids.filter(|_| self.folds(Fold::Evidence));
        let mut numbers = Vec::new();
        for note in evidence.map(|ids| self.evidence(ids)).unwrap_or_default() {
            let next = notes.len() + 1;
            numbers.push(*notes.entry(note).or_insert(next));
        }
        numbers.sort_unstable();
        numbers.dedup();
        let asserted = raw.ids.is_none_or(|ids| {
            self.graph.row(ids).is_none() || self.graph.is_asserted(ids)
        });
        Statement {
            name: raw.name.clone(),
            label: raw.label.clone(),
            places: raw.ids.map(|ids| self.places(ids)).unwrap_or_default(),
            notes: numbers,
            is_asserted: asserted,
        }
    }

    /// What the reifiers of a triple say of it: the labels of the entities that they name.
    fn evidence(&self, ids: [TermId; 3]) -> Vec<String> {
        let graph = self.graph;
        let term = graph.dictionary.find_triple(ids);
        let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
        let Some((term, reifies)) = term.zip(reifies) else {
            return Vec::new();
        };
        let reifiers = graph.all_triples(None, Some(reifies), Some(term));
        let note = |reifier: TermId| {
            let said = graph.all_triples(Some(reifier), None, None);
            let named = said.filter(|[_, p, o]| *p != reifies && graph.dictionary.is_iri(*o));
            let mut words: Vec<String> =
                named.filter_map(|[_, _, o]| graph.label(o, &self.languages)).collect();
            words.dedup();
            words.join(" · ")
        };
        let notes = reifiers.map(|[reifier, _, _]| note(reifier));
        notes.filter(|note| !note.is_empty()).collect()
    }
}

/// The nodes of drafts, in the order of their names.
fn nodes_of(
    drafts: BTreeMap<String, Draft>,
    graph: &Graph,
    styles: &mut Styles,
) -> (DiGraph<Node, Edge>, BTreeMap<String, NodeIndex>) {
    let mut drawn = DiGraph::new();
    let mut indices = BTreeMap::new();
    let mut parents = Vec::new();
    let mut looks: FxHashMap<Vec<TermId>, super::NodeStyle> = FxHashMap::default();
    for (name, mut draft) in drafts {
        draft.node.fields.sort();
        let is_class = |class: &TermId| CLASSES.iter().any(|iri| graph.dictionary.find_iri(iri) == Some(*class));
        draft.node.is_class = draft.classes.iter().any(is_class);
        let classes = match draft.id {
            Some(id) if draft.node.is_class => vec![id],
            _ => draft.classes,
        };
        let look = looks.entry(classes).or_insert_with_key(|classes| styles.node(graph, classes));
        draft.node.style = look.clone();
        let index = drawn.add_node(draft.node);
        parents.extend(draft.parent.map(|parent| (index, parent)));
        indices.insert(name, index);
    }
    for (index, parent) in parents {
        if let Some(parent) = indices.get(&parent).copied() {
            if let Some(node) = drawn.node_weight_mut(parent) {
                node.is_box = true;
            }
            if let Some(node) = drawn.node_weight_mut(index) {
                node.parent = Some(parent);
            }
        }
    }
    (drawn, indices)
}
