//! Everything about one entity: what is said of it and what is said with it, by property.

use crate::dictionary::TermId;
use crate::error::Result;
use crate::graph::{Graph, Place, RuleName};
use crate::infer::{Evidence, Triple, evidence};
use crate::query::Budget;
use crate::rdf::vocab;
use std::collections::BTreeMap;

/// The statements about an entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The entity.
    pub id: TermId,
    /// The statements of which it is the subject.
    pub outgoing: Vec<Group>,
    /// The statements of which it is the object.
    pub incoming: Vec<Group>,
}

/// The statements of one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The property.
    pub property: TermId,
    /// The statements, sorted by their other end; those that files only report come last.
    pub triples: Vec<Triple>,
}

/// What is looked up of a statement takes about as long as this many rows of a table.
pub const LOOK_UP: usize = 16;

/// What is known of a statement.
#[derive(Debug)]
pub struct Statement<'g> {
    /// The places that assert it or speak of it.
    pub places: Vec<Place>,
    /// The rule that gives it, if no file asserts it.
    pub rule: Option<&'g RuleName>,
    /// The level of acceptance on which it is first seen, if it is not seen by default.
    pub weaker_level: Option<&'g str>,
    /// Whether a file asserts it.
    pub is_asserted: bool,
    /// Whether no file has it, and it only follows.
    pub is_only_inferred: bool,
    /// What files say of it.
    pub evidence: Vec<Evidence>,
}

impl Entity {
    /// Gathers the statements of an entity, also those that are only seen on a weaker level of acceptance or only reported: classes
    /// first, then labels, then the other properties.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn of(graph: &Graph, id: TermId, budget: &Budget) -> Result<Self> {
        let reported = graph.only_reported(&|term| term == id);
        let groups = |subject: Option<TermId>, object: Option<TermId>| {
            let all = graph.all_triples(subject, None, object);
            let seen = all.filter(|triple| graph.is_on_a_level(*triple));
            let is_about = |[s, _, o]: &Triple| subject == Some(*s) || object == Some(*o);
            let reported = reported.iter().copied().filter(is_about);
            grouped(graph, seen.chain(reported), budget)
        };
        Ok(Self {
            id,
            outgoing: groups(Some(id), None)?,
            incoming: groups(None, Some(id))?,
        })
    }

    /// Returns how many statements there are, and how many of them are inferred. One of which the entity is subject and object counts
    /// once.
    pub fn counts(&self, graph: &Graph) -> (usize, usize) {
        let incoming = self.incoming.iter().flat_map(|group| &group.triples);
        let incoming = incoming.filter(|[subject, ..]| *subject != self.id);
        let outgoing = self.outgoing.iter().flat_map(|group| &group.triples);
        let (mut statements, mut inferred) = (0, 0);
        for triple in outgoing.chain(incoming) {
            statements += 1;
            inferred += usize::from(graph.is_inferred(*triple));
        }
        (statements, inferred)
    }
}

impl<'g> Statement<'g> {
    /// Gathers what a graph knows of a statement.
    pub fn of(graph: &'g Graph, triple: Triple) -> Self {
        let derivation = graph
            .derivation(triple)
            .filter(|_| graph.is_inferred(triple));
        Self {
            places: graph.places_of(triple),
            rule: derivation.map(|derivation| derivation.rule),
            weaker_level: graph.weaker_level(triple),
            is_asserted: graph.is_asserted(triple),
            is_only_inferred: graph.is_only_inferred(triple),
            evidence: evidence(graph, triple),
        }
    }
}

fn grouped(
    graph: &Graph,
    triples: impl Iterator<Item = Triple>,
    budget: &Budget,
) -> Result<Vec<Group>> {
    let pace = budget.pace();
    let mut by_property: BTreeMap<TermId, Vec<Triple>> = BTreeMap::new();
    for triple in triples {
        pace.step(LOOK_UP)?;
        by_property.entry(triple[1]).or_default().push(triple);
    }
    let groups = by_property.into_iter();
    let mut groups: Vec<Group> = groups
        .map(|(property, triples)| Group { property, triples })
        .collect();
    groups.sort_by_cached_key(|group| rank(graph, group.property));
    Ok(groups)
}

/// Classes first, then labels, then the rest.
pub fn rank(graph: &Graph, property: TermId) -> usize {
    let iri = graph.dictionary.text(property);
    let label = vocab::LABELS.iter().position(|label| *label == iri);
    match label {
        _ if iri == vocab::RDF_TYPE => 0,
        Some(at) => at + 1,
        None => vocab::LABELS.len() + 1,
    }
}

/// Returns the figures of an entity as printed: for each property of such figures those in the language of the reader, or else in
/// the best other one.
pub fn printed(
    graph: &Graph,
    entity: TermId,
    properties: &[TermId],
    languages: &[String],
) -> Vec<TermId> {
    let of_property = |property: &TermId| {
        let figures = graph.triples(Some(entity), Some(*property), None);
        let figures = figures.map(|[_, _, figure]| figure).collect();
        in_best_language(graph, figures, languages)
    };
    properties.iter().flat_map(of_property).collect()
}

/// Returns what files say of a figure beside its classes, its names and how it is printed, such as its unit, its bound and its period:
/// properties with their values.
pub fn figure_parts(graph: &Graph, figure: TermId, printed: &[TermId]) -> Vec<(TermId, TermId)> {
    let is_other = |property: TermId| {
        let iri = graph.dictionary.text(property);
        !printed.contains(&property)
            && !vocab::LABELS.contains(&iri.as_str())
            && ![vocab::RDF_TYPE, vocab::RDF_REIFIES].contains(&iri.as_str())
    };
    let said = graph.asserted_triples(Some(figure), None, None);
    let said = said.map(|[_, property, value]| (property, value));
    said.filter(|(property, _)| is_other(*property)).collect()
}

/// Returns those of some literals that are in the language that a reader likes best.
pub fn in_best_language(graph: &Graph, literals: Vec<TermId>, languages: &[String]) -> Vec<TermId> {
    let rank = |literal: &TermId| graph.language_rank(*literal, languages);
    let best = literals.iter().map(rank).min();
    let literals = literals.into_iter();
    literals
        .filter(|literal| Some(rank(literal)) == best)
        .collect()
}
