//! Coverage of expectations as others read it, and the strength of the expectations of this repository.

use crate::session::replay;
use crate::sessions::copy_into;
use bixi::{MutationOptions, Project, QueryLimits, Snapshot};
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a program prints in a folder.
fn printed(program: &str, arguments: &[&str], folder: &Path) -> String {
    let command = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output();
    let output = command.expect(program);
    let [out, err] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{program}: {out}{err}");
    format!("{out}{err}")
}

#[test]
#[cfg_attr(
    not(lcov),
    ignore = "BIXI_LCOV does not say that lcov and diff-cover are installed"
)]
fn lcov_and_diff_cover_read_the_tracefile() {
    let copy = tempfile::tempdir().expect("a folder");
    let folder = copy.path();
    copy_into(&root().join("tests/cases/session/coverage"), folder);
    replay("$ bixi coverage --format lcov -o town.lcov", folder);
    let summary = printed("lcov", &["--summary", "town.lcov"], folder);
    assert!(
        summary.contains("lines......: 25.0% (6 of 24 lines)"),
        "{summary}"
    );

    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        printed("git", &[&name[..], arguments].concat(), folder);
    };
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "before"]);
    // One line more of which nothing is expected, and one that is needed is another.
    let path = folder.join("data/town.ttl");
    let text = std::fs::read_to_string(&path).expect("the data");
    let text = text.replace(
        ":port :name \"Port\" .",
        ":port :name \"Port\" ;\n    :staff 3 .",
    );
    let text = text.replace(
        "    :locatedIn :park .\n:robotics",
        "    :locatedIn  :park .\n:robotics",
    );
    std::fs::write(&path, text).expect("the data");
    replay("$ bixi coverage --format lcov -o town.lcov", folder);
    let report = printed(
        "diff-cover",
        &["town.lcov", "--compare-branch=main"],
        folder,
    );
    assert!(
        report.contains("data/town.ttl (33.3%): Missing lines 18-19"),
        "{report}"
    );
}

/// A copy of this repository's project with its graph, since tests write nothing into it.
fn repository() -> (tempfile::TempDir, Project, Snapshot) {
    let copy = tempfile::tempdir().expect("a folder");
    for folder in ["ontology", "data", "queries", "imports", "tests/graph"] {
        std::fs::create_dir_all(copy.path().join(folder)).expect("a folder");
        copy_into(&root().join(folder), &copy.path().join(folder));
    }
    std::fs::copy(root().join("bixi.toml"), copy.path().join("bixi.toml")).expect("the settings");
    let project = Project::open(copy.path()).expect("the copy");
    project
        .build(&bixi::BuildLimits::default())
        .expect("a build");
    let snapshot = Snapshot::open(&project.snapshot_path()).expect("the graph");
    (copy, project, snapshot)
}

#[test]
fn the_pictures_of_the_repository_are_as_they_are_drawn() {
    let (_copy, project, snapshot) = repository();
    let mut names = project.expectations().expect("tests/");
    names.retain(|name| {
        let picture = name.replace(".rq", ".svg");
        project.root.join(picture).is_file()
    });
    assert!(!names.is_empty(), "the pictures are gone");
    for name in names {
        let outcome = project.test(&snapshot, &name, &QueryLimits::default());
        let outcome = outcome.expect("its files");
        assert!(outcome.passed(), "{name}: {:?}", outcome.failures);
    }
}

#[test]
fn the_expectations_of_the_repository_miss_its_facts() {
    let (_copy, project, snapshot) = repository();
    // These state the facts; the others would miss some of them, too.
    let mut names = project.expectations().expect("tests/");
    names.retain(|name| name.contains("-articles") || name.contains("titles-"));
    assert!(names.len() >= 13, "the expectations are gone");
    let options = MutationOptions {
        sample: Some(20),
        seed: 1,
        // The facts of the articles have evidence.
        only_reified: true,
    };
    let mutations = project
        .mutate(&snapshot, &names, options, &QueryLimits::default())
        .expect("changes");
    let unseen = mutations
        .changes
        .iter()
        .filter(|change| change.caught_by.is_none());
    let unseen: Vec<String> = unseen
        .map(|change| format!("{} {}", change.place, change.statement))
        .collect();
    assert_eq!(mutations.failing, [""; 0]);
    assert!(mutations.percent() >= 95.0, "{}", unseen.join("\n"));
}
