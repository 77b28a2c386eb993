//! What is said of the parts of metadata that are wrong, or that a mapping cannot say.

use crate::finding::{Finding, Place};
use crate::proposal::explain::{INVALID_METADATA, LEFT_OUT};
use crate::read::Json;

/// The findings about metadata.
pub struct Said<'m> {
    /// The files that the metadata are in, each with the place where it begins: they stand one behind another.
    files: &'m [(String, usize)],
    /// Those that were added.
    pub findings: Vec<Finding>,
}

impl<'m> Said<'m> {
    /// Nothing is found yet in files with these paths, each with the place where it begins.
    pub fn new(files: &'m [(String, usize)]) -> Self {
        Self {
            files,
            findings: Vec::new(),
        }
    }

    /// Returns them in the order of their places.
    pub fn in_order(mut self) -> Vec<Finding> {
        let file = |finding: &Finding| {
            let mut files = self.files.iter();
            files.position(|(path, _)| *path == finding.place.file)
        };
        self.findings
            .sort_by_key(|finding| (file(finding), finding.place.span.start));
        self.findings
    }

    fn place(&self, at: &Json) -> Place {
        let span = at.span.range();
        let mut files = self.files.iter().rev();
        let file = files.find(|(_, start)| *start <= span.start);
        let (path, start) = file.map_or(("", 0), |(path, start)| (path, *start));
        Place {
            file: path.to_owned(),
            span: span.start - start..span.end.saturating_sub(start),
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
