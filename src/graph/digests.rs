//! What a graph says, in short: a digest of the statements of each predicate, and of the instances of each class. It is of the
//! terms, not of their numbers, which are others once a term is added.

use super::{Acceptance, Graph};
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::hash::{DefaultHasher, Hasher};

/// The digests of the statements of a graph. Each is a sum over its statements, so their order does not matter; nobody has a reason
/// to make two statements with the same.
#[derive(Debug, Default)]
pub struct Digests {
    predicates: FxHashMap<TermId, u64>,
    classes: FxHashMap<TermId, u64>,
}

/// The rows whose digests are summed up by one thread at a time.
const ROWS: usize = 1 << 16;

fn add(sums: &mut FxHashMap<TermId, u64>, term: TermId, digest: u64) {
    let sum = sums.entry(term).or_default();
    *sum = sum.wrapping_add(digest);
}

impl Digests {
    /// Returns the digest of the statements of a predicate, with what is asserted, inferred and only reported; 0 if there are none.
    pub fn of_predicate(&self, predicate: TermId) -> u64 {
        self.predicates.get(&predicate).copied().unwrap_or(0)
    }

    /// Returns the sum of two.
    fn with(mut self, other: Self) -> Self {
        for (predicate, digest) in other.predicates {
            add(&mut self.predicates, predicate, digest);
        }
        for (class, digest) in other.classes {
            add(&mut self.classes, class, digest);
        }
        self
    }

    /// Returns the digest of the statements that say of something that it is an instance of a class; 0 if there are none.
    pub fn of_class(&self, class: TermId) -> u64 {
        self.classes.get(&class).copied().unwrap_or(0)
    }
}

impl Graph {
    /// Makes the digests of all statements, on every level of acceptance.
    pub fn digests(&self) -> Digests {
        let terms = self.digests_of_terms();
        let rows = self.spo.matching([None; 3]).up_to(Acceptance::HIDDEN);
        let rows: Vec<[TermId; 3]> = rows.collect();
        let parts = rows.par_chunks(ROWS).enumerate().map(|(part, rows)| {
            let numbered = (part * ROWS..).zip(rows.iter().copied());
            self.digests_of_rows(numbered, &terms)
        });
        parts.reduce(Digests::default, Digests::with)
    }

    fn digests_of_rows(
        &self,
        rows: impl Iterator<Item = (usize, [TermId; 3])>,
        terms: &[u64],
    ) -> Digests {
        let of_term = |id: TermId| terms.get(id as usize).copied().unwrap_or(0);
        let is_type = self.dictionary.find_iri(vocab::RDF_TYPE);
        let mut digests = Digests::default();
        for (row, triple) in rows {
            let [_, predicate, object] = triple;
            let mut hasher = DefaultHasher::new();
            triple
                .map(of_term)
                .into_iter()
                .for_each(|term| hasher.write_u64(term));
            hasher.write_u8(self.marked_level(row));
            let digest = hasher.finish();
            add(&mut digests.predicates, predicate, digest);
            if Some(predicate) == is_type {
                add(&mut digests.classes, object, digest);
            }
        }
        digests
    }

    /// Returns a digest of each term, by its number.
    fn digests_of_terms(&self) -> Vec<u64> {
        let dictionary = &self.dictionary;
        let texts = 0..dictionary.triple_terms().start;
        let mut digests = vec![0; dictionary.triple_terms().end as usize];
        dictionary.each_text(texts, |id, text| {
            let mut hasher = DefaultHasher::new();
            hasher.write(text);
            hasher.write_u8(u8::from(dictionary.is_iri(id)));
            if let Some(kind) = dictionary.literal_type(id) {
                hasher.write(kind.datatype.as_bytes());
                hasher.write_u8(0xFF);
                hasher.write(kind.language.as_bytes());
                hasher.write_u8(0xFF);
                hasher.write(kind.direction.as_bytes());
            }
            if let Some(digest) = digests.get_mut(id as usize) {
                *digest = hasher.finish();
            }
        });
        for id in dictionary.triple_terms() {
            let mut hasher = DefaultHasher::new();
            self.hash_triple_term(id, &digests, &mut hasher);
            if let Some(digest) = digests.get_mut(id as usize) {
                *digest = hasher.finish();
            }
        }
        digests
    }

    fn hash_triple_term(&self, id: TermId, digests: &[u64], hasher: &mut DefaultHasher) {
        for part in self.dictionary.triple(id).into_iter().flatten() {
            match self.dictionary.triple(part) {
                Some(_) => self.hash_triple_term(part, digests, hasher),
                None => hasher.write_u64(digests.get(part as usize).copied().unwrap_or(0)),
            }
        }
    }
}
