//! The limits of a query on the command line, and the thread that ends the process when one is passed.

use super::terminal;
use bixi::query::{self, Progress, megabytes, seconds};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How much a query may take.
#[derive(clap::Args)]
pub struct Limits {
    /// Stop a query after so many seconds; 0 is never
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0)]
    timeout: f64,
    /// Stop a query that takes more than so many megabytes beside the graph; 0 is no limit
    #[arg(long, value_name = "MB", default_value_t = 4000)]
    memory_limit: u64,
    /// Print no more than so many rows or statements
    #[arg(long, value_name = "ROWS")]
    pub max_rows: Option<usize>,
    /// Evaluate a query although parts of it that share no variable are multiplied
    #[arg(long)]
    allow_product: bool,
}

/// How long the evaluator has to stop by itself, with a better message, before the process is ended.
const GRACE: Duration = Duration::from_millis(300);
/// How often the memory is looked at.
const PACE: Duration = Duration::from_millis(20);

impl Limits {
    /// The limits for the library. From now on they are watched: not every operator looks at them often enough.
    pub fn watch(&self) -> query::Limits {
        let timeout = Duration::try_from_secs_f64(self.timeout).unwrap_or(Duration::MAX);
        let timeout = Some(timeout).filter(|timeout| !timeout.is_zero());
        let memory = Some(self.memory_limit.saturating_mul(1_000_000)).filter(|limit| *limit > 0);
        let limits = query::Limits {
            timeout,
            memory,
            allow_product: self.allow_product,
            progress: Progress::default(),
        };
        let watched = limits.clone();
        thread::spawn(move || keep(&watched));
        limits
    }
}

/// Ends the process when a limit is passed.
fn keep(limits: &query::Limits) {
    let (started, before) = (Instant::now(), anonymous_memory());
    loop {
        thread::sleep(PACE);
        if let Some(timeout) = limits.timeout
            && started.elapsed() > timeout.saturating_add(GRACE)
        {
            end(&limits.progress, &seconds(timeout), "--timeout");
        }
        if let Some(memory) = limits.memory
            && anonymous_memory().saturating_sub(before) > memory
        {
            end(&limits.progress, &megabytes(memory), "--memory-limit");
        }
    }
}

fn end(progress: &Progress, limit: &str, setting: &'static str) -> ! {
    let error = bixi::error::Error::Limit {
        limit: limit.to_owned(),
        operator: progress.operator().to_owned(),
        setting,
    };
    terminal::say(&format!("error: {error}"));
    process::exit(3)
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
