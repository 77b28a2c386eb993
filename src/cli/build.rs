//! `bixi build`

use super::failure::Result;
use super::limits::Resources;
use super::report::say_findings;
use super::{Outcome, Shared, terminal};
use bixi::config;
use bixi::errors::NameError;
use bixi::text::count;
use bixi::{BuildLimits, Built, Error, Finding, LeftOut, Project, Severity, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Build the graph if a source has changed
///
/// Reads the sources (the files of `ontology/` and `data/`, those that `bixi.toml` names, or all RDF files), adds what can be
/// inferred, and writes the snapshot `.bixi/graph.bixi`, which replaces the old one in one step. Contradictions are
/// reported with their proofs and do not stop the build. The other commands build first if a source has changed.
#[derive(clap::Args)]
pub struct Build {
    /// Which findings make the exit code 1: error, warning, info or never
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
    /// Every finding
    Info,
    /// None, unless a graph cannot be built
    Never,
}

impl From<config::FailOn> for FailOn {
    fn from(configured: config::FailOn) -> Self {
        match configured {
            config::FailOn::Error => Self::Error,
            config::FailOn::Warning => Self::Warning,
            config::FailOn::Info => Self::Info,
            config::FailOn::Never => Self::Never,
        }
    }
}

impl FailOn {
    /// Returns what a command came to that gave these findings.
    pub fn outcome(self, findings: &[Finding]) -> Outcome {
        if findings.iter().any(|finding| self.counts(finding)) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }

    /// Returns what a build came to that has a graph and gave these findings, and says why it fails though there is a graph.
    fn said(self, findings: &[Finding]) -> Outcome {
        let number = findings.iter().filter(|finding| self.counts(finding));
        let number = number.count();
        if number > 0 {
            let noun = match self {
                Self::Error => "error",
                Self::Warning | Self::Info | Self::Never => "finding",
            };
            terminal::say(&format!(
                "the graph is there, and the exit code is 1 because of {}",
                count(number, noun)
            ));
        }
        self.outcome(findings)
    }

    fn counts(self, finding: &Finding) -> bool {
        match self {
            Self::Error => finding.severity == Severity::Error,
            Self::Warning => finding.severity <= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
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
            say_broken(&snapshot)?;
            say_not_looked_at(&project, &snapshot)?;
            terminal::answer(&format!("unchanged: {}\n", contents(&snapshot)))?;
            Ok(options.fail_on.said(&findings))
        }
        Built::New { snapshot, problem } => {
            say_problem(problem);
            let time = started.elapsed();
            let findings = found(&project, &snapshot, shared)?;
            say_broken(&snapshot)?;
            say_not_looked_at(&project, &snapshot)?;
            terminal::answer(&format!("{}\n", done(&snapshot, time)))?;
            Ok(options.fail_on.said(&findings))
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
    Ok(graph_or_findings(project, shared, resources)?.ok())
}

/// The graph of a project, built first if it must be; if it cannot be built, what is wrong, after saying it.
pub fn graph_or_findings(
    project: &Project,
    shared: &Shared,
    resources: &Resources,
) -> Result<std::result::Result<Snapshot, Vec<Finding>>> {
    let snapshot = built(project, shared, resources)?;
    if let (Ok(snapshot), Some(tag)) = (&snapshot, &shared.lang) {
        check_language(snapshot, tag)?;
    }
    Ok(snapshot)
}

/// Checks that texts are in a language. The texts of the program itself are in two, which a graph need not have.
fn check_language(snapshot: &Snapshot, tag: &str) -> bixi::Result<()> {
    let primary = tag.split('-').next().unwrap_or(tag);
    let is_own = ["en", "zh"]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(primary));
    match snapshot.check_language(tag) {
        Err(Error::Name(error)) if is_own => {
            // Texts without a language may be in any.
            let has_others =
                matches!(&*error, NameError::Language { known, .. } if !known.is_empty());
            if has_others {
                terminal::say(&format!("note: {error}"));
            }
            Ok(())
        }
        checked => checked,
    }
}

/// Builds the graph, or opens the one that was built.
fn built(
    project: &Project,
    shared: &Shared,
    resources: &Resources,
) -> Result<std::result::Result<Snapshot, Vec<Finding>>> {
    let started = Instant::now();
    let built = within(resources, |limits| project.build(limits))?;
    match built {
        Built::Unchanged(snapshot) => {
            say_broken(&snapshot)?;
            Ok(Ok(snapshot))
        }
        Built::New { snapshot, problem } => {
            say_problem(problem);
            terminal::say(&done(&snapshot, started.elapsed()));
            let found = snapshot.findings()?;
            let with = |id| found.iter().filter(|finding| finding.id == id).count();
            let contradictions = with("inconsistency");
            let rules = with("rule-not-supported");
            if contradictions > 0 {
                let what = count(contradictions, "contradiction");
                terminal::say(&format!("{what}: `bixi build` shows what"));
            }
            if rules > 0 {
                let what = count(rules, "rule");
                terminal::say(&format!("left out: {what}: `bixi build` shows why"));
            }
            say_broken(&snapshot)?;
            Ok(Ok(snapshot))
        }
        Built::Refused(findings) => {
            refuse(project, &findings, shared)?;
            Ok(Err(findings))
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

/// Says what is not read. Of sources in folders of their own that is a line for each reason; where they were looked for, one
/// line says what was found and what was left out.
pub fn say_left_out(project: &Project) -> Result<()> {
    let left_out = project.left_out()?;
    let groups = left_out.chunk_by(|a, b| a.reason == b.reason);
    let reason = |group: &[LeftOut]| {
        group
            .first()
            .map_or("", |one| one.reason.as_str())
            .to_owned()
    };
    if project.has_source_folders()? {
        for group in groups {
            terminal::say(&format!("left out: {}: {}", names(group), reason(group)));
        }
        return Ok(());
    }
    let groups: Vec<String> = groups
        .map(|group| format!("{} ({})", names(group), reason(group)))
        .collect();
    let left_out = match groups.is_empty() {
        true => "nothing left out".to_owned(),
        false => format!("left out: {}", groups.join(", ")),
    };
    let sources = project.source_paths()?;
    let others = project.vendored_paths()?;
    let others = others.iter().filter(|path| sources.contains(path)).count();
    let others = match others {
        0 => String::new(),
        others => format!(", {others} of them maintained by others"),
    };
    terminal::say(&format!("taken: {}{others}; {left_out}", taken(&sources)));
    Ok(())
}

/// The names of the first files and folders that are left out for one reason.
fn names(group: &[LeftOut]) -> String {
    let named = group.iter().take(NAMED);
    let named: Vec<String> = named.map(|one| format!("`{}`", one.path)).collect();
    let more = match group.len() - named.len() {
        0 => String::new(),
        more if group.iter().all(|one| one.path.ends_with('/')) => {
            format!(" and {} more", count(more, "folder"))
        }
        more => format!(" and {} more", count(more, "file")),
    };
    format!("{}{more}", named.join(", "))
}

/// How many files of each kind are taken, the most frequent first.
fn taken(paths: &[String]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        let extension = plain.rsplit('.').next().unwrap_or(plain);
        *counts.entry(format!(".{extension}")).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let counts: Vec<String> = counts
        .into_iter()
        .map(|(extension, count)| format!("{count} {extension}"))
        .collect();
    match counts.is_empty() {
        true => "nothing".to_owned(),
        false => counts.join(", "),
    }
}

/// Says what the graph has that the build did not look at.
fn say_not_looked_at(project: &Project, snapshot: &Snapshot) -> Result<()> {
    let not_looked_at = project.not_looked_at(snapshot)?;
    if !not_looked_at.is_empty() {
        terminal::say(&not_looked_at.to_string());
    }
    Ok(())
}

/// Says that the graph is not whole, with every answer.
fn say_broken(snapshot: &Snapshot) -> Result<()> {
    let files = snapshot.broken_files()?.len();
    let rules = snapshot.findings_with("rule-without-end")?.len();
    let what = [(files, "broken file"), (rules, "endless rule")];
    let what = what.iter().filter(|(number, _)| *number > 0);
    let mut what: Vec<String> = what.map(|(number, noun)| count(*number, noun)).collect();
    let tables = snapshot.findings_with("broken-rows")?.len();
    if tables > 0 {
        what.push(format!("broken rows of {}", count(tables, "table")));
    }
    if !what.is_empty() {
        let what = what.join(" and ");
        terminal::say(&format!("built without {what}: `bixi check` shows why"));
    }
    Ok(())
}

/// A file that was not a snapshot is worth a word even though there is a good one now.
fn say_problem(problem: Option<Error>) {
    if let Some(Error::Snapshot { path, problem }) = problem {
        terminal::say(&format!(
            "the snapshot `{path}` {problem}; building it again"
        ));
    }
}

fn contents(snapshot: &Snapshot) -> String {
    let sizes = snapshot.sizes();
    let imported = match sizes.imported {
        0 => String::new(),
        imported => format!("{}, ", count(imported, "imported file")),
    };
    let mut text = format!(
        "{}, {imported}{}, {}",
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

/// Prints what was found in the sources of a graph that could be built. Of files and rows that it was built without, one finding
/// says so; `bixi check` has all.
fn found(project: &Project, snapshot: &Snapshot, shared: &Shared) -> Result<Vec<Finding>> {
    let mut findings = snapshot.findings()?;
    let says_left_out = |finding: &Finding| ["broken-file", "broken-rows"].contains(&finding.id);
    let broken = findings.iter().filter(|finding| says_left_out(finding));
    let broken: BTreeSet<String> = broken.map(|finding| finding.place.file.clone()).collect();
    findings.retain(|finding| says_left_out(finding) || !broken.contains(&finding.place.file));
    if !findings.is_empty() {
        say_findings(project, &findings, shared)?;
    }
    Ok(findings)
}

/// Prints findings that left nothing to build.
fn refuse(project: &Project, findings: &[Finding], shared: &Shared) -> Result<()> {
    say_findings(project, findings, shared)?;
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
        "\nnot built: {} in {}{kept}; `bixi build --keep-going` builds the rest",
        count(errors.count(), "error"),
        count(files.len(), "file")
    ));
    Ok(())
}
