//! Every folder below `tests/cases/session/` is a project with a `session.txt`; it is copied and its session replayed.

use crate::session::{accepting, replay};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn sessions_print_what_they_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/session");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    folders.sort();
    assert!(folders.len() >= 10, "the cases are gone");
    let failures: Vec<String> = folders.iter().filter_map(|folder| check(folder)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(folder: &Path) -> Option<String> {
    let script = folder.join("session.txt");
    let expected = fs::read_to_string(&script).expect("session.txt");
    let copy = tempfile::tempdir().expect("a folder");
    copy_into(folder, copy.path());
    let actual = replay(&expected, copy.path());
    if actual == expected {
        return None;
    }
    if accepting() {
        fs::write(&script, &actual).expect("session.txt");
        return None;
    }
    Some(format!(
        "{}\n--- expected\n{expected}\n+++ got\n{actual}",
        script.display()
    ))
}

/// Copies what is in a folder, but for sessions.
pub fn copy_into(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            fs::create_dir(&target).expect("a folder");
            copy_into(&entry.path(), &target);
        } else if entry.file_name() != "session.txt" {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
