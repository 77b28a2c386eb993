//! Which named graphs of the [dataset](https://www.w3.org/TR/rdf12-concepts/#section-dataset) contain a triple, by the places that
//! assert it.

use super::sorted::{AHEAD, SPO, Sorted};
use crate::dictionary::TermId;
use crate::graph::{Graph, Origin, Places};
use std::cell::Cell;
use std::hint::black_box;

/// The graphs that contain each triple, all of them or those of a dataset.
pub struct Membership<'a> {
    /// All triples by subject: a triple is numbered by its row in this order.
    by_subject: &'a Sorted<'a>,
    lines: &'a [u32],
    places: &'a Places,
    /// By origin of places, whether its graph is in the dataset; all are if there is nothing.
    within: Option<&'a [bool]>,
    /// The last origin that was found: that of the next triple is mostly the same.
    last: Cell<usize>,
}

impl<'a> Membership<'a> {
    pub fn new(graph: &'a Graph, by_subject: &'a Sorted<'a>, within: Option<&'a [bool]>) -> Self {
        Self {
            by_subject,
            lines: &graph.places.lines,
            places: &graph.places,
            within,
            last: Cell::new(0),
        }
    }

    /// Returns whether a graph of the dataset contains the triple in a row of an order of all triples.
    pub fn has(&self, order: &Sorted, row: usize, triple: [TermId; 3]) -> bool {
        let mut found = false;
        if let Some(row) = self.row(order, row, triple) {
            self.each_origin(row, |_| found = true);
        }
        found
    }

    /// Returns the row of a triple in the order by subject, given its row in another order of all triples.
    #[inline]
    pub fn row(&self, order: &Sorted, row: usize, triple: [TermId; 3]) -> Option<usize> {
        if order.first == SPO {
            return Some(row);
        }
        self.by_subject.range(triple.map(Some)).next()
    }

    /// Adds the named graphs that contain the triple in a row by subject, sorted.
    #[inline]
    pub fn graphs_of(&self, row: usize, names: &mut Vec<TermId>) {
        let start = names.len();
        self.each_origin(row, |origin| names.extend(origin.graph));
        if names.len() > start + 1 {
            let mut added = names.split_off(start);
            added.sort_unstable();
            added.dedup();
            names.append(&mut added);
        }
    }

    /// Returns the rows by subject of up to [`AHEAD`] triples of the graph, and prefetches their places.
    pub fn rows_of(&self, triples: &[[TermId; 3]]) -> [usize; AHEAD] {
        let subjects = triples.iter().map(|[subject, ..]| *subject);
        self.by_subject.read_ahead(subjects);
        let mut rows = [usize::MAX; AHEAD];
        for (row, triple) in rows.iter_mut().zip(triples) {
            *row = self
                .by_subject
                .range(triple.map(Some))
                .next()
                .unwrap_or(usize::MAX);
        }
        let lines = rows.iter().filter_map(|row| self.lines.get(*row));
        black_box(lines.fold(0, |read, line| read ^ line));
        rows
    }

    #[inline]
    fn each_origin(&self, row: usize, mut visit: impl FnMut(&Origin)) {
        let mut of_line = |line: u32| {
            let Some(index) = self.origin(line) else {
                return;
            };
            if self
                .within
                .is_none_or(|within| within.get(index) == Some(&true))
                && let Some(origin) = self.places.origins.get(index)
            {
                visit(origin);
            }
        };
        match self.lines.get(row) {
            Some(line) if line & Places::SEVERAL == 0 => of_line(*line),
            Some(_) => self.places.each_line(row, of_line),
            None => {}
        }
    }

    /// Returns the index of the origin that a line belongs to.
    #[inline]
    fn origin(&self, line: u32) -> Option<usize> {
        let origins = &self.places.origins;
        let last = self.last.get();
        let starts_before = |index: usize| origins.get(index).map(|o| o.first_line <= line);
        if starts_before(last) == Some(true) && starts_before(last + 1) != Some(true) {
            return Some(last);
        }
        let index = self.places.origin(line)?;
        self.last.set(index);
        Some(index)
    }
}
