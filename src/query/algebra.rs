//! Looks at and rewrites the [algebra](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) of a query before it is evaluated.

use crate::rdf::Literal;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, Function, GraphPattern, OrderExpression,
};

/// Makes `LANG(?x) = "zh-Hans"` mean what it says: terms hold language tags in lower case, since tags that differ in
/// case only are the same tag, so the tag that a query compares with is put in lower case too.
pub fn lower_language_tags(query: &mut Query) {
    change_expressions(pattern_of(query), &mut |expression| match expression {
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => {
            if is_lang(left) {
                lower(right);
            } else if is_lang(right) {
                lower(left);
            }
        }
        Expression::In(needle, list) if is_lang(needle) => list.iter_mut().for_each(lower),
        _ => {}
    });
}

fn is_lang(expression: &Expression) -> bool {
    matches!(expression, Expression::FunctionCall(Function::Lang, _))
}

fn lower(expression: &mut Expression) {
    if let Expression::Literal(literal) = expression
        && literal.language().is_none()
    {
        let datatype = literal.datatype().into_owned();
        *literal = Literal::new_typed_literal(literal.value().to_ascii_lowercase(), datatype);
    }
}

/// The pattern that a query matches.
pub fn pattern_of(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// Applies a change to every expression of a pattern, inner ones first.
pub fn change_expressions(pattern: &mut GraphPattern, change: &mut impl FnMut(&mut Expression)) {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            change_expressions(left, change);
            change_expressions(right, change);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            change_expressions(left, change);
            change_expressions(right, change);
            expression
                .iter_mut()
                .for_each(|expression| change_expression(expression, change));
        }
        GraphPattern::Filter {
            expr: expression,
            inner,
        }
        | GraphPattern::Extend {
            expression, inner, ..
        } => {
            change_expressions(inner, change);
            change_expression(expression, change);
        }
        GraphPattern::OrderBy { inner, expression } => {
            change_expressions(inner, change);
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                change_expression(key, change);
            }
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            change_expressions(inner, change);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    change_expression(expr, change);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => change_expressions(inner, change),
    }
}

fn change_expression(expression: &mut Expression, change: &mut impl FnMut(&mut Expression)) {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => {}
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => {
            change_expression(a, change);
            change_expression(b, change);
        }
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => {
            change_expression(a, change);
        }
        Expression::In(a, list) => {
            change_expression(a, change);
            list.iter_mut()
                .for_each(|item| change_expression(item, change));
        }
        Expression::Exists(pattern) => change_expressions(pattern, change),
        Expression::If(a, b, c) => {
            [a, b, c]
                .into_iter()
                .for_each(|part| change_expression(part, change));
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter_mut()
                .for_each(|item| change_expression(item, change));
        }
    }
    change(expression);
}
