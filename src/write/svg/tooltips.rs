//! What nodes and edges say when a pointer rests on them: the [`title`](https://www.w3.org/TR/SVG2/struct.html#TitleElement) of an element.

use crate::layout::{one_line, text};
use crate::view::{Containment, Edge, Node, Statement, View};

/// What a node says when a pointer rests on it.
pub fn node_tooltip(view: &View, node: &Node) -> String {
    let mut lines = vec![node.label.clone(), node.name.clone()];
    lines.extend(node.iri.clone());
    let classes: Vec<&str> = node
        .classes
        .iter()
        .map(|(_, label)| label.as_str())
        .collect();
    lines.extend(Some(classes.join(" · ")).filter(|line| !line.is_empty()));
    lines.extend(node.fields.iter().map(|field| {
        format!(
            "{}: {}",
            field.label,
            text::cut(&one_line(&field.value), 1.0, 60.0)
        )
    }));
    for Containment { within, statement } in &node.contained {
        let label = &view.graph[*within].label;
        lines.push(format!(
            "{} ({}) → {label}",
            statement.label, statement.name
        ));
        lines.extend(statement.places.iter().cloned());
        lines.extend(notes(view, statement));
    }
    lines.extend(node.place.clone());
    lines.join("\n")
}

/// What a statement rests on, with the numbers of the notes.
fn notes(view: &View, statement: &Statement) -> Vec<String> {
    let notes = statement.notes.iter();
    let found = notes.filter_map(|n| Some((n, view.notes.get(n.checked_sub(1)?)?)));
    found
        .map(|(number, note)| format!("[{number}] {note}"))
        .collect()
}

/// What an edge says when a pointer rests on it.
pub fn edge_tooltip(view: &View, edge: &Edge, from: &Node, to: &Node) -> String {
    let mut lines = vec![format!("{} → {}", from.label, to.label)];
    for statement in &edge.statements {
        lines.push(format!("{} ({})", statement.label, statement.name));
        lines.extend(statement.places.iter().cloned());
        lines.extend(notes(view, statement));
    }
    lines.join("\n")
}
