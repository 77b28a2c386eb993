//! What nodes and edges have, as named columns: the same in GraphML, GEXF and the tables for [Gephi](https://docs.gephi.org/desktop/User_Manual/Import/CSV_Format/).

use crate::view::{Edge, Field, Node, Standing, View};
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const INTEGERS: [&str; 13] = [
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
];
const DOUBLES: [&str; 3] = ["decimal", "double", "float"];

/// The type of the values of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnType {
    #[default]
    Text,
    /// Integers of 32 bits.
    Int,
    /// Integers of 64 bits.
    Long,
    Double,
    Boolean,
}

/// A column of nodes.
#[derive(Default)]
pub struct Column {
    /// Its name: for literals the property as in Turtle, and behind it their language.
    pub name: String,
    /// The type of all of its values.
    pub kind: ColumnType,
    /// The IRI of the datatype that all of its values have.
    pub datatype: Option<String>,
    /// By node its value, empty if there is none.
    pub values: Vec<String>,
}

impl Column {
    fn of(name: &str, view: &View, value: impl Fn(&Node) -> String) -> Self {
        Self {
            name: name.to_owned(),
            values: view.graph.node_weights().map(value).collect(),
            ..Self::default()
        }
    }

    /// The column of the literals of a property in a language.
    fn of_fields(view: &View, property: &str, language: Option<&str>) -> Self {
        let of_node = |node: &Node| -> Vec<Field> {
            let fields = node.fields.iter();
            let of = fields.filter(|field| {
                field.property == property && field.language.as_deref() == language
            });
            of.cloned().collect()
        };
        let by_node: Vec<Vec<Field>> = view.graph.node_weights().map(of_node).collect();
        let is_single = by_node.iter().all(|fields| fields.len() < 2);
        let all = || by_node.iter().flatten();
        let kind = match is_single {
            true => column_type(all()),
            false => ColumnType::Text,
        };
        let mut datatypes: Vec<_> = all().map(|field| field.datatype.clone()).collect();
        datatypes.dedup();
        let written = |fields: &Vec<Field>| {
            let values = fields.iter().map(|field| written(kind, &field.value));
            values.collect::<Vec<_>>().join("; ")
        };
        Self {
            name: match language {
                Some(language) => format!("{property}@{language}"),
                None => property.to_owned(),
            },
            kind,
            datatype: match &datatypes[..] {
                [one] => one.clone(),
                _ => None,
            },
            values: by_node.iter().map(written).collect(),
        }
    }

    /// The value of a node.
    pub fn value(&self, node: NodeIndex) -> &str {
        self.values.get(node.index()).map_or("", String::as_str)
    }
}

/// The type that holds all values of some literals.
fn column_type<'f>(fields: impl Iterator<Item = &'f Field> + Clone) -> ColumnType {
    let is = |field: &Field, names: &[&str]| {
        let name = field
            .datatype
            .as_deref()
            .and_then(|iri| iri.strip_prefix(XSD));
        name.is_some_and(|name| names.contains(&name))
    };
    let integer = |field: &Field| {
        let number = field.value.trim().parse::<i64>().ok();
        number.filter(|_| is(field, &INTEGERS))
    };
    let is_double = |field: &Field| {
        let number = field.value.trim().parse::<f64>();
        number.is_ok_and(f64::is_finite) && (is(field, &DOUBLES) || is(field, &INTEGERS))
    };
    if fields.clone().all(|field| is(field, &["boolean"])) {
        return ColumnType::Boolean;
    }
    let is_int = |field| integer(field).is_some_and(|number| i32::try_from(number).is_ok());
    if fields.clone().all(is_int) {
        return ColumnType::Int;
    }
    if fields.clone().all(|field| integer(field).is_some()) {
        return ColumnType::Long;
    }
    match fields.clone().all(is_double) {
        true => ColumnType::Double,
        false => ColumnType::Text,
    }
}

/// A lexical form as other programs read the type: without a plus sign, and booleans in words.
fn written(kind: ColumnType, value: &str) -> String {
    match kind {
        ColumnType::Text => value.to_owned(),
        ColumnType::Boolean => matches!(value.trim(), "true" | "1").to_string(),
        _ => value.trim().trim_start_matches('+').to_owned(),
    }
}

/// The columns of a view: what every node may have, then for each property of a literal one for each of its languages.
pub fn columns(view: &View) -> Vec<Column> {
    let iri = |node: &Node| node.iri.clone().unwrap_or_else(|| node.name.clone());
    let class = |node: &Node| {
        let labels = node.classes.iter().map(|(_, label)| label.clone());
        labels.collect::<Vec<_>>().join("; ")
    };
    let class_iri = |node: &Node| {
        let iris = node.classes.iter().map(|(name, _)| view.iri(name));
        iris.collect::<Vec<_>>().join("; ")
    };
    let mut columns = vec![
        Column::of("label", view, |node| node.label.clone()),
        Column::of("name", view, |node| node.label.clone()),
        Column::of("iri", view, iri),
        Column::of("class", view, class),
        Column::of("class_iri", view, class_iri),
        Column::of("place", view, |node| node.place.clone().unwrap_or_default()),
        Column::of("color", view, |node| node.style.color.to_string()),
    ];
    let nodes = view.graph.node_weights();
    let fields = nodes.flat_map(|node| node.fields.iter());
    let of = |field: &Field| (field.property.clone(), field.language.clone());
    let properties: BTreeSet<(String, Option<String>)> = fields.map(of).collect();
    for (property, language) in properties {
        columns.push(Column::of_fields(view, &property, language.as_deref()));
    }
    columns
}

/// What an edge has, in the order of [`edge_values`].
pub const EDGE_KEYS: [&str; 8] = [
    "label",
    "name",
    "property",
    "property_iri",
    "places",
    "evidence",
    "asserted",
    "standing",
];

/// The values of an edge.
pub fn edge_values(view: &View, edge: &Edge) -> [String; 8] {
    let statements = || edge.statements.iter();
    let places: Vec<String> = statements().flat_map(|s| s.places.clone()).collect();
    let iris: Vec<String> = statements().map(|s| view.iri(&s.name)).collect();
    let notes = edge
        .notes()
        .into_iter()
        .filter_map(|n| view.notes.get(n.checked_sub(1)?).cloned());
    [
        edge.label(),
        edge.label(),
        edge.name(),
        iris.join("; "),
        places.join("; "),
        notes.collect::<Vec<_>>().join("; "),
        (edge.standing() == Standing::Asserted).to_string(),
        edge.standing().name().to_owned(),
    ]
}

/// A table of nodes, as Gephi imports it.
pub fn nodes_csv(view: &View) -> String {
    let columns = columns(view);
    let head = ["Id", "Label"].map(str::to_owned).into_iter();
    let names = columns.iter().skip(2).map(|column| match &column.datatype {
        Some(datatype) => format!("{}^^{}", column.name, view.prefixes.display_iri(datatype)),
        None => column.name.clone(),
    });
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
