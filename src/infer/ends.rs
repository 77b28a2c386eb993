//! Which properties a term has as a subject and as an object, in 64 bits for each: a
//! [Bloom filter](https://en.wikipedia.org/wiki/Bloom_filter) for every term.
//!
//! Most triples that rules look for are not there, since the term is at no such end of a triple of that property. That is
//! seen here without a search.

use super::index::Triple;
use crate::dictionary::TermId;

/// The properties of terms, by their numbers.
#[derive(Default)]
pub struct Ends {
    subjects: Vec<u64>,
    objects: Vec<u64>,
}

impl Ends {
    /// Takes over the ends of a triple.
    pub fn add(&mut self, [subject, property, object]: Triple) {
        for (bits, term) in [(&mut self.subjects, subject), (&mut self.objects, object)] {
            let term = term as usize;
            if bits.len() <= term {
                bits.resize(term + 1, 0);
            }
            if let Some(bits) = bits.get_mut(term) {
                *bits |= bit(property);
            }
        }
    }

    /// Returns whether a triple may match; if not, there is none.
    pub fn may_have(&self, [subject, property, object]: [Option<TermId>; 3]) -> bool {
        let at = |bits: &[u64], term: Option<TermId>| match term {
            Some(term) => bits.get(term as usize).copied().unwrap_or(0),
            None => u64::MAX,
        };
        at(&self.subjects, subject) & at(&self.objects, object) & property.map_or(u64::MAX, bit)
            != 0
    }
}

/// Returns the bit of a property, which it may share with others.
fn bit(property: TermId) -> u64 {
    1 << (property.wrapping_mul(0x9e37_79b1) >> 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_denied_and_most_of_the_rest_is() {
        let mut ends = Ends::default();
        ends.add([3, 70, 5]);
        ends.add([5, 71, 9]);
        let yes = [
            [Some(3), Some(70), Some(5)],
            [None, None, Some(9)],
            [None; 3],
        ];
        assert!(yes.into_iter().all(|bound| ends.may_have(bound)));
        let no = [
            [Some(5), Some(70), None],
            [None, Some(71), Some(5)],
            [Some(9), None, None],
            [Some(3), None, Some(9)],
            [None, None, Some(1000)],
        ];
        assert!(!no.into_iter().any(|bound| ends.may_have(bound)));
    }
}
