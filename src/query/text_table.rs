//! Different texts, each with a tag that says what it is the text of, numbered in the order of their first appearance.
//!
//! As the interner of the reader, but the texts are known to be UTF-8: reading one costs no check.

use crate::dictionary::{Interner, Tag, same_bytes};
use hashbrown::HashTable;

/// Texts with their numbers.
#[derive(Debug, Default)]
pub struct TextTable {
    text: String,
    slots: Vec<Slot>,
    by_text: HashTable<u32>,
}

/// What is known of a text; together, so that a lookup touches one line of the cache.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where the text ends; it starts where the one before ends.
    end: usize,
    tag: Tag,
    hash: u32,
}

/// The largest number.
const LARGEST: u32 = u32::MAX / 2;

impl TextTable {
    /// Returns the number of texts.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Returns the bytes that the texts and their table take.
    pub fn bytes(&self) -> usize {
        let slots = self.slots.capacity() * size_of::<Slot>();
        self.text.capacity() + slots + self.by_text.allocation_size()
    }

    /// Returns a text and its tag.
    #[inline]
    pub fn get(&self, index: usize) -> Option<(Tag, &str)> {
        let slot = self.slots.get(index)?;
        let start = match index {
            0 => 0,
            _ => self.slots.get(index - 1)?.end,
        };
        Some((slot.tag, self.text.get(start..slot.end)?))
    }

    /// Returns the number of a text, given its hash, which is that of an [`Interner`].
    pub fn find(&self, hash: u32, tag: Tag, text: &str) -> Option<u32> {
        let is_it = |index: &u32| {
            let index = *index as usize;
            let slot = self.slots.get(index);
            slot.is_some_and(|slot| slot.hash == hash && slot.tag == tag)
                && self
                    .get(index)
                    .is_some_and(|(_, known)| same_bytes(known.as_bytes(), text.as_bytes()))
        };
        self.by_text.find(spread(hash), is_it).copied()
    }

    /// Gives a number to a text that [`find`](Self::find) did not find; returns nothing if there are too many.
    pub fn insert(&mut self, hash: u32, tag: Tag, text: &str) -> Option<u32> {
        let index = u32::try_from(self.slots.len()).ok();
        let index = index.filter(|index| *index < LARGEST)?;
        self.text.push_str(text);
        let end = self.text.len();
        self.slots.push(Slot { end, tag, hash });
        let slots = &self.slots;
        let rehash = |index: &u32| {
            slots
                .get(*index as usize)
                .map_or(0, |slot| spread(slot.hash))
        };
        self.by_text.insert_unique(spread(hash), index, rehash);
        Some(index)
    }
}

/// Returns the hash of a text with a tag.
pub fn hash(tag: Tag, text: &str) -> u32 {
    Interner::hash(tag, text.as_bytes())
}

/// Spreads a hash over the lowest and the highest bits, which a table looks at.
pub fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
