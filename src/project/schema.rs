//! The [JSON schema](https://json-schema.org/draft-07) of `bixi.toml`, for editors.

use super::keys::{IRI, Key, Kind, below};
use serde_json::{Map, Value, json};

/// Returns the JSON schema of `bixi.toml`, for editors.
pub fn schema() -> String {
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "bixi.toml",
        "description": "The settings of a project of bixi",
    });
    if let (Some(schema), Value::Object(table)) = (schema.as_object_mut(), table("")) {
        schema.extend(table);
    }
    format!("{schema:#}\n")
}

/// The schema of a table.
fn table(path: &str) -> Value {
    let mut properties = Map::new();
    let mut patterns = Map::new();
    let mut others = json!(false);
    for (name, key) in below(path) {
        let mut schema = value(key);
        schema["description"] = json!(key.description);
        match name {
            "*" => others = schema,
            IRI => {
                patterns.insert(r":|\.json(ld)?$".to_owned(), schema);
            }
            name => {
                properties.insert(name.to_owned(), schema);
            }
        }
    }
    let mut table =
        json!({ "type": "object", "properties": properties, "additionalProperties": others });
    if !patterns.is_empty() {
        table["patternProperties"] = patterns.into();
    }
    table
}

/// The schema of a value.
fn value(key: &Key) -> Value {
    let text = json!({ "type": "string" });
    let array = |items: Value| json!({ "type": "array", "items": items });
    match key.kind {
        Kind::Text => text,
        Kind::Number => json!({ "type": "integer", "minimum": 1 }),
        Kind::Iri => json!({ "type": "string", "format": "iri" }),
        Kind::Texts => array(text),
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Tests => array(json!({ "anyOf": [text, table(key.path)] })),
        Kind::Table => table(key.path),
        Kind::Tables => array(table(key.path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_the_repository_is_that_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/bixi.schema.json");
        if std::env::var_os("BIXI_ACCEPT").is_some() {
            std::fs::write(path, schema()).expect("the schema");
        }
        assert_eq!(std::fs::read_to_string(path).expect("the schema"), schema());
    }
}
