//! What was executed for a query: operators in the order of their last batches, with expected and actual rows and time.

use crate::query::physical::{Actual, Label, Line};
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// Notes what is executed, if somebody wants to know.
#[derive(Default)]
pub struct Trace {
    is_on: bool,
    /// The operators that run, outer ones first.
    open: RefCell<Vec<usize>>,
    /// The number of batches that were started on.
    batches: Cell<usize>,
    noted: RefCell<Vec<Noted>>,
}

struct Noted {
    depth: usize,
    label: Label,
    estimate: Option<f64>,
    actual: Actual,
    /// What it executes: for further batches it is the same.
    part: Part,
    /// The number of batches that all operators had started on before its last one.
    last: usize,
}

/// The address of a part of the plan, and the operator inside of which it ran.
type Part = (usize, Option<usize>);

/// An operator that runs.
pub struct Running {
    index: usize,
    started: Instant,
    /// How long its consumer worked on what it gave.
    outside: Cell<Duration>,
}

/// An operator that waits for its consumer.
pub struct Waiting {
    inner: Vec<usize>,
    since: Instant,
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

    /// Notes that an operator starts on a batch; its label is only made if it is noted. `part` is the part of the plan that it
    /// executes.
    pub fn start<P: ?Sized>(
        &self,
        part: &P,
        estimate: Option<f64>,
        label: impl FnOnce() -> Label,
    ) -> Option<Running> {
        if !self.is_on {
            return None;
        }
        let label = label();
        let mut open = self.open.borrow_mut();
        let mut noted = self.noted.borrow_mut();
        let part = (std::ptr::from_ref(part).addr(), open.last().copied());
        let is_same = |of: &Noted| of.part == part && of.label == label;
        let index = noted.iter().position(is_same).unwrap_or_else(|| {
            noted.push(Noted {
                depth: open.len(),
                label,
                estimate,
                actual: Actual::default(),
                part,
                last: 0,
            });
            noted.len() - 1
        });
        self.batches.set(self.batches.get() + 1);
        noted[index].last = self.batches.get();
        open.push(index);
        Some(Running {
            index,
            started: Instant::now(),
            outside: Cell::default(),
        })
    }

    /// Notes that the operator that runs asked an engine elsewhere, and how many bytes the terms of the answer have.
    pub fn note_request(&self, bytes: u64) {
        if let Some(index) = self.open.borrow().last() {
            let actual = &mut self.noted.borrow_mut()[*index].actual;
            actual.requests += 1;
            actual.bytes += bytes;
        }
    }

    /// Notes that an operator gives its consumer a batch.
    pub fn leave(&self, running: Option<&Running>) -> Option<Waiting> {
        let index = running?.index;
        let mut open = self.open.borrow_mut();
        let place = open.iter().rposition(|other| *other == index)?;
        Some(Waiting {
            inner: open.split_off(place),
            since: Instant::now(),
        })
    }

    /// Notes that an operator goes on after its consumer.
    pub fn go_on(&self, running: Option<&Running>, waiting: Option<Waiting>) {
        if let (Some(running), Some(waiting)) = (running, waiting) {
            self.open.borrow_mut().extend(waiting.inner);
            let outside = running.outside.get() + waiting.since.elapsed();
            running.outside.set(outside);
        }
    }

    /// Notes that an operator ended with a batch, of which `size` gives rows and solutions.
    pub fn end(&self, running: Option<Running>, size: impl FnOnce() -> (usize, u64)) {
        let Some(running) = running else {
            return;
        };
        let (rows, solutions) = size();
        self.open.borrow_mut().pop();
        let actual = &mut self.noted.borrow_mut()[running.index].actual;
        actual.rows += rows;
        actual.solutions = actual.solutions.saturating_add(solutions);
        actual.time += running
            .started
            .elapsed()
            .saturating_sub(running.outside.get());
    }

    /// Returns what was executed.
    pub fn into_executed(self) -> Vec<Line> {
        let noted = self.noted.into_inner();
        let mut order = Vec::with_capacity(noted.len());
        add_inner(&noted, None, &mut order);
        let line = |index: usize| {
            let Noted {
                depth,
                label,
                estimate,
                actual,
                ..
            } = &noted[index];
            Line {
                depth: *depth,
                label: label.clone(),
                estimate: *estimate,
                actual: Some(*actual),
            }
        };
        order.into_iter().map(line).collect()
    }
}

/// Adds the operators that ran inside of one, or of none, each with those inside of it.
fn add_inner(noted: &[Noted], outer: Option<usize>, order: &mut Vec<usize>) {
    let inner = (0..noted.len()).filter(|index| noted[*index].part.1 == outer);
    let mut inner: Vec<usize> = inner.collect();
    // A part that ran in two ways stays together.
    let last = |index: &usize| {
        let same = noted.iter().filter(|of| of.part == noted[*index].part);
        same.map(|of| of.last).max()
    };
    inner.sort_by_key(last);
    for index in inner {
        order.push(index);
        add_inner(noted, Some(index), order);
    }
}
