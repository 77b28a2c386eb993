//! A graph as the dataset that oxigraph's evaluator asks for quads.

use super::lexical::{self, Facet};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::{Acceptance, Graph, Triples};
use crate::rdf::{NamedNode, Term};
use spareval::{InternalQuad, QueryableDataset};
use std::convert::Infallible;
use std::sync::Arc;

/// What a query without `GRAPH` and `FROM` sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultGraph {
    /// The union of all graphs, each triple once: how a project is asked.
    #[default]
    Union,
    /// The default graph alone, as [RDF datasets](https://www.w3.org/TR/sparql11-query/#rdfDataset) have it.
    Own,
}

/// A graph seen as a dataset.
#[derive(Clone, Copy)]
pub struct Dataset<'a> {
    graph: &'a Graph,
    default_graph: DefaultGraph,
    level: u8,
}

impl<'a> Dataset<'a> {
    /// The dataset of a project: its default graph is the union.
    pub fn new(graph: &'a Graph) -> Self {
        Self {
            graph,
            default_graph: DefaultGraph::Union,
            level: graph.acceptance.default,
        }
    }

    /// The same dataset with another default graph.
    #[must_use]
    pub fn with_default_graph(self, default_graph: DefaultGraph) -> Self {
        Self {
            default_graph,
            ..self
        }
    }

    /// The same dataset with what a level of acceptance adds or takes away.
    ///
    /// # Errors
    /// If the project has no level of this name.
    pub fn accepting(self, level: &str) -> Result<Self> {
        let acceptance = &self.graph.acceptance;
        let level = acceptance.level(level).ok_or_else(|| Error::Name {
            message: match acceptance.names.as_slice() {
                [] => "this project has no levels of acceptance: `bixi.toml` does not say how certain statements are".to_owned(),
                names => format!("there is no level of acceptance `{level}`; the levels are {}", names.join(", ")),
            },
        })?;
        let level = level | self.level & Acceptance::INFERRED;
        Ok(Self { level, ..self })
    }

    /// Returns the same dataset on a level, as [`level`](Self::level) gives it.
    #[must_use]
    pub fn at(self, level: u8) -> Self {
        Self { level, ..self }
    }

    /// The same dataset without what is only inferred.
    #[must_use]
    pub fn asserted(self) -> Self {
        Self {
            level: self.level | Acceptance::INFERRED,
            ..self
        }
    }

    /// The triples that match a triple pattern, as far as they are accepted.
    pub fn triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Triples<'a> {
        self.graph
            .all_triples(subject, predicate, object)
            .up_to(self.level)
    }

    /// The graph behind it.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The level of acceptance, as [`Acceptance::sees`] takes it.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Whether the default graph is the union of all graphs, or there is none but it.
    pub fn has_union_as_default(&self) -> bool {
        let origins = &self.graph.places.origins;
        self.default_graph == DefaultGraph::Union || origins.iter().all(|o| o.graph.is_none())
    }

    /// The names of its graphs, as a query can have them.
    pub(super) fn graph_names(&self) -> Vec<NamedNode> {
        let ids = self.graph.graph_names().into_iter();
        ids.map(|id| match self.graph.dictionary.term(id) {
            Term::NamedNode(name) => name,
            _ => NamedNode::new_unchecked(format!("{NUMBERED}{id}")),
        })
        .collect()
    }
}

/// What begins the name of a graph that is a blank node, which no query can name, before its number.
const NUMBERED: &str = " graph ";
/// What begins the name of a graph that is the merge of others, before their numbers.
const MERGED: &str = " merge ";

/// The name of the [merge](https://www.w3.org/TR/rdf11-mt/#shared-blank-nodes-unions-and-merges) of some graphs: what
/// stands in several of them is in it once.
pub(super) fn name_of_merge(names: &[NamedNode], graph: &Graph) -> NamedNode {
    let ids = names
        .iter()
        .filter_map(|name| graph.find(&name.clone().into()));
    let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
    NamedNode::new_unchecked(format!("{MERGED}{}", ids.join(" ")))
}

/// The graphs of a merge by its name.
fn merged(name: &Internal) -> Option<Graphs> {
    let Internal::Other(name) = name else {
        return None;
    };
    let Term::NamedNode(name) = &**name else {
        return None;
    };
    let ids = name.as_str().strip_prefix(MERGED)?;
    Some(Graphs::Merge(
        ids.split(' ').filter_map(|id| id.parse().ok()).collect(),
    ))
}

/// A term during evaluation: the number that it has in the graph, or, if it has none, itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Internal {
    /// A term of the graph.
    Known(TermId),
    /// A term that a query made or names, and that no statement has.
    Other(Arc<Term>),
    /// What stands for a term when its lexical form or datatype is looked up.
    Literal(Arc<Internal>),
}

impl Internal {
    fn known(&self) -> Option<TermId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Other(_) | Self::Literal(_) => None,
        }
    }
}

