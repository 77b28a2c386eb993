//! A part of a graph as a picture shows it: IRIs are nodes, predicates are labelled edges, literals and classes go into the node.

mod assemble;
mod block;
mod fold;
mod group;
mod ontology;
mod reduce;
mod selection;
mod style;
mod words;

pub use block::{Direction, Fold, LayoutName, ViewBlock, ViewName};
pub use fold::{Folding, beyond, fold};
pub use ontology::ontology;
pub use selection::{
    IsVocabulary, Reach, Selection, around, between, instances, paths, predicates,
};
pub use style::{Arrow, Color, EdgeStyle, GREY, Line, NodeStyle, PALETTE, Shape, Styles};
pub use style::{
    NAMES as STYLE_PROPERTIES, NAMESPACE as STYLES, is_known as means_something, known_values,
};
pub use words::{LeftOut, UndrawnRows, Words};

use crate::rdf::{Prefixes, vocab};
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::BTreeSet;

/// A row of a node: a property and a value that is not a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The label of the property.
    pub label: String,
    /// The property, as in Turtle.
    pub property: String,
    /// The lexical form; in a picture it is marked if it is in another language than the one that was asked for.
    pub value: String,
    /// The IRI of its datatype, if it is a literal of another type than a string.
    pub datatype: Option<String>,
    /// Its language tag.
    pub language: Option<String>,
    /// Where it is said: `path:line`.
    pub places: Vec<String>,
}

/// A node of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// The IRI or blank node, as in Turtle.
    pub name: String,
    /// The IRI, if it is one.
    pub iri: Option<String>,
    /// Its label, or its name if it has none.
    pub label: String,
    /// Its classes: name as in Turtle, label.
    pub classes: Vec<(String, String)>,
    /// Its literals.
    pub fields: Vec<Field>,
    /// Where it is first spoken of: `path:line`.
    pub place: Option<String>,
    /// How it looks.
    pub style: NodeStyle,
    /// The node whose box it stands in.
    pub parent: Option<NodeIndex>,
    /// Statements that are not drawn as edges, since the node stands in a box.
    pub contained: Vec<Containment>,
    /// Whether others stand in its box.
    pub is_box: bool,
    /// Whether it is only the box of the members of a class, and no entity that is drawn.
    pub is_group: bool,
    /// Whether it is a class, and looks like its instances.
    pub is_class: bool,
}

/// A statement that a box says instead of an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containment {
    /// The node of the box.
    pub within: NodeIndex,
    /// The statement.
    pub statement: Statement,
}

/// Who says a statement, the strongest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A source asserts it.
    Asserted,
    /// The query makes it, and no source has it.
    Constructed,
    /// It is only inferred.
    Inferred,
    /// A source reports that somebody says so, and none asserts it.
    #[default]
    Reported,
}

impl Standing {
    /// The word for it in formats of data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Constructed => "constructed",
            Self::Inferred => "inferred",
            Self::Reported => "reported",
        }
    }
}

/// A statement that an edge stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The predicate, as in Turtle.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Where it is said: `path:line`.
    pub places: Vec<String>,
    /// The numbers of the notes that say what it rests on.
    pub notes: Vec<usize>,
    /// Who says it.
    pub standing: Standing,
}

/// An edge of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    /// What it says; there is at least one.
    pub statements: Vec<Statement>,
    /// Whether it says the same in both directions.
    pub is_symmetric: bool,
    /// How it looks.
    pub style: EdgeStyle,
}

/// The most statements whose labels an edge shows.
const SHOWN: usize = 2;

impl Edge {
    /// The labels of its statements, with a count of those that are not shown.
    pub fn label(&self) -> String {
        let shown = if self.statements.len() == SHOWN + 1 {
            SHOWN + 1
        } else {
            SHOWN
        };
        let mut labels: Vec<&str> = self.statements.iter().map(|s| s.label.as_str()).collect();
        labels.dedup();
        let rest = labels.len().saturating_sub(shown);
        labels.truncate(shown);
        let mut label = labels.join(" · ");
        if rest > 0 {
            label.push_str(&format!(" +{rest}"));
        }
        label
    }

