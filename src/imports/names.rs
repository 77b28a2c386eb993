//! The names by which files are imported: their ontology IRIs and version IRIs.

use super::Resolution;
use crate::dictionary::{Interner, Tag};
use crate::graph::Graph;
use crate::rdf::vocab;
use crate::statement::Statements;
use std::collections::{BTreeMap, BTreeSet};

/// Files by their names.
#[derive(Debug, Default)]
pub struct Names {
    /// By a name as it is written: the path, and which kind of name it is.
    exact: BTreeMap<String, (String, Resolution)>,
    /// The same by the name without a final `#` or `/`.
    plain: BTreeMap<String, (String, Resolution)>,
    /// The files by their ontology IRIs.
    ontologies: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// Returns the names that a graph has for those of its sources which fulfil a condition.
    pub fn of(graph: &Graph, is_wanted: &dyn Fn(&str) -> bool) -> Self {
        let mut names = Self::default();
        let [rdf_type, ontology, version] =
            [vocab::RDF_TYPE, vocab::OWL_ONTOLOGY, vocab::OWL_VERSION_IRI]
                .map(|iri| graph.dictionary.find_iri(iri));
        let of_type = rdf_type
            .zip(ontology)
            .map(|(property, class)| graph.all_triples(None, Some(property), Some(class)));
        let of_type = of_type.into_iter().flatten();
        let of_version = version.map(|property| graph.all_triples(None, Some(property), None));
        let of_version = of_version.into_iter().flatten();
        let all = of_type
            .map(|triple| (triple, triple[0], Resolution::Own))
            .chain(of_version.map(|triple| (triple, triple[2], Resolution::Version)));
        for (triple, name, resolution) in all {
            if !graph.dictionary.is_iri(name) || !graph.is_asserted(triple) {
                continue;
            }
            let sources = graph.places_of(triple).into_iter();
            let sources = sources.map_while(|place| graph.sources.get(place.source as usize));
            for source in sources.filter(|source| is_wanted(&source.path)) {
                names.add(&graph.dictionary.text(name), &source.path, resolution);
            }
        }
        names
    }

    /// Adds the names that a file gives itself.
    pub fn add_stated(&mut self, path: &str, said: &Statements) {
        let interner = &said.interner;
        let [rdf_type, ontology, version] =
            [vocab::RDF_TYPE, vocab::OWL_ONTOLOGY, vocab::OWL_VERSION_IRI].map(|iri| {
                let hash = Interner::hash(Tag::IRI, iri.as_bytes());
                interner.find(hash, Tag::IRI, iri.as_bytes())
            });
        for statement in &said.statements {
            let [subject, predicate, object] = statement.triple;
            let is_ontology = Some(predicate) == rdf_type && Some(object) == ontology;
            let (name, resolution) = match is_ontology {
                true => (subject, Resolution::Own),
                false if Some(predicate) == version => (object, Resolution::Version),
                false => continue,
            };
            let (tag, text) = interner.get(name);
            if tag == Tag::IRI {
                self.add(&String::from_utf8_lossy(text), path, resolution);
            }
        }
    }

    /// Adds a name of a file. Of several files with one name the first by path has it.
    fn add(&mut self, name: &str, path: &str, resolution: Resolution) {
        if resolution == Resolution::Own {
            let files = self.ontologies.entry(name.to_owned()).or_default();
            files.insert(path.to_owned());
        }
        for (names, name) in [(&mut self.exact, name), (&mut self.plain, plain(name))] {
            let known = names
                .entry(name.to_owned())
                .or_insert_with(|| (path.to_owned(), resolution));
            // An ontology IRI counts before a version IRI.
            let new = (resolution, path);
            if new < (known.1, known.0.as_str()) {
                *known = (path.to_owned(), resolution);
            }
        }
    }

    /// Returns the file with a name, and which kind of name it is.
    pub fn find(&self, iri: &str) -> Option<&(String, Resolution)> {
        self.exact.get(iri).or_else(|| self.plain.get(plain(iri)))
    }

    /// Returns the files with an ontology IRI, by path.
    pub fn files_of(&self, iri: &str) -> impl Iterator<Item = &str> {
        let files = self.ontologies.get(iri).into_iter().flatten();
        files.map(String::as_str)
    }
}

/// Returns the IRIs that a file imports.
pub fn imported_by(said: &Statements) -> Vec<String> {
    let interner = &said.interner;
    let hash = Interner::hash(Tag::IRI, vocab::OWL_IMPORTS.as_bytes());
    let property = interner.find(hash, Tag::IRI, vocab::OWL_IMPORTS.as_bytes());
    let imports = said.statements.iter().map(|statement| statement.triple);
    let imports = imports.filter(|[_, predicate, _]| Some(*predicate) == property);
    imports
        .filter_map(|[.., object]| match interner.get(object) {
            (Tag::IRI, text) => Some(String::from_utf8_lossy(text).into_owned()),
            // A literal or a blank node is the name of no ontology.
            _ => None,
        })
        .collect()
}

/// An IRI without a final `#` or `/`, which does not distinguish ontologies.
pub fn plain(iri: &str) -> &str {
    iri.strip_suffix(['#', '/']).unwrap_or(iri)
}
