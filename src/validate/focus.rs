//! The [focus nodes](https://www.w3.org/TR/shacl12-core/#targets) of a shape.

use super::evaluate::Evaluation;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::shapes::{SH, Shape, Target};

impl Evaluation<'_> {
    /// Returns the nodes that the targets of a shape lead to, ascending.
    ///
    /// # Errors
    /// If the query of a target fails.
    pub fn focus_nodes(&self, shape: &Shape) -> Result<Vec<TermId>> {
        let mut nodes: Vec<TermId> = Vec::new();
        let data = &self.data;
        for target in &shape.targets {
            match target {
                Target::Node(node) => nodes.push(*node),
                Target::Class(class) => nodes.extend(data.instances(*class)),
                Target::SubjectsOf(property) => {
                    nodes.extend(self.statements_of(*property).map(|[s, ..]| s))
                }
                Target::ObjectsOf(property) => {
                    nodes.extend(self.statements_of(*property).map(|[.., o]| o))
                }
                Target::Where(condition) => {
                    let candidates = self.candidates(*condition);
                    let candidates = candidates.unwrap_or_else(|| self.all_nodes());
                    let conforming = self.conforming(*condition, &candidates)?;
                    let fitting = candidates.into_iter().zip(conforming);
                    nodes.extend(fitting.filter(|(_, fits)| *fits).map(|(node, _)| node));
                }
                Target::Named(node) => {
                    if let Some(property) = data.dictionary().find_iri(&format!("{SH}shape")) {
                        nodes.extend(data.subjects(property, *node));
                    }
                }
                Target::Select(select) => nodes.extend(self.selected(select)?),
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        Ok(nodes)
    }

    pub(super) fn statements_of(&self, property: TermId) -> impl Iterator<Item = [TermId; 3]> {
        let statements = self.data.graph.all_triples(None, Some(property), None);
        statements.up_to(self.data.level)
    }

    /// Returns all subjects and objects of the data graph.
    fn all_nodes(&self) -> Vec<TermId> {
        let statements = self
            .data
            .graph
            .all_triples(None, None, None)
            .up_to(self.data.level);
        let mut nodes: Vec<TermId> = statements.flat_map(|[s, _, o]| [s, o]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}
