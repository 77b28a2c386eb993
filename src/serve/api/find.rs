//! `/api/find`: entities by their names and other texts.

use super::asked::{Asked, json};
use super::term::{Named, named};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use serde::Serialize;

/// How many entities there are if the request says nothing.
const MOST: usize = 50;

#[derive(Serialize)]
struct Answer {
    count: usize,
    hits: Vec<Hit>,
}

#[derive(Serialize)]
struct Hit {
    entity: Named,
    class: Option<Named>,
    /// The name that was found, or another text of the entity.
    text: String,
    /// The property of that text, if it is no name.
    property: Option<Named>,
    is_similar: bool,
}

/// Answers the call: `text`, `limit`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let snapshot = &asked.served.snapshot;
    let text = asked.parameters.required("text")?;
    let limit = asked.parameters.number("limit")?.unwrap_or(MOST);
    let found = snapshot.find(text, false);
    let count = found.len();
    let hits = found.into_iter().take(limit).map(|found| Hit {
        entity: named(snapshot, &found.entity),
        class: found.class.map(|class| named(snapshot, &class)),
        text: found.name,
        property: found.property.map(|property| named(snapshot, &property)),
        is_similar: found.is_similar,
    });
    let hits = hits.collect();
    json(&Answer { count, hits }, reply)
}
