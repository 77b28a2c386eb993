//! Names terms, paths and shapes in the sentences of results.

use super::result::{Found, Node, ResultPath};
use super::words::Words;
use crate::dictionary::TermId;
use crate::number::count;
use crate::rdf::Term;
use crate::shapes::{Path, SH, ShapeId};

/// Of more values than this, the others are counted.
const NAMED: usize = 3;
/// A node without a name is described by at most this many steps from one that has a name.
const STEPS: usize = 4;

impl Words<'_> {
    /// Returns a term in backticks: its label, its prefixed name, or what leads to it.
    pub fn name(&self, term: TermId) -> String {
        if self.graph.dictionary.is_blank_node(term) {
            let words = self.graph.expression(term, self.languages);
            return words.map_or_else(|| self.blank(term, STEPS), |words| format!("`{words}`"));
        }
        let label = match self.graph.dictionary.is_iri(term) {
            true => self.graph.label(term, self.languages),
            false => None,
        };
        format!("`{}`", label.unwrap_or_else(|| self.graph.display(term)))
    }

    fn blank(&self, node: TermId, steps: usize) -> String {
        let incoming = self
            .graph
            .all_triples(None, None, Some(node))
            .up_to(self.data().level);
        let mut incoming = incoming.filter(|[subject, ..]| *subject != node);
        match incoming.next().filter(|_| steps > 0) {
            Some([subject, property, _]) => {
                let subject = match self.graph.dictionary.is_blank_node(subject) {
                    true => self.blank(subject, steps - 1),
                    false => self.name(subject),
                };
                format!("the {} of {subject}", self.name(property))
            }
            None => "a node without a name".to_owned(),
        }
    }

    pub(super) fn node(&self, node: &Node) -> String {
        match node {
            Node::Known(id) => self.name(*id),
            Node::Made(term) => self.term(term),
        }
    }

    /// Returns a term of a solution in backticks; a blank node by what leads to it.
    pub(super) fn term(&self, term: &Term) -> String {
        match (term, self.graph.find(term)) {
            (Term::BlankNode(_), Some(id)) => self.name(id),
            (Term::BlankNode(_), None) => "a node without a name".to_owned(),
            _ => format!("`{}`", self.graph.prefixes.display(term)),
        }
    }

    /// Returns a shape in backticks; a part of another, such as a property shape, by its path and the shape that it is a part of.
    pub fn shape(&self, id: ShapeId) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut node = self.evaluation.shapes.shapes[id].node;
        let property = self.graph.dictionary.find_iri(&format!("{SH}property"));
        for _ in 0..STEPS {
            let is_blank = self.graph.dictionary.is_blank_node(node);
            let shape = self.evaluation.shapes.by_node.get(&node);
            let path = shape.and_then(|shape| self.evaluation.shapes.shapes[*shape].path.as_ref());
            let owner = match (is_blank, path, property) {
                (true, ..) => self.graph.triples(None, None, Some(node)).next(),
                // A property shape with a name is known by its path, too.
                (false, Some(_), Some(_)) => self.graph.triples(None, property, Some(node)).next(),
                _ => None,
            };
            if owner.is_none() && !is_blank {
                parts.push(format!("`{}`", self.graph.display(node)));
                break;
            }
            let display = |property: TermId| self.graph.display(property);
            parts.extend(path.map(|(_, path)| format!("`{}`", path.write(&display))));
            match owner {
                Some([subject, ..]) => node = subject,
                None => break,
            }
        }
        match parts.is_empty() {
            true => "a shape without a name".to_owned(),
            false => parts.join(" of "),
        }
    }

    /// Returns a path in backticks, with the labels of properties.
    pub(super) fn path(&self, path: &Path) -> String {
        let name = |property: TermId| {
            let label = self.graph.label(property, self.languages);
            label.unwrap_or_else(|| self.graph.display(property))
        };
        format!("`{}`", path.write(&name))
    }

    pub(super) fn path_of(&self, found: &Found) -> Option<String> {
        match &found.path {
            None => None,
            Some(ResultPath::Property(property)) => Some(self.path(&Path::Property(*property))),
            Some(ResultPath::Other(Term::NamedNode(iri))) => Some(format!(
                "`{}`",
                self.graph.prefixes.display_iri(iri.as_str())
            )),
            Some(ResultPath::Other(term)) => Some(format!("`{term}`")),
            Some(ResultPath::OfShape) => {
                let path = self.evaluation.shapes.shapes[found.shape].path.as_ref();
                path.map(|(_, path)| self.path(path))
            }
        }
    }

    pub(super) fn list(&self, names: Vec<String>) -> String {
        let more = names.len().saturating_sub(NAMED);
        let mut shown: Vec<String> = names.into_iter().take(NAMED).collect();
        if more > 0 {
            shown.push(count(more, "other"));
        }
        match shown.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, first)) => format!("{} and {last}", first.join(", ")),
            None => "nothing".to_owned(),
        }
    }

    pub(super) fn names(&self, terms: &[TermId]) -> String {
        self.list(terms.iter().map(|term| self.name(*term)).collect())
    }

    pub(super) fn either(&self, terms: &[TermId]) -> String {
        let names: Vec<String> = terms.iter().map(|term| self.name(*term)).collect();
        names.join(" or ")
    }

    pub(super) fn shapes(&self, shapes: &[ShapeId]) -> String {
        match shapes.iter().all(|id| {
            let node = self.evaluation.shapes.shapes[*id].node;
            self.graph.dictionary.is_blank_node(node)
        }) {
            true => count(shapes.len(), "shape"),
            false => self.list(shapes.iter().map(|id| self.shape(*id)).collect()),
        }
    }
}
