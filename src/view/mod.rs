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
pub use style::{Arrow, Color, EdgeStyle, Line, NodeStyle, PALETTE, Shape, Styles};
pub use style::{
    NAMES as STYLE_PROPERTIES, NAMESPACE as STYLES, is_known as means_something, known_values,
};
pub use words::{LeftOut, Words};

use petgraph::graph::{DiGraph, NodeIndex};

/// A row of a node: a property and a value that is not a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Field {
    /// The label of the property.
    pub label: String,
    /// The property, as in Turtle.
    pub property: String,
    /// The lexical form.
    pub value: String,
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
    /// Whether others stand in its box.
    pub is_box: bool,
    /// Whether it is a class, and looks like its instances.
    pub is_class: bool,
}

/// A statement that an edge stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The predicate, as in Turtle.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Where it is said: `path:line`.
    pub places: Vec<String>,
    /// The numbers of the notes that say what it rests on.
    pub notes: Vec<usize>,
    /// Whether a file asserts it, and does not only report that somebody says so.
    pub is_asserted: bool,
    /// Whether it is only inferred.
    pub is_inferred: bool,
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

    /// Whether a file asserts one of its statements.
    pub fn is_asserted(&self) -> bool {
        self.statements.iter().any(|s| s.is_asserted)
    }

    /// Returns whether none of its statements is asserted, and one is inferred; otherwise they are only reported.
    pub fn is_inferred(&self) -> bool {
        !self.is_asserted() && self.statements.iter().any(|s| s.is_inferred)
    }

    /// Returns the line in formats with few of them: what is inferred is dashed, and what is only reported is dotted.
    pub fn line(&self) -> Line {
        match (self.is_asserted(), self.is_inferred()) {
            (true, _) => self.style.line,
            (false, true) => Line::Dashed,
            (false, false) => Line::Dotted,
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

    /// `23 nodes, 31 edges`, and what was left out.
    pub fn caption(&self) -> Vec<String> {
        let boxes = self.graph.node_weights().filter(|node| node.is_box).count();
        let counts = self
            .words
            .counts(self.graph.node_count(), self.graph.edge_count(), boxes);
        let mut lines = vec![counts];
        lines.extend(self.left_out.iter().map(|what| self.words.left_out(what)));
        lines
    }
}
