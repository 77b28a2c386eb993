//! The reader against the W3C suites, against two other parsers, and against damaged input.

#![allow(clippy::unwrap_used, clippy::panic)]

mod conformance;
mod goldens;
mod quads;
