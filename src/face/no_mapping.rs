//! Why no mapping is proposed for a table.

use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::number::count;
use crate::source::SourceFile;
use crate::table::{Dialect, rendered};
use std::io::Cursor;
use std::path::Path;

/// Returns the error for a table without a mapping, given the path that the user named, that of its metadata, the table as it is
/// understood, and what was found. It names the table and the line and column of the first fault, or the metadata if only they have
/// errors.
///
/// # Errors
/// If the table cannot be read.
pub fn no_mapping(
    table: &Path,
    metadata: Option<&Path>,
    file: &SourceFile,
    dialect: &Dialect,
    findings: &[Finding],
) -> Result<Error> {
    let is_of_table = |finding: &Finding| finding.id.starts_with("table-");
    let named = match metadata {
        Some(metadata) if !findings.iter().any(is_of_table) => metadata,
        _ => table,
    };
    let path = named.display().to_string();
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let mut errors = findings.iter().filter(is_error);
    let Some(first) = errors.next() else {
        let problem = "it has no columns".to_owned();
        return Ok(Error::Table { path, problem });
    };
    let mut problem = match &first.hint {
        Some(hint) => format!("{}; {hint}", first.message),
        None => first.message.clone(),
    };
    if let more @ 1.. = errors.count() {
        let more = count(more, "more error");
        problem.push_str(&format!(" (and {more})"));
    }
    let path = match is_of_table(first) && has_place(first) {
        true => {
            let bytes = Cursor::new(file.bytes.clone());
            let shown = rendered(&file.path, bytes, dialect)?;
            format!("{path}:{}", shown.position(first.place.span.start))
        }
        false => path,
    };
    Ok(Error::Table { path, problem })
}

/// Returns whether a finding is about a place in a table: others are about the whole of it.
fn has_place(finding: &Finding) -> bool {
    !finding.place.span.is_empty() || finding.id == "table-invalid-json"
}
