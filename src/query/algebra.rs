//! Looks at and rewrites the [algebra](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) of a query before it is evaluated.

use crate::rdf::{Literal, vocab};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
    PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, Variable};
use std::collections::BTreeSet;
use std::iter;

/// A part of a query.
pub(super) enum Part<'a> {
    Pattern(&'a mut GraphPattern),
    Expression(&'a mut Expression),
}

/// Makes `LANG(?x) = "zh-Hans"` mean what it says: terms hold language tags in lower case, since tags that differ in
/// case only are the same tag, so the tag that a query compares with is put in lower case too.
pub fn lower_language_tags(query: &mut Query) {
    walk(pattern_of(query), &mut |part| match part {
        Part::Expression(Expression::Equal(left, right) | Expression::SameTerm(left, right)) => {
            if is_lang(left) {
                lower(right);
            } else if is_lang(right) {
                lower(left);
            }
        }
        Part::Expression(Expression::In(needle, list)) if is_lang(needle) => {
            list.iter_mut().for_each(lower);
        }
        _ => {}
    });
}

/// Gives what `GROUP_CONCAT` makes no language: it is [a string](https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat),
/// though oxigraph keeps a language that all parts share.
pub fn concatenate_strings(query: &mut Query) {
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else { return };
        let GraphPattern::Group { aggregates, .. } = pattern else {
            return;
        };
        let mut renamed = Vec::new();
        for (variable, aggregate) in aggregates {
            if let AggregateExpression::FunctionCall {
                name: AggregateFunction::GroupConcat { .. },
                ..
            } = aggregate
            {
                let part = Variable::new_unchecked(format!("{} parts", variable.as_str()));
                renamed.push((std::mem::replace(variable, part.clone()), part));
            }
        }
        for (variable, part) in renamed {
            *pattern = GraphPattern::Extend {
                inner: Box::new(std::mem::take(pattern)),
                variable,
                expression: Expression::FunctionCall(Function::Str, vec![part.into()]),
            };
        }
    });
}

/// Makes `COUNT` count [the values that are no errors](https://www.w3.org/TR/sparql11-query/#defn_aggCount) of an
/// expression, where oxigraph gives nothing: it counts a variable with these values.
pub fn count_values(query: &mut Query) {
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(GraphPattern::Group {
            inner, aggregates, ..
        }) = part
        else {
            return;
        };
        for (counted, aggregate) in aggregates {
            if let AggregateExpression::FunctionCall {
                name: AggregateFunction::Count,
                expr,
                ..
            } = aggregate
                && !matches!(expr, Expression::Variable(_))
            {
                let variable = Variable::new_unchecked(format!("{} value", counted.as_str()));
                let expression = std::mem::replace(expr, variable.clone().into());
                **inner = GraphPattern::Extend {
                    inner: Box::new(std::mem::take(&mut **inner)),
                    variable,
                    expression,
                };
            }
        }
    });
}

/// The first other server that a query would ask, as it names it.
pub fn service(query: &mut Query) -> Option<String> {
    let mut found = None;
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Service { name, .. }) = part {
            found.get_or_insert(name.to_string());
        }
    });
    found
}

/// What to call oxigraph's evaluator when it takes a query: with what the query has that is left to it.
pub fn evaluator(query: &mut Query) -> &'static str {
    let mut name = match query {
        Query::Describe { .. } => "oxigraph's evaluator of `DESCRIBE`",
        _ if query.dataset().is_some() => "oxigraph's evaluator of `FROM`",
        _ => "oxigraph's evaluator",
    };
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Graph { .. }) => name = "oxigraph's evaluator of `GRAPH`",
        Part::Pattern(GraphPattern::Lateral { .. }) => name = "oxigraph's evaluator of `LATERAL`",
        Part::Expression(Expression::Exists(_)) if name.ends_with("evaluator") => {
            name = "oxigraph's evaluator of `EXISTS`";
        }
        _ => {}
    });
    name
}

/// The IRIs that a query has where properties and classes stand.
#[derive(Default)]
pub(super) struct Named {
    pub properties: BTreeSet<String>,
    pub classes: BTreeSet<String>,
}

