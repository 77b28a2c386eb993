//! Outcomes as annotations of GitHub, which shows ten errors and ten warnings of a step: the first ones.

use super::case::{TestCase, TestResult};
use crate::number::count;
use crate::write::lines::escaped;
use crate::write::workflow::{data, property};

/// The annotations of each kind that GitHub shows of a step.
const SHOWN: usize = 10;

/// A command for each expectation that failed, then for those that were stopped, then for those that passed with a warning; if there
/// are more of a kind than are shown, the last one says how many.
pub(super) fn github(cases: &[TestCase]) -> String {
    let of = |result| cases.iter().filter(move |case| case.result == result);
    let failed = of(TestResult::Failed).map(|case| command("error", "failed", case));
    let stopped = of(TestResult::Stopped).map(|case| command("error", "stopped", case));
    let doubtful = of(TestResult::Passed).filter(|case| !case.lines.is_empty());
    let doubtful = doubtful.map(|case| command("warning", "passed with a warning", case));
    let errors = shown("error", "failed", failed.chain(stopped).collect());
    errors + &shown("warning", "passed with a warning", doubtful.collect())
}

fn command(kind: &str, what: &str, case: &TestCase) -> String {
    format!(
        "::{kind} file={},line={},title={}::{}\n",
        property(&case.file),
        case.line,
        property(&format!("{} {what}", case.name)),
        data(&escaped(&case.lines.join("\n")))
    )
}

/// Returns the commands that are shown, with one that says how many there are besides.
fn shown(kind: &str, what: &str, mut commands: Vec<String>) -> String {
    if commands.len() > SHOWN {
        let more = commands.len() - (SHOWN - 1);
        commands.truncate(SHOWN - 1);
        let more = count(more, "more expectation");
        commands.push(format!(
            "::{kind} title=bixi test::{more} {what}, which GitHub would not show\n"
        ));
    }
    commands.concat()
}
