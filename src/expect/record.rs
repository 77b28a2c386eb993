//! What became of each expectation when it was last run, and what that outcome depended on; it is kept in `.bixi/tests.json`.

use super::outcome::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of earlier runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The program that wrote it: for another one, expectations may have other outcomes.
    program: String,
    /// By the names of the expectations.
    expectations: BTreeMap<String, Last>,
}

/// What became of an expectation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Last {
    /// It passed and nothing about it was doubtful; the digest of what that depended on, if it is known.
    Passed(Option<String>),
    /// It passed with a warning, which is to be said again.
    Doubtful,
    /// It failed, or passed a limit.
    Failed,
}

impl Record {
    /// Reads what a file holds.
    ///
    /// # Errors
    /// If it is damaged or was written by another program: what is wrong with the file.
    pub fn of_bytes(bytes: &[u8], program: &str) -> Result<Self, &'static str> {
        let record: Self = serde_json::from_slice(bytes).map_err(|_| "is damaged")?;
        match record.program == program {
            true => Ok(record),
            false => Err("was written by another version of bixi"),
        }
    }

    /// Whether an expectation failed when it was last run.
    pub fn has_failed(&self, name: &str) -> bool {
        self.expectations.get(name) == Some(&Last::Failed)
    }

    /// Whether an expectation passed without a warning and would pass again, given a digest of what its outcome depends on.
    pub fn would_pass(&self, name: &str, fingerprint: &str) -> bool {
        match self.expectations.get(name) {
            Some(Last::Passed(Some(known))) => known == fingerprint,
            _ => false,
        }
    }

    /// Returns the record after a run: of expectations that were not run, if they are still there, it says what it said.
    #[must_use]
    pub fn after(
        mut self,
        program: &str,
        all: &BTreeSet<String>,
        outcomes: &[Outcome],
        fingerprints: &BTreeMap<String, String>,
    ) -> Self {
        self.expectations.retain(|name, _| all.contains(name));
        for outcome in outcomes {
            let last = match (outcome.passed(), outcome.warnings.is_empty()) {
                (true, true) => Last::Passed(fingerprints.get(&outcome.path).cloned()),
                (true, false) => Last::Doubtful,
                (false, _) => Last::Failed,
            };
            self.expectations.insert(outcome.path.clone(), last);
        }
        program.clone_into(&mut self.program);
        self
    }
}
