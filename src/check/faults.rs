//! What is wrong with a query, as findings at its place: what stops it where it is run is found here before it runs.

use crate::error::{Error, NameError, ParameterError, QueryError, QueryFault, Result, Suggestion};
use crate::finding::{Finding, Place};
use crate::query::{Query, REFUSED, UNKNOWN_NAME, Warning, place_in_front_matter};
use crate::rdf::Prefixes;
use crate::source::SourceFile;
use std::ops::Range;

/// The id of the findings about texts that are not SPARQL.
pub const SYNTAX: &str = "query-syntax";
/// The id of the findings about files of TOML beside expectations.
pub const SETTINGS: &str = "expectation-settings";
/// The id of the findings about the `#+` lines of queries.
const FRONT_MATTER: &str = "front-matter";

/// Returns the finding of what stops a query, in the file that it is run from: its own, or that of a test.
///
/// # Errors
/// Returns the error if it is not about the query.
pub fn of_error(error: Error, file: &SourceFile) -> Result<Finding> {
    let place = |span| Place {
        file: file.path.clone(),
        span,
    };
    Ok(match error {
        Error::Query(error) => of_query(&error, file),
        Error::Name(error) => {
            let name = match &*error {
                NameError::Unknown { name, .. }
                | NameError::Ambiguous { name, .. }
                | NameError::Query { name, .. }
                | NameError::SavedQuery { name, .. }
                | NameError::Shape { name, .. }
                | NameError::Source { path: name, .. }
                | NameError::NoClass { name, .. }
                | NameError::Level { name, .. }
                | NameError::Graph { name, .. }
                | NameError::Language { tag: name, .. } => name,
                NameError::OutsideLink { path } => path,
            };
            of_name(&error, place(named(file, &[name])))
        }
        Error::Parameter(error) => {
            let words = match &*error {
                ParameterError::Value {
                    parameter, value, ..
                } => [value.as_str(), parameter],
                ParameterError::Unknown { parameter, .. }
                | ParameterError::Missing { parameter, .. } => [parameter.as_str(), "with:"],
                ParameterError::Kind {
                    parameter, value, ..
                } => [value.as_str(), parameter],
                ParameterError::Class { parameter, class } => [class.as_str(), parameter],
                ParameterError::Type { parameter, kind } => [kind.as_str(), parameter],
            };
            of_parameter(&error, place(named(file, &words)))
        }
        error => return Err(error),
    })
}

/// Returns the finding of what is likely wrong with a query.
pub fn of_warning(warning: Warning, query: &Query, prefixes: &Prefixes) -> Finding {
    let file = &query.source;
    let span = warning.place(query, prefixes);
    let place = Place {
        file: file.path.clone(),
        span: span.unwrap_or_else(|| beginning(file)),
    };
    Finding {
        hint: warning.hint,
        ..Finding::warning(warning.id, warning.message, place)
    }
}

/// Returns the finding about a name in a file of statements.
pub fn at_name(warning: Warning, path: &str, span: Range<usize>) -> Finding {
    let place = Place {
        file: path.to_owned(),
        span,
    };
    Finding {
        hint: warning.hint,
        ..Finding::warning(warning.id, warning.message, place)
    }
}

/// Returns the bytes of the first of some words that the front matter of a file has, or of the beginning of the file.
fn named(file: &SourceFile, words: &[&str]) -> Range<usize> {
    let text = String::from_utf8_lossy(&file.bytes);
    let mut places = words
        .iter()
        .filter_map(|word| place_in_front_matter(&text, word));
    places.next().unwrap_or_else(|| beginning(file))
}

/// Returns the first line of a file with more than a comment, or its first line.
pub fn beginning(file: &SourceFile) -> Range<usize> {
    let lines = (1..=file.line_count()).filter_map(|line| file.text_span(line));
    let is_text = |span: &Range<usize>| {
        let text = file.bytes.get(span.clone()).unwrap_or_default();
        !text.is_empty() && !text.starts_with(b"#")
    };
    let mut lines = lines.filter(is_text);
    lines.next().or_else(|| file.text_span(1)).unwrap_or(0..0)
}

