//! What statements rest on: the statements of files that one proof of each of them ends with, and the rules in these proofs.

use super::Triple;
use crate::graph::{Graph, RuleName};
use crate::rdf::vocab;
use std::collections::BTreeSet;

/// What statements rest on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaves {
    /// The statements that files assert.
    pub asserted: BTreeSet<Triple>,
    /// The rules, in the order of their places and names.
    pub rules: BTreeSet<(Option<String>, String)>,
}

/// Returns what statements of a graph rest on. A statement that files only speak of rests on those that reify it.
pub fn leaves(graph: &Graph, triples: impl IntoIterator<Item = Triple>) -> Leaves {
    let mut leaves = Leaves::default();
    let mut open: Vec<Triple> = triples.into_iter().collect();
    let mut seen: BTreeSet<Triple> = open.iter().copied().collect();
    while let Some(triple) = open.pop() {
        if graph.is_asserted(triple) {
            leaves.asserted.insert(triple);
            continue;
        }
        let premises = match graph.derivation(triple) {
            Some(derivation) => {
                let RuleName { name, place } = derivation.rule;
                leaves.rules.insert((place.clone(), name.clone()));
                derivation.premises
            }
            None => reifications(graph, triple),
        };
        open.extend(premises.into_iter().filter(|premise| seen.insert(*premise)));
    }
    leaves
}

/// The statements that something reifies a statement.
pub fn reifications(graph: &Graph, triple: Triple) -> Vec<Triple> {
    let term = graph.dictionary.find_triple(triple);
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    match (reifies, term) {
        (Some(reifies), Some(term)) => graph
            .asserted_triples(None, Some(reifies), Some(term))
            .collect(),
        _ => Vec::new(),
    }
}
