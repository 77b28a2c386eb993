//! The reader against the W3C suites, against two other parsers, and against damaged input.

#![allow(clippy::unwrap_used, clippy::panic)]

mod conformance;
mod damage;
mod differential;
mod documents;
mod goldens;
mod json_ld;
mod places;
mod property;
mod quads;
mod rdf_xml;
mod sources;

/// How many documents a property is tried on; `PROPTEST_CASES` asks for more.
fn cases(number: u32) -> proptest::test_runner::Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    proptest::test_runner::Config {
        cases: asked.and_then(|n| n.parse().ok()).unwrap_or(number),
        failure_persistence: None,
        ..Default::default()
    }
}
