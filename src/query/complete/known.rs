//! What a pattern says of its nodes, and which classes and properties are possible by it.

use super::place::{Node, Step, Triple};
use super::usage::{Counts, Direction, Usage};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::dataset::Dataset;
use crate::query::limits::Budget;
use crate::rdf::vocab;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a node.
#[derive(Debug, Default)]
pub struct Known {
    /// The classes that it must have: of each set one at least.
    classes: Vec<BTreeSet<TermId>>,
    /// The properties that it has, and those that lead to it.
    properties: Vec<(TermId, Direction)>,
    /// The node itself, if it is an entity of the graph.
    entity: Option<TermId>,
}

impl Known {
    /// Collects what the triples of a pattern say of a node.
    pub fn of(node: &Node, triples: &[Triple], dataset: Dataset<'_>) -> Self {
        let graph = dataset.graph();
        let find = |iri: &str| graph.dictionary.find_iri(iri);
        let mut known = Self::default();
        if let Node::Iri(iri) = node {
            known.entity = find(iri);
            return known;
        }
        for triple in triples {
            let Step::Property(property) = &triple.step else {
                continue;
            };
            if triple.subject == *node {
                if property == vocab::RDF_TYPE {
                    let classes = classes(&triple.object, triples, dataset);
                    known.classes.extend(classes);
                } else {
                    let found = find(property).map(|property| (property, Direction::From));
                    known.properties.extend(found);
                }
            }
            if triple.object == *node {
                let found = find(property).map(|property| (property, Direction::To));
                known.properties.extend(found);
            }
        }
        known
    }

    /// Returns the classes that are possible beside what is known, with their instances.
    pub fn possible_classes(&self, usage: &Usage) -> Counts {
        let is_possible = |class: TermId| {
            let mut properties = self.properties.iter();
            properties.all(|(property, direction)| {
                let counts = usage.of_class(class, *direction);
                counts.is_some_and(|counts| counts.contains_key(property))
            })
        };
        let classes = usage.classes.iter();
        let possible = classes.filter(|(class, _)| is_possible(**class));
        possible.map(|(class, count)| (*class, *count)).collect()
    }

    /// Returns the properties that are possible, with the number of nodes that have them and are as the pattern says, or about as many.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn possible_properties(
        &self,
        direction: Direction,
        usage: &Usage,
        (dataset, budget): (Dataset<'_>, &Budget),
    ) -> Result<Counts> {
        let pace = budget.pace();
        if let Some(entity) = self.entity {
            let mut counts = Counts::new();
            let triples = match direction {
                Direction::From => dataset.triples(Some(entity), None, None),
                Direction::To => dataset.triples(None, None, Some(entity)),
            };
            for [_, property, _] in triples {
                pace.step(1)?;
                *counts.entry(property).or_default() += 1;
            }
            return Ok(counts);
        }
        let sets: Vec<BTreeSet<TermId>> = match self.classes.is_empty() {
            false => self.classes.clone(),
            true if self.properties.is_empty() => return Ok(usage.properties.clone()),
            true => vec![self.possible_classes(usage).into_keys().collect()],
        };
        let mut sets = sets.iter().map(|classes| {
            let mut most = Counts::new();
            for class in classes {
                budget.look()?;
                for (property, count) in usage.of_class(*class, direction).into_iter().flatten() {
                    let known = most.entry(*property).or_default();
                    *known = (*known).max(*count);
                }
            }
            Ok(most)
        });
        let first = sets.next().transpose()?.unwrap_or_default();
        sets.try_fold(first, |all, more: Result<Counts>| {
            let more = more?;
            let both = all.into_iter().filter_map(|(property, count)| {
                let other = more.get(&property)?;
                Some((property, count.min(*other)))
            });
            Ok(both.collect::<BTreeMap<_, _>>())
        })
    }
}

/// Returns the classes of which one must be that of a node, if it has this class in a pattern: the class and, where it has no
/// instances itself or the pattern says so, those below it.
fn classes(class: &Node, triples: &[Triple], dataset: Dataset<'_>) -> Option<BTreeSet<TermId>> {
    let graph = dataset.graph();
    let iri = match class {
        Node::Iri(iri) => iri,
        // `a/rdfs:subClassOf* :C`
        node => triples
            .iter()
            .find_map(|triple| match (&triple.step, &triple.object) {
                (Step::Steps(property), Node::Iri(iri))
                    if triple.subject == *node && property == vocab::RDFS_SUB_CLASS_OF =>
                {
                    Some(iri)
                }
                _ => None,
            })?,
    };
    let class_id = graph.dictionary.find_iri(iri)?;
    let is_exact = matches!(class, Node::Iri(_));
    let instance_of = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let mut instances = dataset.triples(None, instance_of, Some(class_id));
    if is_exact && instances.next().is_some() {
        return Some(BTreeSet::from([class_id]));
    }
    let below = graph.dictionary.find_iri(vocab::RDFS_SUB_CLASS_OF);
    let mut found = BTreeSet::from([class_id]);
    let mut open = vec![class_id];
    while let (Some(class), Some(below)) = (open.pop(), below) {
        for [narrower, _, _] in dataset.triples(None, Some(below), Some(class)) {
            if found.insert(narrower) {
                open.push(narrower);
            }
        }
    }
    Some(found)
}
