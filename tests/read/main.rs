//! The reader against the W3C suites, against two other parsers, and against damaged input.

#![allow(clippy::unwrap_used, clippy::panic)]

mod conformance;
mod damage;
mod differential;
mod documents;
mod goldens;
mod places;
mod quads;
