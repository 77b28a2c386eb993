//! Views as JSON: for [Cytoscape](https://js.cytoscape.org/#notation/elements-json) and in the
//! [JSON Graph Format](https://jsongraphformat.info/).

use crate::layout::Scene;
use crate::number::number;
use crate::view::{Containment, Edge, Node, Standing, Statement, View};
use petgraph::visit::EdgeRef;
use serde_json::{Map, Value, json};

/// A view for Cytoscape, with its places; boxes are compound nodes.
pub fn cytoscape(view: &View, scene: &Scene) -> String {
    let nodes = view.graph.node_indices().zip(&scene.cards).map(|(index, (rect, _))| {
        let node = &view.graph[index];
        let mut data = node_json(view, node);
        data.insert("id".to_owned(), format!("n{}", index.index()).into());
        data.insert("shared_name".to_owned(), node.label.clone().into());
        if let Some(parent) = node.parent {
            data.insert("parent".to_owned(), format!("n{}", parent.index()).into());
        }
        let centre = rect.centre();
        json!({ "data": data, "position": { "x": rounded(centre.x), "y": rounded(centre.y) }, "classes": class(node) })
    });
    let edges = view
        .graph
        .edge_references()
        .enumerate()
        .map(|(number, edge)| {
            let mut data = edge_json(view, edge.weight());
            data.insert("id".to_owned(), format!("e{number}").into());
            data.insert(
                "source".to_owned(),
                format!("n{}", edge.source().index()).into(),
            );
            data.insert(
                "target".to_owned(),
                format!("n{}", edge.target().index()).into(),
            );
            json!({ "data": data })
        });
    pretty(&json!({
        "format_version": "1.0",
        "generated_by": "bixi",
        "data": { "name": view.title, "left_out": left_out(view) },
        "elements": { "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>() },
    }))
}

/// A view in the JSON Graph Format.
pub fn json_graph(view: &View, scene: &Scene) -> String {
    let mut nodes = Map::new();
    for (index, (rect, _)) in view.graph.node_indices().zip(&scene.cards) {
        let node = &view.graph[index];
        let mut metadata = node_json(view, node);
        metadata.insert(
            "place_in_picture".to_owned(),
            json!([
                rounded(rect.x),
                rounded(rect.y),
                rounded(rect.width),
                rounded(rect.height)
            ]),
        );
        if let Some(parent) = node.parent {
            metadata.insert("within".to_owned(), view.graph[parent].name.clone().into());
        }
        nodes.insert(
            node.name.clone(),
            json!({ "label": node.label, "metadata": metadata }),
        );
    }
    let edges = view.graph.edge_references().map(|edge| {
        json!({
            "source": view.graph[edge.source()].name,
            "target": view.graph[edge.target()].name,
            "relation": edge.weight().name(),
            "directed": !edge.weight().is_symmetric,
            "label": edge.weight().label(),
            "metadata": edge_json(view, edge.weight()),
        })
    });
    pretty(&json!({
        "graph": {
            "label": view.title,
            "directed": true,
            "metadata": { "left_out": left_out(view) },
            "nodes": nodes,
            "edges": edges.collect::<Vec<_>>(),
        }
    }))
}

/// What there is to say of a node.
pub fn node_json(view: &View, node: &Node) -> Map<String, Value> {
    let fields = node.fields.iter().map(|field| {
        json!({
            "property": field.property,
            "property_iri": view.iri(&field.property),
            "label": field.label,
            "value": field.value,
            "datatype": field.datatype,
            "language": field.language,
            "places": field.places,
        })
    });
    let classes = node
        .classes
        .iter()
        .map(|(name, label)| json!({ "name": name, "iri": view.iri(name), "label": label }));
    let within = node
        .contained
        .iter()
        .map(|Containment { within, statement }| {
            let mut said = statement_json(view, statement);
            said.insert("box".to_owned(), view.graph[*within].name.clone().into());
            Value::Object(said)
        });
    let mut data = Map::new();
    data.insert("name".to_owned(), node.label.clone().into());
    data.insert("label".to_owned(), node.label.clone().into());
    data.insert("prefixed_name".to_owned(), node.name.clone().into());
    data.insert("iri".to_owned(), node.iri.clone().into());
    data.insert("classes".to_owned(), classes.collect());
    data.insert("fields".to_owned(), fields.collect());
    data.insert("contained_by".to_owned(), within.collect());
    data.insert("place".to_owned(), node.place.clone().into());
    data.insert("color".to_owned(), node.style.color.to_string().into());
    data.insert("icon".to_owned(), node.style.icon.clone().into());
    data
}

/// What there is to say of an edge.
pub fn edge_json(view: &View, edge: &Edge) -> Map<String, Value> {
    let statements = edge.statements.iter();
    let statements = statements.map(|statement| Value::Object(statement_json(view, statement)));
    let mut data = Map::new();
    data.insert("label".to_owned(), edge.label().into());
    data.insert("name".to_owned(), edge.label().into());
    data.insert("interaction".to_owned(), edge.name().into());
    data.insert("symmetric".to_owned(), edge.is_symmetric.into());
    data.insert("statements".to_owned(), statements.collect());
    data
}

fn statement_json(view: &View, statement: &Statement) -> Map<String, Value> {
    let notes = statement.notes.iter();
    let notes = notes.filter_map(|n| view.notes.get(n.checked_sub(1)?));
    let (standing, notes) = (statement.standing, notes.collect::<Vec<_>>());
    let said = [
        ("property", json!(statement.name)),
        ("property_iri", json!(view.iri(&statement.name))),
        ("label", json!(statement.label)),
        ("places", json!(statement.places)),
        ("evidence", json!(notes)),
        ("asserted", json!(standing == Standing::Asserted)),
        ("inferred", json!(standing == Standing::Inferred)),
        ("standing", json!(standing.name())),
    ];
    said.map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
}

fn class(node: &Node) -> String {
    let names = node
        .classes
        .iter()
        .map(|(name, _)| name.replace(|c: char| !c.is_alphanumeric(), "-"));
    names.collect::<Vec<_>>().join(" ")
}

fn left_out(view: &View) -> Vec<String> {
    view.left_out
        .iter()
        .map(|what| view.words.left_out(what))
        .collect()
}

/// A number with at most one digit after the point.
fn rounded(value: f64) -> Value {
    number(value)
        .parse::<serde_json::Number>()
        .map_or(Value::Null, Value::Number)
}

fn pretty(value: &Value) -> String {
    // A value that was made here has only text for keys, so it can be written.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
