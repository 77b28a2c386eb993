//! Outcomes as Markdown: the numbers, and what failed, within what GitHub takes as a comment.

use super::case::{TestCase, TestResult, number_of};
use crate::number::count;

/// The most bytes of a report; a comment of GitHub may have 65,536 characters.
const LARGEST: usize = 60_000;

/// A line of numbers, then a section for each expectation that failed.
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
    let mut left = cases.iter().filter(|case| !case.is_passed());
    while let Some(case) = left.next() {
        let section = section(case);
        if text.len() + section.len() > LARGEST {
            let more = count(left.count() + 1, "more expectation");
            text.push_str(&format!(
                "\n{more} failed; there is no room for them here.\n"
            ));
            break;
        }
        text.push_str(&section);
    }
    text
}

fn section(case: &TestCase) -> String {
    let title = case
        .title
        .as_ref()
        .map_or_else(String::new, |title| format!(": {}", escaped(title)));
    let body = case.lines.join("\n");
    let fence = fence(&body);
    format!(
        "\n### `{}`{title}\n\n{fence}diff\n{body}\n{fence}\n",
        case.name.replace('`', "'")
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
