//! Reads the manifests of W3C test suites from the folder that `BIXI_CONFORMANCE` names.

use bixi::internals::rdf::{NamedNode, NamedOrBlankNode, Term};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Graph, NamedNodeRef, TermRef};
use std::fs;
use std::path::{Path, PathBuf};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The folder of a suite; tests that ask for it are ignored where the variable is not set.
pub fn suites(suite: &str) -> PathBuf {
    let folder = std::env::var_os("BIXI_CONFORMANCE").expect("BIXI_CONFORMANCE is set");
    let folder = PathBuf::from(folder).join(suite);
    assert!(folder.is_dir(), "{} is not there", folder.display());
    folder
}

/// A manifest with all that it includes.
pub struct Manifest {
    graph: Graph,
    root: PathBuf,
    base: String,
    /// The tests that are listed, in their order.
    pub tests: Vec<Term>,
}

impl Manifest {
    /// Reads a manifest; `base` is the IRI of the folder `root`, `path` is below it.
    pub fn read(root: &Path, base: &str, path: &str) -> Self {
        let mut manifest = Self {
            graph: Graph::new(),
            root: root.to_owned(),
            base: base.to_owned(),
            tests: Vec::new(),
        };
        manifest.include(&format!("{base}{path}"));
        manifest
    }

    /// Reads a file that lists no tests, such as a report.
    pub fn of_file(path: &Path, base: &str) -> Self {
        Self {
            graph: read(path, base).iter().collect(),
            root: PathBuf::new(),
            base: base.to_owned(),
            tests: Vec::new(),
        }
    }

    /// The subjects of a property.
    pub fn subjects(&self, property: &str) -> Vec<Term> {
        let property = NamedNodeRef::new_unchecked(property);
        let triples = self.graph.triples_for_predicate(property);
        triples
            .map(|triple| triple.subject.into_owned().into())
            .collect()
    }

    fn include(&mut self, iri: &str) {
        let triples = read(&self.path(iri), iri);
        let manifest = NamedNode::new(iri).expect("an IRI");
        for triple in triples {
            self.graph.insert(&triple);
        }
        // A manifest names itself by its IRI or, in SPARQL 1.2, by one of its own.
        let named = self
            .graph
            .subjects_for_predicate_object(
                NamedNodeRef::new_unchecked(&format!("{RDF}type")),
                NamedNodeRef::new_unchecked(&format!("{MF}Manifest")),
            )
            .map(|s| Term::from(s.into_owned()))
            .collect::<Vec<_>>();
        let text = fs::read_to_string(self.path(iri)).expect("a manifest");
        let own = named
            .iter()
            .filter(|m| {
                let Term::NamedNode(m) = m else { return false };
                *m == manifest
                    || !m.as_str().contains("manifest.ttl") && self.is_of(m.as_str(), &text)
            })
            .cloned()
            .collect::<Vec<_>>();
        for manifest in own {
            let mut included = self.list(&manifest, "include");
            if included.is_empty() {
                // SHACL's manifests name each file in a statement of its own.
                included = self.values(&manifest, &format!("{MF}include"));
            }
            self.tests.extend(self.list(&manifest, "entries"));
            for included in included {
                if let Term::NamedNode(included) = included {
                    self.include(included.as_str());
                }
            }
        }
    }

    /// Whether a manifest with an IRI of its own is declared in this file.
    fn is_of(&self, manifest: &str, text: &str) -> bool {
        manifest
            .rsplit_once(['#', '/'])
            .is_some_and(|(namespace, _)| text.contains(&format!("<{namespace}#>")))
    }

    fn list(&self, subject: &Term, property: &str) -> Vec<Term> {
        let mut items = Vec::new();
        let Some(mut node) = self.value(subject, &format!("{MF}{property}")) else {
            return items;
        };
        while let Some(first) = self.value(&node, &format!("{RDF}first")) {
            items.push(first);
            match self.value(&node, &format!("{RDF}rest")) {
                Some(rest) => node = rest,
                None => break,
            }
        }
        items
    }

    /// One value of a property.
    pub fn value(&self, subject: &Term, property: &str) -> Option<Term> {
        self.values(subject, property).into_iter().next()
    }

    /// The values of a property.
    pub fn values(&self, subject: &Term, property: &str) -> Vec<Term> {
        let subject = match subject {
            Term::NamedNode(node) => NamedOrBlankNode::from(node.clone()),
            Term::BlankNode(node) => node.clone().into(),
            _ => return Vec::new(),
        };
        self.graph
            .objects_for_subject_predicate(&subject, NamedNodeRef::new_unchecked(property))
            .map(TermRef::into_owned)
            .collect()
    }

    /// The file that an IRI stands for.
    pub fn path(&self, iri: &str) -> PathBuf {
        let path = iri.strip_prefix(&self.base).expect("an IRI below the base");
        self.root.join(path)
    }
}

/// The triples of a Turtle or RDF/XML file.
pub fn read(path: &Path, base: &str) -> Vec<bixi::internals::rdf::Triple> {
    let bytes = fs::read(path).expect("a file that the manifest names");
    let extension = path.extension().and_then(|e| e.to_str()).expect("a name");
    let format = RdfFormat::from_extension(extension).expect("a syntax of RDF");
    RdfParser::from_format(format)
        .with_base_iri(base)
        .expect("an IRI")
        .for_slice(&bytes)
        .map(|quad| quad.expect("a statement").into())
        .collect()
}
