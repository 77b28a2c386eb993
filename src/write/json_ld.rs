//! Graphs as [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/) in expanded and flattened form: an object for each subject.

use crate::error::{FormatError, Result};
use crate::rdf::{NamedOrBlankNode, Term, Triple, vocab};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Returns triples as a document, sorted by subject and property.
///
/// # Errors
/// If a triple has a triple term, which JSON-LD 1.1 cannot say.
pub fn json_ld(triples: &[Triple]) -> Result<String> {
    let mut subjects: BTreeMap<String, BTreeMap<String, Vec<Value>>> = BTreeMap::new();
    for triple in triples {
        let properties = subjects.entry(id_of(&triple.subject)).or_default();
        let is_type = triple.predicate.as_str() == vocab::RDF_TYPE && triple.object.is_named_node();
        let (property, value) = match (&triple.object, is_type) {
            (Term::NamedNode(class), true) => ("@type", json!(class.as_str())),
            (object, _) => (triple.predicate.as_str(), value(object)?),
        };
        let values = properties.entry(property.to_owned()).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }
    let objects = subjects.into_iter().map(|(id, properties)| {
        let mut object = Map::new();
        object.insert("@id".to_owned(), json!(id));
        object.extend(
            properties
                .into_iter()
                .map(|(name, values)| (name, Value::Array(values))),
        );
        Value::Object(object)
    });
    let document = Value::Array(objects.collect());
    Ok(format!("{document:#}\n"))
}

fn id_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn value(term: &Term) -> Result<Value> {
    Ok(match term {
        Term::NamedNode(iri) => json!({ "@id": iri.as_str() }),
        Term::BlankNode(node) => json!({ "@id": node.to_string() }),
        Term::Literal(literal) => {
            let mut value = json!({ "@value": literal.value() });
            match (literal.language(), literal.direction()) {
                (Some(tag), direction) => {
                    value["@language"] = json!(tag);
                    if let Some(direction) = direction {
                        value["@direction"] = json!(direction.to_string());
                    }
                }
                (None, _) if literal.datatype().as_str() != vocab::XSD_STRING => {
                    value["@type"] = json!(literal.datatype().as_str());
                }
                (None, _) => {}
            }
            value
        }
        Term::Triple(_) => {
            let term = term.to_string();
            return Err(FormatError::TripleTerm { term }.into());
        }
    })
}
