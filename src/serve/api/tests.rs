//! `/api/tests`: what became of the expectations of the project, as `bixi test` says it.

use super::asked::{Asked, json};
use crate::serve::examined::{Tested, test};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::QueryLimits;
use serde::Serialize;

#[derive(Serialize)]
struct Answer<'a> {
    passed: usize,
    failed: usize,
    expectations: &'a [Tested],
}

/// Answers the call.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let build = asked.state.build_number();
    let served = asked.state.served();
    // Expected rows are those in the languages of the project, whoever reads them.
    let make = move |limits: &QueryLimits| test(&served.project, &served.snapshot, limits);
    let tested = asked
        .state
        .tested
        .get(build, asked.limits, reply.give_turn(), make)?;
    let passed = tested.iter().filter(|tested| tested.passed).count();
    let answer = Answer {
        passed,
        failed: tested.len() - passed,
        expectations: &tested,
    };
    json(&answer, reply)
}
