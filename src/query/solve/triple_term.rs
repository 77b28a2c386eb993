//! [Triple terms](https://www.w3.org/TR/sparql12-query/#tripleTerms) with variables inside, as in patterns of what is said of a
//! statement: a table of triple terms and their parts, joined like any other.

use super::numbering::distinct;
use super::order::Relation;
use super::step::Slot;
use super::table::{Table, Var, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::rdf::Term;
use std::ops::Range;

/// A variable that stands for a triple term, and what its parts are.
#[derive(Clone, Copy, Debug)]
pub struct TripleTerm {
    pub term: Var,
    pub parts: [Slot; 3],
}

impl TripleTerm {
    pub fn vars(&self) -> Vars {
        let parts = self.parts.iter().filter_map(|slot| match slot {
            Slot::Var(variable) => Some(*variable),
            Slot::Term(_) => None,
        });
        Vars::of(parts.chain([self.term]))
    }
}

impl Solver<'_> {
    /// The triple terms of the graph.
    fn triple_terms(&self) -> Range<TermId> {
        let [_, _, start, end] = self.terms.dictionary.bounds;
        start..end
    }

    pub(super) fn triple_term_relation(&self, pattern: &TripleTerm) -> Relation {
        let rows = self.triple_terms().len() as f64;
        let values = pattern.vars().iter().map(|v| (v, rows.max(1.0)));
        Relation {
            rows,
            distinct: values.collect(),
            lookup: 1.0,
            scan: rows,
        }
    }

    /// The solutions of a table extended by triple terms or by their parts.
    pub(super) fn triple_term_step(
        &mut self,
        table: &Table,
        pattern: &TripleTerm,
        wanted: Vars,
    ) -> Solved<Table> {
        self.budget.enter("the parts of triple terms");
        let terms: Vec<TermId> = match table.column(pattern.term) {
            Some(column) => distinct(column, self.terms.known()).0,
            None => self.triple_terms().collect(),
        };
        let vars: Vec<Var> = pattern.vars().iter().collect();
        let mut columns: Vec<Vec<TermId>> = vec![Vec::new(); vars.len()];
        for (at, term) in terms.iter().enumerate() {
            let Some(parts) = self.parts_of_term(*term) else {
                continue;
            };
            let value = |variable: Var| match variable {
                variable if variable == pattern.term => Some(*term),
                variable => {
                    let mut slots = pattern.parts.iter().zip(parts);
                    slots
                        .find(|(slot, _)| **slot == Slot::Var(variable))
                        .map(|(_, part)| part)
                }
            };
            let fits = pattern
                .parts
                .iter()
                .zip(parts)
                .all(|(slot, part)| match slot {
                    Slot::Term(id) => *id == part,
                    Slot::Var(variable) => value(*variable) == Some(part),
                });
            if fits {
                for (variable, column) in vars.iter().zip(&mut columns) {
                    column.extend(value(*variable));
                }
            }
            if at.is_multiple_of(1024) {
                self.budget.check(at, vars.len())?;
            }
        }
        let found = Table {
            rows: columns.first().map_or(0, Vec::len),
            variables: vars,
            columns,
        };
        self.refuse_product(table, &found)?;
        let mut joined = self.joiner().join(table, &found)?;
        joined.keep(wanted);
        Ok(joined)
    }

    /// Subject, predicate and object of a triple term; `None` of any other term.
    fn parts_of_term(&mut self, term: TermId) -> Option<[TermId; 3]> {
        if (term as usize) < self.terms.known() {
            return self.terms.dictionary.triple(term);
        }
        let Term::Triple(triple) = self.terms.term(term)? else {
            return None;
        };
        let parts: [Term; 3] = [
            triple.subject.into(),
            triple.predicate.into(),
            triple.object,
        ];
        Some(parts.map(|part| self.terms.intern(&part)))
    }
}
