//! Files that cannot be read as what they are: a build stops at them, or leaves them out and keeps in mind that it did.

use crate::error::{ConfigError, Error, Result};
use crate::explain::explanations;
use crate::finding::{Finding, Place, Severity, nearest};
use crate::project::{Config, FindingLevel};
use crate::write::count;
use std::collections::BTreeMap;

/// The id of the finding that a file was left out of the graph because of its errors.
pub const BROKEN_FILE: &str = "broken-file";

/// Returns the finding that a file is left out, given what was found in it.
pub(super) fn left_out(path: &str, found: &[Finding]) -> Finding {
    let errors = found.iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    let place = Place {
        file: path.to_owned(),
        span: 0..0,
    };
    let message = format!(
        "this file is left out of the graph: it has {}",
        count(errors.count(), "error")
    );
    Finding::warning(BROKEN_FILE, message, place)
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

/// Gives findings the levels of the settings. What makes a file broken stays an error: it is missing in the graph.
pub(super) fn level(findings: &mut Vec<Finding>, levels: &BTreeMap<String, FindingLevel>) {
    if levels.is_empty() {
        return;
    }
    let broken = broken_files(findings).into_iter().map(str::to_owned);
    let broken: Vec<String> = broken.collect();
    findings.retain_mut(|finding| {
        let stays = finding.id == BROKEN_FILE
            || finding.severity == Severity::Error && broken.contains(&finding.place.file);
        match levels.get(finding.id).filter(|_| !stays) {
            Some(FindingLevel::Off) => return false,
            Some(FindingLevel::Error) => finding.severity = Severity::Error,
            Some(FindingLevel::Warning) => finding.severity = Severity::Warning,
            None => {}
        }
        true
    });
}
