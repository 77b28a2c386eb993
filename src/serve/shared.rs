//! What takes long and is the same for all who ask: it is made once, by a thread of its own, and ends when nobody waits for it
//! any more, as nobody does for longer than a request may take.

use super::problem::Problem;
use super::workers::Turn;
use bixi::{Cancellation, Error, Limit, QueryLimits};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often a request that waits looks whether its client is still there.
const PACE: Duration = Duration::from_millis(50);
/// As much stack as the thread of the program has.
const STACK: usize = 8 << 20;

/// What was made from the last build, or is being made, and the number of that build.
pub struct Shared<T>(Mutex<Option<(u64, Arc<Making<T>>)>>);

/// Something that is made by a thread.
struct Making<T> {
    cancellation: Cancellation,
    state: Mutex<Awaited<T>>,
    is_made: Condvar,
}

struct Awaited<T> {
    /// How many requests wait.
    waiting: usize,
    made: Option<Result<Arc<T>, Problem>>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Send + Sync + 'static> Shared<T> {
    /// Returns what was made from a build, or has it made while it waits. The thread that makes it has the turn of the request
    /// that asked first.
    ///
    /// # Errors
    /// If it cannot be made, or the request is cancelled or waits for longer than it may take.
    pub fn get(
        &self,
        build: u64,
        limits: &QueryLimits,
        turn: Option<Turn>,
        make: impl FnOnce(&QueryLimits) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Arc<T>, Problem> {
        let begun = Instant::now();
        let making = self.begun(build, limits, turn, make)?;
        let mut state = locked(&making.state);
        let made = loop {
            if let Some(made) = &state.made {
                break made.clone();
            }
            if limits.cancellation.is_cancelled() {
                let operator = "another request".to_owned();
                break Err(Error::Cancelled { operator }.into());
            }
            if let Some(timeout) = limits.timeout
                && begun.elapsed() > timeout
            {
                let limit = Limit::Time(timeout);
                let operator = "the examination of the project".to_owned();
                break Err(Error::Limit { limit, operator }.into());
            }
            let waited = making.is_made.wait_timeout(state, PACE);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        };
        drop(state);
        self.leave(&making);
        made
    }

    /// Waits for what is being made from a build, or has it begun.
    fn begun(
        &self,
        build: u64,
        limits: &QueryLimits,
        turn: Option<Turn>,
        make: impl FnOnce(&QueryLimits) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Arc<Making<T>>, Problem> {
        let mut last = locked(&self.0);
        if let Some((of, making)) = &*last
            && *of == build
            && !making.cancellation.is_cancelled()
        {
            locked(&making.state).waiting += 1;
            return Ok(Arc::clone(making));
        }
        let making = Arc::new(Making {
            cancellation: Cancellation::default(),
            state: Mutex::new(Awaited {
                waiting: 1,
                made: None,
            }),
            is_made: Condvar::new(),
        });
        let limits = QueryLimits {
            cancellation: making.cancellation.clone(),
            ..limits.clone()
        };
        let unfinished = Unfinished(Arc::clone(&making));
        let work = move || {
            let _turn = turn;
            let made = make(&limits).map(Arc::new);
            unfinished.0.finish(made);
        };
        let spawned = thread::Builder::new().stack_size(STACK).spawn(work);
        spawned.map_err(|error| Problem::internal(&error.to_string()))?;
        *last = Some((build, Arc::clone(&making)));
        Ok(making)
    }

    /// Waits no longer. What nobody waits for is not made to its end, and an error is not kept.
    fn leave(&self, making: &Arc<Making<T>>) {
        let mut last = locked(&self.0);
        let mut state = locked(&making.state);
        state.waiting -= 1;
        let is_abandoned = state.waiting == 0 && state.made.is_none();
        if is_abandoned {
            making.cancellation.cancel();
        }
        if is_abandoned || matches!(state.made, Some(Err(_))) {
            last.take_if(|(_, other)| Arc::ptr_eq(other, making));
        }
    }
}

impl<T> Making<T> {
    fn finish(&self, made: Result<Arc<T>, Problem>) {
        locked(&self.state).made.get_or_insert(made);
        self.is_made.notify_all();
    }
}

/// Tells those who wait that nothing was made, if its thread ends without.
struct Unfinished<T>(Arc<Making<T>>);

impl<T> Drop for Unfinished<T> {
    fn drop(&mut self) {
        self.0.finish(Err(Problem::internal(
            "the thread of an answer ended without it",
        )));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    #[test]
    fn it_is_made_once_for_all_who_wait_and_anew_for_another_build() {
        let (shared, made) = (Arc::new(Shared::default()), Arc::new(AtomicUsize::new(0)));
        let ask = |build: u64| {
            let (shared, made) = (Arc::clone(&shared), Arc::clone(&made));
            move || {
                let make = move |_: &QueryLimits| {
                    thread::sleep(Duration::from_millis(30));
                    Ok(made.fetch_add(1, Ordering::Relaxed))
                };
                *shared
                    .get(build, &QueryLimits::default(), None, make)
                    .expect("a number")
            }
        };
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(ask(1))).collect();
        let answers = threads.into_iter().map(|thread| thread.join());
        assert!(
            answers
                .map(|answer| answer.expect("no panic"))
                .all(|n| n == 0)
        );
        assert_eq!((ask(1)(), ask(2)(), ask(2)()), (0, 1, 1));
    }

    #[test]
    fn it_goes_on_until_the_last_who_waits_is_gone() {
        let shared: Arc<Shared<()>> = Arc::default();
        let wait = |cancellation: &Cancellation| {
            let limits = QueryLimits {
                cancellation: cancellation.clone(),
                ..QueryLimits::default()
            };
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let make = |limits: &QueryLimits| {
                    while !limits.cancellation.is_cancelled() {
                        thread::sleep(Duration::from_millis(1));
                    }
                    Err(Problem::bad("cancelled"))
                };
                shared.get(1, &limits, None, make).is_err()
            })
        };
        let (first, second) = (Cancellation::default(), Cancellation::default());
        let (one, other) = (wait(&first), wait(&second));
        while locked(&shared.0)
            .as_ref()
            .is_none_or(|(_, m)| locked(&m.state).waiting < 2)
        {
            thread::sleep(Duration::from_millis(1));
        }
        first.cancel();
        assert!(one.join().expect("no panic"));
        assert!(locked(&shared.0).is_some());
        second.cancel();
        assert!(other.join().expect("no panic"));
        assert!(locked(&shared.0).is_none());
    }

