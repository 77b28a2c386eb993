//! `bixi test`

mod choose;
mod create;
mod run;
#[cfg(feature = "watch")]
mod watch;

use self::choose::{chosen, order};
use self::create::{argument, create};
use self::run::check_all;
#[cfg(feature = "watch")]
use self::watch::watch;
use super::build::graph_or_findings;
use super::failure::{Failure, Result};
use super::limits::Limits;
use super::mutate::Mutate;
use super::{Outcome, Shared, advice, terminal};
use bixi::text::{count, one_line};
use bixi::{
    EngineAnswers, Error, Finding, Project, QueryLimits, ReportOptions, Snapshot, TestFormat,
    TestOutcome,
};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

/// Check the expectations in `tests/`
///
/// `*.holds.ttl`: every statement is in the graph. `*.absent.ttl`: none is. `*.inferred.ttl`: every statement is, and no file
/// asserts it. `*.rq` with `*.csv`: the query gives these rows; with `*.ttl`: these statements; with `*.svg`: this picture. `*.rq`
/// with ASK: true. `*.rq` with `#+ expect: none`: no row. `*.paths.toml`: entities are connected. `invalid/*.ttl` with
/// `*.findings` or `*.report.ttl`: the file adds these findings, or these results of validation. A `suite.toml` says what holds
/// for a folder. Exit code 1 if one fails, 3 if a limit of one query was passed.
#[derive(Clone, clap::Args)]
pub struct Test {
    /// Run only the expectations whose path contains this text
    filter: Option<String>,
    /// Run only the expectations with this tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// List also the expectations that passed
    #[arg(long)]
    all: bool,
    /// List the expectations and run none
    #[arg(long)]
    list: bool,
    /// Run no more expectations once one has failed
    #[arg(long)]
    fail_fast: bool,
    /// Run only those that failed in the last run
    #[arg(long, conflicts_with = "changed")]
    failed: bool,
    /// Run only those whose outcome may be another than when they last passed, since something that they read has changed
    #[arg(long)]
    changed: bool,
    /// Run those that have changed again and again, as the files do; keys choose others
    #[cfg(feature = "watch")]
    #[arg(long, conflicts_with_all = ["list", "accept", "output", "mutate", "on"])]
    watch: bool,
    /// Write an expectation of this saved query: that it gives what it gives today
    #[arg(long, value_name = "NAME", conflicts_with_all = ["filter", "tags", "list", "accept", "failed", "changed"])]
    new: Option<String>,
    /// With `--new`, the value of a parameter of the query; may be given several times
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = argument, requires = "new")]
    with: Vec<(String, String)>,
    /// Run them in a random order, which the number gives again; they are reported by path
    #[arg(long, value_name = "SEED", num_args = 0..=1, require_equals = true)]
    shuffle: Option<Option<u64>>,
    /// The number of expectations that run in parallel, and of threads for all else [default: the number of cores]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Write what was found, rows, findings or a picture, into the files of the expectations that fail, after showing the difference
    #[arg(long, conflicts_with = "list")]
    accept: bool,
    /// How the outcomes are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write them to this file, and the text for people to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ask an engine of `bixi.toml` instead of the graph here; expectations that are not of what it answers are not run
    #[arg(long, value_name = "ENGINE", conflicts_with_all = ["accept", "new", "failed", "changed", "mutate", "list"])]
    on: Option<String>,
    /// Ask engines for what queries ask with `SERVICE`, and record their answers in `engines/answers`; without it the answers that
    /// are recorded there are taken
    #[arg(long, conflicts_with_all = ["list", "mutate"])]
    record: bool,
    #[command(flatten)]
    mutation: Mutate,
    #[command(flatten)]
    limits: Limits,
}

impl Test {
    /// The limits of one query; with `--record` it asks engines.
    fn limits_of_query(&self, project: &Project) -> QueryLimits {
        let asked = || project.engines(EngineAnswers::AskedAndRecorded);
        QueryLimits {
            engines: self.record.then(asked),
            ..self.limits.of_query()
        }
    }
}

/// How outcomes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An array of objects
    Json,
    /// JUnit
    Junit,
    /// The Test Anything Protocol
    Tap,
    /// Annotations of GitHub
    Github,
    /// Markdown, for the summary of a job
    Markdown,
}

