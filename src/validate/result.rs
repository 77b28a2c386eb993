//! What validation finds ([SHACL Core, 3.6](https://www.w3.org/TR/shacl12-core/#results-validation-result)).

use crate::dictionary::TermId;
use crate::rdf::Term;
use crate::shapes::{Fault, Severity, ShapeId};

/// What a validation came to.
#[derive(Clone, Debug, Default)]
pub struct Validated {
    /// The results, by shape and then by focus node.
    pub results: Vec<Found>,
    /// The number of focus nodes of each shape that has some.
    pub focus_nodes: Vec<(ShapeId, usize)>,
    /// The shapes with targets that lead to no node, and those without targets.
    pub without_focus: Vec<ShapeId>,
    /// Shapes whose queries cannot be evaluated.
    pub faults: Vec<Fault>,
    /// The number of evaluations of shapes, together with that of the nodes that each was for: what the validation took.
    pub work: usize,
}

/// A validation result.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The focus node.
    pub focus: TermId,
    /// The path, if the shape or the query has one.
    pub path: Option<ResultPath>,
    /// The value that is wrong, if it is one.
    pub value: Option<Node>,
    /// The shape.
    pub shape: ShapeId,
    /// The index of the constraint in its shape.
    pub constraint: usize,
    /// How much it matters.
    pub severity: Severity,
    /// The solution of the query that found it, by variable.
    pub solution: Vec<(String, Term)>,
}

/// A path of a result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResultPath {
    /// That of the shape.
    OfShape,
    /// A property.
    Property(TermId),
    /// A property that no statement has.
    Other(Term),
}

/// A node of a result: one of the graph, or one that a query made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A term of the graph.
    Known(TermId),
    /// A term that the graph does not have.
    Made(Term),
}

impl Found {
    /// Returns the value, if the graph has it.
    pub fn known_value(&self) -> Option<TermId> {
        match self.value {
            Some(Node::Known(value)) => Some(value),
            _ => None,
        }
    }
}
