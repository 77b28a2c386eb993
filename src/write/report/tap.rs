//! Outcomes by the [Test Anything Protocol](https://testanything.org/tap-version-14-specification.html), version 14.

use super::case::TestCase;
use serde_json::Value;

/// A test point for each outcome; what is not as expected stands in YAML below it.
pub(super) fn tap(cases: &[TestCase]) -> String {
    let mut tap = format!("TAP version 14\n1..{}\n", cases.len());
    for (number, case) in (1..).zip(cases) {
        let result = if case.is_passed() { "ok" } else { "not ok" };
        let folder = case.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let separator = if folder.is_empty() { "" } else { "/" };
        tap.push_str(&format!(
            "{result} {number} - {}\n",
            plain(&format!("{folder}{separator}{}", case.name))
        ));
        if case.lines.is_empty() {
            continue;
        }
        tap.push_str("  ---\n");
        tap.push_str(&format!("  message: {}\n", quoted(case.message())));
        tap.push_str(&format!(
            "  at:\n    file: {}\n    line: {}\n",
            quoted(&case.file),
            case.line
        ));
        tap.push_str("  lines:\n");
        for line in &case.lines {
            tap.push_str(&format!("    - {}\n", quoted(line)));
        }
        tap.push_str("  ...\n");
    }
    tap
}

/// A string of YAML in double quotes, which is one of JSON.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A description: `#` begins a directive.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.replace('\\', "\\\\").replace('#', "\\#")
}
