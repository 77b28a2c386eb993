//! From statements to nodes and edges: what can go into a node or onto an edge goes there
//! ([EasierRDF, issue 37](https://github.com/w3c/EasierRDF/issues/37)).

use super::block::{Fold, ViewBlock};
use super::selection::{IsVocabulary, Reach, Selection, neighbourhood};
use super::{Field, LeftOut, Node, Styles, View, Words};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::Graph;
use crate::query::{Budget, Dataset, marked, marked_label};
use crate::rdf::{Term, Triple, vocab};
use std::collections::BTreeMap;

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// How statements are folded.
pub struct Folding<'a> {
    /// The graph, with what is accepted.
    pub dataset: Dataset<'a>,
    /// The sources that declare the vocabulary.
    pub is_vocabulary: IsVocabulary<'a>,
    /// Languages of labels, the preferred one first.
    pub languages: Vec<String>,
    /// The language that was asked for: labels in others are marked with theirs.
    pub reader: Option<String>,
    /// What the query or the command line says.
    pub block: ViewBlock,
    /// Whether literals in all languages are kept as they are, as in a format of data.
    pub keeps_languages: bool,
}

impl Folding<'_> {
    /// Returns the language that was asked for, or an empty text.
    pub fn reader(&self) -> &str {
        self.reader.as_deref().unwrap_or("")
    }

    /// Returns the label of a term in the first of some languages that has one, marked if the reader asked for another.
    pub fn label(&self, term: TermId, languages: &[String]) -> Option<String> {
        marked_label(self.dataset.graph(), term, languages, self.reader())
    }
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
    /// Statements with the names of their objects that boxes say and no edge.
    pub contained: Vec<(String, Raw)>,
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
///
/// # Errors
/// If a limit is passed.
pub fn fold(
    folding: &Folding,
    selection: &Selection,
    title: &str,
    budget: &Budget,
) -> Result<View> {
    let mut drawing = Drawing::new(folding);
    for entity in &selection.entities {
        budget.look()?;
        drawing.node(&drawing.graph.dictionary.term(*entity));
    }
    for triple in &selection.triples {
        budget.look()?;
        drawing.add(triple);
    }
    for triple in &selection.codes {
        budget.look()?;
        let subject = drawing.node(&triple.subject.clone().into());
        drawing.add_field(&subject, triple);
    }
    for (entity, field) in &selection.rows {
        let name = drawing.graph.identifier(*entity);
        if let Some(draft) = drawing.nodes.get_mut(&name) {
            draft.node.fields.push(field.clone());
        }
    }
    budget.look()?;
    Ok(drawing.finish(selection, title))
}

/// The largest number of nodes that a wider view has besides those of the narrow one.
const MOST_BEYOND: usize = 2000;

/// Returns a wider view: what a view draws and what is up to two statements away. In it everything is folded, and nothing is
/// in boxes.
///
/// # Errors
/// If a limit is passed.
pub fn beyond(folding: &Folding, view: &View, budget: &Budget) -> Result<View> {
    let dataset = folding.dataset;
    let find = |node: &Node| {
        let iri = node.iri.as_ref()?;
        dataset.graph().dictionary.find_iri(iri)
    };
    let drawn: Vec<TermId> = view.graph.node_weights().filter_map(find).collect();
    let reach = Reach {
        depth: 2,
        limit: drawn.len() + MOST_BEYOND,
        only: Vec::new(),
        avoid: Vec::new(),
        is_directed: false,
        is_vocabulary: folding.is_vocabulary,
    };
    let wide = Folding {
        dataset,
        is_vocabulary: folding.is_vocabulary,
        languages: folding.languages.clone(),
        reader: folding.reader.clone(),
        block: ViewBlock {
            language: folding.block.language.clone(),
            ..ViewBlock::default()
        },
        keeps_languages: false,
    };
    let selection = neighbourhood(dataset, &drawn, &reach, budget)?;
    fold(&wide, &selection, &view.title, budget)
}

