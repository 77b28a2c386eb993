//! Prefixes and what they stand for where the reader is
//! ([Namespaces in XML](https://www.w3.org/TR/xml-names/)).

use rustc_hash::FxHashMap;

/// The number of a namespace IRI.
pub type Namespace = u32;

/// No namespace.
pub const NONE: Namespace = 0;
/// `rdf:`
pub const RDF: Namespace = 1;
/// `xml:`
pub const XML: Namespace = 2;
/// The namespace of directions of text, `its:`.
pub const ITS: Namespace = 3;
/// `owl:`
pub const OWL: Namespace = 4;
/// HTML.
pub const HTML: Namespace = 5;

const KNOWN: [&str; 6] = [
    "",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2005/11/its",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/1999/xhtml",
];

/// The declarations in scope; entering and leaving an element costs what it declares, whatever its depth.
pub struct Namespaces {
    iris: Vec<Box<[u8]>>,
    by_iri: FxHashMap<Box<[u8]>, Namespace>,
    prefixes: FxHashMap<Box<[u8]>, u32>,
    names: Vec<Box<[u8]>>,
    current: Vec<Option<Namespace>>,
    first: Vec<Option<Namespace>>,
    undo: Vec<(u32, Option<Namespace>)>,
}

impl Default for Namespaces {
    fn default() -> Self {
        let mut namespaces = Self {
            iris: Vec::new(),
            by_iri: FxHashMap::default(),
            prefixes: FxHashMap::default(),
            names: Vec::new(),
            current: Vec::new(),
            first: Vec::new(),
            undo: Vec::new(),
        };
        for iri in KNOWN {
            namespaces.namespace(iri.as_bytes());
        }
        for (prefix, namespace) in [("", NONE), ("xml", XML)] {
            let prefix = namespaces.prefix(prefix.as_bytes()) as usize;
            if let Some(current) = namespaces.current.get_mut(prefix) {
                *current = Some(namespace);
            }
        }
        namespaces
    }
}

impl Namespaces {
    /// The number of a namespace IRI.
    fn namespace(&mut self, iri: &[u8]) -> Namespace {
        if let Some(known) = self.by_iri.get(iri) {
            return *known;
        }
        let number = self.iris.len() as Namespace;
        self.iris.push(iri.into());
        self.by_iri.insert(iri.into(), number);
        number
    }

    /// The number of a prefix.
    pub fn prefix(&mut self, name: &[u8]) -> u32 {
        if let Some(known) = self.prefixes.get(name) {
            return *known;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.current.push(None);
        self.first.push(None);
        self.prefixes.insert(name.into(), number);
        number
    }

    /// Declares a prefix until [`leave`](Self::leave); an empty IRI takes the declaration back.
    pub fn declare(&mut self, prefix: &[u8], iri: &[u8]) {
        let namespace = self.namespace(iri);
        let number = self.prefix(prefix);
        let value = (namespace != NONE || prefix.is_empty()).then_some(namespace);
        if let Some(current) = self.current.get_mut(number as usize) {
            self.undo.push((number, *current));
            *current = value;
        }
        if let Some(first) = self.first.get_mut(number as usize) {
            *first = first.or(value.filter(|namespace| *namespace != NONE));
        }
    }

    /// How many declarations are in scope.
    pub fn mark(&self) -> usize {
        self.undo.len()
    }

    /// Takes back the declarations since a mark.
    pub fn leave(&mut self, mark: usize) {
        for (prefix, before) in self.undo.drain(mark.min(self.undo.len())..).rev() {
            if let Some(current) = self.current.get_mut(prefix as usize) {
                *current = before;
            }
        }
    }

    /// The namespace that a prefix stands for here.
    #[inline]
    pub fn find(&self, prefix: &[u8]) -> Option<Namespace> {
        let number = *self.prefixes.get(prefix)?;
        *self.current.get(number as usize)?
    }

    /// The IRI of a namespace.
    pub fn iri(&self, namespace: Namespace) -> &[u8] {
        self.iris
            .get(namespace as usize)
            .map_or(&[], |iri| iri.as_ref())
    }

    /// The first IRI that each prefix was declared for, by name.
    pub fn declared(&self) -> Vec<(String, String)> {
        let string = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let all = self.names.iter().zip(&self.first);
        let mut declared: Vec<(String, String)> = all
            .filter_map(|(name, first)| Some((string(name), string(self.iri((*first)?)))))
            .collect();
        declared.sort();
        declared
    }
}
