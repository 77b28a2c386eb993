//! The answer of a query, in the form that its client takes.

use super::negotiation::{Accepted, Choice, Version};
use super::offers::Form;
use super::page;
use super::problem::Problem;
use super::protocol::Operation;
use super::reply::Reply;
use super::state::Served;
use bixi::rdf::Prefixes;
use bixi::{Answer, Arguments, Query, QueryLimits, Results, SourceFile, Triples, write_boolean};
use hyper::StatusCode;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, VARY};

/// The functions whose values are others each time: the answer of a query that names one is not the same for ever.
const CHANGING: [&str; 5] = ["now", "rand", "uuid", "struuid", "bnode"];
/// The headers of a request that decide how its answer is written.
const VARIES: &str = "Accept, Accept-Encoding";
/// The headers that decide how a page is written.
const PAGES_VARY: &str = "Accept, Accept-Encoding, Accept-Language, Cookie";

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
    if !changes(&operation.text) && note_tag(served, accepted, reply)? {
        // Only what would be answered is the same.
        served.snapshot.explain(&query, &Arguments::new(), limits)?;
        accepted.solutions().or_else(|_| accepted.graph())?;
        reply.unchanged();
        return Ok(());
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
    let arguments = query.in_languages(arguments, &served.languages);
    let answer = snapshot.query(query, &arguments, limits)?;
    let prefixes = snapshot.prefixes();
    match answer.results {
        Results::Solutions(ref solutions) => {
            let choice = accepted.solutions()?;
            begin(reply, &versioned(&choice, solutions.have_triple_terms())?)?;
            match choice.form {
                Form::Solutions(format) => drop(solutions.clone().write(format, prefixes, reply)?),
                _ => write_page(served, query, &answer, reply)?,
            }
        }
        Results::Boolean(is_true) => {
            let choice = accepted.solutions()?;
            begin(reply, &choice.media_type)?;
            match choice.form {
                Form::Solutions(format) => write_boolean(is_true, format, reply)?,
                _ => write_page(served, query, &answer, reply)?,
            }
        }
        Results::Graph(triples) => {
            write_graph(triples, &accepted.graph()?, prefixes, reply)?;
        }
    }
    Ok(())
}

fn write_page(
    served: &Served,
    query: &Query,
    answer: &Answer,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let varies = HeaderValue::from_static(PAGES_VARY);
    reply.headers().insert(VARY, varies);
    let prefixes = served.snapshot.prefixes();
    page::answer(&served.project, query, answer, prefixes, reply)?;
    Ok(())
}

/// Writes triples, for a client that knows no triple terms in the basic encoding.
///
/// # Errors
/// If the client does not know what they have, or they cannot be written.
pub fn write_graph(
    triples: Triples,
    choice: &Choice,
    prefixes: &Prefixes,
    reply: &mut Reply,
) -> Result<(), Problem> {
    let Form::Graph(format) = choice.form else {
        return Err(internal("a graph is not written as a graph"));
    };
    let has_triple_terms = triples.have_triple_terms();
    let (triples, has_triple_terms) = match choice.version {
        Version::V11 if has_triple_terms => (triples.in_basic_encoding()?, false),
        _ => (triples, has_triple_terms),
    };
    begin(reply, &versioned(choice, has_triple_terms)?)?;
    triples.write(format, prefixes, reply)?;
    Ok(())
}

/// Returns the tag of what is served to a client. It is a weak one: what is compressed has the same. What another client gets in
/// another form has another, or a cache would take the one for the other.
fn etag(served: &Served, accepted: &Accepted) -> String {
    format!("W/\"{}-{}\"", served.digest, accepted.name())
}

/// Sets the headers of what is the same as long as its tag is, and returns whether the client has it already.
///
/// # Errors
/// Only by a fault of bixi.
pub fn note_tag(served: &Served, accepted: &Accepted, reply: &mut Reply) -> Result<bool, Problem> {
    let tag = etag(served, accepted);
    let headers = reply.headers();
    headers.insert(ETAG, header(&tag)?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static(VARIES));
    Ok(accepted.has(&tag))
}

/// Sets the headers that say what is written.
pub fn begin(reply: &mut Reply, media_type: &str) -> Result<(), Problem> {
    let headers = reply.headers();
    headers.insert(CONTENT_TYPE, header(media_type)?);
    headers.insert(VARY, HeaderValue::from_static(VARIES));
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

/// Returns whether a query may have another answer each time: whether it has the name of such a function as a word that is neither
/// a variable nor a part of a prefixed name.
pub fn changes(query: &str) -> bool {
    let is_of_name = |character: char| character.is_alphanumeric() || "_:?$-".contains(character);
    let mut words = query.split(|character| !is_of_name(character));
    words.any(|word| CHANGING.iter().any(|name| word.eq_ignore_ascii_case(name)))
}

/// Returns the media type of an answer, with the version that it needs.
///
/// # Errors
/// If it has triple terms, and the client knows none.
pub fn versioned(choice: &Choice, has_triple_terms: bool) -> Result<String, Problem> {
    let media_type = &choice.media_type;
    match (has_triple_terms, choice.version) {
        (false, _) => Ok(media_type.clone()),
        (true, Version::V12) => Ok(format!("{media_type}; version=1.2")),
        (true, Version::V11) => Err(Problem::new(
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
    Problem::internal(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_changes_if_a_function_has_another_value_each_time() {
        for query in [
            "SELECT (NOW () AS ?t) {}",
            "SELECT*{BIND(STRUUID()AS ?a)}",
            "ASK{FILTER(!rand()=1)}",
        ] {
            assert!(changes(query), "{query}");
        }
        for query in [
            "ASK { ?now :knows ex:now, :rand }",
            "ASK { ?s <http://knows.example/> 'bnodes' }",
        ] {
            assert!(!changes(query), "{query}");
        }
    }
}
