//! Queries in SQL over the table of statements that `bixi export` writes in Parquet, for engines of analysis: the SQL is that of
//! DuckDB, and of Spark where a query has no path of any length.
//!
//! A term is its text in N-Triples, so two terms are the same if their texts are; errors and what is unbound are `NULL`, whose
//! logic of three values is that of SPARQL. What SQL would answer otherwise is refused.

mod aggregate;
mod answer;
mod expression;
mod function;
mod made;
mod order;
mod outer;
mod path;
mod pattern;
mod refusal;
mod relation;
mod tables;
mod value;
mod writer;

use super::filled::filled_within;
use super::{Arguments, Budget, Dataset, Limits, depth, syntax};
use crate::error::Result;
use crate::graph::Acceptance;
use made::rename;
use refusal::Refusal;
use spargebra::Query;
use value::quoted;
use writer::{Writer, printed};

/// Writes a query as SQL over the table of statements of an export, of which it sees what the dataset does. It is not executed.
///
/// # Errors
/// As [`evaluate`](super::evaluate), and if the query has what SQL would answer otherwise.
pub fn in_sql(
    dataset: Dataset,
    query: &super::Query,
    arguments: &Arguments,
    limits: &Limits,
) -> Result<String> {
    depth::with_stack(depth::of_text(query.text()), move || {
        let filled = filled_within(query, arguments, dataset, &Budget::new(limits))?;
        let written = sql(filled.parsed, &seen(dataset));
        written.map_err(|refusal| syntax::not_in_sql(query, refusal.what, &refusal.word))
    })
}

/// Writes a SELECT query as SQL over a table `quads`, of which it sees the rows that fulfil some conditions.
///
/// # Errors
/// If it has what SQL would answer otherwise.
fn sql(query: Query, seen: &[String]) -> Result<String, Refusal> {
    let other = |word| Err(Refusal::new("a query that is not a SELECT", word));
    let (dataset, mut pattern) = match query {
        Query::Select {
            dataset, pattern, ..
        } => (dataset, pattern),
        Query::Construct { .. } => return other("CONSTRUCT"),
        Query::Describe { .. } => return other("DESCRIBE"),
        Query::Ask { .. } => return other("ASK"),
    };
    let printed = printed(&pattern);
    rename(&mut pattern, &printed);
    let mut writer = Writer::new(&pattern, printed);
    let answer = writer.answer(&pattern)?;
    Ok(writer.with_tables(&answer, dataset.as_ref(), seen))
}

/// Returns the conditions on rows of an export that a dataset sees.
fn seen(dataset: Dataset) -> Vec<String> {
    let level = dataset.level();
    let mut conditions = Vec::new();
    let names = &dataset.graph().acceptance.names;
    let weakest = usize::from(level & Acceptance::LEVEL);
    if weakest + 1 < names.len() {
        let accepted = names.iter().take(weakest + 1).map(|name| quoted(name));
        let accepted: Vec<String> = accepted.collect();
        conditions.push(format!("certainty IN ({})", accepted.join(", ")));
    }
    if level & Acceptance::INFERRED != 0 {
        conditions.push("NOT inferred".to_owned());
    }
    conditions
}
