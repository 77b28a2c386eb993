//! `/api/format`: a query with its lines and spaces as they are usual.

use super::asked::{Asked, json};
use super::query::problem;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::Query;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    query: String,
}

/// Answers the call: `query`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let text = asked.parameters.required("query")?;
    let prefixes = asked.served.snapshot.prefixes();
    let query = Query::from_text(text);
    let formatted = query.and_then(|query| query.formatted(prefixes, asked.limits));
    let query = formatted.map_err(|error| problem(error, text))?;
    json(&Answer { query }, reply)
}
