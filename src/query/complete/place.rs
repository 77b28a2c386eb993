//! What a place of a query is, and the triples of its pattern.

/// A node of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A variable, without its sign.
    Variable(String),
    /// An IRI.
    Iri(String),
    /// Something else, by a number of its own: a literal, a blank node, what is between two steps of a path.
    Other(usize),
}

/// How the nodes of a triple are connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// By a property.
    Property(String),
    /// By any number of steps by a property.
    Steps(String),
    /// By something else.
    Other,
}

/// A triple of the pattern; one that is inverse stands as its inverse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triple {
    pub subject: Node,
    pub step: Step,
    pub object: Node,
}

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The beginning of a query.
    Start,
    /// The name of a prefix that is declared.
    Prefix,
    /// What is selected or described.
    Selected,
    /// After what is selected, or after `ASK` and `CONSTRUCT`: where the pattern begins.
    BeforePattern,
    /// A subject, or what begins another part of a pattern.
    Subject,
    /// A property of a node; if `is_reached`, one that leads to it.
    Property { of: Node, is_reached: bool },
    /// An object of a step from a subject.
    Object { subject: Node, step: Step },
    /// After a triple.
    AfterTriple,
    /// After `FILTER`.
    Constraint,
    /// In an expression.
    Expression,
    /// A value of `VALUES`.
    Value,
    /// The name of a graph.
    Graph,
    /// After the pattern of a query.
    Modifier,
    /// What solutions are sorted or grouped by.
    Key,
    /// Nothing that is known.
    Nothing,
}
