//! Gives every distinct term a number while statements are read; a term that is known costs no allocation.

use super::{LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::rdf::{NamedOrBlankNode, Term};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Distinct terms in the order of their first appearance.
#[derive(Debug, Default)]
pub struct Interner {
    text: Vec<u8>,
    slots: Vec<Slot>,
    by_text: HashTable<TermId>,
    types: Vec<LiteralType>,
    by_type: HashTable<u32>,
}

/// What is known of a term besides its text; together, so that a look-up touches one cache line.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where its text ends; it starts where that of the term before ends.
    end: u64,
    tag: Tag,
    /// Half of its hash: most terms that are not meant are told apart by it, and the table grows without the texts.
    hash: u32,
}

impl Interner {
    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no term yet.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Forgets all terms, and keeps the room for others.
    pub fn clear(&mut self) {
        self.text.clear();
        self.slots.clear();
        self.by_text.clear();
        self.types.clear();
        self.by_type.clear();
    }

    /// The text of a term and what it is.
    pub fn get(&self, id: TermId) -> (Tag, &[u8]) {
        let index = id as usize;
        let start = index
            .checked_sub(1)
            .map_or(0, |before| self.slots[before].end as usize);
        let slot = self.slots[index];
        (slot.tag, &self.text[start..slot.end as usize])
    }

    /// The types of the literals, by the index in their tags.
    pub fn literal_types(&self) -> &[LiteralType] {
        &self.types
    }

    /// The ids that a triple term is made of, in this interner.
    pub fn triple(&self, id: TermId) -> Option<[TermId; 3]> {
        let (tag, text) = self.get(id);
        (tag == Tag::TRIPLE).then(|| ids_of(text))
    }

