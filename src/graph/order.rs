//! Triples sorted by their components in one order: where the triples of each first component start, then two columns.

use super::Acceptance;
use crate::column::Column;
use crate::dictionary::TermId;
use std::ops::Range;

/// The components of a triple (0 subject, 1 predicate, 2 object) in the order in which they are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Components(pub [usize; 3]);

impl Components {
    /// Subject, predicate, object.
    pub const SPO: Self = Self([0, 1, 2]);
    /// Predicate, object, subject.
    pub const POS: Self = Self([1, 2, 0]);
    /// Object, subject, predicate.
    pub const OSP: Self = Self([2, 0, 1]);

    /// A triple with its components in this order.
    pub fn arrange(self, triple: [TermId; 3]) -> [TermId; 3] {
        self.0.map(|component| triple[component])
    }

    /// The triple of components that stand in this order.
    pub(crate) fn restore(self, arranged: [TermId; 3]) -> [TermId; 3] {
        let mut triple = [0; 3];
        for (component, value) in self.0.into_iter().zip(arranged) {
            triple[component] = value;
        }
        triple
    }
}

/// Triples in one order.
#[derive(Clone, Debug)]
pub struct Order {
    /// Which component is first, second and third.
    pub components: Components,
    /// By number of a term, the first row that has it as first component; one more than there are terms.
    pub offsets: Column<u32>,
    /// The second component of each row.
    pub second: Column<TermId>,
    /// The third component of each row.
    pub third: Column<TermId>,
    /// The level of acceptance of each row, or nothing if all rows are on the first.
    pub levels: Column<u8>,
}

/// An order on its way, which gets its triples one by one and sorted.
pub(super) struct Sorted {
    order: Components,
    offsets: Vec<u32>,
    second: Vec<TermId>,
    third: Vec<TermId>,
}

impl Sorted {
    /// Nothing yet; how many terms there are, and how many triples there may be.
    pub(super) fn new(order: Components, terms: usize, triples: usize) -> Self {
        Self {
            order,
            offsets: vec![0; terms + 1],
            second: Vec::with_capacity(triples),
            third: Vec::with_capacity(triples),
        }
    }

    /// How many triples there are.
    pub(super) fn len(&self) -> usize {
        self.second.len()
    }

    /// Adds a triple that comes after all before.
    pub(super) fn push(&mut self, triple: [TermId; 3]) {
        self.push_arranged(self.order.arrange(triple));
    }

    /// Adds a triple whose components are in this order.
    pub(super) fn push_arranged(&mut self, [first, second, third]: [TermId; 3]) {
        self.offsets[first as usize + 1] += 1;
        self.second.push(second);
        self.third.push(third);
    }

    /// Says that so many triples of a first component come with [`extend`](Self::extend).
    pub(super) fn count(&mut self, first: TermId, triples: usize) {
        self.offsets[first as usize + 1] += triples as u32;
    }

    /// Adds the second and third components of triples whose first ones were counted.
    pub(super) fn extend(&mut self, [second, third]: [impl Iterator<Item = TermId>; 2]) {
        self.second.extend(second);
        self.third.extend(third);
    }

    /// The order, without levels.
    pub(super) fn finish(mut self) -> Order {
        let mut sum = 0;
        for offset in &mut self.offsets {
            sum += *offset;
            *offset = sum;
        }
        self.second.shrink_to_fit();
        self.third.shrink_to_fit();
        Order {
            components: self.order,
            offsets: self.offsets.into(),
            second: self.second.into(),
            third: self.third.into(),
            levels: Column::default(),
        }
    }
}

impl Default for Order {
    fn default() -> Self {
        Self::new(Components::SPO, 0, &[])
    }
}

impl Order {
    /// Columns of triples that are already arranged and sorted, without duplicates.
    pub fn new(components: Components, terms: usize, sorted: &[[TermId; 3]]) -> Self {
        let arranged = || sorted.iter().copied();
        Self::group(components, terms, sorted.len(), &[], arranged)
    }

    /// The same triples one step further: SPO → OSP → POS. They are counted into the groups of their new first component
    /// and not sorted: within a group they keep the order that they have, which is that of the other two components.
    pub(super) fn next(&self, terms: usize) -> Self {
        let [first, second, third] = self.components.0;
        let components = Components([third, first, second]);
        let arranged = || {
            let all = self.matching([None; 3]).up_to(Acceptance::HIDDEN);
            all.map(|triple| components.arrange(triple))
        };
        Self::group(components, terms, self.len(), &self.levels, arranged)
    }

    /// A [counting sort](https://en.wikipedia.org/wiki/Counting_sort) by the first component.
    fn group<I: Iterator<Item = [TermId; 3]>>(
        components: Components,
        terms: usize,
        triples: usize,
        levels: &[u8],
        arranged: impl Fn() -> I,
    ) -> Self {
        let mut offsets = vec![0_u32; terms + 1];
        arranged().for_each(|triple| offsets[triple[0] as usize + 1] += 1);
        let mut sum = 0;
        for offset in &mut offsets {
            sum += *offset;
            *offset = sum;
        }
        let mut free = offsets.clone();
        let (mut second, mut third) = (vec![0; triples], vec![0; triples]);
        let mut level_of_row = vec![0; levels.len()];
        for (at, triple) in arranged().enumerate() {
            let free = &mut free[triple[0] as usize];
            let row = *free as usize;
            second[row] = triple[1];
            third[row] = triple[2];
            if let Some(level) = levels.get(at) {
                level_of_row[row] = *level;
            }
            *free += 1;
        }
        Self {
            components,
            offsets: offsets.into(),
            second: second.into(),
            third: third.into(),
            levels: level_of_row.into(),
        }
    }

