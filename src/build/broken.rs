//! Files that cannot be read as what they are: a build stops at them, or leaves them out and keeps in mind that it did.

use super::findings;
use crate::error::{ConfigError, Error, Result};
use crate::explain::explanations;
use crate::finding::{Finding, Place, Severity, nearest};
use crate::graph::Source;
use crate::project::{Config, FindingLevel};
use crate::snapshot::Snapshot;
use crate::table::{is_of_one_row, stands_for};
use crate::write::count;
use std::collections::{BTreeMap, BTreeSet};

/// The id of the finding that a file was left out of the graph because of its errors.
pub const BROKEN_FILE: &str = "broken-file";

/// The id of the finding that rows of a table were left out of the graph because of their errors.
pub const BROKEN_ROWS: &str = "broken-rows";

/// The id of the finding that a rule computes without end.
pub(super) const RULE_WITHOUT_END: &str = "rule-without-end";

/// What a graph has as the digest of a source that cannot be read.
pub(super) const NO_DIGEST: [u8; 32] = [0; 32];

/// Returns what the graph has of a source that cannot be read.
pub(super) fn nothing_of(path: &str) -> Source {
    Source {
        path: path.to_owned(),
        digest: NO_DIGEST,
        lines: 0,
    }
}

/// Returns whether a graph was built without something that is broken, given its snapshot.
///
/// # Errors
/// If a byte of the findings was changed.
pub(super) fn is_partial(snapshot: &Snapshot) -> Result<bool> {
    for id in [BROKEN_FILE, BROKEN_ROWS, RULE_WITHOUT_END] {
        let found = findings::of_id(snapshot, id)?;
        if found.iter().any(|finding| finding.id == id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns whether all that is wrong in a source is wrong in single rows of a table, given what was found in it: without them the
/// others are what they are.
pub(super) fn is_of_rows(path: &str, found: &[Finding]) -> bool {
    let mut errors = errors(found);
    errors.all(|finding| is_of_one_row(path, finding))
}

/// Returns the finding that a file, or some rows of a table, are left out, given what was found in it.
pub(super) fn left_out(path: &str, found: &[Finding]) -> Finding {
    if let Some(first) = errors(found).next().filter(|_| is_of_rows(path, found)) {
        let rows = errors(found).map(stands_for).sum();
        let (are, have) = match rows {
            1 => ("is", "it has an error"),
            _ => ("are", "they have errors"),
        };
        let rows = count(rows, "row");
        let message = format!("{rows} of this table {are} left out of the graph: {have}");
        return Finding::warning(BROKEN_ROWS, message, first.place.clone());
    }
    let place = Place {
        file: path.to_owned(),
        span: 0..0,
    };
    let message = format!(
        "this file is left out of the graph: it has {}",
        count(errors(found).count(), "error")
    );
    Finding::warning(BROKEN_FILE, message, place)
}

fn errors(found: &[Finding]) -> impl Iterator<Item = &Finding> {
    let found = found.iter();
    found.filter(|finding| finding.severity == Severity::Error)
}

/// Returns whether nothing was left out of a graph, given its findings.
pub(super) fn is_whole(findings: &[Finding]) -> bool {
    let mut left_out = findings.iter().filter(|finding| says_left_out(finding));
    left_out.next().is_none()
}

/// Returns whether a finding says that a file or rows of it are left out.
pub(super) fn says_left_out(finding: &Finding) -> bool {
    [BROKEN_FILE, BROKEN_ROWS].contains(&finding.id)
}

/// Returns the paths of the files that were left out of a graph, given its findings.
pub fn broken_files(findings: &[Finding]) -> Vec<&str> {
    let broken = findings.iter();
    let broken = broken.filter(|finding| finding.id == BROKEN_FILE);
    broken.map(|finding| finding.place.file.as_str()).collect()
}

/// Checks that each id of findings which the settings give a level is known.
///
/// # Errors
/// If there is no finding with the id of one of them.
pub(super) fn check_levels(config: &Config) -> Result<()> {
    let known = explanations();
    let unknown = config.findings.keys();
    let mut unknown = unknown.filter(|id| known.iter().all(|known| known.id != id.as_str()));
    let Some(id) = unknown.next() else {
        return Ok(());
    };
    let near = nearest(id, known.iter().map(|known| known.id));
    Err(Error::from(ConfigError::UnknownFinding {
        id: id.clone(),
        suggestion: near.map(str::to_owned),
    }))
}

/// Gives findings the levels of the settings. What makes one of the broken files broken stays an error: the file is missing
/// in the graph, or keeps it from being built.
pub fn level(
    findings: &mut Vec<Finding>,
    levels: &BTreeMap<String, FindingLevel>,
    broken: &BTreeSet<String>,
) {
    if levels.is_empty() {
        return;
    }
    findings.retain_mut(|finding| {
        let stays = [BROKEN_FILE, BROKEN_ROWS, RULE_WITHOUT_END].contains(&finding.id)
            || finding.severity == Severity::Error && broken.contains(&finding.place.file);
        match levels.get(finding.id).filter(|_| !stays) {
            Some(FindingLevel::Off) => return false,
            Some(FindingLevel::Error) => finding.severity = Severity::Error,
            Some(FindingLevel::Warning) => finding.severity = Severity::Warning,
            Some(FindingLevel::Info) => finding.severity = Severity::Info,
            None => {}
        }
        true
    });
}
