//! Validates a graph against shapes: [SHACL Core](https://www.w3.org/TR/shacl12-core/#validation) and
//! [SHACL SPARQL](https://www.w3.org/TR/shacl12-sparql/).
//!
//! A shape is evaluated for many nodes at once. Whether a node conforms to a shape that others refer to is found once for each
//! node and shape, so nested shapes take linear time.

mod candidates;
mod classes;
mod counts;
mod data;
mod details;
mod evaluate;
mod explain;
mod findings;
mod focus;
mod keys;
mod lists;
mod names;
mod nested;
mod pairs;
mod places;
mod queries;
mod reach;
mod report;
mod result;
mod templates;
mod tests_of_values;
mod words;

pub use data::Data;
pub use explain::EXPLANATIONS;
pub use findings::{Context, findings, idle};
pub use places::Files;
pub use report::report;
pub use result::{Found, Node, ResultPath, Validated};

use crate::error::Result;
use crate::finding::Finding;
use crate::shapes::{ShapeId, Shapes};
use evaluate::{Evaluation, Mode};
use rayon::prelude::*;

/// Focus nodes are evaluated in parts of this many, apart from shapes with queries, which are asked once for all.
const PART: usize = 4096;

/// Which shapes and focus nodes are validated.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these shapes; all with targets if there is none.
    pub shapes: Vec<ShapeId>,
    /// Only these focus nodes; all of the targets if there is none.
    pub focus: Vec<crate::dictionary::TermId>,
}

/// Validates data against shapes.
///
/// # Errors
/// If a query of a shape fails or a limit is passed.
pub fn validate(data: &Data, shapes: &Shapes, selection: &Selection) -> Result<Validated> {
    let evaluation = Evaluation::new(data, shapes);
    let mut validated = Validated::default();
    for id in 0..shapes.shapes.len() {
        let shape = &shapes.shapes[id];
        let is_selected = selection.shapes.is_empty() || selection.shapes.contains(&id);
        if shape.is_refused || shape.is_deactivated || !is_selected {
            continue;
        }
        data.check()?;
        let mut nodes = evaluation.focus_nodes(shape)?;
        if !selection.focus.is_empty() {
            nodes.retain(|node| selection.focus.contains(node));
        }
        if nodes.is_empty() {
            validated.without_focus.push(id);
            continue;
        }
        validated.focus_nodes.push((id, nodes.len()));
        let part = match evaluation.has_queries(id) {
            true => nodes.len(),
            false => PART,
        };
        let found = nodes.par_chunks(part).map(|nodes| {
            data.check()?;
            let mut found = Vec::new();
            evaluation.evaluate(id, nodes, &mut Mode::Results(&mut found))?;
            Ok(found)
        });
        // All parts are evaluated before the first error is looked for, so that it is the first in order.
        let found: Vec<Result<Vec<Found>>> = found.collect();
        for found in found {
            validated.results.append(&mut found?);
        }
    }
    validated.work = evaluation.work();
    validated.faults = evaluation.into_faults();
    Ok(validated)
}

/// Validates data and returns what is wrong.
///
/// # Errors
/// As [`validate`].
pub fn validated(context: &Context, selection: &Selection) -> Result<(Vec<Finding>, Validated)> {
    let validated = validate(&context.data, context.shapes, selection)?;
    let findings = findings(context, &validated, selection)?;
    Ok((findings, validated))
}
