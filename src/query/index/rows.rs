//! Index lookups: for triples of which some components are bound, the order is chosen once, then the matching rows are found
//! for each of many bindings ([SPARQL 1.1, 18.1.6](https://www.w3.org/TR/sparql11-query/#sparqlTriplePatterns)).

use super::membership::Membership;
use super::sorted::{Chosen, OSP, POS, SPO, Sorted};
use crate::dictionary::TermId;
use std::ops::Range;

/// Up to this many triples of an object are read in search of a predicate; above, the order by predicate is searched.
const FEW: usize = 24;

/// The order in which triples with some bound components lie side by side.
pub struct Lookup<'a> {
    order: Chosen<'a>,
    /// Where predicate and object are bound, the order by object: it is used for an object with few triples.
    by_object: Option<Chosen<'a>>,
    level: u8,
    /// Which graphs contain each statement, if only those of some graphs match.
    within: Option<Membership<'a>>,
}

/// Rows of one order that match the bound components; those without the value in `third` are skipped.
pub struct Rows<'l> {
    lookup: &'l Lookup<'l>,
    pub order: &'l Sorted<'l>,
    pub range: Range<usize>,
    /// The first component, if it is bound.
    first: Option<TermId>,
    /// A value of the third component that rows must have, where that is cheaper than a narrower range.
    third: Option<TermId>,
}

impl<'a> Lookup<'a> {
    /// Looks up triples of which these components are bound, in the orders that `order` gives.
    #[inline]
    pub fn new(
        bound: [bool; 3],
        order: impl Fn(usize) -> Chosen<'a>,
        level: u8,
        within: Option<Membership<'a>>,
    ) -> Self {
        let (first, by_object) = match bound {
            [false, true, true] => (POS, Some(order(OSP))),
            [true, false, true] | [false, false, true] => (OSP, None),
            [false, true, false] => (POS, None),
            [true, ..] | [false, false, false] => (SPO, None),
        };
        Self {
            order: order(first),
            by_object,
            level,
            within,
        }
    }

    /// Returns the position of the component by which rows are found, among the [arranged](Self::arrange) ones.
    pub fn key(&self) -> usize {
        usize::from(self.by_object.is_some())
    }

    /// Prefetches the offsets and rows of some values of the [key](Self::key), which are then looked up one by one.
    pub fn read_ahead(&self, keys: impl Iterator<Item = TermId>) {
        let order = self.by_object.as_ref().unwrap_or(&self.order);
        order.read_ahead(keys);
    }

    /// Returns the components of a triple in the order in which [`rows`](Self::rows) takes them.
    #[inline]
    pub fn arrange<T: Copy>(&self, triple: [T; 3]) -> [T; 3] {
        let [s, p, o] = triple;
        match self.order.first {
            SPO => [s, p, o],
            POS => [p, o, s],
            _ => [o, s, p],
        }
    }

    /// Returns the rows that match bound components, [arranged](Self::arrange). The bound ones must be those that the lookup was
    /// made for.
    #[inline]
    pub fn rows(&self, prefix: [Option<TermId>; 3]) -> Rows<'_> {
        if let (Some(by_object), [predicate, Some(object), _]) = (&self.by_object, prefix) {
            let range = by_object.rows(object);
            if range.len() <= FEW {
                return Rows {
                    lookup: self,
                    order: by_object,
                    range,
                    first: Some(object),
                    third: predicate,
                };
            }
        }
        Rows {
            lookup: self,
            order: &self.order,
            range: self.order.range(prefix),
            first: prefix[0],
            third: None,
        }
    }
}

impl Rows<'_> {
    /// Returns whether all rows of the range match, unless their level is not accepted.
    pub fn is_whole(&self) -> bool {
        self.third.is_none() && self.lookup.within.is_none()
    }

    /// Returns the number of rows that match, on every level of acceptance and in any graph.
    pub fn count(&self) -> usize {
        match self.third {
            None => self.range.len(),
            Some(value) => {
                let third = self.order.third.get(self.range.clone());
                let third = third.unwrap_or_default().iter();
                third.filter(|other| **other == value).count()
            }
        }
    }

    /// Returns the number of accepted triples.
    pub fn accepted(&self) -> usize {
        if self.is_whole() && self.order.levels.is_empty() {
            return self.range.len();
        }
        let mut count = 0;
        self.each(self.range.clone(), |_, _| {
            count += 1;
            true
        });
        count
    }

    /// Returns a part of the rows, or all of them without one.
    pub fn part(&self, part: Option<Range<usize>>) -> Range<usize> {
        let part = part.unwrap_or_else(|| self.range.clone());
        part.start.max(self.range.start)..part.end.min(self.range.end)
    }

    /// Returns whether a row matches.
    pub fn any(&self) -> bool {
        let mut found = false;
        self.each(self.range.clone(), |_, _| {
            found = true;
            false
        });
        found
    }

    /// Calls `visit` with the row of each accepted triple of a part of the rows, and the triple, until it returns false.
    #[inline]
    pub fn each(&self, range: Range<usize>, mut visit: impl FnMut(usize, [TermId; 3]) -> bool) {
        match (self.first, &self.lookup.within) {
            (Some(first), None) => self.each_with(first, range, visit),
            (None, None) => self.each_where(range, &mut visit),
            (_, Some(within)) => self.each_where(range, &mut |row, triple| {
                !within.has(self.order, row, triple) || visit(row, triple)
            }),
        }
    }

    /// As [`each`](Self::each), where the first component is bound.
    #[inline]
    fn each_with(
        &self,
        first: TermId,
        range: Range<usize>,
        mut visit: impl FnMut(usize, [TermId; 3]) -> bool,
    ) {
        let Sorted { second, third, .. } = self.order;
        let (Some(seconds), Some(thirds)) = (second.get(range.clone()), third.get(range.clone()))
        else {
            return;
        };
        for ((row, y), z) in range.zip(seconds).zip(thirds) {
            if self.third.is_some_and(|value| value != *z)
                || !self.order.accepts(row, self.lookup.level)
            {
                continue;
            }
            if !visit(row, self.order.triple([first, *y, *z])) {
                return;
            }
        }
    }

    /// As [`each`](Self::each), for one or for every first component.
    fn each_where(&self, range: Range<usize>, visit: &mut dyn FnMut(usize, [TermId; 3]) -> bool) {
        if let Some(first) = self.first {
            return self.each_with(first, range, visit);
        }
        let offsets = self.order.offsets;
        let mut row = range.start;
        for place in self.order.place_of_row(row)..offsets.len() {
            let end = offsets.get(place + 1).map_or(0, |end| *end as usize);
            let mut goes_on = true;
            if row < end {
                let part = row..end.min(range.end);
                self.each_with(self.order.first_at(place), part, |row, triple| {
                    goes_on = visit(row, triple);
                    goes_on
                });
                row = end;
            }
            if !goes_on || row >= range.end {
                return;
            }
        }
    }
}
