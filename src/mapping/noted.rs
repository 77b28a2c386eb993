//! Findings in the rows of a table: of what is wrong in one column in the same way, the first ones and the number of the others.

use crate::finding::Finding;
use std::collections::{BTreeMap, BTreeSet};

/// How many findings of one kind in one column are kept.
const KEPT: usize = 20;

/// What was found, by column and kind.
#[derive(Default)]
pub struct Noted {
    found: BTreeMap<(String, &'static str), Found>,
    /// The rows in which something was found.
    rows: BTreeSet<u64>,
}

/// The findings of one kind in one column.
#[derive(Default)]
struct Found {
    count: usize,
    /// The first, one more than are kept.
    first: Vec<Finding>,
}

impl Found {
    fn has_room(&self) -> bool {
        self.first.len() <= KEPT
    }
}

impl Noted {
    /// Notes a finding of a kind in a column, in a row that is not before those of the findings of this kind so far.
    pub fn note(
        &mut self,
        (column, id): (&str, &'static str),
        row: u64,
        finding: impl FnOnce() -> Finding,
    ) {
        self.rows.insert(row);
        let found = self.found.entry((column.to_owned(), id)).or_default();
        found.count += 1;
        if found.has_room() {
            found.first.push(finding());
        }
    }

    /// Returns whether something was found in a row.
    pub fn has(&self, row: u64) -> bool {
        self.rows.contains(&row)
    }

    /// Adds what was found in later rows, without the numbers of these rows.
    pub fn append(&mut self, later: Self) {
        for (of, later) in later.found {
            let found = self.found.entry(of).or_default();
            found.count += later.count;
            for finding in later.first {
                if found.has_room() {
                    found.first.push(finding);
                }
            }
        }
    }

    /// Returns the findings; the last of a kind in a column says how many more there are.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut all = Vec::new();
        for mut found in self.found.into_values() {
            let more = found.count.saturating_sub(KEPT + 1);
            if let Some(last) = found.first.get_mut(KEPT).filter(|_| more > 0) {
                last.message = format!(
                    "{}; {more} more rows have a fault of this kind",
                    last.message
                );
            }
            all.append(&mut found.first);
        }
        all
    }
}
