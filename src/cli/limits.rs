//! The limits of queries and builds on the command line.
//!
//! A query keeps its limits itself. A thread that ends the process is the last net, for what no look at the limits reaches: the
//! layout of a long table, a pattern that backtracks in one text, one huge allocation. Builds are watched by it throughout.

use super::advice::advised;
use super::terminal;
use bixi::{BuildLimits, Error, Limit, QueryLimits};
use std::process;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// How much time and memory a command may take.
#[derive(Clone, clap::Args, Default)]
pub struct Resources {
    /// Stop a query or a build after this many seconds; 0 means never [default: 60 for a query, 0 for a build]
    #[arg(long, value_name = "SECONDS", value_parser = timeout, allow_negative_numbers = true)]
    timeout: Option<Duration>,
    /// Stop a query that takes more than this many megabytes beside the graph, or a build that does; 0 means no limit
    /// [default: 4000 for a query, three quarters of the free memory for a build]
    #[arg(long, value_name = "MB", value_parser = count, allow_negative_numbers = true)]
    memory_limit: Option<usize>,
}

/// How much a query may take.
#[derive(Clone, clap::Args)]
pub struct Limits {
    #[command(flatten)]
    pub resources: Resources,
    /// Run a query even if it multiplies parts that no variable connects
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

/// The shortest time in seconds that an option takes: less is meant as none, and would be taken for no limit.
const SHORTEST: f64 = 0.001;

/// A number of seconds that can be waited for; 0 is not a limit.
fn timeout(text: &str) -> Result<Duration, String> {
    let is_time = |seconds: &f64| *seconds == 0.0 || (SHORTEST..=MOST as f64).contains(seconds);
    let seconds = text.parse::<f64>().ok().filter(is_time);
    let seconds = seconds.filter(|seconds| seconds.is_sign_positive());
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("not a number of seconds from {SHORTEST} to {MOST}, nor 0"))
}

/// How long a query may take unless something else is said.
const QUERY_TIMEOUT: Duration = Duration::from_secs(60);
/// How many megabytes a query may take unless something else is said.
const QUERY_MEMORY: usize = 4000;

/// How long a query or a build has to stop by itself, with a better message, before the process is ended.
const GRACE: Duration = Duration::from_millis(700);

/// How many bytes more than its limit, and than as much again, the process may have for a query before it is ended: the
/// allocator keeps what was freed, and the system counts what was allocated and not used.
const SPARE: u64 = 200_000_000;
/// How often the memory is looked at: in this time a query takes some 20 MB at most.
pub const PACE: Duration = Duration::from_millis(5);

impl Limits {
    /// The limits for the library.
    pub fn of_query(&self) -> QueryLimits {
        QueryLimits {
            allow_product: self.allow_product,
            ..self.resources.of_query()
        }
    }

    /// The limits for the library, watched until this is dropped.
    pub fn watch(&self) -> Watch {
        let (limits, alive) = (self.of_query(), Arc::new(()));
        let (clock, watched) = (Clock::of(&limits), Arc::downgrade(&alive));
        thread::spawn(move || keep(clock, &watched));
        Watch {
            limits,
            _alive: alive,
        }
    }
}

/// Limits that are watched.
pub struct Watch {
    /// The limits.
    pub limits: QueryLimits,
    _alive: Arc<()>,
}

impl Resources {
    /// The limits of a query, or of something that takes about as long, for the library.
    pub fn of_query(&self) -> QueryLimits {
        let timeout = self.timeout.unwrap_or(QUERY_TIMEOUT);
        let memory = self.memory_limit.unwrap_or(QUERY_MEMORY);
        QueryLimits {
            timeout: Some(timeout).filter(|timeout| !timeout.is_zero()),
            memory: Some(memory as u64 * 1_000_000).filter(|limit| *limit > 0),
            ..QueryLimits::default()
        }
    }

    /// The limits of something that takes as long as the graph is large, for the library: of time there is none unless one is given.
    pub fn of_all(&self) -> QueryLimits {
        QueryLimits {
            timeout: self.timeout.filter(|timeout| !timeout.is_zero()),
            ..self.of_query()
        }
    }

    /// The limits of a build for the library, watched until this is dropped: not everything that a build does looks at
    /// them often enough. Time and memory count from when it turns out that something must be built.
    pub fn watch_build(&self) -> BuildWatch {
        let limits = BuildLimits {
            timeout: self.timeout.filter(|timeout| !timeout.is_zero()),
            ..BuildLimits::default()
        };
        let memory = self.memory_limit.map(|limit| limit as u64 * 1_000_000);
        let alive = Arc::new(());
        let (watched, of_thread) = (Arc::downgrade(&alive), limits.clone());
        thread::spawn(move || keep_build(&of_thread, memory, &watched));
        BuildWatch {
            limits,
            _alive: alive,
        }
    }
}

