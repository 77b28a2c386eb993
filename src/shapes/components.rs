//! [Constraint components](https://www.w3.org/TR/shacl12-sparql/#sparql-constraint-components) that the shapes graph declares,
//! and the SPARQL queries of shapes.

use super::fault::{Fault, FaultKind};
use super::model::{Component, Kind, Parameter, Path, Select, Shape, Validator};
use super::reader::Reader;
use super::terms::SH;
use crate::dictionary::TermId;
use crate::query::{replaced, tokens};
use crate::rdf::vocab;
use std::sync::Arc;

/// The components of a shapes graph.
pub(super) struct Components(Vec<Declared>);

/// A component with its parameters and its queries.
struct Declared {
    node: TermId,
    parameters: Vec<Formal>,
    /// A statement that makes the node a component.
    at: [TermId; 3],
}

/// A parameter of a component.
struct Formal {
    property: TermId,
    name: String,
    is_optional: bool,
}

impl Components {
    /// Reads the components that a shapes graph declares.
    pub fn read(reader: &mut Reader) -> Self {
        let mut declared = Vec::new();
        let mut found: Vec<[TermId; 3]> = Vec::new();
        if let Some(parameter) = reader.graph.dictionary.find_iri(&format!("{SH}parameter")) {
            found.extend(reader.graph.triples(None, Some(parameter), None));
        }
        found.dedup_by_key(|[component, ..]| *component);
        found.sort_unstable();
        found.dedup_by_key(|[component, ..]| *component);
        for at in found {
            let node = at[0];
            // Those of SHACL itself are built in.
            let is_built_in = reader.text(node).starts_with(SH);
            if is_built_in || !reader.is_a(node, &format!("{SH}ConstraintComponent")) {
                continue;
            }
            let parameters = reader.values(node, "parameter");
            let parameters: Vec<Formal> = parameters
                .into_iter()
                .filter_map(|parameter| formal(reader, parameter))
                .collect();
            declared.push(Declared {
                node,
                parameters,
                at,
            });
        }
        Self(declared)
    }

    /// Returns the properties that make a node a shape: the parameters that are not optional.
    pub fn parameters(&self) -> impl Iterator<Item = TermId> {
        let formal = self.0.iter().flat_map(|component| &component.parameters);
        formal
            .filter(|parameter| !parameter.is_optional)
            .map(|parameter| parameter.property)
    }

    /// Adds to a shape the constraints of the components whose parameters it has.
    pub fn constrain(&self, reader: &mut Reader, shape: &mut Shape) {
        for component in &self.0 {
            let graph = reader.graph;
            let values = |formal: &Formal| -> Vec<TermId> {
                let statements = graph.triples(Some(shape.node), Some(formal.property), None);
                statements.map(|[.., value]| value).collect()
            };
            let required: Vec<&Formal> = component
                .parameters
                .iter()
                .filter(|formal| !formal.is_optional)
                .collect();
            if required.is_empty() || required.iter().any(|formal| values(formal).is_empty()) {
                continue;
            }
            let path = shape.path.as_ref().map(|(_, path)| path.clone());
            let Some(validator) = validator(reader, component, path.as_ref()) else {
                continue;
            };
            // A component with one parameter has a constraint for each of its values.
            let mut sets: Vec<Vec<Parameter>> = vec![Vec::new()];
            for formal in &component.parameters {
                let values = values(formal);
                if values.is_empty() {
                    continue;
                }
                let values = if component.parameters.len() == 1 {
                    &values[..]
                } else {
                    &values[..1]
                };
                sets = sets
                    .iter()
                    .flat_map(|set| {
                        values.iter().map(|value| {
                            let mut set = set.clone();
                            set.push(Parameter {
                                name: formal.name.clone(),
                                value: *value,
                            });
                            set
                        })
                    })
                    .collect();
            }
            for parameters in sets {
                let kind = Kind::Component(Box::new(Component {
                    node: component.node,
                    parameters: parameters.clone(),
                    validator: validator.clone(),
                }));
                let first = required.first().map(|formal| formal.property);
                let value = parameters.first().map(|parameter| parameter.value);
                let statement = match (first, value) {
                    (Some(property), Some(value)) => {
                        let statements = graph.triples(Some(shape.node), Some(property), None);
                        let mut statements = statements.filter(|[.., other]| *other == value);
                        statements.next()
                    }
                    _ => None,
                };
                let constraint = reader.constraint(kind, statement.unwrap_or(component.at), &[]);
                shape.constraints.extend(constraint);
            }
        }
    }
}

