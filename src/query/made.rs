//! Terms that a query makes beside those of its graph: texts in one buffer, each looked up in the graph once
//! ([RDF 1.1 Concepts, 3](https://www.w3.org/TR/rdf11-concepts/#section-triples)).

use super::limits::{MOST_TERMS, Reservation};
use super::text_table::{TextTable, hash, spread};
use crate::dictionary::{Dictionary, Interner, LiteralType, Tag, TermId, Texts};
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};
use hashbrown::HashTable;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A lookup of a text in the dictionary takes as long as it takes to read about this many texts one after the other: when the
/// lookups took as long as the filter takes that tells most texts which no literal has, it is made, and when those of texts
/// that pass the filter took as long again, a hash table of all literals.
const LOOKUP: usize = 40;

/// If this part of all IRIs or literals is read, all of them are decoded in one pass.
const SHARE: usize = 4;
/// For fewer rows none are.
const FEWEST: usize = 256;

/// The terms that a query made.
#[derive(Debug)]
pub struct Made {
    dictionary: Arc<Dictionary>,
    /// The texts of those that the graph does not have.
    terms: TextTable,
    /// The types of literals; those of the graph have the same indexes here as in the dictionary.
    types: Interner,
    /// Terms that were looked up and that the graph has, by their hashes.
    found: HashTable<(u32, TermId)>,
    /// The number of lookups of literals, and of those that the filter let pass.
    lookups: usize,
    passed: usize,
    /// Whether all literals of the graph are among the terms that were found.
    are_all_found: bool,
    /// The texts of the IRIs and the literals of the graph, once it was worth decoding them for this query.
    iris: OnceLock<Arc<Texts>>,
    literals: OnceLock<Arc<Texts>>,
    /// The most terms that get a number.
    most: usize,
    /// What the terms take of the memory of the query.
    memory: Reservation,
}

impl Default for Made {
    fn default() -> Self {
        Self::new(Arc::default(), Reservation::default())
    }
}

impl Made {
    /// Returns no terms, beside those of a dictionary.
    pub fn new(dictionary: Arc<Dictionary>, memory: Reservation) -> Self {
        Self {
            dictionary,
            terms: TextTable::default(),
            types: Interner::default(),
            found: HashTable::new(),
            lookups: 0,
            passed: 0,
            are_all_found: false,
            iris: OnceLock::new(),
            literals: OnceLock::new(),
            most: MOST_TERMS as usize,
            memory,
        }
    }

    /// Returns the tag of the literals of a type.
    pub fn literal_tag(&mut self, literal_type: &LiteralType) -> Tag {
        if self.types.literal_types().is_empty() {
            for known in &self.dictionary.types {
                self.types.literal_tag(known);
            }
        }
        self.types.literal_tag(literal_type)
    }

    /// Returns the type of the literals with a tag.
    pub fn literal_type(&self, tag: Tag) -> Option<&LiteralType> {
        let index = tag.literal_type()? as usize;
        let of_graph = self.dictionary.types.get(index);
        of_graph.or_else(|| self.types.literal_types().get(index))
    }

    /// Returns the types that only made literals have, in the order of their tags.
    pub fn further_types(&self) -> &[LiteralType] {
        let types = self.types.literal_types();
        types.get(self.dictionary.types.len()..).unwrap_or_default()
    }

    /// Returns the tag and the text of the term at an index, if it is no triple term.
    #[inline]
    pub fn get(&self, index: usize) -> Option<(Tag, &str)> {
        self.terms.get(index).filter(|(tag, _)| *tag != Tag::TRIPLE)
    }

    /// Returns the numbers of the parts of the term at an index, if it is a triple term.
    pub fn parts(&self, index: usize) -> Option<[TermId; 3]> {
        let (_, text) = self
            .terms
            .get(index)
            .filter(|(tag, _)| *tag == Tag::TRIPLE)?;
        let part = |at: usize| TermId::from_str_radix(text.get(8 * at..8 * at + 8)?, 16).ok();
        Some([part(0)?, part(1)?, part(2)?])
    }

    /// Returns the number of an IRI, a blank node or a literal, which is that of the graph if the graph has the term.
    pub fn text(&mut self, tag: Tag, text: &str) -> TermId {
        let hash = hash(tag, text);
        if let Some(index) = self.terms.find(hash, tag, text) {
            return self.number(index);
        }
        if self.is_certainly_new(hash, tag) {
            return self.insert(hash, tag, text);
        }
        if let Some(id) = self.find_found(hash, tag, text) {
            return id;
        }
        if let Some(id) = self.look_up(hash, tag, text) {
            if !self.are_all_found || tag.literal_type().is_none() {
                self.add_found(hash, id);
            }
            return id;
        }
        self.insert(hash, tag, text)
    }

