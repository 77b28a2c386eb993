//! `/api/complete`: what can be written at a place of a query.

use super::asked::{Asked, json};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::text::Units;
use bixi::editor::CandidateKind;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    start: usize,
    end: usize,
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Suggestion {
    text: String,
    label: Option<String>,
    kind: CandidateKind,
    count: Option<usize>,
}

/// Answers the call: `query`, `at`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let text = asked.parameters.one("query")?.unwrap_or_default();
    let units = Units::of(text);
    let at = asked.parameters.number("at")?;
    let at = at.map_or(text.len(), |at| units.byte(at));
    let completion = asked.served.snapshot.complete(text, at, asked.limits)?;
    let range = units.range(&completion.range);
    let suggestions = completion.candidates.into_iter();
    let suggestions = suggestions.map(|candidate| Suggestion {
        text: candidate.text,
        label: candidate.label,
        kind: candidate.kind,
        count: candidate.count,
    });
    json(
        &Answer {
            start: range.start,
            end: range.end,
            suggestions: suggestions.collect(),
        },
        reply,
    )
}
