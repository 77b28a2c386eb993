//! Every file in `tests/cases/read/` has a `.findings` beside it: what is wrong in it, as people see it, and what it
//! still says, each statement after its line. `BIXI_ACCEPT=1` rewrites them.

use crate::quads::{quads, said_of};
use bixi::internals::finding::Severity;
use bixi::internals::read::EXPLANATIONS;
use bixi::internals::source::SourceFile;
use bixi::internals::write::{FindingsFormat, findings};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/read");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let is_case = |path: &PathBuf| path.extension().is_some_and(|e| e != "findings");
    let mut cases: Vec<PathBuf> = entries.filter(is_case).collect();
    cases.sort();
    cases
}

#[test]
fn faults_are_found_and_said_in_these_words() {
    let mut failures = Vec::new();
    let mut ids = BTreeSet::new();
    for path in cases() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let source = SourceFile::new(name, fs::read(&path).unwrap());
        let said = said_of(&source, None);
        let is_warning =
            |id| matches!(id, "doubled-key" | "ignored-by-json-ld" | "syntax-not-read");
        assert!(
            said.findings
                .iter()
                .all(|finding| is_warning(finding.id) == (finding.severity == Severity::Warning))
        );
        ids.extend(said.findings.iter().map(|finding| finding.id));
        let find = |path: &str| (path == name).then_some(&source);
        let format = FindingsFormat::Text { color: false };
        let written = findings(&said.findings, Path::new("/"), &find, &format.into());
        let mut actual = written.text;
        actual.push_str("It says:\n");
        for (statement, quad) in said.statements.iter().zip(quads(&said)) {
            actual.push_str(&format!("{:>3}  {quad} .\n", statement.line));
        }
        let golden = path.with_extension("findings");
        if fs::read_to_string(&golden).is_ok_and(|expected| expected == actual) {
            continue;
        }
        if std::env::var_os("BIXI_ACCEPT").is_some() {
            fs::write(golden, actual).unwrap();
        } else {
            failures.push(format!("{name} gives\n{actual}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    // It is a build that leaves a file or rows out, or cannot open a file; of a library's message and of a thousand faults there is no
    // exact text here.
    ids.extend([
        "broken-file",
        "broken-rows",
        "syntax",
        "too-many-findings",
        "unreadable-file",
    ]);
    let explained: BTreeSet<&str> = EXPLANATIONS
        .iter()
        .map(|explanation| explanation.id)
        .collect();
    let missing: Vec<_> = explained.symmetric_difference(&ids).collect();
    assert!(
        missing.is_empty(),
        "without a case, or without an explanation: {missing:?}"
    );
}