    /// Returns the number of a term.
    pub fn intern(&mut self, term: &Term) -> TermId {
        match term {
            Term::NamedNode(iri) => self.text(Tag::IRI, iri.as_str()),
            Term::BlankNode(node) => self.text(Tag::BLANK, node.as_str()),
            Term::Literal(literal) => {
                let tag = self.literal_tag(&LiteralType::of(literal));
                self.text(tag, literal.value())
            }
            Term::Triple(triple) => {
                let parts = [
                    self.intern(&triple.subject.clone().into()),
                    self.text(Tag::IRI, triple.predicate.as_str()),
                    self.intern(&triple.object),
                ];
                self.triple(parts)
            }
        }
    }

    /// Returns the term of a number.
    pub fn term(&self, id: TermId) -> Term {
        let Some(index) = (id as usize).checked_sub(self.dictionary.len()) else {
            return self.dictionary.term(id);
        };
        if let Some([subject, predicate, object]) = self.parts(index) {
            let subject = match self.term(subject) {
                Term::BlankNode(node) => NamedOrBlankNode::from(node),
                subject => NamedNode::new_unchecked(text_of(&subject)).into(),
            };
            let predicate = NamedNode::new_unchecked(text_of(&self.term(predicate)));
            let triple = Triple::new(subject, predicate, self.term(object));
            return Term::Triple(Box::new(triple));
        }
        // A number that is not given to a term stands for an unknown node, as in a damaged dictionary.
        let (tag, text) = self.get(index).unwrap_or((Tag::BLANK, "unknown"));
        match self.literal_type(tag) {
            Some(literal_type) => literal_type.literal(text.to_owned()).into(),
            None if tag == Tag::IRI => NamedNode::new_unchecked(text).into(),
            None => BlankNode::new_unchecked(text).into(),
        }
    }

    /// Returns the tag of an IRI, a blank node or a literal.
    pub fn tag(&self, id: TermId) -> Option<Tag> {
        match (id as usize).checked_sub(self.dictionary.len()) {
            Some(index) => self.get(index).map(|(tag, _)| tag),
            None if self.dictionary.triple_terms().contains(&id) => None,
            None => Some(tag_of(&self.dictionary, id)),
        }
    }

    /// Returns the text of an IRI, a blank node or a literal that the graph does not have, or that was decoded.
    pub fn decoded(&self, id: TermId) -> Option<&str> {
        if let Some(index) = (id as usize).checked_sub(self.dictionary.len()) {
            return self.get(index).map(|(_, text)| text);
        }
        self.texts(id)?.get(id)
    }

    /// Returns whether [`decoded`](Self::decoded) returns the text of a term that is no triple term, without reading it.
    pub fn is_decoded(&self, id: TermId) -> bool {
        id as usize >= self.dictionary.len()
            || self.texts(id).is_some_and(|texts| texts.contains(id))
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

    /// Returns the number of bytes of the texts that were decoded.
    pub fn decoded_bytes(&self) -> usize {
        let texts = [&self.iris, &self.literals].into_iter();
        let decoded = texts.filter_map(OnceLock::get);
        decoded.map(|texts| texts.bytes()).sum()
    }

    /// Returns whether a number is that of an IRI.
    pub fn is_iri(&self, id: TermId) -> bool {
        self.dictionary.is_iri(id) || self.has_tag(id, Tag::IRI)
    }

    /// Returns whether a number is that of a blank node.
    pub fn is_blank_node(&self, id: TermId) -> bool {
        self.dictionary.is_blank_node(id) || self.has_tag(id, Tag::BLANK)
    }

    fn has_tag(&self, id: TermId, tag: Tag) -> bool {
        let index = (id as usize).checked_sub(self.dictionary.len());
        let made = index.and_then(|index| self.get(index));
        made.is_some_and(|(of_made, _)| of_made == tag)
    }

    /// Returns the dictionary of the graph.
    pub fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
    }

    /// Returns the number of a triple term, given the numbers of its parts.
    pub fn triple(&mut self, parts: [TermId; 3]) -> TermId {
        let known = self.dictionary.len();
        let is_known = parts.iter().all(|part| (*part as usize) < known);
        if is_known && let Some(id) = self.dictionary.find_triple(parts) {
            return id;
        }
        let [subject, predicate, object] = parts;
        let text = format!("{subject:08x}{predicate:08x}{object:08x}");
        let hash = hash(Tag::TRIPLE, &text);
        match self.terms.find(hash, Tag::TRIPLE, &text) {
            Some(index) => self.number(index),
            None => self.insert(hash, Tag::TRIPLE, &text),
        }
    }

    fn number(&self, index: TermId) -> TermId {
        self.dictionary.len() as TermId + index
    }

