//! Triples in the order in which they were found, in a [hash table](https://en.wikipedia.org/wiki/Hash_table) by their terms.

use super::index::Triple;
use hashbrown::HashTable;

/// Triples with a number each, found by their terms.
#[derive(Default)]
pub struct Numbered {
    /// The triples, by number.
    pub triples: Vec<Triple>,
    /// Part of the hash of a triple, so that the table can grow without a look at the triples, and its number.
    numbers: HashTable<(u32, u32)>,
}

impl Numbered {
    /// The number of a triple.
    pub fn find(&self, triple: Triple) -> Option<u32> {
        let hash = hash_of(triple);
        let found = self.numbers.find(spread(hash), |(other, number)| {
            *other == hash && self.triples[*number as usize] == triple
        });
        found.map(|(_, number)| *number)
    }

    /// Adds a triple that is not there yet.
    pub fn push(&mut self, triple: Triple) {
        let hash = hash_of(triple);
        let entry = (hash, self.triples.len() as u32);
        self.numbers
            .insert_unique(spread(hash), entry, |(hash, _)| spread(*hash));
        self.triples.push(triple);
    }
}

/// Triples whose subjects and objects have numbers close to each other are neighbours in the table: rules find them one
/// after the other, and what is not in the cache is what takes the time.
fn hash_of([subject, predicate, object]: Triple) -> u32 {
    let ends = u64::from(subject >> 3) << 32 | u64::from(object >> 3);
    let mixed = ends.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 32 ^ u64::from(predicate)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed >> 38) as u32) << 6 | (subject & 7) << 3 | object & 7
}

/// A hash of 64 bits: the table takes the place from the lower ones, and seven of the upper ones to compare.
fn spread(hash: u32) -> u64 {
    let mixed = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> 32 << 32 | u64::from(hash)
}
