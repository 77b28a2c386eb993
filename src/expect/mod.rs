//! Expectations: what a graph must hold, must not hold, and must answer, written beside it in `tests/`.

mod accept;
mod answer;
mod assignment;
mod coverage;
mod document;
mod expects;
mod findings;
mod fingerprint;
mod fits;
mod graphs;
mod isomorphism;
mod kinds;
mod matching;
mod misfits;
mod naming;
mod needed;
mod new;
mod of_findings;
mod outcome;
mod paths;
mod pictures;
mod queries;
mod record;
mod reports;
mod rows;
mod stated;
mod statements;
mod steps;
mod suite;
mod table;
mod values;

use crate::error::{Error, Result, chain};
use crate::project::Project;
use crate::query::{Dataset, FrontMatter, Limits};
pub use accept::{Accepted, accepted};
pub use answer::graph_named;
pub use coverage::{
    Coverage, Covered, CoveredLine, CoveredPart, CoveredSource, CoveringExpectation,
};
pub use expects::{Expects, Gives, expects, missing};
pub use findings::{
    compare as compare_findings, is_of_findings, rewritten as rewritten_findings, subject,
};
pub use fingerprint::{Basis, fingerprints};
use kinds::is_of_kind;
pub use kinds::{expectations, names};
pub use misfits::misfits;
pub use needed::{Needed, is_of_graph, needed};
pub use new::{New, NewAnswer, new};
pub use of_findings::outcome as outcome_of_findings;
pub use outcome::Outcome;
pub use paths::{Expected as ExpectedPaths, check as check_paths, is_of_paths};
pub use pictures::{compare as compare_pictures, drawn, has_more, picture_path};
pub use queries::{Case, cases, expects_none, is_query, queries_of, split, stem};
pub use record::Record;
pub use reports::{
    compare as compare_reports, expected as expected_results, is_of_report,
    results as report_results,
};
pub use rows::column_problem;
pub use stated::stated;
pub use statements::Kind;
pub use suite::{SUITE, Settings, Suite, allows_inconsistent, other_profile, tags};
pub use table::{Cell, Table, boolean, table};
pub use values::decimal;

/// Checks the expectation with a name, which is one [of the graph](is_of_graph), against a dataset; the limits are those of each of its queries.
///
/// # Errors
/// If a file cannot be read. What is wrong in the expectation itself, or takes too much, is a failure of it.
pub fn check(project: &Project, all: Dataset, name: &str, limits: &Limits) -> Result<Outcome> {
    if name.ends_with('/') {
        return check_folder(project, name);
    }
    if !is_of_kind(project, split(name).0)? {
        return check_misfit(project, name);
    }
    let checked = match name.ends_with(".ttl") {
        true => check_statements(project, all, name, limits),
        false => answer::check(project, all, split(name), limits),
    };
    match checked {
        Ok(outcome) => Ok(Outcome {
            path: name.to_owned(),
            ..outcome
        }),
        Err(error @ (Error::Query(_) | Error::Name(_) | Error::Parameter(_))) => {
            let failures = chain(&error).lines().map(str::to_owned).collect();
            Ok(Outcome::wrong(name, failures))
        }
        Err(error @ (Error::Limit { .. } | Error::Product { .. })) => {
            Ok(Outcome::stopped_by(name.to_owned(), error))
        }
        // Another query may be answered.
        Err(Error::Engine(error)) if error.is_of_one_query() => {
            Ok(Outcome::wrong(name, vec![error.to_string()]))
        }
        Err(error) => Err(error),
    }
}

fn check_statements(
    project: &Project,
    all: Dataset,
    path: &str,
    limits: &Limits,
) -> Result<Outcome> {
    let source = project.read(path)?;
    let base = project.base_of(path)?;
    let settings = Settings::of(project, path, &FrontMatter::default())?;
    if settings.asserted && Kind::of(path) == Kind::Inferred {
        let failure =
            "nothing is inferred where `asserted = true` holds, as it does here".to_owned();
        return Ok(Outcome::wrong(path, vec![failure]));
    }
    let (dataset, limits) = (settings.dataset(all)?, settings.limited(limits));
    let (base, kind, allow_unknown) = (base.as_deref(), Kind::of(path), settings.allow_unknown);
    let found = statements::check(dataset, &source, base, kind, allow_unknown, &limits)?;
    Ok(Outcome {
        line: found.line,
        missing: found.missing,
        unexpected: found.unexpected,
        ..Outcome::wrong(path, found.failures)
    })
}

/// A folder that must be readable for its expectations to be checked.
fn check_folder(project: &Project, path: &str) -> Result<Outcome> {
    let mut unreadable = project.unreadable_tests()?.into_iter();
    let folder = unreadable.find(|folder| folder.path == path);
    let failure = folder.map(|folder| format!("this folder cannot be read: {}", folder.reason));
    Ok(Outcome::wrong(path, failure.into_iter().collect()))
}

/// A file that fits no kind of expectation, or the settings if one of their globs chooses none.
fn check_misfit(project: &Project, path: &str) -> Result<Outcome> {
    let misfits = misfits(project)?.into_iter();
    let of_path = misfits.filter(|misfit| misfit.path == path);
    let failures: Vec<String> = of_path.map(|misfit| misfit.to_string()).collect();
    if failures.is_empty() {
        return Err(Error::internal("an expectation is of no kind"));
    }
    Ok(Outcome::wrong(path, failures))
}
