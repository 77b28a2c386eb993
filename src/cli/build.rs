//! `bixi build`

use super::{Outcome, Shared, terminal};
use bixi::build::{Built, build, build_whole, idle_rules, inconsistencies};
use bixi::error::{Error, Result};
use bixi::finding::{Finding, Severity};
use bixi::project::Project;
use bixi::snapshot::Snapshot;
use bixi::source::SourceFile;
use bixi::write::{self, FindingsFormat};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Build the graph if a source has changed
///
/// Reads `ontology/`, `data/` and `rules/`, adds what follows, and writes `.bixi/graph.bixi` beside the old snapshot
/// before it takes its place. What contradicts itself is reported with its proof; the graph is built all the same.
/// The other commands build first when they must.
#[derive(clap::Args)]
pub struct Build {
    /// Which findings make the exit code 1: error, warning or never
    #[arg(long, value_name = "WHEN", default_value = "error")]
    fail_on: FailOn,
}

/// Which findings there must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// None, unless a graph cannot be built
    Never,
}

impl FailOn {
    /// What a command came to that gave these findings.
    pub fn outcome(self, findings: &[Finding]) -> Outcome {
        let counts = |finding: &Finding| match self {
            Self::Error => finding.severity == Severity::Error,
            Self::Warning => true,
            Self::Never => false,
        };
        if findings.iter().any(counts) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

/// Builds and says what was done.
pub fn run(options: &Build, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let started = Instant::now();
    let progress = terminal::progress("building");
    let built = build_whole(&project)?;
    drop(progress);
    match built {
        Built::Unchanged(snapshot) => {
            let findings = inconsistent(&project, &snapshot, shared)?;
            terminal::answer(&format!("unchanged: {}\n", contents(&snapshot)))?;
            Ok(options.fail_on.outcome(&findings))
        }
        Built::New(snapshot, problem) => {
            say_problem(problem);
            let time = started.elapsed();
            let findings = inconsistent(&project, &snapshot, shared)?;
            terminal::answer(&format!("{}\n", done(&snapshot, time)))?;
            Ok(options.fail_on.outcome(&findings))
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
    let progress = terminal::progress("building");
    let built = build(project)?;
    drop(progress);
    match built {
        Built::Unchanged(snapshot) => Ok(Some(snapshot)),
        Built::New(snapshot, problem) => {
            say_problem(problem);
            terminal::say(&done(&snapshot, started.elapsed()));
            if !snapshot.graph.derivations.contradictions.is_empty() {
                let shown = inconsistencies(project, &snapshot.graph).into_iter();
                let shown = shown.filter(|finding| finding.id == "inconsistency");
                let what = write::count(shown.count(), "contradiction");
                terminal::say(&format!("{what}: `bixi build` shows what"));
            }
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

/// Prints what contradicts itself in a graph that could be built, and which rules give nothing.
fn inconsistent(project: &Project, snapshot: &Snapshot, shared: &Shared) -> Result<Vec<Finding>> {
    let mut findings = inconsistencies(project, &snapshot.graph);
    findings.extend(idle_rules(project, &snapshot.graph)?);
    if !findings.is_empty() {
        print(project, &findings, shared)?;
    }
    Ok(findings)
}

/// Prints findings with their lines; gives how many files they are in.
fn print(project: &Project, findings: &[Finding], shared: &Shared) -> Result<usize> {
    let files = sources_of(project, findings)?;
    let format = FindingsFormat::Text {
        color: shared.color.on_stderr(),
    };
    terminal::say(&write::findings(findings, &|path| files.get(path), format));
    Ok(files.len())
}

/// Prints findings that left nothing to build.
fn refuse(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    let files = print(project, findings, shared)?;
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let kept = if project.snapshot_path().exists() {
        "; the snapshot before stays"
    } else {
        ""
    };
    terminal::say(&format!(
        "\nnot built: {} in {}{kept}",
        write::count(errors, "error"),
        write::count(files, "file")
    ));
    Ok(())
}

/// The files that findings are about, by path.
pub fn sources_of(project: &Project, findings: &[Finding]) -> Result<BTreeMap<String, SourceFile>> {
    let related = findings
        .iter()
        .flat_map(|finding| finding.related.iter().map(|r| &r.place));
    let places = findings.iter().map(|finding| &finding.place).chain(related);
    let mut files = BTreeMap::new();
    for place in places {
        if !files.contains_key(&place.file) {
            files.insert(place.file.clone(), project.read(&place.file)?);
        }
    }
    Ok(files)
}
