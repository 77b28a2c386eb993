//! What a document says, with every IRI in full ([expanded document form](https://www.w3.org/TR/json-ld11/#expanded-document-form)).

use super::context::{Direction, Name};
use super::json::Json;
use crate::read::sink::Span;

/// A thing that a property can have as value.
pub enum Item<'j> {
    Node(Node<'j>),
    Literal(Literal<'j>),
    List(List<'j>),
}

/// A [node object](https://www.w3.org/TR/json-ld11/#node-objects).
pub struct Node<'j> {
    pub span: Span,
    /// Its IRI or blank node label, if it has one.
    pub id: Option<Name>,
    pub types: Vec<Name>,
    /// Properties with their values, in the order in which they are written; one may come twice.
    pub properties: Vec<(Name, Vec<Item<'j>>)>,
    /// Properties that other nodes have, with these.
    pub reverse: Vec<(Name, Vec<Item<'j>>)>,
    /// Nodes that only stand in it.
    pub included: Vec<Item<'j>>,
    /// What is said in the graph that it names.
    pub graph: Option<Vec<Item<'j>>>,
    pub has_index: bool,
}

/// A [value object](https://www.w3.org/TR/json-ld11/#value-objects).
pub struct Literal<'j> {
    pub span: Span,
    pub value: Scalar<'j>,
    pub datatype: Option<Name>,
    pub language: Option<(&'j str, Span)>,
    pub direction: Direction,
}

/// What a literal has between its quotes.
#[derive(Clone, Copy)]
pub enum Scalar<'j> {
    /// A string, a number, `true` or `false`; any value if the datatype is `@json`.
    Json(&'j Json<'j>),
    /// The key of a map.
    Key(&'j str),
}

/// A [list object](https://www.w3.org/TR/json-ld11/#lists).
pub struct List<'j> {
    pub span: Span,
    pub items: Vec<Item<'j>>,
}

/// What came of a value: nothing, one thing, or those of an array or a set.
pub enum Expanded<'j> {
    Nothing,
    One(Item<'j>),
    Many(Vec<Item<'j>>),
}

impl<'j> Expanded<'j> {
    /// All of it.
    pub fn into_items(self) -> Vec<Item<'j>> {
        match self {
            Self::Nothing => Vec::new(),
            Self::One(item) => vec![item],
            Self::Many(items) => items,
        }
    }
}

impl<'j> Node<'j> {
    /// A node of which nothing is said.
    pub fn new(span: Span) -> Self {
        Self {
            span,
            id: None,
            types: Vec::new(),
            properties: Vec::new(),
            reverse: Vec::new(),
            included: Vec::new(),
            graph: None,
            has_index: false,
        }
    }

    /// Whether it says nothing but its own name.
    pub fn is_bare(&self) -> bool {
        self.types.is_empty()
            && self.properties.is_empty()
            && self.reverse.is_empty()
            && self.included.is_empty()
            && self.graph.is_none()
    }

    /// Whether it is a [graph object](https://www.w3.org/TR/json-ld11/#graph-objects).
    pub fn is_graph(&self) -> bool {
        let is_rest_empty = self.types.is_empty()
            && self.properties.is_empty()
            && self.reverse.is_empty()
            && self.included.is_empty();
        self.graph.is_some() && is_rest_empty
    }

    /// The node with a graph of its own that says this.
    pub fn graph_of(item: Item<'j>, span: Span) -> Item<'j> {
        let mut node = Self::new(span);
        node.graph = Some(vec![item]);
        Item::Node(node)
    }
}
