//! What is at the path that an IRI has under the base of the project: a graph as it is, or an entity, as a page for people and as
//! triples for programs.

use super::assets;
use super::graph_store::{self, Graph};
use super::negotiation::Accepted;
use super::problem::Problem;
use super::protocol::percent_decoded;
use super::query::{self, begin, graphs, internal, note_tag};
use super::reply::Reply;
use super::state::Served;
use bixi::errors::NameError;
use bixi::rdf::NamedNode;
use bixi::{Arguments, Error, Query, QueryLimits};
use hyper::StatusCode;
use std::io::Write;

/// Writes what is at a path, whose characters beyond ASCII are encoded; an IRI may have them as they are or encoded.
///
/// # Errors
/// If there is no such graph and no such entity, or the client takes no form that there is.
pub fn write(
    served: &Served,
    path: &str,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let described = match find(served, path, limits)? {
        Found::Graph(iri) => {
            return graph_store::write(served, &Graph::Named(iri), accepted, limits, reply);
        }
        Found::Entity(_) if accepted.prefers_page() => return page(reply),
        Found::Entity(described) => described,
    };
    if note_tag(served, accepted, reply)? {
        reply.unchanged();
        return Ok(());
    }
    query::write(
        served,
        &described,
        &Arguments::new(),
        accepted,
        limits,
        reply,
    )
}

/// What is at a path.
pub enum Found {
    /// A graph with this IRI.
    Graph(String),
    /// An entity, with the query for what is known of it.
    Entity(Box<Query>),
}

/// Finds what is at a path.
///
/// # Errors
/// If there is nothing, or a limit is passed.
pub fn find(served: &Served, path: &str, limits: &QueryLimits) -> Result<Found, Problem> {
    let readable = percent_decoded(path.trim_start_matches('/').as_bytes())?;
    let graph = served.project.graph_iri(&readable);
    if graphs(served, limits)?.contains(&graph) {
        return Ok(Found::Graph(graph));
    }
    let base = served.project.config.base.as_deref();
    let base = base.ok_or_else(|| internal("a path without a base has an IRI"))?;
    let base = base.trim_end_matches('/');
    for iri in [format!("{base}/{readable}"), format!("{base}{path}")] {
        if let Some(described) = described(served, &iri)? {
            return Ok(Found::Entity(Box::new(described)));
        }
    }
    let text = format!("there is no graph and no entity <{graph}>");
    Err(Problem::new(StatusCode::NOT_FOUND, text))
}

/// Returns whether nothing has a name.
pub fn is_unknown(served: &Served, name: &str) -> bool {
    let found = served.snapshot.entity(name);
    matches!(&found, Err(Error::Name(error)) if matches!(**error, NameError::Unknown { .. }))
}

/// Writes the page, whose scripts look at its address.
///
/// # Errors
/// If the client is gone.
pub fn page(reply: &mut Reply) -> Result<(), Problem> {
    begin(reply, "text/html; charset=utf-8")?;
    let written = reply.write_all(assets::SHELL.as_bytes());
    written.map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}

/// Returns the query for what is known of an entity, or of all whose IRIs differ by what follows `#`, which no request has.
fn described(served: &Served, iri: &str) -> Result<Option<Query>, Problem> {
    let Ok(entity) = NamedNode::new(iri) else {
        return Ok(None);
    };
    let snapshot = &served.snapshot;
    if snapshot.identified(&entity.to_string()).is_some() {
        return Ok(Some(Query::from_text(&format!("DESCRIBE {entity}"))?));
    }
    let namespace = format!("{iri}#");
    let mut namespaces = snapshot.prefixes().iter();
    if !namespaces.any(|(_, known)| known == namespace) {
        return Ok(None);
    }
    let text = format!(
        "DESCRIBE ?entity {{ ?entity ?property ?value FILTER(STRSTARTS(STR(?entity), \"{namespace}\")) }}"
    );
    Ok(Some(Query::from_text(&text)?))
}
