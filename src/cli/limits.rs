//! The limits of a query on the command line, and the thread that ends the process when one is passed.

use super::terminal;
use bixi::error::Error;
use bixi::query::{self, Progress, megabytes, seconds};
use std::process;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// How much a query may take.
#[derive(clap::Args)]
pub struct Limits {
    /// Stop a query after so many seconds; 0 is never
    #[arg(long, value_name = "SECONDS", value_parser = time, allow_negative_numbers = true, default_value_t = 60.0)]
    timeout: f64,
    /// Stop a query that takes more than so many megabytes beside the graph; 0 is no limit
    #[arg(long, value_name = "MB", value_parser = count, allow_negative_numbers = true, default_value_t = 4000)]
    memory_limit: usize,
    /// Evaluate a query although parts of it that share no variable are multiplied
    #[arg(long)]
    allow_product: bool,
}

/// The largest number that an option takes: all that is counted or limited is less.
const MOST: usize = 1_000_000_000;

/// The value of an option that counts something.
///
/// # Errors
/// If it is no whole number, or one that nothing reaches.
pub fn count(text: &str) -> Result<usize, String> {
    let are_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text
        .parse()
        .ok()
        .filter(|number| are_digits && *number <= MOST);
    number.ok_or_else(|| format!("not a whole number from 0 to {MOST}"))
}

/// The shortest time that a query can be given: less is meant as none, and would be taken for no limit.
const SHORTEST: f64 = 0.001;

/// The seconds of a timeout.
fn time(text: &str) -> Result<f64, String> {
    let is_time = |seconds: &f64| *seconds == 0.0 || (SHORTEST..=MOST as f64).contains(seconds);
    let seconds = text.parse::<f64>().ok().filter(is_time);
    let seconds = seconds.filter(|seconds| seconds.is_sign_positive());
    seconds.ok_or_else(|| format!("not a number of seconds from {SHORTEST} to {MOST}, nor 0"))
}

/// How long the evaluator has to stop by itself, with a better message, before the process is ended.
const GRACE: Duration = Duration::from_millis(300);
/// How often the memory is looked at: in this time a query takes some 20 MB at most.
pub const PACE: Duration = Duration::from_millis(5);

impl Limits {
    /// The limits for the library.
    pub fn of_query(&self) -> query::Limits {
        let timeout = Duration::try_from_secs_f64(self.timeout).unwrap_or(Duration::MAX);
        query::Limits {
            timeout: Some(timeout).filter(|timeout| !timeout.is_zero()),
            memory: Some(self.memory_limit as u64 * 1_000_000).filter(|limit| *limit > 0),
            allow_product: self.allow_product,
            progress: Progress::default(),
        }
    }

    /// The limits for the library, watched until this is dropped: not every operator looks at them often enough.
    pub fn watch(&self) -> Watch {
        let (limits, alive) = (self.of_query(), Arc::new(()));
        let (clock, watched) = (Clock::of(&limits), Arc::downgrade(&alive));
        thread::spawn(move || keep(&clock, &watched));
        Watch {
            limits,
            _alive: alive,
        }
    }
}

/// Limits that are watched.
pub struct Watch {
    /// The limits.
    pub limits: query::Limits,
    _alive: Arc<()>,
}

/// Ends the process when a limit is passed.
fn keep(clock: &Clock, watched: &Weak<()>) {
    while watched.strong_count() > 0 {
        thread::sleep(PACE);
        if let Some(error) = clock.passed() {
            terminal::say(&format!("error: {error}"));
            process::exit(3)
        }
    }
}

/// What a query has taken since it began.
pub struct Clock {
    limits: query::Limits,
    started: Instant,
    before: u64,
}

impl Clock {
    /// Begins now.
    pub fn of(limits: &query::Limits) -> Self {
        Self {
            limits: limits.clone(),
            started: Instant::now(),
            before: anonymous_memory(),
        }
    }

    /// The limit that was passed, some time after the evaluator should have seen it.
    pub fn passed(&self) -> Option<Error> {
        let error = |limit, setting| Error::Limit {
            limit,
            operator: self.limits.progress.operator().into_owned(),
            setting,
        };
        let time = self.limits.timeout.filter(|timeout| {
            let grace = timeout.saturating_add(GRACE);
            self.started.elapsed() > grace
        });
        if let Some(timeout) = time {
            return Some(error(seconds(timeout), "--timeout"));
        }
        let taken = || anonymous_memory().saturating_sub(self.before);
        let memory = self.limits.memory.filter(|memory| taken() > *memory);
        memory.map(|memory| error(megabytes(memory), "--memory-limit"))
    }
}

/// The bytes that this process has for itself, without mapped files; 0 where the system does not tell.
fn anonymous_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) * 1024
}
