//! Queries for engines elsewhere: a query is sent whole where the engine answers it as bixi does, else the statements that it needs
//! are fetched and it is answered here.
//!
//! Nothing is answered differently in silence: what an engine is known to do otherwise than SPARQL says ([`Dialect`]) is
//! rewritten ([whole]), or keeps the query from being sent whole ([hindrance]).

mod encoded;
mod hindrance;
mod parts;
mod print;
mod restored;
#[cfg(test)]
mod tests;
mod variables;
mod whole;

pub use hindrance::Hindrance;
pub use parts::{Parts, Request};
pub use restored::Restorer;
use whole::Names;
pub use whole::Whole;

use super::algebra::{Part, pattern_of, walk};
use crate::remote::Dialect;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};

/// A query as an engine can be asked it.
#[derive(Debug)]
pub struct Portable {
    /// The query itself, or what keeps it from being sent.
    pub whole: Result<Whole, Hindrance>,
    /// The statements that its answer depends on.
    pub parts: Parts,
    /// Whether the statements are better fetched if they are few: engines take long for the query, or are free in what they answer.
    pub prefers_parts: bool,
}

/// Returns a query, whose parameters are filled in, as an engine can be asked it.
pub fn portable(mut query: Query, dialect: &Dialect) -> Portable {
    let mut names = Names::default();
    names.blank_nodes(&mut query);
    let whole = match hindrance::hindrance(&mut query, dialect) {
        Some(hindrance) => Err(hindrance),
        None => whole::whole(query.clone(), names, dialect),
    };
    Portable {
        whole,
        prefers_parts: prefers_parts(&mut query),
        parts: Parts::of(query),
    }
}

/// Whether a query has `EXISTS`, which Oxigraph evaluates for each solution, or its answer depends on an order that SPARQL does not
/// say: of the texts that are joined, of the values of which one is taken, of the first solutions.
fn prefers_parts(query: &mut Query) -> bool {
    let mut prefers = false;
    walk(pattern_of(query), &mut |part| match part {
        Part::Expression(Expression::Exists(_)) | Part::Pattern(GraphPattern::Slice { .. }) => {
            prefers = true;
        }
        Part::Pattern(GraphPattern::Group { aggregates, .. }) => {
            prefers |= aggregates.iter().any(|(_, aggregate)| {
                matches!(
                    aggregate,
                    AggregateExpression::FunctionCall {
                        name: AggregateFunction::GroupConcat { .. } | AggregateFunction::Sample,
                        ..
                    }
                )
            });
        }
        _ => {}
    });
    prefers
}
