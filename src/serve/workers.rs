//! The threads that evaluate: as many at once as there are cores, however many replies wait for their clients meanwhile.

use super::problem::Problem;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;

/// What a thread does when it is its turn. It returns the turn, unless it passed it on.
type Job = Box<dyn FnOnce(Turn) -> Option<Turn> + Send>;

/// Threads with a queue. One that ends a job takes the next one itself, since waking another takes as long as a short query.
pub struct Workers {
    queue: Mutex<Queue>,
    /// How many jobs may run at once, and how many may wait.
    most: usize,
    most_waiting: usize,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Job>,
    /// The number of turns.
    running: usize,
}

/// The right to evaluate. The next job gets it when it is dropped.
pub struct Turn(Arc<Workers>);

impl Workers {
    /// Makes a queue without threads, which start when there is something to do.
    pub fn new(most: usize, most_waiting: usize) -> Arc<Self> {
        Arc::new(Self {
            queue: Mutex::default(),
            most,
            most_waiting,
        })
    }

    /// Has a job done when it is its turn.
    ///
    /// # Errors
    /// If too many wait.
    pub fn submit(self: &Arc<Self>, job: Job) -> Result<(), Problem> {
        let mut queue = self.queue();
        if queue.running < self.most {
            queue.running += 1;
            drop(queue);
            Turn(Arc::clone(self)).start(job);
        } else if queue.waiting.len() < self.most_waiting {
            queue.waiting.push_back(job);
        } else {
            return Err(Problem::busy());
        }
        Ok(())
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Has a job, and those that wait after it, done by a thread.
    fn start(self, job: Job) {
        Handle::current().spawn_blocking(move || {
            let mut next = Some((job, self));
            while let Some((job, turn)) = next {
                next = job(turn).and_then(|turn| {
                    let job = turn.0.queue().waiting.pop_front();
                    job.map(|job| (job, turn))
                });
            }
        });
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queue = self.0.queue();
        match queue.waiting.pop_front() {
            Some(job) => {
                drop(queue);
                Self(Arc::clone(&self.0)).start(job);
            }
            None => queue.running -= 1,
        }
    }
}
