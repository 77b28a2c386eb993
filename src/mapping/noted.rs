//! Findings in the rows of a table: of what is wrong in one column in the same way, the first ones and the number of the others.

use crate::finding::Finding;
use std::collections::BTreeMap;

/// How many findings of one kind in one column are kept.
const KEPT: usize = 20;

/// What was found, with the number of findings of each kind in each column.
#[derive(Default)]
pub struct Noted {
    kept: Vec<Finding>,
    counts: BTreeMap<(String, &'static str), Count>,
}

/// The findings of one kind in one column.
#[derive(Default)]
struct Count {
    all: usize,
    /// The first finding that is not kept.
    next: Option<Finding>,
}

impl Noted {
    /// Notes a finding of a kind in a column.
    pub fn note(&mut self, (column, id): (&str, &'static str), finding: impl FnOnce() -> Finding) {
        let count = self.counts.entry((column.to_owned(), id)).or_default();
        count.all += 1;
        if count.all <= KEPT {
            self.kept.push(finding());
        } else if count.next.is_none() {
            count.next = Some(finding());
        }
    }

    /// Returns the findings; the last of a kind in a column says how many more there are.
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings = self.kept;
        for count in self.counts.into_values() {
            let more = count.all.saturating_sub(KEPT + 1);
            findings.extend(count.next.map(|next| match more {
                0 => next,
                _ => Finding {
                    message: format!(
                        "{}; {more} more rows have a fault of this kind",
                        next.message
                    ),
                    ..next
                },
            }));
        }
        findings
    }
}
