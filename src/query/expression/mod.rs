//! Expressions of filters, `BIND`, `ORDER BY` and aggregates, evaluated for all rows of a table
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).
//!
//! An expression is `compiled` once for the `rows` of a table. For each different row of its `arguments`, in batches, each
//! part of it is evaluated on a whole `column` (`evaluate`): `calls` of functions, `strings` without copies of `texts` that are
//! parts of others, `patterns` that texts match, `arithmetic` and `comparison` of numbers and of the numbers of terms. At the end the values get the
//! numbers of terms (`interned`). Rules evaluate the compiled form for one match after the other. The plan puts a variable in
//! the place of an `EXISTS`, which has been evaluated before.

mod arguments;
mod arithmetic;
mod buffer;
mod calls;
mod column;
mod comparison;
mod compiled;
mod evaluate;
mod interned;
mod patterns;
mod rows;
mod strings;
#[cfg(test)]
mod tests;
mod text;
mod texts;

pub use arithmetic::is_computed;
pub use compiled::{Bindings, Compiled};
pub(super) use rows::{holds, values};
pub(super) use text::TextTest;

use super::functions::Context;
use super::limits::Budget;
use super::terms::Terms;

/// What the evaluation of an expression needs.
pub(super) struct Evaluator<'e, 'a> {
    /// The terms of the query, which the values are added to.
    pub terms: &'e mut Terms<'a>,
    /// The limits of the query.
    pub budget: &'e Budget,
    /// What functions need besides their arguments.
    pub context: &'e Context,
}
