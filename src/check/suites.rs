//! Checks what `suite.toml` says of the expectations in a folder.

use super::Against;
use super::expectations::INCOMPLETE;
use super::faults::SETTINGS;
use crate::disk;
use crate::error::{Result, chain};
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
        suites.extend(beside.filter(|path| disk::is_there(&project.root.join(path))));
    }
    let mut findings = Vec::new();
    for path in suites {
        let place = |span| Place {
            file: path.clone(),
            span,
        };
        let file = match project.read(&path) {
            Ok(file) => file,
            // It may be a folder, or a link that leads nowhere.
            Err(error) => {
                findings.push(Finding::error(SETTINGS, chain(&error), place(0..0)));
                continue;
            }
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
