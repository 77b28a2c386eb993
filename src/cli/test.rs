//! `bixi test`

use super::build::graph_of;
use super::{Outcome, Shared, terminal};
use bixi::error::{Error, Result};
use bixi::expect::{check, expectations};
use bixi::graph::Graph;
use bixi::infer::why_not;
use bixi::project::Project;
use bixi::{build, write};

/// Check the expectations in `tests/`
///
/// `*.holds.ttl`: every statement is in the graph. `*.absent.ttl`: none is. `*.inferred.ttl`: every
/// statement is, and no file asserts it. `*.rq` with `*.csv`: the query gives these
/// rows. `*.rq` with ASK: true. `*.rq` with `#+ expect: none`: no row. Exit code 1 if one fails.
#[derive(clap::Args)]
pub struct Test {
    /// Only expectations whose path contains this
    filter: Option<String>,
    /// List the expectations that passed too
    #[arg(long)]
    all: bool,
}

/// Checks and reports.
pub fn run(test: &Test, shared: &Shared) -> Result<Outcome> {
    let project = shared.project()?;
    let mut paths = expectations(&project)?;
    if let Some(filter) = &test.filter {
        paths.retain(|path| path.contains(filter.as_str()));
        if paths.is_empty() {
            let message = format!("no expectation in `tests/` has `{filter}` in its path");
            return Err(Error::Name { message });
        }
    }
    let Some(snapshot) = graph_of(&project, shared)? else {
        return Ok(Outcome::Findings);
    };
    let outcomes = paths
        .iter()
        .map(|path| check(&project, &snapshot.graph, path));
    let mut outcomes = outcomes.collect::<Result<Vec<_>>>()?;
    say_why_not(&project, &snapshot.graph, &mut outcomes)?;
    terminal::answer(&write::report(&outcomes, test.all))?;
    let clean = outcomes.iter().all(bixi::expect::Outcome::passed);
    Ok(if clean {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

/// The most rules that are shown for a missing statement.
const RULES: usize = 3;

/// Adds to the failures what the missing statements lack.
fn say_why_not(
    project: &Project,
    graph: &Graph,
    outcomes: &mut [bixi::expect::Outcome],
) -> Result<()> {
    if outcomes.iter().all(|outcome| outcome.missing.is_empty()) {
        return Ok(());
    }
    let (settings, own) = build::reasoning(project, graph)?;
    let names = write::Names {
        graph,
        languages: &project.config.languages,
        source: &|_| None,
    };
    for outcome in outcomes {
        for triple in &outcome.missing {
            let statement = triple.map(|id| graph.dictionary.term(id));
            let mut attempts = why_not(graph, &settings, &own, &statement)?;
            attempts.truncate(RULES);
            if !attempts.is_empty() {
                let text = write::why_not(&names, &statement, &attempts, write::Output::Text);
                outcome.failures.extend(text.lines().map(str::to_owned));
            }
        }
    }
    Ok(())
}
