//! Checks what `suite.toml` says of the expectations in a folder.

use super::Against;
use super::expectations::INCOMPLETE;
use super::faults::SETTINGS;
use crate::error::Result;
use crate::expect::{SUITE, Suite};
use crate::finding::{Finding, Place};
use crate::query::Dataset;
use std::collections::BTreeSet;

/// Finds what is wrong in the files of folders with expectations, and files that are about no expectation.
pub fn check(against: Against, expectations: &[String]) -> Result<Vec<Finding>> {
    let project = against.project;
    let inventory = project.inventory()?;
    let is_suite = |path: &&String| path.rsplit('/').next() == Some(SUITE);
    let mut suites: BTreeSet<String> = inventory.tests.iter().filter(is_suite).cloned().collect();
    suites.retain(|path| !project.is_of_another(path));
    // A glob may choose expectations alone.
    for path in expectations {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let beside = folders.map(|folder| format!("{folder}/{SUITE}"));
        suites.extend(beside.filter(|path| project.root.join(path).is_file()));
    }
    let mut findings = Vec::new();
    for path in suites {
        let file = project.read(&path)?;
        let place = |span| Place {
            file: path.clone(),
            span,
        };
        match Suite::of(&file) {
            Err(fault) => findings.push(Finding {
                hint: fault.hint,
                ..Finding::error(SETTINGS, fault.problem, place(fault.span))
            }),
            Ok(suite) => {
                if let Some(level) = &suite.accept
                    && let Err(error) = Dataset::new(against.graph).accepting(level)
                {
                    let quoted = format!("\"{level}\"");
                    let at = memchr::memmem::find(&file.bytes, quoted.as_bytes());
                    let span = at.map_or(0..0, |at| at..at + quoted.len());
                    findings.push(Finding::error(SETTINGS, error.to_string(), place(span)));
                }
            }
        }
        let folder = path.strip_suffix(SUITE).unwrap_or(&path);
        if !expectations.iter().any(|path| path.starts_with(folder)) {
            let message = "no expectation is in this folder or below it";
            findings.push(Finding::warning(INCOMPLETE, message, place(0..0)));
        }
    }
    Ok(findings)
}
