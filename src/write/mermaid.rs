//! Views as [Mermaid flowcharts](https://mermaid.js.org/syntax/flowchart.html), which code hosts draw in Markdown.

use super::lines::one_line;
use crate::view::{Arrow, Color, Edge, Line, Node, Shape, View};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A view as a flowchart, with boxes as subgraphs.
pub fn mermaid(view: &View) -> String {
    let mut text = format!("flowchart {}\n", view.direction.letters());
    inside(view, None, 1, &mut text);
    for edge in view.graph.edge_references() {
        let (from, to) = (edge.source().index(), edge.target().index());
        let label = Some(edge.weight().label()).filter(|label| !label.is_empty());
        let label = label
            .map(|label| format!("|\"{}\"|", escaped(&label)))
            .unwrap_or_default();
        let _ = writeln!(text, "  n{from} {}{label} n{to}", arrow(edge.weight()));
    }
    colors(view, &mut text);
    text
}

fn inside(view: &View, parent: Option<NodeIndex>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for (index, node) in view.members(parent) {
        let number = index.index();
        if node.is_box {
            let _ = writeln!(
                text,
                "{indent}subgraph n{number}[\"{}\"]",
                escaped(&node.label)
            );
            inside(view, Some(index), depth + 1, text);
            let _ = writeln!(text, "{indent}end");
            continue;
        }
        let (open, close) = match node.style.shape {
            Shape::Pill => ("([", "])"),
            Shape::Hexagon => ("{{", "}}"),
            Shape::Cut => ("[/", "\\]"),
            Shape::Rectangle | Shape::Note => ("[", "]"),
            Shape::Rounded => ("(", ")"),
        };
        let _ = writeln!(text, "{indent}n{number}{open}\"{}\"{close}", label(node));
    }
}

fn label(node: &Node) -> String {
    let classes: Vec<&str> = node
        .classes
        .iter()
        .map(|(_, label)| label.as_str())
        .collect();
    let classes = if classes.is_empty() {
        String::new()
    } else {
        format!("<br/>«{}»", escaped(&classes.join(", ")))
    };
    format!("{}{classes}", escaped(&node.label))
}

fn arrow(edge: &Edge) -> &'static str {
    let has_head = !edge.is_symmetric && edge.style.arrow != Arrow::None;
    match (edge.line(), has_head) {
        (Line::Dashed | Line::Dotted, true) => "-.->",
        (Line::Dashed | Line::Dotted, false) => "-.-",
        (Line::Bold, true) => "==>",
        (Line::Bold, false) => "===",
        (Line::Solid, true) => "-->",
        (Line::Solid, false) => "---",
    }
}

/// One class of Mermaid for each colour.
fn colors(view: &View, text: &mut String) {
    let mut by_color: BTreeMap<Color, Vec<String>> = BTreeMap::new();
    for index in view.graph.node_indices() {
        let color = view.graph[index].style.color;
        by_color
            .entry(color)
            .or_default()
            .push(format!("n{}", index.index()));
    }
    for (number, (color, nodes)) in by_color.into_iter().enumerate() {
        let fill = color.mixed(Color(0xFF, 0xFF, 0xFF), 91);
        let _ = writeln!(
            text,
            "  classDef c{number} fill:{fill},stroke:{color},color:#161a1f"
        );
        let _ = writeln!(text, "  class {} c{number}", nodes.join(","));
    }
}

/// Text between quotes; Mermaid reads entity codes in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '"' | '<' | '>' | '&' | '#' | '`' | '\\' => {
                escaped.push_str(&format!("#{};", character as u32))
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
