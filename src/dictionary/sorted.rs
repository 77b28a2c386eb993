//! The finished dictionary: IRIs, then blank nodes, then literals, each sorted by text and
//! [front-coded](https://en.wikipedia.org/wiki/Incremental_encoding), then triple terms.

use super::front::{BLOCK, first_text, next_text, text_at};
use super::{Bigrams, Filter, Interner, LiteralType, Tag, TermId, Texts, Values};
use crate::column::Column;
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Term, Triple};
use std::hint::black_box;
use std::iter;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// So many terms are read ahead together.
const AHEAD: usize = 64;

/// So many bytes of a block a text has at least, mostly.
const SHORT: usize = 6;

/// All terms of a graph, numbered in their order: a smaller number is a smaller text of the same kind.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Front-coded texts of IRIs, blank nodes and literals.
    pub text: Column<u8>,
    /// Where each block of `text` starts.
    pub blocks: Column<u64>,
    /// The first number of the blank nodes, the literals and the triple terms, and the number of terms.
    pub bounds: [TermId; 4],
    /// The type of each literal, an index into `types`.
    pub literal_types: TypeColumn,
    /// The types of the literals, sorted.
    pub types: Vec<LiteralType>,
    /// Subject, predicate and object of each triple term, one after the other.
    pub triples: Column<TermId>,
    /// Where the triple terms of each depth of nesting start; each depth is sorted by its parts.
    pub depths: Vec<TermId>,
    /// The values of the literals that are numbers.
    pub values: Values,
    /// In which literals a text is, once somebody asked: most graphs that are made for a check are never searched.
    pub bigrams: OnceLock<Bigrams>,
    /// What tells most literals that are not there, once it was worth making.
    pub filter: OnceLock<Filter>,
    /// The texts of the IRIs, once it was worth decoding all of them.
    pub iri_texts: OnceLock<Arc<Texts>>,
    /// The same of the literals.
    pub literal_texts: OnceLock<Arc<Texts>>,
}

/// The types of the literals by number: one byte each, and three more where there are more than 256 types.
#[derive(Debug, Default)]
pub struct TypeColumn {
    /// The lowest byte of each.
    pub low: Column<u8>,
    /// What is above that byte, or nothing if it is 0 for all.
    pub high: Column<u32>,
}

impl From<Vec<u32>> for TypeColumn {
    fn from(types: Vec<u32>) -> Self {
        let low: Vec<u8> = types.iter().map(|index| *index as u8).collect();
        let mut high: Vec<u32> = types.iter().map(|index| index >> 8).collect();
        if high.iter().all(|high| *high == 0) {
            high = Vec::new();
        }
        Self {
            low: low.into(),
            high: high.into(),
        }
    }
}

impl TypeColumn {
    /// The types of all literals in their order, as indexes into the types.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let high = self.high.iter().copied().chain(iter::repeat(0));
        let low = self.low.iter().copied();
        low.zip(high).map(|(low, high)| u32::from(low) | high << 8)
    }

    /// The type of the literal at an index, as an index into the types.
    #[inline]
    pub fn get(&self, index: usize) -> Option<u32> {
        let low = u32::from(*self.low.get(index)?);
        Some(low | self.high.get(index).map_or(0, |high| high << 8))
    }
}

