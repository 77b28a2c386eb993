//! Why a node does not conform to a shape that another refers to
//! ([`sh:detail`](https://www.w3.org/TR/shacl12-core/#results-detail)).

use super::evaluate::{Evaluation, Mode};
use super::result::Found;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::{Kind, ShapeId};

/// Shapes are followed at most this deep for the cause of a result.
const DEEPEST: usize = 16;

/// Returns the innermost cause for each shape that the constraint of a result refers to and its value does not conform to.
///
/// # Errors
/// If a query fails.
pub fn causes(evaluation: &Evaluation, found: &Found) -> Result<Vec<Found>> {
    let mut causes = Vec::new();
    for (shape, value) in nested(evaluation, found) {
        let mut innermost = first(evaluation, shape, value)?;
        for _ in 0..DEEPEST {
            let Some(cause) = &innermost else {
                break;
            };
            let mut inner = None;
            for (shape, value) in nested(evaluation, cause) {
                if inner.is_none() {
                    inner = first(evaluation, shape, value)?;
                }
            }
            if inner.is_none() {
                break;
            }
            innermost = inner;
        }
        causes.extend(innermost);
    }
    Ok(causes)
}

/// Returns the shapes that a value should conform to, with the value.
fn nested(evaluation: &Evaluation, found: &Found) -> Vec<(ShapeId, TermId)> {
    let kind = &evaluation.shapes.shapes[found.shape].constraints[found.constraint].kind;
    let shapes = match kind {
        Kind::Node(_) | Kind::And(_) | Kind::Or(_) | Kind::Xone(_) => kind.shapes(),
        _ => Vec::new(),
    };
    let value = found.known_value();
    let pairs = shapes.into_iter().filter_map(|shape| Some((shape, value?)));
    pairs.collect()
}

/// Returns the first result of a node for a shape.
fn first(evaluation: &Evaluation, shape: ShapeId, node: TermId) -> Result<Option<Found>> {
    if evaluation.conforming(shape, &[node])? == [true] {
        return Ok(None);
    }
    let mut found = Vec::new();
    evaluation.evaluate(shape, &[node], &mut Mode::Results(&mut found))?;
    Ok(found.into_iter().next())
}
