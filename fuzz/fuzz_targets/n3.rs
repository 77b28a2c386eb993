//! Any bytes as N3.

#![no_main]

#[path = "../../tests/read/property.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::holds(bytes, "n3"));
