//! What was found in the sources, as a snapshot keeps it: JSON.

use crate::error::{Error, Result};
use crate::explain::explanations;
use crate::finding::{Finding, Place, Related, Severity};
use crate::snapshot::Snapshot;
use serde::{Deserialize, Serialize};

/// Returns what was found in the sources of a snapshot.
///
/// # Errors
/// If a byte of it was changed.
pub fn of(snapshot: &Snapshot) -> Result<Vec<Finding>> {
    let found = from_bytes(snapshot.findings()?);
    found.ok_or_else(|| snapshot.problem("is damaged in its section `find`"))
}

/// Returns what was found in the sources of a snapshot if there are findings with an id, and else nothing: to know that there
/// are none costs little.
///
/// # Errors
/// As [`of`].
pub fn of_id(snapshot: &Snapshot, id: &str) -> Result<Vec<Finding>> {
    let has_id = memchr::memmem::find(snapshot.findings()?, id.as_bytes()).is_some();
    if has_id { of(snapshot) } else { Ok(Vec::new()) }
}

/// A finding in JSON.
#[derive(Serialize, Deserialize)]
struct Kept {
    id: String,
    severity: KeptSeverity,
    message: String,
    place: KeptPlace,
    hint: Option<String>,
    related: Vec<(KeptPlace, String)>,
}

/// How much a finding matters.
#[derive(Serialize, Deserialize)]
enum KeptSeverity {
    Error,
    Warning,
    Info,
}

/// The path of a file, and bytes in it.
type KeptPlace = (String, usize, usize);

/// Findings as bytes.
///
/// # Errors
/// If they are not JSON, which would be an internal error.
pub(super) fn to_bytes(findings: &[Finding]) -> Result<Vec<u8>> {
    let place = |place: &Place| (place.file.clone(), place.span.start, place.span.end);
    let kept = findings.iter().map(|finding| Kept {
        id: finding.id.to_owned(),
        severity: match finding.severity {
            Severity::Error => KeptSeverity::Error,
            Severity::Warning => KeptSeverity::Warning,
            Severity::Info => KeptSeverity::Info,
        },
        message: finding.message.clone(),
        place: place(&finding.place),
        hint: finding.hint.clone(),
        related: finding
            .related
            .iter()
            .map(|related| (place(&related.place), related.message.clone()))
            .collect(),
    });
    let kept: Vec<Kept> = kept.collect();
    serde_json::to_vec(&kept).map_err(|error| Error::internal(format!("findings as JSON: {error}")))
}

/// The findings that are kept in bytes; `None` if they are none that this program knows.
fn from_bytes(bytes: &[u8]) -> Option<Vec<Finding>> {
    let kept: Vec<Kept> = serde_json::from_slice(bytes).ok()?;
    if kept.is_empty() {
        return Some(Vec::new());
    }
    let explanations = explanations();
    let place = |(file, start, end): KeptPlace| Place {
        file,
        span: start..end,
    };
    let finding = |kept: Kept| {
        let mut explanations = explanations.iter();
        Some(Finding {
            id: explanations.find(|known| known.id == kept.id)?.id,
            severity: match kept.severity {
                KeptSeverity::Error => Severity::Error,
                KeptSeverity::Warning => Severity::Warning,
                KeptSeverity::Info => Severity::Info,
            },
            message: kept.message,
            place: place(kept.place),
            hint: kept.hint,
            related: kept
                .related
                .into_iter()
                .map(|(at, message)| Related {
                    place: place(at),
                    message,
                })
                .collect(),
        })
    };
    kept.into_iter().map(finding).collect()
}
