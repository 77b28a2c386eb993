//! An outcome as programs see it, and how outcomes are written.

use crate::error::Error;
use crate::expect::Outcome;
use crate::number::count;
use crate::write::paths;
use std::path::Path;

/// How outcomes of tests are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestFormat {
    /// For people.
    Text,
    /// An array of objects.
    Json,
    /// [JUnit](https://github.com/testmoapp/junitxml), as GitLab, Jenkins and GitHub read it.
    JUnit,
    /// The [Test Anything Protocol](https://testanything.org/tap-version-14-specification.html), version 14.
    Tap,
    /// [Workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions) of GitHub.
    GitHub,
    /// A table, for the summary of a job or a comment.
    Markdown,
}

/// How outcomes are written, and how their files are named.
pub struct ReportOptions<'a> {
    /// The format.
    pub format: TestFormat,
    /// Whether what passed is written for people, too.
    pub all: bool,
    /// The folder that paths in formats for programs are relative to.
    pub base: &'a Path,
    /// The words for a limit that was passed.
    pub said: &'a dyn Fn(&Error) -> String,
}

/// An outcome as programs see it.
pub(super) struct TestCase {
    /// The path of the file, from the base.
    pub(super) file: String,
    /// The folder of the file with dots, such as `tests.graph`.
    pub(super) folder: String,
    /// The name of the file, with its case, such as `post-of.rq[聂超]`.
    pub(super) name: String,
    pub(super) title: Option<String>,
    /// The 1-based line that the first failure is about; that of the beginning if it is about none.
    pub(super) line: u32,
    pub(super) result: TestResult,
    /// What is not as expected, or only doubtful, line by line.
    pub(super) lines: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TestResult {
    Passed,
    Failed,
    /// A limit was passed before the answer was known.
    Stopped,
}

impl TestCase {
    pub(super) fn of(outcome: &Outcome, root: &Path, options: &ReportOptions) -> Self {
        let (path, case) = outcome.file_and_case();
        let file = paths::relative(&root.join(path), options.base);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let case = case.map_or_else(String::new, |case| format!("[{case}]"));
        let stopped = outcome.stopped.as_ref().map(options.said);
        let result = match (&stopped, outcome.passed()) {
            (Some(_), _) => TestResult::Stopped,
            (None, true) => TestResult::Passed,
            (None, false) => TestResult::Failed,
        };
        let lines = outcome.failures.iter().cloned().chain(stopped);
        let shown = |line: String| match options.format {
            TestFormat::Json => line,
            _ => cut(&line),
        };
        let lines = lines.map(shown).chain(
            outcome
                .warnings
                .iter()
                .map(|warning| format!("warning: {warning}")),
        );
        Self {
            file,
            folder: folder.replace('/', "."),
            name: format!("{name}{case}"),
            title: outcome.title.clone(),
            line: outcome.line.unwrap_or(1),
            result,
            lines: lines.collect(),
        }
    }

    /// Returns the first line of what is not as expected.
    pub(super) fn message(&self) -> &str {
        self.lines.first().map_or("", String::as_str)
    }

    pub(super) fn is_passed(&self) -> bool {
        self.result == TestResult::Passed
    }
}

/// The most characters of a line that are shown.
const LONGEST: usize = 2_000;

/// Returns a line, or the beginning of a very long one and how much more there is.
pub(super) fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        None => line.to_owned(),
        Some((end, _)) => {
            let (start, rest) = line.split_at(end);
            let more = count(rest.chars().count(), "character");
            format!("{start}… and {more} more")
        }
    }
}

/// Returns how many cases have a result.
pub(super) fn number_of(cases: &[TestCase], result: TestResult) -> usize {
    cases.iter().filter(|case| case.result == result).count()
}