/// A view while statements are added.
pub(super) struct Drawing<'a> {
    pub folding: &'a Folding<'a>,
    pub graph: &'a Graph,
    pub languages: Vec<String>,
    pub words: Words,
    pub nodes: BTreeMap<String, Draft>,
    pub edges: Raws,
    pub left_out: Vec<LeftOut>,
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

    pub(super) fn folds(&self, what: Fold) -> bool {
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
        let ids = self.ids(triple);
        let keeps_languages = self.folding.keeps_languages;
        if !keeps_languages && ids.is_some_and(|ids| !self.is_in_best_language(ids)) {
            return;
        }
        let places = ids.map(|ids| self.places(ids));
        let reader = self.folding.reader();
        let value = match &triple.object {
            Term::Literal(literal) if keeps_languages => literal.value().to_owned(),
            Term::Literal(literal) => {
                marked(literal.value(), literal.language().unwrap_or(""), reader)
            }
            other => self.caption(other),
        };
        let field = Field {
            label: self.caption(&triple.predicate.clone().into()),
            property: self.graph.prefixes.display_iri(triple.predicate.as_str()),
            value,
            datatype: datatype(&triple.object),
            language: match &triple.object {
                Term::Literal(literal) => literal.language().map(str::to_owned),
                _ => None,
            },
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
        let classes = match id.filter(|_| self.folds(Fold::Types)) {
            Some(id) => self.classes(id),
            None => Vec::new(),
        };
        let named = |class: &TermId| {
            let term = self.graph.dictionary.term(*class);
            (self.graph.prefixes.display(&term), self.caption(&term))
        };
        let is_class = classes.iter().any(|class| {
            vocab::CLASSES
                .iter()
                .any(|iri| self.graph.dictionary.find_iri(iri) == Some(*class))
        });
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
            classes: if is_class {
                Vec::new()
            } else {
                classes.iter().map(named).collect()
            },
            place: id.and_then(|id| self.place(id)),
            name: name.clone(),
            ..Node::default()
        };
        let draft = Draft {
            node,
            id,
            classes,
            parent: None,
            contained: Vec::new(),
        };
        self.nodes.insert(name.clone(), draft);
        name
    }

    /// The named classes of an entity that are drawn: those that a source states, or else, if inferred statements are drawn, those.
    fn classes(&self, id: TermId) -> Vec<TermId> {
        let dataset = &self.folding.dataset;
        let kind = self.graph.dictionary.find_iri(vocab::RDF_TYPE);
        let mut classes = self.graph.said_objects(id, vocab::RDF_TYPE);
        classes.retain(|class| {
            let mut found = dataset.triples(Some(id), kind, Some(*class));
            self.graph.dictionary.is_iri(*class) && found.next().is_some()
        });
        classes
    }

    /// Returns whether a literal is in the best language that the subject has for the property.
    fn is_in_best_language(&self, [subject, predicate, object]: [TermId; 3]) -> bool {
        let rank = |literal| self.graph.language_rank(literal, &self.languages);
        let dataset = &self.folding.dataset;
        let mut all = dataset.triples(Some(subject), Some(predicate), None);
        let (own, is_tagged) = (rank(object), |id| self.graph.has_language(id));
        !is_tagged(object) || !all.any(|[_, _, other]| is_tagged(other) && rank(other) < own)
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

    pub(super) fn places(&self, triple: [TermId; 3]) -> Vec<String> {
        let places = self.graph.places_of(triple);
        let mut places: Vec<String> = places.iter().map(|p| self.graph.display_place(p)).collect();
        places.dedup();
        places
    }

    fn label(&self, term: &Term) -> Option<String> {
        self.folding.label(self.graph.find(term)?, &self.languages)
    }

    /// The label of a class or property, or its name without the prefix.
    pub(super) fn caption(&self, term: &Term) -> String {
        if let Term::NamedNode(iri) = term
            && iri.as_str() == vocab::RDFS_SUB_CLASS_OF
        {
            return self.words.subclass_of().to_owned();
        }
        self.label(term).unwrap_or_else(|| {
            let name = self.graph.prefixes.display(term);
            name.rsplit_once(':')
                .filter(|_| !name.starts_with('<'))
                .map_or(name.clone(), |(_, local)| local.to_owned())
        })
    }
}

/// The IRI of the datatype of a literal that is not a string.
fn datatype(term: &Term) -> Option<String> {
    let Term::Literal(literal) = term else {
        return None;
    };
    let iri = literal.datatype();
    let is_string = literal.language().is_some() || iri.as_str() == XSD_STRING;
    (!is_string).then(|| iri.as_str().to_owned())
}
