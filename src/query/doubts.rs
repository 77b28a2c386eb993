//! What a query says and hardly means: a variable that nothing binds where it is read, punctuation of an input method in a name,
//! a language or a string in a language that the sources do not have, a pattern for `REGEX` or `REPLACE` that is none.

use super::Query;
use super::algebra::{Part, pattern_of, walk};
use super::functions::wrong_pattern;
use super::tokens::{Kind, Token, tokens};
use super::unbound::unbound;
use super::warning::{Subject, Warning};
use crate::dictionary::LiteralType;
use crate::graph::Graph;
use crate::rdf::{Literal, NamedNode, Term, usual_case};
use crate::read::ascii_twin;
use rustc_hash::FxHashSet;
use spargebra::algebra::{Expression, Function, GraphPattern};
use spargebra::term::{GroundTerm, TermPattern};
use std::collections::BTreeSet;

/// What is doubtful about a query and its algebra.
pub(super) fn doubts(query: &Query, parsed: &mut spargebra::Query, graph: &Graph) -> Vec<Warning> {
    let mut doubts = punctuation(query.text());
    doubts.extend(subtracted_dates(query.text()));
    doubts.extend(unbound(parsed));
    doubts.extend(constants(parsed, graph));
    let literals = literals(parsed);
    doubts.extend(
        literals
            .iter()
            .filter_map(|literal| other_type(literal, graph)),
    );
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

/// What to say of a language that no literal is in. Others may be asked for beside it, so it may be meant.
fn unknown_language(tag: &str, graph: &Graph) -> Option<Warning> {
    let wanted = tag.to_ascii_lowercase();
    language_without_text(tag, graph, &|known| known == wanted)
}

/// What to say of a [language range](https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1) that no literal is in.
fn unknown_range(range: &str, graph: &Graph) -> Option<Warning> {
    let wanted = range.to_ascii_lowercase();
    language_without_text(range, graph, &|known| {
        let rest = known.strip_prefix(&wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// What to say of a language if none of those that literals are in is meant by it.
fn language_without_text(
    tag: &str,
    graph: &Graph,
    is_meant: &dyn Fn(&str) -> bool,
) -> Option<Warning> {
    let types = graph.dictionary.types.iter();
    let mut known: BTreeSet<&str> = types.map(|known| known.language.as_str()).collect();
    known.remove("");
    if tag.is_empty() || known.iter().any(|known| is_meant(known)) {
        return None;
    }
    let known: Vec<String> = known
        .iter()
        .map(|tag| format!("`{}`", usual_case(tag)))
        .collect();
    let there_is = match known.is_empty() {
        true => String::new(),
        false => format!("; there is {}", known.join(" and ")),
    };
    let message = format!("no text is in the language `{tag}`{there_is}");
    let tag = Subject::Language(tag.to_owned());
    Some(Warning::doubt("unknown-language", tag, message))
}

/// The literals that a query looks for or compares with.
fn literals(query: &mut spargebra::Query) -> Vec<Literal> {
    let mut found: Vec<Literal> = Vec::new();
    let mut seen: FxHashSet<Literal> = FxHashSet::default();
    let mut note = |literal: &Literal| {
        if seen.insert(literal.clone()) {
            found.push(literal.clone());
        }
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                if let TermPattern::Literal(literal) = &pattern.object {
                    note(literal);
                }
            }
        }
        Part::Pattern(GraphPattern::Values { bindings, .. }) => {
            for cell in bindings.iter().flatten() {
                if let Some(GroundTerm::Literal(literal)) = cell {
                    note(literal);
                }
            }
        }
        Part::Expression(Expression::Equal(a, b) | Expression::SameTerm(a, b)) => {
            for (side, other) in [(&**a, &**b), (&**b, &**a)] {
                if let (Expression::Literal(literal), Expression::Variable(_)) = (side, other) {
                    note(literal);
                }
            }
        }
        Part::Expression(Expression::In(needle, list))
            if matches!(**needle, Expression::Variable(_)) =>
        {
            for item in list {
                if let Expression::Literal(literal) = item {
                    note(literal);
                }
            }
        }
        _ => {}
    });
    found
}

/// A string that the sources have only in another language or with another datatype, or that is in a language of no text.
fn other_type(literal: &Literal, graph: &Graph) -> Option<Warning> {
    if graph.find(&literal.clone().into()).is_some() {
        return None;
    }
    let others = graph.dictionary.types.iter().filter_map(|other| {
        let id = graph.find(&Term::from(with_type(literal.value(), other)))?;
        Some(format!("`{}`", graph.display(id)))
    });
    let others: Vec<String> = others.take(3).collect();
    if others.is_empty() {
        return unknown_language(literal.language()?, graph);
    }
    let shown = graph.prefixes.display(&literal.clone().into());
    let message = format!("no source has `{shown}`; there is {}", others.join(" and "));
    let text = Subject::Text(literal.value().to_owned());
    Some(Warning::doubt("other-literal", text, message))
}

fn with_type(value: &str, literal_type: &LiteralType) -> Literal {
    if literal_type.language.is_empty() {
        let datatype = NamedNode::new_unchecked(literal_type.datatype.as_str());
        return Literal::new_typed_literal(value, datatype);
    }
    Literal::new_language_tagged_literal_unchecked(value, literal_type.language.as_str())
}
