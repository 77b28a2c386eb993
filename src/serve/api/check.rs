//! `/api/check`: the parts of a query's text, and what is wrong with it.

use super::asked::{Asked, json};
use super::queries::{Parameter, parameters};
use super::query::Said;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::text::Units;
use bixi::Query;
use bixi::editor::{Mark, PartKind};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    tokens: Vec<Token>,
    error: Option<Said>,
    warnings: Vec<Said>,
    parameters: Vec<Parameter>,
}

#[derive(Serialize)]
struct Token {
    kind: PartKind,
    start: usize,
    end: usize,
}

/// Answers the call: `query`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let text = asked.parameters.one("query")?.unwrap_or_default();
    let units = Units::of(text);
    let said = |mark: Mark| Said {
        message: mark.message,
        hint: mark.hint,
        at: mark.range.map(|range| units.range(&range)),
    };
    let parts = Query::parts(text).into_iter().map(|part| {
        let at = units.range(&part.range);
        Token {
            kind: part.kind,
            start: at.start,
            end: at.end,
        }
    });
    let tokens = parts.collect();
    let checked = asked.served.snapshot.check_query(text, asked.limits)?;
    let query = Query::from_text(text).ok();
    let parameters = query.map(|query| parameters(asked, &query, false));
    json(
        &Answer {
            tokens,
            error: checked.fault.map(said),
            warnings: checked.warnings.into_iter().map(said).collect(),
            parameters: parameters.unwrap_or_default(),
        },
        reply,
    )
}
