//! Looks at and rewrites the [algebra](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) of a query before it is evaluated.

use crate::error::QueryError;
use crate::rdf::{Literal, NamedNode, vocab};
use oxsdatatypes::DateTime;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
    PropertyPathExpression,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A part of a query.
pub enum Part<'a> {
    /// A pattern.
    Pattern(&'a mut GraphPattern),
    /// An expression.
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

/// Puts the time in the place of `NOW`, which is [the same](https://www.w3.org/TR/sparql11-query/#func-now) wherever it
/// stands in a query.
pub fn tell_time(query: &mut Query) {
    let now = LazyLock::new(|| {
        let now = DateTime::now().to_string();
        Literal::new_typed_literal(now, oxigraph::model::vocab::xsd::DATE_TIME)
    });
    walk(pattern_of(query), &mut |part| {
        if let Part::Expression(expression) = part
            && matches!(expression, Expression::FunctionCall(Function::Now, _))
        {
            *expression = Expression::Literal((*now).clone());
        }
    });
}

/// Returns the first call of an aggregate that SPARQL does not define.
pub fn unknown_aggregate(query: &mut Query, path: Option<&str>) -> Option<QueryError> {
    let mut found = None;
    walk_everything(pattern_of(query), &mut |part| {
        let Part::Pattern(GraphPattern::Group { aggregates, .. }) = part else {
            return;
        };
        for (_, aggregate) in aggregates {
            if let AggregateExpression::FunctionCall {
                name: AggregateFunction::Custom(name),
                ..
            } = aggregate
            {
                found.get_or_insert_with(|| QueryError::UnknownAggregate {
                    query: path.map(str::to_owned),
                    aggregate: name.to_string(),
                });
            }
        }
    });
    found
}

/// What a name is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOf {
    /// The predicate of statements.
    Property,
    /// The class of something.
    Class,
    /// Anything else.
    Entity,
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
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        if let GraphPattern::Path { path, .. } = pattern {
            properties_of_path(path, &mut named.properties);
        }
        for (position, term) in positions(pattern) {
            let TermPattern::NamedNode(iri) = term else {
                continue;
            };
            let names = match position {
                NameOf::Property => &mut named.properties,
                NameOf::Class => &mut named.classes,
                NameOf::Entity => continue,
            };
            names.insert(iri.into_string());
        }
    });
    named
}

/// Returns the IRIs of the properties and classes that a query names.
pub fn named_in(query: &mut Query) -> BTreeSet<String> {
    let named = names_of_query(query);
    named.properties.into_iter().chain(named.classes).collect()
}

/// Returns what the variables of a query stand for where they are predicates or classes; a predicate is a property whatever it
/// is elsewhere.
pub(super) fn positions_of_variables(query: &mut Query) -> BTreeMap<String, NameOf> {
    let mut found = BTreeMap::new();
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        for (position, term) in positions(pattern) {
            if let TermPattern::Variable(variable) = term
                && position != NameOf::Entity
                && found.get(variable.as_str()) != Some(&NameOf::Property)
            {
                found.insert(variable.into_string(), position);
            }
        }
    });
    found
}

