//! The check of the vocabulary: each file of `tests/cases/vocabulary` is a project with one fault, or with something that looks
//! like one, and the findings beside it are all that there are.
//!
//! A case is the file `data.ttl` beside the files in `shared`; a line `#--- PATH` starts another file, and replaces one of `shared`.

use crate::session::accepting;
use bixi::{BuildLimits, Project, SourceFile};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What the check of the vocabulary finds, apart from `undefined-term`.
const IDS: [&str; 30] = [
    "ambiguous-prefix",
    "asserted-claim",
    "cycle",
    "cyclic-hierarchy",
    "dangling-reference",
    "deprecated-term",
    "disjoint-classes",
    "invisible-character",
    "iri-instead-of-literal",
    "literal-instead-of-iri",
    "missing-label",
    "near-namespace",
    "reversed-period",
    "same-label",
    "separated-number",
    "several-labels",
    "several-values",
    "shared-reifier",
    "similar-iri",
    "unasserted-statement",
    "undefined-term",
    "unknown-vocabulary-term",
    "white-space-in-label",
    "without-evidence",
    "without-type",
    "wrong-datatype",
    "wrong-domain",
    "wrong-language",
    "wrong-prefix",
    "wrong-range",
];

/// Files that all cases have.
const SHARED: [&str; 2] = ["vocabulary.ttl", "town.ttl"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/vocabulary")
}

/// The files of a case with their texts, and those in the folder `shared`.
fn files(case: &Path, shared: &[&str]) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for shared in shared {
        let text = fs::read_to_string(folder().join("shared").join(shared)).expect("a file");
        files.insert((*shared).to_owned(), text);
    }
    let text = fs::read_to_string(case).expect("a case");
    let mut path = "data.ttl".to_owned();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("#--- ") {
            Some(next) => {
                path = next.trim_end().to_owned();
                files.insert(path.clone(), String::new());
            }
            None => files.entry(path.clone()).or_default().push_str(line),
        }
    }
    files.retain(|_, text| !text.is_empty());
    files
}

/// The findings of a case, one in a line, with their hints.
pub fn found(case: &Path, shared: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let files = files(case, shared);
    for (path, text) in &files {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    let project = Project::open(folder.path()).expect("a project");
    let checked = project.check(&BuildLimits::default());
    let mut lines = String::new();
    for finding in checked.expect("a check").findings {
        let source = files
            .get(&finding.place.file)
            .map(|text| SourceFile::new(finding.place.file.clone(), text.as_str()));
        let (start, end) = finding.place.positions(source.as_ref());
        let text = files.get(&finding.place.file);
        let text = text.and_then(|text| text.get(finding.place.span.clone()));
        lines.push_str(&format!(
            "{}:{start}-{end} {}[{}]: {}\n",
            finding.place.file,
            finding.severity.as_str(),
            finding.id,
            finding.message
        ));
        lines.push_str(&format!("    at: {}\n", text.unwrap_or_default()));
        if let Some(hint) = &finding.hint {
            lines.push_str(&format!("    hint: {hint}\n"));
        }
        for related in &finding.related {
            let source = files
                .get(&related.place.file)
                .map(|text| SourceFile::new(related.place.file.clone(), text.as_str()));
            let (start, _) = related.place.positions(source.as_ref());
            lines.push_str(&format!(
                "    {}:{start}: {}\n",
                related.place.file, related.message
            ));
        }
    }
    lines
}

pub fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttl"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn each_fault_of_a_vocabulary_is_found_once() {
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases(&folder()) {
        let name = case
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let found = found(&case, &SHARED);
        for id in IDS {
            *ids.entry(id.to_owned()).or_default() +=
                usize::from(found.contains(&format!("[{id}]")));
        }
        if name.contains("-silent") {
            let of_vocabulary = IDS.iter().any(|id| found.contains(&format!("[{id}]")));
            assert!(!of_vocabulary, "{name} is not a fault:\n{found}");
        }
        let path = case.with_extension("findings");
        if accepting() {
            fs::write(&path, &found).expect("the findings");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{name}: expected\n{expected}\nfound\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let rare: Vec<(&String, &usize)> = ids.iter().filter(|(_, count)| **count < 2).collect();
    assert!(rare.is_empty(), "fewer than two cases have {rare:?}");
}

#[test]
fn each_finding_of_a_vocabulary_is_explained() {
    let explained: BTreeSet<&str> = bixi::explanations().iter().map(|one| one.id).collect();
    for id in IDS {
        assert!(explained.contains(id), "{id}");
    }
}
