//! Triples in one sorted order as slices, and binary search for the rows that start with some components.

use crate::dictionary::TermId;
use crate::graph::{Acceptance, Order, PortionOrder, equal_range};
use std::hint::black_box;
use std::ops::{Deref, Range};

/// The components that orders have first.
pub const SPO: usize = 0;
pub const POS: usize = 1;
pub const OSP: usize = 2;

/// The columns of an order: found once for all look-ups of an operator.
#[derive(Clone, Copy)]
pub struct Sorted<'a> {
    /// Which component is first (0 subject, 1 predicate, 2 object); the other two follow in turn.
    pub first: usize,
    /// The first components, each once; without them the offsets are by term.
    firsts: Option<&'a [TermId]>,
    pub offsets: &'a [u32],
    pub second: &'a [TermId],
    pub third: &'a [TermId],
    pub levels: &'a [u8],
}

/// An order in which something is looked up: one of all triples, or one of those of some graphs.
pub enum Chosen<'a> {
    All(&'a Sorted<'a>),
    Portion(Sorted<'a>),
}

impl<'a> Deref for Chosen<'a> {
    type Target = Sorted<'a>;

    #[inline]
    fn deref(&self) -> &Sorted<'a> {
        match self {
            Self::All(order) => order,
            Self::Portion(order) => order,
        }
    }
}

/// The number of first components that are prefetched together.
pub const AHEAD: usize = 64;

impl<'a> Sorted<'a> {
    /// Returns an order of all triples.
    pub fn of(order: &'a Order) -> Self {
        Self {
            first: order.components.0[0],
            firsts: None,
            offsets: &order.offsets,
            second: &order.second,
            third: &order.third,
            levels: &order.levels,
        }
    }

    /// Returns an order of the triples of some graphs.
    pub fn of_portion(order: &'a PortionOrder, first: usize) -> Self {
        Self {
            first,
            firsts: Some(&order.firsts),
            offsets: &order.offsets,
            second: &order.second,
            third: &order.third,
            levels: &order.levels,
        }
    }

    /// Returns the number of triples.
    pub fn len(&self) -> usize {
        self.second.len()
    }

    /// Returns the place of a term among the first components.
    #[inline]
    fn place(&self, first: TermId) -> Option<usize> {
        match self.firsts {
            None => Some(first as usize),
            Some(firsts) => firsts.binary_search(&first).ok(),
        }
    }

    /// Returns the first component at a place.
    #[inline]
    pub fn first_at(&self, place: usize) -> TermId {
        match self.firsts {
            None => place as TermId,
            Some(firsts) => firsts.get(place).copied().unwrap_or(place as TermId),
        }
    }

    /// Returns the triple of components in this order.
    #[inline]
    pub fn triple(&self, [first, second, third]: [TermId; 3]) -> [TermId; 3] {
        match self.first {
            0 => [first, second, third],
            1 => [third, first, second],
            _ => [second, third, first],
        }
    }

    /// Returns the rows of a first component.
    #[inline]
    pub fn rows(&self, first: TermId) -> Range<usize> {
        let Some(place) = self.place(first) else {
            return 0..0;
        };
        match (self.offsets.get(place), self.offsets.get(place + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// Returns the rows whose leading components are bound.
    #[inline]
    pub fn range(&self, prefix: [Option<TermId>; 3]) -> Range<usize> {
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

    /// Calls `visit` with the row, the first and the third component of each triple of a part that has a second one.
    pub fn each_with_second(
        &self,
        wanted: TermId,
        part: Range<usize>,
        mut visit: impl FnMut(usize, TermId, TermId),
    ) {
        let mut place = self.place_of_row(part.start);
        let (second, third) = (self.second.get(part.clone()), self.third.get(part.clone()));
        let columns = second
            .unwrap_or_default()
            .iter()
            .zip(third.unwrap_or_default());
        for (row, (second, third)) in part.zip(columns) {
            if *second == wanted {
                while self
                    .offsets
                    .get(place + 1)
                    .is_some_and(|end| *end as usize <= row)
                {
                    place += 1;
                }
                visit(row, self.first_at(place), *third);
            }
        }
    }

    /// Returns the place of the first component of a row.
    pub fn place_of_row(&self, row: usize) -> usize {
        let row = row as u32;
        let after = self.offsets.partition_point(|offset| *offset <= row);
        after.saturating_sub(1)
    }

    /// Returns whether the triple in a row is accepted.
    #[inline]
    pub fn accepts(&self, row: usize, level: u8) -> bool {
        let of_row = self.levels.get(row);
        of_row.is_none_or(|of_row| Acceptance::sees(level, *of_row))
    }

    /// Prefetches the first and last rows of first components that will be looked up one by one: the cache misses of all of
    /// them overlap.
    pub fn read_ahead(&self, firsts: impl Iterator<Item = TermId>) {
        if self.firsts.is_some() {
            // Per-graph indexes are small; prefetching does not pay.
            return;
        }
        let (mut ends, mut count) = ([(0, 0); AHEAD], 0);
        for (ends, first) in ends.iter_mut().zip(firsts) {
            let rows = self.rows(first);
            *ends = (rows.start, rows.end.wrapping_sub(1));
            count += 1;
        }
        let mut read = 0;
        for (start, last) in ends.into_iter().take(count) {
            for column in [self.second, self.third] {
                read ^= column.get(start).unwrap_or(&0) ^ column.get(last).unwrap_or(&0);
            }
        }
        black_box(read);
    }
}
