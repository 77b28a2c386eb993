//! The [dataset](https://www.w3.org/TR/sparql11-query/#specDataset) of a query: the index of its default graph and those of
//! its named graphs.

use super::triples::Index;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::dataset::Dataset;
use crate::query::logical::{Var, VarSet};
use crate::query::terms::Terms;
use crate::rdf::NamedNode;
use spargebra::algebra::QueryDataset;
use std::cell::OnceCell;

/// The active graph of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveGraph {
    /// The default graph.
    Default,
    /// A named graph, by its index in the catalog.
    Named(usize),
    /// Each named graph by turns: a variable has its name.
    Each(Var),
}

impl ActiveGraph {
    /// Returns the variable that has the name of the graph.
    pub fn var(self) -> Option<Var> {
        match self {
            Self::Each(variable) => Some(variable),
            Self::Default | Self::Named(_) => None,
        }
    }

    /// Returns that variable as a set.
    pub fn variables(self) -> VarSet {
        VarSet::of(self.var())
    }
}

/// The graphs of the dataset of a query.
pub struct Catalog<'a> {
    /// The statements of the default graph.
    pub default: Index<'a>,
    /// The names of the named graphs, sorted.
    pub names: Vec<TermId>,
    /// Whether the named graphs are all that the graph has.
    is_every: bool,
    /// The statements of all named graphs, made when they are first needed.
    all: OnceCell<Index<'a>>,
    /// The named graphs that the query names, each with its name.
    named: Vec<(TermId, Index<'a>)>,
}

impl<'a> Catalog<'a> {
    /// Returns the catalog of a dataset, and of `FROM` and `FROM NAMED` of a query; with `has_graph`, the query has
    /// `GRAPH` in it.
    pub fn new(
        dataset: &Dataset<'a>,
        from: Option<&QueryDataset>,
        has_graph: bool,
        terms: &mut Terms,
    ) -> Self {
        let (graph, level) = (dataset.graph(), dataset.level());
        let (default, names) = match from {
            Some(from) => {
                let default = ids_of(&from.default, terms);
                let names = ids_of(from.named.as_deref().unwrap_or(&[]), terms);
                (index_of(graph, level, &default), names)
            }
            None => {
                let default = match dataset.has_union_as_default() {
                    true => Index::new(graph, level),
                    false => Index::of_graphs(graph, level, &[None]),
                };
                let names = match has_graph {
                    true => graph.graph_names(),
                    false => Vec::new(),
                };
                (default, names)
            }
        };
        Self {
            default,
            names,
            is_every: from.is_none(),
            all: OnceCell::new(),
            named: Vec::new(),
        }
    }

    fn graph(&self) -> &'a Graph {
        self.default.graph
    }

    /// Returns whether the dataset has a named graph.
    pub fn has(&self, name: TermId) -> bool {
        self.names.binary_search(&name).is_ok()
    }

    /// Returns the active graph of a name; `None` if the dataset has no graph of this name.
    pub fn named(&mut self, name: TermId) -> Option<ActiveGraph> {
        if let Some(known) = self.named.iter().position(|(known, _)| *known == name) {
            return Some(ActiveGraph::Named(known));
        }
        if !self.has(name) {
            return None;
        }
        self.named.push((name, self.index_of(name)));
        Some(ActiveGraph::Named(self.named.len() - 1))
    }

    /// Returns the name of a graph that the query names.
    pub fn name(&self, index: usize) -> TermId {
        self.named[index].0
    }

    /// Returns the statements of a named graph.
    pub fn index_of(&self, name: TermId) -> Index<'a> {
        index_of(self.graph(), self.default.level, &[name])
    }

    /// Returns the statements of the active graph, or of all of them by turns.
    pub fn at(&self, graph: ActiveGraph) -> &Index<'a> {
        match graph {
            ActiveGraph::Default => &self.default,
            // `named` made the index, and indexes are never removed.
            ActiveGraph::Named(index) => &self.named[index].1,
            ActiveGraph::Each(_) => self.all.get_or_init(|| {
                let is_in =
                    |name: Option<TermId>| name.is_some_and(|name| self.is_every || self.has(name));
                Index::within(self.graph(), self.default.level, is_in)
            }),
        }
    }
}

/// Returns the statements of graphs of these names, sorted.
fn index_of<'a>(graph: &'a Graph, level: u8, names: &[TermId]) -> Index<'a> {
    let names: Vec<Option<TermId>> = names.iter().copied().map(Some).collect();
    Index::of_graphs(graph, level, &names)
}

/// Returns the numbers of names, sorted.
fn ids_of(names: &[NamedNode], terms: &mut Terms) -> Vec<TermId> {
    let ids = names.iter().map(|name| terms.intern(&name.clone().into()));
    let mut ids: Vec<TermId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
