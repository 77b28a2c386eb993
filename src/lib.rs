//! A compiler for knowledge graphs: Turtle goes in, one snapshot comes out that answers SPARQL, draws itself and tests itself.
//!
//! The modules stand in the order of the journey, and each uses only those above it:
//!
//! ```text
//! files ─project▶ SourceFile ─read▶ Statements ─graph▶ Graph ─snapshot▶ file
//!                                                        ├─query▶ Answer ─write▶ table, CSV, JSON …
//!                                                        ├─view▶ View ─write▶ DOT …
//!                                                        └─expect▶ Outcome ─write▶ report
//! ```
//!
//! [`build::build`] is that journey in one function.

// The floors of the house, from the ground up. `tests/suite/house.rs` checks that no module uses one below its own line;
// the empty lines keep rustfmt from sorting them.
pub mod rdf;

pub mod column;

pub mod source;

pub mod finding;

pub mod error;

pub mod dictionary;

pub mod read;

pub mod project;

pub mod graph;

pub mod snapshot;

pub mod query;

pub mod infer;

pub mod view;

pub mod expect;

pub mod write;

pub mod build;
