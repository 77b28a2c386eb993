//! The index of the statements of one or several graphs, on one level of acceptance.

use super::membership::Membership;
use super::rows::{Lookup, Rows};
use super::sorted::{Chosen, OSP, POS, SPO, Sorted};
use crate::dictionary::TermId;
use crate::graph::{Acceptance, Graph, Portion};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// The statements of one or several graphs on a level of acceptance.
#[derive(Clone)]
pub struct Index<'a> {
    pub graph: &'a Graph,
    pub level: u8,
    /// All statements: by subject, by predicate, by object.
    orders: [Sorted<'a>; 3],
    /// The statements of some graphs, which are used instead of all.
    portion: Option<Arc<Portion>>,
    /// By origin of places, whether its graph is in the dataset; all are if there is nothing.
    within: Option<Rc<[bool]>>,
}

/// Graphs with at most this part of all statements get orders of their own,
const SMALL: usize = 4;
/// unless they are more than this.
const FEW_GRAPHS: usize = 8;

impl<'a> Index<'a> {
    /// Returns the index of all statements.
    pub fn new(graph: &'a Graph, level: u8) -> Self {
        let orders = [&graph.spo, &graph.pos, &graph.osp];
        Self {
            graph,
            level,
            orders: orders.map(Sorted::of),
            portion: None,
            within: None,
        }
    }

    /// Returns the index of the graphs of which `is_in` holds, each statement once, looked up among all; `None` is the default
    /// graph of the dataset.
    pub fn within(graph: &'a Graph, level: u8, is_in: impl Fn(Option<TermId>) -> bool) -> Self {
        let mut index = Self::new(graph, level);
        let origins = graph.places.origins.iter();
        let within: Rc<[bool]> = origins.map(|origin| is_in(origin.graph)).collect();
        if within.is_empty() || within.contains(&false) {
            index.within = Some(within);
        }
        index
    }

    /// Returns the index of the graphs with some names, sorted; small ones have orders of their own.
    pub fn of_graphs(graph: &'a Graph, level: u8, names: &[Option<TermId>]) -> Self {
        let is_in = |name: Option<TermId>| names.binary_search(&name).is_ok();
        let mut index = Self::within(graph, level, is_in);
        if index.within.is_some() && names.len() <= FEW_GRAPHS {
            let portion = graph.portion(names);
            if portion.len() <= graph.len() / SMALL {
                index.portion = Some(portion);
                index.within = None;
            }
        }
        index
    }

    #[inline]
    fn order(&self, first: usize) -> Chosen<'_> {
        match &self.portion {
            None => Chosen::All(&self.orders[first]),
            Some(portion) => {
                let order = portion.order(self.graph, first);
                Chosen::Portion(Sorted::of_portion(order, first))
            }
        }
    }

    /// Returns the lookup of triples of which these components are bound.
    #[inline]
    pub fn lookup(&self, bound: [bool; 3]) -> Lookup<'_> {
        let within = self.within.as_ref().map(|_| self.membership());
        Lookup::new(bound, |first| self.order(first), self.level, within)
    }

    /// Returns the rows that match bound components, or some more, in the order in which they are looked up.
    pub fn range(&self, bound: [Option<TermId>; 3]) -> Range<usize> {
        self.with_rows(bound, |rows| rows.range.clone())
    }

    /// Does something with the rows that match bound components.
    #[inline]
    fn with_rows<T>(&self, bound: [Option<TermId>; 3], work: impl FnOnce(&Rows) -> T) -> T {
        let lookup = self.lookup(bound.map(|component| component.is_some()));
        work(&lookup.rows(lookup.arrange(bound)))
    }

    /// As [`lookup`](Self::lookup), among the statements of all graphs.
    pub fn lookup_among_all(&self, bound: [bool; 3]) -> Lookup<'_> {
        Lookup::new(
            bound,
            |first| Chosen::All(&self.orders[first]),
            self.level,
            None,
        )
    }

    /// Returns which graphs contain each triple.
    pub fn membership(&self) -> Membership<'_> {
        Membership::new(self.graph, &self.orders[SPO], self.within.as_deref())
    }

    /// Returns all triples by subject, in any graph.
    pub fn by_subject(&self) -> &Sorted<'a> {
        &self.orders[SPO]
    }

    /// Returns the second column of all triples with a term as a component (0 subject, 1 predicate, 2 object), in the order
    /// that has this component first, on every level of acceptance.
    pub fn seconds(&self, component: usize, term: TermId) -> &[TermId] {
        let Sorted { second, .. } = *self.order(component);
        let rows = self.order(component).rows(term);
        second.get(rows).unwrap_or_default()
    }

    /// Returns the number of triples that match, on every level of acceptance. It is exact if all are on the first level and
    /// the graphs are all graphs, or have orders of their own.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        self.with_rows(bound, |rows| rows.count())
    }

    /// Returns the number of triples that match and are accepted, which are read for it.
    pub fn accepted(&self, bound: [Option<TermId>; 3]) -> usize {
        self.with_rows(bound, |rows| rows.accepted())
    }

    /// Returns whether all triples are known to be accepted, without reading them.
    pub fn sees_all(&self) -> bool {
        let weakest = self.graph.acceptance.names.len().saturating_sub(1);
        let sees_levels = usize::from(self.level & Acceptance::LEVEL) >= weakest;
        let sees_inferred = self.level & Acceptance::INFERRED == 0;
        let is_none_hidden = self.graph.derivations.hidden == 0;
        let is_whole = self.portion.is_none() && self.within.is_none();
        let has_levels = !self.orders[SPO].levels.is_empty();
        is_whole && (!has_levels || sees_levels && sees_inferred && is_none_hidden)
    }

    /// Returns the terms that are a component of triples (0 subject, 1 predicate, 2 object), each with the number of these
    /// triples, on every level of acceptance.
    pub fn firsts(&self, component: usize) -> impl Iterator<Item = (TermId, usize)> + '_ {
        let order = match component {
            0 => self.orders[SPO],
            1 => self.orders[POS],
            _ => self.orders[OSP],
        };
        let rows = order
            .offsets
            .windows(2)
            .map(|rows| rows[1].saturating_sub(rows[0]));
        (0..)
            .zip(rows)
            .filter(|(_, rows)| *rows > 0)
            .map(|(term, rows)| (term, rows as usize))
    }

    /// Returns whether a term is a node: the subject or the object of an accepted triple.
    pub fn is_node(&self, term: TermId) -> bool {
        self.has_any([Some(term), None, None]) || self.has_any([None, None, Some(term)])
    }

    fn has_any(&self, bound: [Option<TermId>; 3]) -> bool {
        self.with_rows(bound, |rows| rows.any())
    }

    /// Calls `visit` with each triple that matches.
    #[inline]
    pub fn each(&self, bound: [Option<TermId>; 3], mut visit: impl FnMut([TermId; 3])) {
        self.with_rows(bound, |rows| {
            rows.each(rows.range.clone(), |_, triple| {
                visit(triple);
                true
            });
        });
    }
}
