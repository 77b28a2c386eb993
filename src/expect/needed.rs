//! What an expectation needs: the statements of files that its answer, or a proof of what it says, rests on.

use super::answer::ask;
use super::findings::is_of_findings;
use super::paths::is_of_paths;
use super::queries::split;
use super::reports::is_of_report;
use super::statements::{Kind, asked_statements};
use super::suite::{Settings, other_profile};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::infer::{Leaves, leaves};
use crate::project::Project;
use crate::query::{Arguments, Dataset, FrontMatter, Limits, Matched, NotFollowed, matched};
use std::collections::BTreeSet;

/// What an expectation needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// What the statements that its patterns match rest on.
    pub leaves: Leaves,
    /// The kinds of expressions in which matches are not looked for.
    pub not_followed: BTreeSet<NotFollowed>,
    /// The path of the query that it asks.
    pub query: Option<String>,
    /// Why it cannot be read or asked.
    pub unreadable: Option<String>,
}

/// Whether the graph of a project alone tells if an expectation holds: those of findings and of reports ask for a build with another
/// file, those under another profile of inference for another graph, and those of paths for the vocabulary.
///
/// # Errors
/// If a `suite.toml` cannot be read, or is not as it should be.
pub fn is_of_graph(project: &Project, name: &str) -> Result<bool> {
    let needs_more = is_of_findings(name) || is_of_report(name) || is_of_paths(name);
    Ok(!needs_more && other_profile(project, name)?.is_none())
}

/// Returns what the expectation of a name needs. One that says what is absent needs nothing, and nothing is known of those of
/// findings, reports and paths, nor of those under another profile of inference.
///
/// # Errors
/// If a file cannot be read, or a limit is passed.
pub fn needed(project: &Project, graph: &Graph, name: &str, limits: &Limits) -> Result<Needed> {
    let found = match split(name).0 {
        path if !is_of_graph(project, path)? => Ok(Needed::default()),
        path if path.ends_with(".ttl") => of_statements(project, graph, path, limits),
        path if [".rq", ".sparql", ".csv"]
            .iter()
            .any(|ending| path.ends_with(ending)) =>
        {
            of_query(project, graph, name, limits)
        }
        _ => Ok(Needed::default()),
    };
    match found {
        Err(error @ (Error::Query(_) | Error::Name(_) | Error::Parameter(_))) => {
            // What is wrong is shown in full where it is checked.
            let message = error.to_string();
            let title = message.lines().next().unwrap_or(&message);
            Ok(unreadable(title.trim_end_matches(':').to_owned()))
        }
        found => found,
    }
}

fn unreadable(reason: String) -> Needed {
    Needed {
        unreadable: Some(reason),
        ..Needed::default()
    }
}

fn of_statements(project: &Project, graph: &Graph, path: &str, limits: &Limits) -> Result<Needed> {
    let base = project.base_of(path)?;
    let queries = match asked_statements(&project.read(path)?, base.as_deref())? {
        Ok(queries) => queries,
        Err(reason) => return Ok(unreadable(reason)),
    };
    let mut triples = BTreeSet::new();
    let settings = Settings::of(project, path, &FrontMatter::default())?;
    let dataset = settings.dataset(Dataset::new(graph))?;
    if Kind::of(path) != Kind::Absent {
        for query in queries {
            triples.extend(matched(dataset, &query, &Arguments::new(), limits)?.triples);
        }
    }
    Ok(Needed {
        leaves: leaves(graph, triples),
        ..Needed::default()
    })
}

fn of_query(project: &Project, graph: &Graph, name: &str, limits: &Limits) -> Result<Needed> {
    let asked = match ask(project, Dataset::new(graph), split(name), limits)? {
        Ok(asked) => asked,
        Err(reason) => return Ok(unreadable(reason)),
    };
    let Matched {
        triples,
        not_followed,
    } = matched(asked.dataset, &asked.query, &asked.arguments, limits)?;
    Ok(Needed {
        leaves: leaves(graph, triples),
        not_followed,
        query: Some(asked.query.source.path),
        unreadable: None,
    })
}