/// Does what the options say.
pub fn run(test: &Test, shared: &Shared) -> Result<Outcome> {
    let writes = match (test.accept, &test.new) {
        (true, _) => Some("--accept"),
        (_, Some(_)) => Some("--new"),
        _ => None,
    };
    if let Some(option) = writes
        && std::env::var_os("CI").is_some_and(|value| !value.is_empty())
    {
        return Err(Failure::Usage(format!(
            "`{option}` is not for continuous integration (`CI` is set)"
        )));
    }
    check_format(test)?;
    if let Some(jobs) = test.jobs {
        keep_threads(jobs)?;
    }
    if let Some(name) = &test.new {
        return create(test, name, &shared.project()?, shared);
    }
    #[cfg(feature = "watch")]
    if test.watch {
        return watch(test, shared);
    }
    check(test, shared)
}

/// Gives the library as many threads as expectations run in parallel, so that `--jobs 1` takes one core from the start to the end.
fn keep_threads(jobs: NonZero<usize>) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get());
    let built = pool.build_global().map_err(std::io::Error::other);
    Ok(built.map_err(Error::io("start", "threads"))?)
}

/// Refuses a format in which nothing would be written.
fn check_format(test: &Test) -> Result<()> {
    let known: &[Format] = match test.mutation.is_wanted() {
        true => &[Format::Text, Format::Json],
        false => &[Format::Text],
    };
    let what = match () {
        () if test.mutation.is_wanted() => "--mutate",
        () if test.list => "--list",
        () if test.new.is_some() => "--new",
        () => return Ok(()),
    };
    match known.contains(&test.format) {
        true => Ok(()),
        false if known.len() > 1 => Err(Failure::Usage(format!(
            "`{what}` writes `--format text` and `--format json` only"
        ))),
        false => Err(Failure::Usage(format!("`{what}` has no `--format`"))),
    }
}

/// Checks and reports.
fn check(test: &Test, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let all = project.expectations()?;
    let record = project.test_record();
    let mut names = chosen(test, &project, &all, &record)?;
    if test.list {
        let lines = names.iter().map(|name| format!("{}\n", one_line(name)));
        terminal::answer(&lines.collect::<String>())?;
        return Ok(Outcome::Clean);
    }
    let snapshot = match graph_or_findings(&project, shared, &test.limits.resources)? {
        Ok(snapshot) => snapshot,
        Err(findings) => return refused(test, &project, &findings),
    };
    if test.mutation.is_wanted() {
        let as_json = test.format == Format::Json;
        let limits = test.limits.of_query();
        return test.mutation.run(
            (&project, &snapshot),
            &names,
            &limits,
            (as_json, test.output.as_deref()),
        );
    }
    if let Some(engine) = &test.on {
        return check_on(test, engine, (project, snapshot), names);
    }
    let fingerprints = project.test_fingerprints(&snapshot, &names);
    let chosen = names.clone();
    if test.changed {
        names.retain(|name| !record.would_pass(name, &fingerprints));
        let left_out = chosen.len() - names.len();
        if left_out > 0 {
            terminal::say(&format!(
                "{} not run, since nothing they read has changed",
                count(left_out, "expectation")
            ));
        }
    }
    let tested = Arc::new((project, snapshot));
    let mut outcomes = check_all(test, &tested, &names, &order(test, names.len()))?;
    let (project, snapshot) = &*tested;
    if let Err(error) = project.record_tests(&all, &outcomes, &fingerprints) {
        let why = bixi::chain(&error);
        terminal::say(&format!(
            "note: the next run will know nothing of this one: {why}"
        ));
    }
    for outcome in &outcomes {
        for warning in &outcome.warnings {
            terminal::say(&format!("warning: {}: {warning}", outcome.path));
        }
    }
    let limits = test.limits_of_query(project);
    project.explain_failures(snapshot, &mut outcomes, &limits, &advice::accept)?;
    if outcomes.len() < names.len() {
        terminal::say(&format!(
            "{} not run, since one failed",
            count(names.len() - outcomes.len(), "expectation")
        ));
    }
    // Contradictions are of no expectation that could have failed before.
    let judged = if test.failed { &all } else { &chosen };
    outcomes.extend(project.contradictions(snapshot, judged)?);
    write(test, project, &outcomes)?;
    if test.accept {
        return accept(test, project, snapshot, &outcomes);
    }
    Ok(outcome_of(&outcomes))
}