    /// Its predicates, as in Turtle.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.statements.iter().map(|s| s.name.as_str()).collect();
        names.join(", ")
    }

    /// The numbers of its notes.
    pub fn notes(&self) -> Vec<usize> {
        let mut notes: Vec<usize> = self
            .statements
            .iter()
            .flat_map(|s| s.notes.clone())
            .collect();
        notes.sort_unstable();
        notes.dedup();
        notes
    }

    /// Returns the strongest standing of its statements.
    pub fn standing(&self) -> Standing {
        let all = self.statements.iter().map(|statement| statement.standing);
        all.min().unwrap_or_default()
    }

    /// Returns the line in formats with few of them: what is inferred is dashed, and what is only reported is dotted.
    pub fn line(&self) -> Line {
        match self.standing() {
            Standing::Asserted | Standing::Constructed => self.style.line,
            Standing::Inferred => Line::Dashed,
            Standing::Reported => Line::Dotted,
        }
    }
}

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What it shows.
    pub title: String,
    /// Nodes by name, edges by nodes and name.
    pub graph: DiGraph<Node, Edge>,
    /// What statements rest on, by number from 1.
    pub notes: Vec<String>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// The node that it is about.
    pub focus: Option<NodeIndex>,
    /// The nodes that are marked: the one that it is about, or the ends of paths.
    pub marked: Vec<NodeIndex>,
    /// The prefixes of names.
    pub prefixes: Prefixes,
    /// Where things go.
    pub layout: LayoutName,
    /// Where edges lead.
    pub direction: Direction,
    /// Whether there is a legend.
    pub legend: Option<bool>,
    /// The words around it.
    pub words: Words,
}

impl View {
    /// The nodes in a box, or those in none.
    pub fn members(&self, parent: Option<NodeIndex>) -> impl Iterator<Item = (NodeIndex, &Node)> {
        let nodes = self.graph.node_indices();
        let nodes = nodes.map(|index| (index, &self.graph[index]));
        nodes.filter(move |(_, node)| node.parent == parent)
    }

    /// The classes that are drawn, by label, with the look of their nodes; the most frequent first.
    pub fn classes_drawn(&self) -> Vec<(String, NodeStyle)> {
        let mut classes: Vec<(String, NodeStyle, usize)> = Vec::new();
        for node in self.graph.node_weights().filter(|node| !node.is_class) {
            let Some((_, label)) = node.classes.first() else {
                continue;
            };
            match classes
                .iter_mut()
                .find(|(l, style, _)| l == label && *style == node.style)
            {
                Some((_, _, count)) => *count += 1,
                None => classes.push((label.clone(), node.style.clone(), 1)),
            }
        }
        classes.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        classes
            .into_iter()
            .map(|(label, style, _)| (label, style))
            .collect()
    }

    /// The properties that are drawn with a look of their own, by label.
    pub fn properties_drawn(&self) -> Vec<(String, EdgeStyle)> {
        let mut properties: Vec<(String, EdgeStyle)> = Vec::new();
        for edge in self.graph.edge_weights() {
            let entry = (edge.label(), edge.style.clone());
            if edge.style != EdgeStyle::default() && !properties.contains(&entry) {
                properties.push(entry);
            }
        }
        properties.sort_by(|a, b| a.0.cmp(&b.0));
        properties
    }

    /// Returns the IRI of a name as in Turtle; a blank node is called as it is.
    pub fn iri(&self, name: &str) -> String {
        let bare = name
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix('>'));
        match bare {
            Some(iri) => iri.to_owned(),
            None if name == "a" => vocab::RDF_TYPE.to_owned(),
            None => self
                .prefixes
                .expand(name)
                .unwrap_or_else(|| name.to_owned()),
        }
    }

    /// The labels of the properties whose statements are boxes and not edges.
    pub fn properties_of_boxes(&self) -> Vec<String> {
        let contained = self.graph.node_weights().flat_map(|node| &node.contained);
        let labels = contained.map(|of| of.statement.label.clone());
        labels.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// `23 nodes, 31 edges`, and what was left out.
    pub fn caption(&self) -> Vec<String> {
        let entities = || self.graph.node_weights().filter(|node| !node.is_group);
        let boxes = entities().filter(|node| node.is_box).count();
        let counts = self
            .words
            .counts(entities().count(), self.graph.edge_count(), boxes);
        let mut lines = vec![counts];
        lines.extend(self.left_out.iter().map(|what| self.words.left_out(what)));
        lines
    }
}
