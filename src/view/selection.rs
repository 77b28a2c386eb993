//! Which part of a graph is drawn: the answer of a query, what is around entities, the ways between two of them.

use super::{Field, LeftOut};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::query::{Budget, Dataset, Pace, entity};
use crate::rdf::{NamedOrBlankNode, Term, Triple, vocab};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

const IN_SCHEME: &str = "http://www.w3.org/2004/02/skos/core#inScheme";

/// What is drawn, before it is folded.
#[derive(Debug, Default)]
pub struct Selection {
    /// The statements.
    pub triples: Vec<Triple>,
    /// Nodes that are there although no statement may speak of them.
    pub entities: Vec<TermId>,
    /// Statements whose objects, values of code lists, become rows of their subjects.
    pub codes: Vec<Triple>,
    /// Further rows of nodes.
    pub rows: Vec<(TermId, Field)>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// The node that it is about.
    pub focus: Option<TermId>,
    /// The ends of paths.
    pub ends: Vec<TermId>,
}

/// Returns whether the source with a path declares the vocabulary of a project, rather than data.
pub type IsVocabulary<'a> = &'a dyn Fn(&str) -> bool;

/// How far a selection goes.
#[derive(Clone)]
pub struct Reach<'a> {
    /// How many statements away.
    pub depth: usize,
    /// The most nodes.
    pub limit: usize,
    /// The only predicates that are followed; any, if there are none.
    pub only: Vec<TermId>,
    /// Predicates that are not followed, and entities that nothing leads over.
    pub avoid: Vec<TermId>,
    /// Whether statements are followed from their subjects only.
    pub is_directed: bool,
    /// The sources that declare the vocabulary.
    pub is_vocabulary: IsVocabulary<'a>,
}

/// The properties of names, with their subproperties.
///
/// # Errors
/// If a name stands for nothing.
pub fn predicates(graph: &Graph, names: &[String]) -> Result<Vec<TermId>> {
    let below = graph.dictionary.find_iri(vocab::RDFS_SUB_PROPERTY_OF);
    let mut all = Vec::new();
    for name in names {
        all.push(entity(graph, name)?);
    }
    let mut next = 0;
    while let Some(property) = all.get(next).copied() {
        next += 1;
        let subs = below
            .into_iter()
            .flat_map(|p| graph.triples(None, Some(p), Some(property)));
        let new: Vec<TermId> = subs.map(|t| t[0]).filter(|p| !all.contains(p)).collect();
        all.extend(new);
    }
    Ok(all)
}

/// Some entities and what the graph says between them; literals among them are left aside.
///
/// # Errors
/// If a limit is passed.
pub fn between(dataset: Dataset, entities: &[Term], budget: &Budget) -> Result<Selection> {
    let (graph, pace) = (dataset.graph(), budget.pace());
    let is_node = |term: &&Term| matches!(term, Term::NamedNode(_) | Term::BlankNode(_));
    let found = entities
        .iter()
        .filter(is_node)
        .filter_map(|term| graph.find(term));
    let ids: BTreeSet<TermId> = found.collect();
    let mut triples = Vec::new();
    for id in &ids {
        for statement in dataset.triples(Some(*id), None, None) {
            pace.step(1)?;
            if ids.contains(&statement[2]) {
                triples.extend(triple(graph, statement));
            }
        }
    }
    Ok(Selection {
        triples,
        entities: ids.iter().copied().collect(),
        ..Selection::default()
    })
}

/// The neighbourhood of an entity, in either direction.
///
/// # Errors
/// If a limit is passed.
pub fn around(
    dataset: Dataset,
    entity: TermId,
    reach: &Reach,
    budget: &Budget,
) -> Result<Selection> {
    Ok(Selection {
        focus: Some(entity),
        ..neighbourhood(dataset, &[entity], reach, budget)?
    })
}

