//! Graphs as they are, by the reading part of the
//! [SPARQL 1.1 Graph Store HTTP Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/).

use super::negotiation::{Accepted, Version};
use super::problem::Problem;
use super::protocol::parameters;
use super::query::{graphs, internal, note_tag, write_graph};
use super::reply::Reply;
use super::state::Served;
use bixi::{Arguments, Query, QueryLimits, Results};
use hyper::{Method, StatusCode};

/// The methods of a graph.
pub const METHODS: &str = "GET, HEAD";

/// A graph of the store.
#[derive(Debug, PartialEq, Eq)]
pub enum Graph {
    /// All of the graph.
    Default,
    /// What one source says, or what is inferred.
    Named(String),
}

/// Returns the graph that a request names in its URL, the name of the form and the version that are wanted.
///
/// # Errors
/// If it names none, or several, or would change it.
pub fn asked(
    method: &Method,
    url_query: &str,
) -> Result<(Graph, Option<String>, Option<Version>), Problem> {
    check_method(method)?;
    let (mut found, mut format, mut version) = (Vec::new(), None, None);
    for (name, value) in parameters(url_query.as_bytes())? {
        match name.as_str() {
            "default" => found.push(Graph::Default),
            "graph" => found.push(Graph::Named(value)),
            "format" => name_form(&mut format, value)?,
            "version" => version = Some(Version::of(&value)?),
            _ => {}
        }
    }
    match (found.pop(), found.is_empty()) {
        (Some(graph), true) => Ok((graph, format, version)),
        _ => Err(Problem::bad("name one graph: `?default` or `?graph=IRI`")),
    }
}

/// Notes the form that a URL names.
///
/// # Errors
/// If it names another one, too.
pub fn name_form(format: &mut Option<String>, named: String) -> Result<(), Problem> {
    match format.replace(named) {
        Some(other) if format.as_ref() != Some(&other) => {
            Err(Problem::bad("there is more than one `format`"))
        }
        _ => Ok(()),
    }
}

/// Checks that a request reads.
///
/// # Errors
/// If it would change a graph (403), or its method is not one of graphs (405).
pub fn check_method(method: &Method) -> Result<(), Problem> {
    match method.as_str() {
        "GET" | "HEAD" => Ok(()),
        "PUT" | "POST" | "DELETE" | "PATCH" => Err(Problem::update()),
        _ => Err(Problem::method(METHODS)),
    }
}

/// Writes a graph.
///
/// # Errors
/// If there is no such graph, or the client takes no form that there is.
pub fn write(
    served: &Served,
    graph: &Graph,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let query = Query::from_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")?;
    let query = match graph {
        Graph::Default => query,
        Graph::Named(iri) => {
            if !graphs(served, limits)?.contains(iri) {
                let text = format!("there is no graph <{iri}>");
                return Err(Problem::new(StatusCode::NOT_FOUND, text));
            }
            query.asked_of(std::slice::from_ref(iri), &[])
        }
    };
    let choice = accepted.graph()?;
    let answer = served.snapshot.query(&query, &Arguments::new(), limits)?;
    let Results::Graph(triples) = answer.results else {
        return Err(internal("a CONSTRUCT query makes no graph"));
    };
    if note_tag(served, accepted, reply)? {
        reply.unchanged();
        return Ok(());
    }
    write_graph(triples, &choice, served.snapshot.prefixes(), reply)
}
