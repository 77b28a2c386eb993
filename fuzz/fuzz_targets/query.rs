//! Any bytes as a query with front matter.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/suite/any_bytes.rs"]
mod any_bytes;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any_bytes::query(bytes));
