//! Reads the [shapes](https://www.w3.org/TR/shacl/#shapes) of a graph: what nodes have of the properties of SHACL.

use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;

/// `http://www.w3.org/ns/shacl#`
pub const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The focus node of a rule is this variable.
pub const THIS: &str = "this";

/// The shapes of a graph.
pub struct Shapes<'a> {
    /// The graph.
    pub graph: &'a Graph,
}

impl Shapes<'_> {
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

    /// Returns the members of a list, or `None` if it is malformed or has more than 1000.
    pub(super) fn list(&self, head: TermId) -> Option<Vec<TermId>> {
        let nil = self.graph.dictionary.find_iri(&format!("{RDF}nil"));
        let (mut members, mut cell) = (Vec::new(), head);
        while Some(cell) != nil {
            members.push(self.graph.objects(cell, &format!("{RDF}first")).next()?);
            cell = self.graph.objects(cell, &format!("{RDF}rest")).next()?;
            // A list with a cycle has no end.
            if members.len() > 1000 {
                return None;
            }
        }
        Some(members)
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
