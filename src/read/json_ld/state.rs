//! From nodes to statements ([RDF serialization](https://www.w3.org/TR/json-ld11-api/#rdf-serialization-deserialization-algorithms)).

use super::canonical::{canonical, lexical_form};
use super::context::{Name, Reported, has_scheme};
use super::contexts::Contexts;
use super::expanded::{Item, List, Literal, Node, Scalar};
use super::json::Value;
use crate::dictionary::{Interner, LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::rdf::vocab;
use crate::read::fault::{Fault, in_sentence};
use crate::read::sink::Span;
use crate::read::terms::push_name;
use crate::statement::Statement;
use rustc_hash::FxHashMap;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// What is stated so far.
pub struct Stated<'r> {
    pub interner: Interner,
    pub statements: Vec<Statement>,
    blank_node_prefix: &'r str,
    blank_nodes: usize,
    labels: FxHashMap<String, TermId>,
    /// Where the lines begin.
    lines: Vec<u32>,
    /// Why no more can be stated.
    pub stopped: Option<Error>,
}

/// Where a statement belongs.
type Graph = Option<TermId>;

/// A term, unless something is wrong with it and was reported.
type Term = std::result::Result<TermId, Reported>;

impl<'r> Stated<'r> {
    /// Nothing is stated yet from a text.
    pub fn new(text: &str, blank_node_prefix: &'r str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        Self {
            interner: Interner::default(),
            statements: Vec::new(),
            blank_node_prefix,
            blank_nodes: 0,
            labels: FxHashMap::default(),
            lines: std::iter::once(0).chain(breaks).collect(),
            stopped: None,
        }
    }

    fn add(&mut self, triple: [TermId; 3], graph: Graph, span: Span) {
        let line = self.lines.partition_point(|start| *start <= span.start) as u32;
        self.statements.push(Statement {
            triple,
            graph,
            line,
        });
    }

    fn keep(&mut self, id: Result<TermId>) -> TermId {
        id.unwrap_or_else(|error| {
            self.stopped = Some(error);
            crate::read::terms::NO_TERM
        })
    }

    fn iri(&mut self, iri: &str) -> TermId {
        let id = self.interner.intern(Tag::IRI, iri.as_bytes());
        self.keep(id)
    }

    fn rdf(&mut self, name: &str) -> TermId {
        self.iri(&format!("{RDF}{name}"))
    }

    /// A blank node that nothing before stands for.
    fn blank_node(&mut self) -> TermId {
        self.blank_nodes += 1;
        let mut name = Vec::new();
        push_name(self.blank_node_prefix, self.blank_nodes, &mut name);
        let id = self.interner.intern(Tag::BLANK, &name);
        self.keep(id)
    }

    fn labelled(&mut self, label: &str) -> TermId {
        if let Some(id) = self.labels.get(label) {
            return *id;
        }
        let id = self.blank_node();
        self.labels.insert(label.to_owned(), id);
        id
    }

    fn literal(&mut self, text: &str, literal_type: &LiteralType) -> TermId {
        let tag = self.interner.literal_tag(literal_type);
        let id = self.interner.intern(tag, text.as_bytes());
        self.keep(id)
    }

    /// A name as an IRI or a blank node.
    fn name(&mut self, contexts: &mut Contexts, name: &Name) -> Term {
        let text = name.text.as_str();
        if text.starts_with("_:") {
            return Ok(self.labelled(text));
        }
        let hash = Interner::hash(Tag::IRI, text.as_bytes());
        if let Some(id) = self.interner.find(hash, Tag::IRI, text.as_bytes()) {
            return Ok(id);
        }
        if !has_scheme(text) {
            return Err(contexts.relative(name.span, format!("the IRI `{text}` is relative")));
        }
        check_iri(contexts, name)?;
        let id = self.interner.insert(hash, Tag::IRI, text.as_bytes());
        Ok(self.keep(id))
    }

    /// All that is said at the top, or in a graph.
    pub fn items(&mut self, contexts: &mut Contexts, items: &[Item], graph: Graph) {
        for item in items {
            if self.stopped.is_some() || contexts.faults.are_too_many() {
                return;
            }
            if let Item::Node(node) = item {
                // Its faults are reported.
                let _ = self.node(contexts, node, graph);
            }
        }
    }

    /// What a node says; gives the node.
    fn node(&mut self, contexts: &mut Contexts, node: &Node, graph: Graph) -> Term {
        let subject = match &node.id {
            Some(name) => self.name(contexts, name),
            None => Ok(self.blank_node()),
        };
        let mark = self.statements.len();
        // Without a name it says nothing, but what is in it is looked at for its own faults.
        let id = *subject.as_ref().unwrap_or(&crate::read::terms::NO_TERM);
        for name in &node.types {
            if let Ok(class) = self.name(contexts, name) {
                let rdf_type = self.iri(vocab::RDF_TYPE);
                self.add([id, rdf_type, class], graph, name.span);
            }
        }
        for (name, items) in &node.properties {
            let predicate = self.predicate(contexts, name);
            for item in items {
                if let (Ok(object), Ok(Some(predicate))) =
                    (self.item(contexts, item, graph), &predicate)
                {
                    self.add([id, *predicate, object], graph, span_of(item));
                }
            }
        }
        for (name, items) in &node.reverse {
            let predicate = self.predicate(contexts, name);
            for item in items {
                if let (Ok(other), Ok(Some(predicate))) =
                    (self.item(contexts, item, graph), &predicate)
                {
                    self.add([other, *predicate, id], graph, span_of(item));
                }
            }
        }
        self.items(contexts, &node.included, graph);
        if let Some(items) = &node.graph {
            self.items(contexts, items, Some(id));
        }
        if subject.is_err() {
            self.statements.truncate(mark);
        }
        subject
    }

    /// A property as predicate; a blank node is none.
    fn predicate(
        &mut self,
        contexts: &mut Contexts,
        name: &Name,
    ) -> std::result::Result<Option<TermId>, Reported> {
        if name.text.starts_with("_:") {
            let why = "a property that is a blank node is not a predicate of RDF, so what it says is left out";
            contexts.ignore("_:", name.span, why);
            return Ok(None);
        }
        self.name(contexts, name).map(Some)
    }

    /// [Object to RDF conversion](https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion)
    fn item(&mut self, contexts: &mut Contexts, item: &Item, graph: Graph) -> Term {
        match item {
            Item::Node(node) => self.node(contexts, node, graph),
            Item::Literal(literal) => self.literal_object(contexts, literal),
            Item::List(list) => Ok(self.list(contexts, list, graph)),
        }
    }

    /// [List conversion](https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion)
    fn list(&mut self, contexts: &mut Contexts, list: &List, graph: Graph) -> TermId {
        let nil = self.rdf("nil");
        if list.items.is_empty() {
            return nil;
        }
        let (first, rest) = (self.rdf("first"), self.rdf("rest"));
        let head = self.blank_node();
        let mut cell = head;
        for (index, item) in list.items.iter().enumerate() {
            let span = span_of(item);
            if let Ok(object) = self.item(contexts, item, graph) {
                self.add([cell, first, object], graph, span);
            }
            let is_last = index + 1 == list.items.len();
            let next = if is_last { nil } else { self.blank_node() };
            self.add([cell, rest, next], graph, span);
            cell = next;
        }
        head
    }

    fn literal_object(&mut self, contexts: &mut Contexts, literal: &Literal) -> Term {
        let datatype = literal.datatype.as_ref();
        if let Some(name) = datatype.filter(|name| name.text != "@json") {
            check_iri(contexts, name)?;
        }
        let datatype = datatype.map(|name| name.text.as_str());
        let wants_double = datatype.and_then(|iri| iri.strip_prefix(XSD)) == Some("double");
        let (text, own_type) = match literal.value {
            Scalar::Json(json) if datatype == Some("@json") => {
                return Ok(self.typed(&canonical(json), &format!("{RDF}JSON")));
            }
            Scalar::Key(key) => (key.to_owned(), None),
            Scalar::Json(json) => match &json.value {
                Value::String(text) => (text.to_string(), None),
                Value::Boolean(value) => (value.to_string(), Some("boolean")),
                Value::Number(text) => match lexical_form(text, wants_double) {
                    Some((text, is_double)) => {
                        (text, Some(if is_double { "double" } else { "integer" }))
                    }
                    None => {
                        let message = format!("no double is as large as `{text}`");
                        return Err(contexts.report(
                            json.span,
                            message,
                            "write it between quotes, with a datatype",
                        ));
                    }
                },
                // Expansion lets no others through.
                Value::Null | Value::Array(_) | Value::Object(_) => return Err(Reported),
            },
        };
        match (datatype, own_type) {
            (Some(vocab::RDF_LANG_STRING | vocab::RDF_DIR_LANG_STRING), _) => {
                let message = "a literal of this datatype must have a language tag";
                let span = literal
                    .datatype
                    .as_ref()
                    .map_or(literal.span, |name| name.span);
                let fault = Fault::new("invalid-datatype", message, span.range());
                let hint = "write `@language` in place of `@type`";
                contexts.faults.push(fault.with_hint(hint));
                Err(Reported)
            }
            (Some(datatype), _) => Ok(self.typed(&text, datatype)),
            (None, Some(own)) => Ok(self.typed(&text, &format!("{XSD}{own}"))),
            (None, None) => self.string(contexts, &text, literal),
        }
    }

    fn typed(&mut self, text: &str, datatype: &str) -> TermId {
        let literal_type = LiteralType {
            datatype: datatype.to_owned(),
            language: String::new(),
            direction: String::new(),
        };
        self.literal(text, &literal_type)
    }

    /// A string, perhaps with language and direction. RDF has no direction without a language.
    fn string(&mut self, contexts: &mut Contexts, text: &str, literal: &Literal) -> Term {
        let Some((language, span)) = literal.language else {
            return Ok(self.typed(text, vocab::XSD_STRING));
        };
        if let Err(error) = oxilangtag::LanguageTag::parse(language) {
            let why = in_sentence(&error.to_string());
            let message = format!("`{language}` is not a language tag: {why}");
            let fault = Fault::new("invalid-language-tag", message, span.range());
            let hint = "a language tag is like `en` or `zh-Hans`, after BCP 47";
            contexts.faults.push(fault.with_hint(hint));
            return Err(Reported);
        }
        let literal_type = LiteralType {
            datatype: match literal.direction {
                Some(_) => vocab::RDF_DIR_LANG_STRING.to_owned(),
                None => vocab::RDF_LANG_STRING.to_owned(),
            },
            language: language.to_ascii_lowercase(),
            direction: literal.direction.unwrap_or_default().to_owned(),
        };
        Ok(self.literal(text, &literal_type))
    }
}

/// Reports what is wrong with an IRI in full.
fn check_iri(contexts: &mut Contexts, name: &Name) -> std::result::Result<(), Reported> {
    crate::read::iri::check(name.text.as_bytes()).map_err(|why| {
        let message = format!("`{}` is not an IRI: {why}", name.text.escape_debug());
        contexts
            .faults
            .push(Fault::new("invalid-iri", message, name.span.range()));
        Reported
    })
}

fn span_of(item: &Item) -> Span {
    match item {
        Item::Node(node) => node.span,
        Item::Literal(literal) => literal.span,
        Item::List(list) => list.span,
    }
}
