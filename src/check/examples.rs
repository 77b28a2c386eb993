//! Checks examples: files that use the vocabulary of a project and are not part of its graph.

use super::Against;
use super::faults::at_name;
use super::statements::stated;
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::query::{NameOf, is_known};
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// Namespaces of vocabularies that ontologies borrow single terms of: what a project does not use of them is there all the same.
const SHARED: [&str; 12] = [
    "http://www.w3.org/",
    "http://purl.org/dc/",
    "http://purl.org/vocab/",
    "http://purl.org/linked-data/",
    "http://purl.obolibrary.org/",
    "http://www.geneontology.org/",
    "http://xmlns.com/",
    "http://schema.org/",
    "https://schema.org/",
    "http://creativecommons.org/",
    "http://rdfs.org/",
    "http://www.opengis.net/",
];

/// The namespaces of a project.
pub struct Vocabulary {
    /// Those of the settings.
    own: Vec<String>,
    /// Without settings, those in which the sources declare classes and properties.
    namespaces: BTreeSet<String>,
}

impl Vocabulary {
    /// Returns the namespaces of a graph's own classes and properties: those of the settings, or else those in which the graph
    /// declares some.
    pub fn of(graph: &Graph, own: &[String]) -> Self {
        let mut namespaces = BTreeSet::new();
        if !own.is_empty() {
            let own = own.to_vec();
            return Self { own, namespaces };
        }
        let find = |iri: &str| graph.dictionary.find_iri(iri);
        for class in vocab::DECLARED {
            let (Some(rdf_type), Some(class)) = (find(vocab::RDF_TYPE), find(class)) else {
                // Nothing has this class.
                continue;
            };
            for [subject, ..] in graph.triples(None, Some(rdf_type), Some(class)) {
                if graph.dictionary.is_iri(subject) {
                    let iri = graph.dictionary.text(subject);
                    let namespace = namespace_of(&iri);
                    if !namespaces.contains(namespace) {
                        namespaces.insert(namespace.to_owned());
                    }
                }
            }
        }
        namespaces.retain(|namespace| !SHARED.iter().any(|shared| namespace.starts_with(shared)));
        let own = Vec::new();
        Self { own, namespaces }
    }

    /// Returns whether an IRI is, or would be, a name of the project.
    fn has(&self, iri: &str) -> bool {
        let mut own = self.own.iter();
        self.namespaces.contains(namespace_of(iri)) || own.any(|own| iri.starts_with(own))
    }
}

/// Returns the part of an IRI up to its last `#` or `/`.
fn namespace_of(iri: &str) -> &str {
    let end = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
    iri.get(..end).unwrap_or_default()
}

/// Finds what is wrong in an example: faults of its syntax, and classes and properties in a namespace of the project that neither
/// the graph nor the example has.
pub fn check(against: Against, vocabulary: &Vocabulary, path: &str) -> Result<Vec<Finding>> {
    let file = against.project.read(path)?;
    let stated = stated(against, &file)?;
    let mut findings = stated.findings;
    if !against.is_whole {
        return Ok(findings);
    }
    let names = stated.names.into_iter().filter(|name| {
        let is_own = vocabulary.has(&name.iri);
        let is_declared = stated.subjects.contains(&name.iri);
        let is_known = is_declared || is_known(against.graph, &name.iri);
        name.used_as != NameOf::Entity && is_own && !is_known
    });
    let names = names.map(|name| (name.used_as, name.iri, name.span));
    let unknown = against.used.all_unknown(names).into_iter();
    findings.extend(unknown.map(|(warning, span)| at_name(warning, path, span)));
    Ok(findings)
}
