//! [Triple terms](https://www.w3.org/TR/sparql12-query/#sparqlTripleTerms) with variables inside, as in patterns of what is
//! said of a statement: a relation of all triple terms of the graph, each with its subject, predicate and object.

use super::order::Relation;
use super::parts::{Leaf, Parts};
use super::step::{Slot, constants_of, is_scanned, vars_of};
use super::table::{Table, Var, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;
use crate::rdf::Term;
use std::ops::Range;

/// A variable that stands for a triple term, and what its parts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TripleTerm {
    pub term: Var,
    pub parts: [Slot; 3],
}

impl TripleTerm {
    pub fn vars(&self) -> Vars {
        vars_of(&self.parts).union(Vars::of([self.term]))
    }
}

/// How many triple terms are looked at to guess how many have a predicate or an object.
const SAMPLE: usize = 1024;

/// How many rows are made between two looks at the clock.
const PACE: usize = 1 << 14;

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
            terms: constants_of(parts),
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

impl Solver<'_> {
    /// The variable of a triple term, which becomes a leaf if it is none yet.
    pub(super) fn triple_term(&mut self, inner: [Slot; 3], parts: &mut Parts) -> Solved<Var> {
        let known = self.triple_terms.iter().find(|known| known.parts == inner);
        let triple_term = match known {
            Some(known) => *known,
            None => {
                let term = self.fresh("triple")?;
                let new = TripleTerm { term, parts: inner };
                self.triple_terms.push(new);
                new
            }
        };
        let is_leaf = |leaf: &Leaf| matches!(leaf, Leaf::Term(known) if *known == triple_term);
        if !parts.leaves.iter().any(is_leaf) {
            parts.leaves.push(Leaf::Term(triple_term));
        }
        Ok(triple_term.term)
    }

    /// What is known of the triple terms that match: with a subject they are counted, else some are looked at.
    pub(super) fn triple_term_relation(&self, pattern: &TripleTerm) -> Relation {
        let dictionary = self.terms.dictionary;
        let bound = constants_of(&pattern.parts);
        let all = (dictionary.bounds[3] - dictionary.bounds[2]) as usize;
        let rows = match bound {
            [None, None, None] => all as f64,
            [Some(_), Some(_), _] | [Some(_), None, None] => self.matching(bound) as f64,
            _ => {
                let step = (all / SAMPLE).max(1);
                let looked_at = (dictionary.bounds[2]..dictionary.bounds[3]).step_by(step);
                let (number, mut matches) = (looked_at.len(), Matches::of(&pattern.parts));
                for id in looked_at {
                    let triple = dictionary.triple(id).unwrap_or_default();
                    matches.add(0, id, triple, &[None; 3]);
                }
                let share = matches.ids.len().max(1) as f64 / number.max(1) as f64;
                (share * all as f64).min(all as f64)
            }
        };
        let mut relation = self.relation_of(&pattern.parts, rows);
        relation.distinct.insert(pattern.term, rows.max(1.0));
        if bound[0].is_none() {
            relation.scan = all as f64;
        }
        relation
    }

    /// Where the triple terms are that begin with what is bound of subject, predicate and object.
    fn ranges(&self, bound: [Option<TermId>; 3]) -> Vec<Range<TermId>> {
        let first: Vec<TermId> = bound.iter().map_while(|part| *part).collect();
        self.terms.dictionary.triples_with(&first)
    }

    /// How many triple terms these are.
    fn matching(&self, bound: [Option<TermId>; 3]) -> usize {
        self.ranges(bound).iter().map(ExactSizeIterator::len).sum()
    }

    /// The solutions of a table extended by a triple term and its parts.
    pub(super) fn triple_term_step(
        &mut self,
        table: Table,
        pattern: &TripleTerm,
        wanted: Vars,
    ) -> Solved<Table> {
        self.budget.enter("the look-up of triple terms");
        let shared = pattern.vars().intersection(table.vars());
        let is_known = |slot: &Slot| match slot {
            Slot::Var(variable) => table.column(*variable).is_some(),
            Slot::Term(_) => true,
        };
        let has_subject = is_known(&pattern.parts[0]) && !shared.is_empty();
        let is_looked_up = table.column(pattern.term).is_some()
            || has_subject && !is_scanned(self.matching(constants_of(&pattern.parts)), table.rows);
        if !is_looked_up && table.rows != 1 {
            let wanted_there = wanted.union(shared);
            let scanned = self.triple_term_step(Table::unit(), pattern, wanted_there)?;
            if shared.is_empty() {
                self.refuse_product(&table, &scanned)?;
            }
            self.budget.enter("a hash join");
            let mut joined = self.joiner().join(&table, &scanned)?;
            joined.keep(wanted);
            return Ok(joined);
        }
        let matches = self.matches(&table, pattern)?;
        let mut extended = table.gather(&matches.origins);
        let slots = pattern.parts.iter().copied();
        let columns = matches.parts.into_iter().chain([matches.ids]);
        for (slot, values) in slots.chain([Slot::Var(pattern.term)]).zip(columns) {
            if let Slot::Var(variable) = slot
                && !extended.vars().contains(variable)
                && wanted.contains(variable)
            {
                extended.add(variable, values);
            }
        }
        extended.keep(wanted);
        Ok(extended)
    }

    /// The triple terms that fit each row of a table.
    fn matches(&mut self, table: &Table, pattern: &TripleTerm) -> Solved<Matches> {
        let column = |slot: &Slot| match slot {
            Slot::Var(variable) => table.column(*variable),
            Slot::Term(_) => None,
        };
        let columns: [Option<&[TermId]>; 3] = [0, 1, 2].map(|at| column(&pattern.parts[at]));
        let mut matches = Matches::of(&pattern.parts);
        for row in 0..table.rows {
            if row.is_multiple_of(PACE) {
                self.budget.check(matches.ids.len(), 4)?;
            }
            let bound = columns.map(|column| column.map(|column| column[row]));
            if let Some(ids) = table.column(pattern.term) {
                if let Some(triple) = self.parts_of_term(ids[row]) {
                    matches.add(row, ids[row], triple, &bound);
                }
                continue;
            }
            let all = [0, 1, 2].map(|at| bound[at].or(matches.terms[at]));
            for id in self.ranges(all).into_iter().flatten() {
                let triple = self.terms.dictionary.triple(id).unwrap_or_default();
                matches.add(row, id, triple, &bound);
                if matches.ids.len().is_multiple_of(PACE) {
                    self.budget.check(matches.ids.len(), 4)?;
                }
            }
        }
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