    /// How many triples there are.
    pub fn len(&self) -> usize {
        self.second.len()
    }

    /// Whether there is no triple.
    pub fn is_empty(&self) -> bool {
        self.second.is_empty()
    }

    /// The rows of a first component.
    pub fn rows(&self, first: TermId) -> Range<usize> {
        let offset = |term: usize| self.offsets.get(term).map(|row| *row as usize);
        let term = first as usize;
        match (offset(term), offset(term + 1)) {
            (Some(start), Some(end)) => start..end,
            _ => 0..0,
        }
    }

    /// The row of a triple given in subject, predicate, object order.
    pub fn row(&self, triple: [TermId; 3]) -> Option<usize> {
        let [first, second, third] = self.components.arrange(triple);
        let rows = equal_range(&self.second, self.rows(first), second);
        let rows = equal_range(&self.third, rows, third);
        (!rows.is_empty()).then_some(rows.start)
    }

    /// The triple in a row, as subject, predicate, object.
    pub fn triple(&self, row: usize) -> Option<[TermId; 3]> {
        let first = self
            .offsets
            .partition_point(|start| *start as usize <= row)
            .checked_sub(1)?;
        let arranged = [
            first as TermId,
            *self.second.get(row)?,
            *self.third.get(row)?,
        ];
        Some(self.components.restore(arranged))
    }

    /// The triples whose leading components, in this order, are given.
    pub fn matching(&self, prefix: [Option<TermId>; 3]) -> Triples<'_> {
        Triples {
            components: self.components,
            offsets: &self.offsets,
            second: &self.second,
            third: &self.third,
            levels: &self.levels,
            accepted: Acceptance::HIDDEN - 1,
            first: prefix[0].unwrap_or(0),
            rows: self.range(prefix),
        }
    }

    /// The rows of the triples whose leading components, in this order, are given, on every level of acceptance.
    pub fn range(&self, prefix: [Option<TermId>; 3]) -> Range<usize> {
        match prefix {
            [None, ..] => 0..self.len(),
            [Some(first), None, _] => self.rows(first),
            [Some(first), Some(second), None] => {
                equal_range(&self.second, self.rows(first), second)
            }
            [Some(first), Some(second), Some(third)] => {
                let rows = equal_range(&self.second, self.rows(first), second);
                equal_range(&self.third, rows, third)
            }
        }
    }

    /// Whether the triple in a row is on a level of acceptance or below it; [`Acceptance::sees`] says what else a level can say.
    pub fn accepts(&self, row: usize, level: u8) -> bool {
        self.levels
            .get(row)
            .is_none_or(|of_row| Acceptance::sees(level, *of_row))
    }
}

/// A range of a column that is looked through rather than searched.
const SHORT: usize = 32;

/// The part of a sorted range of a column that equals a value.
#[inline]
pub(crate) fn equal_range(column: &[TermId], rows: Range<usize>, value: TermId) -> Range<usize> {
    let Some(part) = column.get(rows.clone()) else {
        return 0..0;
    };
    if part.len() <= SHORT {
        // A few neighbours are compared faster than they are searched.
        let before = part.iter().filter(|other| **other < value).count();
        let equal = part.iter().filter(|other| **other == value).count();
        let start = rows.start + before;
        return start..start + equal;
    }
    let start = rows.start + part.partition_point(|other| *other < value);
    let end = rows.start + part.partition_point(|other| *other <= value);
    start..end
}

/// Triples that match a pattern, each as subject, predicate, object.
#[derive(Clone)]
pub struct Triples<'a> {
    components: Components,
    offsets: &'a [u32],
    second: &'a [TermId],
    third: &'a [TermId],
    levels: &'a [u8],
    accepted: u8,
    first: TermId,
    rows: Range<usize>,
}

impl Triples<'_> {
    /// The same without the triples above a level of acceptance.
    #[must_use]
    pub fn up_to(self, level: u8) -> Self {
        Self {
            accepted: level,
            ..self
        }
    }
}

impl Iterator for Triples<'_> {
    type Item = [TermId; 3];

    fn next(&mut self) -> Option<[TermId; 3]> {
        let is_accepted = |row: usize| {
            self.levels
                .get(row)
                .is_none_or(|level| Acceptance::sees(self.accepted, *level))
        };
        let row = self.rows.by_ref().find(|row| is_accepted(*row))?;
        while *self.offsets.get(self.first as usize + 1)? as usize <= row {
            self.first += 1;
        }
        let arranged = [self.first, *self.second.get(row)?, *self.third.get(row)?];
        Some(self.components.restore(arranged))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let rows = self.rows.len();
        (if self.levels.is_empty() { rows } else { 0 }, Some(rows))
    }
}
