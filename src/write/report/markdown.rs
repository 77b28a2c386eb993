//! Outcomes as Markdown: the numbers, what failed, and what is only doubtful, within what GitHub takes as a comment.

use super::case::{TestCase, TestResult, number_of};
use crate::number::count;
use crate::write::lines::escaped as escaped_line;

/// The most bytes of a report; a comment of GitHub may have 65,536 characters.
const LARGEST: usize = 60_000;

/// The most bytes of the names of expectations that there is no room for.
const OF_NAMES: usize = 4_000;

/// The most bytes of what is said of one expectation.
const OF_ONE: usize = 8_000;

/// A line of numbers, then a section for each expectation that failed, and for each that passed with warnings.
pub(super) fn markdown(cases: &[TestCase]) -> String {
    let (failed, stopped) = (
        number_of(cases, TestResult::Failed),
        number_of(cases, TestResult::Stopped),
    );
    let passed = cases.len() - failed - stopped;
    let stopped = match stopped {
        0 => String::new(),
        stopped => format!(", {stopped} stopped"),
    };
    let mut text = format!(
        "**{} passed, {failed} failed{stopped}**\n",
        count(passed, "expectation")
    );
    let mut unshown = Vec::new();
    let (passing, failing): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.is_passed());
    let warned = passing.into_iter().filter(|case| !case.lines.is_empty());
    for case in failing.into_iter().chain(warned) {
        let section = section(case);
        match text.len() + section.len() > LARGEST {
            true => unshown.push(case),
            false => text.push_str(&section),
        }
    }
    if !unshown.is_empty() {
        let more = count(unshown.len(), "more expectation");
        text.push_str(&format!("\nThere is no room here for {more}:\n\n"));
    }
    for (at, case) in unshown.iter().enumerate() {
        let name = format!("- `{}`\n", shown(case));
        if text.len() + name.len() > LARGEST + OF_NAMES {
            let more = count(unshown.len() - at, "more name");
            text.push_str(&format!("- and {more}\n"));
            break;
        }
        text.push_str(&name);
    }
    text
}

/// The path of an expectation, with its case, as it can stand in code.
fn shown(case: &TestCase) -> String {
    let (folder, name) = (case.file.rsplit_once('/'), &case.name);
    let path = folder.map_or_else(|| name.clone(), |(folder, _)| format!("{folder}/{name}"));
    path.replace('`', "'")
}

fn section(case: &TestCase) -> String {
    let title = case
        .title
        .as_ref()
        .map_or_else(String::new, |title| format!(": {}", escaped(title)));
    let mut body = String::new();
    for (at, line) in case.lines.iter().enumerate() {
        if body.len() + line.len() > OF_ONE && at > 0 {
            body.push_str(&format!(
                "and {} more\n",
                count(case.lines.len() - at, "line")
            ));
            break;
        }
        body.push_str(&escaped_line(line));
        body.push('\n');
    }
    let body = body.trim_end_matches('\n');
    let fence = fence(body);
    format!(
        "\n### `{}`{title}\n\n{fence}diff\n{body}\n{fence}\n",
        shown(case)
    )
}

/// Returns a fence that is longer than any in a text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '&' | '@'
        ) {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    escaped
}
