//! A compiler for knowledge graphs: Turtle goes in, one snapshot comes out that answers SPARQL, draws itself and tests itself.
//!
//! The modules stand in the order of the journey, and each uses only those above it:
//!
//! ```text
//! files ─project▶ SourceFile ─read▶ Statements ─graph▶ Graph ─snapshot▶ file
//!                                                        ├─query▶ Answer ─write▶ table, CSV, JSON …
//!                                                        ├─view▶ View ─layout▶ Scene ─write▶ SVG …
//!                                                        └─expect▶ Outcome ─write▶ report
//! ```
//!
//! [`build::build`] is that journey in one function.

// The floors of the house, from the ground up. `tests/house.rs` checks that no module uses one below its own line.
pub mod build;
pub mod column;
pub mod dictionary;
pub mod error;
pub mod expect;
pub mod finding;
pub mod graph;
pub mod layout;
pub mod project;
pub mod query;
pub mod rdf;
pub mod read;
pub mod snapshot;
pub mod source;
pub mod view;
pub mod write;
