//! Reads the shapes of a graph: each node that is a shape, with its targets and constraints, and what is wrong with them.

use super::components::Components;
use super::fault::{Fault, FaultKind};
use super::model::{Path, Shape, ShapeId, Shapes};
use super::reader::{RDFS, Reader, Said};
use super::recursion;
use super::terms::{Known, SH, near_term, term, wrong_namespaces};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use rustc_hash::FxHashSet;

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

impl Reader<'_> {
    /// Returns the nodes that are shapes for what they are or have themselves, in their order.
    fn candidates(&self, components: &Components) -> Vec<TermId> {
        let mut found: Vec<TermId> = Vec::new();
        let of_property = |property| self.graph.triples(None, Some(property), None);
        for (property, name) in &self.properties {
            if matches!(
                term(name),
                Some(Known::OfShape | Known::ToShape | Known::Target)
            ) {
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
        // What conditions of rules refer to is read with the rules.
        let conditions = self.conditions();
        found.retain(|node| !others.contains(node) && !conditions.contains(node));
        found
    }

    /// Returns the blank nodes of conditions of rules.
    fn conditions(&self) -> FxHashSet<TermId> {
        let mut found = FxHashSet::default();
        let Some(condition) = self.graph.dictionary.find_iri(&format!("{SH}condition")) else {
            return found;
        };
        let conditions = self.graph.triples(None, Some(condition), None);
        let mut open: Vec<TermId> = conditions.map(|[.., node]| node).collect();
        while let Some(node) = open.pop() {
            if self.graph.dictionary.is_blank_node(node) && found.insert(node) {
                let below = self.graph.triples(Some(node), None, None);
                open.extend(below.map(|[.., object]| object));
            }
        }
        found
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
                "message" => shape.messages.extend(self.message(*one)),
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
                let which = match self.graph.dictionary.is_blank_node(shape.node) {
                    true => "this property shape".to_owned(),
                    false => format!("the property shape {}", self.name(shape.node)),
                };
                self.ill_formed(at, format!("{which} has no `sh:path`"));
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
        for (id, namespace) in wrong_namespaces(self.graph) {
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
            functions: self.instances(&format!("{SH}SPARQLFunction")),
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
}
