//! The house: a module uses only modules above its own line in `lib.rs`, and every file says what it does.

use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of `lib.rs`, from the ground up.
fn floors() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let module = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines().filter_map(module).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let floors = floors();
    assert!(floors.len() > 10);
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let relative = path
            .strip_prefix(source())
            .expect("below src")
            .display()
            .to_string();
        let own = relative
            .split(['/', '.'])
            .next()
            .expect("a name")
            .to_owned();
        let Some(floor) = floors.iter().position(|name| *name == own) else {
            continue;
        };
        let text = fs::read_to_string(&path).expect("a file");
        for part in text.split("crate::").skip(1) {
            let used = part
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or("");
            if floors
                .iter()
                .position(|name| name == used)
                .is_some_and(|other| other > floor)
            {
                wrong.push(format!("{relative} uses `{used}`, which is below it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_one_sentence_and_can_be_read_in_one_sitting() {
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let text = fs::read_to_string(&path).expect("a file");
        if !text.starts_with("//! ") {
            wrong.push(format!("{} does not open with `//! `", path.display()));
        }
        if text.lines().count() > 500 {
            wrong.push(format!(
                "{} has {} lines",
                path.display(),
                text.lines().count()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_finding_is_explained() {
    let mut unexplained = Vec::new();
    for path in files(&source()) {
        let text = fs::read_to_string(&path).expect("a file");
        for call in ["Fault::new(", "Finding::error(", "report("] {
            for after in text.split(call).skip(1) {
                let Some(id) = after
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next())
                else {
                    continue;
                };
                if !bixi::check::explanations()
                    .iter()
                    .any(|explanation| explanation.id == id)
                {
                    unexplained.push(format!("`{id}` in {}", path.display()));
                }
            }
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
}
