//! Variables that are read where nothing binds them
//! ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)): what reads them is an error in each
//! solution. A condition on a parameter that was left out is not a condition; any other such variable is doubtful.

use super::algebra::{Part, each_expression, parts, parts_mut, pattern_of, walk};
use super::scope::{self, Names};
use super::warning::{Subject, Warning};
use crate::finding::nearest;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TriplePattern, Variable};

/// The id of the findings about variables that nothing binds.
const UNBOUND: &str = "unbound-variable";

/// What reads variables.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reader {
    Filter,
    Having,
    /// `BIND`, or an expression of `SELECT` or `GROUP BY`, with the name of its variable.
    Assignment(String),
    OrderBy {
        is_grouped: bool,
    },
    Aggregate,
}

/// An expression where it stands.
struct Reading<'a> {
    reader: Reader,
    expression: &'a mut Expression,
    /// The variables that the pattern before it may bind.
    bound: &'a Names,
    /// Those that a pattern around the `EXISTS` in which it stands may bind.
    outer: &'a Names,
}

impl Reading<'_> {
    fn sees(&self, variable: &Variable) -> bool {
        let name = variable.as_str();
        self.bound.contains(name) || self.outer.contains(name)
    }
}

/// Visits each expression of a pattern, and gives the variables that the pattern may bind; each is found once, however
/// deep it stands.
fn visit(pattern: &mut GraphPattern, outer: &Names, each: &mut dyn FnMut(&mut Reading)) -> Names {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
            scope::names(pattern)
        }
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            let left = visit(left, outer, each);
            joined(left, visit(right, outer, each))
        }
        GraphPattern::Lateral { left, right } => {
            let left = visit(left, outer, each);
            let around = joined(left.clone(), outer.clone());
            joined(left, visit(right, &around, each))
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            let left = visit(left, outer, each);
            let bound = joined(left, visit(right, outer, each));
            if let Some(expression) = expression {
                read(Reader::Filter, expression, &bound, outer, each);
            }
            bound
        }
        GraphPattern::Minus { left, right } => {
            visit(right, outer, each);
            visit(left, outer, each)
        }
        GraphPattern::Filter { expr, inner } => {
            let reader = match **inner {
                GraphPattern::Group { .. } => Reader::Having,
                _ => Reader::Filter,
            };
            let bound = visit(inner, outer, each);
            read(reader, expr, &bound, outer, each);
            bound
        }
        GraphPattern::Extend {
            inner,
            variable,
            expression,
        } => {
            let mut bound = visit(inner, outer, each);
            let name = variable.as_str().to_owned();
            read(
                Reader::Assignment(name.clone()),
                expression,
                &bound,
                outer,
                each,
            );
            bound.insert(name);
            bound
        }
        GraphPattern::OrderBy { inner, expression } => {
            let bound = visit(inner, outer, each);
            let is_grouped = is_grouped(inner);
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                read(Reader::OrderBy { is_grouped }, key, &bound, outer, each);
            }
            bound
        }
        GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } => {
            let bound = visit(inner, outer, each);
            for (_, aggregate) in aggregates.iter_mut() {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    read(Reader::Aggregate, expr, &bound, outer, each);
                }
            }
            let aggregates = aggregates.iter().map(|(variable, _)| variable);
            variables.iter().chain(aggregates).map(name).collect()
        }
        GraphPattern::Project { inner, variables } => {
            visit(inner, outer, each);
            variables.iter().map(name).collect()
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => visit(inner, outer, each),
        GraphPattern::Graph { name: graph, inner }
        | GraphPattern::Service {
            name: graph, inner, ..
        } => {
            // The name is joined to the solutions of a graph, so that nothing within the braces sees it.
            let mut bound = visit(inner, outer, each);
            if let NamedNodePattern::Variable(variable) = graph {
                bound.insert(name(variable));
            }
            bound
        }
    }
}

/// Visits an expression and those in its `EXISTS`, whose variables are those around it.
fn read(
    reader: Reader,
    expression: &mut Expression,
    bound: &Names,
    outer: &Names,
    each: &mut dyn FnMut(&mut Reading),
) {
    visit_exists(expression, bound, outer, each);
    each(&mut Reading {
        reader,
        expression,
        bound,
        outer,
    });
}

fn visit_exists(
    expression: &mut Expression,
    bound: &Names,
    outer: &Names,
    each: &mut dyn FnMut(&mut Reading),
) {
    if let Expression::Exists(pattern) = expression {
        let around = joined(bound.clone(), outer.clone());
        visit(pattern, &around, each);
    }
    for part in parts_mut(expression) {
        visit_exists(part, bound, outer, each);
    }
}

