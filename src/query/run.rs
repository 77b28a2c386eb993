//! From the algebra of a query to its answer, by the graph or by an engine elsewhere.

use super::dataset::Dataset;
use super::engine::{Planned, Ran, Rewritten, rewritten};
use super::execute::BATCH;
use super::limits::{Budget, Limits};
use super::on_engine::Answered;
use super::physical::Plan;
use super::results::Results;
use super::rewrite::Rewrite;
use super::{Query, algebra, blank_nodes, depth, on_engine, service, syntax};
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Evaluates a query that is parsed already.
///
/// # Errors
/// If evaluation fails or passes a limit.
pub fn evaluate_algebra(
    dataset: Dataset<'_>,
    parsed: spargebra::Query,
    limits: &Limits,
) -> Result<Results> {
    evaluate_in_batches(dataset, parsed, limits, BATCH)
}

/// As [`evaluate_algebra`], with joins that give about this many rows at once.
///
/// # Errors
/// As [`evaluate_algebra`].
pub fn evaluate_in_batches(
    dataset: Dataset<'_>,
    parsed: spargebra::Query,
    limits: &Limits,
    batch: usize,
) -> Result<Results> {
    let budget = Budget::new(limits);
    depth::with_stack(depth::of(&parsed), move || {
        run(dataset, parsed, &budget, batch)
    })
}

/// Returns the answer of a query, within limits.
///
/// # Errors
/// As [`evaluate_algebra`].
pub fn run(
    dataset: Dataset<'_>,
    parsed: spargebra::Query,
    budget: &Budget,
    batch: usize,
) -> Result<Results> {
    executed(dataset, parsed, budget, None, batch).map(|ran| ran.results)
}

/// Has a query answered by the engine of the dataset, or executes it; the operators are noted if the names of the variables in
/// the text of the query are given.
///
/// # Errors
/// If it is refused or fails, or an engine gives no answer.
pub fn executed(
    dataset: Dataset<'_>,
    mut parsed: spargebra::Query,
    budget: &Budget,
    written: Option<&BTreeSet<String>>,
    batch: usize,
) -> Result<Ran> {
    match dataset.engine() {
        Some(engine) => {
            refuse(&mut parsed, None, budget)?;
            match on_engine::answered(&dataset, engine, parsed, budget)? {
                Answered::There(results) => Ok(Ran {
                    results,
                    executed: Plan::of_lines(Vec::new(), true),
                    warnings: Vec::new(),
                }),
                Answered::Here(graph, query) => {
                    prepared(Dataset::new(&graph), *query, budget)?.run(written, batch)
                }
            }
        }
        None => prepared(dataset, parsed, budget)?.run(written, batch),
    }
}

/// Returns an error of evaluation with its place in the text of a query, if it is about a part of it.
pub fn placed(query: &Query, error: Error) -> Error {
    let error = syntax::at_part(query, syntax::at_function(query, error));
    syntax::at_service(query, error)
}

/// Plans a query.
///
/// # Errors
/// If it cannot be evaluated, or passes a limit.
pub fn prepared<'a>(
    dataset: Dataset<'a>,
    parsed: spargebra::Query,
    budget: &Budget,
) -> Result<Planned<'a>> {
    logical_within(dataset, parsed, &Rewrite::ALL, budget)?.planned()
}

/// Refuses what cannot be done: to ask an engine that may not be asked, and to call an aggregate that SPARQL does not define.
///
/// # Errors
/// If it does one of these.
pub fn refuse(parsed: &mut spargebra::Query, path: Option<&str>, budget: &Budget) -> Result<()> {
    let service = service::refused(algebra::pattern_of(parsed), budget.engines());
    match service.or_else(|| algebra::unknown_aggregate(parsed, path)) {
        Some(refused) => Err(refused.into()),
        None => Ok(()),
    }
}

/// Rewrites what the algebra says otherwise than it is meant, and makes a logical plan, to which some rewrites are applied.
///
/// # Errors
/// If the query cannot be evaluated, or passes a limit.
pub fn logical<'a>(
    dataset: Dataset<'a>,
    parsed: spargebra::Query,
    rewrites: &[Rewrite],
    limits: &Limits,
) -> Result<Rewritten<'a>> {
    logical_within(dataset, parsed, rewrites, &Budget::new(limits))
}

fn logical_within<'a>(
    dataset: Dataset<'a>,
    mut parsed: spargebra::Query,
    rewrites: &[Rewrite],
    budget: &Budget,
) -> Result<Rewritten<'a>> {
    budget.look()?;
    refuse(&mut parsed, None, budget)?;
    algebra::lower_language_tags(&mut parsed);
    algebra::tell_time(&mut parsed);
    blank_nodes::number_solutions(&mut parsed);
    rewritten(&dataset, &parsed, rewrites, budget)
}
