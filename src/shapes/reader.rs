//! What reading the shapes of a graph needs all the time: the statements of a node by their names in SHACL, and what was found.

use super::fault::{Fault, FaultKind};
use super::lists::Lists;
use super::model::{Severity, Shape, ShapeId};
use super::terms::{SH, properties, wrong_namespaces};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};

/// `http://www.w3.org/2000/01/rdf-schema#`
pub(super) const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";

/// A statement of a shape, by the local name of its property in SHACL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    /// The local name.
    pub name: &'static str,
    /// The statement.
    pub statement: [TermId; 3],
}

impl Said {
    /// Returns the object of the statement.
    pub fn value(&self) -> TermId {
        self.statement[2]
    }
}

/// What reading the shapes of a graph needs and has found.
pub(super) struct Reader<'a> {
    pub graph: &'a Graph,
    pub lists: Lists<'a>,
    /// The properties of SHACL that the graph has, by number.
    pub properties: FxHashMap<TermId, &'static str>,
    pub shapes: Vec<Shape>,
    pub by_node: FxHashMap<TermId, ShapeId>,
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Returns a reader, or `None` if no term of the graph is of SHACL or nearly so.
    pub fn new(graph: &'a Graph) -> Option<Self> {
        let dictionary = &graph.dictionary;
        let names = dictionary.starting_with(dictionary.iris(), SH);
        let mut properties = FxHashMap::default();
        for id in names {
            let iri = dictionary.text(id);
            let name = iri.strip_prefix(SH).and_then(static_name);
            properties.extend(name.map(|name| (id, name)));
        }
        let is_empty = properties.is_empty() && wrong_namespaces(graph).is_empty();
        (!is_empty).then(|| Self {
            graph,
            lists: Lists::new(graph, graph.acceptance.default),
            properties,
            shapes: Vec::new(),
            by_node: FxHashMap::default(),
            faults: Vec::new(),
        })
    }

    /// Returns the number of the shape that a node is, which is read later.
    pub fn shape_of(&mut self, node: TermId) -> ShapeId {
        let next = self.shapes.len();
        let shape = *self.by_node.entry(node).or_insert(next);
        if shape == next {
            self.shapes.push(Shape {
                node,
                ..Shape::default()
            });
        }
        shape
    }

    /// Returns the statements of a node whose properties are of SHACL.
    pub fn said(&self, node: TermId) -> Vec<Said> {
        let statements = self.graph.triples(Some(node), None, None);
        let named = statements.filter_map(|statement| {
            let name = self.properties.get(&statement[1])?;
            Some(Said { name, statement })
        });
        named.collect()
    }

    /// Returns the values of a property of SHACL.
    pub fn values(&self, node: TermId, name: &str) -> Vec<TermId> {
        let said = self.said(node).into_iter();
        said.filter(|said| said.name == name)
            .map(|said| said.value())
            .collect()
    }

    /// Returns the text of a term.
    pub fn text(&self, term: TermId) -> String {
        self.graph.dictionary.text(term)
    }

    /// Returns a term as messages name it: in backticks, or as what it is if it has no name.
    pub fn name(&self, term: TermId) -> String {
        match self.graph.dictionary.is_blank_node(term) {
            true => "a blank node".to_owned(),
            false => format!("`{}`", self.graph.display(term)),
        }
    }

    /// Returns the text of an `sh:message`, if it is one.
    pub fn message(&mut self, said: Said) -> Option<TermId> {
        let dictionary = &self.graph.dictionary;
        let is_text = dictionary
            .literal_type(said.value())
            .is_some_and(|one| one.datatype == vocab::XSD_STRING || !one.language.is_empty());
        if !is_text {
            let value = self.name(said.value());
            let message = format!("`sh:message` is a text, not {value}, so it is not shown");
            self.ill_formed(said.statement, message);
        }
        is_text.then(|| said.value())
    }

    /// Notes that a statement is wrong.
    pub fn ill_formed(&mut self, at: [TermId; 3], message: impl Into<String>) {
        self.faults
            .push(Fault::new(FaultKind::IllFormed, message, at));
    }

    /// Returns the instances of a class that say so.
    pub fn instances(&self, class: &str) -> Vec<TermId> {
        let find = |iri: &str| self.graph.dictionary.find_iri(iri);
        let (Some(rdf_type), Some(class)) = (find(vocab::RDF_TYPE), find(class)) else {
            return Vec::new();
        };
        let instances = self.graph.triples(None, Some(rdf_type), Some(class));
        instances.map(|[instance, ..]| instance).collect()
    }

    /// Returns whether a node is an instance of a class or of one of its subclasses.
    pub fn is_a(&self, node: TermId, class: &str) -> bool {
        let Some(class) = self.graph.dictionary.find_iri(class) else {
            return false;
        };
        let mut open: Vec<TermId> = self.graph.objects(node, vocab::RDF_TYPE).collect();
        let mut seen: FxHashSet<TermId> = FxHashSet::default();
        while let Some(next) = open.pop() {
            if next == class {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.graph.objects(next, vocab::RDFS_SUB_CLASS_OF));
            }
        }
        false
    }

    /// Returns a statement that gives a node a type.
    pub fn typed(&self, node: TermId) -> Option<[TermId; 3]> {
        let rdf_type = self.graph.dictionary.find_iri(vocab::RDF_TYPE)?;
        self.graph.triples(Some(node), Some(rdf_type), None).next()
    }

    /// Returns the severity that a statement gives.
    pub fn severity(&mut self, statement: [TermId; 3]) -> Severity {
        let value = statement[2];
        if !self.graph.dictionary.is_iri(value) {
            self.ill_formed(statement, "`sh:severity` is an IRI");
        }
        match self.text(value).strip_prefix(SH) {
            Some("Violation") => Severity::Violation,
            Some("Warning") => Severity::Warning,
            Some("Info") => Severity::Info,
            Some("Debug") => Severity::Debug,
            Some("Trace") => Severity::Trace,
            _ => Severity::Other(value),
        }
    }

    /// Returns the truth value of a statement.
    pub fn is_true(&mut self, said: Said) -> bool {
        let dictionary = &self.graph.dictionary;
        let datatype = dictionary.literal_type(said.value());
        let is_boolean = datatype.is_some_and(|one| one.datatype == vocab::XSD_BOOLEAN);
        match self.text(said.value()).as_str() {
            // SHACL speaks of the terms `true` and `false`, which `"1"^^xsd:boolean` is none of.
            "true" if is_boolean => true,
            "false" if is_boolean => false,
            _ => {
                let value = self.name(said.value());
                let message = format!("`sh:{}` is `true` or `false`, not {value}", said.name);
                self.ill_formed(said.statement, message);
                false
            }
        }
    }

    /// Returns whether a node is a class: an instance of `rdfs:Class` or of one of its subclasses, of which `owl:Class` and
    /// `sh:ShapeClass` are two though the graph may not say so.
    pub fn is_class(&self, node: TermId) -> bool {
        let classes = [
            &format!("{RDFS}Class"),
            vocab::CLASSES[0],
            &format!("{SH}ShapeClass"),
        ];
        classes.iter().any(|class| self.is_a(node, class))
    }

    /// Returns whether a node says that it is a shape.
    pub fn is_typed_shape(&self, node: TermId) -> bool {
        let classes = ["NodeShape", "PropertyShape", "Shape", "ShapeClass"];
        classes
            .iter()
            .any(|class| self.is_a(node, &format!("{SH}{class}")))
    }
}

/// Returns the name of a property of SHACL that is equal to a text.
fn static_name(name: &str) -> Option<&'static str> {
    properties().find(|known| *known == name)
}