/// Limits of a build that are watched.
pub struct BuildWatch {
    /// The limits.
    pub limits: BuildLimits,
    _alive: Arc<()>,
}

/// Ends the process when a build passes a limit.
fn keep_build(limits: &BuildLimits, memory: Option<u64>, watched: &Weak<()>) {
    let (before, mut memory) = (anonymous_memory(), memory);
    while watched.strong_count() > 0 {
        thread::sleep(PACE);
        let Some(time) = limits.work.time() else {
            continue;
        };
        let most = *memory.get_or_insert_with(|| free_memory().unwrap_or(0));
        let timeout = limits.timeout.filter(|t| time > t.saturating_add(GRACE));
        let is_passed = most > 0 && anonymous_memory().saturating_sub(before) > most;
        let most = Some(most).filter(|_| is_passed);
        let error = match (timeout, most) {
            (Some(timeout), _) => limits.passed(Limit::Time(timeout)),
            (None, Some(most)) => limits.passed(Limit::Memory(most)),
            (None, None) => continue,
        };
        terminal::clear_line();
        terminal::say(&format!("error: {}", advised(&error)));
        process::exit(3)
    }
}

/// Three quarters of the memory that the system can still give, so that a build ends before the system ends it.
fn free_memory() -> Option<u64> {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let number = |text: &str| {
        text.split_whitespace()
            .find_map(|word| word.parse::<u64>().ok())
    };
    let line = |text: &str, start: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(start));
        line.and_then(number)
    };
    let machine = line(&read("/proc/meminfo"), "MemAvailable:").map(|kilobytes| kilobytes * 1024);
    let group = number(&read("/sys/fs/cgroup/memory.max"))
        .zip(number(&read("/sys/fs/cgroup/memory.current")))
        .map(|(most, taken)| most.saturating_sub(taken));
    // An address space has room for what is reserved and not used, too.
    let addresses = line(&read("/proc/self/limits"), "Max address space")
        .zip(line(&read("/proc/self/status"), "VmSize:"))
        .map(|(most, kilobytes)| most.saturating_sub(kilobytes * 1024) / 2);
    let quarters = |bytes: u64| bytes / 4 * 3;
    let physical = machine.into_iter().chain(group).min().map(quarters);
    physical.into_iter().chain(addresses).min()
}

/// Ends the process when a limit is passed.
fn keep(mut clock: Clock, watched: &Weak<()>) {
    while watched.strong_count() > 0 {
        thread::sleep(PACE);
        if let Some(error) = clock.passed() {
            terminal::say(&format!("error: {}", advised(&error)));
            process::exit(3)
        }
    }
}

/// What a query has taken since it began.
pub struct Clock {
    limits: QueryLimits,
    /// The number of queries that share the memory of the process.
    at_once: u64,
    started: Instant,
    /// What the process had when it was first looked at, which most queries end before.
    before: Option<u64>,
}

impl Clock {
    /// Begins now.
    pub fn of(limits: &QueryLimits) -> Self {
        Self::of_several(limits, 1)
    }

    /// Begins now for one of several queries that are evaluated at once: it is not known whose the memory is, so all together may
    /// take as much as each of them.
    pub fn of_several(limits: &QueryLimits, at_once: usize) -> Self {
        Self {
            limits: limits.clone(),
            at_once: at_once as u64,
            started: Instant::now(),
            before: None,
        }
    }

    /// The limit that was passed, some time after the query should have seen it. This is to be asked [every few
    /// milliseconds](PACE): the memory counts from the first time.
    pub fn passed(&mut self) -> Option<Error> {
        let now = self.limits.memory.map(|_| anonymous_memory());
        let before = *self.before.get_or_insert(now.unwrap_or(0));
        let error = |limit| Error::Limit {
            limit,
            operator: self.limits.progress.operator().into_owned(),
        };
        let time = self.limits.timeout.filter(|timeout| {
            let grace = timeout.saturating_add(GRACE);
            self.started.elapsed() > grace
        });
        if let Some(timeout) = time {
            return Some(error(Limit::Time(timeout)));
        }
        let (memory, taken) = self.limits.memory.zip(now)?;
        let several = self.at_once.saturating_mul(2);
        let most = memory.saturating_mul(several).saturating_add(SPARE);
        (taken.saturating_sub(before) > most).then(|| error(Limit::Memory(memory)))
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
