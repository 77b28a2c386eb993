//! Checks of a graph that comes from a file: its lengths when it is opened, everything before it is built upon.
//!
//! A large file is opened without being read, so what its columns hold is not known to be what was written: who reads them
//! looks up with `get`, and a damaged byte may give a wrong answer, but nothing worse. [`Graph::check_contents`] reads all.

use super::{Graph, Order, Origin, Places};
use crate::dictionary::{are_below, check};
use rayon::prelude::*;

impl Graph {
    /// Checks that the columns have the lengths that they must have beside each other, and that all small parts refer to existing
    /// sources, rows, rules and levels. The time does not depend on the number of statements.
    ///
    /// # Errors
    /// The column that is wrong.
    pub fn check_lengths(&self) -> Result<(), &'static str> {
        self.dictionary.check_lengths()?;
        let (terms, rows) = (self.dictionary.len(), self.spo.len());
        for (name, order) in self.orders() {
            let has_levels = order.levels.len() == rows || order.levels.is_empty();
            let is_right = order.offsets.len() == terms + 1
                && order
                    .offsets
                    .last()
                    .is_some_and(|end| *end as usize == rows)
                && [order.second.len(), order.third.len()] == [rows, rows];
            check(name, is_right && has_levels)?;
        }
        check("statistics", self.statistics.counts.len().is_multiple_of(3))?;
        self.check_origins()?;
        let is_list = |index: &u32| (*index as usize) < self.declared.lists.len();
        let declared = &self.declared.of_source;
        check(
            "prefixes of sources",
            declared.len() == self.sources.len() && declared.iter().all(is_list),
        )?;
        let levels = self.acceptance.names.len().max(1);
        check("levels", usize::from(self.acceptance.default) < levels)?;
        let derivations = &self.derivations;
        let end = derivations.starts.last().map_or(0, |end| *end as usize);
        check("derivations", end == derivations.steps.len())?;
        let is_right = |(rule, premises): &(u32, Vec<u32>)| {
            (*rule as usize) < derivations.rules.len() && are_below(premises, rows)
        };
        check(
            "contradictions",
            derivations.contradictions.iter().all(is_right),
        )
    }

    /// Checks the runs of lines: each starts after the one before, and refers to an existing source and graph.
    fn check_origins(&self) -> Result<(), &'static str> {
        let origins = &self.places.origins;
        let terms = self.dictionary.bounds[1];
        let are_known = origins.iter().all(|origin| {
            let is_source = (origin.source as usize) < self.sources.len();
            let is_name = origin.graph.is_none_or(|graph| graph < terms);
            (is_source || origin.source == Origin::NONE) && is_name
        });
        let starts = origins.iter().map(|origin| origin.first_line);
        check("lines of sources", are_known && starts.is_sorted())?;
        let rows = self.spo.len();
        check("places", self.places.lines.len() == rows)
    }

    /// Checks what all columns hold, given that their lengths are right: offsets rise, rows are sorted, and each number
    /// refers to an existing term, row, line or rule. It reads all columns.
    ///
    /// # Errors
    /// The column that is wrong.
    pub fn check_contents(&self) -> Result<(), &'static str> {
        self.dictionary.check_contents()?;
        let terms = self.dictionary.len();
        for (name, order) in self.orders() {
            check(name, is_sorted(order, terms))?;
        }
        let predicates = || self.statistics.predicates();
        let are_terms = predicates().all(|predicate| (predicate as usize) < terms);
        check("statistics", are_terms && predicates().is_sorted())?;
        let lines = self.places.lines.par_iter();
        check("places", lines.all(|entry| self.is_entry(*entry)))?;
        let derivations = &self.derivations;
        let (starts, steps) = (&derivations.starts[..], &derivations.steps[..]);
        let is_step = |bounds: &[u32]| {
            let step = steps.get(bounds[0] as usize..bounds[1] as usize);
            let parts = step.and_then(|step| step.split_first());
            parts.is_some_and(|(rule, premises)| {
                (*rule as usize) < derivations.rules.len() && are_below(premises, self.len())
            })
        };
        let begins = starts.first().is_none_or(|start| *start == 0);
        check("derivations", begins && starts.windows(2).all(is_step))
    }

    fn orders(&self) -> [(&'static str, &Order); 3] {
        let names = ["order SPO", "order POS", "order OSP"];
        let [spo, pos, osp] = names;
        [(spo, &self.spo), (pos, &self.pos), (osp, &self.osp)]
    }

    /// Whether an entry of the places is a line of an origin, or says where several lines of origins are.
    fn is_entry(&self, entry: u32) -> bool {
        let is_line = |line: &u32| self.places.origin(*line).is_some();
        if entry & Places::SEVERAL == 0 {
            return is_line(&entry);
        }
        let at = (entry & !Places::SEVERAL) as usize;
        let more = self
            .places
            .more
            .get(at..)
            .and_then(|rest| rest.split_first());
        more.is_some_and(|(count, lines)| {
            let lines = lines.get(..*count as usize);
            lines.is_some_and(|lines| lines.iter().all(is_line))
        })
    }
}

/// Returns whether an order has the rows of each first component one after the other, sorted and without duplicates, and refers
/// only to existing terms.
fn is_sorted(order: &Order, terms: usize) -> bool {
    let (second, third) = (&order.second[..], &order.third[..]);
    let starts = order.offsets.first().is_none_or(|start| *start == 0);
    let groups = order.offsets.par_windows(2);
    let are_sorted = groups.all(|bounds| {
        let rows = bounds[0] as usize..bounds[1] as usize;
        let group = second.get(rows.clone()).zip(third.get(rows));
        group.is_some_and(|(second, third)| {
            let mut rows = second.iter().zip(third);
            let mut before = None;
            rows.all(|row| before.replace(row) < Some(row))
        })
    });
    starts && are_sorted && are_below(second, terms) && are_below(third, terms)
}
