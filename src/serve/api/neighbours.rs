//! `/api/neighbours`: by what properties an entity is linked, with counts.

use super::asked::{Asked, json};
use super::picture::{Part, direction_name, seen};
use super::term::{Named, named};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use serde::Serialize;

#[derive(Serialize)]
struct Answer {
    /// The entity alone.
    #[serde(flatten)]
    part: Part,
    properties: Vec<Property>,
}

#[derive(Serialize)]
struct Property {
    property: Named,
    direction: &'static str,
    count: usize,
}

/// Answers the call: `iri`, `inferred`.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let snapshot = seen(asked)?;
    let entity = snapshot.entity(asked.parameters.required("iri")?)?;
    let linked = snapshot.linked_by(&entity, asked.limits)?.into_iter();
    let properties = linked.map(|linked| Property {
        property: named(&snapshot, &linked.property),
        direction: direction_name(linked.direction),
        count: linked.count,
    });
    let properties = properties.collect();
    let part = Part::of(&snapshot, vec![entity], &[]);
    json(&Answer { part, properties }, reply)
}
