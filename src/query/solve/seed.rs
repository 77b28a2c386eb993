//! Starts with terms that pass a test of their text: where the dictionary finds few, these are joined with the patterns,
//! and the patterns are not read whole to be filtered
//! ([SPARQL 1.1, 17.4.3](https://www.w3.org/TR/sparql11-query/#func-strings)).

use super::parts::{Leaf, Parts};
use super::place::Place;
use super::step::Slot;
use super::table::{Table, Var};
use super::text::TextTest;
use super::{Solved, Solver};
use crate::dictionary::TermId;
use std::ops::Range;

/// A condition that a search for terms can take the place of.
struct Search {
    /// The index of the filter.
    filter: usize,
    variable: Var,
    test: TextTest,
    ranges: Vec<Range<TermId>>,
    /// How many terms are in the ranges.
    count: usize,
}

/// A row of a pattern is read so many times as fast as a term is looked at and its rows are found.
const LOOKUP: usize = 4;

impl Solver<'_> {
    /// The terms that pass one of the conditions, which is done then, if they are found by looking at few terms; `most`
    /// is the number of rows that the patterns have on their way.
    pub(super) fn seed(&mut self, parts: &mut Parts, most: usize) -> Solved<Option<Table>> {
        if !self.is_in_default_graph() {
            return Ok(None);
        }
        let dictionary = self.terms.dictionary;
        let mut best: Option<Search> = None;
        for (at, filter) in parts.filters.iter().enumerate() {
            let Some((variable, test)) = TextTest::of(filter.expression) else {
                continue;
            };
            let variable = self.variable(&variable)?;
            let mut leaves = parts.leaves.iter();
            if !leaves.any(|leaf| self.is_found(&test, variable, leaf)) {
                continue;
            }
            let Some(ranges) = test.candidates(dictionary) else {
                continue;
            };
            let count = ranges.iter().map(Range::len).sum();
            let few = best.as_ref().map_or(most / LOOKUP, |best| best.count);
            if count < few {
                best = Some(Search {
                    filter: at,
                    variable,
                    test,
                    ranges,
                    count,
                });
            }
        }
        let Some(best) = best else {
            return Ok(None);
        };
        let filter = parts.filters.remove(best.filter);
        let label = format!("Texts {}", self.show(filter.expression));
        let running = self.trace.start(label, Some(best.count as f64));
        self.budget.enter("a search in texts");
        let mut column: Vec<TermId> = best.ranges.into_iter().flatten().collect();
        let mut truths = best.test.truths(&self.terms, &column).into_iter();
        column.retain(|_| truths.next() == Some(Some(true)));
        self.trace.end(running, column.len());
        Ok(Some(Table {
            variables: vec![best.variable],
            rows: column.len(),
            columns: vec![column],
        }))
    }

    /// Whether a part binds a variable, and all of its terms that pass a test are among the candidates of that.
    fn is_found(&self, test: &TextTest, variable: Var, leaf: &Leaf) -> bool {
        if test.finds_iris() || !test.may_be_iri() {
            return leaf.vars().contains(variable);
        }
        let Leaf::Triple(triple) = leaf else {
            return false;
        };
        match triple.slots {
            [_, Slot::Term(predicate), Slot::Var(object)]
                if object == variable && triple.place == Place::Default =>
            {
                let first = self.index.seconds(1, predicate).first();
                // Objects are sorted, and IRIs come first.
                first.is_some_and(|first| !self.terms.dictionary.is_iri(*first))
            }
            _ => false,
        }
    }
}
