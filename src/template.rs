//! What an instance of a class should have and may have: from the [shapes](https://www.w3.org/TR/shacl12-core/) of the class and
//! those above it, from the domains and ranges of properties ([RDF Schema](https://www.w3.org/TR/rdf-schema/)), and from the
//! instances that a graph has.

use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;
use crate::shapes::{Kind, Path, ShapeId, Shapes, Target};
use rustc_hash::FxHashSet;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What instances of a class have.
#[derive(Clone, Debug)]
pub struct Template {
    /// The class.
    pub class: TermId,
    /// The number of its instances in the graph.
    pub instances: usize,
    /// The namespace of most instances, if they have one that a prefix is declared for.
    pub namespace: Option<String>,
    /// The properties: labels first, then those that are demanded, then those that most instances have.
    pub slots: Vec<Slot>,
}

/// A property of instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The property.
    pub property: TermId,
    /// The least number of values that a shape demands.
    pub least: u64,
    /// The number of instances that have it.
    pub with: usize,
    /// A class of its values, or their datatype.
    pub value: Option<TermId>,
    /// The IRI of the datatype that all its values have.
    pub datatype: Option<String>,
    /// The languages of its values, in lower case.
    pub languages: Vec<String>,
    /// A value that it may have.
    pub example: Option<TermId>,
}

impl Slot {
    /// Returns whether a shape requires the property, or more than half of the instances have it. `instances` is their number.
    pub fn is_main(&self, instances: usize) -> bool {
        self.least > 0 || self.with * 2 > instances
    }
}

/// What is known of the property of a slot.
#[derive(Clone, Debug, Default)]
struct Known {
    least: u64,
    with: usize,
    value: Option<TermId>,
    /// The datatypes of its values; `None` among them for values that have none: entities and texts in a language.
    datatypes: BTreeSet<Option<String>>,
    demanded: BTreeSet<String>,
    used: BTreeMap<String, usize>,
    example: Option<TermId>,
}

impl Template {
    /// Returns the template of a class.
    pub fn of(graph: &Graph, shapes: &Shapes, class: TermId) -> Self {
        let classes = with_those_above(graph, class);
        let mut known: BTreeMap<TermId, Known> = BTreeMap::new();
        let mut seen = FxHashSet::default();
        for (id, shape) in shapes.shapes.iter().enumerate() {
            let is_for =
                |target: &Target| matches!(target, Target::Class(of) if classes.contains(of));
            if shape.targets.iter().any(is_for) {
                demand(shapes, id, &mut seen, &mut known);
            }
        }
        declare(graph, &classes, &mut known);
        let instances = instances(graph, class);
        for instance in &instances {
            count(graph, *instance, &mut known);
        }
        let is_type = |property: &TermId| graph.dictionary.text(*property) == vocab::RDF_TYPE;
        known.retain(|property, _| !is_type(property));
        let slots = known.into_iter();
        let mut slots: Vec<Slot> = slots
            .map(|(property, known)| slot(property, known, instances.len()))
            .collect();
        let label = graph.dictionary.find_iri(vocab::LABELS[0]);
        slots.sort_by_key(|slot| {
            let is_label = Some(slot.property) == label;
            (
                !is_label,
                slot.least == 0,
                Reverse(slot.with),
                slot.property,
            )
        });
        Self {
            class,
            instances: instances.len(),
            namespace: namespace(graph, &instances),
            slots,
        }
    }
}

/// Returns a class and all those above it.
fn with_those_above(graph: &Graph, class: TermId) -> Vec<TermId> {
    let mut classes = vec![class];
    let mut next = 0;
    while let Some(class) = classes.get(next).copied() {
        for wider in graph.objects(class, vocab::RDFS_SUB_CLASS_OF) {
            if !classes.contains(&wider) {
                classes.push(wider);
            }
        }
        next += 1;
    }
    classes
}

