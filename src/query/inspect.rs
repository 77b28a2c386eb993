//! Looks at a query without running it: what is likely wrong with it, and what is known of its answer.

use super::algebra::{Part, inner, pattern_of, walk};
use super::dataset::Dataset;
use super::functions::Target;
use super::limits::LARGEST_PRODUCT;
use super::operators::PRODUCT;
use super::parameter_values::{kind_of, term};
use super::physical::{Field, Plan, PlanOperator};
use super::scope::{self, Names};
use super::warning::{Subject, Warning};
use super::{Query, parameters};
use crate::error::Error;
use crate::graph::Graph;
use petgraph::unionfind::UnionFind;
use spargebra::algebra::{Expression, Function, GraphPattern};
use std::collections::{BTreeMap, BTreeSet};

/// The id of the findings about queries that bixi refuses to run.
pub const REFUSED: &str = "refused-query";

/// What is known of a query that was not run.
#[derive(Debug)]
pub struct Inspected {
    /// Likely mistakes.
    pub warnings: Vec<Warning>,
    /// The form of its answer.
    pub form: AnswerForm,
    /// Whether more is known of it once it is planned: it calls functions that may be unknown, or has parts that may be multiplied.
    pub must_be_planned: bool,
}

/// The form of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// Rows: the names of their variables, and of the variables whose values the query makes rather than finds.
    Rows {
        /// The variables of the rows, in their order.
        variables: Vec<String>,
        /// Those that an expression, an aggregate or inline data gives values.
        made: BTreeSet<String>,
    },
    /// True or false.
    Boolean,
    /// Statements.
    Statements,
}

/// Returns what is wrong with the classes that the values of parameters must be of, and with the values if none is given.
pub fn wrong_defaults(graph: &Graph, query: &Query) -> Vec<Error> {
    let mut wrong = Vec::new();
    for parameter in parameters::parameters(query) {
        let declared = query.front_matter.params.get(&parameter.name);
        let default = declared.and_then(|declared| declared.default.as_ref());
        wrong.extend(match default {
            Some(default) => {
                term(&parameter, None, &default.to_string(), Dataset::new(graph)).err()
            }
            None => kind_of(&parameter, graph).err(),
        });
    }
    wrong
}

/// Returns the form of the answer of a query.
pub(super) fn form(query: &mut spargebra::Query) -> AnswerForm {
    let variables = match &*query {
        spargebra::Query::Select { pattern, .. } => selected(pattern),
        spargebra::Query::Ask { .. } => return AnswerForm::Boolean,
        _ => return AnswerForm::Statements,
    };
    let mut made = BTreeSet::new();
    walk(pattern_of(query), &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        match pattern {
            GraphPattern::Extend { variable, .. } => {
                made.insert(variable.as_str().to_owned());
            }
            GraphPattern::Group { aggregates, .. } => {
                let names = aggregates.iter().map(|(variable, _)| variable.as_str());
                made.extend(names.map(str::to_owned));
            }
            GraphPattern::Values { variables, .. } => {
                made.extend(
                    variables
                        .iter()
                        .map(|variable| variable.as_str().to_owned()),
                );
            }
            _ => {}
        }
    });
    AnswerForm::Rows { variables, made }
}

/// Returns the names of the variables that a query selects.
fn selected(pattern: &GraphPattern) -> Vec<String> {
    match pattern {
        GraphPattern::Project { variables, .. } => {
            let names = variables
                .iter()
                .map(|variable| variable.as_str().to_owned());
            names.collect()
        }
        GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => selected(inner),
        _ => Vec::new(),
    }
}

/// Returns whether a query calls functions that may be unknown, or has parts that no variable connects. What parameters connect,
/// their values do not.
pub(super) fn must_be_planned(query: &mut spargebra::Query) -> bool {
    let mut calls = false;
    walk(pattern_of(query), &mut |part| {
        if let Part::Expression(Expression::FunctionCall(Function::Custom(name), arguments)) = part
        {
            let is_cast = Target::of(name.as_str()).is_some() && arguments.len() == 1;
            calls |= !is_cast || arguments.len() != 1;
        }
    });
    calls || has_unconnected(pattern_of(query))
}

/// Returns whether a pattern has parts that no variable connects; those within `EXISTS` are connected by what is around it.
fn has_unconnected(pattern: &GraphPattern) -> bool {
    let mut conjuncts = vec![pattern];
    let mut sets: Vec<Names> = Vec::new();
    let mut below: Vec<&GraphPattern> = Vec::new();
    while let Some(conjunct) = conjuncts.pop() {
        match conjunct {
            GraphPattern::Join { left, right } => conjuncts.extend([&**left, &**right]),
            GraphPattern::Bgp { patterns } => {
                sets.extend(patterns.iter().map(scope::names_of_triple));
            }
            GraphPattern::LeftJoin { left, right, .. } => {
                if falls_apart(vec![scope::names(left), scope::names(right)]) {
                    return true;
                }
                below.extend([&**left, &**right]);
                sets.push(scope::names(conjunct));
            }
            other => {
                below.extend(inner(other));
                sets.push(scope::names(other));
            }
        }
    }
    falls_apart(sets) || below.into_iter().any(has_unconnected)
}

/// Returns whether some sets of variables cannot be put together by the variables that they share, other than parameters.
fn falls_apart(sets: Vec<Names>) -> bool {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut numbered = |names: Names| -> Vec<usize> {
        let connects = |name: &String| !name.starts_with('_') || name.starts_with("_:");
        let names = names.into_iter().filter(connects);
        let number = |name| {
            let next = numbers.len();
            *numbers.entry(name).or_insert(next)
        };
        names.map(number).collect()
    };
    let sets: Vec<Vec<usize>> = sets.into_iter().map(&mut numbered).collect();
    let mut parts = UnionFind::new(numbers.len());
    for pair in sets.iter().flat_map(|set| set.windows(2)) {
        parts.union(pair[0], pair[1]);
    }
    let mut of_sets = sets.iter().filter_map(|set| set.first());
    let first = of_sets.next();
    first.is_some_and(|first| of_sets.any(|other| !parts.equiv(*first, *other)))
}

/// Returns what to say of a plan that is expected to be refused since it multiplies parts that no variable connects.
pub(super) fn product_of(plan: &Plan) -> Option<Warning> {
    plan.operators.iter().find_map(product)
}

/// Returns what to say of the first product in a plan that has more rows than are allowed.
fn product(operator: &PlanOperator) -> Option<Warning> {
    let rows = operator.estimated_rows.unwrap_or(0.0);
    let label = &operator.label;
    if label.operator != PRODUCT || rows <= LARGEST_PRODUCT as f64 {
        return operator.operators.iter().find_map(product);
    }
    let pattern = label.fields.iter().find_map(|(_, field)| match field {
        Field::Text(pattern) => Some(format!("`{pattern}`")),
        _ => None,
    });
    let pattern = pattern.unwrap_or_else(|| "a part".to_owned());
    let message = format!(
        "the query multiplies {pattern} by what no variable connects it with: about {rows:.0} rows, and more than \
         {LARGEST_PRODUCT} are refused"
    );
    let variable = label.variables.first().cloned().unwrap_or_default();
    let warning = Warning::slip(REFUSED, Subject::Variable(variable), message);
    Some(warning.with_hint("connect the parts by a variable"))
}
