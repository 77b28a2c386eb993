//! How certain a triple is: its level of acceptance is the lowest that one of its
//! [reifiers](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification) states.
//!
//! A triple that a file asserts without stating how certain it is, is on the first level. A triple that is only reified is
//! in the graph too, marked as such, so that a query on a level that accepts it sees it like any other.

use super::change::{Change, Row};
use super::{Acceptance, Graph};
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;
use std::mem;

/// The levels of triples that are not on the first.
type Levels = FxHashMap<[TermId; 3], u8>;

/// How files state that a statement is certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certainty {
    /// The names of the levels and which is the default.
    pub acceptance: Acceptance,
    /// The IRI or prefixed name of the property of reifiers that states it.
    pub property: String,
    /// The level of each of its values, by IRI or prefixed name.
    pub levels: Vec<(String, u8)>,
}

/// Computes the levels of the triples of a graph, and adds to the graph the triples that are reified and not asserted.
pub(super) fn apply(graph: &mut Graph, certainty: &Certainty) {
    graph.acceptance = certainty.acceptance.clone();
    let (levels, mut added) = reified(graph, certainty);
    if !added.is_empty() {
        added.sort_unstable();
        let numbers: Vec<TermId> = (0..graph.dictionary.len() as TermId).collect();
        let change = Change {
            numbers: &numbers,
            terms: numbers.len(),
            gone: Vec::new(),
            added,
        };
        let old = Graph {
            spo: mem::take(&mut graph.spo),
            pos: mem::take(&mut graph.pos),
            osp: mem::take(&mut graph.osp),
            places: mem::take(&mut graph.places),
            ..Graph::default()
        };
        change.apply(&old, graph, |line| line);
        graph.places.origins = old.places.origins;
    }
    set_levels(graph, &levels);
}

/// The term of an IRI or a prefixed name.
fn find(graph: &Graph, name: &str) -> Option<TermId> {
    let expanded = graph.prefixes.expand(name);
    graph
        .dictionary
        .find_iri(expanded.as_deref().unwrap_or(name))
}

/// The levels of reified triples, marked if they are not asserted, and the rows of those that are not.
fn reified(graph: &Graph, certainty: &Certainty) -> (Levels, Vec<Row>) {
    let dictionary = &graph.dictionary;
    let mut levels = Levels::default();
    let mut added = Vec::new();
    let values: FxHashMap<TermId, u8> = certainty
        .levels
        .iter()
        .filter_map(|(name, level)| Some((find(graph, name)?, *level)))
        .collect();
    let property = find(graph, &certainty.property);
    let (Some(property), Some(reifies)) = (property, dictionary.find_iri(vocab::RDF_REIFIES))
    else {
        return (levels, added);
    };
    for statement in graph.all_triples(None, Some(reifies), None) {
        let [reifier, _, object] = statement;
        let certainties = graph.all_triples(Some(reifier), Some(property), None);
        let level = certainties.filter_map(|[_, _, value]| values.get(&value).copied());
        let (Some(triple), Some(level)) = (dictionary.triple(object), level.min()) else {
            continue;
        };
        let is_asserted = graph.row(triple).is_some();
        let mark = if is_asserted { 0 } else { Acceptance::REIFIED };
        let entry = levels.entry(triple).or_insert(level | mark);
        *entry = (*entry).min(level | mark);
        if let Some(row) = graph.row(statement).filter(|_| !is_asserted) {
            let [subject, predicate, object] = triple;
            let mut add = |line| added.push([subject, predicate, object, line]);
            graph.places.each_line(row, &mut add);
        }
    }
    (levels, added)
}

/// Notes the levels of triples in all orders; a triple without one is on the first.
fn set_levels(graph: &mut Graph, levels: &Levels) {
    if levels.is_empty() {
        return;
    }
    for order in [&mut graph.spo, &mut graph.pos, &mut graph.osp] {
        let level = |triple| levels.get(&triple).copied().unwrap_or(0);
        let column: Vec<u8> = order.matching([None; 3]).map(level).collect();
        order.levels = column.into();
    }
}
