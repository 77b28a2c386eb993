//! From tags to statements, without recursion: what is open is kept on a stack of its own, so nesting costs memory only
//! ([RDF/XML, 7](https://www.w3.org/TR/rdf12-xml/#section-Infoset-Grammar)).
//!
//! A node or property in which something is wrong says nothing; what stands in it is read all the same, for its further
//! faults.

use super::attributes::{Of, attributes};
use super::canonical::Canonical;
use super::context::{Context, Contexts};
use super::namespaces::{HTML, NONE, OWL, RDF};
use super::statements::{Property, Said};
use super::tokens::{Event, Keep, LONGEST, Xml};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::read::iri::Base;
use crate::statement::Statements;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// What an open element is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// `rdf:RDF`
    Document,
    /// A node, or a property whose object has its properties; how many `rdf:li` it had.
    Node {
        subject: Option<TermId>,
        members: u32,
    },
    /// A property with a literal or a node in it.
    Property {
        property: Property,
        child: Option<usize>,
    },
    /// A property whose object is said by its attributes.
    Empty,
    /// `rdf:parseType="Collection"` and its last cell.
    Collection {
        property: Property,
        last: Option<TermId>,
        is_faulty: bool,
    },
    /// `rdf:parseType="Literal"`
    Literal { property: Property },
    /// `rdf:parseType="Triple"`; whether triple terms are read in this version of RDF.
    Triple { property: Property, is_read: bool },
    /// Something that says nothing.
    Skipped,
}

/// An element that is open.
pub(super) struct Frame {
    pub kind: Kind,
    pub context: Context,
    /// How many bases were open before it.
    pub bases: usize,
    /// Where its name stands.
    pub span: (usize, usize),
    /// Where the text of its content starts.
    pub datatype: Option<Range<usize>>,
}

/// Reads one document.
pub struct Grammar<'s, 'r> {
    /// The tags.
    pub xml: Xml<'s>,
    /// The statements.
    pub said: Said<'r>,
    pub(super) contexts: Contexts,
    pub(super) frames: Vec<Frame>,
    pub(super) literal: Canonical,
    /// Where each IRI of an `rdf:ID` stands.
    pub(super) ids: FxHashMap<Box<[u8]>, (usize, usize)>,
    pub(super) scratch: Vec<u8>,
    /// The IRIs of the datatypes of open properties.
    pub(super) datatypes: Vec<u8>,
}

impl<'s, 'r> Grammar<'s, 'r> {
    /// A document at its start.
    pub fn new(xml: Xml<'s>, base: Base, blank_node_prefix: &'r str) -> Self {
        Self {
            xml,
            said: Said::new(blank_node_prefix),
            contexts: Contexts::new(base),
            frames: Vec::new(),
            literal: Canonical::default(),
            ids: FxHashMap::default(),
            scratch: Vec::new(),
            datatypes: Vec::new(),
        }
    }

    /// Reads the document. Whenever there are more statements than the limit they are given to `each`.
    pub fn document(
        &mut self,
        limit: usize,
        mut each: impl FnMut(&Statements) -> Result<()>,
    ) -> Result<()> {
        loop {
            match self.xml.next() {
                Event::Start => self.start(),
                Event::End => self.end(),
                Event::Comment => self.markup(b"<!--", b"-->"),
                Event::Instruction => self.markup(b"<?", b"?>"),
                Event::Eof => return Ok(()),
            }
            if let Some(error) = self.said.stopped.take() {
                return Err(error);
            }
            let count = self.said.said.statements.len();
            if count >= limit.max(4 * self.frames.len()) && self.said.is_whole() {
                each(&self.said.said)?;
                let needed = self.frames.iter_mut().flat_map(|frame| frame.terms());
                self.said.forget(needed);
            }
            self.xml.keep = match self.frames.last().map(|frame| frame.kind) {
                Some(Kind::Property { .. }) => Keep::Text,
                Some(Kind::Literal { .. }) => Keep::Markup,
                _ => Keep::Nothing,
            };
        }
    }

    fn start(&mut self) {
        self.check_text();
        let kind = self.frames.last().map(|frame| frame.kind);
        match kind {
            None => self.root(),
            Some(Kind::Document) => {
                self.node();
            }
            Some(Kind::Node { subject, .. }) => self.property(subject),
            Some(Kind::Property { property, child }) => self.child(property, child),
            Some(Kind::Collection {
                property,
                last,
                is_faulty,
            }) => self.item(property, last, is_faulty),
            Some(Kind::Triple { .. }) => {
                self.node();
            }
            Some(Kind::Literal { .. }) => {
                self.literal_text();
                self.literal.start(&self.xml.tag, &self.xml.namespaces);
            }
            Some(Kind::Empty) => {
                let span = self.xml.tag.name_span();
                let message = "a property whose object is said by its attributes has no content";
                self.xml.fault(message, span, "");
                self.skip();
            }
            Some(Kind::Skipped) => self.skip(),
        }
    }

    /// Text that is not white space where elements are expected.
    fn check_text(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let what = match frame.kind {
            Kind::Document | Kind::Triple { .. } => "a node",
            Kind::Collection { .. } => "an item of a collection",
            Kind::Node { .. } => "a property",
            _ => return,
        };
        let Some(spot) = self.xml.text.solid else {
            return;
        };
        let stray = String::from_utf8_lossy(&self.xml.text.stray);
        let length = self.xml.text.stray.len().max(1);
        let mut shown: String = stray.chars().take(30).collect();
        if shown.len() < stray.len() {
            shown.push('…');
        }
        let message = if shown.is_empty() {
            format!("text cannot stand where {what} is expected")
        } else {
            format!("text cannot stand where {what} is expected: `{shown}`")
        };
        self.xml
            .fault(message, spot.offset..spot.offset + length, "");
    }