/// Returns the bytes of a fault, whose place counts lines and code points.
fn span(fault: &QueryFault, file: &SourceFile) -> Range<usize> {
    let span = file.column_span(fault.line, fault.column, fault.length);
    span.unwrap_or_else(|| beginning(file))
}

fn of_query(error: &QueryError, file: &SourceFile) -> Finding {
    let at = |span| Place {
        file: file.path.clone(),
        span,
    };
    let of_fault = |id, fault: &QueryFault| Finding {
        hint: fault.hint.clone(),
        ..Finding::error(id, fault.problem.clone(), at(span(fault, file)))
    };
    let whole = || at(beginning(file));
    match error {
        QueryError::Syntax(fault)
        | QueryError::UnknownFunction {
            fault: Some(fault), ..
        } => of_fault(SYNTAX, fault),
        QueryError::FrontMatter(fault) => of_fault(FRONT_MATTER, fault),
        QueryError::Unplaced { problem, .. } => Finding::error(SYNTAX, problem.clone(), whole()),
        QueryError::TextsApart { variable, .. } => {
            let message =
                format!("the texts among which `?_lang` chooses `?{variable}` cannot be seen here");
            let finding = Finding::error(SYNTAX, message, at(of_word(file, "?_LANG")));
            finding.with_hint(format!(
                "put the condition beside the pattern that finds `?{variable}`"
            ))
        }
        QueryError::NotInSql {
            fault: Some(fault), ..
        } => of_fault(SYNTAX, fault),
        QueryError::NotInSql { .. } => Finding::error(SYNTAX, error.to_string(), whole()),
        // Checks ask no engine.
        QueryError::NotPortable { problem, .. } => Finding::error(SYNTAX, problem.clone(), whole()),
        QueryError::UnknownFunction { iri, fault: None } => {
            Finding::error(SYNTAX, format!("there is no function `<{iri}>`"), whole())
        }
        QueryError::Utf16 { .. } => {
            let message = "the query is in UTF-16, not in UTF-8";
            let finding = Finding::error("invalid-utf8", message, at(0..0));
            finding.with_hint("save it in the encoding UTF-8")
        }
        QueryError::NotUtf8 { valid_up_to, .. } => {
            let message = "the query is not UTF-8 from here on";
            let place = at(*valid_up_to..valid_up_to + 1);
            let finding = Finding::error("invalid-utf8", message, place);
            finding.with_hint("save it in the encoding UTF-8")
        }
        QueryError::Service {
            service,
            refusal,
            fault,
            ..
        } => {
            let place = fault.as_ref().map(|fault| at(span(fault, file)));
            let place = place.unwrap_or_else(|| at(of_word(file, "SERVICE")));
            let message = format!("the query cannot ask `SERVICE {service}`: {refusal}");
            let finding = Finding::warning(REFUSED, message, place);
            match refusal.hint() {
                Some(hint) => finding.with_hint(hint),
                None => finding,
            }
        }
        QueryError::Engine { error, fault, .. } => {
            let place = fault.as_ref().map(|fault| at(span(fault, file)));
            Finding::error(REFUSED, error.to_string(), place.unwrap_or_else(whole))
        }
        QueryError::UnknownAggregate { aggregate, .. } => {
            let message = format!("SPARQL has no aggregate `{aggregate}`");
            Finding::error(SYNTAX, message, whole())
        }
        QueryError::CastArguments { cast, count } => {
            let message =
                format!("the cast `{cast}` takes one argument, and this query gives it {count}");
            Finding::error(SYNTAX, message, whole())
        }
        QueryError::TwoQueries { saved, .. } => {
            let message = format!("the test has a query of its own beside `#+ query: {saved}`");
            let finding = Finding::error(FRONT_MATTER, message, at(named(file, &["query:"])));
            finding.with_hint("remove one of them")
        }
    }
}

