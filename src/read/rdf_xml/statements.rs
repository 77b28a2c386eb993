//! From names and values to terms and statements ([RDF/XML, 6.1](https://www.w3.org/TR/rdf-syntax-grammar/#section-Infoset-Grammar-General)).

use crate::dictionary::{Interner, LiteralType, Tag, TermId};
use crate::error::Error;
use crate::rdf::vocab;
use crate::read::recent::Recent;
use crate::read::terms::push_name;
use crate::statement::{Statement, Statements};
use rustc_hash::FxHashMap;

/// `rdf:`
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// What the element of a property says besides its object. A part that is wrong is missing, and nothing is said.
#[derive(Clone, Copy, Default)]
pub struct Property {
    /// The subject.
    pub subject: Option<TermId>,
    /// The predicate.
    pub predicate: Option<TermId>,
    /// What reifies the statement as an `rdf:Statement`.
    pub reifier: Option<TermId>,
    /// What reifies it by `rdf:reifies`.
    pub annotation: Option<TermId>,
    /// The line of the element.
    pub line: u32,
}

/// A triple term that is being read: its triple, and how many there are.
#[derive(Default)]
struct Capture {
    triple: Option<[TermId; 3]>,
    count: usize,
}

/// The statements so far.
pub struct Said<'r> {
    /// The terms and statements.
    pub said: Statements,
    /// Why reading cannot go on.
    pub stopped: Option<Error>,
    captures: Vec<Capture>,
    labels: FxHashMap<Box<[u8]>, usize>,
    blank_node_prefix: &'r str,
    blank_nodes: usize,
    languages: FxHashMap<(u32, u8), Tag>,
    datatypes: Recent<Tag>,
    simple: Option<Tag>,
    scratch: Vec<u8>,
}

impl<'r> Said<'r> {
    /// Nothing yet.
    pub fn new(blank_node_prefix: &'r str) -> Self {
        Self {
            said: Statements::default(),
            stopped: None,
            captures: Vec::new(),
            labels: FxHashMap::default(),
            blank_node_prefix,
            blank_nodes: 0,
            languages: FxHashMap::default(),
            datatypes: Recent::default(),
            simple: None,
            scratch: Vec::new(),
        }
    }

    fn intern(&mut self, tag: Tag, text: &[u8]) -> Option<TermId> {
        match self.said.interner.intern(tag, text) {
            Ok(id) => Some(id),
            Err(error) => {
                self.stopped = Some(error);
                None
            }
        }
    }

    /// The number of an IRI that is known already, and so is right.
    pub fn find_iri(&self, iri: &[u8]) -> Option<TermId> {
        let hash = Interner::hash(Tag::IRI, iri);
        self.said.interner.find(hash, Tag::IRI, iri)
    }

    /// The number of an IRI that is right.
    pub fn iri(&mut self, iri: &[u8]) -> Option<TermId> {
        self.intern(Tag::IRI, iri)
    }