/// Reads a parameter of a component; its variable is the local name of its path.
fn formal(reader: &mut Reader, parameter: TermId) -> Option<Formal> {
    let Some(path) = reader.values(parameter, "path").first().copied() else {
        if let Some(at) = reader.graph.triples(Some(parameter), None, None).next() {
            reader.ill_formed(
                at,
                "the parameter of a constraint component has no `sh:path`",
            );
        }
        return None;
    };
    let iri = reader.text(path);
    let name = iri.rsplit(['#', '/', ':']).next()?.to_owned();
    let said = reader.said(parameter);
    let optional = said.into_iter().find(|said| said.name == "optional");
    let is_optional = match optional {
        Some(optional) => reader.is_true(optional),
        None => false,
    };
    Some(Formal {
        property: path,
        name,
        is_optional,
    })
}

/// Returns the query of a component for a node shape, or for a property shape with a path.
fn validator(reader: &mut Reader, component: &Declared, path: Option<&Path>) -> Option<Validator> {
    let own = match path {
        Some(_) => "propertyValidator",
        None => "nodeValidator",
    };
    for name in [own, "validator"] {
        for node in reader.values(component.node, name) {
            if let Some(ask) = reader.select(node, "ask", path) {
                return Some(Validator::Ask(Arc::new(ask)));
            }
            if let Some(select) = reader.select(node, "select", path) {
                return Some(Validator::Select(Arc::new(select)));
            }
        }
    }
    let name = reader.graph.display(component.node);
    let kind = if path.is_some() {
        "property shapes"
    } else {
        "node shapes"
    };
    let message =
        format!("the component `{name}` has no query for {kind}, so it demands nothing of them");
    let fault = Fault::new(FaultKind::NotSupported, message, component.at);
    reader.faults.push(fault);
    None
}

impl Reader<'_> {
    /// Returns the query of a node: the text of `sh:select` or `sh:ask`, with the prefixes that it may use and the path of its
    /// shape in the place of `$PATH`.
    pub(super) fn select(
        &mut self,
        node: TermId,
        property: &str,
        path: Option<&Path>,
    ) -> Option<Select> {
        let said = self.said(node);
        let text = said.iter().find(|said| said.name == property)?;
        let mut declared = String::new();
        for (prefix, namespace) in self.prefixes(node) {
            declared.push_str(&format!("PREFIX {prefix}: <{namespace}>\n"));
        }
        let messages = said.iter().filter(|said| said.name == "message");
        let messages = messages.filter_map(|said| self.message(*said)).collect();
        let query = self.text(text.value());
        let query = match path {
            Some(path) => with_path(&query, &path.write(&|iri| format!("<{}>", self.text(iri)))),
            None => query,
        };
        Some(Select {
            node,
            statement: text.statement,
            text: format!("{declared}{query}"),
            messages,
            is_ask: property == "ask",
        })
    }

    /// Returns what the [`sh:prefixes`](https://www.w3.org/TR/shacl12-sparql/#sparql-prefixes) of a query declare, those of
    /// imported ontologies among them.
    fn prefixes(&self, node: TermId) -> Vec<(String, String)> {
        let mut ontologies = self.values(node, "prefixes");
        let mut next = 0;
        while let Some(ontology) = ontologies.get(next).copied() {
            next += 1;
            for imported in self.graph.objects(ontology, vocab::OWL_IMPORTS) {
                if !ontologies.contains(&imported) {
                    ontologies.push(imported);
                }
            }
        }
        let mut declared: Vec<(String, String)> = Vec::new();
        for ontology in ontologies {
            for one in self.values(ontology, "declare") {
                let prefix = self
                    .values(one, "prefix")
                    .first()
                    .map(|text| self.text(*text));
                let namespace = self
                    .values(one, "namespace")
                    .first()
                    .map(|text| self.text(*text));
                if let (Some(prefix), Some(namespace)) = (prefix, namespace)
                    && !declared.iter().any(|(known, _)| *known == prefix)
                {
                    declared.push((prefix, namespace));
                }
            }
        }
        declared
    }
}

/// Puts a path in the place of `$PATH`.
fn with_path(query: &str, path: &str) -> String {
    let tokens = tokens(query).into_iter();
    let of_path = tokens.filter(|token| matches!(token.text(query), "$PATH" | "?PATH"));
    let parts: Vec<_> = of_path.map(|token| (token.range, path)).collect();
    replaced(query, &parts)
}
