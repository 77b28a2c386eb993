//! [`SERVICE`](https://www.w3.org/TR/sparql11-federated-query/): a part of a pattern that an engine elsewhere matches. Only engines
//! that have a name are asked; what asks them is given from outside, and knows the network.

mod engines;
mod refused;
mod request;

pub use engines::{Answered, Engines, Known, Services};
pub use refused::refused;
pub use request::Request;

/// The distinct rows of values that one request has at most.
pub const BLOCK: usize = 100;

/// With more rows of values than these, all solutions are asked for first, in case that they are fewer than [`MOST_SOLUTIONS`].
pub const MANY_VALUES: usize = 3 * BLOCK;

/// An answer with as many solutions as this is taken to be cut.
pub const MOST_SOLUTIONS: usize = 10_000;
