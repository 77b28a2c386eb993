//! Rewrites of logical plans: each gives another plan with the same solutions, which costs less.

mod distinct;
mod equality;
mod filter;
mod fold;
mod numbers;
mod outer;

use super::functions::Context;
use super::logical::Pattern;
use super::terms::Terms;

/// A rewrite. Each can be left out, which changes no solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Constant folding.
    FoldConstants,
    /// `OPTIONAL` whose variable must not be bound becomes an anti-join.
    AntiJoin,
    /// Filter pushdown.
    PushDownFilters,
    /// Equality with constants becomes part of the pattern.
    BindConstants,
    /// `DISTINCT` before `ORDER BY`.
    DistinctBeforeSort,
}

impl Rewrite {
    /// All rewrites, in the order in which they open ways for each other: what is constant is known to the others, an
    /// anti-join is recognised while its condition is still around the OPTIONAL, and constants are put into the patterns
    /// that filters were pushed down to.
    pub const ALL: [Self; 5] = [
        Self::FoldConstants,
        Self::AntiJoin,
        Self::PushDownFilters,
        Self::BindConstants,
        Self::DistinctBeforeSort,
    ];
}

/// Applies some rewrites in turn.
pub fn rewrite(
    mut pattern: Pattern,
    rewrites: &[Rewrite],
    terms: &mut Terms,
    context: &Context,
) -> Pattern {
    for rewrite in rewrites {
        pattern = match rewrite {
            Rewrite::FoldConstants => fold::fold_constants(pattern, context),
            Rewrite::AntiJoin => outer::anti_join(pattern),
            Rewrite::PushDownFilters => filter::push_down(pattern),
            Rewrite::BindConstants => equality::bind_constants(pattern, terms),
            Rewrite::DistinctBeforeSort => distinct::before_sort(pattern),
        };
    }
    pattern
}