/// The properties and classes that a query names.
pub(super) fn names_of_query(query: &mut Query) -> Named {
    let mut named = Named::default();
    walk(pattern_of(query), &mut |part| match part {
        Part::Pattern(GraphPattern::Bgp { patterns }) => {
            for pattern in patterns {
                let NamedNodePattern::NamedNode(property) = &pattern.predicate else {
                    continue;
                };
                named.properties.insert(property.as_str().to_owned());
                if property.as_str() == vocab::RDF_TYPE
                    && let TermPattern::NamedNode(class) = &pattern.object
                {
                    named.classes.insert(class.as_str().to_owned());
                }
            }
        }
        Part::Pattern(GraphPattern::Path { path, .. }) => {
            properties_of_path(path, &mut named.properties);
        }
        _ => {}
    });
    named
}

/// What a negated property set names need not be there.
fn properties_of_path(path: &PropertyPathExpression, properties: &mut BTreeSet<String>) {
    match path {
        PropertyPathExpression::NamedNode(property) => {
            properties.insert(property.as_str().to_owned());
        }
        PropertyPathExpression::Reverse(path)
        | PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path) => properties_of_path(path, properties),
        PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
            properties_of_path(a, properties);
            properties_of_path(b, properties);
        }
        PropertyPathExpression::NegatedPropertySet(_) => {}
    }
}

/// The aggregates of a query, each with the variable that stands for it.
pub(super) fn aggregates(query: &mut Query) -> Vec<(Variable, AggregateExpression)> {
    let mut found = Vec::new();
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Group { aggregates, .. }) = part {
            found.extend_from_slice(aggregates);
        }
    });
    found
}

/// Puts a variable in the place of a pattern in `EXISTS`.
pub(super) fn replace_exists(part: &mut Part, pattern: &GraphPattern, variable: &Variable) {
    let Part::Expression(expression) = part else {
        return;
    };
    walk_expression(expression, &mut |part| {
        if let Part::Expression(expression) = part
            && matches!(expression, Expression::Exists(other) if **other == *pattern)
        {
            *expression = Expression::Variable(variable.clone());
        }
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
pub(super) fn pattern_of(query: &mut Query) -> &mut GraphPattern {
    match query {
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. } => pattern,
    }
}

/// Visits every pattern and expression, inner ones first.
pub(super) fn walk(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part)) {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            walk(left, visit);
            walk(right, visit);
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            walk(left, visit);
            walk(right, visit);
            expression
                .iter_mut()
                .for_each(|expression| walk_expression(expression, visit));
        }
        GraphPattern::Filter {
            expr: expression,
            inner,
        }
        | GraphPattern::Extend {
            expression, inner, ..
        } => {
            walk(inner, visit);
            walk_expression(expression, visit);
        }
        GraphPattern::OrderBy { inner, expression } => {
            walk(inner, visit);
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                walk_expression(key, visit);
            }
        }
        GraphPattern::Group {
            inner, aggregates, ..
        } => {
            walk(inner, visit);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    walk_expression(expr, visit);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => walk(inner, visit),
    }
    visit(Part::Pattern(pattern));
}

/// As [`walk`], of an expression.
pub(super) fn walk_expression(expression: &mut Expression, visit: &mut dyn FnMut(Part)) {
    if let Expression::Exists(pattern) = expression {
        walk(pattern, visit);
    }
    for part in parts_mut(expression) {
        walk_expression(part, visit);
    }
    visit(Part::Expression(expression));
}

/// Visits an expression and those inside it, but not those in patterns.
pub fn each_expression<'e>(expression: &'e Expression, visit: &mut dyn FnMut(&'e Expression)) {
    visit(expression);
    for part in parts(expression) {
        each_expression(part, visit);
    }
}

/// The expressions that an expression is made of, in their order; `EXISTS` is made of none.
pub fn parts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
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
        | Expression::Divide(a, b) => vec![a, b],
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
        Expression::If(a, b, c) => vec![a, b, c],
        Expression::In(a, list) => iter::once(&**a).chain(list).collect(),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter().collect(),
    }
}

fn parts_mut(expression: &mut Expression) -> Vec<&mut Expression> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_)
        | Expression::Exists(_) => Vec::new(),
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
        | Expression::Divide(a, b) => vec![a, b],
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => vec![a],
        Expression::If(a, b, c) => vec![a, b, c],
        Expression::In(a, list) => iter::once(&mut **a).chain(list).collect(),
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => list.iter_mut().collect(),
    }
}
