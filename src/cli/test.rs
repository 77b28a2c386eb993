//! `bixi test`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::{Clock, Limits, PACE};
use super::{Outcome, Shared, advice, terminal};
use bixi::{Error, Project, Snapshot, TestOutcome, test_report};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::{panic, thread};

/// Check the expectations in `tests/`
///
/// `*.holds.ttl`: every statement is in the graph. `*.absent.ttl`: none is. `*.inferred.ttl`: every
/// statement is, and no file asserts it. `*.rq` with `*.csv`: the query gives these
/// rows. `*.rq` with ASK: true. `*.rq` with `#+ expect: none`: no row. Exit code 1 if one fails, 3 if a limit of one query
/// was passed.
#[derive(clap::Args)]
pub struct Test {
    /// Run only the expectations whose path contains this text
    filter: Option<String>,
    /// List also the expectations that passed
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    limits: Limits,
}

/// Checks and reports.
pub fn run(test: &Test, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let mut paths = project.expectations()?;
    if let Some(filter) = &test.filter {
        paths.retain(|path| path.contains(filter.as_str()));
        if paths.is_empty() {
            let message = format!("no expectation in `tests/` has `{filter}` in its path");
            return Err(Failure::Usage(message));
        }
    }
    if paths.is_empty() {
        terminal::say("no expectations: files in `tests/` are, such as `x.holds.ttl`");
    }
    let Some(snapshot) = graph_of(&project, shared, &test.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let tested = Arc::new((project, snapshot));
    let mut outcomes = Vec::new();
    for path in paths {
        outcomes.push(check_within(&test.limits, &tested, path)?);
    }
    let (project, snapshot) = &*tested;
    for outcome in &outcomes {
        for warning in &outcome.warnings {
            terminal::say(&format!("warning: {}: {warning}", outcome.path));
        }
    }
    project.explain_failures(snapshot, &mut outcomes, &advice::accept)?;
    terminal::answer(&test_report(&outcomes, test.all, &advice::advised))?;
    Ok(
        if outcomes.iter().any(|outcome| outcome.stopped.is_some()) {
            Outcome::Incomplete
        } else if outcomes.iter().all(TestOutcome::passed) {
            Outcome::Clean
        } else {
            Outcome::Findings
        },
    )
}

/// As much stack as the thread of the program has.
const STACK: usize = 8 << 20;

/// Checks one expectation in a thread of its own. When that passes a limit and does not see it itself, it is left alone
/// until the process ends, and the next is checked: so one query keeps no others from being asked.
fn check_within(
    limits: &Limits,
    tested: &Arc<(Project, Snapshot)>,
    path: String,
) -> bixi::Result<TestOutcome> {
    let limits = limits.of_query();
    let clock = Clock::of(&limits);
    let (sender, receiver) = mpsc::channel();
    let (shared, its_path) = (Arc::clone(tested), path.clone());
    let work = move || {
        let outcome = shared.0.test(&shared.1, &its_path, &limits);
        // Nobody waits any more if it was too late.
        let _ = sender.send(outcome);
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(work);
    let thread = thread.map_err(Error::io("check", &path))?;
    loop {
        match receiver.recv_timeout(PACE) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) => {
                if let Some(error) = clock.passed() {
                    return Ok(TestOutcome::stopped_by(path, error));
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let panic = thread.join().err();
                panic::resume_unwind(panic.unwrap_or_else(|| Box::new("no outcome")))
            }
        }
    }
}
