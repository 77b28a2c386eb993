//! The answer of a query, in the form that its client takes.

use super::negotiation::{Accepted, Form};
use super::page;
use super::problem::Problem;
use super::protocol::Operation;
use super::reply::Reply;
use super::state::Served;
use bixi::{Answer, Arguments, Query, QueryLimits, Results, SourceFile, write_boolean};
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, VARY};

/// The functions whose values are others each time: the answer of a query that names one is not the same for ever.
const CHANGING: [&str; 5] = ["now", "rand", "uuid", "struuid", "bnode"];

/// Writes the answer of a query of the protocol. Its relative IRIs are resolved against the base of the project, or against the
/// address of the endpoint.
///
/// # Errors
/// If the query is wrong or passes a limit, or the client takes no form that there is.
pub fn answer(
    served: &Served,
    operation: &Operation,
    endpoint: &str,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let query = Query::from_source(SourceFile::new("the query", operation.text.as_str()))?;
    let base = served.project.config.base.as_deref();
    let query = query.with_base(base.unwrap_or(endpoint));
    let query = match (&operation.default_graphs[..], &operation.named_graphs[..]) {
        ([], []) => query,
        (default, named) => query.asked_of(default, named),
    };
    if !changes(&query) {
        note_digest(served, reply)?;
    }
    write(served, &query, &Arguments::new(), accepted, limits, reply)
}

/// Writes the answer of a query with arguments.
///
/// # Errors
/// As [`answer`].
pub fn write(
    served: &Served,
    query: &Query,
    arguments: &Arguments,
    accepted: &Accepted,
    limits: &QueryLimits,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let snapshot = &served.snapshot;
    let arguments = query.in_languages(arguments, &served.project.languages(snapshot));
    let answer = snapshot.query(query, &arguments, limits)?;
    let prefixes = snapshot.prefixes();
    match answer.results {
        Results::Solutions(ref solutions) => {
            let (form, media_type) = accepted.solutions()?;
            let media_type = versioned(media_type, solutions.have_triple_terms(), accepted)?;
            begin(reply, &media_type)?;
            match form {
                Form::Solutions(format) => drop(solutions.clone().write(format, prefixes, reply)?),
                _ => page::answer(&served.project, query, &answer, prefixes, reply)?,
            }
        }
        Results::Boolean(is_true) => {
            let (form, media_type) = accepted.solutions()?;
            begin(reply, &media_type)?;
            match form {
                Form::Solutions(format) => write_boolean(is_true, format, reply)?,
                _ => page::answer(&served.project, query, &answer, prefixes, reply)?,
            }
        }
        Results::Graph(triples) => {
            let (Form::Graph(format), media_type) = accepted.graph()? else {
                return Err(internal("a graph is not written as a graph"));
            };
            let media_type = versioned(media_type, triples.have_triple_terms(), accepted)?;
            begin(reply, &media_type)?;
            triples.write(format, prefixes, reply)?;
        }
    }
    Ok(())
}

/// Sets the headers of what is the same as long as the snapshot is.
pub fn note_digest(served: &Served, reply: &mut Reply) -> Result<(), Problem> {
    let headers = reply.headers();
    headers.insert(ETAG, header(&etag(served))?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(())
}

/// Returns the tag of what is served. It is a weak one: the answer in another form has the same.
pub fn etag(served: &Served) -> String {
    format!("W/\"{}\"", served.digest)
}

/// Sets the header that says what is written.
pub fn begin(reply: &mut Reply, media_type: &str) -> Result<(), Problem> {
    let headers = reply.headers();
    headers.insert(CONTENT_TYPE, header(media_type)?);
    headers.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    Ok(())
}

fn header(value: &str) -> Result<HeaderValue, Problem> {
    let value = HeaderValue::from_str(value);
    value.map_err(|_| {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "a header cannot be written",
        )
    })
}

/// Returns whether a query may have another answer each time.
fn changes(query: &Query) -> bool {
    let text = query.text().to_ascii_lowercase();
    CHANGING.iter().any(|function| text.contains(function))
}

/// Returns a media type with the version that the answer needs.
///
/// # Errors
/// If it has triple terms, and the client knows none.
pub fn versioned(
    media_type: String,
    has_triple_terms: bool,
    accepted: &Accepted,
) -> Result<String, Problem> {
    match (has_triple_terms, accepted.is_without_triple_terms()) {
        (false, _) => Ok(media_type),
        (true, false) => Ok(format!("{media_type}; version=1.2")),
        (true, true) => Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            "the answer has triple terms, which version 1.1 does not have: ask for version 1.2, or for the \
             SUBJECT, PREDICATE and OBJECT of the triple terms",
        )),
    }
}

/// Returns the IRIs of the graphs that are served.
///
/// # Errors
/// If they cannot be read within limits.
pub fn graphs(served: &Served, limits: &QueryLimits) -> Result<Vec<String>, Problem> {
    let query = Query::from_text("SELECT DISTINCT ?graph { GRAPH ?graph { } } ORDER BY ?graph")?;
    let Answer { results, .. } = served.snapshot.query(&query, &Arguments::new(), limits)?;
    let Results::Solutions(solutions) = results else {
        return Err(internal("a SELECT query has no solutions"));
    };
    let graphs = solutions.map(|solution| match solution.get("graph") {
        Some(bixi::rdf::TermRef::NamedNode(iri)) => Ok(iri.as_str().to_owned()),
        _ => Err(internal("a graph has no IRI")),
    });
    graphs.collect()
}

/// A broken invariant.
pub fn internal(what: &str) -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("an internal error of bixi: {what}; please report it with the request"),
    )
}