    /// Adds a term. One that gets no number, since all are used, is unbound until the next look at the limits, which fails.
    fn insert(&mut self, hash: u32, tag: Tag, text: &str) -> TermId {
        let has_room = self.terms.len() < self.most;
        let index = has_room.then(|| self.terms.insert(hash, tag, text));
        self.count_bytes();
        match index.flatten() {
            Some(index) => self.number(index),
            None => {
                self.memory.note_too_many_terms();
                TermId::MAX
            }
        }
    }

    fn count_bytes(&mut self) {
        let found = self.found.allocation_size();
        let bytes = self.terms.bytes() + found + self.decoded_bytes();
        self.memory.set(bytes as u64);
    }

    /// Returns whether it is known without a lookup that the graph does not have a text.
    fn is_certainly_new(&self, hash: u32, tag: Tag) -> bool {
        let Some(index) = tag.literal_type() else {
            return false;
        };
        let filter = self.dictionary.literal_filter(false);
        index as usize >= self.dictionary.types.len()
            || filter.is_some_and(|filter| !filter.may_have(hash))
    }

    fn look_up(&mut self, hash: u32, tag: Tag, text: &str) -> Option<TermId> {
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
            return self.find_found(hash, tag, text);
        }
        self.dictionary.find_literal(text, index)
    }

    /// Returns the number of a term of the graph that was found before.
    fn find_found(&self, hash: u32, tag: Tag, text: &str) -> Option<TermId> {
        let is_it = |(of_known, id): &(u32, TermId)| {
            *of_known == hash
                && tag_of(&self.dictionary, *id) == tag
                && match self.decoded(*id) {
                    Some(known) => known == text,
                    None => self.dictionary.is_text(*id, text.as_bytes()),
                }
        };
        let found = self.found.find(spread(hash), is_it);
        found.map(|(_, id)| *id)
    }

    fn add_found(&mut self, hash: u32, id: TermId) {
        let rehash = |(hash, _): &(u32, TermId)| spread(*hash);
        self.found.insert_unique(spread(hash), (hash, id), rehash);
        self.count_bytes();
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
            self.add_found(hash, id);
        });
        self.are_all_found = true;
    }
}

/// The text of a term that is the subject or the predicate of a triple.
fn text_of(term: &Term) -> String {
    match term {
        Term::NamedNode(iri) => iri.as_str().to_owned(),
        other => other.to_string(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::limits::{Budget, Limits};
    use crate::rdf::{Literal, Term};

    /// A dictionary of strings with an even number in them.
    fn dictionary(count: usize) -> Dictionary {
        let mut interner = Interner::default();
        for number in (0..count).step_by(2) {
            let term: Term = Literal::new_simple_literal(format!("text {number}")).into();
            interner.intern_term(&term).expect("few terms");
        }
        Dictionary::from_interner(&interner).0
    }

    #[test]
    fn a_text_has_the_number_of_the_graph_or_one_after_them_however_often_it_is_made() {
        let dictionary = Arc::new(dictionary(1000));
        let mut made = Made::new(Arc::clone(&dictionary), Reservation::default());
        let string = LiteralType::of(&Literal::new_simple_literal(""));
        for _ in 0..2 {
            for number in 0..1000 {
                let text = format!("text {number}");
                let tag = made.literal_tag(&string);
                let id = made.text(tag, &text);
                let term: Term = Literal::new_simple_literal(&text).into();
                match dictionary.find(&term) {
                    Some(known) => assert_eq!(id, known),
                    None => assert_eq!(made.get(id as usize - 500), Some((tag, &*text))),
                }
            }
        }
        assert_eq!((made.terms.len(), made.found.len()), (500, 500));
    }

    #[test]
    fn terms_take_memory_of_the_query_until_they_go() {
        let limits = Limits {
            memory: Some(1_000_000),
            ..Limits::default()
        };
        let budget = Budget::new(&limits);
        let mut made = Made::new(Arc::default(), budget.reservation());
        let mut count = 0;
        while budget.look().is_ok() {
            made.text(Tag::IRI, &format!("http://example.org/{count}"));
            count += 1;
        }
        let passed = "the query was stopped after 1 MB, while the query was at work";
        assert_eq!(
            budget.look().expect_err("too little memory").to_string(),
            passed
        );
        assert!((5_000..50_000).contains(&count), "{count}");
        drop(made);
        budget.look().expect("memory");
    }

    #[test]
    fn a_term_without_a_number_ends_the_query() {
        let budget = Budget::new(&Limits::default());
        let mut made = Made::new(Arc::default(), budget.reservation());
        made.most = 2;
        for name in ["a", "b", "a"] {
            made.text(Tag::IRI, name);
        }
        budget.look().expect("two terms");
        assert_eq!(made.text(Tag::IRI, "c"), TermId::MAX);
        let error = "too many terms made by a query: 2147483647 is the most";
        assert_eq!(
            budget.look().expect_err("too little memory").to_string(),
            error
        );
    }
}
