//! Evaluates a query for many values of some variables at once, as if each set of values had been put in the place of the
//! variables before: [pre-binding](https://www.w3.org/TR/shacl12-sparql/#pre-binding) in SHACL, and the rows of a table.
//!
//! Where a part of the pattern needs the values and does not bind the variables itself, it is joined with a table of them; a
//! subquery and the groups of an aggregate keep them. What would not be the same for many values at once, such as `LIMIT` and
//! one group of all solutions, is evaluated for one set of values after the other.

mod lift;
mod mentioned;
mod refused;

pub use refused::{PreBinding, refused_prebound};

use super::dataset::Dataset;
use super::depth;
use super::engine::{self, Given};
use super::execute::BATCH;
use super::functions::CustomFunction;
use super::limits::{Budget, Limits};
use super::literals::Literals;
use super::results::{Results, Solutions};
use super::rewrite::Rewrite;
use super::{algebra, blank_nodes};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::rdf::NamedNode;
use lift::Lifting;
use mentioned::Bound;
use spargebra::Query;

/// Values of variables.
#[derive(Clone, Debug, Default)]
pub struct Prebound {
    /// The names of the variables.
    pub variables: Vec<String>,
    /// The values of each row, by variable.
    pub rows: Vec<Vec<TermId>>,
}

/// Evaluates a SELECT or ASK query for each row of values. The solutions are those of all rows together, with the values in
/// columns of their own; of an ASK query those values for which it holds.
///
/// # Errors
/// If evaluation fails or passes a limit.
pub fn evaluate_prebound(
    dataset: Dataset<'_>,
    query: &Query,
    values: &Prebound,
    limits: &Limits,
) -> Result<Vec<Solutions>> {
    evaluate_given(dataset, query, values, Given::default(), limits)
}

/// As [`evaluate_prebound`], of a SELECT query, with literals as values and further functions, by name; a variable may be
/// unbound in a row.
///
/// # Errors
/// As [`evaluate_prebound`].
pub fn evaluate_for_literals(
    dataset: Dataset<'_>,
    query: &Query,
    values: &Prebound,
    literals: &Literals,
    functions: &[(NamedNode, CustomFunction)],
    limits: &Limits,
) -> Result<Vec<Solutions>> {
    let given = Given {
        literals: Some(literals),
        functions,
        ..Given::default()
    };
    evaluate_given(dataset, query, values, given, limits)
}

fn evaluate_given(
    dataset: Dataset<'_>,
    query: &Query,
    values: &Prebound,
    given: Given,
    limits: &Limits,
) -> Result<Vec<Solutions>> {
    let bound = Bound(&values.variables);
    let run = |rows: &[Vec<TermId>], is_one: bool| {
        let lifting = Lifting { bound, is_one };
        let lifted = lifting.query(query);
        let budget = Budget::new(limits);
        depth::with_stack(depth::of(&lifted), || {
            solutions(dataset, lifted, Given { rows, ..given }, &budget)
        })
    };
    let (Query::Select { pattern, .. } | Query::Ask { pattern, .. }) = query else {
        return Err(Error::internal(
            "a query with values is neither SELECT nor ASK",
        ));
    };
    if bound.is_for_all(pattern) {
        return run(&values.rows, false).map(|solutions| vec![solutions]);
    }
    let rows = values.rows.iter();
    rows.map(|row| run(std::slice::from_ref(row), true))
        .collect()
}

fn solutions(
    dataset: Dataset<'_>,
    mut query: Query,
    values: Given,
    budget: &Budget,
) -> Result<Solutions> {
    algebra::lower_language_tags(&mut query);
    algebra::tell_time(&mut query);
    blank_nodes::number_solutions(&mut query);
    let planned =
        engine::rewritten_with(&dataset, &query, values, &Rewrite::ALL, budget)?.planned()?;
    match planned.run(None, BATCH)?.results {
        Results::Solutions(solutions) => Ok(solutions),
        _ => Err(Error::internal("a SELECT query has no solutions")),
    }
}