    /// The number of a term given as tag and text.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn intern(&mut self, tag: Tag, text: &[u8]) -> Result<TermId> {
        let hash = Self::hash(tag, text);
        match self.find(hash, tag, text) {
            Some(id) => Ok(id),
            None => self.insert(hash, tag, text),
        }
    }

    /// The hash of a term, to give to [`find`](Self::find) and [`insert`](Self::insert).
    #[inline]
    pub fn hash(tag: Tag, text: &[u8]) -> u32 {
        let mut hasher = FxHasher::default();
        hasher.write(text);
        hasher.finish() as u32 ^ tag_hash(tag)
    }

    /// The number of a term that is known.
    #[inline]
    pub fn find(&self, hash: u32, tag: Tag, text: &[u8]) -> Option<TermId> {
        let is_it = |id: &TermId| {
            let (known_tag, known) = self.get(*id);
            self.slots[*id as usize].hash == hash && known_tag == tag && same_bytes(known, text)
        };
        self.by_text.find(spread(hash), is_it).copied()
    }

    /// Gives a number to a term that [`find`](Self::find) did not find.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn insert(&mut self, hash: u32, tag: Tag, text: &[u8]) -> Result<TermId> {
        let limit = TermId::MAX / 2;
        let id = TermId::try_from(self.slots.len())
            .ok()
            .filter(|id| *id < limit)
            .ok_or(Error::TooLarge {
                what: "terms",
                limit: limit.into(),
            })?;
        self.text.extend_from_slice(text);
        let end = self.text.len() as u64;
        self.slots.push(Slot { end, tag, hash });
        let slots = &self.slots;
        self.by_text
            .insert_unique(spread(hash), id, |id| spread(slots[*id as usize].hash));
        Ok(id)
    }

    /// The tag of literals of a type.
    pub fn literal_tag(&mut self, literal_type: &LiteralType) -> Tag {
        let hash = type_hash(literal_type);
        if let Some(index) = self
            .by_type
            .find(hash, |i| self.types[*i as usize] == *literal_type)
        {
            return Tag::literal(*index);
        }
        let index = self.types.len() as u32;
        self.types.push(literal_type.clone());
        let types = &self.types;
        self.by_type
            .insert_unique(hash, index, |i| type_hash(&types[*i as usize]));
        Tag::literal(index)
    }

    /// The number of an RDF term.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn intern_term(&mut self, term: &Term) -> Result<TermId> {
        match term {
            Term::NamedNode(iri) => self.intern(Tag::IRI, iri.as_str().as_bytes()),
            Term::BlankNode(node) => self.intern(Tag::BLANK, node.as_str().as_bytes()),
            Term::Literal(literal) => {
                let tag = self.literal_tag(&LiteralType::of(literal));
                self.intern(tag, literal.value().as_bytes())
            }
            Term::Triple(triple) => {
                let subject = self.intern_subject(&triple.subject)?;
                let predicate = self.intern(Tag::IRI, triple.predicate.as_str().as_bytes())?;
                let object = self.intern_term(&triple.object)?;
                self.intern_triple([subject, predicate, object])
            }
        }
    }

    /// The number of a subject or a graph name.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn intern_subject(&mut self, subject: &NamedOrBlankNode) -> Result<TermId> {
        match subject {
            NamedOrBlankNode::NamedNode(iri) => self.intern(Tag::IRI, iri.as_str().as_bytes()),
            NamedOrBlankNode::BlankNode(node) => self.intern(Tag::BLANK, node.as_str().as_bytes()),
        }
    }

    /// The number of a triple term, given the numbers of its parts.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn intern_triple(&mut self, ids: [TermId; 3]) -> Result<TermId> {
        let mut text = [0; 12];
        for (part, id) in text.chunks_exact_mut(4).zip(ids) {
            part.copy_from_slice(&id.to_le_bytes());
        }
        self.intern(Tag::TRIPLE, &text)
    }

    /// Adds the terms of another interner and returns, by their numbers there, their numbers here.
    ///
    /// # Errors
    /// If there are more terms than numbers.
    pub fn absorb(&mut self, other: &Self) -> Result<Vec<TermId>> {
        let tags: Vec<Tag> = other.types.iter().map(|t| self.literal_tag(t)).collect();
        let mut ids = Vec::with_capacity(other.len());
        for id in 0..other.len() as TermId {
            let (tag, text) = other.get(id);
            ids.push(match tag.literal_type() {
                Some(index) => self.adopt(other, id, tags[index as usize], text)?,
                // The parts of a triple term are interned before it, so their new numbers are known.
                None if tag == Tag::TRIPLE => {
                    self.intern_triple(ids_of(text).map(|part| ids[part as usize]))?
                }
                None => self.adopt(other, id, tag, text)?,
            });
        }
        Ok(ids)
    }

    /// Returns, by their numbers, whether terms are among some or among those that triple terms of these are made of.
    pub fn wanted(&self, some: impl IntoIterator<Item = TermId>) -> Vec<bool> {
        let mut is_wanted = vec![false; self.len()];
        for id in some {
            is_wanted[id as usize] = true;
        }
        // The parts of a triple term are interned before it.
        for id in (0..self.len())
            .rev()
            .filter(|id| self.triple(*id as TermId).is_some())
        {
            if is_wanted[id] {
                let parts = self.triple(id as TermId).into_iter().flatten();
                parts.for_each(|part| is_wanted[part as usize] = true);
            }
        }
        is_wanted
    }

    /// Returns an interner with the terms that are [wanted](Self::wanted), and, by their numbers here, their numbers there.
    ///
    /// # Errors
    /// If there are more terms than numbers, or a triple term is wanted without its parts.
    pub fn only(&self, is_wanted: &[bool]) -> Result<(Self, Vec<Option<TermId>>)> {
        let mut some = Self::default();
        let mut ids: Vec<Option<TermId>> = vec![None; self.len()];
        for id in (0..self.len()).filter(|id| is_wanted[*id]) {
            let (tag, text) = self.get(id as TermId);
            let parts = self
                .triple(id as TermId)
                .map(|parts| parts.map(|part| ids[part as usize]));
            ids[id] = Some(match (tag.literal_type(), parts) {
                (Some(index), _) => {
                    let tag = some.literal_tag(&self.types[index as usize]);
                    some.intern(tag, text)?
                }
                (None, Some([Some(subject), Some(predicate), Some(object)])) => {
                    some.intern_triple([subject, predicate, object])?
                }
                (None, Some(_)) => {
                    return Err(Error::internal(
                        "a triple term has a part that is interned after it",
                    ));
                }
                (None, None) => some.intern(tag, text)?,
            });
        }
        Ok((some, ids))
    }

    /// The number of a term of another interner, whose hash is known but for the tag.
    fn adopt(&mut self, other: &Self, id: TermId, tag: Tag, text: &[u8]) -> Result<TermId> {
        let slot = other.slots[id as usize];
        let hash = slot.hash ^ tag_hash(slot.tag) ^ tag_hash(tag);
        match self.find(hash, tag, text) {
            Some(id) => Ok(id),
            None => self.insert(hash, tag, text),
        }
    }

    /// Gives the blank nodes other labels: `name` appends, to a text, the label of the blank node that appeared as
    /// the so-manieth, counted from 0.
    pub fn rename_blank_nodes(&mut self, mut name: impl FnMut(usize, &mut Vec<u8>)) {
        let old = std::mem::take(&mut self.text);
        let mut text = Vec::with_capacity(old.len());
        let (mut start, mut blank_nodes) = (0, 0);
        for (id, slot) in (0..).zip(&mut self.slots) {
            let end = slot.end as usize;
            if slot.tag == Tag::BLANK {
                let named = text.len();
                name(blank_nodes, &mut text);
                blank_nodes += 1;
                let entry = self
                    .by_text
                    .find_entry(spread(slot.hash), |known| *known == id);
                if let Ok(entry) = entry {
                    entry.remove();
                }
                slot.hash = Self::hash(Tag::BLANK, &text[named..]);
            } else {
                text.extend_from_slice(&old[start..end]);
            }
            slot.end = text.len() as u64;
            start = end;
        }
        self.text = text;
        let slots = &self.slots;
        for (id, slot) in (0..).zip(slots) {
            if slot.tag == Tag::BLANK {
                let hash = |id: &TermId| spread(slots[*id as usize].hash);
                self.by_text.insert_unique(spread(slot.hash), id, hash);
            }
        }
    }
}

/// Whether texts are the same: by eight bytes, since most are too short for a call to pay.
#[inline]
pub fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (eights, rest) = a.as_chunks::<8>();
    let (other_eights, other_rest) = b.as_chunks::<8>();
    let eight = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let mut pairs = eights.iter().zip(other_eights);
    if !pairs.all(|(a, b)| eight(a) == eight(b)) {
        return false;
    }
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        // The last eight overlap with what was compared.
        (Some(a), Some(b)) => eight(a) == eight(b),
        _ => rest.iter().zip(other_rest).all(|(a, b)| a == b),
    }
}

/// What a tag changes in a hash: it can be taken out again where a term gets another tag.
fn tag_hash(tag: Tag) -> u32 {
    tag.0.wrapping_mul(0x9e37_79b9)
}

/// The table looks at the lowest and at the highest bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn type_hash(literal_type: &LiteralType) -> u64 {
    let mut hasher = FxHasher::default();
    literal_type.hash(&mut hasher);
    hasher.finish()
}

fn ids_of(text: &[u8]) -> [TermId; 3] {
    let id =
        |at: usize| TermId::from_le_bytes([text[at], text[at + 1], text[at + 2], text[at + 3]]);
    [id(0), id(4), id(8)]
}
