//! Edges: a line, and a [path](https://www.w3.org/TR/SVG2/paths.html) for its end.

use super::Svg;
use super::arrows::with_head;
use super::tooltips::edge_tooltip;
use crate::layout::geometry::Point;
use crate::layout::{Path, Step};
use crate::number::number;
use crate::view::{Arrow, Edge, Line, Node, Shape, Standing};
use crate::write::theme::{EDGE, Paint};
use crate::write::xml;
use petgraph::visit::EdgeRef;
use std::fmt::Write;

impl Svg<'_> {
    pub(super) fn edges(&mut self) {
        self.put(
            "<g fill=\"none\" stroke-width=\"1.4\" stroke-linejoin=\"round\" stroke-linecap=\"round\">",
        );
        let edges = self.view.graph.edge_references().zip(&self.scene.ways);
        for (number, (edge, way)) in edges.enumerate() {
            let (from, to) = (
                &self.view.graph[edge.source()],
                &self.view.graph[edge.target()],
            );
            let tooltip = edge_tooltip(self.view, edge.weight(), from, to);
            let path = from_inside(&way.path, from, edge.weight());
            let drawn = self.edge(edge.weight(), &path);
            self.put(&format!(
                "<g class=\"e\" id=\"e{number}\"><title>{}</title>{drawn}</g>",
                xml::text(&tooltip)
            ));
        }
        self.put("</g>");
    }

    /// The line of an edge along a path, and its end.
    pub(super) fn edge(&mut self, edge: &Edge, path: &Path) -> String {
        let color = self.paint(Paint::Edge(edge.style.color.unwrap_or(EDGE)));
        let dash = match edge.line() {
            _ if edge.standing() == Standing::Inferred => " stroke-dasharray=\"7,3,1.5,3\"",
            Line::Dotted => " stroke-dasharray=\"1.5,3.5\"",
            Line::Dashed => " stroke-dasharray=\"6,4\"",
            Line::Bold => " stroke-width=\"2.6\"",
            Line::Solid => "",
        };
        let arrow = match edge.is_symmetric {
            true => Arrow::None,
            false => edge.style.arrow,
        };
        let (line, head) = with_head(path, arrow);
        let data = data(&line);
        let mut drawn = format!("<path d=\"{data}\" stroke=\"{color}\"{dash}/>");
        if let Some(head) = head {
            let _ = match head.is_hollow {
                true => write!(
                    drawn,
                    "<path d=\"{}\" fill=\"{}\" stroke=\"{color}\" stroke-width=\"1.3\"/>",
                    head.data,
                    self.paint(Paint::Page)
                ),
                false => write!(
                    drawn,
                    "<path d=\"{}\" fill=\"{color}\" stroke=\"none\"/>",
                    head.data
                ),
            };
        }
        drawn
    }
}

/// A way that starts a little inside of a node whose side is not a straight line; the node is drawn over it.
fn from_inside(path: &Path, from: &Node, edge: &Edge) -> Path {
    let round = matches!(from.style.shape, Shape::Hexagon | Shape::Pill | Shape::Cut);
    let next = path.flattened().get(1).copied();
    let Some(next) = next.filter(|_| round && edge.style.arrow != Arrow::Diamond) else {
        return path.clone();
    };
    let mut longer = path.clone();
    let length = path.start.distance(next).max(1e-6);
    longer.start = path.start.towards(next, -7.0 / length);
    longer.steps.insert(0, Step::Line(path.start));
    longer
}

/// The data of a path.
fn data(path: &Path) -> String {
    let point = |p: Point| format!("{} {}", number(p.x), number(p.y));
    let mut text = format!("M{}", point(path.start));
    for step in &path.steps {
        let _ = match step {
            Step::Line(end) => write!(text, "L{}", point(*end)),
            Step::Curve(a, b, end) => write!(text, "C{} {} {}", point(*a), point(*b), point(*end)),
        };
    }
    text
}
