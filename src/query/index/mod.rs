//! The index of a graph as operators see it: the rows of sorted columns that match what is bound.

mod catalog;
mod rows;
mod sorted;
mod standing;
mod triples;

pub use catalog::{ActiveGraph, Catalog};
pub use rows::{Lookup, Rows};
pub use sorted::{AHEAD, SPO};
pub use standing::Standing;
pub use triples::Index;
