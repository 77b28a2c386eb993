//! Outcomes as an array of objects in JSON.

use super::case::{TestCase, TestResult};
use serde_json::json;

/// An object for each outcome.
pub(super) fn json(cases: &[TestCase]) -> String {
    let objects = cases.iter().map(|case| {
        json!({
            "file": case.file,
            "name": case.name,
            "title": case.title,
            "result": match case.result {
                TestResult::Passed => "passed",
                TestResult::Failed => "failed",
                TestResult::Stopped => "stopped",
            },
            "line": case.line,
            "lines": case.lines,
        })
    });
    let objects: Vec<String> = objects.map(|object| format!("  {object}")).collect();
    match objects.as_slice() {
        [] => "[]\n".to_owned(),
        objects => format!("[\n{}\n]\n", objects.join(",\n")),
    }
}
