//! A query whose paths are unions and joins where [SPARQL 1.1, 18.4](https://www.w3.org/TR/sparql11-query/#sparqlPropertyPaths)
//! defines them so: oxigraph gives each end of an alternative once, where the union has it for each of its paths.

use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{TermPattern, TriplePattern, Variable};

/// The same query without alternatives, but for those in repetitions, of which only the set of the ends counts.
pub fn as_unions(query: &Query) -> Query {
    let mut query = query.clone();
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    in_pattern(pattern, &mut 0);
    query
}

/// Rewrites the paths of a pattern; the number is that of the variables that were made.
fn in_pattern(pattern: &mut GraphPattern, made: &mut usize) {
    match pattern {
        GraphPattern::Path {
            subject,
            path,
            object,
        } => *pattern = union_of(subject, path, object, made),
        GraphPattern::Bgp { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Minus { left, right } => {
            in_pattern(left, made);
            in_pattern(right, made);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            in_pattern(left, made);
            in_pattern(right, made);
            if let Some(expression) = expression {
                in_expression(expression, made);
            }
        }
        GraphPattern::Filter {
            inner,
            expr: expression,
        }
        | GraphPattern::Extend {
            inner, expression, ..
        } => {
            in_pattern(inner, made);
            in_expression(expression, made);
        }
        GraphPattern::OrderBy { inner, expression } => {
            in_pattern(inner, made);
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                in_expression(key, made);
            }
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            in_pattern(inner, made);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    in_expression(expr, made);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Service { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => in_pattern(inner, made),
    }
}

/// Rewrites the paths in `EXISTS`.
fn in_expression(expression: &mut Expression, made: &mut usize) {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => {}
        Expression::Exists(pattern) => in_pattern(pattern, made),
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
            in_expression(a, made);
            in_expression(b, made);
        }
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => {
            in_expression(a, made);
        }
        Expression::If(a, b, c) => {
            for part in [a, b, c] {
                in_expression(part, made);
            }
        }
        Expression::In(needle, list) => {
            in_expression(needle, made);
            list.iter_mut().for_each(|part| in_expression(part, made));
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter_mut().for_each(|part| in_expression(part, made));
        }
    }
}

fn union_of(
    subject: &TermPattern,
    path: &PropertyPathExpression,
    object: &TermPattern,
    made: &mut usize,
) -> GraphPattern {
    match path {
        PropertyPathExpression::NamedNode(property) => GraphPattern::Bgp {
            patterns: vec![TriplePattern {
                subject: subject.clone(),
                predicate: property.clone().into(),
                object: object.clone(),
            }],
        },
        PropertyPathExpression::Reverse(path) => union_of(object, path, subject, made),
        PropertyPathExpression::Alternative(a, b) => GraphPattern::Union {
            left: Box::new(union_of(subject, a, object, made)),
            right: Box::new(union_of(subject, b, object, made)),
        },
        PropertyPathExpression::Sequence(a, b) => {
            *made += 1;
            let middle = Variable::new_unchecked(format!(" between {made}")).into();
            GraphPattern::Join {
                left: Box::new(union_of(subject, a, &middle, made)),
                right: Box::new(union_of(&middle, b, object, made)),
            }
        }
        path => GraphPattern::Path {
            subject: subject.clone(),
            path: path.clone(),
            object: object.clone(),
        },
    }
}
