//! Views in [GEXF 1.3](https://gexf.net/), the format of Gephi, with places, colours and sizes.

use super::graphml::{EDGE_KEYS, edge_values};
use super::svg::{escaped, number};
use super::tabular::columns;
use crate::layout::Scene;
use crate::view::{Line, Shape, View};
use petgraph::visit::EdgeRef;
use std::fmt::Write;

/// A view with the places of a scene.
pub fn gexf(view: &View, scene: &Scene) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n  <meta>\n    <creator>bixi</creator>\n",
    );
    let _ = writeln!(
        text,
        "    <description>{}</description>\n  </meta>\n  <graph defaultedgetype=\"directed\" mode=\"static\">",
        escaped(&view.title)
    );
    // The label of a node or an edge is an attribute of its element.
    let columns: Vec<_> = columns(view)
        .into_iter()
        .filter(|c| !matches!(c.name.as_str(), "label" | "name" | "color"))
        .collect();
    text.push_str("    <attributes class=\"node\">\n");
    for (index, column) in columns.iter().enumerate() {
        let _ = writeln!(
            text,
            "      <attribute id=\"{index}\" title=\"{}\" type=\"string\"/>",
            escaped(&column.name)
        );
    }
    text.push_str("    </attributes>\n    <attributes class=\"edge\">\n");
    for (index, name) in EDGE_KEYS.iter().enumerate().skip(2) {
        let _ = writeln!(
            text,
            "      <attribute id=\"{index}\" title=\"{name}\" type=\"string\"/>"
        );
    }
    text.push_str("    </attributes>\n    <nodes>\n");
    for (index, (rect, _)) in view.graph.node_indices().zip(&scene.cards) {
        let node = &view.graph[index];
        let _ = writeln!(
            text,
            "      <node id=\"n{}\" label=\"{}\">",
            index.index(),
            escaped(&node.label)
        );
        let values = columns.iter().map(|column| column.value(index).to_owned());
        attributes(values.enumerate(), &mut text);
        let (color, centre) = (node.style.color, rect.centre());
        let shape = match node.style.shape {
            Shape::Pill => "disc",
            Shape::Hexagon | Shape::Cut => "diamond",
            _ => "square",
        };
        // Gephi's y grows upwards.
        let _ = writeln!(
            text,
            "        <viz:color r=\"{}\" g=\"{}\" b=\"{}\"/>\n        <viz:position x=\"{}\" y=\"{}\" z=\"0\"/>\n        <viz:size value=\"{}\"/>\n        <viz:shape value=\"{shape}\"/>\n      </node>",
            color.0,
            color.1,
            color.2,
            number(centre.x),
            number(-centre.y),
            number((rect.height / 2.0).max(5.0))
        );
    }
    text.push_str("    </nodes>\n    <edges>\n");
    for (index, edge) in view.graph.edge_references().enumerate() {
        let kind = if edge.weight().is_symmetric {
            " type=\"undirected\""
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "      <edge id=\"e{index}\" source=\"n{}\" target=\"n{}\" label=\"{}\"{kind}>",
            edge.source().index(),
            edge.target().index(),
            escaped(&edge.weight().label())
        );
        attributes(
            edge_values(view, edge.weight())
                .into_iter()
                .enumerate()
                .skip(2),
            &mut text,
        );
        if let Some(color) = edge.weight().style.color {
            let _ = writeln!(
                text,
                "        <viz:color r=\"{}\" g=\"{}\" b=\"{}\"/>",
                color.0, color.1, color.2
            );
        }
        let shape = match (edge.weight().is_asserted(), edge.weight().style.line) {
            (false, _) | (_, Line::Dotted) => "dotted",
            (_, Line::Dashed) => "dashed",
            _ => "solid",
        };
        let _ = writeln!(
            text,
            "        <viz:shape value=\"{shape}\"/>\n      </edge>"
        );
    }
    text.push_str("    </edges>\n  </graph>\n</gexf>\n");
    text
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
            escaped(&value)
        );
    }
    text.push_str("        </attvalues>\n");
}
