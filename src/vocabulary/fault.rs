//! What the checks find: faults of statements, whose places are looked for at the end, and findings.

use crate::dictionary::TermId;
use crate::finding::{Finding, Severity};

/// Something that is wrong, at a statement.
pub struct Fault {
    pub id: &'static str,
    pub severity: Severity,
    pub message: String,
    pub hint: Option<String>,
    /// The statement that is wrong, and the term of it that is.
    pub at: [TermId; 3],
    pub term: TermId,
    /// Other statements that belong to it, each with a term and what is there.
    pub related: Vec<([TermId; 3], TermId, String)>,
}

impl Fault {
    /// Returns a warning.
    pub fn warning(id: &'static str, at: [TermId; 3], term: TermId, message: String) -> Self {
        Self {
            id,
            severity: Severity::Warning,
            message,
            hint: None,
            at,
            term,
            related: Vec::new(),
        }
    }

    /// Returns the same fault as an error.
    pub fn into_error(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }

    /// Returns the same fault with a hint.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Returns the same fault with another statement that belongs to it.
    pub fn with_related(
        mut self,
        at: [TermId; 3],
        term: TermId,
        message: impl Into<String>,
    ) -> Self {
        self.related.push((at, term, message.into()));
        self
    }
}

/// What the checks found.
#[derive(Default)]
pub struct Found {
    /// What is wrong with statements; their places are looked for at the end.
    pub faults: Vec<Fault>,
    /// What is wrong elsewhere, such as with a prefix.
    pub findings: Vec<Finding>,
}
