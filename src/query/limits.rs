//! The limits of a query: time, memory and cancellation, looked at by the query itself in every loop that can be long.
//!
//! The memory is what the structures of one query take, each of which has a [`Reservation`], so that queries that run side by
//! side have limits of their own.

use super::service::Engines;
use crate::error::{Error, Limit, Result};
pub use crate::limits::Cancellation;
use crate::limits::Limits as BuildLimits;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The limits of one query. By default there are none, but products of unconnected patterns are refused.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # bixi::internals::example::write(folder.path())?;
/// # let project = bixi::Project::open(folder.path())?;
/// # project.build(&bixi::BuildLimits::default())?;
/// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
/// use bixi::{Arguments, Error, Query, QueryLimits};
/// use std::time::Duration;
///
/// let limits = QueryLimits {
///     timeout: Some(Duration::from_secs(10)),
///     memory: Some(100_000_000),
///     ..QueryLimits::default()
/// };
/// let query = Query::from_text("SELECT * { ?x ?p ?y }")?;
/// match snapshot.query(&query, &Arguments::new(), &limits) {
///     Ok(answer) => drop(answer),
///     Err(Error::Limit { limit, operator }) => println!("{limit} was too little for {operator}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// How long it may take, the writing of its results included. The time between evaluation and writing does not count.
    pub timeout: Option<Duration>,
    /// How many bytes its intermediate solutions, the terms that it makes and its results may take.
    pub memory: Option<u64>,
    /// Whether parts of a pattern that share no variable may be multiplied however large they are.
    pub allow_product: bool,
    /// Where the evaluator says what it is doing.
    pub progress: Progress,
    /// What ends the query from another thread.
    pub cancellation: Cancellation,
    /// The engines elsewhere that it may ask with `SERVICE`; without them it asks none.
    pub engines: Option<Engines>,
}

impl Limits {
    /// Returns the limits of a query that is a part of a build: the time that is left of it, and its cancellation.
    pub(crate) fn within(build: &BuildLimits) -> Self {
        let taken = build.work.time().unwrap_or_default();
        Self {
            timeout: build.timeout.map(|timeout| timeout.saturating_sub(taken)),
            cancellation: build.cancellation.clone(),
            ..Self::default()
        }
    }
}

/// A product of unconnected parts with more rows than this is refused unless it is allowed: it is nearly always a
/// typing error in the name of a variable, and if it is not, one wants to know.
pub const LARGEST_PRODUCT: u64 = 100_000;

/// Which operator is at work, and how far it is; another thread may ask.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Work>);

/// What a query is doing.
#[derive(Debug, Default)]
struct Work {
    operator: Mutex<Cow<'static, str>>,
    rows: AtomicU64,
}

impl Progress {
    /// The operator that is at work.
    pub fn operator(&self) -> Cow<'static, str> {
        match self.0.operator.lock().map(|operator| operator.clone()) {
            Ok(operator) if !operator.is_empty() => operator,
            _ => "the query".into(),
        }
    }

    /// The rows of the table that it is making, as far as they are counted.
    pub fn rows(&self) -> u64 {
        self.0.rows.load(Ordering::Relaxed)
    }

    pub(super) fn enter(&self, operator: impl Into<Cow<'static, str>>) {
        if let Ok(mut now) = self.0.operator.lock() {
            *now = operator.into();
        }
        self.0.rows.store(0, Ordering::Relaxed);
    }
}

/// What a query, or a search or a picture, has taken of its limits, from its text to the writing of its results. Clones count
/// together.
#[derive(Clone, Debug)]
pub struct Budget {
    limits: Limits,
    started: Instant,
    /// The time that was taken before the start.
    before: Duration,
    memory: Arc<Memory>,
}

/// The memory of one query.
#[derive(Debug, Default)]
struct Memory {
    /// The bytes of the structures that are there.
    taken: AtomicU64,
    /// Whether the query made more terms than there are numbers for.
    has_too_many_terms: AtomicBool,
}

/// The most terms that a query can make beside those of the graph.
pub(super) const MOST_TERMS: u32 = u32::MAX / 2;

