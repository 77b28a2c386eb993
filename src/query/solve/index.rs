//! The index of a graph as operators see it: rows of sorted columns, on one level of acceptance.

use crate::dictionary::TermId;
use crate::graph::{Acceptance, Graph, Order, Portion, PortionOrder, equal_range};
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
    /// Those of some graphs, in the place of all.
    portion: Option<Arc<Portion>>,
    /// By origin of places, whether its statements count; all do if there is nothing.
    within: Option<Rc<[bool]>>,
}

/// The columns of an order as slices: found once for all look-ups of a query.
#[derive(Clone, Copy)]
pub struct Sorted<'a> {
    pub components: [usize; 3],
    /// The first components, each once; all terms if there is nothing.
    firsts: Option<&'a [TermId]>,
    offsets: &'a [u32],
    pub second: &'a [TermId],
    pub third: &'a [TermId],
    pub levels: &'a [u8],
}

impl<'a> Sorted<'a> {
    fn of(order: &'a Order) -> Self {
        Self {
            components: order.components.0,
            firsts: None,
            offsets: &order.offsets,
            second: &order.second,
            third: &order.third,
            levels: &order.levels,
        }
    }

    fn of_portion(order: &'a PortionOrder, components: [usize; 3]) -> Self {
        Self {
            components,
            firsts: Some(&order.firsts),
            offsets: &order.offsets,
            second: &order.second,
            third: &order.third,
            levels: &order.levels,
        }
    }

    #[inline]
    fn rows(&self, first: TermId) -> Range<usize> {
        let first = match self.firsts {
            None => first as usize,
            Some(firsts) => match firsts.binary_search(&first) {
                Ok(at) => at,
                Err(_) => return 0..0,
            },
        };
        match (self.offsets.get(first), self.offsets.get(first + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    #[inline]
    fn range(&self, prefix: [Option<TermId>; 3]) -> Range<usize> {
        let [first, second, third] = prefix;
        let Some(first) = first else {
            return 0..self.second.len();
        };
        let mut rows = self.rows(first);
        for (column, value) in [(self.second, second), (self.third, third)] {
            let Some(value) = value else { break };
            rows = equal_range(column, rows, value);
        }
        rows
    }

    #[inline]
    fn accepts(&self, row: usize, level: u8) -> bool {
        let of_row = self.levels.get(row);
        of_row.is_none_or(|of_row| Acceptance::sees(level, *of_row))
    }
}

/// Subjects, predicates and objects, as what orders have first.
const SPO: usize = 0;
const POS: usize = 1;
const OSP: usize = 2;

/// Graphs with this part of all statements, or fewer, get orders of their own,
const SMALL: usize = 4;
/// if they are not more than these.
const FEW_GRAPHS: usize = 8;

/// Up to this many triples of an object are looked through for a predicate rather than searched for among all of it.
const FEW: usize = 24;

/// Rows of one order, all of which have the bound components asked for, but for what `third` says.
pub struct Rows<'a> {
    pub order: Sorted<'a>,
    pub range: Range<usize>,
    /// The first component, if it is bound.
    pub first: Option<TermId>,
    /// A value of the third component that rows must have, where that is cheaper than a narrower range.
    pub third: Option<TermId>,
    /// Which origins' statements count, and the graph that knows the origins.
    within: Option<(&'a [bool], &'a Graph)>,
}

impl<'a> Index<'a> {
    /// All statements.
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

    /// The statements of those graphs of which `is_in` holds, each once, looked up among all; `None` is the default graph
    /// of the dataset.
    pub fn within(graph: &'a Graph, level: u8, is_in: impl Fn(Option<TermId>) -> bool) -> Self {
        let mut index = Self::new(graph, level);
        let origins = graph.places.origins.iter();
        let within: Rc<[bool]> = origins.map(|origin| is_in(origin.graph)).collect();
        if within.is_empty() || within.contains(&false) {
            index.within = Some(within);
        }
        index
    }

    /// The statements of graphs of some names, sorted: few of all have orders of their own.
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
    fn order(&self, first: usize) -> Sorted<'_> {
        match &self.portion {
            None => self.orders[first],
            Some(portion) => {
                let components = [first, (first + 1) % 3, (first + 2) % 3];
                Sorted::of_portion(portion.order(self.graph, first), components)
            }
        }
    }

    /// The rows that match bound components.
    #[inline]
    pub fn rows(&self, bound: [Option<TermId>; 3]) -> Rows<'_> {
        let within = self.within.as_deref().map(|within| (within, self.graph));
        let rows = |first: usize, prefix: [Option<TermId>; 3]| {
            let order = self.order(first);
            Rows {
                order,
                range: order.range(prefix),
                first: prefix[0],
                third: None,
                within,
            }
        };
        match bound {
            [None, Some(p), Some(o)] => {
                let osp = self.order(OSP);
                let range = osp.rows(o);
                if range.len() <= FEW {
                    return Rows {
                        order: osp,
                        range,
                        first: Some(o),
                        third: Some(p),
                        within,
                    };
                }
                rows(POS, [Some(p), Some(o), None])
            }
            [Some(s), None, Some(o)] => rows(OSP, [Some(o), Some(s), None]),
            [Some(s), p, o] => rows(SPO, [Some(s), p, o]),
            [None, Some(p), None] => rows(POS, [Some(p), None, None]),
            [None, None, Some(o)] => rows(OSP, [Some(o), None, None]),
            [None, None, None] => rows(SPO, [None; 3]),
        }
    }

