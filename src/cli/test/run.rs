//! Runs expectations, several at once, in threads that are left alone when one takes too much.

use super::Test;
use crate::cli::limits::{Clock, PACE};
use crate::cli::terminal;
use bixi::{Error, Project, QueryLimits, Snapshot, TestOutcome};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{io, panic};

/// Checks expectations in an order, which is one of indexes; the outcomes are in the order of the paths. Without those that were not
/// begun when one had failed, if that is wanted.
pub fn check_all(
    test: &Test,
    tested: &Arc<(Project, Snapshot)>,
    paths: &[String],
    order: &[usize],
) -> bixi::Result<Vec<TestOutcome>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let at_once = test.jobs.map_or(cores, NonZero::get).min(paths.len());
    let next = AtomicUsize::new(0);
    let has_failed = AtomicBool::new(false);
    // The threads of the library have queries to evaluate, so others wait for the expectations.
    let check_some = || {
        let (mut some, mut worker) = (Vec::new(), None);
        loop {
            if test.fail_fast && has_failed.load(Ordering::Relaxed) {
                break some;
            }
            let index = order.get(next.fetch_add(1, Ordering::Relaxed)).copied();
            let Some((index, path)) = index.and_then(|index| Some((index, paths.get(index)?)))
            else {
                break some;
            };
            let outcome = check_within(test, at_once, tested, path, &mut worker);
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

/// An expectation that takes longer is said to be slow, to who looks on: a file with the times would be another each time.
const SLOW: Duration = Duration::from_secs(1);

/// As much stack as the thread of the program has.
const STACK: usize = 8 << 20;

/// A thread that checks one expectation after the other.
struct Worker {
    asked: Sender<(String, QueryLimits)>,
    outcomes: Receiver<bixi::Result<TestOutcome>>,
    thread: JoinHandle<()>,
}

impl Worker {
    fn start(tested: &Arc<(Project, Snapshot)>) -> io::Result<Self> {
        let (asked, questions) = mpsc::channel::<(String, QueryLimits)>();
        let (answers, outcomes) = mpsc::channel();
        let tested = Arc::clone(tested);
        let work = move || {
            for (path, limits) in questions {
                let outcome = tested.0.test(&tested.1, &path, &limits);
                if answers.send(outcome).is_err() {
                    // Nobody waits any more: it was too late.
                    break;
                }
            }
        };
        Ok(Self {
            asked,
            outcomes,
            thread: thread::Builder::new().stack_size(STACK).spawn(work)?,
        })
    }
}

/// Checks one expectation in the thread of a worker, which is started if there is none. When that passes a limit and does not see it
/// itself, it is left alone until the process ends, and another checks the next: so one query keeps no others from being asked.
/// `at_once` is the number of expectations that are checked at the same time.
fn check_within(
    test: &Test,
    at_once: usize,
    tested: &Arc<(Project, Snapshot)>,
    path: &str,
    worker: &mut Option<Worker>,
) -> bixi::Result<TestOutcome> {
    let limits = test.limits_of_query(&tested.0);
    let mut clock = Clock::of_several(&limits, at_once);
    let started = Instant::now();
    let working = match worker.take() {
        Some(working) => working,
        None => Worker::start(tested).map_err(Error::io("check", path))?,
    };
    // A worker that is gone has left no outcome either.
    let _ = working.asked.send((path.to_owned(), limits));
    loop {
        match working.outcomes.recv_timeout(PACE) {
            Ok(outcome) => {
                let taken = started.elapsed();
                if taken > SLOW && terminal::stderr_is_terminal() {
                    terminal::say(&format!("slow: {path} took {:.1} s", taken.as_secs_f64()));
                }
                *worker = Some(working);
                return outcome;
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(error) = clock.passed() {
                    return Ok(TestOutcome::stopped_by(path.to_owned(), error));
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let panic = working.thread.join().err();
                panic::resume_unwind(panic.unwrap_or_else(|| Box::new("no outcome")))
            }
        }
    }
}
