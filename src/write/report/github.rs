//! Outcomes as annotations of GitHub, which shows ten of a step.

use super::case::{TestCase, TestResult};
use crate::number::count;
use crate::write::workflow::{data, property};

/// The errors that GitHub shows of a step.
const SHOWN: usize = 10;

/// A command for each expectation that failed; if there are more than are shown, the last one says how many.
pub(super) fn github(cases: &[TestCase]) -> String {
    let failed: Vec<&TestCase> = cases.iter().filter(|case| !case.is_passed()).collect();
    let shown = match failed.len() {
        0..=SHOWN => failed.len(),
        _ => SHOWN - 1,
    };
    let command = |case: &&TestCase| {
        let what = match case.result {
            TestResult::Stopped => "stopped",
            _ => "failed",
        };
        format!(
            "::error file={},line={},title={}::{}\n",
            property(&case.file),
            case.line,
            property(&format!("{} {what}", case.name)),
            data(&case.lines.join("\n"))
        )
    };
    let mut commands: String = failed.iter().take(shown).map(command).collect();
    let hidden = failed.len() - shown;
    if hidden > 0 {
        let more = count(hidden, "more expectation");
        commands.push_str(&format!(
            "::error title=bixi test::{more} failed, which GitHub would not show\n"
        ));
    }
    commands
}
