//! `/api/expand`: some links of an entity by one property.

use super::asked::{Asked, json};
use super::picture::{Part, direction, seen};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use serde::Serialize;

/// How many links there are if the request says nothing.
const USUAL: usize = 50;

#[derive(Serialize)]
struct Answer {
    /// How many links there are in all.
    count: usize,
    #[serde(flatten)]
    part: Part,
}

/// Answers the call: `iri`, `property`, `direction`, `offset`, `limit`, `inferred`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let limit = asked.parameters.limit(USUAL)?;
    let snapshot = seen(asked)?;
    let entity = snapshot.entity(asked.parameters.required("iri")?)?;
    let property = snapshot.entity(asked.parameters.required("property")?)?;
    let offset: usize = asked.parameters.number("offset")?.unwrap_or(0);
    let range = offset..offset.saturating_add(limit);
    let found = snapshot.links(&entity, &property, direction(asked)?, range, asked.limits)?;
    let part = Part::of(&snapshot, vec![entity], &found.links);
    let count = found.count;
    json(&Answer { count, part }, reply)
}