/// The instances that a class and its subclasses have in a dataset, and what another has around them.
///
/// # Errors
/// If a limit is passed.
pub fn instances(
    (dataset, seen): (Dataset, Dataset),
    class: TermId,
    reach: &Reach,
    budget: &Budget,
) -> Result<Selection> {
    let graph = dataset.graph();
    let ids = (
        graph.dictionary.find_iri(vocab::RDF_TYPE),
        graph.dictionary.find_iri(vocab::RDFS_SUB_CLASS_OF),
    );
    let mut classes = vec![class];
    let mut next = 0;
    while let (Some(class), Some(sub)) = (classes.get(next).copied(), ids.1) {
        next += 1;
        let below = graph.triples(None, Some(sub), Some(class)).map(|t| t[0]);
        let new: Vec<TermId> = below.filter(|c| !classes.contains(c)).collect();
        classes.extend(new);
    }
    let kinds = ids.0.into_iter();
    let typed = kinds.flat_map(|kind| {
        classes
            .iter()
            .flat_map(move |class| seen.triples(None, Some(kind), Some(*class)))
    });
    let (mut starts, pace) = (BTreeSet::new(), budget.pace());
    for [instance, ..] in typed {
        pace.step(1)?;
        starts.insert(instance);
    }
    let starts: Vec<TermId> = starts.into_iter().collect();
    neighbourhood(dataset, &starts, reach, budget)
}

/// What is at most so far from some entities. Beyond the limit nothing is followed any more, and the selection says so.
///
/// # Errors
/// If a limit is passed.
pub(super) fn neighbourhood(
    dataset: Dataset,
    starts: &[TermId],
    reach: &Reach,
    budget: &Budget,
) -> Result<Selection> {
    let pace = budget.pace();
    let links = Links::of(dataset, reach, starts);
    let graph = dataset.graph();
    let mut reached: BTreeSet<TermId> = starts.iter().copied().take(reach.limit).collect();
    let mut cut = starts.len() - reached.len();
    let mut frontier: Vec<TermId> = reached.iter().copied().collect();
    for _ in 0..reach.depth {
        let mut next = Vec::new();
        for id in frontier {
            for [subject, _, object] in links.of_entity(id, &pace)? {
                let neighbour = if subject == id { object } else { subject };
                if reached.len() >= reach.limit && !reached.contains(&neighbour) {
                    cut += 1;
                } else if reached.insert(neighbour) {
                    next.push(neighbour);
                }
            }
        }
        frontier = next;
    }
    let mut selection = Selection::default();
    for id in &reached {
        for statement in dataset.triples(Some(*id), None, None) {
            pace.step(FOLLOWING)?;
            let [_, predicate, object] = statement;
            let is_row = graph.dictionary.is_literal(object) || links.is_type(predicate);
            if is_row || links.follows(statement) && reached.contains(&object) {
                selection.triples.extend(triple(graph, statement));
            } else if !links.in_vocabulary && reach.only.is_empty() && links.is_vocabulary(object) {
                selection.codes.extend(triple(graph, statement));
            }
        }
    }
    selection.entities = reached.into_iter().collect();
    if cut > 0 {
        let limit = reach.limit;
        selection
            .left_out
            .push(LeftOut::Links { count: cut, limit });
    }
    Ok(selection)
}

/// The shortest ways between two entities, all of them.
///
/// # Errors
/// If there is none so short, or a limit is passed.
pub fn paths(
    dataset: Dataset,
    (from, to): (TermId, TermId),
    reach: &Reach,
    budget: &Budget,
) -> Result<Selection> {
    let links = Links::of(dataset, reach, &[from, to]);
    let pace = budget.pace();
    let graph = dataset.graph();
    let mut distance = BTreeMap::from([(from, 0)]);
    let mut frontier = vec![from];
    let mut steps = Vec::new();
    for depth in 1..=reach.depth {
        let mut next = Vec::new();
        for id in frontier {
            for statement in links.of_entity(id, &pace)? {
                let [subject, _, object] = statement;
                let neighbour = if subject == id { object } else { subject };
                let known = *distance.entry(neighbour).or_insert_with(|| {
                    next.push(neighbour);
                    depth
                });
                if known == depth {
                    steps.push((id, statement, neighbour));
                }
            }
        }
        frontier = next;
        if distance.contains_key(&to) || frontier.is_empty() {
            break;
        }
    }
    if !distance.contains_key(&to) {
        return Err(Error::NoPath {
            from: graph.display(from).to_string(),
            to: graph.display(to).to_string(),
            most: reach.depth,
        });
    }
    // Backwards from the end, only what led there.
    let mut kept = BTreeSet::from([to]);
    let mut selection = Selection {
        ends: vec![from, to],
        ..Selection::default()
    };
    for (id, statement, neighbour) in steps.into_iter().rev() {
        if kept.contains(&neighbour) {
            kept.insert(id);
            selection.triples.extend(triple(graph, statement));
        }
    }
    selection.entities = kept.into_iter().collect();
    Ok(selection)
}

