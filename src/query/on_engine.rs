//! A query whose parameters are filled in, answered by an engine elsewhere.

use super::asked_graphs::of_graphs;
use super::dataset::Dataset;
use super::limits::Budget;
use super::made::Made;
use super::results::{ResultTerms, Results, Solutions, Triples};
use super::solution::UNBOUND;
use crate::error::Result;
use crate::rdf::{Term, Variable};
use crate::remote::{Answer, Engine, Form};
use spargebra::Query;
use std::sync::Arc;

/// Asks an engine, and returns its answer as that of a local query: its terms are those of the graph where the graph has them.
///
/// # Errors
/// If the engine gives no whole answer, or a limit is passed.
pub fn answered(
    dataset: &Dataset,
    engine: &Engine,
    query: Query,
    budget: &Budget,
) -> Result<Results> {
    budget.enter("the engine elsewhere");
    let form = form(&query);
    let query = of_graphs(dataset, engine, query)?;
    let answer = engine.client().query(form, &query.to_string())?;
    budget.look()?;
    let dictionary = Arc::clone(&dataset.graph().dictionary);
    let terms = Made::new(dictionary, budget.reservation());
    match answer {
        Answer::Boolean(answer) => Ok(Results::Boolean(answer)),
        Answer::Solutions { variables, rows } => {
            solutions(terms, variables, &rows, budget).map(Results::Solutions)
        }
        Answer::Graph(triples) => {
            let mut terms = terms;
            let mut ids = Vec::with_capacity(triples.len());
            let pace = budget.pace();
            for triple in triples {
                ids.push([
                    terms.intern(&triple.subject.into()),
                    terms.intern(&triple.predicate.into()),
                    terms.intern(&triple.object),
                ]);
                pace.step_with(1, ids.capacity() * 12)?;
            }
            Triples::of_ids(ids, ResultTerms::new(terms), budget).map(Results::Graph)
        }
    }
}

fn form(query: &Query) -> Form {
    match query {
        Query::Select { .. } => Form::Select,
        Query::Ask { .. } => Form::Ask,
        Query::Construct { .. } | Query::Describe { .. } => Form::Construct,
    }
}

fn solutions(
    mut terms: Made,
    variables: Vec<Variable>,
    rows: &[Vec<Option<Term>>],
    budget: &Budget,
) -> Result<Solutions> {
    let mut columns = vec![Vec::with_capacity(rows.len()); variables.len()];
    let pace = budget.pace();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value.as_ref().map_or(UNBOUND, |term| terms.intern(term)));
        }
        pace.step_with(1, rows.len() * variables.len() * 4)?;
    }
    let columns = columns.into_iter().map(Some).collect();
    let terms = ResultTerms::new(terms);
    Solutions::of_columns(variables, columns, rows.len(), terms, budget)
}
