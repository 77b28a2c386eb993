//! Estimates whether rows are equal to others, from a sample of them: the
//! [birthday problem](https://en.wikipedia.org/wiki/Birthday_problem).

use crate::dictionary::TermId;
use rustc_hash::{FxBuildHasher, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// Fewer rows are not sampled.
const FEWEST: usize = 256;
/// The number of equal pairs that show it: half of what a sample has on average if each row is equal to one other.
const PAIRS: usize = 4;

/// Estimates whether enough rows of columns are equal that it is worth finding them. If each of n rows has one that is equal
/// to it, 4√n rows that are drawn by chance have 8 equal pairs. A wrong estimate costs time and changes no value.
pub fn has_repeated(columns: &[&[TermId]], rows: usize) -> bool {
    if rows < FEWEST || columns.is_empty() {
        return true;
    }
    let count = 4 * rows.isqrt();
    let mut drawn = FxHashSet::with_capacity_and_hasher(count, FxBuildHasher);
    let mut seen = FxHashSet::with_capacity_and_hasher(count, FxBuildHasher);
    let (mut pairs, mut state) = (0, 0_u64);
    for _ in 0..count {
        // SplitMix64, from a fixed start: the same query always does the same.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let row = ((u128::from(mixed ^ mixed >> 31) * rows as u128) >> 64) as usize;
        if !drawn.insert(row) {
            continue;
        }
        let mut hasher = FxHasher::default();
        for column in columns {
            column.get(row).hash(&mut hasher);
        }
        pairs += usize::from(!seen.insert(hasher.finish()));
        if pairs >= PAIRS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_tells_columns_with_equal_rows_from_those_without() {
        for rows in [1000, 20_000, 300_000] {
            let column = |value: fn(u32) -> u32| (0..rows).map(value).collect::<Vec<_>>();
            let has = |column: &[u32]| has_repeated(&[column], column.len());
            assert!(!has(&column(|row| row)));
            // Next to each other, far from each other, and all of them.
            assert!(has(&column(|row| row / 4)));
            assert!(has(&column(|row| row % 250)));
            assert!(has(&column(|_| 7)));
            let pairs = [column(|row| row % 3), column(|row| row)];
            assert!(!has_repeated(&[&pairs[0], &pairs[1]], rows as usize));
        }
    }
}