    /// The number of a name of RDF.
    pub fn rdf(&mut self, name: &str) -> Option<TermId> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        scratch.extend_from_slice(RDF.as_bytes());
        scratch.extend_from_slice(name.as_bytes());
        let id = self.intern(Tag::IRI, &scratch);
        self.scratch = scratch;
        id
    }

    /// The n-th property of membership, `rdf:_1` and so on.
    pub fn member(&mut self, number: u32) -> Option<TermId> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        push_name(&format!("{RDF}_"), number as usize, &mut scratch);
        let id = self.intern(Tag::IRI, &scratch);
        self.scratch = scratch;
        id
    }

    /// A blank node that nothing before stands for.
    pub fn fresh(&mut self) -> Option<TermId> {
        self.blank_nodes += 1;
        self.numbered(self.blank_nodes)
    }

    /// The blank node of an `rdf:nodeID`.
    pub fn labelled(&mut self, label: &[u8]) -> Option<TermId> {
        let number = match self.labels.get(label) {
            Some(number) => *number,
            None => {
                self.blank_nodes += 1;
                self.labels.insert(label.into(), self.blank_nodes);
                self.blank_nodes
            }
        };
        self.numbered(number)
    }

    fn numbered(&mut self, number: usize) -> Option<TermId> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        push_name(self.blank_node_prefix, number, &mut scratch);
        let id = self.intern(Tag::BLANK, &scratch);
        self.scratch = scratch;
        id
    }

    fn tag(&mut self, datatype: &str, language: &str, direction: &str) -> Tag {
        self.said.interner.literal_tag(&LiteralType {
            datatype: datatype.to_owned(),
            language: language.to_owned(),
            direction: direction.to_owned(),
        })
    }

    /// A literal of a datatype whose IRI is right.
    pub fn typed(&mut self, text: &[u8], datatype: &[u8]) -> Option<TermId> {
        let tag = match self.datatypes.find(datatype) {
            Some(tag) => tag,
            None => {
                let tag = self.tag(&String::from_utf8_lossy(datatype), "", "");
                self.datatypes.keep(datatype, tag);
                tag
            }
        };
        self.intern(tag, text)
    }

    /// A text in a language, or `xsd:string` in none; a direction is 1 for `ltr` and 2 for `rtl`.
    pub fn text(
        &mut self,
        text: &[u8],
        number: u32,
        language: &str,
        direction: u8,
    ) -> Option<TermId> {
        let tag = if language.is_empty() {
            match self.simple {
                Some(tag) => tag,
                None => {
                    let tag = self.tag(vocab::XSD_STRING, "", "");
                    self.simple = Some(tag);
                    tag
                }
            }
        } else if let Some(tag) = self.languages.get(&(number, direction)) {
            *tag
        } else {
            let tag = match direction {
                0 => self.tag(vocab::RDF_LANG_STRING, language, ""),
                1 => self.tag(vocab::RDF_DIR_LANG_STRING, language, "ltr"),
                _ => self.tag(vocab::RDF_DIR_LANG_STRING, language, "rtl"),
            };
            self.languages.insert((number, direction), tag);
            tag
        };
        self.intern(tag, text)
    }

    /// A statement, or a part of a triple term.
    pub fn state(&mut self, triple: [Option<TermId>; 3], line: u32) {
        if let Some(capture) = self.captures.last_mut() {
            capture.count += 1;
        }
        let [Some(subject), Some(predicate), Some(object)] = triple else {
            return;
        };
        let triple = [subject, predicate, object];
        match self.captures.last_mut() {
            Some(capture) => capture.triple = Some(triple),
            None => self.said.statements.push(Statement {
                triple,
                graph: None,
                line,
            }),
        }
    }

    /// A property of a node with its object, and what reifies it.
    pub fn say(&mut self, property: &Property, object: Option<TermId>, line: u32) {
        let triple = [property.subject, property.predicate, object];
        self.state(triple, line);
        if property.reifier.is_none() && property.annotation.is_none() {
            return;
        }
        let [Some(subject), Some(predicate), Some(object)] = triple else {
            return;
        };
        if let Some(reifier) = property.reifier {
            let statement = self.rdf("Statement");
            for (name, value) in [
                ("type", statement),
                ("subject", Some(subject)),
                ("predicate", Some(predicate)),
                ("object", Some(object)),
            ] {
                let name = self.rdf(name);
                self.state([Some(reifier), name, value], property.line);
            }
        }
        if let Some(annotation) = property.annotation {
            let reifies = self.iri(vocab::RDF_REIFIES.as_bytes());
            let triple = self.triple([subject, predicate, object]);
            self.state([Some(annotation), reifies, triple], property.line);
        }
    }

    fn triple(&mut self, triple: [TermId; 3]) -> Option<TermId> {
        match self.said.interner.intern_triple(triple) {
            Ok(id) => Some(id),
            Err(error) => {
                self.stopped = Some(error);
                None
            }
        }
    }

    /// From here on statements are parts of a triple term.
    pub fn begin_triple(&mut self) {
        self.captures.push(Capture::default());
    }

    /// The triple term that was read, and how many triples there were in its place.
    pub fn end_triple(&mut self) -> (Option<TermId>, usize) {
        let capture = self.captures.pop().unwrap_or_default();
        let triple = capture.triple.filter(|_| capture.count == 1);
        (triple.and_then(|triple| self.triple(triple)), capture.count)
    }

    /// Whether statements can be given away: no triple term is being read.
    pub fn is_whole(&self) -> bool {
        self.captures.is_empty()
    }

    /// Forgets the statements, which were taken over, and all terms but those that are still needed.
    pub fn forget<'t>(&mut self, needed: impl Iterator<Item = &'t mut TermId>) {
        let old = std::mem::take(&mut self.said.interner);
        self.said.statements.clear();
        self.languages.clear();
        self.datatypes.clear();
        self.simple = None;
        for id in needed {
            let (tag, text) = old.get(*id);
            if let Some(new) = self.intern(tag, text) {
                *id = new;
            }
        }
    }
}
