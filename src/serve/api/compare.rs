//! `/api/compare`: entities side by side, by property.

use super::asked::{Asked, json};
use super::term::identifier;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;

/// The most entities.
const MOST: usize = 20;

/// Answers the call: `iri`, several times.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let names: Vec<String> = asked.parameters.all("iri").map(identifier).collect();
    if names.is_empty() || names.len() > MOST {
        return Err(Problem::bad(format!(
            "give `iri` as a parameter once for each of at most {MOST} entities"
        )));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let served = asked.served;
    json(
        &served
            .project
            .side_by_side(&served.snapshot, &names, asked.limits)?,
        reply,
    )
}
