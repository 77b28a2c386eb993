//! The kinds of entities that a parameter may be for: classes, properties, and the instances of a class
//! ([RDF Schema](https://www.w3.org/TR/rdf-schema/)).

use super::algebra::NameOf;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::rdf::vocab;

/// A kind of entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// Every entity.
    Any,
    /// What is declared as a class, has instances, or has a place in the hierarchy of classes.
    Class,
    /// What is declared as a property, is a predicate, or has a place in the hierarchy of properties.
    Property,
    /// The instances of one of some classes or of their subclasses.
    Instance(Vec<TermId>),
}

impl EntityKind {
    /// Returns the kind of what stands in a place of a query.
    pub fn of_position(position: Option<NameOf>) -> Self {
        match position {
            Some(NameOf::Class) => Self::Class,
            Some(NameOf::Property) => Self::Property,
            Some(NameOf::Entity) | None => Self::Any,
        }
    }

    /// Returns whether an entity is of the kind; inferred statements count.
    pub fn has(&self, graph: &Graph, entity: TermId) -> bool {
        match self {
            Self::Any => true,
            Self::Class => is_class(graph, entity),
            Self::Property => is_property(graph, entity),
            Self::Instance(classes) => is_instance(graph, entity, classes),
        }
    }

    /// Returns the entities of the kind that a label names, sorted.
    pub fn members(&self, graph: &Graph) -> Vec<TermId> {
        let named = graph.labels().map(|(entity, _)| entity);
        let mut members: Vec<TermId> = named.filter(|entity| self.has(graph, *entity)).collect();
        members.sort_unstable();
        members.dedup();
        members
    }
}

/// Returns whether an entity is a class: it is declared, has instances, or is above or below another class.
pub fn is_class(graph: &Graph, entity: TermId) -> bool {
    let has = |subject, property: &str, object| has_any(graph, subject, property, object);
    is_declared(graph, entity, &vocab::CLASSES)
        || has(None, vocab::RDF_TYPE, Some(entity))
        || has(Some(entity), vocab::RDFS_SUB_CLASS_OF, None)
        || has(None, vocab::RDFS_SUB_CLASS_OF, Some(entity))
}

/// Returns whether an entity is a property: it is declared, a predicate, or above or below another property.
fn is_property(graph: &Graph, entity: TermId) -> bool {
    let has = |subject, property: &str, object| has_any(graph, subject, property, object);
    graph.statistics.distinct(entity).is_some()
        || is_declared(graph, entity, &vocab::PROPERTIES)
        || has(Some(entity), vocab::RDFS_SUB_PROPERTY_OF, None)
        || has(None, vocab::RDFS_SUB_PROPERTY_OF, Some(entity))
}

fn is_declared(graph: &Graph, entity: TermId, classes: &[&str]) -> bool {
    let mut types = graph.objects(entity, vocab::RDF_TYPE);
    types.any(|class| {
        let class = graph.dictionary.text(class);
        classes.contains(&class.as_str())
    })
}

fn has_any(graph: &Graph, subject: Option<TermId>, property: &str, object: Option<TermId>) -> bool {
    let property = graph.dictionary.find_iri(property);
    property.is_some_and(|property| {
        graph
            .triples(subject, Some(property), object)
            .next()
            .is_some()
    })
}

/// Returns whether an entity is of one of some classes or of a class below it.
fn is_instance(graph: &Graph, entity: TermId, classes: &[TermId]) -> bool {
    let mut above: Vec<TermId> = graph.objects(entity, vocab::RDF_TYPE).collect();
    let mut next = 0;
    while let Some(class) = above.get(next).copied() {
        if classes.contains(&class) {
            return true;
        }
        for wider in graph.objects(class, vocab::RDFS_SUB_CLASS_OF) {
            if !above.contains(&wider) {
                above.push(wider);
            }
        }
        next += 1;
    }
    false
}
