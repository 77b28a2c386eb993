//! The condition that a text is the best for a reader of those that may stand in its place: it is in the first language that there
//! is, and, if it is a name, it is the first name in it.

use super::languages::LanguageRange;
use crate::rdf::{Literal, NamedNode, Variable, vocab};
use spargebra::algebra::{Expression, Function, GraphPattern, PropertyPathExpression};

/// The texts that may stand in the place of a variable.
pub struct Texts {
    /// The pattern that finds them.
    pub pattern: GraphPattern,
    /// Whether they name the subject: a reader wants one name, where other properties may have several texts that all count.
    pub are_names: bool,
}

/// Returns whether a property has the names of its subject; other names than the first are aliases.
pub fn is_name(property: &NamedNode) -> bool {
    vocab::NAMES.contains(&property.as_str())
}

/// Returns whether a path leads from a subject to its names only.
pub fn leads_to_names(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(property) => is_name(property),
        PropertyPathExpression::Alternative(a, b) => leads_to_names(a) && leads_to_names(b),
        _ => false,
    }
}

/// Returns the condition that the value of a variable is in the best language that the texts of its place are in, and, if they
/// are names, that it is the first of them.
pub fn best(
    languages: &[LanguageRange],
    variable: &Variable,
    other: &Variable,
    texts: &Texts,
) -> Expression {
    let none = |condition| none(&texts.pattern, condition);
    let comes_before = less(language(other), language(variable));
    let is_literal = call(Function::IsLiteral, vec![variable.clone().into()]);
    let last = and(is_literal, none(comes_before));
    let best = languages.iter().rev().fold(last, |otherwise, range| {
        let is_in = matches(variable, &range.tag);
        or(is_in, and(none(matches(other, &range.tag)), otherwise))
    });
    match texts.are_names {
        true => and(best, none(is_earlier_name(languages, variable, other))),
        false => best,
    }
}

/// Returns the condition that another text is in the language of a text and comes before it.
fn is_earlier_name(
    languages: &[LanguageRange],
    variable: &Variable,
    other: &Variable,
) -> Expression {
    let text = |of: &Variable| call(Function::Str, vec![of.clone().into()]);
    let mut is_in_same = equal(language(other), language(variable));
    let mut is_earlier = less(text(other), text(variable));
    // Texts whose languages differ are alternatives if the reader asked for a language that includes both.
    for (index, range) in languages.iter().enumerate() {
        if range.count < 2 {
            continue;
        }
        let is_in = and(matches(other, &range.tag), matches(variable, &range.tag));
        let before = languages.iter().take(index);
        let is_in = before.fold(is_in, |is_in, preferred| {
            let is_preferred = matches(variable, &preferred.tag);
            and(is_in, Expression::Not(Box::new(is_preferred)))
        });
        is_in_same = or(is_in_same, is_in);
    }
    if languages.iter().any(|range| range.count > 1) {
        let is_same = equal(text(other), text(variable));
        let is_first_tag = less(language(other), language(variable));
        is_earlier = or(is_earlier, and(is_same, is_first_tag));
    }
    and(is_in_same, is_earlier)
}

fn matches(variable: &Variable, range: &str) -> Expression {
    let range = Literal::new_simple_literal(range);
    call(
        Function::LangMatches,
        vec![language(variable), range.into()],
    )
}

fn language(variable: &Variable) -> Expression {
    call(Function::Lang, vec![variable.clone().into()])
}

fn less(a: Expression, b: Expression) -> Expression {
    Expression::Less(Box::new(a), Box::new(b))
}

fn equal(a: Expression, b: Expression) -> Expression {
    Expression::Equal(Box::new(a), Box::new(b))
}

/// Returns the condition that a pattern has no solution for which another condition holds.
fn none(pattern: &GraphPattern, condition: Expression) -> Expression {
    let found = filter(condition, pattern.clone());
    Expression::Not(Box::new(Expression::Exists(Box::new(found))))
}

pub fn filter(expr: Expression, inner: GraphPattern) -> GraphPattern {
    GraphPattern::Filter {
        expr,
        inner: Box::new(inner),
    }
}

pub fn call(function: Function, arguments: Vec<Expression>) -> Expression {
    Expression::FunctionCall(function, arguments)
}

pub fn and(a: Expression, b: Expression) -> Expression {
    Expression::And(Box::new(a), Box::new(b))
}

fn or(a: Expression, b: Expression) -> Expression {
    Expression::Or(Box::new(a), Box::new(b))
}
