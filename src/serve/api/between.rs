//! `/api/between`: entities and the links between them.

use super::asked::{Asked, json};
use super::picture::{Part, seen};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::rdf::Term;

/// The most entities of a request.
const MOST: usize = 5000;

/// Answers the call: `iri` (several), `inferred`. Names that stand for nothing are left aside, since a graph may have changed.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    if asked.parameters.all("iri").nth(MOST).is_some() {
        return Err(Problem::bad(format!("there are at most {MOST} `iri`")));
    }
    if asked.parameters.all("iri").next().is_none() {
        return Err(Problem::bad("give `iri` as a parameter"));
    }
    let snapshot = seen(asked)?;
    let names = asked.parameters.all("iri");
    let entities: Vec<Term> = names.filter_map(|name| snapshot.identified(name)).collect();
    let links = snapshot.links_between(&entities, asked.limits)?;
    json(&Part::of(&snapshot, entities, &links), reply)
}
