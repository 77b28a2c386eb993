//! What became of expectations, in the formats that people and programs of continuous integration read.

mod case;
mod github;
mod json;
mod junit;
mod markdown;
mod tap;
mod text;

use crate::expect::Outcome;
use case::TestCase;
pub use case::{ReportOptions, TestFormat};
use std::path::Path;

/// Writes outcomes of the project at `root`.
pub fn report(outcomes: &[Outcome], root: &Path, options: &ReportOptions) -> String {
    let cases = || {
        outcomes
            .iter()
            .map(|outcome| TestCase::of(outcome, root, options))
            .collect::<Vec<_>>()
    };
    match options.format {
        TestFormat::Text => text::report(outcomes, options.all, options.said),
        TestFormat::Json => json::json(&cases()),
        TestFormat::JUnit => junit::junit(&cases()),
        TestFormat::Tap => tap::tap(&cases()),
        TestFormat::GitHub => github::github(&cases()),
        TestFormat::Markdown => markdown::markdown(&cases()),
    }
}
