//! Sorts long sequences with looks at the limits: runs are sorted by themselves, then merged
//! ([Knuth 1998, 5.2.4](https://www-cs-faculty.stanford.edu/~knuth/taocp.html)).

use crate::error::Result;
use crate::query::limits::{Budget, PACE};
use std::cmp::Ordering;

/// The length of a run, which is sorted without a look at the limits: in 10 ms, or 0.2 s without optimisation.
const RUN: usize = 1 << 18;

/// Sorts a sequence; equal items may change places.
///
/// # Errors
/// If a limit is passed.
pub fn sort<T: Copy>(
    items: &mut Vec<T>,
    budget: &Budget,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Result<()> {
    if items.len() <= RUN {
        items.sort_unstable_by(compare);
        return Ok(());
    }
    for run in items.chunks_mut(RUN) {
        budget.look()?;
        run.sort_unstable_by(&compare);
    }
    let _memory = budget.reserve(size_of_val(items.as_slice()) as u64)?;
    let mut merged = Vec::with_capacity(items.len());
    let mut width = RUN;
    while width < items.len() {
        merged.clear();
        for pair in items.chunks(width * 2) {
            let (first, second) = pair.split_at(width.min(pair.len()));
            merge(first, second, &mut merged, budget, &compare)?;
        }
        std::mem::swap(items, &mut merged);
        width *= 2;
    }
    Ok(())
}

/// Appends the items of two sorted runs in their order.
fn merge<'t, T: Copy>(
    mut first: &'t [T],
    mut second: &'t [T],
    merged: &mut Vec<T>,
    budget: &Budget,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Result<()> {
    while let (Some(_), Some(_)) = (first.first(), second.first()) {
        budget.look()?;
        for _ in 0..PACE {
            let (Some(a), Some(b)) = (first.first(), second.first()) else {
                break;
            };
            let from = match compare(a, b).is_le() {
                true => &mut first,
                false => &mut second,
            };
            let (item, rest) = (from[0], &from[1..]);
            merged.push(item);
            *from = rest;
        }
    }
    merged.extend_from_slice(first);
    merged.extend_from_slice(second);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::limits::Limits;
    use std::time::Duration;

    /// Numbers in disorder, some of them several times.
    fn numbers(count: u64) -> Vec<u64> {
        let number = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        (0..count).map(number).collect()
    }

    #[test]
    fn runs_are_merged_to_the_order_that_they_have_together() {
        let budget = Budget::new(&Limits::default());
        for count in [0, 1, 1000, RUN as u64 * 3 + 17] {
            let (mut sorted, mut expected) = (numbers(count), numbers(count));
            sort(&mut sorted, &budget, Ord::cmp).expect("no limit");
            expected.sort_unstable();
            assert!(sorted == expected, "{count}");
        }
    }

    #[test]
    fn a_long_sequence_is_not_sorted_when_the_time_is_over() {
        let limits = Limits {
            timeout: Some(Duration::ZERO),
            ..Limits::default()
        };
        let mut long = numbers(RUN as u64 + 1);
        let sorted = sort(&mut long, &Budget::new(&limits), Ord::cmp);
        let passed = "the query was stopped after 0 s, while the query was at work";
        assert_eq!(sorted.expect_err("too little memory").to_string(), passed);
    }
}
