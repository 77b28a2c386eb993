//! What is wrong with the text of a query, at its place and in words.

mod aggregates;
mod expressions;
mod grammar;
mod modifiers;
mod patterns;
mod select;
mod slips;

pub use aggregates::misplaced as misplaced_aggregate;

use super::Query;
use super::front_matter::FrontMatterError;
use super::tokens::{Kind, Token, tokens};
use crate::error::Error;
use crate::rdf::Prefixes;
use unicode_width::UnicodeWidthStr;

/// What is wrong with a text, and where.
pub(super) struct Fault {
    /// The byte where it begins.
    pub at: usize,
    /// In words.
    pub problem: String,
}

/// What is wrong with a text that the parser refuses with an `error`. The parser's words are about its own rules, so they
/// are used only if nothing better is found.
pub fn error(query: &Query, error: &str, prefixes: &Prefixes) -> Error {
    let text = query.text();
    let found = slips::characters(text).or_else(|| {
        let faults = [
            grammar::fault(text),
            slips::prefix(text, prefixes),
            aggregates::misplaced(text, &tokens(text)),
        ];
        faults.into_iter().flatten().min_by_key(|fault| fault.at)
    });
    let found = found
        .or_else(|| slips::relative_iri(text))
        .or_else(|| slips::blank_node(text));
    if let Some(found) = found {
        return fault(query, &found);
    }
    match place(error) {
        Some((line, column, expected)) => shown(query, line, column, &expectation(expected)),
        None => {
            let path = &query.source.path;
            let message = format!("`{path}` is not SPARQL: {error}");
            Error::Query { message }
        }
    }
}

/// An error of evaluation with its place, if it is about a function that there is not.
pub fn at_function(query: &Query, error: Error) -> Error {
    let Error::UnknownFunction { iri } = &error else {
        return error;
    };
    let text = query.text();
    let tokens = tokens(text);
    let is_call = |pair: &&[Token]| {
        let name = pair[0].text(text);
        let local = name.split_once(':').map_or("", |(_, local)| local);
        let is_name = match pair[0].kind {
            Kind::Iri => name.trim_matches(['<', '>']) == iri,
            _ => !local.is_empty() && iri.ends_with(local),
        };
        is_name && pair[1].text(text) == "("
    };
    let Some([name, _]) = tokens.windows(2).find(is_call) else {
        return error;
    };
    let problem = format!("there is no function `{}`", name.text(text));
    let at = name.range.start;
    fault(query, &Fault { at, problem })
}

/// A fault of a query's text with its line.
pub fn fault(query: &Query, fault: &Fault) -> Error {
    let before = query.text().get(..fault.at).unwrap_or_default();
    let line = before.matches('\n').count() as u32 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    shown(query, line, column, &fault.problem)
}

/// What is wrong with the front matter of a query, with its line.
pub fn front_matter(query: &Query, error: &FrontMatterError) -> Error {
    let path = &query.source.path;
    let headline = format!("the front matter of `{path}` is not as it should be");
    let line = u32::try_from(error.line).unwrap_or(u32::MAX);
    framed(query, &headline, line, error.column, &error.problem)
}

/// What is wrong with the text of a query at a place, both from 1 on, with the line.
fn shown(query: &Query, line: u32, column: usize, problem: &str) -> Error {
    let headline = format!("`{}` is not SPARQL", query.source.path);
    framed(query, &headline, line, column, problem)
}

/// A headline, and what is wrong at a place below it.
fn framed(query: &Query, headline: &str, line: u32, column: usize, problem: &str) -> Error {
    let path = &query.source.path;
    let text = query.source.line(line).unwrap_or_default();
    let (text, before) = around(&text, column.saturating_sub(1));
    let indent = " ".repeat(before.width());
    let margin = " ".repeat(line.to_string().len());
    let message = format!(
        "{headline}\n{margin}--> {path}:{line}:{column}\n{margin} |\n{line} | {text}\n{margin} | {indent}^ {problem}"
    );
    Error::Query { message }
}

/// So many characters of a line are shown before and after what is wrong in it.
const AROUND: usize = 100;

/// The part of a line around one of its characters, and of this the part before it.
fn around(line: &str, at: usize) -> (String, String) {
    let start = at.saturating_sub(AROUND);
    let ellipsis = |is_cut: bool| if is_cut { "…" } else { "" };
    let before: String = line.chars().take(at).skip(start).collect();
    let after: String = line.chars().skip(at).take(AROUND).collect();
    let is_cut = line.chars().nth(at + AROUND).is_some();
    let before = format!("{}{before}", ellipsis(start > 0));
    (format!("{before}{after}{}", ellipsis(is_cut)), before)
}

/// 1-based line and column, and what was expected there.
fn place(error: &str) -> Option<(u32, usize, &str)> {
    let (place, expected) = error.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, expected))
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
