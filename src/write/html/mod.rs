//! Views as one [HTML](https://html.spec.whatwg.org/) file that asks for nothing: the picture, and as data what is in it
//! and around it, so that it can be searched, filtered and expanded without a network.

use crate::layout::Scene;
use crate::view::{Edge, Node, Standing, View};
use crate::write::theme::{Theme, variables};
use petgraph::visit::EdgeRef;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a view as a page, which also holds what is in a wider view of the same graph.
pub fn page(view: &View, scene: &Scene, wide: &View, theme: Theme) -> String {
    let data = data(view, scene, wide).to_string();
    let (picture, paints) = super::svg::painted(view, scene, theme);
    let (scheme, colors) = match theme {
        Theme::Auto => ("auto", variables(&paints)),
        Theme::Dark => ("dark", String::new()),
        Theme::Light | Theme::Print => ("light", String::new()),
    };
    let parts = [
        ("{{language}}", view.words.tag().to_owned()),
        ("{{scheme}}", scheme.to_owned()),
        ("{{title}}", super::xml::text(&view.title)),
        ("{{style}}", format!("{STYLE}{colors}")),
        ("{{picture}}", picture),
        // Inside a script only `</script` and `<!--` would mean something.
        ("{{data}}", data.replace('<', "\\u003c")),
        ("{{script}}", SCRIPT.to_owned()),
    ];
    let mut page = String::new();
    let mut rest = TEMPLATE;
    // Each part is put in once and not looked at again, so that no text can pose as a part.
    for (name, part) in parts {
        if let Some((before, after)) = rest.split_once(name) {
            page.push_str(before);
            page.push_str(&part);
            rest = after;
        }
    }
    page.push_str(rest);
    page
}

/// Nodes and edges: those that are drawn come first and have the numbers of the picture.
fn data(view: &View, scene: &Scene, wide: &View) -> Value {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut nodes = Vec::new();
    let known: BTreeMap<&str, &Node> = wide
        .graph
        .node_weights()
        .map(|node| (node.name.as_str(), node))
        .collect();
    for (index, (rect, _)) in view.graph.node_indices().zip(&scene.cards) {
        let node = &view.graph[index];
        let full = known.get(node.name.as_str()).copied();
        let place = [rect.x, rect.y, rect.width, rect.height].map(|n| (n * 10.0).round() / 10.0);
        numbers.insert(&node.name, nodes.len());
        nodes.push(node_data(view, node, full, Some(place)));
    }
    for node in wide.graph.node_weights() {
        if !numbers.contains_key(node.name.as_str()) {
            numbers.insert(&node.name, nodes.len());
            nodes.push(node_data(wide, node, None, None));
        }
    }
    let mut drawn: BTreeSet<(usize, usize, String)> = BTreeSet::new();
    let mut notes: Vec<&str> = view.notes.iter().map(String::as_str).collect();
    let mut edges = Vec::new();
    for edge in view.graph.edge_references() {
        let (from, to) = (edge.source().index(), edge.target().index());
        for statement in &edge.weight().statements {
            drawn.insert((from, to, statement.name.clone()));
        }
        edges.push(edge_data(edge.weight(), from, to, 0));
    }
    // The notes of the surroundings are numbered on their own; they come after those of the picture.
    let offset = notes.len();
    notes.extend(wide.notes.iter().map(String::as_str));
    for edge in wide.graph.edge_references() {
        let ends = [edge.source(), edge.target()].map(|node| wide.graph[node].name.as_str());
        let (Some(from), Some(to)) = (numbers.get(ends[0]), numbers.get(ends[1])) else {
            continue;
        };
        let mut rest = edge.weight().clone();
        rest.statements.retain(|s| {
            !drawn.contains(&(*from, *to, s.name.clone()))
                && !drawn.contains(&(*to, *from, s.name.clone()))
        });
        if !rest.statements.is_empty() {
            edges.push(edge_data(&rest, *from, *to, offset));
        }
    }
    let drawn_nodes = view.graph.node_count();
    json!({ "drawn": drawn_nodes, "drawnEdges": view.graph.edge_count(), "nodes": nodes, "edges": edges, "notes": notes })
}

/// A node; of one that is drawn with less than the graph knows, the rows of the surroundings are taken.
fn node_data(view: &View, node: &Node, full: Option<&Node>, place: Option<[f64; 4]>) -> Value {
    let source = full
        .filter(|full| full.fields.len() > node.fields.len())
        .unwrap_or(node);
    let fields: Vec<Value> = source
        .fields
        .iter()
        .map(|f| json!([f.label, f.value, f.places]))
        .chain(node.contained.iter().map(|of| {
            let (statement, box_) = (&of.statement, &view.graph[of.within]);
            json!([statement.label, box_.label, statement.places])
        }))
        .collect();
    let classes: Vec<&str> = node
        .classes
        .iter()
        .map(|(_, label)| label.as_str())
        .collect();
    json!({ "l": node.label, "n": node.name, "i": node.iri, "c": classes, "f": fields, "p": node.place, "r": place, "k": node.style.color.to_string() })
}

fn edge_data(edge: &Edge, from: usize, to: usize, offset: usize) -> Value {
    let statements: Vec<Value> = edge
        .statements
        .iter()
        .map(|s| {
            let notes: Vec<usize> = s.notes.iter().map(|note| note + offset - 1).collect();
            let standing = match s.standing {
                Standing::Asserted => "",
                other => other.name(),
            };
            json!([s.label, s.name, s.places, notes, standing])
        })
        .collect();
    json!([from, to, edge.is_symmetric, statements])
}
