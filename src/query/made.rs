//! Terms that a query makes beside those of its graph: texts in one buffer, each looked up in the graph once
//! ([RDF 1.1 Concepts, 3](https://www.w3.org/TR/rdf11-concepts/#section-triples)).

use super::known::Known;
use super::limits::{MOST_TERMS, Reservation};
use super::text_table::{TextTable, hash};
use crate::dictionary::{Dictionary, Interner, LiteralType, Tag, TermId};
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};
use std::sync::Arc;

/// The terms that a query made.
#[derive(Debug)]
pub struct Made {
    dictionary: Arc<Dictionary>,
    /// The texts of those that the graph does not have.
    terms: TextTable,
    /// The types of literals; those of the graph have the same indexes here as in the dictionary.
    types: Interner,
    /// The terms of the graph that texts were found to be.
    known: Known,
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
            known: Known::new(Arc::clone(&dictionary)),
            dictionary,
            terms: TextTable::default(),
            types: Interner::default(),
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

    /// Returns the tag and the text of the term at an index, if it is not a triple term.
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
        if self.known.is_certainly_new(hash, tag) {
            return self.insert(hash, tag, text);
        }
        if let Some(id) = self.known.find(hash, tag, text) {
            return id;
        }
        if let Some(id) = self.known.look_up(hash, tag, text) {
            self.count_bytes();
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
            None => Some(self.known.tag(id)),
        }
    }

    /// Returns the text of an IRI, a blank node or a literal that the graph does not have, or that was decoded.
    pub fn decoded(&self, id: TermId) -> Option<&str> {
        if let Some(index) = (id as usize).checked_sub(self.dictionary.len()) {
            return self.get(index).map(|(_, text)| text);
        }
        self.known.decoded.get(id)
    }

    /// Returns whether [`decoded`](Self::decoded) returns the text of a term that is not a triple term, without reading it.
    pub fn is_decoded(&self, id: TermId) -> bool {
        id as usize >= self.dictionary.len() || self.known.decoded.contains(id)
    }

    /// Decodes the texts of terms of the graph, as [`Decoded::decode`] does.
    pub fn decode(&self, ids: &[TermId], rows: usize) -> bool {
        self.known.decoded.decode(ids, rows)
    }

    /// Returns the number of bytes of the texts that were decoded.
    pub fn decoded_bytes(&self) -> usize {
        self.known.decoded.bytes()
    }

    /// Returns whether a number is that of an IRI.
    pub fn is_iri(&self, id: TermId) -> bool {
        self.dictionary.is_iri(id) || self.has_tag(id, Tag::IRI)
    }

    /// Returns whether a number is that of a blank node.
    pub fn is_blank_node(&self, id: TermId) -> bool {
        self.dictionary.is_blank_node(id) || self.has_tag(id, Tag::BLANK)
    }

    /// Returns whether a number is that of a triple term.
    pub fn is_triple(&self, id: TermId) -> bool {
        let made = (id as usize).checked_sub(self.dictionary.len());
        let is_made = made.is_some_and(|index| self.parts(index).is_some());
        self.dictionary.triple_terms().contains(&id) || is_made
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
        let bytes = self.terms.bytes() + self.known.bytes();
        self.memory.set(bytes as u64);
    }
}

/// The text of a term that is the subject or the predicate of a triple.
fn text_of(term: &Term) -> String {
    match term {
        Term::NamedNode(iri) => iri.as_str().to_owned(),
        other => other.to_string(),
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
        assert_eq!((made.terms.len(), made.known.len()), (500, 500));
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
