//! A finished dictionary with a few more terms: both are sorted, so they are merged and the old order stays.

use super::sorted::front_code;
use super::{Dictionary, Interner, Tag, TermId, Values};
use std::cmp::Ordering;

/// A text to be merged: its bytes, the rank of its literal type, and the number that it had.
type Entry<'a> = (&'a [u8], u32, usize);

impl Dictionary {
    /// Adds the terms of an interner that are no triple terms and not in this dictionary.
    /// The second value gives the new numbers: first those of the old terms, then those of the interner's.
    pub fn extended(&self, made: &Interner) -> (Self, Vec<TermId>) {
        let known = self.len();
        let mut types = self.types.clone();
        types.extend(made.literal_types().iter().cloned());
        types.sort_unstable();
        types.dedup();
        let rank = |literal_type| types.binary_search(literal_type).unwrap_or_default() as u32;
        let ranks: Vec<u32> = self.types.iter().map(rank).collect();
        let made_ranks: Vec<u32> = made.literal_types().iter().map(rank).collect();

        let (mut text, mut ends) = (Vec::new(), Vec::new());
        self.each_text(0..self.bounds[2], |_, bytes| {
            text.extend_from_slice(bytes);
            ends.push(text.len());
        });
        let old = |id: TermId| -> Entry {
            let at = id as usize;
            let start = at.checked_sub(1).map_or(0, |before| ends[before]);
            let of_literal = self
                .literal_types
                .get(at.wrapping_sub(self.bounds[1] as usize));
            let rank = of_literal.map_or(0, |index| ranks[index as usize]);
            (&text[start..ends[at]], rank, at)
        };
        let mut added: [Vec<Entry>; 3] = Default::default();
        for id in 0..made.len() as TermId {
            let (tag, bytes) = made.get(id);
            let (kind, rank) = match tag.literal_type() {
                Some(index) => (2, made_ranks[index as usize]),
                None => (usize::from(tag != Tag::IRI), 0),
            };
            added[kind].push((bytes, rank, known + id as usize));
        }
        let mut order: Vec<Entry> = Vec::with_capacity(known + made.len());
        let mut bounds = [0; 4];
        let mut start = 0;
        for (kind, added) in added.iter_mut().enumerate() {
            added.sort_unstable();
            merge((start..self.bounds[kind]).map(old), added, &mut order);
            start = self.bounds[kind];
            bounds[kind] = order.len() as TermId;
        }
        let shift = bounds[2] - self.bounds[2];
        bounds[3] = self.bounds[3] + shift;

        let mut numbers: Vec<TermId> = (0..(known + made.len()) as TermId)
            .map(|id| id + shift)
            .collect();
        for (new, (_, _, old)) in order.iter().enumerate() {
            numbers[*old] = new as TermId;
        }
        let (coded, blocks) = front_code(order.iter().map(|(text, _, _)| *text));
        let literal_types: Vec<u32> = order[bounds[1] as usize..]
            .iter()
            .map(|entry| entry.1)
            .collect();
        let triples: Vec<TermId> = self
            .triples
            .iter()
            .map(|part| numbers[*part as usize])
            .collect();
        let mut dictionary = Self {
            text: coded.into(),
            blocks: blocks.into(),
            bounds,
            literal_types: literal_types.into(),
            types,
            triples: triples.into(),
            depths: self.depths.iter().map(|first| first + shift).collect(),
            values: Values::default(),
        };
        dictionary.values = Values::of(&dictionary);
        (dictionary, numbers)
    }
}

/// Two sorted sequences as one.
fn merge<'a>(
    old: impl Iterator<Item = Entry<'a>>,
    added: &[Entry<'a>],
    order: &mut Vec<Entry<'a>>,
) {
    let mut added = added.iter().peekable();
    for entry in old {
        let before = |new: &&Entry| (new.0, new.1).cmp(&(entry.0, entry.1)) == Ordering::Less;
        while let Some(new) = added.next_if(before) {
            order.push(*new);
        }
        order.push(entry);
    }
    order.extend(added.copied());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{Literal, NamedNode, Term, Triple};

    fn iri(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("http://example.org/{name}"))
    }

    #[test]
    fn an_extended_dictionary_is_one_made_of_all_terms() {
        let mut old: Vec<Term> = (0..50).map(|n| Term::from(iri(&n.to_string()))).collect();
        old.extend((0..40).map(|n| Term::from(Literal::from(n))));
        old.push(Literal::new_language_tagged_literal_unchecked("7", "en").into());
        let triple = Triple::new(iri("1"), iri("2"), Literal::from(3));
        old.push(Term::Triple(Box::new(triple)));
        let new: Vec<Term> = vec![
            iri("").into(),
            iri("25a").into(),
            Literal::from(77).into(),
            Literal::new_simple_literal("7").into(),
            Literal::from(1.5).into(),
        ];
        let (mut first, mut second, mut all) = (
            Interner::default(),
            Interner::default(),
            Interner::default(),
        );
        for term in &old {
            first.intern_term(term).expect("few terms");
            all.intern_term(term).expect("few terms");
        }
        for term in &new {
            second.intern_term(term).expect("few terms");
            all.intern_term(term).expect("few terms");
        }
        let (dictionary, renumbered) = Dictionary::from_interner(&first);
        let (extended, numbers) = dictionary.extended(&second);
        let (expected, _) = Dictionary::from_interner(&all);
        assert_eq!(extended.text.to_vec(), expected.text.to_vec());
        assert_eq!(extended.bounds, expected.bounds);
        for (id, term) in old.iter().enumerate() {
            let number = first.intern_term(term).expect("few terms");
            assert_eq!(
                extended.term(numbers[renumbered[number as usize] as usize]),
                *term,
                "{id}"
            );
        }
        for (id, term) in new.iter().enumerate() {
            assert_eq!(extended.term(numbers[dictionary.len() + id]), *term);
            assert_eq!(extended.find(term), Some(numbers[dictionary.len() + id]));
        }
    }
}
