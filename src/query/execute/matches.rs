//! Index lookups of patterns that add no column to rows which may have multiplicities: matches are counted, not made.

use super::Execution;
use super::scan::{Keys, PACE};
use crate::error::Result;
use crate::query::batch::multiplicity::multiply;
use crate::query::batch::table::Table;
use crate::query::index::AHEAD;
use crate::query::logical::VarSet;
use crate::query::physical::TriplePattern;

impl Execution<'_, '_> {
    /// Multiplies each row by the number of triples that match a pattern in which no variable is twice but those of the table;
    /// with `keeps`, a row without a match stays.
    pub(super) fn count_matches(
        &self,
        mut table: Table,
        pattern: &TriplePattern,
        wanted: &VarSet,
        keeps: bool,
    ) -> Result<Table> {
        let keys = Keys::new(pattern, &table);
        let lookup = self.catalog.at(pattern.graph).lookup(keys.shape());
        let keys = keys.arranged(&lookup);
        let least = u64::from(keeps);
        let mut counts = vec![0_u64; table.rows];
        let mut before = (None, 0);
        for at in 0..table.rows {
            if at.is_multiple_of(AHEAD) {
                lookup.read_ahead(keys.next(at, lookup.key()));
            }
            if at.is_multiple_of(PACE) {
                self.budget.check(table.rows, table.columns.len() + 2)?;
            }
            let row = keys.row(at);
            let prefix = keys.of(row);
            if before.0 != Some(prefix) {
                before = (Some(prefix), lookup.rows(prefix).accepted() as u64);
            }
            counts[row] = before.1.max(least);
        }
        let matched: Vec<bool> = counts.iter().map(|count| *count > 0).collect();
        table.keep(wanted);
        table.retain(&matched);
        if counts.iter().any(|count| *count > 1) {
            multiply(&mut table, counts.into_iter().filter(|count| *count > 0));
        }
        Ok(table)
    }
}
