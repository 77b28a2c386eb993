//! `/api/tests`: what became of the expectations of the project, as `bixi test` says it.

use super::asked::{Asked, json};
use crate::serve::examined::{Tested, test};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use bixi::{Query, QueryLimits};
use serde::Serialize;

#[derive(Serialize)]
struct Answer<'a> {
    passed: usize,
    failed: usize,
    /// Whether the graph is that of the sources before, since they cannot be built as they are now.
    is_refused: bool,
    expectations: Vec<Expectation<'a>>,
}

#[derive(Serialize)]
struct Expectation<'a> {
    #[serde(flatten)]
    tested: &'a Tested,
    /// What it is about, in the language of the reader if it says so in that.
    title: Option<String>,
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
    let expectations = tested.iter().map(|tested| Expectation {
        title: title(asked, &tested.path).or_else(|| tested.title.clone()),
        tested,
    });
    let answer = Answer {
        passed,
        failed: tested.len() - passed,
        is_refused: asked.state.refusal().is_some(),
        expectations: expectations.collect(),
    };
    json(&answer, reply)
}

/// Returns the title of an expectation that is a query, in the language of the reader.
fn title(asked: &Asked, path: &str) -> Option<String> {
    let project = &asked.served.project;
    let (file, _) = path.split_once('[').unwrap_or((path, ""));
    if !file.ends_with(".rq") {
        return None;
    }
    // What cannot be read has failed as an expectation.
    let query = Query::from_source(project.read(file).ok()?).ok()?;
    let language = asked.served.languages.first().map(String::as_str);
    query.front_matter.title_in(language).map(str::to_owned)
}
