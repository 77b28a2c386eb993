//! `bixi test`

use super::build::graph_of;
use super::failure::{Failure, Result};
use super::limits::{Clock, Limits, PACE};
use super::{Outcome, Shared, advice, terminal};
use bixi::text::{count, one_line};
use bixi::{Error, Project, ReportOptions, Snapshot, TestFormat, TestOutcome};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::{panic, thread};

/// Check the expectations in `tests/`
///
/// `*.holds.ttl`: every statement is in the graph. `*.absent.ttl`: none is. `*.inferred.ttl`: every
/// statement is, and no file asserts it. `*.rq` with `*.csv`: the query gives these
/// rows; with `*.ttl`: these statements. `*.rq` with ASK: true. `*.rq` with `#+ expect: none`: no row. Exit code 1 if one fails, 3
/// if a limit of one query was passed.
#[derive(clap::Args)]
pub struct Test {
    /// Run only the expectations whose path contains this text
    filter: Option<String>,
    /// List also the expectations that passed
    #[arg(long)]
    all: bool,
    /// List the expectations and run none
    #[arg(long)]
    list: bool,
    /// Run no more expectations once one has failed
    #[arg(long)]
    fail_fast: bool,
    /// The number of expectations that run in parallel [default: the number of cores]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Write the rows that were found into the expected rows of those that fail, after showing the difference
    #[arg(long, conflicts_with = "list")]
    accept: bool,
    /// How the outcomes are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write them to this file, and the text for people to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    limits: Limits,
}

/// How outcomes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An array of objects
    Json,
    /// JUnit
    Junit,
    /// The Test Anything Protocol
    Tap,
    /// Annotations of GitHub
    Github,
    /// Markdown, for the summary of a job
    Markdown,
}

/// Checks and reports.
pub fn run(test: &Test, shared: &Shared) -> Result<Outcome> {
    if test.accept && std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        return Err(Failure::usage(
            "`--accept` is not for continuous integration (`CI` is set)",
        ));
    }
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
    if test.list {
        terminal::answer(
            &paths
                .iter()
                .map(|path| format!("{}\n", one_line(path)))
                .collect::<String>(),
        )?;
        return Ok(Outcome::Clean);
    }
    let Some(snapshot) = graph_of(&project, shared, &test.limits.resources)? else {
        return Ok(Outcome::Findings);
    };
    let tested = Arc::new((project, snapshot));
    let mut outcomes = check_all(test, &tested, &paths)?;
    let (project, snapshot) = &*tested;
    for outcome in &outcomes {
        for warning in &outcome.warnings {
            terminal::say(&format!("warning: {}: {warning}", outcome.path));
        }
    }
    project.explain_failures(snapshot, &mut outcomes, &advice::accept)?;
    if outcomes.len() < paths.len() {
        terminal::say(&format!(
            "{} not run, since one failed",
            count(paths.len() - outcomes.len(), "expectation")
        ));
    }
    outcomes.extend(project.contradictions(snapshot, &paths)?);
    write(test, project, &outcomes)?;
    if test.accept {
        return accept(test, project, snapshot, &outcomes);
    }
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

/// Writes the expected rows of expectations that failed.
fn accept(
    test: &Test,
    project: &Project,
    snapshot: &Snapshot,
    outcomes: &[TestOutcome],
) -> Result<Outcome> {
    let limits = test.limits.of_query();
    let mut outcome = Outcome::Clean;
    for failed in outcomes.iter().filter(|outcome| !outcome.passed()) {
        match project.accept(snapshot, &failed.path, &limits)? {
            Ok(path) => terminal::say(&format!("wrote {path}")),
            Err(why) => {
                terminal::say(&format!("{}: not accepted: {why}", failed.path));
                outcome = Outcome::Findings;
            }
        }
    }
    Ok(outcome)
}

/// Writes the report in the requested format, to standard output or to the file of `--output`.
fn write(test: &Test, project: &Project, outcomes: &[TestOutcome]) -> Result<()> {
    let format = match test.format {
        Format::Text => TestFormat::Text,
        Format::Json => TestFormat::Json,
        Format::Junit => TestFormat::JUnit,
        Format::Tap => TestFormat::Tap,
        Format::Github => TestFormat::GitHub,
        Format::Markdown => TestFormat::Markdown,
    };
    let here = std::env::current_dir().map_err(Error::io("find", "the working directory"))?;
    let repository = (format == TestFormat::GitHub)
        .then(|| project.repository())
        .flatten();
    let report = |format| {
        let options = ReportOptions {
            format,
            all: test.all,
            base: repository.unwrap_or(&here),
            said: &advice::advised,
        };
        project.test_report(outcomes, &options)
    };
    match &test.output {
        None => terminal::answer(&report(format))?,
        Some(path) => {
            let written = std::fs::write(path, report(format));
            written.map_err(Error::io("write", &path.display().to_string()))?;
            terminal::answer(&report(TestFormat::Text))?;
        }
    }
    Ok(())
}

/// Checks expectations, several at once; the outcomes are in the order of the paths. Without those that were not begun when one
/// had failed, if that is wanted.
fn check_all(
    test: &Test,
    tested: &Arc<(Project, Snapshot)>,
    paths: &[String],
) -> bixi::Result<Vec<TestOutcome>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let at_once = test.jobs.map_or(cores, NonZero::get).min(paths.len());
    let next = AtomicUsize::new(0);
    let has_failed = AtomicBool::new(false);
    // The threads of the library have queries to evaluate, so others wait for the expectations.
    let check_some = || {
        let mut some = Vec::new();
        loop {
            if test.fail_fast && has_failed.load(Ordering::Relaxed) {
                break some;
            }
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = paths.get(index) else {
                break some;
            };
            let outcome = check_within(&test.limits, at_once, tested, path.clone());
            if !outcome.as_ref().is_ok_and(TestOutcome::passed) {
                has_failed.store(true, Ordering::Relaxed);
            }
            some.push((index, outcome));
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
