//! Reads the shapes of a graph: each node that is a shape, with its targets and constraints, and what is wrong with them.

use super::components::Components;
use super::fault::{Fault, FaultKind};
use super::lists::Lists;
use super::model::{Path, Severity, Shape, ShapeId, Shapes};
use super::recursion;
use super::terms::{Known, SH, near_term, term};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use rustc_hash::{FxHashMap, FxHashSet};

const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";

/// Reads the shapes of a graph as queries see it by default.
pub fn read(graph: &Graph) -> Shapes {
    let Some(mut reader) = Reader::new(graph) else {
        return Shapes::default();
    };
    let components = Components::read(&mut reader);
    for node in reader.candidates(&components) {
        reader.shape_of(node);
    }
    // Reading a shape may find others.
    let mut next = 0;
    while next < reader.shapes.len() {
        reader.read_shape(next, &components);
        next += 1;
    }
    reader.qualify();
    recursion::refuse(&mut reader);
    reader.check_names();
    reader.into_shapes()
}

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
    properties: FxHashMap<TermId, &'static str>,
    pub shapes: Vec<Shape>,
    pub by_node: FxHashMap<TermId, ShapeId>,
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Returns a reader, or `None` if no term of the graph is of SHACL or nearly so.
    fn new(graph: &'a Graph) -> Option<Self> {
        let dictionary = &graph.dictionary;
        let names = dictionary.starting_with(dictionary.iris(), SH);
        let mut properties = FxHashMap::default();
        for id in names {
            let iri = dictionary.text(id);
            let name = iri.strip_prefix(SH).and_then(static_name);
            properties.extend(name.map(|name| (id, name)));
        }
        let is_empty = properties.is_empty() && super::terms::wrong_namespaces(graph).is_empty();
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

    /// Notes that a statement is wrong.
    pub fn ill_formed(&mut self, at: [TermId; 3], message: impl Into<String>) {
        self.faults
            .push(Fault::new(FaultKind::IllFormed, message, at));
    }

    /// Returns the nodes that are shapes for what they are or have themselves, in their order.
    fn candidates(&self, components: &Components) -> Vec<TermId> {
        let mut found: Vec<TermId> = Vec::new();
        let of_property = |property| self.graph.triples(None, Some(property), None);
        for (property, name) in &self.properties {
            if matches!(term(name), Some(Known::OfShape | Known::ToShape)) {
                found.extend(of_property(*property).map(|[shape, ..]| shape));
            }
        }
        for class in ["NodeShape", "PropertyShape", "Shape", "ShapeClass"] {
            found.extend(self.instances(&format!("{SH}{class}")));
        }
        for property in components.parameters() {
            found.extend(of_property(property).map(|[shape, ..]| shape));
        }
        found.sort_unstable();
        found.dedup();
        // Rules, components and node expressions have the same properties as shapes, and are none.
        let others = [
            "Rule",
            "TripleRule",
            "SPARQLRule",
            "ConstraintComponent",
            "Function",
            "SPARQLFunction",
        ];
        let others: FxHashSet<TermId> = others
            .iter()
            .flat_map(|class| self.instances(&format!("{SH}{class}")))
            .collect();
        found.retain(|node| !others.contains(node));
        found
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

    fn read_shape(&mut self, id: ShapeId, components: &Components) {
        let node = self.shapes[id].node;
        let said = self.said(node);
        let mut shape = Shape {
            node,
            ..Shape::default()
        };
        self.read_path(&mut shape, &said);
        self.read_targets(&mut shape, &said);
        for one in &said {
            match one.name {
                "severity" => shape.severity = self.severity(one.statement),
                "message" => shape.messages.push(one.value()),
                "deactivated" => shape.is_deactivated |= self.is_true(*one),
                _ => {}
            }
        }
        self.read_constraints(&mut shape, &said);
        components.constrain(self, &mut shape);
        shape.is_refused |= self.shapes[id].is_refused;
        self.shapes[id] = shape;
    }

    fn read_path(&mut self, shape: &mut Shape, said: &[Said]) {
        let paths: Vec<&Said> = said.iter().filter(|said| said.name == "path").collect();
        let [path, others @ ..] = paths.as_slice() else {
            if self.is_a(shape.node, &format!("{SH}PropertyShape"))
                && let Some(at) = self.typed(shape.node)
            {
                let name = self.graph.display(shape.node);
                self.ill_formed(at, format!("the property shape `{name}` has no `sh:path`"));
                shape.is_refused = true;
            }
            return;
        };
        if let Some(other) = others.first() {
            self.ill_formed(other.statement, "a shape has one `sh:path` at most");
            shape.is_refused = true;
        }
        match Path::read(self.graph, &self.lists, path.value()) {
            Ok(read) => shape.path = Some((path.value(), read)),
            Err(problem) => {
                self.ill_formed(path.statement, problem);
                shape.is_refused = true;
            }
        }
    }

    /// Returns a statement that gives a node a type.
    fn typed(&self, node: TermId) -> Option<[TermId; 3]> {
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
                let value = self.graph.display(said.value());
                let message = format!("`sh:{}` is `true` or `false`, not `{value}`", said.name);
                self.ill_formed(said.statement, message);
                false
            }
        }
    }

    /// Finds names that SHACL does not have.
    fn check_names(&mut self) {
        let dictionary = &self.graph.dictionary;
        for id in dictionary.starting_with(dictionary.iris(), SH) {
            let iri = dictionary.text(id);
            let Some(name) = iri.strip_prefix(SH) else {
                continue;
            };
            if term(name).is_none()
                && !name.is_empty()
                && let Some(at) = self.used(id)
            {
                let message = format!("SHACL has no `sh:{name}`, so it means nothing");
                let fault = Fault::new(FaultKind::UnknownTerm, message, at);
                self.faults.push(match near_term(name) {
                    Some(near) => fault.with_hint(format!("did you mean `sh:{near}`?")),
                    None => fault,
                });
            }
        }
        for (id, namespace) in super::terms::wrong_namespaces(self.graph) {
            if let Some(at) = self.used(id) {
                let message = format!(
                    "`{namespace}` is not the namespace of SHACL, so shapes with it are none"
                );
                let fault = Fault::new(FaultKind::WrongNamespace, message, at);
                self.faults.push(fault.with_hint(format!("write `{SH}`")));
            }
        }
    }

    /// Returns the first statement that has a term.
    fn used(&self, id: TermId) -> Option<[TermId; 3]> {
        let graph = self.graph;
        let statements = graph
            .triples(None, Some(id), None)
            .chain(graph.triples(None, None, Some(id)))
            .chain(graph.triples(Some(id), None, None));
        statements.into_iter().next()
    }

    fn into_shapes(mut self) -> Shapes {
        self.faults.sort_by_key(|fault| (fault.kind, fault.at));
        self.faults.dedup();
        Shapes {
            classes: self.classes(),
            shapes: self.shapes,
            by_node: self.by_node,
            faults: self.faults,
        }
    }

    /// Returns the nodes that are classes, sorted.
    fn classes(&self) -> Vec<TermId> {
        let roots = [
            &format!("{RDFS}Class"),
            vocab::CLASSES[0],
            &format!("{SH}ShapeClass"),
        ];
        let find = |iri: &str| self.graph.dictionary.find_iri(iri);
        let mut open: Vec<TermId> = roots.iter().filter_map(|iri| find(iri)).collect();
        let (sub_class_of, rdf_type) = (find(vocab::RDFS_SUB_CLASS_OF), find(vocab::RDF_TYPE));
        let mut metaclasses: FxHashSet<TermId> = FxHashSet::default();
        while let Some(class) = open.pop() {
            if metaclasses.insert(class) && sub_class_of.is_some() {
                let below = self.graph.triples(None, sub_class_of, Some(class));
                open.extend(below.map(|[below, ..]| below));
            }
        }
        let mut classes = Vec::new();
        for metaclass in metaclasses.into_iter().filter(|_| rdf_type.is_some()) {
            let instances = self.graph.triples(None, rdf_type, Some(metaclass));
            classes.extend(instances.map(|[class, ..]| class));
        }
        classes.sort_unstable();
        classes.dedup();
        classes
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
    super::terms::properties().find(|known| *known == name)
}
