//! `bixi build`

use super::{Outcome, Shared, terminal};
use bixi::build::{Built, build};
use bixi::error::{Error, Result};
use bixi::finding::{Finding, Severity};
use bixi::project::Project;
use bixi::snapshot::Snapshot;
use bixi::source::SourceFile;
use bixi::write;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Build the graph if a source has changed
///
/// Reads `ontology/` and `data/`, and writes `.bixi/graph.bixi` beside the old snapshot before it takes its place.
/// The other commands build first when they must.
#[derive(clap::Args)]
pub struct Build {}

/// Builds and says what was done.
pub fn run(_: &Build, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let started = Instant::now();
    match build(&project)? {
        Built::Unchanged(snapshot) => {
            terminal::answer(&format!("unchanged: {}\n", contents(&snapshot)))?;
            Ok(Outcome::Clean)
        }
        Built::New(snapshot, problem) => {
            say_problem(problem);
            terminal::answer(&format!("{}\n", done(&snapshot, started.elapsed())))?;
            Ok(Outcome::Clean)
        }
        Built::Refused(findings) => {
            refuse(&project, &findings, shared)?;
            Ok(Outcome::Findings)
        }
    }
}

/// The graph of a project, built first if it must be; `None` if it cannot be built, after saying why.
pub fn graph_of(project: &Project, shared: &Shared) -> Result<Option<Snapshot>> {
    let started = Instant::now();
    match build(project)? {
        Built::Unchanged(snapshot) => Ok(Some(snapshot)),
        Built::New(snapshot, problem) => {
            say_problem(problem);
            terminal::say(&done(&snapshot, started.elapsed()));
            Ok(Some(snapshot))
        }
        Built::Refused(findings) => {
            refuse(project, &findings, shared)?;
            Ok(None)
        }
    }
}

/// A file that was no snapshot is worth a word even though there is a good one now.
fn say_problem(problem: Option<Error>) {
    if let Some(Error::Snapshot { path, problem }) = problem {
        terminal::say(&format!(
            "the snapshot `{path}` {problem}; building it again"
        ));
    }
}

fn contents(snapshot: &Snapshot) -> String {
    let graph = &snapshot.graph;
    let mut text = format!(
        "{}, {}, {}",
        write::count(graph.sources.len(), "source"),
        write::count(graph.said_len(), "statement"),
        write::count(graph.dictionary.len(), "term")
    );
    if graph.inferred_len() > 0 {
        let inferred = write::count(graph.inferred_len(), "statement");
        text.push_str(&format!("; {inferred} inferred"));
    }
    text
}

fn done(snapshot: &Snapshot, time: Duration) -> String {
    format!(
        "built in {:.2} s: {}",
        time.as_secs_f64(),
        contents(snapshot)
    )
}

/// Prints findings with their lines.
fn refuse(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    let mut files: BTreeMap<&str, SourceFile> = BTreeMap::new();
    for finding in findings {
        let file = finding.place.file.as_str();
        if !files.contains_key(file) {
            files.insert(file, project.read(file)?);
        }
    }
    let text = write::findings(findings, &|path| files.get(path), shared.color.on_stderr());
    terminal::say(&text);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let kept = if project.snapshot_path().exists() {
        "; the snapshot before stays"
    } else {
        ""
    };
    let refused = format!(
        "\nnot built: {} in {}{kept}",
        write::count(errors, "error"),
        write::count(files.len(), "file")
    );
    terminal::say(&refused);
    Ok(())
}
