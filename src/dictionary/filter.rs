//! Tells most literals that a dictionary does not have, so that they are not looked up.

/// A [Bloom filter](https://doi.org/10.1145/362686.362692) that sets four bits of one word for a literal, so that a test
/// reads one line of the cache: of texts that no literal has, it lets about one of a hundred pass.
#[derive(Debug)]
pub struct Filter {
    words: Vec<u64>,
}

/// The number of bits for a literal.
const BITS: usize = 16;
/// The number of bits that are set for a literal.
const MARKS: u32 = 4;

impl Filter {
    /// Makes a filter for this many literals; `read` calls its argument with the hash of each.
    pub fn of(literals: usize, read: impl FnOnce(&mut dyn FnMut(u32))) -> Self {
        let words = (literals * BITS).div_ceil(64).next_power_of_two();
        let mut filter = Self {
            words: vec![0; words],
        };
        read(&mut |hash| {
            let (word, marks) = filter.place(hash);
            filter.words[word] |= marks;
        });
        filter
    }

    /// Returns whether a literal may have the hash of a tag and a text; it is certain only if none may.
    pub fn may_have(&self, hash: u32) -> bool {
        let (word, marks) = self.place(hash);
        self.words[word] & marks == marks
    }

    /// Returns the word of a hash and the bits that are set for it there: the number of words is a power of two.
    fn place(&self, hash: u32) -> (usize, u64) {
        let spread = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let marks = (0..MARKS).map(|mark| 1 << (spread >> (40 + 6 * mark) & 63));
        let marks = marks.fold(0, |all: u64, mark: u64| all | mark);
        ((spread >> 12) as usize & (self.words.len() - 1), marks)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dictionary, Interner, Tag};
    use crate::rdf::{Literal, Term};

    #[test]
    fn every_literal_passes_and_few_others_do() {
        let literal = |number: usize| -> Term { Literal::from(number as i64).into() };
        let mut interner = Interner::default();
        for number in 0..1000 {
            interner.intern_term(&literal(number)).expect("few terms");
        }
        let (dictionary, _) = Dictionary::from_interner(&interner);
        let filter = dictionary.literal_filter(true).expect("it is made");
        let hash = |number: usize| Interner::hash(Tag::literal(0), number.to_string().as_bytes());
        assert!((0..1000).all(|number| filter.may_have(hash(number))));
        let others = (1000..3000).filter(|number| filter.may_have(hash(*number)));
        assert!(others.count() < 40);
    }
}
