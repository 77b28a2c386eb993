//! What expectations cover, for people and for programs.

mod json;
mod lcov;
mod text;

use crate::error::Result;
use crate::expect::Coverage;
use crate::rdf::Prefixes;
use std::path::Path;

/// How coverage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageFormat {
    /// A table of what is not covered, then the gaps.
    Text,
    /// One object.
    Json,
    /// The [tracefile of LCOV](https://manpages.debian.org/stable/lcov/geninfo.1.en.html#FILES): a `DA` record for each line on
    /// which a statement starts.
    Lcov,
}

/// Writes coverage; the paths of an LCOV tracefile are relative to `base`, and those of the coverage to `root`.
///
/// # Errors
/// If it cannot be JSON, which is a fault of bixi.
pub fn coverage(
    coverage: &Coverage,
    prefixes: &Prefixes,
    format: CoverageFormat,
    root: &Path,
    base: &Path,
) -> Result<String> {
    match format {
        CoverageFormat::Text => Ok(text::text(coverage, prefixes)),
        CoverageFormat::Json => json::json(coverage),
        CoverageFormat::Lcov => Ok(lcov::lcov(coverage, root, base)),
    }
}
