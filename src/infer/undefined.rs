//! Terms of the project's own vocabulary that are used and that nothing is said of: most are slips.

use super::Sources;
use crate::finding::{Finding, Place, nearest};
use crate::graph::{self, Graph};
use crate::rdf::vocab;
use std::collections::{BTreeMap, BTreeSet};

/// Properties whose values are classes or properties.
const USES: [(&str, &str); 5] = [
    (vocab::RDF_TYPE, "class"),
    (vocab::RDFS_SUB_CLASS_OF, "class"),
    ("http://www.w3.org/2000/01/rdf-schema#domain", "class"),
    ("http://www.w3.org/2000/01/rdf-schema#range", "class"),
    (vocab::RDFS_SUB_PROPERTY_OF, "property"),
];

/// Returns whether an IRI is in one of some namespaces.
pub fn is_in(namespaces: &[String], iri: &str) -> bool {
    let mut namespaces = namespaces.iter();
    namespaces.any(|namespace| iri.starts_with(namespace.as_str()))
}

/// Returns a warning for each property and class in the namespaces that a source of the project uses and that no statement
/// has as its subject, at the first use.
pub fn undefined_terms(
    graph: &Graph,
    namespaces: &[String],
    is_own: &dyn Fn(&str) -> bool,
    source: Sources,
) -> Vec<Finding> {
    if namespaces.is_empty() {
        return Vec::new();
    }
    let mut used: BTreeMap<u32, &str> = BTreeMap::new();
    for (property, kind) in USES {
        let property = graph.dictionary.find_iri(property);
        let values = property.map(|property| graph.all_triples(None, Some(property), None));
        used.extend(values.into_iter().flatten().map(|triple| (triple[2], kind)));
    }
    used.extend(graph.statistics.predicates().map(|id| (id, "property")));
    let undefined = used.into_iter().filter(|(id, _)| {
        graph.dictionary.is_iri(*id)
            && is_in(namespaces, &graph.dictionary.text(*id))
            && !is_subject(graph, *id)
    });
    let mut found = Vec::new();
    for (id, kind) in undefined {
        let uses = uses(graph, id, is_own);
        let (first, count) = (uses.first().copied(), uses.len());
        found.extend(first.map(|place| (place, id, kind, count)));
    }
    found.sort_unstable();
    let names = if found.is_empty() {
        BTreeSet::new()
    } else {
        defined(graph, namespaces)
    };
    let mut findings = Vec::new();
    for (
        graph::Place {
            source: number,
            line,
            ..
        },
        id,
        kind,
        count,
    ) in found
    {
        let Some(file) = graph.sources.get(number as usize) else {
            continue;
        };
        let span = source(&file.path).and_then(|file| file.text_span(line));
        let place = Place {
            file: file.path.clone(),
            span: span.unwrap_or(0..0),
        };
        let name = graph.display(id);
        let times = match count {
            1 => String::new(),
            count => format!(", but used at {count} places"),
        };
        let message = format!("the {kind} `{name}` of the project is not declared{times}");
        let hint = match nearest(&name, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "declare it: `{name} a {} .`",
                match kind {
                    "class" => "owl:Class",
                    _ => "rdf:Property",
                }
            ),
        };
        findings.push(Finding::warning("undefined-term", message, place).with_hint(hint));
    }
    findings
}

/// Whether a source says something of a term, apart from how it looks.
fn is_subject(graph: &Graph, id: u32) -> bool {
    let mut triples = graph.all_triples(Some(id), None, None);
    let is_style = |property: u32| graph.dictionary.text(property).starts_with(vocab::STYLES);
    triples.any(|triple| graph.is_asserted(triple) && !is_style(triple[1]))
}

/// The places in sources of the project where a term is a property, or what is a class or a property, sorted.
fn uses(graph: &Graph, id: u32, is_own: &dyn Fn(&str) -> bool) -> Vec<graph::Place> {
    let as_value = USES.iter().filter_map(|(property, _)| {
        let property = graph.dictionary.find_iri(property)?;
        Some(graph.all_triples(None, Some(property), Some(id)))
    });
    let as_property = graph.all_triples(None, Some(id), None);
    let triples = as_value.flatten().chain(as_property);
    let places = triples.flat_map(|triple| graph.places_of(triple));
    let is_of_own = |place: &graph::Place| {
        let source = graph.sources.get(place.source as usize);
        source.is_some_and(|source| is_own(&source.path))
    };
    let mut places: Vec<graph::Place> = places.filter(is_of_own).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The names of the terms in the namespaces that something is said of.
fn defined(graph: &Graph, namespaces: &[String]) -> BTreeSet<String> {
    let iris = 0..graph.dictionary.bounds[0];
    let is_defined =
        |id: &u32| is_in(namespaces, &graph.dictionary.text(*id)) && is_subject(graph, *id);
    iris.filter(is_defined)
        .map(|id| graph.display(id))
        .collect()
}