    /// How many triples match, on every level of acceptance: exact where all are on the first level and the graphs are
    /// not some of several.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        match bound {
            [None, Some(p), Some(o)] => self.order(POS).range([Some(p), Some(o), None]).len(),
            _ => self.rows(bound).range.len(),
        }
    }

    /// Whether all triples are accepted, as far as that is known without a look at them.
    pub fn sees_all(&self) -> bool {
        let weakest = self.graph.acceptance.names.len().saturating_sub(1);
        let sees_levels = usize::from(self.level & Acceptance::LEVEL) >= weakest;
        let sees_inferred = self.level & Acceptance::INFERRED == 0;
        let is_none_hidden = self.graph.derivations.hidden == 0;
        let is_whole = self.portion.is_none() && self.within.is_none();
        let has_levels = !self.orders[SPO].levels.is_empty();
        is_whole && (!has_levels || sees_levels && sees_inferred && is_none_hidden)
    }

    /// The terms that are a component of triples (0 subject, 1 predicate, 2 object), each with how many, on every level of
    /// acceptance.
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

    /// Whether a triple is there.
    pub fn contains(&self, triple: [TermId; 3]) -> bool {
        if self.within.is_some() {
            return self.has_any(triple.map(Some));
        }
        let order = self.order(SPO);
        let mut rows = order.range(triple.map(Some));
        rows.any(|row| order.accepts(row, self.level))
    }

    /// Whether a term is a node: subject or object of a triple that is accepted.
    pub fn is_node(&self, term: TermId) -> bool {
        self.has_any([Some(term), None, None]) || self.has_any([None, None, Some(term)])
    }

    fn has_any(&self, bound: [Option<TermId>; 3]) -> bool {
        let rows = self.rows(bound);
        let mut found = false;
        rows.each(self.level, rows.range.clone(), |_, _| {
            found = true;
            false
        });
        found
    }

    /// Calls `visit` with each triple that matches.
    pub fn each(&self, bound: [Option<TermId>; 3], mut visit: impl FnMut([TermId; 3])) {
        let rows = self.rows(bound);
        rows.each(self.level, rows.range.clone(), |_, triple| {
            visit(triple);
            true
        });
    }

    /// Adds the named graphs among these that a triple stands in, sorted; it is in a row of an order of all.
    pub fn graphs_of(
        &self,
        order: &Sorted,
        row: usize,
        triple: [TermId; 3],
        names: &mut Vec<TermId>,
    ) {
        let Some(row) = row_among_all(self.graph, order, row, triple) else {
            return;
        };
        let start = names.len();
        let places = &self.graph.places;
        let within = self.within.as_deref();
        places.each_origin(row, |origin| {
            if within.is_none_or(|within| within.get(origin) == Some(&true)) {
                names.extend(places.origins.get(origin).and_then(|origin| origin.graph));
            }
        });
        if names.len() > start + 1 {
            let mut added = names.split_off(start);
            added.sort_unstable();
            added.dedup();
            names.append(&mut added);
        }
    }
}

impl Rows<'_> {
    /// Whether all rows of the range match, as far as their levels are accepted.
    pub fn is_whole(&self) -> bool {
        self.third.is_none() && self.within.is_none()
    }

    /// Calls `visit` with the row of each accepted triple of a part of the rows, and the triple, until it says no.
    #[inline]
    pub fn each(
        &self,
        level: u8,
        range: Range<usize>,
        mut visit: impl FnMut(usize, [TermId; 3]) -> bool,
    ) {
        let order = self.order;
        let Sorted {
            firsts,
            offsets,
            second,
            third,
            ..
        } = order;
        let [a, b, c] = order.components;
        let mut first = self.first.unwrap_or_else(|| {
            let start = range.start as u32;
            offsets
                .partition_point(|offset| *offset <= start)
                .saturating_sub(1) as TermId
        });
        for row in range {
            let (Some(y), Some(z)) = (second.get(row), third.get(row)) else {
                return;
            };
            if self.third.is_some_and(|value| value != *z) || !order.accepts(row, level) {
                continue;
            }
            if self.first.is_none() {
                while offsets
                    .get(first as usize + 1)
                    .is_some_and(|end| *end as usize <= row)
                {
                    first += 1;
                }
            }
            let mut triple = [0; 3];
            (triple[a], triple[b], triple[c]) = (first, *y, *z);
            if firsts.is_some() && self.first.is_none() {
                triple[a] = firsts
                    .and_then(|firsts| firsts.get(first as usize))
                    .copied()
                    .unwrap_or(first);
            }
            if self.within.is_some() && !self.is_within(row, triple) {
                continue;
            }
            if !visit(row, triple) {
                return;
            }
        }
    }

    /// Whether a triple has a place that counts.
    fn is_within(&self, row: usize, triple: [TermId; 3]) -> bool {
        let Some((within, graph)) = self.within else {
            return true;
        };
        let mut found = false;
        if let Some(row) = row_among_all(graph, &self.order, row, triple) {
            graph
                .places
                .each_origin(row, |origin| found |= within.get(origin) == Some(&true));
        }
        found
    }
}

/// The row of a triple among all by subject, from its row in an order of all.
fn row_among_all(graph: &Graph, order: &Sorted, row: usize, triple: [TermId; 3]) -> Option<usize> {
    match order.components[0] {
        SPO => Some(row),
        _ => graph.row(triple),
    }
}
