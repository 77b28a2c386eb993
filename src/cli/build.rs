//! `bixi build`

use super::failure::Result;
use super::limits::Resources;
use super::{Outcome, Shared, terminal};
use bixi::text::count;
use bixi::{BuildLimits, Built, Error, Finding, FindingsFormat, Project, Severity, Snapshot};
use std::collections::BTreeSet;
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
    #[command(flatten)]
    resources: Resources,
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
    say_left_out(&project)?;
    let built = within(&options.resources, |limits| project.build_verified(limits))?;
    match built {
        Built::Unchanged(snapshot) => {
            let findings = found(&project, &snapshot, shared)?;
            terminal::answer(&format!("unchanged: {}\n", contents(&snapshot)))?;
            Ok(options.fail_on.outcome(&findings))
        }
        Built::New { snapshot, problem } => {
            say_problem(problem);
            let time = started.elapsed();
            let findings = found(&project, &snapshot, shared)?;
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
pub fn graph_of(
    project: &Project,
    shared: &Shared,
    resources: &Resources,
) -> Result<Option<Snapshot>> {
    let started = Instant::now();
    let built = within(resources, |limits| project.build(limits))?;
    match built {
        Built::Unchanged(snapshot) => Ok(Some(snapshot)),
        Built::New { snapshot, problem } => {
            say_problem(problem);
            terminal::say(&done(&snapshot, started.elapsed()));
            let found = snapshot.findings()?;
            let with = |id| found.iter().filter(|finding| finding.id == id).count();
            let (contradictions, rules) = (with("inconsistency"), with("rule-not-supported"));
            if contradictions > 0 {
                let what = count(contradictions, "contradiction");
                terminal::say(&format!("{what}: `bixi build` shows what"));
            }
            if rules > 0 {
                let what = count(rules, "rule");
                terminal::say(&format!("left out: {what}: `bixi build` shows why"));
            }
            Ok(Some(snapshot))
        }
        Built::Refused(findings) => {
            refuse(project, &findings, shared)?;
            Ok(None)
        }
    }
}

/// Does work of a build within its limits, and says on a terminal what is at work.
pub fn within<T>(
    resources: &Resources,
    work: impl FnOnce(&BuildLimits) -> bixi::Result<T>,
) -> bixi::Result<T> {
    let watch = resources.watch_build();
    let at_work = watch.limits.work.clone();
    let _progress = terminal::progress(move || format!("building: {}", at_work.now()));
    work(&watch.limits)
}

/// The most paths that are named of what is left out for one reason.
const NAMED: usize = 3;

/// Says which files in the folders that are built are not read, a line for each reason.
pub fn say_left_out(project: &Project) -> Result<()> {
    for group in project.left_out()?.chunk_by(|a, b| a.reason == b.reason) {
        let named = group.iter().take(NAMED);
        let named: Vec<String> = named.map(|one| format!("`{}`", one.path)).collect();
        let more = match group.len() - named.len() {
            0 => String::new(),
            more => format!(" and {} more", count(more, "file")),
        };
        let reason = group.first().map_or("", |one| one.reason.as_str());
        terminal::say(&format!("left out: {}{more}: {reason}", named.join(", ")));
    }
    Ok(())
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
    let sizes = snapshot.sizes();
    let mut text = format!(
        "{}, {}, {}",
        count(sizes.sources, "source"),
        count(sizes.statements, "statement"),
        count(sizes.terms, "term")
    );
    if sizes.inferred > 0 {
        let inferred = count(sizes.inferred, "statement");
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

/// Prints what was found in the sources of a graph that could be built.
fn found(project: &Project, snapshot: &Snapshot, shared: &Shared) -> Result<Vec<Finding>> {
    let findings = snapshot.findings()?;
    if !findings.is_empty() {
        print(project, &findings, shared)?;
    }
    Ok(findings)
}

/// Prints findings with their lines.
fn print(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    let format = FindingsFormat::Text {
        color: shared.color.on_stderr(),
    };
    terminal::say_styled(&project.write_findings(findings, format)?);
    Ok(())
}

/// Prints findings that left nothing to build.
fn refuse(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    print(project, findings, shared)?;
    let errors = findings.iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    let files = errors.clone().map(|finding| &finding.place.file);
    let files: BTreeSet<&String> = files.collect();
    let kept = if project.snapshot_path().exists() {
        "; the snapshot before stays"
    } else {
        ""
    };
    terminal::say(&format!(
        "\nnot built: {} in {}{kept}",
        count(errors.count(), "error"),
        count(files.len(), "file")
    ));
    Ok(())
}
