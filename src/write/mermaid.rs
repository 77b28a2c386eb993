//! Views as [Mermaid flowcharts](https://mermaid.js.org/syntax/flowchart.html), which code hosts draw in Markdown.

use super::one_line;
use crate::view::View;
use petgraph::visit::EdgeRef;

/// A view as a flowchart from left to right.
pub fn mermaid(view: &View) -> String {
    let mut text = String::from("flowchart LR\n");
    for (index, node) in view.graph.node_indices().zip(view.graph.node_weights()) {
        let classes = Some(node.classes.join(", ")).filter(|classes| !classes.is_empty());
        let classes = classes
            .map(|classes| format!("<br/>«{}»", escaped(&classes)))
            .unwrap_or_default();
        text.push_str(&format!(
            "  n{}[\"{}{classes}\"]\n",
            index.index(),
            escaped(&node.label)
        ));
    }
    for edge in view.graph.edge_references() {
        let (from, to) = (edge.source().index(), edge.target().index());
        text.push_str(&format!(
            "  n{from} -->|\"{}\"| n{to}\n",
            escaped(&edge.weight().label)
        ));
    }
    text
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
