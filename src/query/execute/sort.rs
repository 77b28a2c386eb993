//! [ORDER BY](https://www.w3.org/TR/sparql11-query/#modOrderBy): different values are ranked once, rows are sorted by
//! ranks, and with a LIMIT only the first rows are, of which no more than a few times as many are kept.
//!
//! What comes first where SPARQL leaves it open, `collation` says. Rows that are equal in all keys stay in the order in
//! which they were found, which is the same for the same snapshot and the same query.

use super::batches::Flow;
use super::collation::{Head, Key, Keys, is_number};
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::sort::sort;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::limits::Budget;
use crate::query::operators;
use crate::query::physical::{Computed, Node};
use crate::query::terms::{Kind, Terms};

impl Execution<'_, '_> {
    /// Sorts rows by keys; only the first ones if no more are wanted.
    pub(super) fn sort(
        &mut self,
        keys: &[(Computed, bool)],
        input: &Node,
        demand: Demand,
    ) -> Result<Table> {
        let of_input = demand.without_limit();
        let Some(limit) = demand.limit else {
            let rows = self.run(input, of_input)?;
            return self.sorted(rows, keys, demand);
        };
        let many = limit.saturating_mul(4).max(2 * self.batch);
        let rows = self.collect(input, of_input, |execution, rows| {
            if rows.rows >= many {
                *rows = execution.sorted(std::mem::take(rows), keys, demand)?;
            }
            Ok(Flow::Continue(()))
        })?;
        self.sorted(rows, keys, demand)
    }

    fn sorted(
        &mut self,
        mut table: Table,
        keys: &[(Computed, bool)],
        demand: Demand,
    ) -> Result<Table> {
        let bytes = table.bytes() + table.rows as u64 * (16 + 4 * keys.len() as u64);
        let _memory = self.budget.reserve(bytes)?;
        // The most significant key first, each as the rank of its value.
        let mut ranks: Vec<Vec<u32>> = Vec::new();
        for (at, (key, descending)) in keys.iter().enumerate() {
            let column = self.values(key, &table, demand)?;
            self.budget.enter(operators::SORT);
            // Only rows with one of the first values of the first key can be among the first rows.
            let wanted = demand.limit.filter(|_| at == 0);
            let wanted = wanted.map(|count| (count, *descending));
            let mut rank = rank(self.terms, &column, wanted, self.budget)?;
            if *descending {
                rank.iter_mut().for_each(|rank| *rank = LAST - *rank);
            }
            if let Some((limit, _)) = wanted
                && keys.len() > 1
                && (1..table.rows).contains(&limit)
            {
                // The further keys decide only between rows that are not after the last one wanted.
                let mut ordered = rank.clone();
                let (_, bound, _) = ordered.select_nth_unstable(limit - 1);
                let rows = (0..).zip(&rank).filter(|(_, rank)| *rank <= bound);
                let rows: Vec<u32> = rows.map(|(row, _)| row).collect();
                rank.retain(|rank| rank <= bound);
                table = table.gather(&rows);
            }
            ranks.push(rank);
            self.budget.check(table.rows, 2 + keys.len())?;
        }
        let first_two = |row: u32| {
            let rank = |key: usize| ranks.get(key).map_or(0, |rank| rank[row as usize]);
            u64::from(rank(0)) << 32 | u64::from(rank(1))
        };
        let rest = |row: u32| ranks.iter().skip(2).map(move |rank| rank[row as usize]);
        let compare = |a: &(u64, u32), b: &(u64, u32)| {
            let by_first = a.0.cmp(&b.0);
            by_first
                .then_with(|| rest(a.1).cmp(rest(b.1)))
                .then(a.1.cmp(&b.1))
        };
        let mut order: Vec<(u64, u32)> = (0..table.rows as u32)
            .map(|row| (first_two(row), row))
            .collect();
        if let Some(limit) = demand.limit.filter(|limit| *limit < order.len()) {
            if limit > 0 {
                order.select_nth_unstable_by(limit - 1, compare);
            }
            order.truncate(limit);
        }
        sort(&mut order, self.budget, compare)?;
        let rows: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        Ok(table.gather(&rows))
    }
}

/// The rank of what is not among the first values.
const LAST: u32 = u32::MAX;

/// Returns for each row a number that is smaller if its value comes before; equal values have the same. If only this many
/// values are wanted that come first, or last if it is descending, others may be left without a rank of their own: they get
/// the last one, or in descending order 0.
///
/// # Errors
/// If a limit is passed.
pub(super) fn rank(
    terms: &Terms,
    column: &[TermId],
    wanted: Option<(usize, bool)>,
    budget: &Budget,
) -> Result<Vec<u32>> {
    // IRIs and literals that are compared by their text are numbered in their order; unbound comes before all.
    let is_in_order = |id: &TermId| {
        *id == UNBOUND
            || terms.dictionary.is_iri(*id)
            || terms.literal_type(*id).is_some() && terms.kind(*id) == Kind::Text
    };
    if column.iter().all(is_in_order) {
        return Ok(column.iter().map(|id| id.wrapping_add(2)).collect());
    }
    let (values, numbers) = super::numbering::distinct(column, terms.known(), budget)?;
    let keys = Keys::of(terms, &values);
    let mut heads: Vec<(Head, u32)> = values.iter().map(|id| keys.head(*id)).zip(0..).collect();
    let mut ranks = vec![0; values.len()];
    if let Some((count, descending)) = wanted.filter(|(count, _)| *count < heads.len()) {
        retain_first(&mut heads, count, descending);
        ranks.fill(if descending { 0 } else { LAST });
    }
    sort(&mut heads, budget, Ord::cmp)?;
    let mut rank = 0;
    let mut before: Option<Key> = None;
    for same in heads.chunk_by(|(a, _), (b, _)| a == b) {
        if let [(head, index)] = same
            && !is_number(*head)
        {
            rank += 1;
            ranks[*index as usize] = rank;
            before = None;
            continue;
        }
        // Where heads do not decide, keys are compared; numbers may be equal though their heads are not.
        let key = |index: u32| (keys.key(values[index as usize]), index);
        let mut keyed: Vec<(Key, u32)> = same.iter().map(|(_, index)| key(*index)).collect();
        keyed.sort_unstable();
        for (key, index) in keyed {
            rank += u32::from(!before.is_some_and(|before| before.is_equal(&key)));
            ranks[index as usize] = rank;
            before = Some(key);
        }
    }
    let ranks = numbers.iter().map(|number| ranks[*number as usize]);
    Ok(ranks.collect())
}

/// Leaves this many of the values that come first, or last if it is descending, and those that may be equal to them.
fn retain_first(heads: &mut Vec<(Head, u32)>, count: usize, descending: bool) {
    let Some(last) = count.checked_sub(1) else {
        return heads.clear();
    };
    let by_head = |a: &(Head, u32), b: &(Head, u32)| match descending {
        true => b.0.cmp(&a.0),
        false => a.0.cmp(&b.0),
    };
    let (_, (bound, _), _) = heads.select_nth_unstable_by(last, by_head);
    let bound = *bound;
    heads.retain(|(head, _)| {
        // Equal numbers are the same in single precision.
        let (head, bound) = match is_number(bound) {
            true => (head >> 64, bound >> 64),
            false => (*head, bound),
        };
        head == bound || (head < bound) != descending
    });
}
