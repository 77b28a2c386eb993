//! Findings in the rows of a table: of what is wrong in one column in the same way, the first ones and the number of the others.

use crate::finding::Finding;
use std::collections::BTreeMap;

/// How many findings of one kind in one column are kept.
const KEPT: usize = 20;

/// What was found, by column and kind.
#[derive(Default)]
pub struct Noted(BTreeMap<(String, &'static str), Found>);

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
    /// Notes a finding of a kind in a column, in a row that is not before those of the findings so far.
    pub fn note(&mut self, (column, id): (&str, &'static str), finding: impl FnOnce() -> Finding) {
        let found = self.0.entry((column.to_owned(), id)).or_default();
        found.count += 1;
        if found.has_room() {
            found.first.push(finding());
        }
    }

    /// Adds what was found in later rows.
    pub fn append(&mut self, later: Self) {
        for (of, later) in later.0 {
            let found = self.0.entry(of).or_default();
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
        for mut found in self.0.into_values() {
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