    #[test]
    fn nobody_waits_for_longer_than_a_request_may_take() {
        let shared: Shared<()> = Shared::default();
        let limits = QueryLimits {
            timeout: Some(Duration::from_millis(20)),
            ..QueryLimits::default()
        };
        let (told, ended) = mpsc::channel();
        let make = move |limits: &QueryLimits| {
            while !limits.cancellation.is_cancelled() {
                thread::sleep(Duration::from_millis(1));
            }
            told.send(()).expect("somebody who listens");
            Err(Problem::bad("cancelled"))
        };
        let problem = shared.get(1, &limits, None, make).expect_err("no time");
        let said =
            "the query was stopped after 0.02 s, while the examination of the project was at work";
        assert_eq!(problem.text(), said);
        assert!(ended.recv_timeout(Duration::from_secs(60)).is_ok());
    }

    #[test]
    fn an_error_is_told_and_not_kept() {
        let shared: Shared<u8> = Shared::default();
        let limits = QueryLimits::default();
        let wrong = |_: &QueryLimits| Err(Problem::bad("not now"));
        let problem = shared.get(1, &limits, None, wrong).expect_err("an error");
        assert_eq!(problem.text(), "not now");
        let answer = shared.get(1, &limits, None, |_| Ok(7));
        assert_eq!(*answer.expect("a number"), 7);
    }
}
