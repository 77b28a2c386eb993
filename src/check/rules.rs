//! Checks rules as the queries that they are, beside what shows when they are applied.

use super::Against;
use super::faults::of_warning;
use super::queries::is_judged;
use crate::error::Result;
use crate::finding::Finding;
use crate::query::{Budget, Limits, Query, UNKNOWN_NAME, Warning, inspect};

/// Finds what is wrong in a file with a rule and was not found when it was applied: classes and properties that nothing has, and
/// what is not a rule, were.
pub fn check(against: Against, path: &str, found: &[Finding]) -> Result<Vec<Finding>> {
    let graph = against.graph;
    let file = against.project.read(path)?;
    let query = Query::new(file);
    let budget = Budget::new(&Limits::default());
    let inspected =
        query.and_then(|query| Ok((inspect(graph, against.used, &query, &budget)?, query)));
    let Ok((inspected, query)) = inspected else {
        // What is not SPARQL was found when it was to be applied.
        return Ok(Vec::new());
    };
    let is_refused = found.iter().any(|finding| finding.place.file == path);
    let is_new = |warning: &Warning| match warning.id {
        UNKNOWN_NAME => warning.is_of_entity(),
        // A rule in which this is wrong is refused.
        "wrong-pattern" => false,
        _ => !is_refused,
    };
    let warnings = inspected.warnings.into_iter();
    let warnings = warnings.filter(|warning| is_judged(against, warning) && is_new(warning));
    Ok(warnings
        .map(|warning| of_warning(warning, &query, &graph.prefixes))
        .collect())
}