impl Dataset<'_> {
    /// The quad for a pattern of [`lexical`], which no graph has; `Err` if it is no such pattern.
    fn facet(
        &self,
        subject: Option<&Internal>,
        predicate: Option<&Internal>,
        object: Option<&Internal>,
        graph_name: Option<Option<&Internal>>,
    ) -> Result<Option<InternalQuad<Internal>>, ()> {
        let Some(Internal::Other(property)) = predicate else {
            return Err(());
        };
        let Term::NamedNode(property) = &**property else {
            return Err(());
        };
        let quad = |subject: Internal, object: Internal| InternalQuad {
            subject,
            predicate: Internal::Other(Arc::new(property.clone().into())),
            object,
            graph_name: graph_name.flatten().cloned(),
        };
        if property.as_str() == lexical::OF {
            let stand_in = |term: &Internal| Internal::Literal(Arc::new(term.clone()));
            return Ok(object.map(|term| quad(stand_in(term), term.clone())));
        }
        let facet = Facet::of_property(property.as_str()).ok_or(())?;
        let Some(node @ Internal::Literal(term)) = subject else {
            return Ok(None);
        };
        let Ok(term) = self.externalize_term((**term).clone());
        let Ok(value) = facet
            .of(&term)
            .map(|value| self.internalize_term(value))
            .transpose();
        Ok(value.map(|value| quad(node.clone(), value)))
    }
}

impl<'a> QueryableDataset<'a> for Dataset<'a> {
    type InternalTerm = Internal;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Internal>,
        predicate: Option<&Internal>,
        object: Option<&Internal>,
        graph_name: Option<Option<&Internal>>,
    ) -> impl Iterator<Item = std::result::Result<InternalQuad<Internal>, Infallible>> + use<'a>
    {
        let (facet, is_facet) = match self.facet(subject, predicate, object, graph_name) {
            Ok(quad) => (quad, true),
            Err(()) => (None, false),
        };
        let bound = [subject, predicate, object];
        let ids = bound.map(|term| term.and_then(Internal::known));
        // A term that the graph does not have matches nothing.
        let possible = bound
            .iter()
            .zip(ids)
            .all(|(term, id)| term.is_none() || id.is_some());
        let which = match (graph_name, self.default_graph) {
            _ if is_facet => None,
            (None, _) => Some(Graphs::Named),
            (Some(None), DefaultGraph::Union) => Some(Graphs::Union),
            (Some(None), DefaultGraph::Own) => Some(Graphs::One(None)),
            (Some(Some(name)), _) => match name.known() {
                Some(id) => Some(Graphs::One(Some(id))),
                None => merged(name),
            },
        };
        let [subject, predicate, object] = ids;
        let quads = which.filter(|_| possible).map(|graphs| Quads {
            graph: self.graph,
            triples: self.triples(subject, predicate, object),
            graphs,
            pending: Vec::new(),
        });
        facet.map(Ok).into_iter().chain(quads.into_iter().flatten())
    }

    fn internal_named_graphs(
        &self,
    ) -> impl Iterator<Item = std::result::Result<Internal, Infallible>> + use<'a> {
        self.graph
            .graph_names()
            .into_iter()
            .map(|name| Ok(Internal::Known(name)))
    }

    fn contains_internal_graph_name(&self, name: &Internal) -> Result<bool, Infallible> {
        Ok(name
            .known()
            .is_some_and(|name| self.graph.graph_names().contains(&name)))
    }

    fn internalize_term(&self, term: Term) -> Result<Internal, Infallible> {
        if let Term::NamedNode(name) = &term
            && let Some(number) = name.as_str().strip_prefix(NUMBERED)
            && let Ok(id) = number.parse()
        {
            return Ok(Internal::Known(id));
        }
        let known = self.graph.find(&term);
        Ok(known.map_or_else(|| Internal::Other(Arc::new(term)), Internal::Known))
    }

    fn externalize_term(&self, term: Internal) -> Result<Term, Infallible> {
        Ok(match term {
            Internal::Known(id) => self.graph.dictionary.term(id),
            Internal::Other(term) => Arc::unwrap_or_clone(term),
            Internal::Literal(term) => return self.externalize_term((*term).clone()),
        })
    }
}

/// Which graphs a quad may stand in.
#[derive(Clone)]
enum Graphs {
    /// Any; the quads are said to be in the default graph, each triple once.
    Union,
    /// One graph; `None` is the dataset's own default graph.
    One(Option<TermId>),
    /// Some graphs; the quads are said to be in the default graph, each triple once.
    Merge(Arc<[TermId]>),
    /// Every named graph, each with its name.
    Named,
}

struct Quads<'a> {
    graph: &'a Graph,
    triples: Triples<'a>,
    graphs: Graphs,
    /// Quads of the triple last looked at that are still to be given.
    pending: Vec<([TermId; 3], TermId)>,
}

impl Iterator for Quads<'_> {
    type Item = std::result::Result<InternalQuad<Internal>, Infallible>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((triple, name)) = self.pending.pop() {
                return Some(Ok(quad(triple, Some(name))));
            }
            let triple = self.triples.next()?;
            match &self.graphs {
                Graphs::Union => return Some(Ok(quad(triple, None))),
                Graphs::One(name) if self.graph.graphs_of(triple).contains(name) => {
                    return Some(Ok(quad(triple, *name)));
                }
                Graphs::Merge(names) => {
                    let graphs = self.graph.graphs_of(triple);
                    if graphs.iter().flatten().any(|name| names.contains(name)) {
                        return Some(Ok(quad(triple, None)));
                    }
                }
                Graphs::One(_) => {}
                Graphs::Named => {
                    let names = self.graph.graphs_of(triple).into_iter().rev().flatten();
                    self.pending.extend(names.map(|name| (triple, name)));
                }
            }
        }
    }
}

fn quad([subject, predicate, object]: [TermId; 3], name: Option<TermId>) -> InternalQuad<Internal> {
    InternalQuad {
        subject: Internal::Known(subject),
        predicate: Internal::Known(predicate),
        object: Internal::Known(object),
        graph_name: name.map(Internal::Known),
    }
}
