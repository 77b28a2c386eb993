//! Rewrites of logical plans: each gives another plan with the same solutions, which costs less.

mod filter;

use super::logical::Pattern;

/// A rewrite.
type Rewrite = fn(Pattern) -> Pattern;

/// The rewrites in the order in which they are applied.
const REWRITES: [Rewrite; 1] = [filter::push_down];

/// Applies all rewrites.
pub fn rewrite(pattern: Pattern) -> Pattern {
    REWRITES
        .iter()
        .fold(pattern, |pattern, rewrite| rewrite(pattern))
}
