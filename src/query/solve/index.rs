//! The index of a graph as operators see it: rows of sorted columns, on one level of acceptance.

use crate::dictionary::TermId;
use crate::graph::{Graph, Order};
use std::ops::Range;

/// A graph on a level of acceptance.
#[derive(Clone, Copy)]
pub struct Index<'a> {
    pub graph: &'a Graph,
    pub level: u8,
}

/// Up to this many triples of an object are looked through for a predicate rather than searched for among all of it.
const FEW: usize = 24;

/// Rows of one order, all of which have the bound components asked for, but for what `third` says.
pub struct Rows<'a> {
    pub order: &'a Order,
    pub range: Range<usize>,
    /// The first component, if it is bound.
    pub first: Option<TermId>,
    /// A value of the third component that rows must have, where that is cheaper than a narrower range.
    pub third: Option<TermId>,
}

impl<'a> Index<'a> {
    /// The rows that match bound components.
    pub fn rows(&self, bound: [Option<TermId>; 3]) -> Rows<'a> {
        let graph = self.graph;
        let rows = |order: &'a Order, prefix: [Option<TermId>; 3]| Rows {
            order,
            range: order.range(prefix),
            first: prefix[0],
            third: None,
        };
        match bound {
            [None, Some(p), Some(o)] => {
                let range = graph.osp.rows(o);
                if range.len() <= FEW {
                    let (order, first, third) = (&graph.osp, Some(o), Some(p));
                    return Rows {
                        order,
                        range,
                        first,
                        third,
                    };
                }
                rows(&graph.pos, [Some(p), Some(o), None])
            }
            [Some(s), None, Some(o)] => rows(&graph.osp, [Some(o), Some(s), None]),
            [Some(s), p, o] => rows(&graph.spo, [Some(s), p, o]),
            [None, Some(p), None] => rows(&graph.pos, [Some(p), None, None]),
            [None, None, Some(o)] => rows(&graph.osp, [Some(o), None, None]),
            [None, None, None] => rows(&graph.spo, [None; 3]),
        }
    }

    /// How many triples match, on every level of acceptance: exact where all are on the first level.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        let graph = self.graph;
        match bound {
            [None, Some(p), Some(o)] => graph.pos.range([Some(p), Some(o), None]).len(),
            _ => self.rows(bound).range.len(),
        }
    }

    /// Whether a triple is in the graph.
    pub fn contains(&self, triple: [TermId; 3]) -> bool {
        let row = self.graph.spo.row(triple);
        row.is_some_and(|row| self.graph.spo.accepts(row, self.level))
    }

    /// Whether a term is a node: subject or object of a triple that is accepted.
    pub fn is_node(&self, term: TermId) -> bool {
        let is_in = |order: &Order| {
            let mut rows = order.rows(term);
            rows.any(|row| order.accepts(row, self.level))
        };
        is_in(&self.graph.spo) || is_in(&self.graph.osp)
    }

    /// Calls `visit` with each triple that matches.
    pub fn each(&self, bound: [Option<TermId>; 3], mut visit: impl FnMut([TermId; 3])) {
        let rows = self.rows(bound);
        rows.each(self.level, rows.range.clone(), |_, triple| {
            visit(triple);
            true
        });
    }
}

impl Rows<'_> {
    /// Calls `visit` with each accepted triple of a part of the rows, until it says no.
    #[inline]
    pub fn each(
        &self,
        level: u8,
        range: Range<usize>,
        mut visit: impl FnMut(usize, [TermId; 3]) -> bool,
    ) {
        let order = self.order;
        let (second, third): (&[TermId], &[TermId]) = (&order.second, &order.third);
        let offsets: &[u32] = &order.offsets;
        let [a, b, c] = order.components.0;
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
            if !visit(row, triple) {
                return;
            }
        }
    }
}
