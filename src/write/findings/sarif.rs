//! Findings as a [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html) log, which code hosts show beside the lines.

use crate::finding::{Finding, Place};
use crate::source::SourceFile;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One run with its rules and results. Columns are code points, which the log says.
pub fn sarif<'a>(findings: &[Finding], source: &dyn Fn(&str) -> Option<&'a SourceFile>) -> String {
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    let rules: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(finding, source))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "bixi",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result<'a>(finding: &Finding, source: &dyn Fn(&str) -> Option<&'a SourceFile>) -> Value {
    let hint = finding
        .hint
        .as_ref()
        .map(|hint| format!("\n{hint}"))
        .unwrap_or_default();
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let mut place = location(&related.place, source(&related.place.file));
            place["message"] = json!({ "text": related.message });
            place
        })
        .collect();
    json!({
        "ruleId": finding.id,
        "level": finding.severity.as_str(),
        "message": { "text": format!("{}{hint}", finding.message) },
        "locations": [location(&finding.place, source(&finding.place.file))],
        "relatedLocations": related,
    })
}

fn location(place: &Place, source: Option<&SourceFile>) -> Value {
    let (start, end) = place.positions(source);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
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
