//! What a query says and hardly means: a variable that nothing binds where it is read, punctuation of an input method in a name,
//! a language or a string in a language that the sources do not have, a pattern for `REGEX` or `REPLACE` that is none.

use super::Query;
use super::algebra::{Part, pattern_of, walk};
use super::functions::wrong_pattern;
use super::other_literals::other_literals;
use super::text_languages::{unknown_language, unknown_range};
use super::tokens::{Kind, Token, tokens};
use super::unbound::unbound;
use super::warning::{Subject, Warning};
use crate::graph::Graph;
use crate::read::ascii_twin;
use spargebra::algebra::{Expression, Function};

/// What is doubtful about a query and its algebra.
pub(super) fn doubts(query: &Query, parsed: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let mut doubts = punctuation(query.text());
    doubts.extend(subtracted_dates(query.text()));
    doubts.extend(unbound(parsed));
    doubts.extend(constants(parsed, graph));
    doubts.extend(other_literals(parsed, graph));
    doubts
}

/// A name may have `，` in it, by the grammar, but nobody gives it such a name.
fn punctuation(text: &str) -> Vec<Warning> {
    let tokens = tokens(text);
    let adjacent = tokens.windows(2).filter(|pair| {
        matches!(pair[0].kind, Kind::Variable | Kind::Word)
            && pair[0].range.end == pair[1].range.start
    });
    let doubt = |name: &Token, sign: &Token| {
        let shown = sign.text(text).chars().next()?;
        let twin = ascii_twin(shown)?;
        let name = name.text(text);
        let message = format!(
            "SPARQL reads `{name}{shown}` as one name; `{shown}` is the punctuation of an input method, write `{twin}`"
        );
        let place = Subject::Bytes(sign.range.clone());
        Some(Warning::slip("full-width-punctuation", place, message))
    };
    adjacent
        .filter_map(|pair| doubt(&pair[0], &pair[1]))
        .collect()
}

/// `2020-01-31` is a number less two others.
fn subtracted_dates(text: &str) -> Vec<Warning> {
    let tokens = tokens(text);
    let is_date = |parts: &&[Token]| {
        let lengths = parts.iter().map(|part| part.range.len());
        let is_adjacent = parts
            .windows(2)
            .all(|pair| pair[0].range.end == pair[1].range.start);
        let are_numbers = parts
            .iter()
            .step_by(2)
            .all(|part| part.kind == Kind::Number);
        let is_minus = |part: &Token| part.text(text) == "-";
        are_numbers
            && is_adjacent
            && is_minus(&parts[1])
            && is_minus(&parts[3])
            && lengths.eq([4, 1, 2, 1, 2])
    };
    let dates = tokens.windows(5).filter(is_date);
    let doubt = |parts: &[Token]| {
        let place = parts[0].range.start..parts[4].range.end;
        let date = text.get(place.clone()).unwrap_or_default();
        let message =
            format!("`{date}` is a subtraction; a date is written `\"{date}\"^^xsd:date`");
        Warning::slip("subtracted-date", Subject::Bytes(place), message)
    };
    dates.map(doubt).collect()
}

/// Languages that no literal is in, and patterns of `REGEX` and `REPLACE` that are wrong.
fn constants(query: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let mut doubts = Vec::new();
    let is_lang =
        |expression: &Expression| matches!(expression, Expression::FunctionCall(Function::Lang, _));
    walk(pattern_of(query), &mut |part| match part {
        Part::Expression(Expression::Equal(a, b) | Expression::SameTerm(a, b)) => {
            for (side, other) in [(&**a, &**b), (&**b, &**a)] {
                if let Expression::Literal(tag) = other
                    && is_lang(side)
                {
                    doubts.extend(unknown_language(tag.value(), graph));
                }
            }
        }
        Part::Expression(Expression::In(needle, list)) if is_lang(needle) => {
            for tag in list {
                if let Expression::Literal(tag) = tag {
                    doubts.extend(unknown_language(tag.value(), graph));
                }
            }
        }
        Part::Expression(call) => doubts.extend(in_call(call, graph)),
        _ => {}
    });
    doubts
}

/// What to say of the constants of a call.
fn in_call(call: &Expression, graph: &Graph) -> Vec<Warning> {
    let Expression::FunctionCall(function, arguments) = call else {
        return Vec::new();
    };
    let constant = match arguments.get(1) {
        Some(Expression::Literal(constant)) => constant.value(),
        _ => "",
    };
    let is_range = matches!(function, Function::LangMatches) && constant != "*";
    let range = is_range.then(|| unknown_range(constant, graph)).flatten();
    let wrong = wrong_pattern(call).map(|message| {
        let pattern = Subject::Text(constant.to_owned());
        Warning::slip("wrong-pattern", pattern, message)
    });
    range.into_iter().chain(wrong).collect()
}
