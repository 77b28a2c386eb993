//! How much time, memory and how many rows a query may take, and what it says when it is more.

use crate::error::{Error, Limit, Result};
use std::borrow::Cow;
use std::cell::Cell;
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
    /// How long it may take.
    pub timeout: Option<Duration>,
    /// How many bytes its intermediate solutions may take.
    pub memory: Option<u64>,
    /// Whether parts of a pattern that share no variable may be multiplied however large they are.
    pub allow_product: bool,
    /// Where the evaluator says what it is doing.
    pub progress: Progress,
}

/// A product of unconnected parts with more rows than this is refused unless it is allowed: it is nearly always a
/// typing error in the name of a variable, and if it is not, one wants to know.
pub const LARGEST_PRODUCT: u64 = 100_000;

/// Which operator is at work; another thread may ask.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<Cow<'static, str>>>);

impl Progress {
    /// The operator that is at work.
    pub fn operator(&self) -> Cow<'static, str> {
        match self.0.lock().map(|operator| operator.clone()) {
            Ok(operator) if !operator.is_empty() => operator,
            _ => "the query".into(),
        }
    }

    pub(super) fn enter(&self, operator: impl Into<Cow<'static, str>>) {
        if let Ok(mut now) = self.0.lock() {
            *now = operator.into();
        }
    }
}

/// What is left of the limits while a query is evaluated.
pub(super) struct Budget {
    limits: Limits,
    started: Instant,
    /// Bytes of finished intermediate tables.
    held: Cell<u64>,
}

impl Budget {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            started: Instant::now(),
            held: Cell::new(0),
        }
    }

    pub fn allows_product(&self) -> bool {
        self.limits.allow_product
    }

    /// Says what is at work from now on.
    pub fn enter(&self, operator: &'static str) {
        self.limits.progress.enter(operator);
    }

    /// To be asked every few thousand rows: whether time is left, and memory for what is being made.
    pub fn check(&self, rows: usize, columns: usize) -> Result<()> {
        let passed = |limit| Error::Limit {
            limit,
            operator: self.limits.progress.operator().into_owned(),
        };
        if let Some(timeout) = self.limits.timeout
            && self.started.elapsed() > timeout
        {
            return Err(passed(Limit::Time(timeout)));
        }
        let bytes = rows as u64 * (columns as u64 + 2) * 4;
        if let Some(memory) = self.limits.memory
            && self.held.get() + bytes > memory
        {
            return Err(passed(Limit::Memory(memory)));
        }
        if rows >= u32::MAX as usize {
            return Err(Error::TooLarge {
                what: "rows of an intermediate result",
                limit: u32::MAX.into(),
            });
        }
        Ok(())
    }

    /// Notes that a table is kept while others are made.
    pub fn hold(&self, bytes: u64) {
        self.held.set(self.held.get() + bytes);
    }

    /// Notes that a table is gone.
    pub fn release(&self, bytes: u64) {
        self.held.set(self.held.get().saturating_sub(bytes));
    }
}
