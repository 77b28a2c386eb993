//! [Triple terms](https://www.w3.org/TR/sparql12-query/#sparqlTripleTerms) with variables inside, as in patterns of what is
//! said of a statement: a relation of all triple terms of the graph, each with its subject, predicate and object.

use super::Execution;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::table::Table;
use crate::query::logical::{Slot, TripleTerm, VarSet};
use crate::query::operators;
use crate::query::physical::is_scanned;
use crate::rdf::Term;

/// The columns that triple terms add to a table.
struct Matches {
    /// What each part must be: a term, or the same as a part before it.
    terms: [Option<TermId>; 3],
    same: Vec<(usize, usize)>,
    /// The row that each match extends.
    origins: Vec<u32>,
    ids: Vec<TermId>,
    parts: [Vec<TermId>; 3],
}

impl Matches {
    fn of(parts: &[Slot; 3]) -> Self {
        let mut same = Vec::new();
        for (at, slot) in parts.iter().enumerate() {
            let before = parts[..at].iter().position(|other| other == slot);
            if let (Slot::Var(_), Some(before)) = (slot, before) {
                same.push((before, at));
            }
        }
        Self {
            terms: parts.map(Slot::term),
            same,
            origins: Vec::new(),
            ids: Vec::new(),
            parts: [const { Vec::new() }; 3],
        }
    }

    /// Adds a triple term to a row, if it fits what is bound there.
    fn add(&mut self, row: usize, id: TermId, triple: [TermId; 3], bound: &[Option<TermId>; 3]) {
        let fits = |terms: &[Option<TermId>; 3]| {
            let mut pairs = terms.iter().zip(triple);
            pairs.all(|(term, part)| term.is_none_or(|term| term == part))
        };
        let is_same = |(a, b): &(usize, usize)| triple[*a] == triple[*b];
        if fits(bound) && fits(&self.terms) && self.same.iter().all(is_same) {
            self.origins.push(row as u32);
            self.ids.push(id);
            for (column, part) in self.parts.iter_mut().zip(triple) {
                column.push(part);
            }
        }
    }
}

impl Execution<'_, '_> {
    /// The solutions of a table extended by a triple term and its parts.
    pub(super) fn with_triple_terms(
        &mut self,
        table: Table,
        pattern: &TripleTerm,
        wanted: &VarSet,
    ) -> Result<Table> {
        self.budget.enter(operators::TRIPLE_TERMS);
        let shared = pattern.variables().intersection(&table.variables());
        let is_known = |slot: &Slot| match slot {
            Slot::Var(variable) => table.column(*variable).is_some(),
            Slot::Term(_) => true,
        };
        let has_subject = is_known(&pattern.parts[0]) && !shared.is_empty();
        let is_looked_up = table.column(pattern.term).is_some()
            || has_subject
                && !is_scanned(
                    self.statistics()
                        .triple_terms(pattern.parts.map(Slot::term)),
                    table.rows,
                );
        if !is_looked_up && table.rows != 1 {
            let wanted_there = wanted.union(&shared);
            let scanned = self.with_triple_terms(Table::unit(), pattern, &wanted_there)?;
            if shared.is_empty() {
                self.refuse_product(&table, &scanned, [])?;
            }
            self.budget.enter(operators::TRIPLE_TERMS);
            let mut joined = self.joiner().join(&table, &scanned)?;
            joined.keep(wanted);
            return Ok(joined);
        }
        let _table = self.budget.reserve(table.bytes())?;
        let matches = self.matches(&table, pattern)?;
        let mut extended = table.gather(&matches.origins);
        let slots = pattern.parts.iter().copied();
        let columns = matches.parts.into_iter().chain([matches.ids]);
        for (slot, values) in slots.chain([Slot::Var(pattern.term)]).zip(columns) {
            if let Slot::Var(variable) = slot
                && !extended.variables().contains(variable)
                && wanted.contains(variable)
            {
                extended.add(variable, values);
            }
        }
        extended.keep(wanted);
        Ok(extended)
    }

    /// The triple terms that fit each row of a table.
    fn matches(&mut self, table: &Table, pattern: &TripleTerm) -> Result<Matches> {
        let column = |slot: &Slot| match slot {
            Slot::Var(variable) => table.column(*variable),
            Slot::Term(_) => None,
        };
        let columns: [Option<&[TermId]>; 3] = [0, 1, 2].map(|at| column(&pattern.parts[at]));
        let mut matches = Matches::of(&pattern.parts);
        let pace = self.budget.pace();
        for row in 0..table.rows {
            pace.step_with(1, matches.ids.len() * 20)?;
            let bound = columns.map(|column| column.map(|column| column[row]));
            if let Some(ids) = table.column(pattern.term) {
                if let Some(triple) = self.parts_of_term(ids[row]) {
                    matches.add(row, ids[row], triple, &bound);
                }
                continue;
            }
            let all = [0, 1, 2].map(|at| bound[at].or(matches.terms[at]));
            for id in self
                .statistics()
                .triple_term_ranges(all)
                .into_iter()
                .flatten()
            {
                let triple = self
                    .terms
                    .dictionary
                    .triple(id)
                    .ok_or_else(not_a_triple_term)?;
                matches.add(row, id, triple, &bound);
                pace.step_with(1, matches.ids.len() * 20)?;
            }
        }
        self.budget.check(matches.ids.len(), 4)?;
        Ok(matches)
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

fn not_a_triple_term() -> Error {
    Error::internal("a triple term of the dictionary has no parts")
}