/// Returns where a keyword stands first in a query.
fn of_word(file: &SourceFile, word: &str) -> Range<usize> {
    let text = String::from_utf8_lossy(&file.bytes).to_ascii_uppercase();
    let at = text.find(word);
    at.map_or_else(|| beginning(file), |at| at..at + word.len())
}

fn of_name(error: &NameError, place: Place) -> Finding {
    match error {
        NameError::Unknown {
            name,
            undeclared_prefix,
            suggestions,
            ..
        } => {
            let why = undeclared_prefix.as_ref();
            let why = why.map(|prefix| format!("; no source declares the prefix `{prefix}:`"));
            let message = format!("nothing is called `{name}`{}", why.unwrap_or_default());
            let finding = Finding::warning(UNKNOWN_NAME, message, place);
            match meant(suggestions) {
                Some(hint) => finding.with_hint(hint),
                None => finding,
            }
        }
        NameError::Ambiguous { name, meanings } => {
            let meanings = meanings.iter().map(|meaning| format!("`{}`", meaning.name));
            let meanings = meanings.collect::<Vec<_>>().join(", ");
            let message = format!("`{name}` is the label of several entities: {meanings}");
            let finding = Finding::warning("ambiguous-name", message, place);
            finding.with_hint("write one of these names instead of the label")
        }
        NameError::Query {
            name, suggestion, ..
        }
        | NameError::SavedQuery { name, suggestion } => {
            let message = format!("there is no saved query `{name}`");
            let finding = Finding::warning("unknown-query", message, place);
            match suggestion {
                Some(near) => finding.with_hint(format!("did you mean `{near}`?")),
                None => finding,
            }
        }
        NameError::OutsideLink { .. }
        | NameError::Level { .. }
        | NameError::Graph { .. }
        | NameError::Language { .. }
        | NameError::NoClass { .. }
        | NameError::Shape { .. }
        | NameError::Source { .. } => Finding::error(FRONT_MATTER, error.to_string(), place),
    }
}

/// Returns the question whether one of some names is meant; the first three are shown.
pub fn meant(suggestions: &[Suggestion]) -> Option<String> {
    let mut shown: Vec<String> = Vec::new();
    for one in suggestions {
        let one = format!("`{}`", one.label.as_ref().unwrap_or(&one.name));
        if shown.len() < 3 && !shown.contains(&one) {
            shown.push(one);
        }
    }
    match shown.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [before @ .., last] => Some(format!("did you mean {} or {last}?", before.join(", "))),
    }
}

fn of_parameter(error: &ParameterError, place: Place) -> Finding {
    let (message, hint) = match error {
        ParameterError::Unknown {
            query,
            parameter,
            parameters,
            suggestion,
        } => {
            let hint = match (suggestion, parameters.as_slice()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, []) => "it has none at all".to_owned(),
                (None, known) => format!("it has `{}`", known.join("`, `")),
            };
            let message = format!("`{query}` has no parameter `{parameter}`");
            (message, Some(hint))
        }
        ParameterError::Missing {
            query, parameter, ..
        } => {
            let message = format!("`{query}` needs a value for `{parameter}`");
            (message, Some("give it in `#+ with:`".to_owned()))
        }
        ParameterError::Value {
            parameter,
            value,
            expected,
            example,
        } => {
            let message = format!("`{value}` is not a valid {expected}, which `{parameter}` needs");
            let hint = example.map(|example| format!("it is written as `{example}`"));
            (message, hint)
        }
        ParameterError::Kind {
            parameter,
            value,
            expected,
            suggestions,
            ..
        } => {
            let message = format!("`{value}` is not {expected}, which `{parameter}` needs");
            (message, meant(suggestions))
        }
        ParameterError::Class { class, .. } => {
            let message = format!("no source has the class `{class}`");
            return Finding::warning(UNKNOWN_NAME, message, place);
        }
        ParameterError::Type { .. } => (error.to_string(), None),
    };
    Finding {
        hint,
        ..Finding::warning("parameter-value", message, place)
    }
}
