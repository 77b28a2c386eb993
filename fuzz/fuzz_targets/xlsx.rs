//! Any bytes as a workbook: rows have ascending numbers, each with a line in the text, and findings have places in it.

#![no_main]

use bixi::internals::table::{Dialect, Table, rendered};
use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let bytes = Cursor::new(bytes.to_vec());
    let dialect = Dialect::default();
    let source = rendered("a.xlsx", bytes.clone(), &dialect).expect("bytes in memory");
    let mut table = Table::open("a.xlsx", bytes, &dialect).expect("bytes in memory");
    let mut before = 0;
    while let Some(batch) = table.next_batch(7).expect("bytes in memory") {
        for number in batch.numbers {
            assert!(before < number && number <= u64::from(source.line_count()));
            before = number;
        }
    }
    for finding in &table.findings {
        let span = finding.place.span.clone();
        assert!(source.bytes.get(span.clone()).is_some(), "{span:?}");
    }
});
