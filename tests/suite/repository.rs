//! The repository's own graph: it builds without findings, holds what `tests/graph/` expects, and is drawn as Graphviz likes it.

use crate::session::replay;
use bixi::internals::build::compile;
use bixi::internals::error::Error;
use bixi::internals::expect::{check, is_of_graph, names};
use bixi::internals::graph::Graph;
use bixi::internals::project::Project;
use bixi::internals::query::Dataset;
use bixi::internals::query::Limits;
use bixi::{ReportOptions, TestFormat};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn graph() -> (Project, Graph) {
    let project = Project::open(root()).expect("this repository");
    let (graph, findings) = compile(&project).expect("its graph");
    assert_eq!(findings, []);
    (project, graph)
}

#[test]
fn every_expectation_of_the_repository_holds() {
    let (project, graph) = graph();
    expectations_hold(&project, &graph, 40);
}

/// Asserts that a project has at least `least` expectations, and that all hold that need the graph only.
pub fn expectations_hold(project: &Project, graph: &Graph, least: usize) {
    let paths = names(project).expect("tests/");
    assert!(paths.len() >= least, "only {} expectations", paths.len());
    let outcomes: Vec<_> = paths
        .iter()
        .filter(|path| is_of_graph(project, path).expect("the settings of its folders"))
        .map(|path| {
            check(project, Dataset::new(graph), path, &Limits::default()).expect("its files")
        })
        .collect();
    assert!(
        outcomes
            .iter()
            .all(bixi::internals::expect::Outcome::passed),
        "{}",
        project.test_report(
            &outcomes,
            &ReportOptions {
                format: TestFormat::Text,
                all: false,
                base: &project.root,
                said: &Error::to_string,
            }
        )
    );
}

#[test]
fn every_mistake_has_its_finding_and_every_path_is_there() {
    for filter in ["invalid", ".paths.toml"] {
        let printed = replay(&format!("$ bixi test {filter}"), root());
        assert!(printed.contains(" passed, 0 failed"), "{printed}");
    }
}

#[test]
fn every_expectation_with_rows_says_whether_they_are_all() {
    let folder = root().join("tests/graph");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("tests/graph")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| path.with_extension("rq"))
        .collect();
    paths.sort();
    let silent: Vec<_> = paths
        .iter()
        .filter(|path| {
            let text = fs::read_to_string(path).expect("an expectation");
            !text.contains("#+ rows: exact") && !text.contains("#+ rows: subset")
        })
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_saved_query_runs_with_its_defaults() {
    let (project, _) = graph();
    for name in project.query_names().expect("queries/") {
        let printed = replay(&format!("$ bixi query {name}"), root());
        assert!(!printed.contains("\n? "), "{printed}");
    }
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn graphviz_draws_every_view() {
    let (project, _) = graph();
    let views = project
        .query_names()
        .expect("queries/")
        .into_iter()
        .filter(|name| name.ends_with("-view"));
    let mut commands: Vec<String> = views
        .map(|name| format!("$ bixi view {name} | dot -Tcanon > /dev/null"))
        .collect();
    commands.push("$ bixi view parks | dot -Tcanon > /dev/null".to_owned());
    commands.push("$ bixi view --around 温江区 --depth 2 | dot -Tcanon > /dev/null".to_owned());
    assert!(commands.len() >= 7, "the views are gone");
    for command in commands {
        let printed = replay(&command, root());
        assert!(
            !printed
                .lines()
                .any(|line| line.starts_with("? ") || line.contains("rror")),
            "{printed}"
        );
    }
}
