//! Input that was made to break a reader: it says what is wrong, in bounded time and without a deep stack.

use crate::cases;
use crate::documents::document;
use crate::property::holds;
use crate::quads::said;
use bixi::internals::read::Syntax;
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Instant;

const NESTED: usize = 1_000_000;

#[test]
fn a_million_nested_constructs_are_read() {
    let prefix = "@prefix : <http://e/> .\n";
    for (open, middle, close, statements) in [
        ("[ :b ", ":c", " ]", NESTED + 1),
        ("( ", "1", " )", 2 * NESTED + 1),
        ("<<( :a :b ", ":c", " )>>", 1),
        ("<< :a :b ", ":c", " >>", NESTED + 1),
        (":c {| :b ", ":c", " |}", 2 * NESTED + 1),
    ] {
        let text = format!(
            "{prefix}:a :b {}{middle}{} .",
            open.repeat(NESTED),
            close.repeat(NESTED)
        );
        let read = said(text.as_bytes(), Syntax::Turtle, None);
        assert_eq!(read.findings.len(), 0, "{open} {:?}", read.findings.first());
        assert_eq!(read.statements.len(), statements, "{open}");
        let unclosed = format!("{prefix}:a :b {}", open.repeat(NESTED / 10));
        let read = said(unclosed.as_bytes(), Syntax::Turtle, None);
        assert_eq!(
            (read.findings.len(), read.statements.len()),
            (1, 0),
            "{open}"
        );
    }
    let line = format!(
        "<http://a> <http://b> {}<http://c>{} .",
        "<<( <http://a> <http://b> ".repeat(NESTED),
        " )>>".repeat(NESTED)
    );
    assert_eq!(
        said(line.as_bytes(), Syntax::NTriples, None)
            .statements
            .len(),
        1
    );
}

#[test]
fn time_grows_with_the_length_only() {
    let long = |text: &str| text.repeat(100_000 / text.len());
    for piece in [
        "<",
        "<a ",
        "<a> ",
        "\"",
        "\" ",
        "\"\"\"",
        "\\\"\"\"",
        "'''x\\'''",
        "“",
        "“ ",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "{|",
        "|}",
        "<<",
        "<<(",
        ".",
        ". ",
        ";",
        ",",
        "a ",
        "a:b ",
        "a.",
        ":a\n",
        ":a :b :c\n",
        ":a :b :c ;\n",
        ":a :b\n",
        "@",
        "@a",
        "^^",
        "~",
        "_:",
        "#",
        "\\",
        "%",
        "1e",
        "-",
        "：",
        "；",
        "\0",
        "\u{feff}",
        "\r",
        "@prefix ",
        "@prefix : <",
        "GRAPH ",
        "GRAPH :g {",
        ":a :b \"\"\"",
        ":a :b \"\"\"x\n",
        ".\n\"",
        ". [",
        ". :a :b [",
    ] {
        for syntax in [
            Syntax::Turtle,
            Syntax::TriG,
            Syntax::NTriples,
            Syntax::NQuads,
        ] {
            for text in [long(piece), format!(":a :b {}", long(piece))] {
                let started = Instant::now();
                let said = said(text.as_bytes(), syntax, None);
                assert!(
                    said.findings.len() <= 2001,
                    "{piece:?} {}",
                    said.findings.len()
                );
                assert!(started.elapsed().as_secs() < 5, "{piece:?} {syntax:?}");
            }
        }
    }
}

#[test]
fn a_file_with_too_many_faults_is_read_no_further() {
    let said = said(":a :b :c .\n".repeat(5000).as_bytes(), Syntax::Turtle, None);
    assert_eq!(said.findings.len(), 1);
    let lines = "<a> <b> \"c .\n".repeat(5000);
    let said = crate::quads::said(lines.as_bytes(), Syntax::Turtle, Some("http://e/"));
    assert_eq!(said.findings.len(), 1001);
    assert_eq!(
        said.findings.last().map(|finding| finding.id),
        Some("too-many-findings")
    );
}