impl Budget {
    /// Starts the clock of a query.
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            started: Instant::now(),
            before: Duration::ZERO,
            memory: Arc::default(),
        }
    }

    /// Returns whether products of unconnected parts may be large.
    pub fn allows_product(&self) -> bool {
        self.limits.allow_product
    }

    /// Returns the engines that may be asked.
    pub fn engines(&self) -> Option<&Engines> {
        self.limits.engines.as_ref()
    }

    /// Returns how much time is left, if that is limited.
    pub fn left(&self) -> Option<Duration> {
        let timeout = self.limits.timeout?;
        Some(timeout.saturating_sub(self.time()))
    }

    /// Sets the operator that errors name.
    pub fn enter(&self, operator: &'static str) {
        self.limits.progress.enter(operator);
    }

    /// Returns an error if a limit is passed or the query is cancelled. Every loop that can be long calls it, or
    /// [`Pace::step`].
    pub fn look(&self) -> Result<()> {
        self.look_with(0)
    }

    /// As [`look`](Self::look), with a table that is being made; its memory is not reserved yet.
    pub fn check(&self, rows: usize, columns: usize) -> Result<()> {
        let counted = &self.limits.progress.0.rows;
        counted.store(rows as u64, Ordering::Relaxed);
        self.look_with(rows as u64 * (columns as u64 + 2) * 4)?;
        if rows >= u32::MAX as usize {
            return Err(Error::TooLarge {
                what: "rows of an intermediate result",
                limit: u32::MAX.into(),
            });
        }
        Ok(())
    }

    /// As [`look`](Self::look), with bytes that are taken beside the reserved ones.
    pub fn look_with(&self, bytes: u64) -> Result<()> {
        let operator = || self.limits.progress.operator().into_owned();
        if self.limits.cancellation.is_cancelled() {
            let operator = operator();
            return Err(Error::Cancelled { operator });
        }
        let passed = |limit| Error::Limit {
            limit,
            operator: operator(),
        };
        if let Some(timeout) = self.limits.timeout
            && self.time() > timeout
        {
            return Err(passed(Limit::Time(timeout)));
        }
        let taken = self.memory.taken.load(Ordering::Relaxed);
        if let Some(memory) = self.limits.memory
            && taken.saturating_add(bytes) > memory
        {
            return Err(passed(Limit::Memory(memory)));
        }
        if self.memory.has_too_many_terms.load(Ordering::Relaxed) {
            return Err(Error::TooLarge {
                what: "terms made by a query",
                limit: MOST_TERMS.into(),
            });
        }
        Ok(())
    }

    fn time(&self) -> Duration {
        self.before.saturating_add(self.started.elapsed())
    }

    /// Stops the clock until [`resumed`](Self::resumed).
    pub fn paused(&self) -> Self {
        let before = self.time();
        Self {
            before,
            ..self.clone()
        }
    }

    /// Starts the clock again.
    pub fn resumed(&self) -> Self {
        let started = Instant::now();
        Self {
            started,
            ..self.clone()
        }
    }

    /// Reserves memory until the reservation goes, and looks at the limits: large structures reserve before they are made.
    ///
    /// # Errors
    /// As [`look`](Self::look).
    pub fn reserve(&self, bytes: u64) -> Result<Reservation> {
        let mut reservation = self.reservation();
        reservation.set(bytes);
        self.look()?;
        Ok(reservation)
    }

    /// Returns a reservation of nothing, for a structure that will grow.
    pub fn reservation(&self) -> Reservation {
        Reservation {
            memory: Arc::clone(&self.memory),
            bytes: 0,
        }
    }

    /// Counts the bytes of a table that is kept while others are made.
    pub fn hold(&self, bytes: u64) {
        self.memory.taken.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts the bytes of a table that is gone no longer.
    pub fn release(&self, bytes: u64) {
        self.memory.taken.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Returns a pace of work within these limits.
    pub fn pace(&self) -> Pace<'_> {
        Pace {
            budget: self,
            done: Cell::new(0),
        }
    }
}

/// Bytes that a structure takes of the memory of its query, given back when the structure goes.
#[derive(Debug, Default)]
pub struct Reservation {
    memory: Arc<Memory>,
    bytes: u64,
}

impl Reservation {
    /// Sets the bytes. The next look at the limits sees them.
    #[inline]
    pub fn set(&mut self, bytes: u64) {
        if bytes != self.bytes {
            let taken = &self.memory.taken;
            taken.fetch_add(bytes.wrapping_sub(self.bytes), Ordering::Relaxed);
            self.bytes = bytes;
        }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Notes that a term of the query got no number, since all are used. The next look at the limits fails.
    pub(super) fn note_too_many_terms(&self) {
        let noted = &self.memory.has_too_many_terms;
        noted.store(true, Ordering::Relaxed);
    }
}

impl Clone for Reservation {
    fn clone(&self) -> Self {
        let mut clone = Self {
            memory: Arc::clone(&self.memory),
            bytes: 0,
        };
        clone.set(self.bytes);
        clone
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// The units of work between two looks at the limits: less than a millisecond in a release build, where a unit is a row, a byte
/// or a term.
pub(crate) const PACE: usize = 1 << 14;

/// Looks at the limits once for [`PACE`] units of work, so that the looks cost nothing.
pub struct Pace<'b> {
    budget: &'b Budget,
    done: Cell<usize>,
}

impl Pace<'_> {
    /// Counts work, and looks at the limits if it is enough since the last look.
    ///
    /// # Errors
    /// As [`Budget::look`].
    #[inline]
    pub fn step(&self, work: usize) -> Result<()> {
        self.step_with(work, 0)
    }

    /// As [`step`](Self::step), with bytes that are taken beside the reserved ones.
    ///
    /// # Errors
    /// As [`Budget::look`].
    #[inline]
    pub fn step_with(&self, work: usize, bytes: usize) -> Result<()> {
        let done = self.done.get() + work;
        if done < PACE {
            self.done.set(done);
            return Ok(());
        }
        self.done.set(0);
        self.budget.look_with(bytes as u64)
    }
}
