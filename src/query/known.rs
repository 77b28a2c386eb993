//! The terms of a graph that texts are, each text looked up once ([RDF 1.1 Concepts,
//! 3](https://www.w3.org/TR/rdf11-concepts/#section-triples)).

use super::decoded::Decoded;
use super::text_table::spread;
use crate::dictionary::{Dictionary, Interner, Tag, TermId};
use hashbrown::HashTable;
use std::sync::Arc;

/// A lookup of a text in the dictionary takes as long as it takes to read about this many texts one after the other: when the
/// lookups took as long as the filter takes that tells most texts which no literal has, it is made, and when those of texts
/// that pass the filter took as long again, a hash table of all literals.
const LOOKUP: usize = 40;

/// The terms that were found.
#[derive(Debug)]
pub struct Known {
    dictionary: Arc<Dictionary>,
    /// The texts of terms that it was worth decoding.
    pub decoded: Decoded,
    /// Terms that were looked up and that the graph has, by their hashes.
    found: HashTable<(u32, TermId)>,
    /// The number of lookups of literals, and of those that the filter let pass.
    lookups: usize,
    passed: usize,
    /// Whether all literals of the graph are among the terms that were found.
    are_all_found: bool,
}

impl Known {
    /// Returns no terms of a dictionary.
    pub fn new(dictionary: Arc<Dictionary>) -> Self {
        Self {
            decoded: Decoded::new(Arc::clone(&dictionary)),
            dictionary,
            found: HashTable::new(),
            lookups: 0,
            passed: 0,
            are_all_found: false,
        }
    }

    /// Returns the number of terms that were found.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Returns the number of bytes that the terms and the decoded texts take.
    pub fn bytes(&self) -> usize {
        self.found.allocation_size() + self.decoded.bytes()
    }

    /// Returns the tag of an IRI, a blank node or a literal of the graph.
    pub fn tag(&self, id: TermId) -> Tag {
        tag_of(&self.dictionary, id)
    }

    /// Returns whether it is known without a lookup that the graph does not have a text.
    pub fn is_certainly_new(&self, hash: u32, tag: Tag) -> bool {
        let Some(index) = tag.literal_type() else {
            return false;
        };
        let filter = self.dictionary.literal_filter(false);
        index as usize >= self.dictionary.types.len()
            || filter.is_some_and(|filter| !filter.may_have(hash))
    }

    /// Looks a text up in the graph, and returns the number of its term if the graph has it.
    pub fn look_up(&mut self, hash: u32, tag: Tag, text: &str) -> Option<TermId> {
        let id = self.look_up_once(hash, tag, text)?;
        if !self.are_all_found || tag.literal_type().is_none() {
            self.add(hash, id);
        }
        Some(id)
    }

    fn look_up_once(&mut self, hash: u32, tag: Tag, text: &str) -> Option<TermId> {
        let Some(index) = tag.literal_type() else {
            return match tag {
                Tag::IRI => self.dictionary.find_iri(text),
                _ => self.dictionary.find_blank_node(text),
            };
        };
        if self.are_all_found {
            return None;
        }
        self.lookups += 1;
        let literals = self.dictionary.literals();
        let is_worth = self.lookups * LOOKUP > literals.len();
        match self.dictionary.literal_filter(is_worth) {
            Some(filter) if !filter.may_have(hash) => return None,
            filter => self.passed += usize::from(filter.is_some()),
        }
        if self.passed * LOOKUP > literals.len() {
            self.find_all();
            return self.find(hash, tag, text);
        }
        self.dictionary.find_literal(text, index)
    }

    /// Returns the number of a term of the graph that was found before.
    pub fn find(&self, hash: u32, tag: Tag, text: &str) -> Option<TermId> {
        let is_it = |(of_known, id): &(u32, TermId)| {
            *of_known == hash
                && tag_of(&self.dictionary, *id) == tag
                && match self.decoded.get(*id) {
                    Some(known) => known == text,
                    None => self.dictionary.is_text(*id, text.as_bytes()),
                }
        };
        let found = self.found.find(spread(hash), is_it);
        found.map(|(_, id)| *id)
    }

    fn add(&mut self, hash: u32, id: TermId) {
        let rehash = |(hash, _): &(u32, TermId)| spread(*hash);
        self.found.insert_unique(spread(hash), (hash, id), rehash);
    }

    /// Puts all literals of the graph among the terms that were found.
    fn find_all(&mut self) {
        let literals = self.dictionary.literals();
        let dictionary = Arc::clone(&self.dictionary);
        self.found.retain(|(_, id)| !literals.contains(id));
        self.found
            .reserve(literals.len(), |(hash, _)| spread(*hash));
        dictionary.each_text(literals, |id, text| {
            let hash = Interner::hash(tag_of(&dictionary, id), text);
            self.add(hash, id);
        });
        self.are_all_found = true;
    }
}

/// The tag of an IRI, a blank node or a literal of the graph.
fn tag_of(dictionary: &Dictionary, id: TermId) -> Tag {
    match dictionary.literal_type_index(id) {
        Some(index) => Tag::literal(index),
        None if dictionary.is_iri(id) => Tag::IRI,
        None => Tag::BLANK,
    }
}
