//! Expected rows that were accepted are those of the query: after `--accept`, the expectation passes, and accepting it again changes
//! nothing.

use crate::random_queries::{PROLOGUE, files, query};
use bixi::{BuildLimits, Project, QueryLimits, Snapshot};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::fs;

/// A project in a folder with two files and one expectation.
fn project(files: &[String], query: &str) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().expect("a folder");
    for folder_name in ["data", "tests"] {
        fs::create_dir(folder.path().join(folder_name)).expect("a folder");
    }
    for (number, file) in files.iter().enumerate() {
        let path = folder.path().join(format!("data/{number}.ttl"));
        fs::write(path, format!("{PROLOGUE}{file}")).expect("a file");
    }
    fs::write(folder.path().join("bixi.toml"), "inference = \"none\"\n").expect("settings");
    let test = format!("#+ allow-unknown: true\n{PROLOGUE}{query}");
    fs::write(folder.path().join("tests/q.rq"), test).expect("a query");
    let project = Project::open(folder.path()).expect("a project");
    (folder, project)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(150)
    })]

    #[test]
    fn what_was_accepted_passes(files in files(), query in query()) {
        let (_folder, project) = project(&files, &query);
        let built = project.build(&BuildLimits::default()).expect("a build");
        let Ok(snapshot) = built.into_snapshot() else {
            return Ok(());
        };
        accepted(&project, &snapshot)?;
    }
}

fn accepted(project: &Project, snapshot: &Snapshot) -> Result<(), TestCaseError> {
    let limits = QueryLimits {
        allow_product: true,
        ..QueryLimits::default()
    };
    let before = project
        .test(snapshot, "tests/q.rq", &limits)
        .expect("a test");
    let first = before.failures.first();
    // Anything else is not a SELECT query, or one that cannot be evaluated.
    if first.is_none_or(|line| !line.starts_with("there are no expected rows")) {
        return Ok(());
    }
    let Ok(file) = project
        .accept(snapshot, "tests/q.rq", &limits)
        .expect("an answer")
    else {
        return Ok(());
    };
    let path = project.root.join(&file);
    let written = fs::read(&path).expect("rows");
    // Files are looked at again, as another run does.
    let project = Project::open(&project.root).expect("a project");
    let after = project
        .test(snapshot, "tests/q.rq", &limits)
        .expect("a test");
    let shown = String::from_utf8_lossy(&written).into_owned();
    prop_assert!(after.passed(), "{:?}\n{shown}", after.failures);
    let again = project
        .accept(snapshot, "tests/q.rq", &limits)
        .expect("an answer");
    prop_assert_eq!(again, Ok(file));
    prop_assert_eq!(fs::read(&path).expect("rows"), written);
    Ok(())
}
