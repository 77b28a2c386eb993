//! What was executed for a query: operators in the order in which they ran, with expected and actual rows and time.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// An operator that was executed.
#[derive(Clone, Debug, PartialEq)]
pub struct Executed {
    /// How far inside of other operators it ran.
    pub depth: usize,
    /// What it did.
    pub label: String,
    /// The rows that it was expected to give, if that was estimated.
    pub estimate: Option<f64>,
    /// The rows that it gave.
    pub rows: usize,
    /// How long it took, with what ran inside of it.
    pub time: Duration,
}

/// Notes what is executed, if somebody wants to know.
#[derive(Default)]
pub struct Trace {
    is_on: bool,
    depth: Cell<usize>,
    executed: RefCell<Vec<Executed>>,
}

/// An operator that runs.
pub struct Running {
    index: usize,
    started: Instant,
}

impl Trace {
    /// Returns a trace that notes operators, or one that does not.
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            ..Self::default()
        }
    }

    /// Returns whether operators are noted.
    pub fn is_on(&self) -> bool {
        self.is_on
    }

    /// Notes that an operator starts; its label is only made if it is noted.
    pub fn start(&self, estimate: Option<f64>, label: impl FnOnce() -> String) -> Option<Running> {
        if !self.is_on {
            return None;
        }
        let executed = Executed {
            depth: self.depth.get(),
            label: label(),
            estimate,
            rows: 0,
            time: Duration::ZERO,
        };
        self.depth.set(self.depth.get() + 1);
        let mut all = self.executed.borrow_mut();
        all.push(executed);
        Some(Running {
            index: all.len() - 1,
            started: Instant::now(),
        })
    }

    /// Notes that an operator ended.
    pub fn end(&self, running: Option<Running>, rows: usize) {
        let Some(running) = running else {
            return;
        };
        self.depth.set(self.depth.get() - 1);
        let executed = &mut self.executed.borrow_mut()[running.index];
        executed.rows = rows;
        executed.time = running.started.elapsed();
    }

    /// Returns what was executed.
    pub fn into_executed(self) -> Vec<Executed> {
        self.executed.into_inner()
    }
}
