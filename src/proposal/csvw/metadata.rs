//! The description of one table in metadata: its columns with what they inherit.

use super::parts::Trees;
use super::said::Said;
use crate::finding::nearest;
use crate::read::Json;
use oxiri::Iri;

/// The description of a table.
pub struct TableDescription<'m> {
    /// The value that describes it.
    pub at: &'m Json<'m>,
    /// The IRI of the table.
    pub iri: Iri<String>,
    /// How it is written, if that is said.
    pub dialect: Option<&'m Json<'m>>,
    /// Its columns, from the left, the virtual ones last.
    pub columns: Vec<ColumnDescription<'m>>,
    /// What columns have that are not described.
    pub others: Inherited<'m>,
    /// The names of the columns of its key.
    pub key: Vec<&'m Json<'m>>,
}

/// The description of a column.
#[derive(Clone)]
pub struct ColumnDescription<'m> {
    /// The value that describes it.
    pub at: &'m Json<'m>,
    /// Its name, as templates have it.
    pub name: String,
    /// The titles that its header may have.
    pub titles: Vec<&'m str>,
    /// Whether no cell of the table is of it.
    pub is_virtual: bool,
    /// Whether nothing is made of it.
    pub is_suppressed: bool,
    /// What it says, or what it inherits.
    pub inherited: Inherited<'m>,
}

/// The properties that a column inherits from its schema, its table and the group of the table
/// ([5.7](https://www.w3.org/TR/tabular-metadata/#inherited-properties)).
#[derive(Clone, Copy, Default)]
pub struct Inherited<'m> {
    pub about: Option<&'m Json<'m>>,
    pub property: Option<&'m Json<'m>>,
    pub value: Option<&'m Json<'m>>,
    pub datatype: Option<&'m Json<'m>>,
    pub default: Option<&'m Json<'m>>,
    pub lang: Option<&'m Json<'m>>,
    pub null: Option<&'m Json<'m>>,
    pub separator: Option<&'m Json<'m>>,
}

impl<'m> Inherited<'m> {
    /// Returns them for a value in one that has them.
    fn within(self, at: &'m Json<'m>, said: &mut Said) -> Self {
        let or = |key: &str, outer: Option<&'m Json<'m>>| at.get(key).or(outer);
        for (key, message) in [
            (
                "ordered",
                "a mapping makes no lists, so the order of the values is lost",
            ),
            (
                "required",
                "a mapping does not check that a cell has a text",
            ),
        ] {
            let is_true =
                |value: &&Json| matches!(value.value, crate::read::JsonValue::Boolean(true));
            if let Some(value) = at.get(key).filter(is_true) {
                let hint = "a shape with `sh:minCount` can check it, in Turtle";
                match key {
                    "required" => said.left_out_with(value, message, hint),
                    _ => said.left_out(value, message),
                }
            }
        }
        if let Some(value) = at.get("textDirection") {
            said.left_out(value, "a mapping says no direction of texts");
        }
        Self {
            about: or("aboutUrl", self.about),
            property: or("propertyUrl", self.property),
            value: or("valueUrl", self.value),
            datatype: or("datatype", self.datatype),
            default: or("default", self.default),
            lang: or("lang", self.lang),
            null: or("null", self.null),
            separator: or("separator", self.separator),
        }
    }
}

/// The keys that every description may have, with those that it hands down.
const KEYS: [&str; 14] = [
    "@id",
    "@type",
    "@context",
    "aboutUrl",
    "datatype",
    "default",
    "lang",
    "null",
    "ordered",
    "propertyUrl",
    "required",
    "separator",
    "textDirection",
    "valueUrl",
];

/// Says which keys of a description are not followed.
fn say_others(at: &Json, known: &[&str], what: &str, said: &mut Said) {
    for member in at.as_object().unwrap_or_default() {
        let key = member.key.as_ref();
        if KEYS.contains(&key) || known.contains(&key) {
            continue;
        }
        let value = &member.value;
        match key {
            "foreignKeys" => said.left_out_with(
                value,
                "a mapping does not check that other tables have these keys",
                "a shape with `sh:class` can, in Turtle",
            ),
            "rowTitles" => said.left_out(value, "a mapping makes no titles of rows"),
            "notes" => said.left_out(value, "a mapping makes nothing of notes"),
            "transformations" => said.left_out(value, "a mapping runs no transformations"),
            "tableDirection" => said.left_out(value, "a mapping says no direction of tables"),
            _ if key.contains(':') => said.left_out_with(
                value,
                format!("`{key}` describes the {what} and not a row"),
                "say it in a file of Turtle",
            ),
            _ => said.wrong(value, format!("the description of a {what} has no `{key}`")),
        }
    }
}

