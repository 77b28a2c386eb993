//! `bixi test`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::{Clock, Limits, PACE};
use super::{Outcome, Shared, advice, terminal};
use bixi::{Error, Project, Snapshot, TestOutcome, test_report};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    let mut outcomes = check_all(&test.limits, &tested, &paths)?;
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

/// Checks expectations, as many at once as there are cores; the outcomes are in the order of the paths.
fn check_all(
    limits: &Limits,
    tested: &Arc<(Project, Snapshot)>,
    paths: &[String],
) -> bixi::Result<Vec<TestOutcome>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let at_once = cores.min(paths.len());
    let next = AtomicUsize::new(0);
    // The threads of the library have queries to evaluate, so others wait for the expectations.
    let check_some = || {
        let mut some = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index) else {
                break some;
            };
            some.push((index, check_within(limits, at_once, tested, path.clone())));
        }
    };
    let mut checked = thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once).map(|_| scope.spawn(check_some)).collect();
        let checked = threads.into_iter().map(|thread| match thread.join() {
            Ok(some) => some,
            Err(panic) => panic::resume_unwind(panic),
        });
        checked.flatten().collect::<Vec<_>>()
    });
    checked.sort_by_key(|(index, _)| *index);
    checked.into_iter().map(|(_, outcome)| outcome).collect()
}

/// As much stack as the thread of the program has.
const STACK: usize = 8 << 20;

/// Checks one expectation in a thread of its own. When that passes a limit and does not see it itself, it is left alone
/// until the process ends, and the next is checked: so one query keeps no others from being asked. `at_once` is the number of
/// expectations that are checked at the same time.
fn check_within(
    limits: &Limits,
    at_once: usize,
    tested: &Arc<(Project, Snapshot)>,
    path: String,
) -> bixi::Result<TestOutcome> {
    let limits = limits.of_query();
    let clock = Clock::of_several(&limits, at_once);
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