/// Checks the expectations that an engine can be asked, and reports. What is known of runs on the graph here stays as it is.
fn check_on(
    test: &Test,
    engine: &str,
    (project, snapshot): (Project, Snapshot),
    mut names: Vec<String>,
) -> Result<Outcome> {
    let snapshot = snapshot.on(&project.engine_to_ask(engine)?);
    let all = names.len();
    let mut asked = Vec::new();
    for name in names.drain(..) {
        if project.can_be_asked_elsewhere(&name)? {
            asked.push(name);
        }
    }
    if asked.len() < all {
        terminal::say(&format!(
            "{} not run: they are of the files, of paths or of another profile, not of what `{engine}` answers",
            count(all - asked.len(), "expectation")
        ));
    }
    let tested = Arc::new((project, snapshot));
    let outcomes = check_all(test, &tested, &asked, &order(test, asked.len()))?;
    if !tested.1.engine_notes().is_empty() {
        terminal::say(&format!(
            "note: some queries were answered here, from statements of `{engine}`; `bixi query NAME --on {engine}` says why"
        ));
    }
    write(test, &tested.0, &outcomes)?;
    Ok(outcome_of(&outcomes))
}

/// Writes for programs that no expectation could be checked: the errors in the sources are what failed. People have seen them.
fn refused(test: &Test, project: &Project, findings: &[Finding]) -> Result<Outcome> {
    if test.format != Format::Text && !test.mutation.is_wanted() {
        let outcomes: Vec<TestOutcome> = project.not_built(findings).into_iter().collect();
        write(test, project, &outcomes)?;
    }
    Ok(Outcome::Findings)
}

/// Returns what a run came to.
fn outcome_of(outcomes: &[TestOutcome]) -> Outcome {
    if outcomes.iter().any(|outcome| outcome.stopped.is_some()) {
        Outcome::Incomplete
    } else if outcomes.iter().all(TestOutcome::passed) {
        Outcome::Clean
    } else {
        Outcome::Findings
    }
}

/// Writes the expected rows of expectations that failed.
fn accept(
    test: &Test,
    project: &Project,
    snapshot: &Snapshot,
    outcomes: &[TestOutcome],
) -> Result<Outcome> {
    let limits = test.limits_of_query(project);
    let mut outcome = Outcome::Clean;
    for failed in outcomes.iter().filter(|outcome| !outcome.passed()) {
        let refused = match project.accept(snapshot, &failed.path, &limits) {
            Ok(Ok(path)) => {
                terminal::say(&format!("wrote {path}"));
                continue;
            }
            Ok(Err(why)) => why,
            // What is wrong in one query keeps no others from being accepted.
            Err(error @ (Error::Query(_) | Error::Name(_) | Error::Parameter(_))) => {
                // The failure has said it in full.
                let message = error.to_string();
                message.lines().next().unwrap_or(&message).to_owned()
            }
            Err(error) => return Err(error.into()),
        };
        terminal::say(&format!("{}: not accepted: {refused}", failed.path));
        outcome = Outcome::Findings;
    }
    Ok(outcome)
}

/// Writes the report in the requested format, to standard output or to the file of `--output`.
fn write(test: &Test, project: &Project, outcomes: &[TestOutcome]) -> Result<()> {
    let format = match test.format {
        Format::Text => TestFormat::Text,
        Format::Json => TestFormat::Json,
        Format::Junit => TestFormat::JUnit,
        Format::Tap => TestFormat::Tap,
        Format::Github => TestFormat::GitHub,
        Format::Markdown => TestFormat::Markdown,
    };
    let here = std::env::current_dir().map_err(Error::io("find", "the working directory"))?;
    let repository = (format == TestFormat::GitHub)
        .then(|| project.repository())
        .flatten();
    let report = |format| {
        let options = ReportOptions {
            format,
            all: test.all,
            base: repository.unwrap_or(&here),
            said: &advice::advised,
        };
        project.test_report(outcomes, &options)
    };
    match &test.output {
        None => terminal::answer(&report(format))?,
        Some(path) => {
            let written = std::fs::write(path, report(format));
            written.map_err(Error::io("write", &path.display().to_string()))?;
            terminal::answer(&report(TestFormat::Text))?;
        }
    }
    Ok(())
}
