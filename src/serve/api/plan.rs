//! `/api/plan`: how a query is evaluated, or was.

use super::asked::Asked;
use super::query::{self, problem};
use crate::serve::problem::Problem;
use crate::serve::query::{begin, internal};
use crate::serve::reply::Reply;
use std::io::Write;

/// Answers the call: `query` or `name`, arguments, `analyze`, `id`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let (query, arguments) = query::required(asked, &["analyze"])?;
    let snapshot = &asked.served.snapshot;
    let id = asked.parameters.one("id")?;
    let noted = id.map(|id| asked.state.running.note(id, asked.limits));
    let _noted = noted.transpose()?;
    let plan = match asked.parameters.is_true("analyze")? {
        false => snapshot.explain(&query, &arguments, asked.limits),
        true => snapshot.analyze(&query, &arguments, asked.limits),
    };
    let plan = plan.map_err(|error| problem(error, query.text()))?;
    begin(reply, "application/json")?;
    let written = reply.write_all(plan.to_json()?.as_bytes());
    written.map_err(|error| internal(&error.to_string()))
}