    /// The outermost element.
    fn root(&mut self) {
        let tag = &self.xml.tag;
        let span = tag.name_span();
        let name = String::from_utf8_lossy(tag.name()).into_owned();
        let (namespace, is_faulty) = (tag.namespace, tag.faulty);
        let local = tag.local();
        let without_rdf = !tag
            .attributes
            .iter()
            .any(|attribute| attribute.namespace == RDF);
        if namespace == RDF && local == b"RDF" {
            let tag = std::mem::take(&mut self.xml.tag);
            let context = self
                .contexts
                .within(Context::default(), &tag, &mut self.xml);
            attributes(&tag, Of::Document, &mut self.xml);
            self.xml.tag = tag;
            return self.push(Kind::Document, context, self.contexts.mark());
        }
        let message = if namespace == OWL && local == b"Ontology" && without_rdf {
            "this file is OWL/XML, not RDF/XML".to_owned()
        } else if namespace == HTML || (namespace == NONE && local.eq_ignore_ascii_case(b"html")) {
            "this file is HTML, not RDF/XML".to_owned()
        } else if is_faulty {
            // Without its namespace nothing can be said of the others.
            self.xml.stop();
            return;
        } else if namespace == NONE {
            format!("the outermost element `{name}` is not `rdf:RDF`, and has no namespace")
        } else {
            self.node();
            return;
        };
        let hint = "RDF/XML is `<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">…</rdf:RDF>`";
        self.xml.fault(message, span, hint);
        self.xml.stop();
    }

    /// Pushes an element that has the tag that was read.
    pub(super) fn push(&mut self, kind: Kind, context: Context, bases: usize) {
        let span = self.xml.tag.name_span();
        self.frames.push(Frame {
            kind,
            context,
            bases,
            span: (span.start, span.end),
            datatype: None,
        });
    }

    /// An element that says nothing.
    pub(super) fn skip(&mut self) {
        let context = self.context();
        self.push(Kind::Skipped, context, self.contexts.mark());
    }

    /// The context of the innermost element.
    pub(super) fn context(&self) -> Context {
        self.frames
            .last()
            .map_or_else(Context::default, |frame| frame.context)
    }

    fn end(&mut self) {
        self.check_text();
        if let Some(Kind::Literal { property }) = self.frames.last().map(|frame| frame.kind) {
            self.literal_text();
            if self.literal.depth() > 0 {
                return self.literal.end();
            }
            let literal = std::mem::take(&mut self.literal);
            let datatype = format!("{}XMLLiteral", super::statements::RDF);
            let object =
                (!literal.faulty).then(|| self.said.typed(&literal.text, datatype.as_bytes()));
            self.said.say(&property, object.flatten(), property.line);
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        match frame.kind {
            Kind::Property { property, child } => self.end_of_property(&property, child, &frame),
            Kind::Empty => self.check_empty(),
            Kind::Collection {
                property,
                last,
                is_faulty,
            } => {
                let nil = self.said.rdf("nil").filter(|_| !is_faulty);
                match last {
                    None => self.said.say(&property, nil, property.line),
                    Some(_) => {
                        let rest = self.said.rdf("rest");
                        self.said.state([last, rest, nil], self.end_line());
                    }
                }
            }
            Kind::Triple { property, is_read } => {
                let (triple, count) = self.said.end_triple();
                if count != 1 && is_read {
                    let message = format!("a triple term is one triple, and here are {count}");
                    self.xml.fault(
                        message,
                        frame.span.0..frame.span.1,
                        "write one node with one property",
                    );
                }
                if is_read {
                    self.said.say(&property, triple, property.line);
                }
            }
            _ => {}
        }
        if let Some(datatype) = frame.datatype {
            self.datatypes.truncate(datatype.start);
        }
        self.contexts.leave(frame.bases);
    }

    fn end_line(&self) -> u32 {
        self.xml.input.spot().line
    }

    fn check_empty(&mut self) {
        if let Some(spot) = self.xml.text.solid {
            let message = "a property whose object is said by its attributes has no content";
            let length = self.xml.text.stray.len().max(1);
            self.xml
                .fault(message, spot.offset..spot.offset + length, "");
        }
    }

    fn markup(&mut self, open: &[u8], close: &[u8]) {
        self.literal_text();
        let markup = std::mem::take(&mut self.xml.markup);
        self.literal.push_markup(open, &markup, close);
        self.xml.markup = markup;
    }

    /// Takes the text since the last tag into the XML literal.
    fn literal_text(&mut self) {
        let text = &self.xml.text;
        self.literal.faulty |= text.faulty;
        self.literal.push_text(&text.content);
        if self.literal.text.len() > LONGEST {
            let at = text.start.offset;
            let message = "this XML literal is longer than 128 MiB, the limit of one text";
            self.xml.fault(message, at..at, "");
            self.xml.stop();
        }
    }
}

impl Frame {
    /// The terms that its properties will need.
    fn terms(&mut self) -> impl Iterator<Item = &mut TermId> {
        let (property, other) = match &mut self.kind {
            Kind::Node { subject, .. } => (None, Some(subject)),
            Kind::Collection { property, last, .. } => (Some(property), Some(last)),
            Kind::Property { property, .. }
            | Kind::Literal { property }
            | Kind::Triple { property, .. } => (Some(property), None),
            Kind::Document | Kind::Empty | Kind::Skipped => (None, None),
        };
        let of_property = property.into_iter().flat_map(|property| {
            let Property {
                subject,
                predicate,
                reifier,
                annotation,
                ..
            } = property;
            [subject, predicate, reifier, annotation]
        });
        of_property.chain(other).flatten()
    }
}
