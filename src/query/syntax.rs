//! What is wrong with the text of a query, at its place and in words.

use super::Query;
use super::parse::Fault;
use crate::error::Error;
use crate::finding::nearest;
use crate::rdf::Prefixes;
use unicode_width::UnicodeWidthStr;

/// The error of oxigraph's parser, `error at LINE:COLUMN: expected …`, with the line that it speaks of.
pub fn error(query: &Query, error: &str, prefixes: &Prefixes) -> Error {
    let path = &query.source.path;
    let Some((line, column, expected)) = place(error) else {
        return Error::Query {
            message: format!("`{path}` is not SPARQL: {error}"),
        };
    };
    let text = query.source.line(line).unwrap_or_default();
    let before: String = text.chars().take(column.saturating_sub(1)).collect();
    let (column, problem) = match unknown_prefix(&before, expected) {
        Some(name) => (
            column - before.chars().rev().take_while(|c| is_name(*c)).count(),
            undeclared(&name, prefixes),
        ),
        None => (column, expectation(expected)),
    };
    shown(query, line, column, &problem)
}

/// A fault of a query's text with its line.
pub fn fault(query: &Query, fault: &Fault) -> Error {
    let before = query.text().get(..fault.at).unwrap_or_default();
    let line = before.matches('\n').count() as u32 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    shown(query, line, column, &fault.problem)
}

/// What is wrong at a place, both from 1 on, with the line.
fn shown(query: &Query, line: u32, column: usize, problem: &str) -> Error {
    let path = &query.source.path;
    let text = query.source.line(line).unwrap_or_default();
    let before: String = text.chars().take(column.saturating_sub(1)).collect();
    let indent = " ".repeat(before.width());
    let margin = " ".repeat(line.to_string().len());
    let message = format!(
        "`{path}` is not SPARQL\n{margin}--> {path}:{line}:{column}\n{margin} |\n{line} | {text}\n{margin} | {indent}^ {problem}"
    );
    Error::Query { message }
}

/// 1-based line and column, and what was expected there.
fn place(error: &str) -> Option<(u32, usize, &str)> {
    let (place, expected) = error.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, expected))
}

/// The parser stops after a prefixed name whose prefix it does not know.
fn unknown_prefix(before: &str, expected: &str) -> Option<String> {
    if !expected.contains("Prefix not found") {
        return None;
    }
    let name = before.rsplit(|c: char| !is_name(c)).next()?;
    name.split_once(':').map(|(prefix, _)| prefix.to_owned())
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || "_-.:%\\".contains(character)
}

fn undeclared(prefix: &str, prefixes: &Prefixes) -> String {
    let near = nearest(prefix, prefixes.iter().map(|(name, _)| name));
    let hint = near
        .map(|near| format!("; did you mean `{near}:`?"))
        .unwrap_or_default();
    format!("neither the query nor a source declares the prefix `{prefix}:`{hint}")
}

/// What the parser expected, without the classes of characters that names are made of.
fn expectation(expected: &str) -> String {
    let expected = expected
        .trim_start_matches("expected ")
        .trim_start_matches("one of ");
    let words: Vec<&str> = expected
        .split(", ")
        .map(str::trim)
        .filter(|word| !word.starts_with('[') && !word.is_empty())
        .collect();
    match words.as_slice() {
        [] => "this was not expected here".to_owned(),
        [word] => format!("expected {word}"),
        words => format!("expected one of {}", words.join(", ")),
    }
}
