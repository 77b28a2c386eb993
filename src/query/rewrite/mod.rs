//! Rewrites of logical plans: each gives another plan with the same solutions, which costs less.

mod distinct;
mod equality;
mod filter;
mod outer;

use super::logical::Pattern;
use super::terms::Terms;

/// Applies all rewrites, in the order in which they open ways for each other: an anti-join is recognised while its condition is
/// still around the OPTIONAL, and constants are put into the patterns that filters were pushed down to.
pub fn rewrite(pattern: Pattern, terms: &mut Terms) -> Pattern {
    let pattern = outer::anti_join(pattern);
    let pattern = filter::push_down(pattern);
    let pattern = equality::bind_constants(pattern, terms);
    distinct::before_sort(pattern)
}
