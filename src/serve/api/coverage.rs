//! `/api/coverage`: what the expectations cover, and which saved queries and expectations name the classes and properties.

use super::asked::{Asked, json};
use super::term::named;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::{Covered, Named, QueryLimits};
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    /// Of the lines on which a statement starts.
    percent: f64,
    lines: usize,
    covered_lines: usize,
    /// The expectations that cover nothing since they cannot be read.
    unreadable: Vec<Unreadable>,
    classes: Vec<Row>,
    properties: Vec<Row>,
}

#[derive(Serialize)]
struct Unreadable {
    name: String,
    reason: String,
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
    let build = asked.state.build_number();
    let served = asked.state.served();
    let make = move |limits: &QueryLimits| {
        let coverage = served.project.coverage(&served.snapshot, limits);
        coverage.map_err(Problem::from)
    };
    let covered = &asked.state.covered;
    let coverage = covered.get(build, asked.limits, reply.give_turn(), make)?;
    let snapshot = &asked.served.snapshot;
    let row = |covered: &Covered| Row {
        term: named(snapshot, &covered.term),
        uses: covered.uses,
        queries: covered.queries.clone(),
        expectations: covered.expectations.clone(),
    };
    let unreadable = coverage.expectations.iter().filter_map(|expectation| {
        let reason = expectation.unreadable.clone()?;
        let name = expectation.name.clone();
        Some(Unreadable { name, reason })
    });
    let (covered_lines, lines) = coverage.lines();
    let answer = Answer {
        percent: coverage.percent(),
        lines,
        covered_lines,
        unreadable: unreadable.collect(),
        classes: coverage.classes.iter().map(row).collect(),
        properties: coverage.properties.iter().map(row).collect(),
    };
    json(&answer, reply)
}
