//! What the aggregates of a query say of its results ([SPARQL 1.1, 18.5.1](https://www.w3.org/TR/sparql11-query/#aggregateAlgebra)):
//! whether they are aggregates of no solution, and whether `SUM` or `AVG` has no value since `OPTIONAL` leaves a variable unbound.

use super::algebra::each_expression;
use super::results::Results;
use super::scope::{self, Names};
use super::warning::{Subject, Warning};
use crate::rdf::Term;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::Variable;

/// The aggregates of a query itself; those of its subqueries are none of them.
#[derive(Default)]
pub(super) struct Aggregates {
    /// Whether all solutions are one group: the query then has one row even if its pattern has no solution.
    is_one_group: bool,
    sums: Vec<Sum>,
}

/// A `SUM` or `AVG` of a variable that `OPTIONAL` may leave unbound.
struct Sum {
    /// `SUM` or `AVG`.
    function: &'static str,
    /// The variable that may be unbound.
    variable: String,
    /// The variable of the SELECT clause whose value is computed of it.
    selected: String,
}

/// Returns the aggregates of a query.
pub(super) fn of(query: &Query) -> Aggregates {
    let Query::Select { pattern, .. } = query else {
        return Aggregates::default();
    };
    let mut pattern = pattern;
    let mut extends: Vec<(&Variable, &Expression)> = Vec::new();
    loop {
        pattern = match pattern {
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                extends.push((variable, expression));
                inner
            }
            GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. }
            | GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Filter { inner, .. } => inner,
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => {
                let adds = |(_, of): &(Variable, AggregateExpression)| function(of).is_some();
                let inner = match aggregates.iter().any(adds) {
                    true => bindings(inner),
                    false => Bindings::default(),
                };
                let sums = aggregates.iter().filter_map(|of| sum(of, &inner.optional));
                let sums = sums.flat_map(|(internal, function, variable)| {
                    let of_sum = extends.iter().filter(move |(_, of)| reads(of, internal));
                    of_sum.map(move |(selected, _)| Sum {
                        function,
                        variable: variable.clone(),
                        selected: selected.as_str().to_owned(),
                    })
                });
                return Aggregates {
                    is_one_group: variables.is_empty(),
                    sums: sums.collect(),
                };
            }
            _ => return Aggregates::default(),
        };
    }
}

/// Returns the name of a `SUM` or `AVG`, and its expression.
fn function(aggregate: &AggregateExpression) -> Option<(&'static str, &Expression)> {
    match aggregate {
        AggregateExpression::FunctionCall {
            name: AggregateFunction::Sum,
            expr,
            ..
        } => Some(("SUM", expr)),
        AggregateExpression::FunctionCall {
            name: AggregateFunction::Avg,
            expr,
            ..
        } => Some(("AVG", expr)),
        _ => None,
    }
}

/// Returns the variable of a `SUM` or `AVG`, its name, and a variable that it needs and that may be unbound.
fn sum<'a>(
    (internal, aggregate): &'a (Variable, AggregateExpression),
    unbound: &Names,
) -> Option<(&'a Variable, &'static str, String)> {
    let (function, expr) = function(aggregate)?;
    let (mut needed, mut is_strict) = (None, true);
    each_expression(expr, &mut |part| match part {
        Expression::Variable(variable) if unbound.contains(variable.as_str()) => {
            needed.get_or_insert_with(|| variable.as_str().to_owned());
        }
        // These have values without the value of a variable.
        Expression::Coalesce(_)
        | Expression::If(..)
        | Expression::Bound(_)
        | Expression::Exists(_)
        | Expression::Or(..)
        | Expression::And(..) => is_strict = false,
        _ => {}
    });
    needed
        .filter(|_| is_strict)
        .map(|variable| (internal, function, variable))
}

fn reads(expression: &Expression, variable: &Variable) -> bool {
    let mut reads = false;
    each_expression(expression, &mut |part| {
        reads |= matches!(part, Expression::Variable(of) if of == variable);
    });
    reads
}

/// The variables that solutions of a pattern may bind.
#[derive(Default)]
struct Bindings {
    all: Names,
    /// Those that `OPTIONAL` binds in some solutions, and nothing binds in all of them.
    optional: Names,
}

/// Returns the variables that solutions of a pattern may bind; each part of the pattern is visited once.
fn bindings(pattern: &GraphPattern) -> Bindings {
    match pattern {
        GraphPattern::LeftJoin { left, right, .. } => {
            let (mut left, right) = (bindings(left), bindings(right));
            let added = right.all.iter().filter(|name| !left.all.contains(*name));
            left.optional.extend(added.cloned());
            left.all.extend(right.all);
            left
        }
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            let (mut left, mut right) = (bindings(left), bindings(right));
            let binds = |side: &Bindings, name: &String| {
                side.all.contains(name) && !side.optional.contains(name)
            };
            let mut optional = std::mem::take(&mut left.optional);
            optional.retain(|name| !binds(&right, name));
            right
                .optional
                .retain(|name| optional.contains(name) || !left.all.contains(name));
            optional.append(&mut right.optional);
            left.all.append(&mut right.all);
            Bindings {
                all: left.all,
                optional,
            }
        }
        GraphPattern::Extend {
            inner, variable, ..
        } => {
            let mut found = bindings(inner);
            found.all.insert(variable.as_str().to_owned());
            found
        }
        GraphPattern::Filter { inner, .. } | GraphPattern::Minus { left: inner, .. } => {
            bindings(inner)
        }
        other => Bindings {
            all: scope::names(other),
            optional: Names::new(),
        },
    }
}

impl Aggregates {
    /// Returns whether results have no solution, or are aggregates of none: `COUNT` of nothing is 0, and so is `SUM`.
    pub(super) fn found_nothing(&self, results: &Results) -> bool {
        match results {
            Results::Boolean(answer) => !answer,
            Results::Graph(triples) => triples.len() == 0,
            Results::Solutions(solutions) if self.is_one_group && solutions.len() == 1 => {
                let row = solutions.clone().next();
                let mut values = row.into_iter().flat_map(|row| row.into_values());
                values.all(|value| value.is_none_or(|value| is_nothing(&value)))
            }
            Results::Solutions(solutions) => solutions.len() == 0,
        }
    }

    /// Returns what to say of values that are missing in some rows, since solutions without a variable were added up.
    pub(super) fn warnings(&self, results: &Results) -> Vec<Warning> {
        let Results::Solutions(solutions) = results else {
            return Vec::new();
        };
        let empty = self.sums.iter();
        let empty = empty.filter(|sum| solutions.leaves_unbound(&sum.selected));
        let warning = |Sum {
                           function,
                           variable,
                           selected,
                       }: &Sum| {
            let message = format!(
                "`?{selected}` has no value where `OPTIONAL` leaves `?{variable}` unbound, since `{function}` of it is an \
                 error; write `COALESCE(?{variable}, 0)` in `{function}`, or leave those solutions out with \
                 `FILTER(BOUND(?{variable}))`"
            );
            Warning::slip(
                "unbound-variable",
                Subject::Variable(variable.clone()),
                message,
            )
        };
        empty.map(warning).collect()
    }
}

/// Returns whether a value is what an aggregate of no solution may be: zero, an empty text or `false`.
fn is_nothing(value: &Term) -> bool {
    let Term::Literal(literal) = value else {
        return false;
    };
    let text = literal.value();
    text.is_empty() || text == "false" || text.parse() == Ok(0.0)
}
