//! How often the instances of each class have each property, and are its value.

use super::super::dataset::Dataset;
use super::super::limits::Budget;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Properties with their numbers.
pub type Counts = BTreeMap<TermId, usize>;

/// How properties are used in a graph, on a level of acceptance.
#[derive(Debug, Default)]
pub struct Usage {
    /// The number of instances of each class.
    pub classes: Counts,
    /// The number of statements of each property.
    pub properties: Counts,
    /// By class, how many instances have each property.
    outgoing: FxHashMap<TermId, Counts>,
    /// By class, how many instances are a value of each property.
    incoming: FxHashMap<TermId, Counts>,
}

/// Where a property leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From a node.
    From,
    /// To a node.
    To,
}

impl Usage {
    /// Counts what a dataset has, in time linear in its triples and the classes of their nodes.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn of(dataset: Dataset<'_>, budget: &Budget) -> Result<Self> {
        let pace = budget.pace();
        let graph = dataset.graph();
        let mut usage = Self::default();
        let Some(class) = graph.dictionary.find_iri(vocab::RDF_TYPE) else {
            for [_, property, _] in dataset.triples(None, None, None) {
                pace.step(1)?;
                *usage.properties.entry(property).or_default() += 1;
            }
            return Ok(usage);
        };
        let classes_of = |node: TermId| -> Vec<TermId> {
            let types = dataset.triples(Some(node), Some(class), None);
            types.map(|[_, _, class]| class).collect()
        };
        let mut node = None;
        let mut classes = Vec::new();
        let mut before = None;
        for [subject, property, _] in dataset.triples(None, None, None) {
            pace.step(1 + classes.len())?;
            *usage.properties.entry(property).or_default() += 1;
            if node != Some(subject) {
                (node, before) = (Some(subject), None);
                classes = classes_of(subject);
                for class in &classes {
                    *usage.classes.entry(*class).or_default() += 1;
                }
            }
            if before != Some(property) {
                before = Some(property);
                count(&mut usage.outgoing, &classes, property);
            }
        }
        let rows = graph.osp.matching([None; 3]).up_to(dataset.level());
        let mut properties: Vec<TermId> = Vec::new();
        node = None;
        for [_, property, object] in rows {
            pace.step(1)?;
            if graph.dictionary.is_literal(object) {
                continue;
            }
            if node != Some(object) {
                node = Some(object);
                classes = classes_of(object);
                properties.clear();
            }
            if !classes.is_empty() && !properties.contains(&property) {
                properties.push(property);
                count(&mut usage.incoming, &classes, property);
            }
        }
        Ok(usage)
    }

    /// Returns the properties of the instances of a class, and how many have each.
    pub fn of_class(&self, class: TermId, direction: Direction) -> Option<&Counts> {
        match direction {
            Direction::From => self.outgoing.get(&class),
            Direction::To => self.incoming.get(&class),
        }
    }
}

fn count(counts: &mut FxHashMap<TermId, Counts>, classes: &[TermId], property: TermId) {
    for class in classes {
        let of_class = counts.entry(*class).or_default();
        *of_class.entry(property).or_default() += 1;
    }
}
