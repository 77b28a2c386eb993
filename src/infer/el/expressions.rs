//! Class expressions as statements say them.

use super::names::Names;
use super::ontology::{Concept, ConceptId, Ontology, RoleId};
use crate::dictionary::TermId;
use crate::infer::facts::{Facts, Terms};
use rustc_hash::{FxHashMap, FxHashSet};

/// What is known while expressions are read.
pub type Known<'k> = (&'k Facts<'k>, &'k Names, &'k Terms<'k>);

/// Properties with a number each.
#[derive(Default)]
pub struct Properties {
    /// Their terms, by number.
    pub terms: Vec<TermId>,
    numbers: FxHashMap<TermId, RoleId>,
}

impl Properties {
    /// Returns the number of a property, new if the property is.
    pub fn number(&mut self, term: TermId) -> RoleId {
        *self.numbers.entry(term).or_insert_with(|| {
            self.terms.push(term);
            (self.terms.len() - 1) as RoleId
        })
    }
}

/// What the statements about a node make of it.
enum Shape {
    /// The members of an intersection.
    Intersection(Vec<TermId>),
    /// A property and the class of its values.
    Some(TermId, TermId),
    /// A property and its value.
    Value(TermId, TermId),
    /// A property.
    Itself(TermId),
    /// The only member of a list of individuals.
    Only(TermId),
    /// A name, or what is beyond OWL 2 EL.
    Name,
}

/// The expressions that were read, by their nodes.
#[derive(Default)]
pub struct Expressions {
    known: FxHashMap<TermId, ConceptId>,
    /// The first node of each.
    first: FxHashMap<ConceptId, TermId>,
    /// The datatypes among the classes of values.
    pub datatypes: Vec<(TermId, ConceptId)>,
}

impl Expressions {
    /// Returns the expression that a node stands for: of an IRI the class of that name, of anything else what it is made of. What is
    /// not well-formed, or within itself, is a class of which nothing is known.
    pub fn concept(
        &mut self,
        node: TermId,
        ontology: &mut Ontology,
        properties: &mut Properties,
        known: Known,
    ) -> ConceptId {
        let mut open = vec![node];
        let mut within: FxHashSet<TermId> = FxHashSet::default();
        while let Some(node) = open.last().copied() {
            if self.known.contains_key(&node) {
                open.pop();
                continue;
            }
            let is_name = known.2.is_iri(node) || known.2.is_literal(node);
            let shape = match is_name {
                true => Shape::Name,
                false => shape(node, known),
            };
            let unknown: Vec<TermId> = parts(&shape)
                .filter(|part| !self.known.contains_key(part))
                .collect();
            // A node that is open twice is within itself.
            if within.insert(node) && !unknown.is_empty() {
                open.extend(unknown);
                continue;
            }
            let concept = match unknown.is_empty() {
                true => self.made(node, &shape, ontology, properties),
                false => ontology.concept(Concept::Class(node)),
            };
            self.known.insert(node, concept);
            self.first.entry(concept).or_insert(node);
            open.pop();
        }
        self.known[&node]
    }

    /// Returns the expression that statements about a node with a name say it is.
    pub fn said_of(
        &mut self,
        node: TermId,
        ontology: &mut Ontology,
        properties: &mut Properties,
        known: Known,
    ) -> Option<ConceptId> {
        let shape = shape(node, known);
        if matches!(shape, Shape::Name) {
            return None;
        }
        for part in parts(&shape) {
            self.concept(part, ontology, properties, known);
        }
        Some(self.made(node, &shape, ontology, properties))
    }

    /// Returns a node for each expression that has one, by number.
    pub fn nodes(&self, ontology: &Ontology) -> Vec<Option<TermId>> {
        let mut nodes = vec![None; ontology.concepts.len()];
        for (concept, node) in &self.first {
            nodes[*concept as usize] = Some(*node);
        }
        nodes
    }

    fn made(
        &mut self,
        node: TermId,
        shape: &Shape,
        ontology: &mut Ontology,
        properties: &mut Properties,
    ) -> ConceptId {
        let of = |part: &TermId| self.known[part];
        match shape {
            Shape::Intersection(members) => {
                let members = members.iter().map(of).collect();
                ontology.intersection(members)
            }
            Shape::Some(property, filler) => {
                let concept = of(filler);
                if matches!(ontology.concepts[concept as usize], Concept::Class(_)) {
                    self.datatypes.push((*filler, concept));
                }
                ontology.concept(Concept::Some(properties.number(*property), concept))
            }
            Shape::Value(property, value) => {
                let value = ontology.concept(Concept::Nominal(*value));
                ontology.concept(Concept::Some(properties.number(*property), value))
            }
            Shape::Itself(property) => {
                ontology.concept(Concept::Itself(properties.number(*property)))
            }
            Shape::Only(individual) => ontology.concept(Concept::Nominal(*individual)),
            Shape::Name => ontology.concept(Concept::Class(node)),
        }
    }
}

/// The nodes of the classes that an expression is made of.
fn parts(shape: &Shape) -> impl Iterator<Item = TermId> {
    let parts: &[TermId] = match shape {
        Shape::Intersection(members) => members,
        Shape::Some(_, filler) => std::slice::from_ref(filler),
        Shape::Value(..) | Shape::Itself(_) | Shape::Only(_) | Shape::Name => &[],
    };
    parts.iter().copied()
}

/// What the statements about a node make of it; only one of them may be a constructor.
fn shape(node: TermId, (facts, names, terms): Known) -> Shape {
    let values = |predicate: TermId| {
        let mut values = Vec::new();
        facts.each([Some(node), Some(predicate), None], &mut |[.., value]| {
            values.push(value);
        });
        values
    };
    let constructors = [
        names.intersection_of,
        names.some_values_from,
        names.has_value,
        names.has_self,
        names.one_of,
    ];
    let mut found = constructors.iter().flat_map(|constructor| {
        values(*constructor)
            .into_iter()
            .map(|value| (*constructor, value))
    });
    let (Some((constructor, value)), None) = (found.next(), found.next()) else {
        return Shape::Name;
    };
    let property = match values(names.on_property).as_slice() {
        [only] if terms.is_iri(*only) => Some(*only),
        _ => None,
    };
    let list = || list_of(facts, names, value);
    let shape = if constructor == names.intersection_of {
        list().map(Shape::Intersection)
    } else if constructor == names.one_of {
        match list().unwrap_or_default().as_slice() {
            [only] => Some(Shape::Only(*only)),
            _ => None,
        }
    } else if constructor == names.some_values_from {
        property.map(|property| Shape::Some(property, value))
    } else if constructor == names.has_value {
        property.map(|property| Shape::Value(property, value))
    } else {
        property.map(Shape::Itself)
    };
    shape.unwrap_or(Shape::Name)
}

/// The members of a list, if it is whole.
pub fn list_of(facts: &Facts, names: &Names, list: TermId) -> Option<Vec<TermId>> {
    let (mut members, mut cell) = (Vec::new(), list);
    let mut seen = FxHashSet::default();
    while cell != names.nil {
        if !seen.insert(cell) {
            return None;
        }
        members.push(facts.object(cell, names.first)?);
        cell = facts.object(cell, names.rest)?;
    }
    Some(members)
}