/// Notes what a shape and those that it refers to demand of single properties.
fn demand(
    shapes: &Shapes,
    id: ShapeId,
    seen: &mut FxHashSet<ShapeId>,
    known: &mut BTreeMap<TermId, Known>,
) {
    let shape = &shapes.shapes[id];
    if !seen.insert(id) || shape.is_deactivated || shape.is_refused {
        return;
    }
    for constraint in &shape.constraints {
        match &constraint.kind {
            Kind::Property(property) => demand(shapes, *property, seen, known),
            // Of a path, they are about the values.
            Kind::Node(node) if shape.path.is_none() => demand(shapes, *node, seen, known),
            Kind::And(all) if shape.path.is_none() => {
                for node in all {
                    demand(shapes, *node, seen, known);
                }
            }
            _ => {}
        }
    }
    let Some((_, Path::Property(property))) = &shape.path else {
        return;
    };
    let known = known.entry(*property).or_default();
    for constraint in &shape.constraints {
        match &constraint.kind {
            Kind::MinCount(least) => known.least = known.least.max(*least),
            Kind::Class(classes) | Kind::Datatype(classes) => {
                known.value = classes.first().copied()
            }
            Kind::HasValue(value) => {
                known.least = known.least.max(1);
                known.example = Some(*value);
            }
            Kind::In(values) => known.example = known.example.or(values.first().copied()),
            Kind::QualifiedMinCount(qualified) if qualified.count > 0 => {
                known.least = known.least.max(1);
                let of_value = shapes.shapes[qualified.shape].constraints.iter();
                known
                    .demanded
                    .extend(of_value.filter_map(|one| match &one.kind {
                        Kind::LanguageIn(ranges) => {
                            ranges.first().map(|tag| tag.to_ascii_lowercase())
                        }
                        _ => None,
                    }));
            }
            _ => {}
        }
    }
}

/// Notes the properties whose domain is one of some classes, and the ranges of all that are known.
fn declare(graph: &Graph, classes: &[TermId], known: &mut BTreeMap<TermId, Known>) {
    if let Some(domain) = graph.dictionary.find_iri(vocab::RDFS_DOMAIN) {
        for class in classes {
            for [property, ..] in graph.triples(None, Some(domain), Some(*class)) {
                known.entry(property).or_default();
            }
        }
    }
    for (property, known) in known {
        let range = graph.objects(*property, vocab::RDFS_RANGE).next();
        known.value = known
            .value
            .or(range.filter(|range| graph.dictionary.is_iri(*range)));
    }
}

/// Returns the instances of a class that have a name.
fn instances(graph: &Graph, class: TermId) -> Vec<TermId> {
    let property = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let typed = property.map(|property| graph.triples(None, Some(property), Some(class)));
    let subjects = typed.into_iter().flatten().map(|[subject, ..]| subject);
    subjects
        .filter(|one| graph.dictionary.is_iri(*one))
        .collect()
}

/// Counts the properties of an instance that sources state.
fn count(graph: &Graph, instance: TermId, known: &mut BTreeMap<TermId, Known>) {
    let mut properties = BTreeSet::new();
    let mut languages = BTreeSet::new();
    for [subject, property, object] in graph.triples(Some(instance), None, None) {
        if graph.is_only_inferred([subject, property, object]) {
            continue;
        }
        let known = known.entry(property).or_default();
        known.example = known.example.or(Some(object));
        known.with += usize::from(properties.insert(property));
        let kind = graph.dictionary.literal_type(object);
        let datatype = kind.filter(|kind| kind.language.is_empty());
        known
            .datatypes
            .insert(datatype.map(|kind| kind.datatype.clone()));
        match graph.dictionary.literal_type(object) {
            Some(kind) if !kind.language.is_empty() => {
                if languages.insert((property, kind.language.clone())) {
                    *known.used.entry(kind.language.clone()).or_default() += 1;
                }
            }
            Some(kind) => {
                let datatype = graph.dictionary.find_iri(&kind.datatype);
                known.value = known.value.or(datatype);
            }
            None => known.value = known.value.or_else(|| graph.class_of(object)),
        }
    }
}

fn slot(property: TermId, known: Known, instances: usize) -> Slot {
    let usual = known
        .used
        .into_iter()
        .filter(|(_, with)| with * 2 > instances);
    let mut languages: BTreeSet<String> = usual.map(|(tag, _)| tag).collect();
    languages.extend(known.demanded);
    let mut datatypes = known.datatypes.into_iter();
    let datatype = datatypes.next().filter(|_| datatypes.next().is_none());
    Slot {
        property,
        least: known.least,
        with: known.with,
        value: known.value,
        datatype: datatype.flatten(),
        languages: languages.into_iter().collect(),
        example: known.example,
    }
}

/// Returns the namespace that most of some terms are in; of several the first by its prefix.
fn namespace(graph: &Graph, terms: &[TermId]) -> Option<String> {
    let mut counts: Vec<(usize, &str)> = Vec::new();
    for (_, namespace) in graph.prefixes.iter() {
        let in_it = |term: &&TermId| graph.dictionary.text(**term).starts_with(namespace);
        counts.push((terms.iter().filter(in_it).count(), namespace));
    }
    let most = counts
        .iter()
        .map(|(count, _)| *count)
        .max()
        .filter(|most| *most > 0)?;
    let first = counts.into_iter().find(|(count, _)| *count == most);
    first.map(|(_, namespace)| namespace.to_owned())
}
