//! Views in the [DOT language](https://graphviz.org/doc/info/lang.html) of Graphviz, with boxes as clusters.

use super::lines::{escaped, one_line};
use crate::view::{Arrow, Color, Edge, Line, Node, Shape, View};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::fmt::Write;

/// The most characters of a literal that a node shows.
const LONGEST: usize = 40;
const FONT: &str = "fontname=\"Noto Sans CJK SC, sans-serif\"";
const WHITE: Color = Color(0xFF, 0xFF, 0xFF);

/// A view as a directed graph.
pub fn dot(view: &View) -> String {
    let mut text = String::from("digraph {\n");
    let direction = view.direction.letters();
    let _ = writeln!(
        text,
        "  graph [rankdir={direction}, {FONT}, labelloc=t, label={}];",
        quoted(&title(view))
    );
    let _ = writeln!(
        text,
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f4f4f4\", {FONT}];"
    );
    let _ = writeln!(text, "  edge [fontsize=10, color=\"#555555\", {FONT}];");
    inside(view, None, 1, &mut text);
    for edge in view.graph.edge_references() {
        let (from, to) = (&view.graph[edge.source()], &view.graph[edge.target()]);
        let _ = writeln!(
            text,
            "  {} -> {} [{}];",
            quoted(&from.name),
            quoted(&to.name),
            edge_attributes(edge.weight())
        );
    }
    text.push_str("}\n");
    text
}

/// The nodes in a box, or those in none.
fn inside(view: &View, parent: Option<NodeIndex>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for (index, node) in view.members(parent) {
        if !node.is_box {
            let _ = writeln!(
                text,
                "{indent}{} [{}];",
                quoted(&node.name),
                node_attributes(view, node)
            );
            continue;
        }
        let color = node.style.color;
        let _ = writeln!(
            text,
            "{indent}subgraph cluster_{} {{\n{indent}  graph [label={}, style=\"rounded,filled\", color=\"{color}\", fillcolor=\"{}\", tooltip={}{}];",
            index.index(),
            quoted(&label(node)),
            color.mixed(WHITE, 95),
            quoted(&tooltip(view, node)),
            url(node)
        );
        // An edge cannot end at a cluster, but at a node in it that shows nothing but a point.
        if view.graph.edges(index).next().is_some()
            || view
                .graph
                .neighbors_directed(index, petgraph::Incoming)
                .next()
                .is_some()
        {
            let _ = writeln!(
                text,
                "{indent}  {} [shape=point, label=\"\", color=\"{color}\", tooltip={}];",
                quoted(&node.name),
                quoted(&node.name)
            );
        }
        inside(view, Some(index), depth + 1, text);
        let _ = writeln!(text, "{indent}}}");
    }
}

fn node_attributes(view: &View, node: &Node) -> String {
    let (shape, style) = match node.style.shape {
        Shape::Rounded => ("", "rounded,filled"),
        Shape::Rectangle => ("", "filled"),
        Shape::Pill => ("shape=oval, ", "filled"),
        Shape::Hexagon => ("shape=hexagon, ", "filled"),
        Shape::Cut => ("shape=octagon, ", "filled"),
        Shape::Note => ("shape=note, ", "filled"),
    };
    let style = if style == "rounded,filled" {
        String::new()
    } else {
        format!("style=\"{style}\", ")
    };
    let color = node.style.color;
    format!(
        "{shape}{style}color=\"{color}\", fillcolor=\"{}\", label={}, tooltip={}{}",
        color.mixed(WHITE, 91),
        quoted(&label(node)),
        quoted(&tooltip(view, node)),
        url(node)
    )
}

/// The attribute with the IRI of a node, if it is an address.
fn url(node: &Node) -> String {
    let url = node.iri.as_deref().filter(|iri| iri.starts_with("http"));
    url.map(|iri| format!(", URL={}", quoted(iri)))
        .unwrap_or_default()
}

/// The name of a node, and the statements that its box says.
fn tooltip(view: &View, node: &Node) -> String {
    let mut lines = vec![node.name.clone()];
    lines.extend(node.contained.iter().map(|of| {
        let (property, box_) = (&of.statement.name, &view.graph[of.within].name);
        format!("{property} {box_}")
    }));
    lines.join("\n")
}

fn edge_attributes(edge: &Edge) -> String {
    let mut attributes = format!(
        "label={}, tooltip={}",
        quoted(&edge.label()),
        quoted(&edge.name())
    );
    if let Some(color) = edge.style.color {
        let _ = write!(attributes, ", color=\"{color}\"");
    }
    match edge.line() {
        Line::Dotted => attributes.push_str(", style=dotted"),
        Line::Dashed => attributes.push_str(", style=dashed"),
        Line::Bold => attributes.push_str(", style=bold"),
        Line::Solid => {}
    }
    attributes.push_str(match edge.style.arrow {
        _ if edge.is_symmetric => ", dir=none",
        Arrow::Filled => "",
        Arrow::Hollow => ", arrowhead=empty",
        Arrow::Diamond => ", dir=both, arrowtail=diamond, arrowhead=none",
        Arrow::None => ", dir=none",
    });
    attributes
}

fn title(view: &View) -> String {
    let left_out: Vec<String> = view
        .left_out
        .iter()
        .map(|what| format!("\n({})", view.words.left_out(what)))
        .collect();
    format!("{}{}", view.title, left_out.concat())
}

/// The lines of a node: label, classes, literals.
fn label(node: &Node) -> String {
    let mut lines = vec![one_line(&node.label)];
    let classes: Vec<&str> = node
        .classes
        .iter()
        .map(|(_, label)| label.as_str())
        .collect();
    if !classes.is_empty() {
        lines.push(format!("«{}»", one_line(&classes.join(", "))));
    }
    let fields = node.fields.iter().filter(|_| !node.is_box);
    lines.extend(fields.map(|field| format!("{}: {}", field.label, shortened(&field.value))));
    lines.join("\n")
}

fn shortened(value: &str) -> String {
    let value = one_line(value);
    if value.chars().count() <= LONGEST {
        return value;
    }
    value.chars().take(LONGEST).chain(['…']).collect()
}

/// A double-quoted string; in it only the quote, the backslash and the line break mean something.
fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        escaped(text)
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
