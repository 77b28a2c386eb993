//! Why a node does not conform to a shape that another refers to
//! ([`sh:detail`](https://www.w3.org/TR/shacl12-core/#results-detail)).

use super::evaluate::{Evaluation, Mode};
use super::result::Found;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::ShapeId;

/// Returns the first result of a node for a shape.
///
/// # Errors
/// If a query fails.
pub fn cause(evaluation: &Evaluation, shape: ShapeId, node: TermId) -> Result<Option<Found>> {
    let mut found = Vec::new();
    evaluation.evaluate(shape, &[node], &mut Mode::Results(&mut found))?;
    Ok(found.into_iter().next())
}
