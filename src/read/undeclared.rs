//! Prefixes that are used but not declared: one fault each, with what was probably meant.

use super::fault::Fault;
use super::terms::{Prefix, Undeclared};
use crate::finding::nearest;

/// Prefixes that everybody uses for the same namespace.
const WELL_KNOWN: [(&str, &str); 20] = [
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("qb", "http://purl.org/linked-data/cube#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("vann", "http://purl.org/vocab/vann/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The fault of a prefix, at its first use.
pub fn fault(prefix: &Undeclared, declared: &[Prefix]) -> Fault {
    let name = &prefix.name;
    let message = match prefix.count {
        1 => format!("the prefix `{name}:` is not declared"),
        count => format!("the prefix `{name}:` is not declared, but used {count} times"),
    };
    let mut uses = prefix.uses.iter();
    let first = uses.next().cloned().unwrap_or_default();
    let mut fault = Fault::new("undeclared-prefix", message, first).with_hint(hint(name, declared));
    for also in uses {
        fault = fault.with_related(also.clone(), "used here too");
    }
    fault
}

/// The namespace IRI that everybody uses a prefix for.
pub fn well_known(name: &str) -> Option<&'static str> {
    let known = WELL_KNOWN.iter().find(|(known, _)| *known == name);
    known.map(|(_, iri)| *iri)
}

fn hint(name: &str, declared: &[Prefix]) -> String {
    if declared.iter().any(|prefix| prefix.name == name.as_bytes()) {
        return format!(
            "`{name}:` is declared further down: move its declaration to the top of the file"
        );
    }
    if let Some(iri) = well_known(name) {
        return format!("add `@prefix {name}: <{iri}> .` at the top of the file");
    }
    let names: Vec<&str> = declared
        .iter()
        .filter_map(|prefix| std::str::from_utf8(&prefix.name).ok())
        .collect();
    match nearest(name, names) {
        Some(near) => format!("did you mean `{near}:`?"),
        None => {
            format!("add `@prefix {name}: <…> .` with its namespace IRI at the top of the file")
        }
    }
}
