//! A third article, invented, is added to a copy of the repository's graph by its data alone: all that is expected holds, the
//! saved queries have its rows, pictures stay whole, and each planted mistake is seen.

use crate::repository::expectations_hold;
use crate::session::replay;
use crate::sessions::copy_into;
use bixi::internals::build::compile;
use bixi::internals::expect::check;
use bixi::internals::project::Project;
use bixi::internals::query::Limits;
use std::fs;
use std::path::Path;

/// Returns a copy of the project with the third article, its data and what is expected of it.
pub fn with_the_article() -> tempfile::TempDir {
    let copy = with_what_is_expected();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/third-article/data");
    copy_into(&data, &copy.path().join("data"));
    copy
}

/// Returns a copy of the project with what is expected of the third article, and without its data.
pub fn with_what_is_expected() -> tempfile::TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copy = tempfile::tempdir().expect("a folder");
    for folder in ["ontology", "data", "queries", "tests/graph"] {
        fs::create_dir_all(copy.path().join(folder)).expect("a folder");
        copy_into(&root.join(folder), &copy.path().join(folder));
    }
    fs::copy(root.join("bixi.toml"), copy.path().join("bixi.toml")).expect("the settings");
    let tests = root.join("tests/cases/third-article/tests");
    copy_into(&tests, &copy.path().join("tests"));
    copy
}

#[test]
fn every_expectation_holds_with_a_third_article() {
    let copy = with_the_article();
    let project = Project::open(copy.path()).expect("the copy");
    let (graph, findings) = compile(&project).expect("its graph");
    assert_eq!(findings, []);
    expectations_hold(&project, &graph, 101);
}

#[test]
fn pictures_stay_whole_with_a_third_article() {
    let copy = with_the_article();
    let project = Project::open(copy.path()).expect("the copy");
    let views = project.query_names().expect("queries/");
    for view in views.iter().filter(|name| name.ends_with("-view")) {
        let printed = replay(&format!("$ bixi view {view} -o view.svg"), copy.path());
        // What inference or another level would add belongs to no picture by itself.
        let is_more = |line: &str| line.ends_with("draws it") || line.ends_with("draws them");
        let is_cut = |line: &str| line.contains("left out") && !is_more(line);
        assert!(
            !printed.lines().any(is_cut) && !printed.contains("\n? "),
            "{printed}"
        );
    }
}

#[test]
fn each_planted_mistake_is_seen() {
    let text = include_str!("../cases/third-article/mistakes.txt");
    let mistakes: Vec<&str> = text.split("\n\n").collect();
    assert!(mistakes.len() >= 20, "the mistakes are gone");
    let copy = with_the_article();
    let unseen: Vec<String> = mistakes
        .iter()
        .filter_map(|mistake| unseen(mistake, copy.path()))
        .collect();
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}

#[test]
fn every_expectation_of_no_violation_fails_on_a_planted_mistake() {
    let mistakes = include_str!("../cases/third-article/mistakes.txt");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graph");
    let names = fs::read_dir(&folder).expect("tests/graph");
    let mut names: Vec<String> = names
        .map(|entry| entry.expect("a file").file_name())
        .map(|name| name.into_string().expect("a name"))
        .filter(|name| name.ends_with(".rq"))
        .collect();
    names.sort();
    let expects_rows = |name: &String| folder.join(name).with_extension("csv").exists();
    let never: Vec<String> = names
        .into_iter()
        .filter(|name| !expects_rows(name))
        .filter(|name| !mistakes.contains(&format!("\nfails tests/graph/{name}")))
        .collect();
    assert!(never.is_empty(), "no mistake fails {never:?}");
}

/// Plants a mistake in a copy of the project, and returns its name unless it is seen where it should be.
fn unseen(mistake: &str, copy: &Path) -> Option<String> {
    let lines = || mistake.lines();
    let name = lines().find_map(|line| line.strip_prefix("# "));
    let file = lines().find_map(|line| line.strip_prefix("in "));
    let name = name.expect("a name");
    let path = copy.join(file.expect("a file"));
    let before = fs::read_to_string(&path).expect("the file");
    fs::write(&path, changed(&before, mistake)).expect("the file");
    let seen = is_seen(mistake, copy);
    fs::write(&path, before).expect("the file");
    (!seen).then(|| name.to_owned())
}

/// Returns a text with the lines after `- ` replaced by those after `+ `, or with the latter added.
fn changed(text: &str, mistake: &str) -> String {
    let rest = mistake.split_once("\n+ ").expect("what is planted");
    let end = |text: &str| ["\nfails ", "\nfinds "].iter().find_map(|at| text.find(at));
    let planted = &rest.1[..end(rest.1).expect("where it is seen")];
    match rest.0.split_once("\n- ") {
        Some((_, old)) => {
            assert_eq!(text.matches(old).count(), 1, "{old}");
            text.replace(old, planted)
        }
        None => format!("{text}{planted}\n"),
    }
}

/// Whether the expectation of a mistake fails, or its finding is found.
fn is_seen(mistake: &str, copy: &Path) -> bool {
    let project = Project::open(copy).expect("the copy");
    let (graph, findings) = compile(&project).expect("its graph");
    let seen = mistake.lines().last().expect("where it is seen");
    let (how, name) = seen.split_once(' ').expect("where it is seen");
    if how == "finds" {
        return findings.iter().any(|finding| finding.id == name);
    }
    assert_eq!(how, "fails", "{seen}");
    let outcome = check(&project, &graph, name, &Limits::default());
    !outcome.expect("its files").passed()
}
