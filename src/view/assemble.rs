//! From drafts to the view: looks, boxes, edges with their evidence.

use super::block::{Direction, Fold};
use super::fold::{Draft, Drawing, Raw};
use super::group::group;
use super::selection::Selection;
use super::{
    Arrow, Containment, Edge, EdgeStyle, LeftOut, Node, NodeStyle, Standing, Statement, Styles,
    View,
};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const SYMMETRIC: &str = "http://www.w3.org/2002/07/owl#SymmetricProperty";

impl Drawing<'_> {
    /// The view.
    pub(super) fn finish(mut self, selection: &Selection, title: &str) -> View {
        let block = &self.folding.block;
        let focus = selection.focus.map(|id| self.graph.identifier(id));
        let ends = selection.ends.iter().map(|id| self.graph.identifier(*id));
        let marked: Vec<String> = focus.iter().cloned().chain(ends).collect();
        if self.folds(Fold::Inverses) {
            self.fold_inverses();
        }
        self.limit(&marked);
        let mut styles = Styles::of(self.graph, &self.languages);
        if let Some(by) = &block.group {
            let label = |id| self.folding.label(id, &self.languages);
            group(
                self.graph,
                &styles,
                by,
                &mut self.nodes,
                &mut self.edges,
                &label,
            );
        }
        let mut view = View {
            title: block.title.clone().unwrap_or_else(|| title.to_owned()),
            layout: block.layout,
            direction: block.direction.unwrap_or(Direction::LeftToRight),
            legend: block.legend,
            words: self.words,
            prefixes: self.graph.prefixes.clone(),
            ..View::default()
        };
        let mut nodes = std::mem::take(&mut self.nodes);
        let contained = nodes
            .iter_mut()
            .map(|(name, draft)| (name.clone(), std::mem::take(&mut draft.contained)))
            .collect();
        let (graph, indices) = nodes_of(nodes, self.graph, &mut styles);
        view.graph = graph;
        view.focus = focus.and_then(|name| indices.get(&name).copied());
        let marked = marked.iter().filter_map(|name| indices.get(name).copied());
        view.marked = marked.collect();
        self.add_edges(&mut view, &indices, &styles, contained);
        let unknown = styles.unknown.iter().cloned().map(LeftOut::Style);
        view.left_out = selection
            .left_out
            .iter()
            .cloned()
            .chain(self.left_out)
            .chain(unknown)
            .collect();
        view
    }

    fn add_edges(
        &self,
        view: &mut View,
        indices: &BTreeMap<String, NodeIndex>,
        styles: &Styles,
        contained: Vec<(String, Vec<(String, Raw)>)>,
    ) {
        let mut notes: BTreeMap<String, usize> = BTreeMap::new();
        let symmetric = self.graph.dictionary.find_iri(SYMMETRIC);
        let is_symmetric = |raw: &Raw| {
            raw.predicate.is_some_and(|p| {
                let mut kinds = self.graph.said_objects(p, vocab::RDF_TYPE).into_iter();
                kinds.any(|kind| Some(kind) == symmetric)
            })
        };
        for ((subject, object), raws) in &self.edges {
            let (Some(from), Some(to)) = (indices.get(subject), indices.get(object)) else {
                continue;
            };
            // What is symmetric and said both ways is drawn once: as it is asserted, or else from the one that comes first.
            let back = self.edges.get(&(object.clone(), subject.clone()));
            let gives_way = |raw: &Raw, other: &Raw| {
                let [own, of_other] = [raw, other].map(|raw| self.is_asserted(raw));
                other.predicate == raw.predicate && (of_other, subject) > (own, object)
            };
            let is_drawn = |raw: &&Raw| {
                let mut back = back.into_iter().flatten();
                !(self.folds(Fold::Inverses)
                    && is_symmetric(raw)
                    && back.any(|other| gives_way(raw, other)))
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
                    style: group
                        .first()
                        .map(|raw| self.edge_style(raw, styles))
                        .unwrap_or_default(),
                };
                view.graph.add_edge(*from, *to, edge);
            }
        }
        for (name, statements) in contained {
            let Some(node) = indices.get(&name).copied() else {
                continue;
            };
            for (object, raw) in statements {
                let statement = self.statement(&raw, &mut notes);
                if let Some(within) = indices.get(&object).copied() {
                    view.graph[node]
                        .contained
                        .push(Containment { within, statement });
                }
            }
        }
        let mut numbered: Vec<(usize, String)> = notes.into_iter().map(|(n, i)| (i, n)).collect();
        numbered.sort();
        view.notes = numbered.into_iter().map(|(_, note)| note).collect();
    }

    fn edge_style(&self, raw: &Raw, styles: &Styles) -> EdgeStyle {
        let mut style = raw
            .predicate
            .map(|p| styles.edge(self.graph, p))
            .unwrap_or_default();
        let above = self.graph.dictionary.find_iri(vocab::RDFS_SUB_CLASS_OF);
        if raw.predicate.is_some() && raw.predicate == above && style == EdgeStyle::default() {
            style.arrow = Arrow::Hollow;
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
        let standing = match raw.ids.filter(|ids| self.graph.row(*ids).is_some()) {
            None => Standing::Constructed,
            Some(ids) if self.graph.is_asserted(ids) => Standing::Asserted,
            Some(ids) if self.graph.is_only_inferred(ids) => Standing::Inferred,
            Some(_) => Standing::Reported,
        };
        Statement {
            name: raw.name.clone(),
            label: raw.label.clone(),
            places: raw.ids.map(|ids| self.places(ids)).unwrap_or_default(),
            notes: numbers,
            standing,
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
            let said = graph
                .all_triples(Some(reifier), None, None)
                .filter(|triple| !graph.is_only_inferred(*triple));
            let named = said.filter(|[_, p, o]| *p != reifies && graph.dictionary.is_iri(*o));
            let mut words: Vec<String> = named
                .filter_map(|[_, _, o]| self.folding.label(o, &self.languages))
                .collect();
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
    let mut looks: FxHashMap<Vec<TermId>, NodeStyle> = FxHashMap::default();
    for (name, mut draft) in drafts {
        draft.node.fields.sort();
        let is_class = |class: &TermId| {
            vocab::CLASSES
                .iter()
                .any(|iri| graph.dictionary.find_iri(iri) == Some(*class))
        };
        draft.node.is_class = draft.classes.iter().any(is_class);
        let classes = match draft.id {
            Some(id) if draft.node.is_class => vec![id],
            _ => draft.classes,
        };
        let look = looks
            .entry(classes)
            .or_insert_with_key(|classes| styles.node(graph, classes));
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
