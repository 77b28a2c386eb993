//! [MIN and MAX](https://www.w3.org/TR/sparql11-query/#defn_aggMin): one pass by the numbers of values or by the heads of their
//! keys; only the values that may be the extreme of a group are ranked.

use super::Execution;
use super::collation::{Head, Keys, is_number};
use super::set_functions::{Groups, Seen};
use super::sort::rank;
use crate::dictionary::{Number, TermId};
use crate::error::Result;
use crate::query::batch::numbering::distinct;
use crate::query::batch::table::UNBOUND;
use crate::query::functions::number::compare_numbers;

impl Execution<'_, '_> {
    /// `MIN` and `MAX` by the order of `ORDER BY`: terms as they are, not only their values; a row without a value makes the
    /// aggregate of its group an error.
    pub(super) fn extremes(
        &mut self,
        column: &[TermId],
        numbers: &[Option<Number>],
        groups: &Groups,
        greatest: bool,
    ) -> Result<Vec<TermId>> {
        if let Some(values) = extreme_numbers(column, numbers, groups, greatest) {
            return Ok(values);
        }
        let candidates = self.candidates(column, groups, greatest)?;
        let values: Vec<TermId> = candidates.iter().map(|(value, _)| *value).collect();
        let ranks = rank(self.terms, &values, None, self.budget)?;
        let mut best: Vec<(TermId, u32)> = vec![(UNBOUND, 0); groups.count];
        for ((value, group), rank) in candidates.iter().zip(&ranks) {
            let (kept, kept_rank) = &mut best[*group as usize];
            let ordering = match greatest {
                true => (*kept_rank).cmp(rank),
                false => rank.cmp(kept_rank),
            };
            if *kept == UNBOUND || ordering.then(value.cmp(kept)).is_lt() {
                (*kept, *kept_rank) = (*value, *rank);
            }
        }
        for (group, value) in groups.of_row.iter().zip(column) {
            if *value == UNBOUND {
                best[*group as usize].0 = UNBOUND;
            }
        }
        Ok(best.into_iter().map(|(value, _)| value).collect())
    }

    /// Returns the different values that may be the extreme of a group, by the heads of their keys, each with the group.
    fn candidates(
        &self,
        column: &[TermId],
        groups: &Groups,
        greatest: bool,
    ) -> Result<Vec<(TermId, u32)>> {
        let (values, numbers) = distinct(column, self.terms.known(), self.budget)?;
        let bytes = size_of::<Head>() * (values.len() + groups.count);
        let _memory = self.budget.reserve(bytes as u64)?;
        let keys = Keys::of(self.terms, &values);
        let heads: Vec<Head> = values.iter().map(|id| compared(keys.head(*id))).collect();
        let mut best: Vec<Option<Head>> = vec![None; groups.count];
        for (group, number) in groups.of_row.iter().zip(&numbers) {
            let (best, head) = (&mut best[*group as usize], heads[*number as usize]);
            let is_better = |best: Head| if greatest { best < head } else { head < best };
            if best.is_none_or(is_better) {
                *best = Some(head);
            }
        }
        let mut seen = Seen::new(true, self.budget);
        let mut candidates = Vec::new();
        for (group, number) in groups.of_row.iter().zip(&numbers) {
            let value = values[*number as usize];
            let is_best = best[*group as usize] == Some(heads[*number as usize]);
            if is_best && seen.is_new(*group, value)? {
                candidates.push((value, *group));
            }
        }
        Ok(candidates)
    }
}

/// Returns the part of a head that decides for sure: equal numbers are the same in single precision.
fn compared(head: Head) -> Head {
    match is_number(head) {
        true => head >> 64 << 64,
        false => head,
    }
}

/// `MIN` and `MAX` where all values are numbers in one order: no ranks are needed then.
fn extreme_numbers(
    column: &[TermId],
    numbers: &[Option<Number>],
    groups: &Groups,
    greatest: bool,
) -> Option<Vec<TermId>> {
    let mut best: Vec<(TermId, Option<Number>)> = vec![(UNBOUND, None); groups.count];
    for ((group, id), number) in groups.of_row.iter().zip(column).zip(numbers) {
        let (kept, kept_number) = &mut best[*group as usize];
        let number = (*number)?;
        let Some(other) = *kept_number else {
            compare_numbers(number, number)?;
            (*kept, *kept_number) = (*id, Some(number));
            continue;
        };
        let ordering = compare_numbers(number, other)?;
        // Of terms with one value, one is the same whatever came first.
        let ordering = match greatest {
            true => ordering.reverse(),
            false => ordering,
        };
        if ordering.then(id.cmp(kept)).is_lt() {
            (*kept, *kept_number) = (*id, Some(number));
        }
    }
    Some(best.into_iter().map(|(id, _)| id).collect())
}