#[test]
fn long_literals_are_literals() {
    let text = format!(
        "<http://a> <http://b> \"{0}\" , \"\"\"{0}\n\\n\"\"\" .",
        "温江".repeat(2_000_000)
    );
    let said = said(text.as_bytes(), Syntax::Turtle, None);
    assert_eq!((said.findings.len(), said.statements.len()), (0, 2));
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..200)) {
        for extension in ["ttl", "trig", "nt", "nq", "n3", "jsonld"] {
            holds(&bytes, extension);
        }
    }

    #[test]
    fn any_part_of_a_document_is_read(bytes in vec(any::<u8>(), 0..120), from in 0..400_usize, length in 0..400_usize) {
        for extension in ["ttl", "trig", "nt", "nq"] {
            let text = document(&bytes, extension, true).into_bytes();
            let from = from.min(text.len());
            holds(&text[from..(from + length).min(text.len())], extension);
        }
    }

    #[test]
    fn pieces_of_syntax_in_any_order_are_read(pieces in vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        for extension in ["ttl", "trig", "nt", "nq", "n3"] {
            holds(text.as_bytes(), extension);
        }
    }

    #[test]
    fn pieces_of_n3_in_any_order_are_read(pieces in vec(0..N3_PIECES.len(), 0..40)) {
        let text: String = pieces.into_iter().map(|piece| N3_PIECES[piece]).collect();
        holds(text.as_bytes(), "n3");
    }

    #[test]
    fn pieces_of_json_ld_in_any_order_are_read(pieces in vec(0..JSON_PIECES.len(), 0..40)) {
        let text: String = pieces.into_iter().map(|piece| JSON_PIECES[piece]).collect();
        holds(text.as_bytes(), "jsonld");
    }

    #[test]
    fn objects_with_any_keywords_are_read(members in vec((0..JSON_KEYS.len(), 0..JSON_VALUES.len()), 0..8)) {
        let mut inner = "1".to_owned();
        for (key, value) in members {
            inner = format!("{{{}:{},{}:{inner}}}", JSON_KEYS[key], JSON_VALUES[value], JSON_KEYS[value % JSON_KEYS.len()]);
        }
        holds(inner.as_bytes(), "jsonld");
    }
}

#[rustfmt::skip]
const N3_PIECES: [&str; 20] = [
    "{ ", "} ", "=> ", "<= ", "= ", "?x ", "! ", "^ ", "@forAll ", "is ", "of ", "has ", ":a ", ":b ", ". ", "; ", ", ", "\n", "@😀", "\"温",
];

#[rustfmt::skip]
const JSON_PIECES: [&str; 24] = [
    "{", "}", "[", "]", ",", ":", "\"a\"", "\"@id\"", "\"@context\"", "\"http://e/p\"", "1", "-", "1e9", "null", "true", "\"", "\\u", "d83d",
    "😀", " ", "\n", "\t", "'x'", "//",
];

#[rustfmt::skip]
const JSON_KEYS: [&str; 22] = [
    "\"@id\"", "\"@type\"", "\"@value\"", "\"@list\"", "\"@set\"", "\"@graph\"", "\"@reverse\"", "\"@included\"", "\"@nest\"", "\"@index\"",
    "\"@language\"", "\"@direction\"", "\"@context\"", "\"@container\"", "\"@vocab\"", "\"@base\"", "\"@protected\"", "\"@propagate\"",
    "\"http://e/p\"", "\"t\"", "\"e:p\"", "\"温\"",
];

#[rustfmt::skip]
const JSON_VALUES: [&str; 16] = [
    "null", "1", "1.5", "true", "\"x\"", "\"http://e/a\"", "\"_:b\"", "\"@id\"", "[]", "{}", "[\"x\",{\"@id\":\"y\"}]", "{\"@value\":\"x\"}",
    "{\"t\":{\"@id\":\"http://e/t\",\"@container\":\"@type\"}}", "{\"e\":\"http://e/\",\"@vocab\":\"http://v/\"}", "\"rtl\"", "{\"@list\":[[1]]}",
];

#[rustfmt::skip]
const PIECES: [&str; 48] = [
    " ", "\n", "\t", "# c\n", "@prefix ", "@base ", "PREFIX ", "BASE ", "VERSION ", "GRAPH ", ": ", ":a ", "a ", "p:b ",
    "<http://e/c> ", "<d> ", "<", ">", "_:x ", "\"s\"", "'t'", "\"\"\"", "'''", "\"", "'", "@en ", "@ar--rtl ", "^^", "1 ", "2.5 ",
    "true ", ". ", ".\n", "; ", ", ", "[", "] ", "( ", ") ", "{ ", "} ", "{| ", "|} ", "<< ", ">> ", "<<( ", ")>> ", "~ ",
];
