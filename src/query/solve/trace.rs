//! What was done for a query: operators as a tree, with estimated and actual rows and time.

use std::time::{Duration, Instant};

/// One operator of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// How far down the tree it stands.
    pub depth: usize,
    /// What it does.
    pub label: String,
    /// How many rows it was expected to give, if that was asked before it ran.
    pub estimated: Option<f64>,
    /// How many rows it gave.
    pub rows: usize,
    /// How long it took, with what stands below it.
    pub time: Duration,
}

/// How a query was evaluated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The operators, each before those that stand below it.
    pub operators: Vec<Operator>,
    /// What of the query is the reason why oxigraph evaluated it; then there are no operators.
    pub left: Option<String>,
}

/// Notes operators while they run, if somebody wants to know.
pub struct Trace {
    is_on: bool,
    depth: usize,
    operators: Vec<Operator>,
}

/// An operator that is at work.
pub struct Running {
    index: usize,
    started: Instant,
}

impl Trace {
    pub fn new(is_on: bool) -> Self {
        Self {
            is_on,
            depth: 0,
            operators: Vec::new(),
        }
    }

    pub fn is_on(&self) -> bool {
        self.is_on
    }

    pub fn start(&mut self, label: String, estimated: Option<f64>) -> Option<Running> {
        if !self.is_on {
            return None;
        }
        self.operators.push(Operator {
            depth: self.depth,
            label,
            estimated,
            rows: 0,
            time: Duration::ZERO,
        });
        self.depth += 1;
        Some(Running {
            index: self.operators.len() - 1,
            started: Instant::now(),
        })
    }

    pub fn end(&mut self, running: Option<Running>, rows: usize) {
        let Some(running) = running else {
            return;
        };
        self.depth -= 1;
        if let Some(operator) = self.operators.get_mut(running.index) {
            operator.rows = rows;
            operator.time = running.started.elapsed();
        }
    }

    pub fn explanation(self) -> Explanation {
        Explanation {
            operators: self.operators,
            left: None,
        }
    }
}