/// Returns the terms of the triple patterns of a pattern itself, with what they are used as.
pub(super) fn positions(pattern: &GraphPattern) -> Vec<(NameOf, TermPattern)> {
    let of_class = |is_class: bool| match is_class {
        true => NameOf::Class,
        false => NameOf::Entity,
    };
    match pattern {
        GraphPattern::Bgp { patterns } => {
            let of_pattern = |pattern: &TriplePattern| {
                let property = match &pattern.predicate {
                    NamedNodePattern::NamedNode(property) => property.as_str(),
                    NamedNodePattern::Variable(_) => "",
                };
                let is_hierarchy = property == vocab::RDFS_SUB_CLASS_OF;
                let is_class = is_hierarchy || property == vocab::RDF_TYPE;
                [
                    (of_class(is_hierarchy), pattern.subject.clone()),
                    (NameOf::Property, pattern.predicate.clone().into()),
                    (of_class(is_class), pattern.object.clone()),
                ]
            };
            patterns.iter().flat_map(of_pattern).collect()
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            let mut properties = BTreeSet::new();
            properties_of_path(path, &mut properties);
            let position = of_class(properties.iter().eq([vocab::RDFS_SUB_CLASS_OF]));
            vec![(position, subject.clone()), (position, object.clone())]
        }
        _ => Vec::new(),
    }
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

/// Returns the properties that a path leads over none of.
pub(super) fn excluded_properties(path: &PropertyPathExpression) -> Vec<&NamedNode> {
    match path {
        PropertyPathExpression::NamedNode(_) => Vec::new(),
        PropertyPathExpression::Reverse(path)
        | PropertyPathExpression::ZeroOrMore(path)
        | PropertyPathExpression::OneOrMore(path)
        | PropertyPathExpression::ZeroOrOne(path) => excluded_properties(path),
        PropertyPathExpression::Sequence(a, b) | PropertyPathExpression::Alternative(a, b) => {
            [excluded_properties(a), excluded_properties(b)].concat()
        }
        PropertyPathExpression::NegatedPropertySet(properties) => properties.iter().collect(),
    }
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

/// Visits every pattern and expression, inner ones first; what is within `SERVICE` another engine reads as it is.
pub fn walk(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part)) {
    visit_parts(pattern, false, visit);
}

/// As [`walk`], within `SERVICE` too.
pub fn walk_everything(pattern: &mut GraphPattern, visit: &mut dyn FnMut(Part)) {
    visit_parts(pattern, true, visit);
}

fn visit_parts(pattern: &mut GraphPattern, in_services: bool, visit: &mut dyn FnMut(Part)) {
    let is_elsewhere = matches!(pattern, GraphPattern::Service { .. });
    if in_services || !is_elsewhere {
        for inner in inner_mut(pattern) {
            visit_parts(inner, in_services, visit);
        }
    }
    for expression in expressions_mut(pattern) {
        visit_expression(expression, in_services, visit);
    }
    visit(Part::Pattern(pattern));
}

/// The patterns that a pattern is directly made of: the match is the same for references and for mutable ones.
macro_rules! inner_patterns {
    ($pattern:expr) => {
        match $pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
                Vec::new()
            }
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::LeftJoin { left, right, .. }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => vec![left, right],
            GraphPattern::Filter { inner, .. }
            | GraphPattern::Graph { inner, .. }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::Group { inner, .. }
            | GraphPattern::Service { inner, .. } => vec![inner],
        }
    };
}

/// Returns the patterns that a pattern is directly made of, in their order; those of `EXISTS` belong to its expressions.
pub fn inner(pattern: &GraphPattern) -> Vec<&GraphPattern> {
    inner_patterns!(pattern)
}

/// As [`inner`], to change them.
pub fn inner_mut(pattern: &mut GraphPattern) -> Vec<&mut GraphPattern> {
    inner_patterns!(pattern)
}

macro_rules! expressions_of {
    ($pattern:expr) => {
        match $pattern {
            GraphPattern::LeftJoin { expression, .. } => expression.into_iter().collect(),
            GraphPattern::Filter {
                expr: expression, ..
            }
            | GraphPattern::Extend { expression, .. } => vec![expression],
            GraphPattern::OrderBy { expression, .. } => expression
                .into_iter()
                .map(|(OrderExpression::Asc(key) | OrderExpression::Desc(key))| key)
                .collect(),
            GraphPattern::Group { aggregates, .. } => aggregates
                .into_iter()
                .filter_map(|(_, aggregate)| match aggregate {
                    AggregateExpression::FunctionCall { expr, .. } => Some(expr),
                    AggregateExpression::CountSolutions { .. } => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    };
}

/// Returns the expressions of a pattern itself.
pub fn expressions(pattern: &GraphPattern) -> Vec<&Expression> {
    expressions_of!(pattern)
}

pub(super) fn expressions_mut(pattern: &mut GraphPattern) -> Vec<&mut Expression> {
    expressions_of!(pattern)
}

/// As [`walk`], of an expression.
pub(super) fn walk_expression(expression: &mut Expression, visit: &mut dyn FnMut(Part)) {
    visit_expression(expression, false, visit);
}

fn visit_expression(expression: &mut Expression, in_services: bool, visit: &mut dyn FnMut(Part)) {
    if let Expression::Exists(pattern) = expression {
        visit_parts(pattern, in_services, visit);
    }
    for part in parts_mut(expression) {
        visit_expression(part, in_services, visit);
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

macro_rules! parts_of {
    ($expression:expr) => {
        match $expression {
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
            Expression::In(a, list) => {
                let mut parts: Vec<_> = list.into_iter().collect();
                parts.insert(0, a);
                parts
            }
            Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
                list.into_iter().collect()
            }
        }
    };
}

/// The expressions that an expression is made of, in their order; `EXISTS` is made of none.
pub fn parts(expression: &Expression) -> Vec<&Expression> {
    parts_of!(expression)
}

/// The same, to be changed.
pub(super) fn parts_mut(expression: &mut Expression) -> Vec<&mut Expression> {
    parts_of!(expression)
}
