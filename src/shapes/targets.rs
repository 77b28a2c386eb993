//! Reads the [targets](https://www.w3.org/TR/shacl12-core/#targets) of a shape.

use super::fault::{Fault, FaultKind};
use super::model::{Shape, Target};
use super::reader::{Reader, Said};
use std::sync::Arc;

impl Reader<'_> {
    /// Reads the targets of a shape, the implicit ones among them.
    pub(super) fn read_targets(&mut self, shape: &mut Shape, said: &[Said]) {
        for one in said {
            let value = one.value();
            let is_iri = self.graph.dictionary.is_iri(value);
            let must_be_iri = matches!(
                one.name,
                "targetClass" | "targetSubjectsOf" | "targetObjectsOf"
            );
            if must_be_iri && !is_iri {
                let value = self.name(value);
                let message = format!("`sh:{}` is an IRI, not {value}", one.name);
                self.ill_formed(one.statement, message);
                continue;
            }
            match one.name {
                "targetNode" => shape.targets.push(Target::Node(value)),
                "targetClass" => shape.targets.push(Target::Class(value)),
                "targetSubjectsOf" => shape.targets.push(Target::SubjectsOf(value)),
                "targetObjectsOf" => shape.targets.push(Target::ObjectsOf(value)),
                "targetWhere" => {
                    let target = self.named_shape(*one);
                    shape.targets.extend(target.map(Target::Where));
                }
                "target" => {
                    let target = self.select_target(*one);
                    shape.targets.extend(target);
                }
                _ => {}
            }
        }
        let is_iri = self.graph.dictionary.is_iri(shape.node);
        if is_iri && self.is_typed_shape(shape.node) && self.is_class(shape.node) {
            shape.targets.push(Target::Class(shape.node));
        }
        shape.targets.push(Target::Named(shape.node));
    }

    /// Reads a target that a SPARQL query finds.
    fn select_target(&mut self, said: Said) -> Option<Target> {
        match self.select(said.value(), "select", None) {
            Some(select) => Some(Target::Select(Arc::new(select))),
            None => {
                let message =
                    "the `sh:target` is not a SPARQL query, so nothing is validated for it";
                self.faults
                    .push(Fault::new(FaultKind::NotSupported, message, said.statement));
                None
            }
        }
    }
}
