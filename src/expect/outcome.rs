//! What becomes of expectations.

use super::queries::split;
use crate::dictionary::TermId;
use crate::error::Error;

/// What became of one expectation.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The file of the expectation; of one that is asked with several sets of parameters, with the values of the set after it:
    /// `tests/post-of.rq[聂超]`.
    pub path: String,
    /// What it is about, if it says so.
    pub title: Option<String>,
    /// The 1-based line of its file that the first failure is about, if it is about one.
    pub line: Option<u32>,
    /// What is not as expected, line by line; nothing if it passed.
    pub failures: Vec<String>,
    /// Statements that should hold and do not.
    pub(crate) missing: Vec<[TermId; 3]>,
    /// Statements that hold and should not.
    pub(crate) unexpected: Vec<[TermId; 3]>,
    /// Whether what is not as expected is only said.
    pub(crate) only_warns: bool,
    /// What is doubtful, whether it passed or not.
    pub warnings: Vec<String>,
    /// The limit that its query passed before the answer was known.
    pub stopped: Option<Error>,
}

impl Outcome {
    /// Whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.stopped.is_none()
    }

    /// Returns the path of its file, and the case of it.
    pub fn file_and_case(&self) -> (&str, Option<&str>) {
        split(&self.path)
    }

    /// The outcome of an expectation with failures that nothing else is known of.
    pub(crate) fn wrong(path: impl Into<String>, failures: Vec<String>) -> Self {
        Self {
            path: path.into(),
            failures,
            ..Self::default()
        }
    }

    /// The outcome of an expectation that was stopped because it exceeded a limit.
    pub fn stopped_by(path: String, error: Error) -> Self {
        Self {
            path,
            stopped: Some(error),
            ..Self::default()
        }
    }
}
