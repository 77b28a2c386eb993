//! What is wrong with the text of a query, at its place and in words.

mod aggregates;
mod expressions;
mod grammar;
mod modifiers;
mod patterns;
mod select;
mod services;
mod slips;

pub use aggregates::misplaced as misplaced_aggregate;
pub use expressions::FUNCTIONS;
pub use slips::UNDECLARED;

use super::Query;
use super::front_matter::FrontMatterError;
use super::tokens::{Kind, Token, tokens};
use crate::error::{Error, QueryError, QueryFault};
use crate::rdf::Prefixes;

/// What is wrong with a text, and where.
pub(super) struct Fault {
    /// The byte where it begins.
    pub at: usize,
    /// In words.
    pub problem: String,
    /// What would mend it, in words.
    pub hint: Option<String>,
}

impl Fault {
    /// Returns a fault without a hint.
    pub fn new(at: usize, problem: impl Into<String>) -> Self {
        Self {
            at,
            problem: problem.into(),
            hint: None,
        }
    }

    /// Returns the fault with a hint.
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// Returns the fault with the word that may be meant as its hint, if there is one.
    pub fn or_meant(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.with_hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }
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
        .or_else(|| slips::blank_node(text))
        .or_else(|| of_parser(query, error));
    let Some(found) = found else {
        return Error::from(QueryError::Unplaced {
            query: query.source.path.clone(),
            problem: error.to_owned(),
        });
    };
    fault(query, found)
}

/// An error of evaluation with its place, if it is about an unknown function.
pub fn at_function(query: &Query, error: Error) -> Error {
    let Error::Query(inner) = &error else {
        return error;
    };
    let QueryError::UnknownFunction { iri, .. } = &**inner else {
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
    let fault = placed(query, Fault::new(name.range.start, problem));
    Error::from(QueryError::UnknownFunction {
        iri: iri.clone(),
        fault: Some(fault),
    })
}

/// Returns an error with its place in the text of a query, if it is about a `SERVICE`.
pub fn at_service(query: &Query, error: Error) -> Error {
    let Error::Query(mut inner) = error else {
        return error;
    };
    match &mut *inner {
        QueryError::Service {
            query: path,
            service,
            number,
            refusal,
            fault,
        } => {
            *path = Some(query.source.path.clone());
            let hint = refusal.hint();
            *fault = placed_fault(query, service, *number, refusal.to_string(), hint);
        }
        QueryError::Engine {
            service,
            number,
            error,
            fault,
        } => *fault = placed_fault(query, service, *number, error.to_string(), None),
        _ => {}
    }
    Error::Query(inner)
}

fn placed_fault(
    query: &Query,
    service: &str,
    number: usize,
    problem: String,
    hint: Option<String>,
) -> Option<QueryFault> {
    let at = services::place(query.text(), service, number)?;
    Some(placed(query, Fault { at, problem, hint }))
}

/// Returns the error for what a query has that is not written in SQL, at the first token that is a word or a name that ends in it.
pub fn not_in_sql(query: &Query, what: String, word: &str) -> Error {
    let text = query.text();
    let is_word = |token: &&Token| {
        let token = token.text(text).trim_matches(['<', '>']);
        let end = token.rfind(['#', '/', ':']).map_or(0, |at| at + 1);
        !word.is_empty() && (token.eq_ignore_ascii_case(word) || token.get(end..) == Some(word))
    };
    let tokens = tokens(text);
    let fault = tokens.iter().find(is_word).map(|token| {
        let problem = format!("{what} is not written in SQL");
        placed(query, Fault::new(token.range.start, problem))
    });
    Error::from(QueryError::NotInSql {
        query: query.source.path.clone(),
        what,
        fault,
    })
}

/// An error with its place, if it is about a part that an engine does not answer as bixi does.
pub fn at_part(query: &Query, mut error: Error) -> Error {
    if let Error::Query(inner) = &mut error
        && let QueryError::NotPortable {
            problem,
            words,
            fault,
            ..
        } = &mut **inner
    {
        let text = query.text();
        let tokens = tokens(text);
        let is_it = |word: &str, token: &Token| {
            let written = token.text(text);
            let local = written.split_once(':').map_or("", |(_, local)| local);
            let is_name = token.kind == Kind::Word && !local.is_empty() && word.ends_with(local);
            written.eq_ignore_ascii_case(word)
                || is_name
                || written.trim_matches(['<', '>']) == word
        };
        let mut words = words.iter();
        let found = words.find_map(|word| tokens.iter().find(|token| is_it(word, token)));
        let at = found
            .or(tokens.first())
            .map_or(0, |token| token.range.start);
        *fault = Some(placed(query, Fault::new(at, problem.as_str())));
    }
    error
}

/// Returns the error for a fault of a query's text.
pub fn fault(query: &Query, fault: Fault) -> Error {
    QueryError::Syntax(placed(query, fault)).into()
}

/// Returns the error for a fault of a query's front matter.
pub fn front_matter(query: &Query, error: FrontMatterError) -> Error {
    let line = u32::try_from(error.line).unwrap_or(u32::MAX);
    Error::from(QueryError::FrontMatter(QueryFault {
        query: query.source.path.clone(),
        line,
        column: error.column,
        length: error.length,
        problem: error.problem,
        hint: error.hint,
        excerpt: query.source.line(line).unwrap_or_default(),
    }))
}

/// Returns a fault with its line, its column, and the length of the token that begins there.
fn placed(query: &Query, fault: Fault) -> QueryFault {
    let text = query.text();
    let before = text.get(..fault.at).unwrap_or_default();
    let line = before.matches('\n').count() as u32 + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    let tokens = tokens(text);
    let token = tokens.iter().find(|token| token.range.start == fault.at);
    let wrong = token.map_or("", |token| token.text(text));
    let length = wrong
        .lines()
        .next()
        .map_or(0, |first| first.chars().count());
    QueryFault {
        query: query.source.path.clone(),
        line,
        column,
        length: length.max(1),
        problem: fault.problem,
        hint: fault.hint,
        excerpt: query.source.line(line).unwrap_or_default(),
    }
}

/// Returns the fault that the parser found, if it says where: line and column from 1 on, and what it expected there.
fn of_parser(query: &Query, error: &str) -> Option<Fault> {
    let (place, expected) = error.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    let (line, column): (u32, usize) = (line.parse().ok()?, column.parse().ok()?);
    let span = query.source.line_span(line)?;
    let of_line = query.text().get(span.start..)?;
    let at = of_line.char_indices().nth(column.saturating_sub(1));
    let at = at.map_or(of_line.len(), |(at, _)| at);
    Some(Fault::new(span.start + at, expectation(expected)))
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
