//! The one index: terms as numbers, statements in three sorted orders, and for each statement the places that assert it.
//!
//! A graph is a set of triples (the union of its graphs) that knows of each triple in which graphs it stands,
//! so it is also an [RDF dataset](https://www.w3.org/TR/rdf12-concepts/#section-dataset).

mod acceptance;
mod certainty;
mod change;
mod check;
mod classes;
mod derivations;
mod digests;
mod expressions;
mod hidden;
mod inferred;
mod labels;
mod merge;
mod order;
mod places;
mod portion;
mod reported;
mod revise;
mod statistics;
mod written;

pub use acceptance::Acceptance;
pub use certainty::Certainty;
pub use derivations::{Derivation, Derivations, RuleName};
pub use digests::Digests;
pub use inferred::Inferred;
pub use merge::{Merge, Part};
pub(crate) use order::equal_range;
pub use order::{Components, Order, Triples};
pub use places::{Origin, Place, Places};
pub use portion::{Portion, PortionOrder, Portions};
pub use statistics::Statistics;

use crate::dictionary::{Dictionary, TermId};
use crate::rdf::{Prefixes, Term, Triple};
use std::sync::Arc;

/// A source as the graph remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Path relative to the project's root.
    pub path: String,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// How many lines it has.
    pub lines: u32,
}

/// The prefixes that each source declares, to make the graph again when one of them has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Different lists of names and namespaces: most sources declare the same.
    pub lists: Vec<Vec<(String, String)>>,
    /// For each source, the index of its list.
    pub of_source: Vec<u32>,
}

impl Declared {
    fn push(&mut self, list: Vec<(String, String)>) {
        let known = self.lists.iter().position(|known| *known == list);
        let index = known.unwrap_or_else(|| {
            self.lists.push(list);
            self.lists.len() - 1
        });
        self.of_source.push(index as u32);
    }

    fn of(&self, source: usize) -> &[(String, String)] {
        let index = self.of_source.get(source);
        let list = index.and_then(|index| self.lists.get(*index as usize));
        list.map_or(&[], Vec::as_slice)
    }
}

/// All statements of a project.
#[derive(Debug, Default)]
pub struct Graph {
    /// The terms; results of queries share them.
    pub dictionary: Arc<Dictionary>,
    /// Triples by subject, predicate, object; their rows number the triples.
    pub spo: Order,
    /// Triples by predicate, object, subject.
    pub pos: Order,
    /// Triples by object, subject, predicate.
    pub osp: Order,
    /// How many subjects and objects each predicate has.
    pub statistics: Statistics,
    /// Where each triple is asserted.
    pub places: Places,
    /// How the inferred triples follow.
    pub derivations: Derivations,
    /// The files, by path.
    pub sources: Vec<Source>,
    /// The prefixes that the files declare.
    pub prefixes: Prefixes,
    /// Which file declares which of them.
    pub declared: Declared,
    /// How certain a triple must be to be seen.
    pub acceptance: Acceptance,
}

impl Graph {
    /// How many distinct triples there are.
    pub fn len(&self) -> usize {
        self.spo.len()
    }

    /// How many distinct triples the files have.
    pub fn said_len(&self) -> usize {
        let inferred = self
            .spo
            .levels
            .iter()
            .filter(|level| **level & Acceptance::INFERRED != 0);
        self.len() - inferred.count()
    }

    /// Whether there is no triple.
    pub fn is_empty(&self) -> bool {
        self.spo.is_empty()
    }

