//! Terms that a query makes beside those of its graph: texts in one buffer, each looked up in the graph once
//! ([RDF 1.1 Concepts, 3](https://www.w3.org/TR/rdf11-concepts/#section-triples)).

use crate::dictionary::{Dictionary, Interner, LiteralType, Tag, TermId};
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};
use hashbrown::HashTable;
use std::sync::Arc;

/// A lookup of a text in the dictionary takes as long as it takes to read about this many texts one after the other: when the
/// lookups took as long as the filter takes that tells most texts which no literal has, it is made.
const LOOKUP: usize = 40;

/// The terms that a query made.
#[derive(Debug, Default)]
pub struct Made {
    dictionary: Arc<Dictionary>,
    /// Those that the graph does not have. The types of the graph have the same indexes here as in the dictionary.
    terms: Interner,
    /// Terms that were looked up and that the graph has, by their hashes.
    found: HashTable<(u32, TermId)>,
    /// The number of lookups of literals.
    lookups: usize,
}

impl Made {
    /// Returns no terms, beside those of a dictionary.
    pub fn new(dictionary: Arc<Dictionary>) -> Self {
        Self {
            dictionary,
            terms: Interner::default(),
            found: HashTable::new(),
            lookups: 0,
        }
    }

    /// Returns the tag of the literals of a type.
    pub fn literal_tag(&mut self, literal_type: &LiteralType) -> Tag {
        if self.terms.literal_types().is_empty() {
            for known in &self.dictionary.types {
                self.terms.literal_tag(known);
            }
        }
        self.terms.literal_tag(literal_type)
    }

    /// Returns the type of the literals with a tag.
    pub fn literal_type(&self, tag: Tag) -> Option<&LiteralType> {
        let index = tag.literal_type()? as usize;
        let of_graph = self.dictionary.types.get(index);
        of_graph.or_else(|| self.terms.literal_types().get(index))
    }

    /// Returns the types that only made literals have, in the order of their tags.
    pub fn further_types(&self) -> &[LiteralType] {
        let types = self.terms.literal_types();
        types.get(self.dictionary.types.len()..).unwrap_or_default()
    }

    /// Returns the tag and the text of the term at an index, if it is no triple term.
    pub fn get(&self, index: usize) -> Option<(Tag, &str)> {
        let (tag, text) = (index < self.terms.len()).then(|| self.terms.get(index as TermId))?;
        let text = std::str::from_utf8(text).ok()?;
        (tag != Tag::TRIPLE).then_some((tag, text))
    }

    /// Returns the numbers of the parts of the term at an index, if it is a triple term.
    pub fn parts(&self, index: usize) -> Option<[TermId; 3]> {
        (index < self.terms.len()).then(|| self.terms.triple(index as TermId))?
    }

    /// Returns the number of an IRI, a blank node or a literal, which is that of the graph if the graph has the term.
    pub fn text(&mut self, tag: Tag, text: &str) -> TermId {
        let bytes = text.as_bytes();
        let hash = Interner::hash(tag, bytes);
        if let Some(index) = self.terms.find(hash, tag, bytes) {
            return self.number(index);
        }
        if self.is_certainly_new(hash, tag) {
            return self.insert(hash, tag, bytes);
        }
        let dictionary = &*self.dictionary;
        let is_it = |(of_known, id): &(u32, TermId)| {
            *of_known == hash && tag_of(dictionary, *id) == tag && dictionary.is_text(*id, bytes)
        };
        if let Some((_, id)) = self.found.find(hash.into(), is_it) {
            return *id;
        }
        if let Some(id) = self.look_up(hash, tag, text) {
            let rehash = |(hash, _): &(u32, TermId)| (*hash).into();
            self.found.insert_unique(hash.into(), (hash, id), rehash);
            return id;
        }
        self.insert(hash, tag, bytes)
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

    /// Returns the text of an IRI, a blank node or a literal that the graph does not have.
    pub fn made_text(&self, id: TermId) -> Option<&str> {
        let index = (id as usize).checked_sub(self.dictionary.len())?;
        self.get(index).map(|(_, text)| text)
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
        let text = parts.map(TermId::to_le_bytes);
        let text = text.as_flattened();
        let hash = Interner::hash(Tag::TRIPLE, text);
        match self.terms.find(hash, Tag::TRIPLE, text) {
            Some(index) => self.number(index),
            None => self.insert(hash, Tag::TRIPLE, text),
        }
    }

    fn number(&self, index: TermId) -> TermId {
        self.dictionary.len() as TermId + index
    }

    /// There is room for 2³¹ terms, which take more than 32 GB.
    fn insert(&mut self, hash: u32, tag: Tag, text: &[u8]) -> TermId {
        let index = self.terms.insert(hash, tag, text);
        index.map_or(TermId::MAX, |index| self.number(index))
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
        self.lookups += 1;
        let is_worth = self.lookups * LOOKUP > self.dictionary.literals().len();
        match self.dictionary.literal_filter(is_worth) {
            Some(filter) if !filter.may_have(hash) => None,
            _ => self.dictionary.find_literal(text, index),
        }
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
        let mut made = Made::new(Arc::clone(&dictionary));
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
}
