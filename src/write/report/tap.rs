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

/// A string of YAML in double quotes, which is one of JSON without what is [no character](https://yaml.org/spec/1.2.2/#51-character-set)
/// of YAML or ends a line of it.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in Value::from(text).to_string().chars() {
        let is_line_end = matches!(character, '\u{2028}' | '\u{2029}');
        let is_none = matches!(character, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
        match character.is_control() || is_line_end || is_none {
            true => quoted.push_str(&format!("\\u{:04x}", character as u32)),
            false => quoted.push(character),
        }
    }
    quoted
}

/// A description: `#` begins a directive.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.replace('\\', "\\\\").replace('#', "\\#")
}
