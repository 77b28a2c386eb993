//! Which sources declare the vocabulary of a project: those that its settings or folders say, else those that declare classes
//! and properties.

use crate::error::Result;
use crate::graph::{Graph, Source};
use crate::project::{Project, Role};
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// Returns the paths of the sources that declare the vocabulary of a project.
///
/// # Errors
/// If a folder of the project cannot be read.
pub fn vocabulary(project: &Project, graph: &Graph) -> Result<BTreeSet<String>> {
    let roles = project.roles(graph.sources.iter().map(|source| source.path.as_str()))?;
    let mut paths = BTreeSet::new();
    let mut by_content: Option<BTreeSet<u32>> = None;
    for ((source, role), number) in graph.sources.iter().zip(roles).zip(0..) {
        let Source { path, .. } = source;
        let is_vocabulary = match role {
            Some(role) => role == Role::Ontology,
            None => by_content
                .get_or_insert_with(|| declaring(graph))
                .contains(&number),
        };
        if is_vocabulary {
            paths.insert(path.clone());
        }
    }
    Ok(paths)
}

/// The numbers of the sources that declare a class, a property or an ontology.
fn declaring(graph: &Graph) -> BTreeSet<u32> {
    let mut sources = BTreeSet::new();
    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
    for class in vocab::DECLARED {
        let class = graph.dictionary.find_iri(class);
        let (Some(rdf_type), Some(class)) = (rdf_type, class) else {
            // Nothing has this class.
            continue;
        };
        for triple in graph.triples(None, Some(rdf_type), Some(class)) {
            sources.extend(graph.places_of(triple).iter().map(|place| place.source));
        }
    }
    sources
}
