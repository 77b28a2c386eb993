//! What reading the rules of shapes needs: the shapes of the graph, and what nodes have of the properties of SHACL.

use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use crate::shapes::{self, Lists, SH, Target};

/// The focus node of a rule is this variable.
pub const THIS: &str = "this";

/// The rules of the shapes of a graph.
pub struct ShapeRules<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Its shapes.
    shapes: shapes::Shapes,
    /// Its lists.
    pub lists: Lists<'a>,
}

impl<'a> ShapeRules<'a> {
    /// Reads the shapes of a graph.
    pub fn of(graph: &'a Graph) -> Self {
        Self {
            graph,
            shapes: shapes::read(graph),
            lists: Lists::new(graph, graph.acceptance.default),
        }
    }

    /// Returns the targets of a node that may be a shape.
    pub(super) fn targets_of(&self, node: TermId) -> &[Target] {
        let shape = self.shapes.by_node.get(&node);
        let shape = shape.and_then(|id| self.shapes.shapes.get(*id));
        shape.map_or(&[], |shape| &shape.targets)
    }

    pub(super) fn values(&self, node: TermId, name: &str) -> Vec<TermId> {
        self.graph.objects(node, &format!("{SH}{name}")).collect()
    }

    pub(super) fn value(&self, node: TermId, name: &str) -> Option<TermId> {
        self.values(node, name).first().copied()
    }

    pub(super) fn is_true(&self, node: TermId, name: &str) -> bool {
        let values = self.values(node, name);
        values
            .iter()
            .any(|value| matches!(self.graph.dictionary.text(*value).as_str(), "true" | "1"))
    }

    pub(super) fn is_a(&self, node: TermId, class: &str) -> bool {
        let mut classes = self.graph.objects(node, vocab::RDF_TYPE);
        classes.any(|id| self.graph.dictionary.text(id) == class)
    }

    pub(super) fn iri(&self, id: TermId) -> Option<String> {
        self.graph
            .dictionary
            .is_iri(id)
            .then(|| self.graph.dictionary.text(id))
    }

    /// Returns the path and the line of the first place of a statement.
    pub(super) fn place(&self, triple: [TermId; 3]) -> (String, u32) {
        let place = self.graph.places_of(triple).into_iter().next();
        let path = place.and_then(|place| self.graph.sources.get(place.source as usize));
        let path = path.map_or_else(String::new, |source| source.path.clone());
        (path, place.map_or(1, |place| place.line))
    }

    /// Returns the members of a list, or `None` if it is none.
    pub(super) fn list(&self, head: TermId) -> Option<Vec<TermId>> {
        self.lists.members(head).ok()
    }

    /// What the [`sh:prefixes`](https://www.w3.org/TR/shacl/#sparql-prefixes) of a rule or a function declare.
    pub(super) fn prefixes(&self, node: TermId) -> Vec<(String, String)> {
        let ontologies = self.values(node, "prefixes").into_iter();
        let declared = ontologies.flat_map(|ontology| self.values(ontology, "declare"));
        let text = |id| self.graph.dictionary.text(id);
        declared
            .filter_map(|one| {
                Some((
                    text(self.value(one, "prefix")?),
                    text(self.value(one, "namespace")?),
                ))
            })
            .collect()
    }
}
