//! What is reported of the files that others maintain: that something of them cannot be read, and nothing else.

use super::files::Files;
use crate::finding::{Finding, Related, Severity};
use crate::number::count;

/// The id of the finding that something of an imported file cannot be read.
pub(super) const NOT_READ: &str = "import-not-read";

/// Returns the one finding about a file that others maintain, given what was found in it.
pub(super) fn finding(found: Vec<Finding>) -> Option<Finding> {
    if let Some(known) = found.iter().find(|finding| finding.id == NOT_READ) {
        return Some(known.clone());
    }
    let is_whole = |finding: &&Finding| finding.id == "syntax-not-read" || finding.id == "not-rdf";
    let (message, first) = match found.iter().find(is_whole) {
        Some(whole) => {
            let what = whole.message.split(", which").next().unwrap_or_default();
            let what = what.strip_prefix("this file is ").unwrap_or(what);
            (
                format!("this imported file is not read: it is {what}"),
                whole,
            )
        }
        None => {
            let errors = found.iter();
            let errors = errors.filter(|finding| finding.severity == Severity::Error);
            let first = errors.clone().next()?;
            let errors = count(errors.count(), "error");
            (
                format!(
                    "this imported file has {errors}; the statements with errors are not in the graph: {}",
                    first.message
                ),
                first,
            )
        }
    };
    let mut finding = Finding::warning(NOT_READ, message, first.place.clone());
    finding.hint = first.hint.clone();
    Some(finding)
}

/// Returns whether a finding is only about files that others maintain.
pub(super) fn is_of_others(finding: &Finding, files: &Files) -> bool {
    let related = finding.related.iter().map(|Related { place, .. }| place);
    let mut places = std::iter::once(&finding.place).chain(related);
    places.all(|place| files.is_of_others(&place.file))
}
