//! Where a triple pattern is looked for: the [active graph](https://www.w3.org/TR/sparql11-query/#specDataset) that `GRAPH`
//! says, in the dataset that `FROM` says.

use super::index::Index;
use super::table::{Var, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::dataset::Dataset;
use crate::rdf::NamedNode;
use spargebra::algebra::QueryDataset;
use std::cell::OnceCell;

/// The active graph of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The default graph.
    Default,
    /// A named graph, by its index among those that the query names.
    Named(usize),
    /// Each named graph by turns: a variable has its name.
    Each(Var),
}

impl Place {
    /// The variable that has the name of the graph.
    pub fn var(self) -> Option<Var> {
        match self {
            Self::Each(variable) => Some(variable),
            _ => None,
        }
    }

    /// That variable as a set.
    pub fn vars(self) -> Vars {
        Vars::of(self.var())
    }
}

/// The graphs of the dataset of a query.
pub struct Graphs<'a> {
    graph: &'a Graph,
    level: u8,
    /// The statements of all of them, if they are asked for.
    all: OnceCell<Index<'a>>,
    /// Their names.
    pub names: Vec<TermId>,
    /// Whether they are all that there are.
    is_every: bool,
    /// Those that the query names.
    named: Vec<Named<'a>>,
}

/// A graph that a query names.
struct Named<'a> {
    name: NamedNode,
    id: TermId,
    index: Index<'a>,
}

impl<'a> Graphs<'a> {
    /// Graphs of some names, sorted.
    pub fn new(graph: &'a Graph, level: u8, names: Vec<TermId>) -> Self {
        Self {
            graph,
            level,
            all: OnceCell::new(),
            names,
            is_every: false,
            named: Vec::new(),
        }
    }

    /// All graphs that have a name.
    fn every(graph: &'a Graph, level: u8) -> Self {
        Self {
            is_every: true,
            ..Self::new(graph, level, graph.graph_names())
        }
    }

    fn all(&self) -> &Index<'a> {
        let is_in = |name: Option<TermId>| name.is_some_and(|name| self.is_every || self.has(name));
        self.all
            .get_or_init(|| Index::within(self.graph, self.level, is_in))
    }

    fn has(&self, name: TermId) -> bool {
        self.names.binary_search(&name).is_ok()
    }
}

/// The statements of graphs of these names, sorted.
fn index_of<'a>(graph: &'a Graph, level: u8, names: &[TermId]) -> Index<'a> {
    let names: Vec<Option<TermId>> = names.iter().copied().map(Some).collect();
    Index::of_graphs(graph, level, &names)
}

impl<'a> Solver<'a> {
    /// Looks where a dataset says, and the `FROM` of a query; with `has_graph`, the query asks for named graphs.
    pub(super) fn look_into(
        &mut self,
        dataset: &Dataset<'a>,
        asked: Option<&QueryDataset>,
        has_graph: bool,
    ) {
        let (graph, level) = (dataset.graph(), dataset.level());
        let Some(asked) = asked else {
            if !dataset.has_union_as_default() {
                self.index = Index::of_graphs(graph, level, &[None]);
            }
            if has_graph {
                self.graphs = Graphs::every(graph, level);
            }
            return;
        };
        self.index = index_of(graph, level, &self.ids_of(&asked.default));
        let names = self.ids_of(asked.named.as_deref().unwrap_or_default());
        self.graphs = Graphs::new(graph, level, names);
    }

    /// The numbers of names, sorted.
    fn ids_of(&mut self, names: &[NamedNode]) -> Vec<TermId> {
        let mut ids: Vec<TermId> = names.iter().map(|name| self.id_of(name)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn id_of(&mut self, name: &NamedNode) -> TermId {
        self.terms.intern(&name.clone().into())
    }

    /// The place of a named graph; `None` if the dataset has none of this name.
    pub(super) fn place_of(&mut self, name: &NamedNode) -> Option<Place> {
        let mut named = self.graphs.named.iter();
        if let Some(known) = named.position(|named| named.name == *name) {
            return Some(Place::Named(known));
        }
        let id = self.id_of(name);
        if !self.graphs.has(id) {
            return None;
        }
        let (name, index) = (name.clone(), self.index_of_graph(id));
        self.graphs.named.push(Named { name, id, index });
        Some(Place::Named(self.graphs.named.len() - 1))
    }

    /// The statements of a graph.
    pub(super) fn index_of_graph(&self, name: TermId) -> Index<'a> {
        index_of(self.index.graph, self.index.level, &[name])
    }

    /// Whether the dataset has a named graph.
    pub(super) fn has_graph(&self, name: TermId) -> bool {
        self.graphs.has(name)
    }

    /// The statements where a pattern is looked for.
    pub(super) fn at(&self, place: Place) -> &Index<'a> {
        match place {
            Place::Default => &self.index,
            Place::Named(index) => match self.graphs.named.get(index) {
                Some(named) => &named.index,
                None => &self.index,
            },
            Place::Each(_) => self.graphs.all(),
        }
    }

    /// What stands before a pattern that is looked for in a graph, and after it.
    pub(super) fn show_place(&self, place: Place) -> [String; 2] {
        let name = match place {
            Place::Default => return Default::default(),
            Place::Named(index) => match self.graphs.named.get(index) {
                Some(named) => self.show_term(named.id),
                None => String::new(),
            },
            Place::Each(variable) => self.show_var(variable),
        };
        [format!("GRAPH {name} {{ "), " }".to_owned()]
    }

    /// Does something where another graph is active.
    pub(super) fn placed<T>(
        &mut self,
        place: Place,
        work: impl FnOnce(&mut Self) -> Solved<T>,
    ) -> Solved<T> {
        let before = std::mem::replace(&mut self.place, place);
        let result = work(self);
        self.place = before;
        result
    }
}
