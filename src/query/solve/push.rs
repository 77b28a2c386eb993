//! Conditions are brought to the patterns that they speak of: through OPTIONAL, MINUS, UNION and BIND, so that what they
//! leave out is not joined first ([SPARQL 1.1, 18.5](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra)).

use super::arithmetic::is_computed;
use super::scope::{certain, has_exists, is_fresh, names, names_of_expression};
use crate::query::algebra;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, Variable};
use std::borrow::Cow;

/// The same pattern with each condition as far inside as its solutions stay the same.
pub fn pushed(pattern: &GraphPattern) -> Cow<'_, GraphPattern> {
    match is_worth(pattern) {
        true => Cow::Owned(push_conditions(pattern.clone())),
        false => Cow::Borrowed(pattern),
    }
}

/// Whether a condition stands around a pattern that it may be brought into.
fn is_worth(pattern: &GraphPattern) -> bool {
    let is_around = |inner: &GraphPattern| {
        matches!(
            inner,
            GraphPattern::LeftJoin { .. }
                | GraphPattern::Minus { .. }
                | GraphPattern::Union { .. }
                | GraphPattern::Extend { .. }
                | GraphPattern::Graph { .. }
        )
    };
    match pattern {
        GraphPattern::Filter { inner, .. } if is_around(inner) => true,
        pattern => algebra::inner(pattern).into_iter().any(is_worth),
    }
}

fn push_conditions(mut pattern: GraphPattern) -> GraphPattern {
    let GraphPattern::Filter { expr, inner } = pattern else {
        for inner in algebra::inner_mut(&mut pattern) {
            *inner = push_conditions(std::mem::take(inner));
        }
        return pattern;
    };
    let mut conditions = Vec::new();
    take_apart(expr, &mut conditions);
    let mut inner = *inner;
    let mut left = Vec::new();
    for condition in conditions {
        let condition = with_computed(condition, &inner);
        match may_sink(&condition, &inner) {
            true => inner = sink(condition, inner),
            false => left.push(condition),
        }
    }
    let inner = push_conditions(inner);
    match left.into_iter().reduce(and) {
        Some(expr) => filter(expr, inner),
        None => inner,
    }
}

/// A comparison with what `BIND` computes rather than with its variable: it is compared as a number before it becomes a
/// term, which is made only of what is left. Where it is an error, so is the comparison.
fn with_computed(mut condition: Expression, pattern: &GraphPattern) -> Expression {
    let GraphPattern::Extend {
        variable,
        expression,
        ..
    } = pattern
    else {
        return condition;
    };
    let (Expression::Equal(a, b)
    | Expression::Less(a, b)
    | Expression::LessOrEqual(a, b)
    | Expression::Greater(a, b)
    | Expression::GreaterOrEqual(a, b)) = &mut condition
    else {
        return condition;
    };
    if is_computed(expression) && [&**a, &**b, expression].into_iter().all(is_of_numbers) {
        put(expression, variable, a);
        put(expression, variable, b);
    }
    condition
}

/// Whether an expression has nothing in it but arithmetic.
fn is_of_numbers(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Literal(_) => true,
        other => is_computed(other) && algebra::parts(other).into_iter().all(is_of_numbers),
    }
}

/// Puts an expression in the place of a variable.
fn put(expression: &Expression, variable: &Variable, of: &mut Expression) {
    match of {
        Expression::Variable(other) if other == variable => *of = expression.clone(),
        other => algebra::parts_mut(other)
            .into_iter()
            .for_each(|part| put(expression, variable, part)),
    }
}

fn take_apart(expression: Expression, conditions: &mut Vec<Expression>) {
    match expression {
        Expression::And(a, b) => {
            take_apart(*a, conditions);
            take_apart(*b, conditions);
        }
        other => conditions.push(other),
    }
}

fn and(a: Expression, b: Expression) -> Expression {
    Expression::And(Box::new(a), Box::new(b))
}

fn filter(expr: Expression, inner: GraphPattern) -> GraphPattern {
    GraphPattern::Filter {
        expr,
        inner: Box::new(inner),
    }
}

/// Whether a condition gives the same one pattern further inside.
fn may_sink(condition: &Expression, pattern: &GraphPattern) -> bool {
    if has_exists(condition) || is_fresh(condition) {
        return false;
    }
    let seen = names_of_expression(condition);
    match pattern {
        // A variable that only the optional part binds, or that it may bind, has its value only afterwards.
        GraphPattern::LeftJoin { left, right, .. } => {
            let (certain, optional) = (certain(left), names(right));
            seen.iter()
                .all(|name| certain.contains(name) || !optional.contains(name))
        }
        GraphPattern::Minus { .. } | GraphPattern::Union { .. } => true,
        GraphPattern::Extend { variable, .. } => !seen.contains(variable.as_str()),
        GraphPattern::Graph { name, .. } => match name {
            NamedNodePattern::Variable(variable) => !seen.contains(variable.as_str()),
            NamedNodePattern::NamedNode(_) => true,
        },
        _ => false,
    }
}

fn sink(condition: Expression, pattern: GraphPattern) -> GraphPattern {
    let around = |condition, inner: Box<GraphPattern>| Box::new(filter(condition, *inner));
    match pattern {
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => GraphPattern::LeftJoin {
            left: around(condition, left),
            right,
            expression,
        },
        GraphPattern::Minus { left, right } => GraphPattern::Minus {
            left: around(condition, left),
            right,
        },
        GraphPattern::Union { left, right } => GraphPattern::Union {
            left: around(condition.clone(), left),
            right: around(condition, right),
        },
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: around(condition, inner),
            variable,
            expression,
        },
        GraphPattern::Graph { name, inner } => GraphPattern::Graph {
            name,
            inner: around(condition, inner),
        },
        other => filter(condition, other),
    }
}
