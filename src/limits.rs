//! How much time and memory a build may take, what is at work when it is more, and what ends builds and queries from outside.

use crate::error::{Error, Limit, Result};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// The limits of one build. By default there are none.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// use bixi::{BuildLimits, Error};
/// use std::time::Duration;
///
/// let limits = BuildLimits { timeout: Some(Duration::ZERO), ..BuildLimits::default() };
/// assert!(matches!(project.build(&limits), Err(Error::BuildLimit { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// What is at work; another thread may ask, and look at the memory.
    pub work: Work,
    /// What ends the build from another thread.
    pub cancellation: Cancellation,
}

impl Limits {
    /// Checks that time is left and the build is not cancelled. It is cheap enough to be asked for every condition of a rule.
    ///
    /// # Errors
    /// If there is none, or it is.
    pub(crate) fn check(&self) -> Result<()> {
        if self.cancellation.is_cancelled() {
            let work = self.work.now();
            return Err(Error::BuildCancelled { work });
        }
        match self.timeout {
            Some(timeout) if self.work.time().is_some_and(|time| time > timeout) => {
                Err(self.passed(Limit::Time(timeout)))
            }
            _ => Ok(()),
        }
    }

    /// The error for a limit that was passed.
    pub fn passed(&self, limit: Limit) -> Error {
        Error::BuildLimit {
            limit,
            work: self.work.now(),
        }
    }
}

/// Ends the queries and builds whose limits have it, from any thread. Clones are the same cancellation.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::{Arguments, Cancellation, Error, Query, QueryLimits};
/// use std::thread;
///
/// let cancellation = Cancellation::default();
/// let limits = QueryLimits {
///     cancellation: cancellation.clone(),
///     ..QueryLimits::default()
/// };
/// let cancelling = thread::spawn(move || cancellation.cancel());
/// cancelling.join().expect("a thread that cancels");
/// let query = Query::from_text("SELECT * { ?x ?p ?y }")?;
/// let answer = snapshot.query(&query, &Arguments::new(), &limits);
/// assert!(matches!(answer, Err(Error::Cancelled { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Ends what runs with it, and what is started with it later.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Returns whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a build is doing, for those who watch it from another thread.
#[derive(Clone, Debug, Default)]
pub struct Work(Arc<State>);

#[derive(Debug, Default)]
struct State {
    begun: OnceLock<Instant>,
    stage: Mutex<String>,
    rules: Mutex<Vec<String>>,
    /// The number of the rule that is applied and one more; 0 for none.
    rule: AtomicU32,
}

impl Work {
    /// Says what is at work from now on; the first time, that the build has begun.
    pub(crate) fn enter(&self, stage: impl Into<String>) {
        self.0.begun.get_or_init(Instant::now);
        self.0.rule.store(0, Ordering::Relaxed);
        if let Ok(mut now) = self.0.stage.lock() {
            *now = stage.into();
        }
    }

    /// Says that rules are at work, and what they are called, by number.
    pub(crate) fn enter_rules(&self, names: Vec<String>) {
        self.enter("the rules");
        if let Ok(mut rules) = self.0.rules.lock() {
            *rules = names;
        }
    }

    /// Says which rule is applied from now on.
    pub(crate) fn apply(&self, rule: u32) {
        self.0.rule.store(rule.saturating_add(1), Ordering::Relaxed);
    }

    /// How long ago the build has begun, if it has.
    pub fn time(&self) -> Option<Duration> {
        self.0.begun.get().map(Instant::elapsed)
    }

    /// What is at work, as the middle of a sentence.
    pub fn now(&self) -> String {
        let rule = self.0.rule.load(Ordering::Relaxed).checked_sub(1);
        let rules = self.0.rules.lock();
        let name = |number: u32| rules.ok()?.get(number as usize).cloned();
        if let Some(name) = rule.and_then(name) {
            return name;
        }
        match self.0.stage.lock() {
            Ok(stage) if !stage.is_empty() => stage.clone(),
            _ => "the build".to_owned(),
        }
    }
}
