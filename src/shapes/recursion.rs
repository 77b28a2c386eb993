//! Finds shapes that refer to each other in a circle: the specification leaves open
//! [what they mean](https://www.w3.org/TR/shacl12-core/#shapes-recursion), so they are left out.

use super::fault::{Fault, FaultKind};
use super::model::ShapeId;
use super::reader::Reader;
use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

/// Refuses the shapes of each circle, and those that refer to them.
pub(super) fn refuse(reader: &mut Reader) {
    let mut references: DiGraph<ShapeId, ()> = DiGraph::new();
    let nodes: Vec<_> = (0..reader.shapes.len())
        .map(|id| references.add_node(id))
        .collect();
    for (id, shape) in reader.shapes.iter().enumerate() {
        for constraint in &shape.constraints {
            for other in constraint.kind.shapes() {
                references.add_edge(nodes[id], nodes[other], ());
            }
        }
    }
    // Components come with those that they refer to before them.
    for component in tarjan_scc(&references) {
        let ids: Vec<ShapeId> = component.iter().map(|node| references[*node]).collect();
        let refers = |id: &ShapeId| {
            let constraints = reader.shapes[*id].constraints.iter();
            constraints.flat_map(|constraint| constraint.kind.shapes())
        };
        let is_circle = ids.len() > 1 || ids.iter().any(|id| refers(id).any(|other| other == *id));
        if is_circle {
            note(reader, &ids);
        } else if ids
            .iter()
            .any(|id| refers(id).any(|other| reader.shapes[other].is_refused))
        {
            for id in ids {
                leave_out_refused(reader, id);
            }
        }
    }
}

/// Removes the constraints of a shape that refer to refused shapes: the rest of the shape is validated.
fn leave_out_refused(reader: &mut Reader, id: ShapeId) {
    let mut constraints = std::mem::take(&mut reader.shapes[id].constraints);
    constraints.retain(|constraint| {
        let mut others = constraint.kind.shapes().into_iter();
        !others.any(|other| reader.shapes[other].is_refused)
    });
    reader.shapes[id].constraints = constraints;
}

/// Notes a circle at each of its statements, and refuses its shapes.
fn note(reader: &mut Reader, ids: &[ShapeId]) {
    let mut statements = Vec::new();
    for id in ids {
        for constraint in &reader.shapes[*id].constraints {
            if constraint
                .kind
                .shapes()
                .iter()
                .any(|other| ids.contains(other))
            {
                statements.push(constraint.statement);
            }
        }
    }
    statements.sort_unstable();
    statements.dedup();
    let nodes = ids.iter().map(|id| reader.shapes[*id].node);
    let named = nodes.filter(|node| !reader.graph.dictionary.is_blank_node(*node));
    let mut names: Vec<String> = named.map(|node| reader.name(node)).collect();
    names.sort();
    let others = ids.len() - names.len();
    for id in ids {
        reader.shapes[*id].is_refused = true;
    }
    let [first, further @ ..] = statements.as_slice() else {
        return;
    };
    let message = match (names.as_slice(), others) {
        ([name], 0) => format!("the shape {name} refers to itself, so it is left out"),
        ([], 1) => "this shape refers to itself, so it is left out".to_owned(),
        (_, 0) => format!(
            "the shapes {} refer to each other, so they are left out",
            names.join(", ")
        ),
        ([], _) => "these shapes refer to each other, so they are left out".to_owned(),
        (_, 1) => format!(
            "the shapes {} and one without a name refer to each other, so they are left out",
            names.join(", ")
        ),
        (_, others) => format!(
            "the shapes {} and {others} without names refer to each other, so they are left out",
            names.join(", ")
        ),
    };
    let mut fault = Fault::new(FaultKind::Recursive, message, *first);
    let related = further
        .iter()
        .map(|at| (*at, "another reference of the circle".to_owned()));
    fault.related = related.collect();
    reader.faults.push(fault);
}
