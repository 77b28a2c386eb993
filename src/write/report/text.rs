//! What became of the expectations, for people.

use super::case::cut;
use crate::error::Error;
use crate::expect::Outcome;
use crate::number::count;
use crate::write::lines::{escaped, one_line};

/// The failed expectations with what failed in them, then the counts; with `all` the passed ones too. `said` gives the words
/// for a limit that was passed.
pub(super) fn report(outcomes: &[Outcome], all: bool, said: &dyn Fn(&Error) -> String) -> String {
    let mut text = String::new();
    for outcome in outcomes {
        let title = outcome
            .title
            .as_ref()
            .map(|title| format!("  {}", one_line(title)))
            .unwrap_or_default();
        if !outcome.passed() {
            text.push_str(&format!("FAILED {}{title}\n", one_line(&outcome.path)));
            let stopped = outcome.stopped.as_ref().map(said);
            for line in outcome.failures.iter().chain(&stopped) {
                let line = escaped(&cut(line)).replace('\n', "\n  ");
                text.push_str(&format!("  {line}\n"));
            }
        } else if all {
            text.push_str(&format!("passed {}{title}\n", one_line(&outcome.path)));
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    let passed = outcomes.len() - failed;
    text.push_str(&format!(
        "{} passed, {failed} failed\n",
        count(passed, "expectation")
    ));
    text
}
