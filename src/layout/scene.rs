//! A scene: a picture as geometry, with everything in its place, ready to be written.

use super::card::Card;
use super::geometry::{Point, Rect, Size};
use super::path::Path;
use crate::view::{EdgeStyle, LeftOut, NodeStyle};

/// The size of letters on edges.
pub const EDGE_TEXT: f64 = 11.0;
/// The size of marks of notes.
pub const MARK_TEXT: f64 = 8.0;
/// The height of a line on an edge.
pub const EDGE_LINE: f64 = 14.0;

/// A box around nodes.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The node that it is.
    pub node: usize,
    /// Where it is.
    pub rect: Rect,
}

/// The way of an edge.
#[derive(Clone, Debug)]
pub struct Way {
    /// From the border of one node to that of the other.
    pub path: Path,
    /// The place of its label and its lines.
    pub label: Option<(Rect, Vec<String>)>,
    /// The marks of its notes, after the last line of the label.
    pub marks: String,
    /// Whether it leads from a node to itself.
    pub is_loop: bool,
}

/// A picture with everything in its place.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The size of the whole.
    pub size: Size,
    /// By node, where its card or the title of its box is, and what stands in it.
    pub cards: Vec<(Rect, Card)>,
    /// Boxes, outer ones first.
    pub boxes: Vec<Frame>,
    /// By edge.
    pub ways: Vec<Way>,
    /// Title, caption, legend, notes.
    pub surrounding: Surrounding,
    /// What the picture does not show, besides what the view leaves out.
    pub left_out: Vec<LeftOut>,
}

/// What an entry of a legend shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A node of a class.
    Node(NodeStyle),
    /// An edge of a property.
    Edge(EdgeStyle),
    /// An edge that is only inferred.
    Inferred,
    /// An edge that files only report.
    Reported,
    /// A box around nodes.
    Box,
}

/// An entry of the legend.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where sample and text are.
    pub rect: Rect,
    /// What is explained.
    pub sample: Sample,
    /// The explanation.
    pub text: String,
}

/// Texts around a picture; places are where lines start on their base lines.
#[derive(Clone, Debug, Default)]
pub struct Surrounding {
    /// The title.
    pub title: Vec<(Point, String)>,
    /// What there is and what is not.
    pub caption: Vec<(Point, String)>,
    /// What shapes, colours and lines mean.
    pub legend: Vec<Entry>,
    /// Over the notes.
    pub notes_title: Option<(Point, String)>,
    /// What statements rest on: number and text.
    pub notes: Vec<(Point, usize, String)>,
}
