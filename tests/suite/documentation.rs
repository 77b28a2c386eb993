//! README and `docs/` are sessions: their commands are run, their files are written, and what they print is compared.
//!
//! In a page, a block of `console` is a session (see `session`). A block whose info string ends with a path, such as
//! ```` ```turtle data/people.ttl ````, is a file: it is written before the sessions below it run. A page starts in an empty
//! folder, in this repository if it says `<!-- in this repository -->`, or in a project that `bixi new` makes if it says
//! `<!-- in a new project -->`. `BIXI_ACCEPT=1` rewrites what is printed.

use crate::session::{accepting, replay, replay_from};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const IN_THIS_REPOSITORY: &str = "<!-- in this repository -->";
const IN_A_NEW_PROJECT: &str = "<!-- in a new project -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README and all Markdown below `docs/`, sorted.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

#[test]
fn pages_print_what_they_say() {
    let mut sessions = 0;
    let mut failures = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let empty = tempfile::tempdir().expect("a folder");
        let (folder, is_built) = if text.contains(IN_THIS_REPOSITORY) {
            (root().to_path_buf(), true)
        } else if text.contains(IN_A_NEW_PROJECT) {
            replay("$ bixi new parks --language en", empty.path());
            (empty.path().join("parks"), true)
        } else {
            (empty.path().to_path_buf(), false)
        };
        if is_built {
            // The snapshot is there before the page starts, so that no command has to say that it built it.
            replay("$ bixi build", &folder);
        }
        let (actual, commands) = run(&text, &folder);
        sessions += commands;
        if actual == text {
            continue;
        }
        match accepting() {
            true => fs::write(&page, actual).expect("a page"),
            false => failures.push(format!("{}, which would be:\n{actual}", page.display())),
        }
    }
    assert!(
        failures.is_empty(),
        "not true any more: {}",
        failures.join("\n")
    );
    assert!(sessions >= 60, "{sessions} commands are run");
}

/// Returns a page with what its commands print now, and how many there are.
fn run(page: &str, folder: &Path) -> (String, usize) {
    let mut actual = String::new();
    let mut within = folder.to_path_buf();
    let mut commands = 0;
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        actual.push_str(line);
        let Some(info) = line.trim_end().strip_prefix("```") else {
            continue;
        };
        let block: String = lines
            .by_ref()
            .take_while(|line| line.trim_end() != "```")
            .collect();
        match info.split_once(' ') {
            None if info == "console" => {
                commands += block.lines().filter(|line| line.starts_with("$ ")).count();
                actual.push_str(&replay_from(&block, folder, &mut within));
            }
            None => actual.push_str(&block),
            Some((_, path)) => {
                let file = folder.join(path);
                fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                fs::write(file, &block).expect("a file");
                actual.push_str(&block);
            }
        }
        actual.push_str("```\n");
    }
    (actual, commands)
}

/// The targets of the links of a page that lead to files.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let of_markdown = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let of_html = text
        .split("src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let targets = of_markdown.chain(of_html);
    let is_file = |target: &&str| !target.contains("://") && !target.starts_with('#');
    targets.filter(is_file)
}

#[test]
fn links_lead_to_files_and_each_page_is_linked() {
    let mut linked = BTreeSet::from([root().join("README.md")]);
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for target in links(&text) {
            let path = target.split('#').next().expect("a first part");
            let path = page.parent().expect("a folder").join(path);
            assert!(path.exists(), "{} links {target}", page.display());
            linked.insert(path.canonicalize().expect("a file"));
        }
    }
    for page in pages() {
        assert!(linked.contains(&page), "nothing links {}", page.display());
    }
}
