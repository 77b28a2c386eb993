//! Any bytes as RDF/XML.

#![no_main]

use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let source = SourceFile::new("a.rdf", bytes);
    let reading = Reading { base: Some("http://e/"), blank_node_prefix: "b" };
    let said = read(&source, &reading).expect("few terms");
    for finding in &said.findings {
        assert!(finding.place.span.start <= finding.place.span.end);
        assert!(finding.place.span.end <= bytes.len(), "{finding:?}");
    }
});
