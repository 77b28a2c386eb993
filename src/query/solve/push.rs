//! Conditions are brought to the patterns that they speak of: through OPTIONAL, MINUS, UNION and BIND, so that what they
//! leave out is not joined first ([SPARQL 1.1, 18.5](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra)).

use super::scope::{certain, has_exists, names, names_of_expression};
use spargebra::algebra::{Expression, GraphPattern};
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
    match pattern {
        GraphPattern::Filter { inner, .. } => {
            let is_other = matches!(
                **inner,
                GraphPattern::LeftJoin { .. }
                    | GraphPattern::Minus { .. }
                    | GraphPattern::Union { .. }
                    | GraphPattern::Extend { .. }
            );
            is_other || is_worth(inner)
        }
        GraphPattern::Join { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => is_worth(left) || is_worth(right),
        GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => is_worth(inner),
        _ => false,
    }
}

fn push_conditions(pattern: GraphPattern) -> GraphPattern {
    let both = |left: Box<GraphPattern>, right: Box<GraphPattern>| {
        (
            Box::new(push_conditions(*left)),
            Box::new(push_conditions(*right)),
        )
    };
    let one = |inner: Box<GraphPattern>| Box::new(push_conditions(*inner));
    match pattern {
        GraphPattern::Filter { expr, inner } => {
            let mut conditions = Vec::new();
            take_apart(expr, &mut conditions);
            let mut inner = *inner;
            let mut left = Vec::new();
            for condition in conditions {
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
        GraphPattern::Join { left, right } => {
            let (left, right) = both(left, right);
            GraphPattern::Join { left, right }
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            let (left, right) = both(left, right);
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            }
        }
        GraphPattern::Union { left, right } => {
            let (left, right) = both(left, right);
            GraphPattern::Union { left, right }
        }
        GraphPattern::Minus { left, right } => {
            let (left, right) = both(left, right);
            GraphPattern::Minus { left, right }
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => GraphPattern::Extend {
            inner: one(inner),
            variable,
            expression,
        },
        GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
            inner: one(inner),
            expression,
        },
        GraphPattern::Project { inner, variables } => GraphPattern::Project {
            inner: one(inner),
            variables,
        },
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: one(inner) },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: one(inner) },
        GraphPattern::Slice {
            inner,
            start,
            length,
        } => GraphPattern::Slice {
            inner: one(inner),
            start,
            length,
        },
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => GraphPattern::Group {
            inner: one(inner),
            variables,
            aggregates,
        },
        other => other,
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
    if has_exists(condition) {
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
        other => filter(condition, other),
    }
}
