//! `/api/path`: the shortest paths between two entities.

use super::asked::{Asked, json};
use super::picture::{Part, seen};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;

/// The most links of a path if the request says nothing.
const LONGEST: usize = 8;

/// Answers the call: `from`, `to`, `depth`, `inferred`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let snapshot = seen(asked)?;
    let parameters = asked.parameters;
    let ends = (parameters.required("from")?, parameters.required("to")?);
    let depth = parameters.number("depth")?.unwrap_or(LONGEST);
    let links = asked
        .served
        .project
        .paths(&snapshot, ends, depth, asked.limits)?;
    let entities = vec![snapshot.entity(ends.0)?, snapshot.entity(ends.1)?];
    json(&Part::of(&snapshot, entities, &links), reply)
}
