//! `/api/coverage`: which saved queries and expectations name the classes and properties of the graph.

use super::asked::{Asked, json};
use super::term::named;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::{Covered, Named};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    classes: Vec<Row>,
    properties: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    term: Named,
    uses: usize,
    queries: Vec<String>,
    expectations: Vec<String>,
}

/// Answers the call.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let snapshot = &asked.served.snapshot;
    let coverage = asked.served.project.coverage(snapshot, asked.limits)?;
    let row = |covered: Covered| Row {
        term: named(snapshot, &covered.term),
        uses: covered.uses,
        queries: covered.queries,
        expectations: covered.expectations,
    };
    let answer = Answer {
        classes: coverage.classes.into_iter().map(row).collect(),
        properties: coverage.properties.into_iter().map(row).collect(),
    };
    json(&answer, reply)
}
