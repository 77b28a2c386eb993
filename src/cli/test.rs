//! `bixi test`

use super::build::graph_of;
use super::{Outcome, Shared, terminal};
use bixi::error::{Error, Result};
use bixi::expect::{check, expectations};
use bixi::write;

/// Check the expectations in `tests/`
///
/// `*.holds.ttl`: every statement is in the graph. `*.absent.ttl`: none is. `*.rq` with `*.csv`: the query gives these
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
    let outcomes = outcomes.collect::<Result<Vec<_>>>()?;
    terminal::answer(&write::report(&outcomes, test.all))?;
    let clean = outcomes.iter().all(bixi::expect::Outcome::passed);
    Ok(if clean {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}
