//! JSON-LD against what jsonld.js 9.0.0 makes of the same documents: `tests/cases/json_ld/`, a document on a line and below
//! it its statements, with blank nodes named by RDFC-1.0, or the error code of the specification.
//! Three answers are the specification's and not its: a string of the datatype `xsd:double` stays as it is (8.2.2), what is
//! nested is read by the context of the term that nests it (5.1.2, step 14), and a value has one `@type`.

use crate::quads::{canonical, quads, said_of};
use bixi::internals::finding::Severity;
use bixi::internals::source::SourceFile;
use bixi::internals::statement::Statements;
use std::fs;
use std::path::Path;

fn read(document: &str) -> Statements {
    said_of(
        &SourceFile::new("data/a.jsonld", document),
        Some("http://base.org/doc"),
    )
}

fn errors(said: &Statements) -> Vec<&'static str> {
    let errors = said
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.id).collect()
}

#[test]
fn documents_say_what_another_processor_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/json_ld");
    let (mut count, mut failures) = (0, Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for block in text.split("== ").skip(1) {
            let mut lines = block.lines().filter(|line| !line.is_empty());
            let (name, document) = (lines.next().unwrap(), lines.next().unwrap());
            let expected: Vec<&str> = lines.collect();
            let said = read(document);
            let actual: Vec<String> = canonical(quads(&said))
                .iter()
                .map(|quad| format!("{quad} ."))
                .collect();
            let is_right = match expected.as_slice() {
                [error] if error.starts_with("error: ") => !errors(&said).is_empty(),
                _ => actual == expected && errors(&said).is_empty(),
            };
            if !is_right {
                failures.push(format!(
                    "{name} {document}\n{actual:#?}\n{expected:#?}\n{:?}",
                    said.findings
                ));
            }
            count += 1;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 150, "{count}");
}

#[test]
fn a_text_with_a_direction_is_that_of_rdf_1_2() {
    let said = read(
        r#"{"@id":"http://e/a","http://e/p":{"@value":"x","@language":"AR","@direction":"rtl"}}"#,
    );
    assert_eq!(
        canonical(quads(&said)),
        ["<http://e/a> <http://e/p> \"x\"@ar--rtl"]
    );
}

#[test]
fn prefixes_of_contexts_are_known_and_statements_have_their_lines() {
    let said = read(
        "{\n\"@context\": {\"zz\": \"http://e/\", \"name\": \"zz:name\"},\n\"@id\": \"zz:a\",\n\"name\":\n \"A\"\n}",
    );
    assert_eq!(said.prefixes, [("zz".to_owned(), "http://e/".to_owned())]);
    assert_eq!(said.statements[0].line, 5);
}

/// The stack of a thread that reads sources is small, and what stands deep is not read twice.
#[test]
fn deep_documents_are_read_or_refused_on_a_small_stack() {
    let deep = |open: &str, middle: &str, close: &str, depth: usize| {
        let text = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread
            .spawn(move || errors(&read(&text)))
            .unwrap()
            .join()
            .unwrap()
    };
    for (open, middle, close, levels) in [
        ("{\"http://e/p\":", "\"x\"", "}", 1),
        ("{\"http://e/p\":{\"@list\":[", "\"x\"", "]}}", 3),
        ("{\"@graph\":[", "{\"http://e/p\":1}", "]}", 2),
        ("{\"@included\":[", "{\"http://e/p\":1}", "]}", 2),
        ("{\"@nest\":", "{\"http://e/p\":1}", "}", 1),
        ("{\"@reverse\":{\"http://e/p\":", "{}", "}}", 2),
        (
            "{\"@context\":{\"p\":{\"@id\":\"http://e/p\",\"@context\":",
            "{}",
            "}}}",
            3,
        ),
        ("[", "", "]", 1),
    ] {
        let read = deep(open, middle, close, 190 / levels);
        assert!(
            read.iter().all(|id| *id == "invalid-json-ld"),
            "{open} {read:?}"
        );
        assert_eq!(deep(open, middle, close, 100_000), ["too-deep"], "{open}");
    }
    let chain: Vec<String> = (0..1000)
        .map(|n| format!("\"t{n}\":\"t{}:x\"", n + 1))
        .collect();
    let said = read(&format!("{{\"@context\":{{{}}}}}", chain.join(",")));
    assert_eq!(errors(&said), ["too-deep"]);
}
