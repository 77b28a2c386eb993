//! The queries of the page that run, by names that the page gives them, so that another request can look at them and end them.

use super::problem::Problem;
use bixi::{Cancellation, Progress, QueryLimits};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The most characters of a name.
const LONGEST: usize = 64;

/// The queries that run.
#[derive(Debug, Default)]
pub struct Running(Arc<Mutex<BTreeMap<String, Run>>>);

/// A query that runs.
#[derive(Clone, Debug)]
pub struct Run {
    /// How far it is.
    pub progress: Progress,
    /// What ends it.
    pub cancellation: Cancellation,
    /// When it began.
    pub started: Instant,
}

/// A query is among those that run as long as this is there.
#[derive(Debug)]
pub struct Noted {
    running: Arc<Mutex<BTreeMap<String, Run>>>,
    name: String,
}

impl Running {
    /// Notes a query that runs within limits.
    ///
    /// # Errors
    /// If the name is long, or another query that runs has it.
    pub fn note(&self, name: &str, limits: &QueryLimits) -> Result<Noted, Problem> {
        if name.chars().count() > LONGEST {
            return Err(Problem::bad(format!(
                "an `id` has at most {LONGEST} characters"
            )));
        }
        let mut runs = locked(&self.0);
        if runs.contains_key(name) {
            return Err(Problem::bad(format!(
                "a query with the `id` `{name}` is running"
            )));
        }
        let run = Run {
            progress: limits.progress.clone(),
            cancellation: limits.cancellation.clone(),
            started: Instant::now(),
        };
        runs.insert(name.to_owned(), run);
        Ok(Noted {
            running: Arc::clone(&self.0),
            name: name.to_owned(),
        })
    }

    /// Returns the query with a name, if it runs.
    pub fn get(&self, name: &str) -> Option<Run> {
        locked(&self.0).get(name).cloned()
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        locked(&self.running).remove(&self.name);
    }
}

fn locked(runs: &Mutex<BTreeMap<String, Run>>) -> MutexGuard<'_, BTreeMap<String, Run>> {
    runs.lock().unwrap_or_else(PoisonError::into_inner)
}
