//! A text in pieces says what it says as a whole.

use super::*;
use crate::read::{LARGE, large, read};
use crate::source::SourceFile;
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::Read;

#[path = "../../../tests/read/documents.rs"]
mod documents;

const SIZES: Sizes = Sizes {
    piece: 40,
    head: 10,
    slack: 20,
};

/// All that a text says, as text: what is equal is the same to every user.
fn shown(said: &Statements) -> String {
    let terms = (0..said.interner.len() as u32).map(|id| said.interner.get(id));
    format!(
        "{:?} {:?} {:?} {:?} {:#?}",
        terms.collect::<Vec<_>>(),
        said.interner.literal_types(),
        said.statements,
        said.prefixes,
        said.findings
    )
}

fn check(text: &[u8], extension: &str) {
    let path = format!("a.{extension}");
    let reading = Reading {
        base: Some("http://base/"),
        blank_node_prefix: "b",
    };
    let source = SourceFile::new(path.as_str(), text);
    let whole = shown(&read(&source, &reading).expect("few terms"));
    let syntax = Syntax::of_extension(extension).expect("a syntax");
    let mut streams: [&mut (dyn Read + Send); 2] = [&mut &*text, &mut OneByte(text)];
    for stream in &mut streams {
        let pieces = large::read_with(&path, *stream, syntax, &reading, SIZES);
        let pieces = shown(&pieces.expect("few terms"));
        let differ = whole.lines().zip(pieces.lines()).find(|(a, b)| a != b);
        let text = String::from_utf8_lossy(text);
        assert!(
            whole == pieces,
            "{differ:?}\n{}",
            text.get(..500).unwrap_or(&text)
        );
    }
}

/// A stream that gives one byte at a time.
struct OneByte<'a>(&'a [u8]);

impl Read for OneByte<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

/// `PROPTEST_CASES` asks for more.
fn cases(number: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig {
        cases: asked.and_then(|n| n.parse().ok()).unwrap_or(number),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_text_in_pieces_says_what_it_says_as_a_whole(bytes in vec(any::<u8>(), 0..300)) {
        for extension in ["ttl", "trig", "nt", "nq"] {
            check(documents::document(&bytes, extension, true).as_bytes(), extension);
        }
    }

    #[test]
    fn a_damaged_text_has_the_same_findings(
        bytes in vec(any::<u8>(), 0..300),
        damages in vec((any::<prop::sample::Index>(), 0..10_usize), 1..6),
    ) {
        for extension in ["ttl", "trig", "nt", "nq"] {
            let mut text = documents::document(&bytes, extension, true).into_bytes();
            for (at, damage) in &damages {
                let at = at.index(text.len() + 1);
                let inserted: &[u8] = [&b""[..], b".", b";", b"\"", b">", b" ", b"\n", b"x:y ", b"\"\"\"", b"\xff"][*damage];
                text.splice(at..at, inserted.iter().copied());
            }
            check(&text, extension);
        }
    }
}

#[test]
fn a_text_of_many_faults_is_read_to_the_same_one() {
    check("<a> <b> \"c .\n".repeat(2000).as_bytes(), "ttl");
    check(&b"<a> <b> \"\xff\" .\n".repeat(2000), "ttl");
    let undeclared: String = (0..3000)
        .map(|n| format!("x{n}:a x{}:b x:c .\n", n / 2))
        .collect();
    check(undeclared.as_bytes(), "ttl");
}

#[test]
fn a_large_text_is_read_in_pieces() {
    let line = "<s> <p> _:b , [ <q> \"\"\"x .\n<y> \"\"\" ] .\n";
    let text = line.repeat(LARGE / line.len() + 1);
    let source = SourceFile::new("a.ttl", text.as_str());
    let reading = Reading {
        base: Some("http://base/"),
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).expect("few terms");
    assert_eq!(said.findings, []);
    assert_eq!(said.statements.len(), 3 * text.len() / line.len());
    assert_eq!(
        said.statements.last().map(|last| last.line),
        Some(text.len() as u32 / line.len() as u32 * 2 - 1)
    );
}
