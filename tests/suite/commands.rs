//! The examples of `docs/commands/` are sessions in a project that `bixi new` makes; they cannot rot.

use crate::session::{accepting, replay};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_examples_of_the_commands_print_what_their_pages_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands");
    let mut pages: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the pages")
        .map(|entry| entry.expect("a page").path())
        .collect();
    pages.sort();
    let mut wrong = Vec::new();
    for path in pages {
        let page = fs::read_to_string(&path).expect("a page");
        let actual = replayed(&page);
        if accepting() {
            fs::write(&path, actual).expect("a page");
        } else if actual != page {
            wrong.push(format!("{} would be:\n{actual}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A page with what its sessions print now, all in one new project whose graph is built.
fn replayed(page: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let made = replay("$ bixi new parks --language en", folder.path());
    assert!(!made.contains("? "), "{made}");
    let project = folder.path().join("parks");
    replay("$ bixi build", &project);
    let mut actual = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (session, after) = after.split_once("```").expect("an end of the session");
        actual.push_str(&format!(
            "{before}```console\n{}```",
            replay(session, &project)
        ));
        rest = after;
    }
    actual.push_str(rest);
    actual
}
