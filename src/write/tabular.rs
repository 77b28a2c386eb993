//! What nodes and edges have, as named columns: the same in GraphML, GEXF and the tables for [Gephi](https://docs.gephi.org/desktop/User_Manual/Import/CSV_Format/).

use crate::view::{Edge, Node, View};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

/// A column of nodes.
pub struct Column {
    /// Its name.
    pub name: String,
    /// By node its value, empty if there is none.
    pub values: Vec<String>,
}

impl Column {
    fn of(name: &str, view: &View, value: impl Fn(&Node) -> String) -> Self {
        Self {
            name: name.to_owned(),
            values: view.graph.node_weights().map(value).collect(),
        }
    }

    /// The value of a node.
    pub fn value(&self, node: NodeIndex) -> &str {
        self.values.get(node.index()).map_or("", String::as_str)
    }
}

/// The columns of a view: what every node may have, then one for each property of a literal.
pub fn columns(view: &View) -> Vec<Column> {
    let iri = |node: &Node| node.iri.clone().unwrap_or_else(|| node.name.clone());
    let class = |node: &Node| {
        let labels: Vec<&str> = node
            .classes
            .iter()
            .map(|(_, label)| label.as_str())
            .collect();
        labels.join("; ")
    };
    let mut columns = vec![
        Column::of("label", view, |node| node.label.clone()),
        Column::of("name", view, |node| node.label.clone()),
        Column::of("iri", view, iri),
        Column::of("class", view, class),
        Column::of("place", view, |node| node.place.clone().unwrap_or_default()),
        Column::of("color", view, |node| node.style.color.to_string()),
    ];
    let nodes = view.graph.node_weights();
    let fields = nodes.flat_map(|node| node.fields.iter());
    let properties: BTreeSet<&str> = fields.map(|field| field.property.as_str()).collect();
    for property in properties {
        columns.push(Column::of(property, view, |node| {
            let fields = node
                .fields
                .iter()
                .filter(|field| field.property == property);
            fields
                .map(|field| field.value.clone())
                .collect::<Vec<_>>()
                .join("; ")
        }));
    }
    columns
}

/// What an edge has, in the order of [`edge_values`].
pub const EDGE_KEYS: [&str; 6] = [
    "label", "name", "property", "places", "evidence", "asserted",
];

/// The values of an edge.
pub fn edge_values(view: &View, edge: &Edge) -> [String; 6] {
    let places: Vec<String> = edge
        .statements
        .iter()
        .flat_map(|s| s.places.clone())
        .collect();
    let notes = edge
        .notes()
        .into_iter()
        .filter_map(|n| view.notes.get(n.checked_sub(1)?).cloned());
    let asserted = edge.is_asserted().to_string();
    [
        edge.label(),
        edge.label(),
        edge.name(),
        places.join("; "),
        notes.collect::<Vec<_>>().join("; "),
        asserted,
    ]
}

/// A table of nodes, as Gephi imports it.
pub fn nodes_csv(view: &View) -> String {
    let columns = columns(view);
    let head = ["Id", "Label"].map(str::to_owned).into_iter();
    let names = columns.iter().skip(2).map(|column| column.name.clone());
    let mut rows = vec![head.chain(names).collect::<Vec<String>>()];
    for index in view.graph.node_indices() {
        let node = &view.graph[index];
        let values = columns
            .iter()
            .skip(2)
            .map(|column| column.value(index).to_owned());
        rows.push(
            [node.name.clone(), node.label.clone()]
                .into_iter()
                .chain(values)
                .collect(),
        );
    }
    csv(&rows)
}

/// A table of edges, as Gephi imports it.
pub fn edges_csv(view: &View) -> String {
    let mut rows = vec![
        ["Source", "Target", "Type", "Label"]
            .map(str::to_owned)
            .into_iter()
            .chain(EDGE_KEYS[2..].iter().map(|k| (*k).to_owned()))
            .collect::<Vec<String>>(),
    ];
    for edge in view.graph.edge_references() {
        let kind = if edge.weight().is_symmetric {
            "Undirected"
        } else {
            "Directed"
        };
        let ends = [edge.source(), edge.target()].map(|node| view.graph[node].name.clone());
        let [label, _, rest @ ..] = edge_values(view, edge.weight());
        rows.push(
            ends.into_iter()
                .chain([kind.to_owned(), label])
                .chain(rest)
                .collect(),
        );
    }
    csv(&rows)
}

fn csv(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // A vector takes whatever is written to it.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
