//! Views in [GraphML](http://graphml.graphdrawing.org/specification.html) that opens with labels in yEd (its own `y:`
//! elements), in Gephi (the key `label`) and in Cytoscape (the key `name`).

use super::tabular::{Column, ColumnType, EDGE_KEYS, columns, edge_values};
use super::xml;
use crate::layout::Scene;
use crate::number::number;
use crate::view::{Arrow, Edge, Line, Node, Shape, View};
use petgraph::visit::EdgeRef;
use std::fmt::Write;

const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:y=\"http://www.yworks.com/xml/graphml\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd\">\n";

/// Keys of edges that only this format has, and those of yEd. Edges that lead both ways say so in a key: readers such as
/// NetworkX refuse a graph whose edges are partly directed. yEd knows its own by `yfiles.type`; Gephi knows the names that
/// yEd likes to give them, and takes the label in them.
const OWN_KEYS: &str = "  <key id=\"e-weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n  <key id=\"e-symmetric\" for=\"edge\" attr.name=\"symmetric\" attr.type=\"boolean\"/>\n  <key id=\"d3\" for=\"node\" yfiles.type=\"nodegraphics\"/>\n  <key id=\"d7\" for=\"edge\" yfiles.type=\"edgegraphics\"/>\n";

/// A view with the places of a scene.
pub fn graphml(view: &View, scene: &Scene) -> String {
    let mut text = String::from(HEADER);
    let fields = columns(view);
    for (number, column) in fields.iter().enumerate() {
        let _ = writeln!(
            text,
            "  <key id=\"n{number}\" for=\"node\" attr.name=\"{}\" attr.type=\"{}\"{}",
            xml::attribute(&column.name),
            type_name(column.kind),
            match &column.datatype {
                Some(iri) => format!("><desc>{}</desc></key>", xml::text(iri)),
                None => "/>".to_owned(),
            }
        );
    }
    for name in EDGE_KEYS {
        let kind = if name == "asserted" {
            "boolean"
        } else {
            "string"
        };
        let _ = writeln!(
            text,
            "  <key id=\"e-{name}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        );
    }
    text.push_str(OWN_KEYS);
    let _ = writeln!(
        text,
        "  <graph id=\"view\" edgedefault=\"directed\">\n    <desc>{}</desc>",
        xml::text(&view.title)
    );
    for (index, (rect, _)) in view.graph.node_indices().zip(&scene.cards) {
        let _ = writeln!(text, "    <node id=\"n{}\">", index.index());
        data(index, &fields, &mut text);
        let place = format!(
            "height=\"{}\" width=\"{}\" x=\"{}\" y=\"{}\"",
            number(rect.height),
            number(rect.width),
            number(rect.x),
            number(rect.y)
        );
        let _ = writeln!(
            text,
            "      <data key=\"d3\">{}</data>\n    </node>",
            shape_node(&view.graph[index], &place)
        );
    }
    for (index, edge) in view.graph.edge_references().enumerate() {
        let _ = writeln!(
            text,
            "    <edge id=\"e{index}\" source=\"n{}\" target=\"n{}\">",
            edge.source().index(),
            edge.target().index()
        );
        for (name, value) in EDGE_KEYS.iter().zip(edge_values(view, edge.weight())) {
            if !value.is_empty() {
                let _ = writeln!(
                    text,
                    "      <data key=\"e-{name}\">{}</data>",
                    xml::text(&value)
                );
            }
        }
        let _ = writeln!(
            text,
            "      <data key=\"e-weight\">{}</data>\n      <data key=\"e-symmetric\">{}</data>",
            edge.weight().statements.len(),
            edge.weight().is_symmetric
        );
        let _ = writeln!(
            text,
            "      <data key=\"d7\">{}</data>\n    </edge>",
            poly_line(edge.weight())
        );
    }
    text.push_str("  </graph>\n</graphml>\n");
    text
}

/// The name of a type in GraphML.
fn type_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "string",
        ColumnType::Int => "int",
        ColumnType::Long => "long",
        ColumnType::Double => "double",
        ColumnType::Boolean => "boolean",
    }
}

fn data(index: petgraph::graph::NodeIndex, fields: &[Column], text: &mut String) {
    for (number, column) in fields.iter().enumerate() {
        let value = column.value(index);
        if !value.is_empty() {
            let _ = writeln!(
                text,
                "      <data key=\"n{number}\">{}</data>",
                xml::text(value)
            );
        }
    }
}

fn shape_node(node: &Node, place: &str) -> String {
    let shape = match node.style.shape {
        Shape::Rounded | Shape::Note => "roundrectangle",
        Shape::Rectangle => "rectangle",
        Shape::Pill => "ellipse",
        Shape::Hexagon => "hexagon",
        Shape::Cut => "octagon",
    };
    let (fill, stroke) = (
        node.style
            .color
            .mixed(crate::view::Color(255, 255, 255), 88),
        node.style.color,
    );
    format!(
        "<y:ShapeNode><y:Geometry {place}/><y:Fill color=\"{fill}\" transparent=\"false\"/><y:BorderStyle color=\"{stroke}\" type=\"line\" width=\"1.5\"/><y:NodeLabel fontFamily=\"Noto Sans CJK SC\" fontSize=\"13\">{}</y:NodeLabel><y:Shape type=\"{shape}\"/></y:ShapeNode>",
        xml::text(&node.label)
    )
}

fn poly_line(edge: &Edge) -> String {
    let line = match edge.line() {
        Line::Dotted => "dotted",
        Line::Dashed => "dashed",
        Line::Bold | Line::Solid => "line",
    };
    let (source, target) = match edge.style.arrow {
        _ if edge.is_symmetric => ("none", "none"),
        Arrow::Filled => ("none", "standard"),
        Arrow::Hollow => ("none", "white_delta"),
        Arrow::Diamond => ("diamond", "none"),
        Arrow::None => ("none", "none"),
    };
    let color = edge
        .style
        .color
        .map_or_else(|| "#666666".to_owned(), |color| color.to_string());
    format!(
        "<y:PolyLineEdge><y:LineStyle color=\"{color}\" type=\"{line}\" width=\"1.0\"/><y:Arrows source=\"{source}\" target=\"{target}\"/><y:EdgeLabel fontFamily=\"Noto Sans CJK SC\" fontSize=\"11\">{}</y:EdgeLabel></y:PolyLineEdge>",
        xml::text(&edge.label())
    )
}
