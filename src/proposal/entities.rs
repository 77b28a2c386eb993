//! Which columns name entities of the graph.

use super::facts::Facts;
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::query::{EntityKind, PlainLabels, meanings_by_labels};
use crate::rdf::{Prefixes, vocab};
use std::collections::{BTreeMap, BTreeSet};

/// The most different values of a column that are looked up.
const MOST: usize = 300;

/// The entities of a graph by their names.
pub struct Entities<'g> {
    graph: &'g Graph,
    labels: PlainLabels,
}

/// What the values of a column name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The IRI of the class of the entities, if they have one.
    pub class: Option<String>,
    /// The number of values that name one entity of the class.
    pub known: usize,
    /// The number of different values that were looked up.
    pub looked_up: usize,
    /// Whether each value names one entity.
    pub is_whole: bool,
}

impl<'g> Entities<'g> {
    /// Returns those of a graph.
    pub fn of(graph: &'g Graph) -> Self {
        let labels = PlainLabels::of(graph);
        Self { graph, labels }
    }

    /// Returns which entities the values of a column name, if more than half of them name one: of the classes whose instances are
    /// named by most values the narrowest.
    pub fn named_by(&self, facts: &Facts) -> Option<Named> {
        let values = facts.kept.iter().take(MOST);
        let looked_up = values.len();
        let mut of_class: BTreeMap<Option<TermId>, usize> = BTreeMap::new();
        for value in values {
            for class in self.classes_of_one(value) {
                *of_class.entry(class).or_default() += 1;
            }
        }
        let narrow = |class: &Option<TermId>| std::cmp::Reverse(self.instances(*class));
        let best = of_class
            .into_iter()
            .max_by_key(|(class, known)| (*known, class.is_some(), narrow(class)));
        let (class, known) = best.filter(|(_, known)| known * 2 > looked_up)?;
        Some(Named {
            class: class.map(|class| self.graph.dictionary.text(class)),
            known,
            looked_up,
            is_whole: known == facts.distinct.len(),
        })
    }

    /// Returns the classes of which a value names one instance; `None` among them if it names only one entity.
    fn classes_of_one(&self, value: &str) -> BTreeSet<Option<TermId>> {
        let mut meanings = meanings_by_labels(self.graph, value, &EntityKind::Any, &self.labels);
        let is_term = |entity: TermId| {
            EntityKind::Class.has(self.graph, entity)
                || EntityKind::Property.has(self.graph, entity)
        };
        meanings.retain(|entity| self.graph.dictionary.is_iri(*entity) && !is_term(*entity));
        let mut counts: BTreeMap<Option<TermId>, usize> = BTreeMap::new();
        for entity in &meanings {
            *counts.entry(None).or_default() += 1;
            for class in self.classes_of(*entity) {
                *counts.entry(Some(class)).or_default() += 1;
            }
        }
        let once = counts.into_iter().filter(|(_, count)| *count == 1);
        once.map(|(class, _)| class).collect()
    }

    /// Returns the classes of an entity that sources state, and those above them, apart from those of well-known vocabularies.
    fn classes_of(&self, entity: TermId) -> Vec<TermId> {
        let mut classes = self.graph.said_objects(entity, vocab::RDF_TYPE);
        let mut next = 0;
        while let Some(class) = classes.get(next).copied() {
            for wider in self.graph.said_objects(class, vocab::RDFS_SUB_CLASS_OF) {
                if !classes.contains(&wider) {
                    classes.push(wider);
                }
            }
            next += 1;
        }
        let well_known = Prefixes::default();
        classes.retain(|class| {
            let is_iri = self.graph.dictionary.is_iri(*class);
            is_iri
                && well_known
                    .compact(&self.graph.dictionary.text(*class))
                    .is_none()
        });
        classes.sort_unstable();
        classes.dedup();
        classes
    }

    fn instances(&self, class: Option<TermId>) -> usize {
        let property = self.graph.dictionary.find_iri(vocab::RDF_TYPE);
        match property.zip(class) {
            Some((property, class)) => self
                .graph
                .triples(None, Some(property), Some(class))
                .count(),
            None => 0,
        }
    }
}
