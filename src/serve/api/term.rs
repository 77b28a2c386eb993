//! Terms in the answers of calls, and in what calls are asked.

pub use bixi::Named;

use super::parameters::Parameters;
use crate::serve::problem::Problem;
use bixi::Snapshot;
use bixi::rdf::Term;

/// Returns a term as it stands in JSON.
pub fn named(snapshot: &Snapshot, term: &Term) -> Named {
    snapshot.named(term)
}

/// Returns the name of the entity that a call is about: the IRI or blank node of the parameter `iri`, or what `name` says.
///
/// # Errors
/// If neither is given.
pub fn entity_name(parameters: &Parameters) -> Result<String, Problem> {
    match parameters.one("iri")? {
        Some(iri) => Ok(identifier(iri)),
        None => match parameters.one("name")? {
            Some(name) => Ok(name.to_owned()),
            None => Err(Problem::bad("give `iri` or `name` as a parameter")),
        },
    }
}

/// Returns an IRI in angle brackets, and a blank node as it is.
pub fn identifier(iri: &str) -> String {
    match iri.starts_with("_:") {
        true => iri.to_owned(),
        false => format!("<{iri}>"),
    }
}
