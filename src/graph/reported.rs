//! Statements that files only speak of: those that they reify and do not assert
//! ([RDF 1.2 Concepts](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification)).

use super::{Acceptance, Graph};
use crate::dictionary::TermId;
use crate::rdf::vocab;
use std::collections::BTreeSet;

impl Graph {
    /// Returns the statements about some entities, as subjects or objects, that files reify and that are not in the graph, since
    /// the project has no levels of acceptance.
    pub fn only_reported(&self, is_one: &dyn Fn(TermId) -> bool) -> BTreeSet<[TermId; 3]> {
        let reifies = self.dictionary.find_iri(vocab::RDF_REIFIES);
        let reified = reifies.map(|reifies| self.triples(None, Some(reifies), None));
        let terms = reified.into_iter().flatten().map(|[_, _, term]| term);
        let statements = terms.filter_map(|term| self.dictionary.triple(term));
        let about = statements.filter(|[s, _, o]| is_one(*s) || is_one(*o));
        about.filter(|triple| self.row(*triple).is_none()).collect()
    }

    /// Returns the first statement of those that sources reify with a reifier, as a triple term.
    pub fn reified_by(&self, reifier: TermId) -> Option<TermId> {
        let reified = self.said_objects(reifier, vocab::RDF_REIFIES);
        reified.into_iter().min()
    }

    /// Returns the name of the level of a statement that is not seen by default.
    pub fn weaker_level(&self, triple: [TermId; 3]) -> Option<&str> {
        let level = self.level_of(self.row(triple)?);
        let is_weaker = level > self.acceptance.default & Acceptance::LEVEL;
        let name = self.acceptance.names.get(usize::from(level));
        name.filter(|_| is_weaker).map(String::as_str)
    }

    /// Returns whether a statement is on one of the levels that have names, or on the first: steps of proofs are on none.
    pub fn is_on_a_level(&self, triple: [TermId; 3]) -> bool {
        let level = self.row(triple).map(|row| usize::from(self.level_of(row)));
        level.is_some_and(|level| level < self.acceptance.names.len().max(1))
    }
}
