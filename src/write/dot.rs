//! Views in the [DOT language](https://graphviz.org/doc/info/lang.html) of Graphviz.

use super::one_line;
use crate::view::{Node, View};
use petgraph::visit::EdgeRef;
use std::fmt::Write;

/// The most characters of a literal that a node shows.
const LONGEST: usize = 40;

/// A view as a directed graph that Graphviz draws from left to right.
pub fn dot(view: &View) -> String {
    let mut text = String::from("digraph {\n");
    let mut line = |line: String| {
        let _ = writeln!(text, "  {line}");
    };
    line("graph [rankdir=LR, fontname=\"Noto Sans CJK SC, sans-serif\", labelloc=t];".to_owned());
    line("node [shape=box, style=\"rounded,filled\", fillcolor=\"#f4f4f4\", fontname=\"Noto Sans CJK SC, sans-serif\"];".to_owned());
    line(
        "edge [fontname=\"Noto Sans CJK SC, sans-serif\", fontsize=10, color=\"#555555\"];"
            .to_owned(),
    );
    line(format!("graph [label={}];", quoted(&title(view))));
    for node in view.graph.node_weights() {
        line(format!(
            "{} [label={}, tooltip={}];",
            quoted(&node.name),
            quoted(&label(node)),
            quoted(&node.name)
        ));
    }
    for edge in view.graph.edge_references() {
        let (from, to) = (&view.graph[edge.source()], &view.graph[edge.target()]);
        line(format!(
            "{} -> {} [label={}, tooltip={}];",
            quoted(&from.name),
            quoted(&to.name),
            quoted(&edge.weight().label),
            quoted(&edge.weight().name)
        ));
    }
    text.push_str("}\n");
    text
}

fn title(view: &View) -> String {
    let left_out = view
        .left_out
        .as_ref()
        .map(|what| format!("\n(left out: {what})"));
    format!("{}{}", view.title, left_out.unwrap_or_default())
}

/// The lines of a node: label, classes, literals.
fn label(node: &Node) -> String {
    let mut lines = vec![one_line(&node.label)];
    if !node.classes.is_empty() {
        lines.push(format!("«{}»", one_line(&node.classes.join(", "))));
    }
    lines.extend(
        node.fields
            .iter()
            .map(|(property, value)| format!("{property}: {}", shortened(value))),
    );
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
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
