//! JSON-LD against what jsonld.js 9.0.0 makes of the same documents: `tests/cases/json_ld/`, a document on a line and below
//! it its statements, with blank nodes named by RDFC-1.0, or the error code of the specification.

use crate::quads::{canonical, quads, said_of};
use bixi::finding::Severity;
use bixi::read::Statements;
use bixi::source::SourceFile;
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
