//! The index of a graph as operators see it: the rows of sorted columns that match what is bound.

mod catalog;
mod membership;
mod rows;
mod sorted;
mod triples;

pub use catalog::{ActiveGraph, Catalog};
pub use membership::Membership;
pub use rows::{Lookup, Rows};
pub use sorted::{AHEAD, SPO};
pub use triples::Index;
