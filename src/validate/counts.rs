//! Constraints on the set of values: [cardinality](https://www.w3.org/TR/shacl12-core/#core-components-count), `sh:hasValue` and
//! `sh:closed`.

use super::evaluate::{Batch, Evaluation, Mode, Outcome};
use super::result::{Node, ResultPath};
use crate::dictionary::TermId;
use crate::shapes::{Allowed, Kind, Target};
use rustc_hash::FxHashSet;

impl Evaluation<'_> {
    pub(super) fn count(&self, batch: Batch, mode: &mut Mode, is_right: impl Fn(u64) -> bool) {
        for index in 0..batch.nodes.len() {
            if !is_right(batch.values.of_node(index).len() as u64) {
                batch.wrong_node(mode, index);
            }
        }
    }

    pub(super) fn has_value(&self, batch: Batch, value: TermId, mode: &mut Mode) {
        for index in 0..batch.nodes.len() {
            if !batch.values.of_node(index).contains(&value) {
                batch.wrong_node(mode, index);
            }
        }
    }

    /// One result for each statement of a value node whose property is not allowed.
    pub(super) fn closed(&self, batch: Batch, allowed: &Allowed, mode: &mut Mode) {
        for (index, node) in batch.values.iter() {
            let of_types = allowed.by_types.then(|| self.properties_of_types(node));
            for [_, property, object] in self.data.statements(node) {
                let is_listed = allowed.properties.binary_search(&property).is_ok();
                let is_allowed = match &of_types {
                    None => is_listed,
                    Some(of_types) => {
                        is_listed
                            || of_types.contains(&property)
                            || Some(property) == self.data.rdf_type
                    }
                };
                if !is_allowed {
                    let result = Outcome {
                        value: Some(Node::Known(object)),
                        path: Some(ResultPath::Property(property)),
                        ..Outcome::default()
                    };
                    batch.found(mode, index, result);
                }
            }
        }
    }

    /// Returns the paths of the property shapes that apply to a node by its types: those of shapes that target one of its
    /// declared classes or a superclass of one.
    fn properties_of_types(&self, node: TermId) -> FxHashSet<TermId> {
        let declared = |class: &TermId| self.shapes.classes.binary_search(class).is_ok();
        let types = self
            .data
            .superclasses(self.data.types(node).filter(declared));
        let is_for =
            |target: &Target| matches!(target, Target::Class(class) if types.contains(class));
        let shapes = self.shapes.shapes.iter().enumerate();
        let of_types = shapes.filter(|(_, shape)| shape.targets.iter().any(is_for));
        let mut open: Vec<usize> = of_types.map(|(id, _)| id).collect();
        let (mut seen, mut properties) = (FxHashSet::default(), FxHashSet::default());
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            for constraint in &self.shapes.shapes[id].constraints {
                match constraint.kind {
                    Kind::Node(shape) => open.push(shape),
                    Kind::Property(shape) => {
                        let path = self.shapes.shapes[shape].path.as_ref();
                        properties.extend(path.and_then(|(_, path)| path.property()));
                    }
                    _ => {}
                }
            }
        }
        properties
    }
}