impl Dictionary {
    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.bounds[3] as usize
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.bounds[3] == 0
    }

    /// Returns the numbers of the triple terms.
    pub fn triple_terms(&self) -> Range<TermId> {
        self.bounds[2]..self.bounds[3]
    }

    /// The numbers of the IRIs.
    pub fn iris(&self) -> Range<TermId> {
        0..self.bounds[0]
    }

    /// The numbers of the literals.
    pub fn literals(&self) -> Range<TermId> {
        self.bounds[1]..self.bounds[2]
    }

    /// Whether a number is that of an IRI.
    pub fn is_iri(&self, id: TermId) -> bool {
        id < self.bounds[0]
    }

    /// Whether a number is that of a blank node.
    pub fn is_blank_node(&self, id: TermId) -> bool {
        (self.bounds[0]..self.bounds[1]).contains(&id)
    }

    /// Whether a number is that of a literal.
    pub fn is_literal(&self, id: TermId) -> bool {
        self.literals().contains(&id)
    }

    /// The text of an IRI, a blank node or a literal.
    pub fn text(&self, id: TermId) -> String {
        String::from_utf8(self.bytes(id))
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// The type of a literal.
    pub fn literal_type(&self, id: TermId) -> Option<&LiteralType> {
        self.types.get(self.literal_type_index(id)? as usize)
    }

    /// The type of a literal as an index into `types`.
    pub fn literal_type_index(&self, id: TermId) -> Option<u32> {
        let index = id.checked_sub(self.bounds[1])? as usize;
        self.literal_types.get(index)
    }

    /// Hands on the texts of a range of numbers, in their order, each decoded from the one before.
    pub fn each_text(&self, range: Range<TermId>, mut visit: impl FnMut(TermId, &[u8])) {
        self.each_shared_text(range, |id, text, _| visit(id, text));
    }

    /// The same with how many bytes each text is known to share with the one before.
    pub fn each_shared_text(
        &self,
        range: Range<TermId>,
        mut visit: impl FnMut(TermId, &[u8], usize),
    ) {
        let mut text = Vec::new();
        let mut rest: &[u8] = &[];
        for id in range.clone() {
            let index = id as usize;
            if index.is_multiple_of(BLOCK) || id == range.start {
                text.clear();
                let start = self.blocks.get(index / BLOCK).map(|start| *start as usize);
                rest = start.and_then(|s| self.text.get(s..)).unwrap_or_default();
                for _ in 0..index % BLOCK {
                    if next_text(&mut rest, &mut text).is_none() {
                        return;
                    }
                }
            }
            match next_text(&mut rest, &mut text) {
                Some(shared) => visit(id, &text, shared),
                None => return,
            }
        }
    }

    /// Reads where the texts of terms are that will be decoded one by one: what is in no cache of the processor is waited
    /// for once for all of them, and not once for each.
    pub fn read_ahead(&self, ids: &[TermId]) {
        let (blocks, text, types) = (&self.blocks[..], &self.text[..], &self.literal_types.low);
        let mut read = 0;
        for ids in ids.chunks(AHEAD) {
            let mut starts = [(usize::MAX, 0); AHEAD];
            for (start, id) in starts.iter_mut().zip(ids) {
                let index = *id as usize;
                let of_block = blocks.get(index / BLOCK).map_or(u64::MAX, |start| *start);
                *start = (of_block as usize, index % BLOCK);
                let of_literals = index.wrapping_sub(self.bounds[1] as usize);
                read ^= types.get(of_literals).unwrap_or(&0);
            }
            for (start, place) in starts {
                read ^= text.get(start).unwrap_or(&0);
                read ^= text.get(start.wrapping_add(place * SHORT)).unwrap_or(&0);
            }
        }
        black_box(read);
    }

    /// The parts of a triple term.
    pub fn triple(&self, id: TermId) -> Option<[TermId; 3]> {
        let at = id.checked_sub(self.bounds[2])? as usize * 3;
        let parts = self.triples.get(at..at + 3)?;
        Some([parts[0], parts[1], parts[2]])
    }

    /// The term of a number.
    pub fn term(&self, id: TermId) -> Term {
        if id < self.bounds[0] {
            return NamedNode::new_unchecked(self.text(id)).into();
        }
        if id < self.bounds[1] {
            return BlankNode::new_unchecked(self.text(id)).into();
        }
        match (self.literal_type(id), self.triple(id)) {
            (Some(literal_type), _) => literal_type.literal(self.text(id)).into(),
            (None, Some([subject, predicate, object])) => {
                let subject = match self.term(subject) {
                    Term::BlankNode(node) => NamedOrBlankNode::from(node),
                    _ => NamedNode::new_unchecked(self.text(subject)).into(),
                };
                let predicate = NamedNode::new_unchecked(self.text(predicate));
                Term::Triple(Box::new(Triple::new(subject, predicate, self.term(object))))
            }
            (None, None) => BlankNode::new_unchecked("unknown").into(),
        }
    }

    /// The number of a term, if a statement has it.
    pub fn find(&self, term: &Term) -> Option<TermId> {
        match term {
            Term::NamedNode(iri) => self.find_iri(iri.as_str()),
            Term::BlankNode(node) => self.find_blank_node(node.as_str()),
            Term::Literal(literal) => {
                let index = self.types.binary_search(&LiteralType::of(literal)).ok()?;
                self.find_literal(literal.value(), index as u32)
            }
            Term::Triple(triple) => {
                let parts = [
                    self.find(&triple.subject.clone().into())?,
                    self.find_iri(triple.predicate.as_str())?,
                    self.find(&triple.object)?,
                ];
                self.find_triple(parts)
            }
        }
    }

    /// The number of an IRI.
    pub fn find_iri(&self, iri: &str) -> Option<TermId> {
        self.find_text(0..self.bounds[0], iri.as_bytes())
    }

    /// Returns the number of a blank node, given its label.
    pub fn find_blank_node(&self, label: &str) -> Option<TermId> {
        self.find_text(self.bounds[0]..self.bounds[1], label.as_bytes())
    }

    /// Returns the number of a literal, given its lexical form and the index of its type.
    pub fn find_literal(&self, lexical_form: &str, literal_type: u32) -> Option<TermId> {
        self.literals_with_text(lexical_form)
            .find(|id| self.literal_type_index(*id) == Some(literal_type))
    }

    /// Returns the texts of all IRIs, which are decoded once and then kept.
    pub fn iri_texts(&self) -> &Arc<Texts> {
        self.iri_texts.get_or_init(|| self.decoded(self.iris()))
    }

    /// Returns the texts of all literals, as [`iri_texts`](Self::iri_texts) does.
    pub fn literal_texts(&self) -> &Arc<Texts> {
        self.literal_texts
            .get_or_init(|| self.decoded(self.literals()))
    }

    fn decoded(&self, range: Range<TermId>) -> Arc<Texts> {
        let texts = Texts::of(range.clone(), |add| {
            self.each_text(range, |_, text| add(text));
        });
        Arc::new(texts)
    }

    /// Returns what tells most literals that are not there; it reads all literals to make it, if it is to and there is none.
    pub fn literal_filter(&self, is_made: bool) -> Option<&Filter> {
        match is_made {
            true => Some(self.filter.get_or_init(|| {
                let literals = self.literals();
                Filter::of(literals.len(), |add| {
                    self.each_text(literals, |id, text| {
                        let literal_type = self.literal_type_index(id).unwrap_or(0);
                        add(Interner::hash(Tag::literal(literal_type), text));
                    });
                })
            })),
            false => self.filter.get(),
        }
    }

    /// Returns whether an IRI, a blank node or a literal has a text.
    pub fn is_text(&self, id: TermId, text: &[u8]) -> bool {
        self.bytes(id) == text
    }

    /// The number of a triple term, given the numbers of its parts.
    pub fn find_triple(&self, parts: [TermId; 3]) -> Option<TermId> {
        self.triples_with(&parts).first().map(|range| range.start)
    }

    /// The numbers of the literals with a lexical form, of whatever type.
    pub fn literals_with_text(&self, lexical_form: &str) -> Range<TermId> {
        let text = lexical_form.as_bytes();
        let start = self.lower_bound(self.literals(), text);
        let same = |id: TermId| self.bytes(id) == text;
        let end = (start..self.bounds[2])
            .find(|id| !same(*id))
            .unwrap_or(self.bounds[2]);
        start..end
    }

    /// The numbers of a range, of one kind, whose texts start with a text.
    pub fn starting_with(&self, range: Range<TermId>, start: &str) -> Range<TermId> {
        // Texts that do so end where those begin that start with the next text: no byte of UTF-8 is the largest.
        let mut next = start.as_bytes().to_vec();
        let end = match next.last_mut() {
            Some(last) => {
                *last += 1;
                self.lower_bound(range.clone(), &next)
            }
            None => range.end,
        };
        self.lower_bound(range, start.as_bytes())..end
    }

    fn find_text(&self, range: Range<TermId>, text: &[u8]) -> Option<TermId> {
        let end = range.end;
        let id = self.lower_bound(range, text);
        (id < end && self.bytes(id) == text).then_some(id)
    }

    /// The first number of a range (of one kind) whose text is not smaller.
    ///
    /// Blocks are searched by their first texts, which are whole; then one block is read.
    fn lower_bound(&self, range: Range<TermId>, text: &[u8]) -> TermId {
        let blocks: &[u64] = &self.blocks;
        let coded: &[u8] = &self.text;
        let first_of =
            |block: TermId| first_text(coded.get(*blocks.get(block as usize)? as usize..)?);
        let size = BLOCK as TermId;
        // Of the blocks that begin inside the range, those whose first text is smaller.
        let (first, last) = (range.start.div_ceil(size), range.end.div_ceil(size));
        let is_before = |block| first_of(block).is_some_and(|of_block| of_block < text);
        let after = partition_point(first..last.max(first), is_before);
        let from = match after > first {
            true => (after - 1) * size,
            false => range.start,
        };
        let to = range.end.min(after.saturating_mul(size)).max(from);
        let mut found = None;
        self.each_text(from..to, |id, other| {
            if found.is_none() && other >= text {
                found = Some(id);
            }
        });
        found.unwrap_or(to)
    }

    /// The bytes of a text. A number that has none gives no bytes.
    pub(super) fn bytes(&self, id: TermId) -> Vec<u8> {
        let mut text = Vec::with_capacity(64);
        self.decode(id, &mut text);
        text
    }

    /// Puts the text of an IRI, a blank node or a literal into an empty buffer; returns nothing if the number has none.
    pub fn decode(&self, id: TermId, text: &mut Vec<u8>) -> Option<()> {
        let index = id as usize;
        let start = usize::try_from(*self.blocks.get(index / BLOCK)?).ok()?;
        text_at(&mut self.text.get(start..)?, index % BLOCK, text)
    }
}

/// The first number of a range for which a condition does not hold, where it holds for all before it.
pub(super) fn partition_point(range: Range<TermId>, is_before: impl Fn(TermId) -> bool) -> TermId {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests;
