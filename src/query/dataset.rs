//! A graph as the dataset that oxigraph's evaluator asks for quads.

use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::{Acceptance, Graph, Triples};
use crate::rdf::Term;
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

    fn graph_names(&self) -> Vec<TermId> {
        let mut names: Vec<TermId> = self
            .graph
            .places
            .origins
            .iter()
            .filter_map(|origin| origin.graph)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// A term during evaluation: the number that it has in the graph, or, if it has none, itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Internal {
    /// A term of the graph.
    Known(TermId),
    /// A term that a query made or names, and that no statement has.
    Other(Arc<Term>),
}

impl Internal {
    fn known(&self) -> Option<TermId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Other(_) => None,
        }
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
        let bound = [subject, predicate, object];
        let ids = bound.map(|term| term.and_then(Internal::known));
        // A term that the graph does not have matches nothing.
        let possible = bound
            .iter()
            .zip(ids)
            .all(|(term, id)| term.is_none() || id.is_some());
        let which = match (graph_name, self.default_graph) {
            (None, _) => Some(Graphs::Named),
            (Some(None), DefaultGraph::Union) => Some(Graphs::Union),
            (Some(None), DefaultGraph::Own) => Some(Graphs::One(None)),
            (Some(Some(name)), _) => name.known().map(|id| Graphs::One(Some(id))),
        };
        let [subject, predicate, object] = ids;
        let quads = which.filter(|_| possible).map(|graphs| Quads {
            graph: self.graph,
            triples: self.triples(subject, predicate, object),
            graphs,
            pending: Vec::new(),
        });
        quads.into_iter().flatten()
    }

    fn internal_named_graphs(
        &self,
    ) -> impl Iterator<Item = std::result::Result<Internal, Infallible>> + use<'a> {
        self.graph_names()
            .into_iter()
            .map(|name| Ok(Internal::Known(name)))
    }

    fn contains_internal_graph_name(&self, name: &Internal) -> Result<bool, Infallible> {
        Ok(name
            .known()
            .is_some_and(|name| self.graph_names().contains(&name)))
    }

    fn internalize_term(&self, term: Term) -> Result<Internal, Infallible> {
        let known = self.graph.find(&term);
        Ok(known.map_or_else(|| Internal::Other(Arc::new(term)), Internal::Known))
    }

    fn externalize_term(&self, term: Internal) -> Result<Term, Infallible> {
        Ok(match term {
            Internal::Known(id) => self.graph.dictionary.term(id),
            Internal::Other(term) => Arc::unwrap_or_clone(term),
        })
    }
}

/// Which graphs a quad may stand in.
#[derive(Clone, Copy)]
enum Graphs {
    /// Any; the quads are said to be in the default graph, each triple once.
    Union,
    /// One graph; `None` is the dataset's own default graph.
    One(Option<TermId>),
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
            match self.graphs {
                Graphs::Union => return Some(Ok(quad(triple, None))),
                Graphs::One(name) if self.graph.graphs_of(triple).contains(&name) => {
                    return Some(Ok(quad(triple, name)));
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
