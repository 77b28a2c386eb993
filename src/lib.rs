//! A compiler for knowledge graphs: Turtle goes in, one snapshot comes out that answers SPARQL, draws itself and tests itself.
//!
//! The modules stand in the order of the journey, and each uses only those above it:
//!
//! ```text
//! files ─project▶ SourceFile ─read▶ Statements ─graph▶ Graph ─snapshot▶ file
//!                                                        ├─query▶ results ─write▶ table, CSV, JSON …
//!                                                        ├─check▶ Finding ─write▶ text, JSON, SARIF …
//!                                                        ├─view▶ View ─layout▶ Scene ─write▶ SVG …
//!                                                        └─expect▶ Outcome ─write▶ report
//! ```
//!
//! [`build::build`] is that journey in one function.

// The floors of the house, from the ground up; blank lines keep them in this order.
// A test checks that no module uses one below its own line.

pub mod rdf;

pub mod source;

pub mod finding;

pub mod error;

pub mod disk;

pub mod limits;

pub mod project;

pub mod column;

pub mod dictionary;

pub mod statement;

pub mod read;

pub mod graph;

pub mod snapshot;

pub mod query;

pub mod infer;

pub mod check;

pub mod view;

pub mod layout;

pub mod expect;

pub mod write;

pub mod build;
