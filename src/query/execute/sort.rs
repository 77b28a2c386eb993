//! [ORDER BY](https://www.w3.org/TR/sparql11-query/#modOrderBy): different values are ranked once, rows are sorted by
//! ranks, and with a LIMIT only the first rows are.
//!
//! What comes first where SPARQL leaves it open, `collation` says. Rows that are equal in all keys stay in the order in
//! which they were found, which is the same for the same snapshot and the same query.

use super::collation::{Key, Keys};
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
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
        let table = self.run(input, demand.without_limit())?;
        // The most significant key first, each as the rank of its value.
        let mut ranks: Vec<Vec<u32>> = Vec::new();
        for (key, descending) in keys {
            let column = self.values(key, &table, demand)?;
            self.budget.enter("a sort");
            let mut rank = rank(self.terms, &column);
            if *descending {
                rank.iter_mut().for_each(|rank| *rank = u32::MAX - *rank);
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
        order.sort_unstable_by(compare);
        let rows: Vec<u32> = order.into_iter().map(|(_, row)| row).collect();
        Ok(table.gather(&rows))
    }
}

/// For each row a number that is smaller if its value comes before; equal values have the same.
pub(super) fn rank(terms: &Terms, column: &[TermId]) -> Vec<u32> {
    // IRIs and literals that are compared by their text are numbered in their order; unbound comes before all.
    let is_in_order = |id: &TermId| {
        *id == UNBOUND
            || terms.dictionary.is_iri(*id)
            || terms.literal_type(*id).is_some() && terms.kind(*id) == Kind::Text
    };
    if column.iter().all(is_in_order) {
        return column.iter().map(|id| id.wrapping_add(1)).collect();
    }
    let (values, numbers) = super::numbering::distinct(column, terms.known());
    let keys = Keys::of(terms, &values);
    let mut keyed: Vec<(Key, u32)> = values.iter().map(|id| keys.key(*id)).zip(0..).collect();
    keyed.sort_unstable();
    let mut ranks = vec![0; values.len()];
    let mut rank = 0;
    for (at, (key, index)) in keyed.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| keyed.get(at));
        rank += u32::from(before.is_some_and(|(before, _)| !before.is_equal(key)));
        ranks[*index as usize] = rank;
    }
    numbers
        .iter()
        .map(|number| ranks[*number as usize])
        .collect()
}