/// To see whether a link is followed takes several look-ups, which take about as long as this many rows of a table.
const FOLLOWING: usize = 64;

/// The links that a walk through a graph follows.
struct Links<'a> {
    dataset: Dataset<'a>,
    is_vocabulary: IsVocabulary<'a>,
    only: FxHashSet<TermId>,
    avoid: FxHashSet<TermId>,
    is_directed: bool,
    kind: Option<TermId>,
    reifies: Option<TermId>,
    /// That two concepts are in one list makes them no neighbours.
    scheme: Option<TermId>,
    /// Whether the walk starts in the vocabulary; otherwise it keeps out of it.
    in_vocabulary: bool,
}

impl<'a> Links<'a> {
    fn of(dataset: Dataset<'a>, reach: &Reach<'a>, starts: &[TermId]) -> Self {
        let dictionary = &dataset.graph().dictionary;
        let mut links = Self {
            dataset,
            is_vocabulary: reach.is_vocabulary,
            only: reach.only.iter().copied().collect(),
            avoid: reach.avoid.iter().copied().collect(),
            is_directed: reach.is_directed,
            kind: dictionary.find_iri(vocab::RDF_TYPE),
            reifies: dictionary.find_iri(vocab::RDF_REIFIES),
            scheme: dictionary.find_iri(IN_SCHEME),
            in_vocabulary: false,
        };
        links.in_vocabulary = starts.iter().any(|id| links.is_vocabulary(*id));
        links
    }

    fn is_type(&self, predicate: TermId) -> bool {
        Some(predicate) == self.kind
    }

    /// The statements from and to an entity that lead to another.
    fn of_entity(&self, id: TermId, pace: &Pace) -> Result<Vec<[TermId; 3]>> {
        let outgoing = self.dataset.triples(Some(id), None, None);
        let incoming = (!self.is_directed).then(|| self.dataset.triples(None, None, Some(id)));
        let incoming = incoming.into_iter().flatten();
        let mut followed = Vec::new();
        for statement in outgoing.chain(incoming) {
            pace.step(FOLLOWING)?;
            if self.follows(statement) {
                followed.push(statement);
            }
        }
        Ok(followed)
    }

    /// Whether a statement links two entities: neither literals nor evidence, nor what the vocabulary is made of.
    fn follows(&self, [subject, predicate, object]: [TermId; 3]) -> bool {
        let dictionary = &self.dataset.graph().dictionary;
        !self.is_type(predicate)
            && Some(predicate) != self.scheme
            && (self.only.is_empty() || self.only.contains(&predicate))
            && ![subject, predicate, object]
                .iter()
                .any(|id| self.avoid.contains(id))
            && !dictionary.is_literal(object)
            && dictionary.triple(object).is_none()
            && !self.is_reifier(subject)
            && (self.in_vocabulary || !self.is_vocabulary(object) && !self.is_vocabulary(subject))
    }

    fn is_reifier(&self, id: TermId) -> bool {
        let reifies = self
            .reifies
            .map(|p| self.dataset.triples(Some(id), Some(p), None).next());
        reifies.flatten().is_some()
    }

    /// Whether an entity gets its class from a source of the vocabulary: classes and properties are not neighbours of what they describe,
    /// nor are the values of code lists.
    fn is_vocabulary(&self, id: TermId) -> bool {
        let graph = self.dataset.graph();
        let typed = self
            .kind
            .and_then(|kind| self.dataset.triples(Some(id), Some(kind), None).next());
        let Some(typed) = typed else {
            return false;
        };
        let places = graph.places_of(typed);
        let sources = places
            .first()
            .and_then(|place| graph.sources.get(place.source as usize));
        sources.is_some_and(|source| (self.is_vocabulary)(&source.path))
    }
}

/// A statement as terms.
pub(super) fn triple(graph: &Graph, [subject, predicate, object]: [TermId; 3]) -> Option<Triple> {
    let subject = match graph.dictionary.term(subject) {
        Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
        Term::BlankNode(node) => node.into(),
        _ => return None,
    };
    let Term::NamedNode(predicate) = graph.dictionary.term(predicate) else {
        return None;
    };
    Some(Triple::new(
        subject,
        predicate,
        graph.dictionary.term(object),
    ))
}
