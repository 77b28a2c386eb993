//! Work on all cores whose results are taken in the order of the work.

use crate::error::{Error, Result};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

/// Pieces for each core that are worked on, or were and wait for the ones before them.
const UNDER_WAY: usize = 4;

/// Returns how many pieces are under way at most: all cores have work, and no more pieces than these are in memory.
pub fn most_under_way() -> usize {
    UNDER_WAY * rayon::current_num_threads()
}

/// Works on pieces, in any order, and takes the results in the order of the pieces. One core gets the pieces and takes the
/// results; whenever there is nothing to take it works as the others do.
///
/// # Errors
/// If `next` or `take` fails.
pub fn in_order<T: Send, R: Send>(
    mut next: impl FnMut() -> Result<Option<T>> + Send,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    rayon::scope_fifo(|scope| {
        let (mut under_way, mut is_end) = (VecDeque::new(), false);
        loop {
            while !is_end && under_way.len() < most_under_way() {
                let Some(piece) = next()? else {
                    is_end = true;
                    break;
                };
                let (sender, receiver) = sync_channel(1);
                let work = &work;
                scope.spawn_fifo(move |_| {
                    // Nobody takes it if the work ends with an error.
                    let _ = sender.send(work(piece));
                });
                under_way.push_back(receiver);
            }
            let Some(first) = under_way.pop_front() else {
                return Ok(());
            };
            let result = wait(first).ok_or_else(|| Error::internal("a piece of work broke off"))?;
            take(result)?;
        }
    })
}

/// What a core has done, or `None` if it broke off; until then this core does what is to be done next.
pub fn wait<T>(result: Receiver<T>) -> Option<T> {
    loop {
        match result.try_recv() {
            Ok(done) => return Some(done),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        if rayon::yield_now() != Some(rayon::Yield::Executed) {
            return result.recv().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::ThreadPoolBuilder;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The results of squaring numbers with some threads, and the most that were under way.
    fn squares(threads: usize, numbers: usize) -> (Vec<usize>, usize) {
        let (begun, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (mut from, mut taken) = (0..numbers, Vec::new());
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads").install(|| {
            let next = || {
                begun.fetch_add(1, Ordering::Relaxed);
                Ok(from.next())
            };
            let take = |square| {
                taken.push(square);
                let under_way = begun.load(Ordering::Relaxed) - taken.len();
                most.fetch_max(under_way, Ordering::Relaxed);
                Ok(())
            };
            in_order(next, |number| number * number, take).expect("nothing fails");
        });
        (taken, most.into_inner())
    }

    #[test]
    fn results_are_taken_in_their_order_and_few_are_under_way() {
        let expected: Vec<usize> = (0..1000).map(|number| number * number).collect();
        for threads in [1, 2, 3, 8] {
            let (taken, most) = squares(threads, 1000);
            assert_eq!(taken, expected);
            assert!(most <= UNDER_WAY * threads, "{most} with {threads} threads");
        }
    }

    #[test]
    fn an_error_ends_the_work() {
        let mut from = 0..;
        let take = |number: usize| match number {
            50 => Err(Error::internal("enough")),
            _ => Ok(()),
        };
        let ended = in_order(|| Ok(from.next()), |number| number, take);
        assert!(ended.is_err());
        assert!(from.start < 50 + 1 + most_under_way());
        let never: Result<()> = in_order(
            || Err::<Option<()>, _>(Error::internal("nothing")),
            |()| (),
            |()| Ok(()),
        );
        assert!(never.is_err());
    }
}