fn joined(mut left: Names, mut right: Names) -> Names {
    if left.len() < right.len() {
        std::mem::swap(&mut left, &mut right);
    }
    left.extend(right);
    left
}

fn name(variable: &Variable) -> String {
    variable.as_str().to_owned()
}

/// Whether solutions are groups of others.
fn is_grouped(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Group { .. } => true,
        GraphPattern::Extend { inner, .. } | GraphPattern::Filter { inner, .. } => {
            is_grouped(inner)
        }
        _ => false,
    }
}

/// Removes the conditions that can only be errors since they read a parameter that was left out: nobody asks for what
/// holds of nothing. A condition that asks whether there is a value, as `!BOUND(?__name) || …`, is none of them.
pub fn remove_conditions(query: &mut Query) {
    visit(pattern_of(query), &Names::new(), &mut |reading| {
        if !matches!(reading.reader, Reader::Filter | Reader::Having) {
            return;
        }
        let mut condition = std::mem::replace(reading.expression, Expression::Literal(true.into()));
        let is_left_out = |variable: &Variable| is_parameter(variable) && !reading.sees(variable);
        if let Some(rest) = without_errors(&mut condition, &is_left_out) {
            *reading.expression = rest;
        }
    });
}

/// The parts of a condition that are not errors, if there are such.
fn without_errors(
    condition: &mut Expression,
    is_left_out: &dyn Fn(&Variable) -> bool,
) -> Option<Expression> {
    if let Expression::And(left, right) = condition {
        let left = without_errors(left, is_left_out);
        return match (left, without_errors(right, is_left_out)) {
            (Some(left), Some(right)) => Some(Expression::And(left.into(), right.into())),
            (left, right) => left.or(right),
        };
    }
    shorten_lists(condition, is_left_out);
    let is_error = is_error(condition, is_left_out);
    (!is_error).then(|| std::mem::replace(condition, Expression::Literal(true.into())))
}

/// Takes parameters that were left out from the lists of `IN` and `NOT IN`, unless nothing would be left of them.
fn shorten_lists(expression: &mut Expression, is_left_out: &dyn Fn(&Variable) -> bool) {
    if let Expression::In(_, list) = expression {
        let is_given = |item: &Expression| !is_error(item, is_left_out);
        if list.iter().any(is_given) {
            list.retain(is_given);
        }
    }
    for part in parts_mut(expression) {
        shorten_lists(part, is_left_out);
    }
}

/// Whether an expression is an error in every solution.
fn is_error(expression: &Expression, is_left_out: &dyn Fn(&Variable) -> bool) -> bool {
    let is_error = |part: &Expression| is_error(part, is_left_out);
    match expression {
        Expression::Variable(variable) => is_left_out(variable),
        Expression::Bound(_) | Expression::Exists(_) => false,
        Expression::Or(a, b) | Expression::And(a, b) => is_error(a) && is_error(b),
        Expression::If(condition, ..) => is_error(condition),
        Expression::Coalesce(list) => !list.is_empty() && list.iter().all(is_error),
        Expression::In(needle, list) => {
            is_error(needle) || !list.is_empty() && list.iter().all(is_error)
        }
        other => parts(other).into_iter().any(is_error),
    }
}

fn is_parameter(variable: &Variable) -> bool {
    variable.as_str().starts_with('_')
}

