//! The texts of the IRIs and the literals of a graph, all of one kind decoded in one pass where many of them are read.

use crate::dictionary::{Dictionary, TermId, Texts};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// If this part of all IRIs or literals is read, all of them are decoded in one pass.
const SHARE: usize = 4;
/// For fewer rows none are.
const FEWEST: usize = 256;

/// The texts that were decoded.
#[derive(Debug, Default)]
pub struct Decoded {
    dictionary: Arc<Dictionary>,
    /// The texts of the IRIs and the literals, once it was worth decoding them for this query.
    iris: OnceLock<Arc<Texts>>,
    literals: OnceLock<Arc<Texts>>,
}

impl Decoded {
    /// Returns no texts of a dictionary.
    pub fn new(dictionary: Arc<Dictionary>) -> Self {
        Self {
            dictionary,
            ..Self::default()
        }
    }

    /// Returns the text of a term of the graph, if it was decoded.
    pub fn get(&self, id: TermId) -> Option<&str> {
        self.texts(id)?.get(id)
    }

    /// Returns whether [`get`](Self::get) returns the text of a term that is not a triple term, without reading it.
    pub fn contains(&self, id: TermId) -> bool {
        self.texts(id).is_some_and(|texts| texts.contains(id))
    }

    /// Returns the texts that a term of the graph is among, if they were decoded.
    fn texts(&self, id: TermId) -> Option<&Texts> {
        match self.dictionary.is_iri(id) {
            true => self.iris.get().map(Arc::as_ref),
            false => self.literals.get().map(Arc::as_ref),
        }
    }

    /// Decodes the texts of all IRIs or of all literals of the graph, if as many of them are read as make it worth it: these
    /// ids stand for those of this many rows. Returns whether the texts of these ids were decoded.
    pub fn decode(&self, ids: &[TermId], rows: usize) -> bool {
        if rows < FEWEST || ids.is_empty() {
            return false;
        }
        let mut counts = [0_usize; 2];
        for id in ids {
            if self.dictionary.is_iri(*id) {
                counts[0] += 1;
            } else if self.dictionary.is_literal(*id) {
                counts[1] += 1;
            }
        }
        let dictionary = &self.dictionary;
        let is_worth = |count, of_kind: Range<TermId>| {
            rows.saturating_mul(count) / ids.len() * SHARE > of_kind.len()
        };
        let [iris, literals] = counts;
        if is_worth(iris, dictionary.iris()) {
            self.iris.get_or_init(|| Arc::clone(dictionary.iri_texts()));
        }
        if is_worth(literals, dictionary.literals()) {
            let decode = || Arc::clone(dictionary.literal_texts());
            self.literals.get_or_init(decode);
        }
        (iris == 0 || self.iris.get().is_some()) && (literals == 0 || self.literals.get().is_some())
    }

    /// Returns the number of bytes of the texts.
    pub fn bytes(&self) -> usize {
        let texts = [&self.iris, &self.literals].into_iter();
        let decoded = texts.filter_map(OnceLock::get);
        decoded.map(|texts| texts.bytes()).sum()
    }
}
