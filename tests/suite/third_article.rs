//! A third article, invented, is added to a copy of the repository's graph by its data alone: all that is expected holds, the
//! saved queries have its rows, pictures stay whole, and each planted mistake is seen, at its line where shapes find it.

use crate::repository::expectations_hold;
use crate::session::replay;
use crate::sessions::copy_into;
use bixi::internals::build::compile;
use bixi::internals::expect::check;
use bixi::internals::project::Project;
use bixi::internals::query::Dataset;
use bixi::internals::query::Limits;
use bixi::{BuildLimits, Finding};
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
    for folder in ["ontology", "data", "queries", "imports", "tests/graph"] {
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

/// The numbers of a variant are those of the article, in other words: a line of the file that is changed is what its finding is at.
#[test]
fn each_variant_of_a_mistake_is_found_at_its_line() {
    let text = include_str!("../cases/third-article/variants.txt");
    let variants: Vec<&str> = text.trim_start_matches("# ").split("\n\n# ").collect();
    assert!(variants.len() >= 50, "the variants are gone");
    let copy = with_the_article();
    // Only sources are checked.
    for folder in ["queries", "tests"] {
        fs::remove_dir_all(copy.path().join(folder)).expect("a folder");
    }
    // What stays as it was need not be read again for each.
    let project = Project::open(copy.path()).expect("the copy");
    project.build(&BuildLimits::default()).expect("a build");
    assert_eq!(all_findings(copy.path()), []);
    let wrong: Vec<String> = variants
        .into_iter()
        .filter_map(|variant| wrong(&format!("# {variant}"), copy.path()))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plants a variant in a copy of the project, and returns its name and what is found unless that is what it says.
fn wrong(variant: &str, copy: &Path) -> Option<String> {
    let (name, file) = name_and_file(variant);
    let path = copy.join(file);
    let before = fs::read_to_string(&path).expect("the file");
    let now = changed(&before, variant);
    fs::write(&path, &now).expect("the file");
    let findings = all_findings(copy);
    fs::write(&path, before).expect("the file");
    let expected = variant.trim_end().rsplit("\nfinds ").next().expect("what");
    let is_found = match expected.split_once(" at ") {
        None => findings.is_empty(),
        Some((id, line)) => findings.iter().any(|finding| {
            let start = finding.place.span.start;
            let is_there = finding.place.file == file && finding.id == id;
            let from = now[..start].rfind('\n').map_or(0, |end| end + 1);
            is_there
                && now[from..]
                    .lines()
                    .next()
                    .is_some_and(|text| text.contains(line))
        }),
    };
    (!is_found).then(|| format!("{name}: {findings:#?}"))
}

/// Returns what is found in the sources of a project.
fn all_findings(copy: &Path) -> Vec<Finding> {
    let project = Project::open(copy).expect("the copy");
    let checked = project.check(&BuildLimits::default());
    checked.expect("a check").findings
}

/// Returns the name of a mistake and the file that it is planted in.
fn name_and_file(mistake: &str) -> (&str, &str) {
    let lines = || mistake.lines();
    let name = lines().find_map(|line| line.strip_prefix("# "));
    let file = lines().find_map(|line| line.strip_prefix("in "));
    (name.expect("a name"), file.expect("a file"))
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
    let has = |name: &String, ending| folder.join(name).with_extension(ending).exists();
    let never: Vec<String> = names
        .into_iter()
        .filter(|name| !has(name, "csv") && !has(name, "svg"))
        .filter(|name| !mistakes.contains(&format!("\nfails tests/graph/{name}")))
        .collect();
    assert!(never.is_empty(), "no mistake fails {never:?}");
}

/// Plants a mistake in a copy of the project, and returns its name unless it is seen where it should be.
fn unseen(mistake: &str, copy: &Path) -> Option<String> {
    let (name, file) = name_and_file(mistake);
    let path = copy.join(file);
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
    let outcome = check(&project, Dataset::new(&graph), name, &Limits::default());
    !outcome.expect("its files").passed()
}
