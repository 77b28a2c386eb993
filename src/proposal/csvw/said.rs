//! What is said of the parts of metadata that are wrong, or that a mapping cannot say.

use crate::finding::{Finding, Place};
use crate::proposal::explain::{INVALID_METADATA, LEFT_OUT};
use crate::read::Json;

/// The findings about metadata.
pub struct Said<'m> {
    file: &'m str,
    /// Those that were added.
    pub findings: Vec<Finding>,
}

impl<'m> Said<'m> {
    /// Nothing is found yet in a file with this path.
    pub fn new(file: &'m str) -> Self {
        Self {
            file,
            findings: Vec::new(),
        }
    }

    /// Returns them in the order of their places.
    pub fn in_order(mut self) -> Vec<Finding> {
        self.findings
            .sort_by_key(|finding| finding.place.span.start);
        self.findings
    }

    fn place(&self, at: &Json) -> Place {
        Place {
            file: self.file.to_owned(),
            span: at.span.range(),
        }
    }

    /// Adds that a mapping does not say something.
    pub fn left_out(&mut self, at: &Json, message: impl Into<String>) {
        let finding = Finding::warning(LEFT_OUT, message, self.place(at));
        self.findings.push(finding);
    }

    /// Adds that a mapping does not say something, and what could be done.
    pub fn left_out_with(&mut self, at: &Json, message: impl Into<String>, hint: &str) {
        let finding = Finding::warning(LEFT_OUT, message, self.place(at));
        self.findings.push(finding.with_hint(hint));
    }

    /// Adds that something means nothing, so that it is not followed.
    pub fn wrong(&mut self, at: &Json, message: impl Into<String>) {
        let finding = Finding::warning(INVALID_METADATA, message, self.place(at));
        self.findings.push(finding);
    }

    /// Adds why nothing can be proposed.
    pub fn hopeless(&mut self, at: &Json, message: impl Into<String>, hint: Option<String>) {
        let finding = Finding::error(INVALID_METADATA, message, self.place(at));
        self.findings.push(Finding { hint, ..finding });
    }
}
