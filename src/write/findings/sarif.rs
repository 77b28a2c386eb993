//! Findings as a [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) log, which code hosts show beside the lines.

use super::Sources;
use crate::explain::explanations;
use crate::finding::{Finding, Place, Severity};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What paths are relative to. The log does not say where that is on the machine, so that equal sources give equal logs.
const BASE: &str = "%SRCROOT%";

/// Returns one run with its rules and results. Columns are code points, which the log says. With a baseline each result has
/// its state.
pub(super) fn sarif(
    findings: &[&Finding],
    accepted: Option<&[Finding]>,
    sources: &Sources,
) -> String {
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    let known = explanations();
    let rule = |id: &&str| match known.iter().find(|explanation| explanation.id == *id) {
        Some(explanation) => json!({
            "id": id,
            "shortDescription": { "text": explanation.summary() },
            "fullDescription": { "text": explanation.text },
        }),
        None => json!({ "id": id }),
    };
    let rules: Vec<Value> = ids.iter().map(rule).collect();
    let mut states = accepted.map(States::of);
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let mut result = result(finding, sources);
            if let Some(states) = &mut states {
                result["baselineState"] = json!(states.take(finding));
            }
            result
        })
        .collect();
    let root = "The root of the repository, or the folder that bixi was run in";
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bixi",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "originalUriBaseIds": { BASE: { "description": { "text": root } } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// What makes two findings of one check the same.
type Key<'f> = (&'f str, usize, &'f str, Severity, &'f str);

fn key(finding: &Finding) -> Key<'_> {
    let Place { file, span } = &finding.place;
    (
        file,
        span.start,
        finding.id,
        finding.severity,
        &finding.message,
    )
}

/// The accepted findings that were not met yet.
struct States<'f>(BTreeMap<Key<'f>, usize>);

impl<'f> States<'f> {
    fn of(accepted: &'f [Finding]) -> Self {
        let mut counts = BTreeMap::new();
        for finding in accepted {
            *counts.entry(key(finding)).or_default() += 1;
        }
        Self(counts)
    }

    /// Returns the [state](https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317662) of a finding.
    fn take(&mut self, finding: &'f Finding) -> &'static str {
        match self.0.get_mut(&key(finding)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                "unchanged"
            }
            _ => "new",
        }
    }
}

fn result(finding: &Finding, sources: &Sources) -> Value {
    let hint = finding
        .hint
        .as_ref()
        .map(|hint| format!("\n{hint}"))
        .unwrap_or_default();
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let mut place = location(&related.place, sources);
            place["message"] = json!({ "text": related.message });
            place
        })
        .collect();
    json!({
        "ruleId": finding.id,
        "level": match finding.severity {
            Severity::Info => "note",
            severity => severity.as_str(),
        },
        "message": { "text": format!("{}{hint}", finding.message) },
        "locations": [location(&finding.place, sources)],
        "relatedLocations": related,
    })
}

/// The place; without lines in a file that cannot be read.
fn location(place: &Place, sources: &Sources) -> Value {
    let mut location = artifact(&sources.path_on_disk(place));
    if sources.file(place).is_some() {
        let (start, end) = sources.positions(place);
        location["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": location })
}

/// The file: relative to the base, unless it has nothing in common with it.
fn artifact(path: &str) -> Value {
    json!({ "artifactLocation": match path.starts_with('/') {
        true => json!({ "uri": format!("file://{}", uri(path)) }),
        false => json!({ "uri": uri(path), "uriBaseId": BASE }),
    }})
}

/// A relative path as a [URI reference](https://www.rfc-editor.org/rfc/rfc3986#section-4.1).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(byte as char);
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