    /// The triples that match a [triple pattern](https://www.w3.org/TR/sparql11-query/#defn_TriplePattern),
    /// as far as they are accepted by default; `None` matches every term.
    pub fn triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Triples<'_> {
        self.all_triples(subject, predicate, object)
            .up_to(self.acceptance.default)
    }

    /// The triples that match a triple pattern on every level of acceptance.
    pub fn all_triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> Triples<'_> {
        match (subject, predicate, object) {
            (Some(s), Some(p), Some(o)) => self.spo.matching([Some(s), Some(p), Some(o)]),
            (Some(s), None, Some(o)) => self.osp.matching([Some(o), Some(s), None]),
            (Some(s), p, _) => self.spo.matching([Some(s), p, None]),
            (None, Some(p), o) => self.pos.matching([Some(p), o, None]),
            (None, None, Some(o)) => self.osp.matching([Some(o), None, None]),
            (None, None, None) => self.spo.matching([None, None, None]),
        }
    }

    /// The triples that match a triple pattern and that files assert, on every level of acceptance.
    pub fn asserted_triples(
        &self,
        subject: Option<TermId>,
        predicate: Option<TermId>,
        object: Option<TermId>,
    ) -> impl Iterator<Item = [TermId; 3]> + '_ {
        // Most of the others are inferred, and are seen to be without a look at their rows.
        let all = self.all_triples(subject, predicate, object);
        let of_files = all.up_to(Acceptance::INFERRED | Acceptance::HIDDEN);
        of_files.filter(|triple| self.is_asserted(*triple))
    }

    /// Whether a file asserts a triple, and does not only speak of it.
    pub fn is_asserted(&self, triple: [TermId; 3]) -> bool {
        let marks = Acceptance::REIFIED | Acceptance::INFERRED;
        self.row(triple)
            .is_some_and(|row| self.marked_level(row) & marks == 0)
    }

    /// Whether no file has a triple, and it only follows.
    pub fn is_only_inferred(&self, triple: [TermId; 3]) -> bool {
        self.row(triple)
            .is_some_and(|row| self.marked_level(row) & Acceptance::INFERRED != 0)
    }

    /// Returns whether a triple is inferred and no file asserts it; files may speak of it.
    pub fn is_inferred(&self, triple: [TermId; 3]) -> bool {
        self.is_only_inferred(triple)
            || !self.is_asserted(triple) && self.derivation(triple).is_some()
    }

    /// The objects of a subject and a property that no rule had to infer; if there are none, those that one did; of a blank node that
    /// only proofs speak of, those that they say.
    pub fn said_objects(&self, subject: TermId, property: &str) -> Vec<TermId> {
        let mut objects = self.objects(subject, property).collect::<Vec<TermId>>();
        let property = self.dictionary.find_iri(property);
        if objects.is_empty() && property.is_some() && self.dictionary.is_blank_node(subject) {
            let hidden = self.all_triples(Some(subject), property, None);
            objects.extend(hidden.up_to(Acceptance::HIDDEN).map(|[.., object]| object));
        }
        let is_said = |object: &TermId| {
            property.is_some_and(|property| !self.is_only_inferred([subject, property, *object]))
        };
        let said: Vec<TermId> = objects.iter().copied().filter(is_said).collect();
        if said.is_empty() { objects } else { said }
    }

    /// The level of acceptance of the triple in a row, with its marks.
    pub fn marked_level(&self, row: usize) -> u8 {
        self.spo.levels.get(row).copied().unwrap_or(0)
    }

    /// The level of acceptance of the triple in a row.
    pub fn level_of(&self, row: usize) -> u8 {
        self.marked_level(row) & Acceptance::LEVEL
    }

    /// The weakest level that a triple has.
    pub fn highest_level(&self) -> u8 {
        let levels = self
            .spo
            .levels
            .iter()
            .map(|level| level & Acceptance::LEVEL);
        levels.max().unwrap_or(0)
    }

    /// The triples of one level.
    pub fn triples_of_level(&self, level: u8) -> impl Iterator<Item = [TermId; 3]> + '_ {
        let rows = self
            .spo
            .matching([None; 3])
            .up_to(Acceptance::HIDDEN)
            .enumerate();
        rows.filter(move |(row, _)| self.level_of(*row) == level)
            .map(|(_, triple)| triple)
    }

    /// The row of a triple, if the graph has it.
    pub fn row(&self, [subject, predicate, object]: [TermId; 3]) -> Option<usize> {
        self.spo.row([subject, predicate, object])
    }

    /// The places that assert a triple, in the order of files and lines.
    pub fn places_of(&self, triple: [TermId; 3]) -> Vec<Place> {
        let places = self.row(triple).map(|row| self.places.of(row));
        let mut places = places.unwrap_or_default();
        places.retain(|place| place.source != Origin::NONE);
        places
    }

    /// The names of the graphs that a triple stands in, that of inferred ones among them; `None` is the default graph.
    pub fn graphs_of(&self, triple: [TermId; 3]) -> Vec<Option<TermId>> {
        let places = self.row(triple).map(|row| self.places.of(row));
        let mut names: Vec<_> = places.iter().flatten().map(|place| place.graph).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// `path:line` of a place.
    pub fn display_place(&self, place: &Place) -> String {
        format!("{}:{}", self.path_of(place), place.line)
    }

    /// The path of the source of a place.
    pub fn path_of(&self, place: &Place) -> &str {
        let source = self.sources.get(place.source as usize);
        source.map_or("?", |source| source.path.as_str())
    }

    /// The objects of a subject and a property.
    pub fn objects(&self, subject: TermId, property: &str) -> impl Iterator<Item = TermId> + '_ {
        let property = self.dictionary.find_iri(property);
        property
            .into_iter()
            .flat_map(move |property| self.triples(Some(subject), Some(property), None))
            .map(|[_, _, object]| object)
    }

    /// Returns the terms with the given IRIs or prefixed names; names that no statement uses are skipped.
    pub fn named(&self, names: &[String]) -> Vec<TermId> {
        let term = |name: &String| {
            let iri = self.prefixes.expand(name);
            let iri = iri.as_deref().unwrap_or(name);
            self.dictionary.find_iri(iri)
        };
        names.iter().filter_map(term).collect()
    }

    /// The number of a term.
    pub fn find(&self, term: &Term) -> Option<TermId> {
        self.dictionary.find(term)
    }

    /// Returns the numbers of the terms of a triple, if the graph has them; it may lack the triple.
    pub fn ids_of(&self, triple: &Triple) -> Option<[TermId; 3]> {
        let subject = self.find(&triple.subject.clone().into())?;
        let predicate = self.find(&triple.predicate.clone().into())?;
        Some([subject, predicate, self.find(&triple.object)?])
    }
}