/// What to say of the variables of a query that are read, selected, grouped by or put into statements, and that nothing
/// binds there.
pub fn unbound(query: &mut Query) -> Vec<Warning> {
    let mut readings: Vec<(Reader, String)> = Vec::new();
    visit(pattern_of(query), &Names::new(), &mut |reading| {
        let mut found = Vec::new();
        each_expression(reading.expression, &mut |part| {
            if let Expression::Variable(variable) | Expression::Bound(variable) = part
                && !is_parameter(variable)
                && !reading.sees(variable)
            {
                found.push((reading.reader.clone(), name(variable)));
            }
        });
        for unseen in found {
            if !readings.contains(&unseen) {
                readings.push(unseen);
            }
        }
    });
    let everywhere = everywhere(query);
    let mut doubts = match &*query {
        Query::Select { pattern, .. } | Query::Describe { pattern, .. } => {
            selected(pattern, &everywhere)
        }
        Query::Construct {
            template, pattern, ..
        } => templated(template, pattern, &everywhere),
        Query::Ask { .. } => Vec::new(),
    };
    doubts.extend(grouped(query));
    for (reader, name) in &readings {
        let doubt = unseen(reader, name, &everywhere);
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
    doubts
}

/// What to say of a variable that is not seen where it is read.
fn unseen(reader: &Reader, name: &str, everywhere: &Names) -> Warning {
    let elsewhere = "what binds it stands in other braces; move one to the other";
    let message = match reader {
        Reader::Having => format!(
            "`HAVING` does not see `?{name}`, only what is grouped by and aggregates: repeat the aggregate there"
        ),
        _ if !everywhere.contains(name) => {
            return misnamed(name, everywhere, |name| format!("nothing binds {name}"));
        }
        Reader::Filter => format!("`FILTER` does not see `?{name}`: {elsewhere}"),
        Reader::Aggregate => format!("an aggregate does not see `?{name}`: {elsewhere}"),
        Reader::Assignment(assigned) => format!(
            "`?{assigned}` has no value, since its expression does not see `?{name}`: what binds it stands in other braces or comes later"
        ),
        Reader::OrderBy { is_grouped: true } => format!(
            "`ORDER BY` does not see `?{name}`, only what is grouped by, aggregates and the names of `SELECT`"
        ),
        Reader::OrderBy { is_grouped: false } => {
            format!("`ORDER BY` does not see `?{name}`: {elsewhere}")
        }
    };
    Warning::slip(UNBOUND, Subject::Variable(name.to_owned()), message)
}

/// The variables that something in a query binds, wherever it stands.
fn everywhere(query: &mut Query) -> Names {
    let mut found = Names::new();
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => {
                found.extend(scope::names(pattern));
            }
            GraphPattern::Extend { variable, .. }
            | GraphPattern::Graph {
                name: NamedNodePattern::Variable(variable),
                ..
            } => {
                found.insert(name(variable));
            }
            _ => {}
        }
    });
    found
}

/// The variables of a SELECT clause that nothing binds.
fn selected(pattern: &GraphPattern, everywhere: &Names) -> Vec<Warning> {
    match pattern {
        GraphPattern::Project { inner, variables } => {
            let names = scope::names(inner);
            let missing = variables.iter().filter(|v| !names.contains(v.as_str()));
            let say = |name: &str| format!("{name} is nowhere in the pattern, so it has no value");
            missing
                .map(|variable| match everywhere.contains(variable.as_str()) {
                    true => hidden("SELECT", variable.as_str()),
                    false => misnamed(variable.as_str(), &names, say),
                })
                .collect()
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => selected(inner, everywhere),
        _ => Vec::new(),
    }
}

/// What to say of a variable that a pattern has and does not give away.
fn hidden(clause: &str, name: &str) -> Warning {
    let message = format!(
        "`{clause}` does not see `?{name}`: it is only within `MINUS`, `FILTER` or a subquery, or not grouped by"
    );
    Warning::slip(UNBOUND, Subject::Variable(name.to_owned()), message)
}

/// The variables of a template that the pattern does not bind.
fn templated(
    template: &[TriplePattern],
    pattern: &GraphPattern,
    everywhere: &Names,
) -> Vec<Warning> {
    let names = scope::names(pattern);
    let template = GraphPattern::Bgp {
        patterns: template.to_vec(),
    };
    let used = scope::names(&template);
    let missing = used
        .iter()
        .filter(|name| !names.contains(*name) && !name.contains([':', ' ']));
    let say =
        |name: &str| format!("{name} is nowhere in the pattern, so its statements are not made");
    missing
        .map(|name| match everywhere.contains(name) {
            true => hidden("CONSTRUCT", name),
            false => misnamed(name, &names, say),
        })
        .collect()
}

/// The variables that are grouped by and that nothing binds.
fn grouped(query: &mut Query) -> Vec<Warning> {
    let mut doubts = Vec::new();
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(GraphPattern::Group {
            inner, variables, ..
        }) = part
        {
            let names = scope::names(inner);
            let is_missing = |variable: &&Variable| {
                !names.contains(variable.as_str()) && !is_parameter(variable)
            };
            let say = |name: &str| format!("{name} is grouped by, and nothing binds it");
            let missing = variables.iter().filter(is_missing);
            doubts.extend(missing.map(|variable| misnamed(variable.as_str(), &names, say)));
        }
    });
    doubts
}

/// A variable that is not among those that are bound, with what to say of it and the closest one.
fn misnamed(name: &str, bound: &Names, say: impl Fn(&str) -> String) -> Warning {
    let names = bound.iter().map(String::as_str);
    let near = nearest(name, names.filter(|name| !name.contains([':', ' '])));
    let near = near.map(|near| format!("?{near}"));
    let message = say(&format!("`?{name}`"));
    Warning::slip(UNBOUND, Subject::Variable(name.to_owned()), message).or_meant(near.as_deref())
}