/// Finds the description of a table, given the path of its file and the IRI of the metadata. Without it the reason is among the
/// findings.
pub fn table<'m>(
    trees: &'m Trees<'m>,
    path: &str,
    base: &Iri<String>,
    said: &mut Said,
) -> Option<TableDescription<'m>> {
    let root = &trees.root;
    let file = path.rsplit('/').next().unwrap_or(path);
    let group = root.get("tables");
    let at = found(root, group, file, said)?;
    let base = base_of(root, base, said);
    let iri = match base.resolve(url(at).unwrap_or(file)) {
        Ok(iri) => iri,
        Err(_) => {
            let at = at.get("url").unwrap_or(at);
            said.wrong(at, "this is not a reference to a table");
            base
        }
    };
    let mut inherited = Inherited::default();
    if group.is_some() {
        let known = ["tables", "dialect", "tableSchema"];
        say_others(root, &known, "group of tables", said);
        inherited = inherited.within(root, said);
    }
    let known = ["url", "tableSchema", "dialect", "suppressOutput"];
    say_others(at, &known, "table", said);
    let mut inherited = inherited.within(at, said);
    let of_table_or_group = |key: &str| {
        let value = at.get(key).or_else(|| root.get(key));
        value.map(|value| trees.resolved(value))
    };
    let dialect = of_table_or_group("dialect").filter(|value| is_here(value, said));
    let schema = of_table_or_group("tableSchema").filter(|value| is_here(value, said));
    if let Some(schema) = schema {
        say_others(schema, &["columns", "primaryKey"], "schema", said);
        inherited = inherited.within(schema, said);
    }
    let items = |key: &str| {
        let value = schema.and_then(|schema| schema.get(key));
        value.map_or(&[][..], Json::items)
    };
    let columns = (1..).zip(items("columns"));
    let columns = columns.map(|(position, at)| column(at, position, inherited, said));
    Some(TableDescription {
        at,
        iri,
        dialect,
        columns: columns.collect(),
        others: inherited,
        key: items("primaryKey").iter().collect(),
    })
}

fn url<'m>(table: &'m Json<'m>) -> Option<&'m str> {
    table.get("url").and_then(Json::as_str)
}

/// Finds the description whose table has the name of a file, or the only one, if it names no table. Without it the reason is among
/// the findings.
fn found<'m>(
    root: &'m Json<'m>,
    group: Option<&'m Json<'m>>,
    file: &str,
    said: &mut Said,
) -> Option<&'m Json<'m>> {
    let plain = file.strip_suffix(".gz").unwrap_or(file);
    let name = |table: &'m Json<'m>| url(table)?.split(['?', '#']).next()?.rsplit('/').next();
    let tables = group.map_or(std::slice::from_ref(root), Json::items);
    let is_of = |name: &str| name == file || name == plain;
    if let Some(table) = tables.iter().find(|table| name(table).is_some_and(is_of)) {
        return Some(table);
    }
    if let [only] = tables
        && url(only).is_none()
        && only.as_object().is_some()
    {
        return Some(only);
    }
    let names: Vec<&str> = tables.iter().filter_map(name).collect();
    let hint = match nearest(file, names.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => (!names.is_empty()).then(|| format!("they describe `{}`", names.join("`, `"))),
    };
    let at = group.unwrap_or(root);
    said.hopeless(at, format!("the metadata describe no table `{file}`"), hint);
    None
}

/// Returns whether a part of the metadata is not in another file, which is a finding.
fn is_here(value: &Json, said: &mut Said) -> bool {
    if value.as_str().is_some() {
        let message = "this part of the metadata is in another file, which is not read";
        let hint = "put the file into the folder of the metadata, or what it says here instead of its address";
        said.left_out_with(value, message, hint);
    }
    value.as_object().is_some()
}

/// Returns what IRIs of the metadata are resolved against.
fn base_of(root: &Json, base: &Iri<String>, said: &mut Said) -> Iri<String> {
    let contexts = root.get("@context").map_or(&[][..], Json::items);
    let stated = contexts.iter().find_map(|context| context.get("@base"));
    let Some(stated) = stated else {
        return base.clone();
    };
    let resolved = stated.as_str().and_then(|text| base.resolve(text).ok());
    resolved.unwrap_or_else(|| {
        said.wrong(stated, "this is not a base of IRIs");
        base.clone()
    })
}

fn column<'m>(
    at: &'m Json<'m>,
    position: usize,
    inherited: Inherited<'m>,
    said: &mut Said,
) -> ColumnDescription<'m> {
    let known = ["name", "titles", "virtual", "suppressOutput"];
    say_others(at, &known, "column", said);
    let is_true = |key: &str| {
        let value = at.get(key).map(|value| &value.value);
        matches!(value, Some(crate::read::JsonValue::Boolean(true)))
    };
    let titles = at.get("titles").map_or(Vec::new(), titles);
    let name = at.get("name").and_then(Json::as_str).map(str::to_owned);
    let name = name.or_else(|| titles.first().map(|title| encoded(title)));
    ColumnDescription {
        at,
        name: name.unwrap_or_else(|| format!("_col.{position}")),
        titles,
        is_virtual: is_true("virtual"),
        is_suppressed: is_true("suppressOutput"),
        inherited: inherited.within(at, said),
    }
}

/// The titles of a column, in whatever languages.
fn titles<'m>(value: &'m Json<'m>) -> Vec<&'m str> {
    match value.as_object() {
        Some(members) => {
            let texts = members.iter().flat_map(|member| member.value.items());
            texts.filter_map(Json::as_str).collect()
        }
        None => value.items().iter().filter_map(Json::as_str).collect(),
    }
}

/// Returns a text as a part of an IRI.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
