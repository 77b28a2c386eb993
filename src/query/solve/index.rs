//! The index of a graph as operators see it: rows of sorted columns, on one level of acceptance.

use crate::dictionary::TermId;
use crate::graph::{Acceptance, Graph, Order, equal_range};
use std::ops::Range;

/// A graph on a level of acceptance.
#[derive(Clone, Copy)]
pub struct Index<'a> {
    pub graph: &'a Graph,
    pub level: u8,
    spo: Sorted<'a>,
    pos: Sorted<'a>,
    osp: Sorted<'a>,
}

/// The columns of an order as slices: found once for all look-ups of a query.
#[derive(Clone, Copy)]
pub struct Sorted<'a> {
    pub components: [usize; 3],
    offsets: &'a [u32],
    pub second: &'a [TermId],
    pub third: &'a [TermId],
    pub levels: &'a [u8],
}

impl<'a> Sorted<'a> {
    fn of(order: &'a Order) -> Self {
        Self {
            components: order.components.0,
            offsets: &order.offsets,
            second: &order.second,
            third: &order.third,
            levels: &order.levels,
        }
    }

    fn rows(&self, first: TermId) -> Range<usize> {
        let first = first as usize;
        match (self.offsets.get(first), self.offsets.get(first + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

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
}

impl<'a> Index<'a> {
    pub fn new(graph: &'a Graph, level: u8) -> Self {
        Self {
            graph,
            level,
            spo: Sorted::of(&graph.spo),
            pos: Sorted::of(&graph.pos),
            osp: Sorted::of(&graph.osp),
        }
    }

    /// The rows that match bound components.
    pub fn rows(&self, bound: [Option<TermId>; 3]) -> Rows<'a> {
        let rows = |order: Sorted<'a>, prefix: [Option<TermId>; 3]| Rows {
            order,
            range: order.range(prefix),
            first: prefix[0],
            third: None,
        };
        match bound {
            [None, Some(p), Some(o)] => {
                let range = self.osp.rows(o);
                if range.len() <= FEW {
                    let (order, first, third) = (self.osp, Some(o), Some(p));
                    return Rows {
                        order,
                        range,
                        first,
                        third,
                    };
                }
                rows(self.pos, [Some(p), Some(o), None])
            }
            [Some(s), None, Some(o)] => rows(self.osp, [Some(o), Some(s), None]),
            [Some(s), p, o] => rows(self.spo, [Some(s), p, o]),
            [None, Some(p), None] => rows(self.pos, [Some(p), None, None]),
            [None, None, Some(o)] => rows(self.osp, [Some(o), None, None]),
            [None, None, None] => rows(self.spo, [None; 3]),
        }
    }

    /// How many triples match, on every level of acceptance: exact where all are on the first level.
    pub fn count(&self, bound: [Option<TermId>; 3]) -> usize {
        match bound {
            [None, Some(p), Some(o)] => self.pos.range([Some(p), Some(o), None]).len(),
            _ => self.rows(bound).range.len(),
        }
    }

    /// Whether all triples are accepted, as far as that is known without a look at them.
    pub fn sees_all(&self) -> bool {
        let weakest = self.graph.acceptance.names.len().saturating_sub(1);
        let sees_levels = usize::from(self.level & Acceptance::LEVEL) >= weakest;
        let sees_inferred = self.level & Acceptance::INFERRED == 0;
        let is_none_hidden = self.graph.derivations.hidden == 0;
        self.spo.levels.is_empty() || sees_levels && sees_inferred && is_none_hidden
    }

    /// The terms that are a component of triples (0 subject, 1 predicate, 2 object), each with how many, on every level of
    /// acceptance.
    pub fn firsts(&self, component: usize) -> impl Iterator<Item = (TermId, usize)> + '_ {
        let order = match component {
            0 => self.spo,
            1 => self.pos,
            _ => self.osp,
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

    /// Whether a triple is in the graph.
    pub fn contains(&self, triple: [TermId; 3]) -> bool {
        let mut rows = self.spo.range(triple.map(Some));
        rows.any(|row| self.spo.accepts(row, self.level))
    }

    /// Whether a term is a node: subject or object of a triple that is accepted.
    pub fn is_node(&self, term: TermId) -> bool {
        let is_in = |order: &Sorted| {
            let mut rows = order.rows(term);
            rows.any(|row| order.accepts(row, self.level))
        };
        is_in(&self.spo) || is_in(&self.osp)
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
        let Sorted {
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
            if !visit(row, triple) {
                return;
            }
        }
    }
}
