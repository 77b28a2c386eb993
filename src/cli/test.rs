//! `bixi test`

use super::build::graph_of;
use super::limits::{Clock, Limits, PACE};
use super::{Outcome, Shared, advice, terminal};
use bixi::error::{Error, Result};
use bixi::expect::{check, expectations, stopped};
use bixi::graph::Graph;
use bixi::infer::why_not;
use bixi::project::Project;
use bixi::snapshot::Snapshot;
use bixi::{build, write};
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
    /// Only expectations whose path contains this
    filter: Option<String>,
    /// List the expectations that passed too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    limits: Limits,
}

/// Checks and reports.
pub fn run(test: &Test, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let mut paths = expectations(&project)?;
    if let Some(filter) = &test.filter {
        paths.retain(|path| path.contains(filter.as_str()));
        if paths.is_empty() {
            let message = format!("no expectation in `tests/` has `{filter}` in its path");
            return Err(Error::Name { message });
        }
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
    say_why_not(project, &snapshot.graph, &mut outcomes)?;
    terminal::answer(&write::report(&outcomes, test.all, &advice::advised))?;
    Ok(
        if outcomes.iter().any(|outcome| outcome.stopped.is_some()) {
            Outcome::Incomplete
        } else if outcomes.iter().all(bixi::expect::Outcome::passed) {
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
) -> Result<bixi::expect::Outcome> {
    let limits = limits.of_query();
    let clock = Clock::of(&limits);
    let (sender, receiver) = mpsc::channel();
    let (shared, its_path) = (Arc::clone(tested), path.clone());
    let work = move || {
        let outcome = check(&shared.0, &shared.1.graph, &its_path, &limits);
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
                    return Ok(stopped(path, error));
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let panic = thread.join().err();
                panic::resume_unwind(panic.unwrap_or_else(|| Box::new("no outcome")))
            }
        }
    }
}

/// The most rules that are shown for a missing statement.
const RULES: usize = 3;

/// Adds to the failures what the missing statements lack.
fn say_why_not(
    project: &Project,
    graph: &Graph,
    outcomes: &mut [bixi::expect::Outcome],
) -> Result<()> {
    if outcomes.iter().all(|outcome| outcome.missing.is_empty()) {
        return Ok(());
    }
    let (settings, own) = build::reasoning(project, graph)?;
    let names = write::Names {
        graph,
        languages: &project.config.languages,
        source: &|_| None,
        accept: &advice::accept,
    };
    for outcome in outcomes {
        for triple in &outcome.missing {
            let statement = triple.map(|id| graph.dictionary.term(id));
            let mut attempts = why_not(graph, &settings, &own, &statement)?;
            attempts.truncate(RULES);
            if !attempts.is_empty() {
                let text = write::why_not(&names, &statement, &attempts, write::Output::Text);
                outcome.failures.extend(text.lines().map(str::to_owned));
            }
        }
    }
    Ok(())
}
