//! Views in [GEXF 1.3](https://gexf.net/), the format of Gephi, with places, colours and sizes.

use super::tabular::{Column, ColumnType, EDGE_KEYS, columns, edge_values};
use super::xml;
use crate::layout::Scene;
use crate::layout::geometry::Rect;
use crate::number::number;
use crate::view::{Color, Edge, Line, Shape, View};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::fmt::Write;

/// A view with the places of a scene.
pub fn gexf(view: &View, scene: &Scene) -> String {
    // The label of a node or an edge is an attribute of its element.
    let columns: Vec<Column> = columns(view)
        .into_iter()
        .filter(|c| !matches!(c.name.as_str(), "label" | "name" | "color"))
        .collect();
    let mut text = head(view, &columns);
    text.push_str("    <nodes>\n");
    for (index, (rect, _)) in view.graph.node_indices().zip(&scene.cards) {
        node(view, index, rect, &columns, &mut text);
    }
    text.push_str("    </nodes>\n    <edges>\n");
    for (index, edge) in view.graph.edge_references().enumerate() {
        let _ = write!(
            text,
            "      <edge id=\"e{index}\" source=\"n{}\" target=\"n{}\"",
            edge.source().index(),
            edge.target().index(),
        );
        rest_of_edge(view, edge.weight(), &mut text);
    }
    text.push_str("    </edges>\n  </graph>\n</gexf>\n");
    text
}

/// What the file is about and which attributes nodes and edges have.
fn head(view: &View, columns: &[Column]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n  <meta>\n    <creator>bixi</creator>\n",
    );
    let _ = writeln!(
        text,
        "    <description>{}</description>\n  </meta>\n  <graph defaultedgetype=\"directed\" mode=\"static\">",
        xml::text(&view.title)
    );
    text.push_str("    <attributes class=\"node\">\n");
    for (index, column) in columns.iter().enumerate() {
        let _ = writeln!(
            text,
            "      <attribute id=\"{index}\" title=\"{}\" type=\"{}\"/>",
            xml::attribute(&column.name),
            match column.kind {
                ColumnType::Text => "string",
                ColumnType::Int => "integer",
                ColumnType::Long => "long",
                ColumnType::Double => "double",
                ColumnType::Boolean => "boolean",
            }
        );
    }
    text.push_str("    </attributes>\n    <attributes class=\"edge\">\n");
    for (index, name) in EDGE_KEYS.iter().enumerate().skip(2) {
        let kind = match *name {
            "asserted" => "boolean",
            _ => "string",
        };
        let _ = writeln!(
            text,
            "      <attribute id=\"{index}\" title=\"{name}\" type=\"{kind}\"/>"
        );
    }
    text.push_str("    </attributes>\n");
    text
}

fn node(view: &View, index: NodeIndex, rect: &Rect, columns: &[Column], text: &mut String) {
    let node = &view.graph[index];
    let (number_of, label) = (index.index(), xml::attribute(&node.label));
    let _ = writeln!(text, "      <node id=\"n{number_of}\" label=\"{label}\">");
    let values = columns.iter().map(|column| column.value(index).to_owned());
    attributes(values.enumerate(), text);
    let shape = match node.style.shape {
        Shape::Pill => "disc",
        Shape::Hexagon | Shape::Cut => "diamond",
        _ => "square",
    };
    color(node.style.color, text);
    // Gephi's y grows upwards.
    let centre = rect.centre();
    let _ = writeln!(
        text,
        "        <viz:position x=\"{}\" y=\"{}\" z=\"0\"/>\n        <viz:size value=\"{}\"/>\n        <viz:shape value=\"{shape}\"/>\n      </node>",
        number(centre.x),
        number(-centre.y),
        number((rect.height / 2.0).max(5.0))
    );
}

fn rest_of_edge(view: &View, edge: &Edge, text: &mut String) {
    let kind = if edge.is_symmetric {
        " type=\"undirected\""
    } else {
        ""
    };
    let _ = writeln!(text, " label=\"{}\"{kind}>", xml::attribute(&edge.label()));
    let values = edge_values(view, edge).into_iter().enumerate().skip(2);
    attributes(values, text);
    if let Some(of_edge) = edge.style.color {
        color(of_edge, text);
    }
    let shape = match edge.line() {
        Line::Dotted => "dotted",
        Line::Dashed => "dashed",
        Line::Bold | Line::Solid => "solid",
    };
    let _ = writeln!(
        text,
        "        <viz:shape value=\"{shape}\"/>\n      </edge>"
    );
}

fn color(Color(red, green, blue): Color, text: &mut String) {
    let _ = writeln!(
        text,
        "        <viz:color r=\"{red}\" g=\"{green}\" b=\"{blue}\"/>"
    );
}

fn attributes(values: impl Iterator<Item = (usize, String)>, text: &mut String) {
    let values: Vec<(usize, String)> = values.filter(|(_, value)| !value.is_empty()).collect();
    if values.is_empty() {
        return;
    }
    text.push_str("        <attvalues>\n");
    for (index, value) in values {
        let _ = writeln!(
            text,
            "          <attvalue for=\"{index}\" value=\"{}\"/>",
            xml::attribute(&value)
        );
    }
    text.push_str("        </attvalues>\n");
}
