//! `/api/source`: lines of a source with those around them.

use super::asked::{Asked, json};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use serde::Serialize;

/// How many lines there are before and after if the request says nothing.
const AROUND: u32 = 3;
/// The most lines before and after.
const MOST: u32 = 200;

#[derive(Serialize)]
struct Answer<'a> {
    file: &'a str,
    line: u32,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    number: u32,
    text: String,
}

/// Answers the call: `file`, `line`, `around`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let parameters = asked.parameters;
    let file = parameters.required("file")?;
    let missing = || Problem::bad("give `line` as a parameter");
    let line = parameters.number("line")?.ok_or_else(missing)?;
    let around = parameters.number("around")?.unwrap_or(AROUND).min(MOST);
    let served = asked.served;
    let lines = served.project.lines(&served.snapshot, file, line, around)?;
    let lines = lines
        .into_iter()
        .map(|(number, text)| Line { number, text });
    let lines = lines.collect();
    json(&Answer { file, line, lines }, reply)
}
