//! A finished dictionary without some of its terms and with others: both are sorted, so they are merged.
//!
//! So a build makes the dictionary of sources of which some changed, and inference that of a graph and what follows.

use super::sorted::FrontCoder;
use super::triples::{Numbering, number_triples};
use super::{Dictionary, Interner, LiteralType, Tag, TermId, Values};

/// A dictionary made of another one, and where the terms are now.
pub struct Merged {
    /// The dictionary, but for the values of its literals, which [`Values::of`] finds.
    pub dictionary: Dictionary,
    /// By old number the new one; of no meaning for terms that were left out.
    pub kept: Vec<TermId>,
    /// By number in the interner the new one.
    pub made: Vec<TermId>,
}

/// A text with the rank of its literal type.
type Key<'a> = (&'a [u8], u32);

impl Dictionary {
    /// The terms that are marked and those of an interner, numbered as if they had been interned together.
    /// With a triple term its parts have to be marked.
    pub fn merged(&self, is_kept: &[bool], interner: &Interner) -> Merged {
        let (types, old_ranks, made_ranks) = self.types_of(is_kept, interner);
        let mut added: [Vec<(Key, TermId)>; 3] = Default::default();
        for id in 0..interner.len() as TermId {
            let (tag, text) = interner.get(id);
            match tag.literal_type() {
                Some(index) => added[2].push(((text, made_ranks[index as usize]), id)),
                None if tag == Tag::TRIPLE => {}
                None => added[usize::from(tag != Tag::IRI)].push(((text, 0), id)),
            }
        }
        let mut kept = vec![0; self.len()];
        let mut made = vec![0; interner.len()];
        let mut coder = FrontCoder::default();
        let mut literal_types: Vec<u32> = Vec::with_capacity(self.literals().len());
        let mut bounds = [0; 4];
        let mut start = 0;
        for (kind, added) in added.iter_mut().enumerate() {
            added.sort_unstable();
            let mut added = added.iter().peekable();
            let mut types = self.literal_types.iter();
            let mut push = |(text, rank): Key| {
                if kind == 2 {
                    literal_types.push(rank);
                }
                coder.push(text)
            };
            self.each_text(start..self.bounds[kind], |id, text| {
                let of_literal = (kind == 2).then(|| types.next()).flatten();
                if !is_kept[id as usize] {
                    return;
                }
                let key = (
                    text,
                    of_literal.map_or(0, |index| old_ranks[index as usize]),
                );
                while let Some((new, new_id)) = added.next_if(|(new, _)| *new < key) {
                    made[*new_id as usize] = push(*new);
                }
                let number = push(key);
                kept[id as usize] = number;
                if let Some((_, new_id)) = added.next_if(|(new, _)| *new == key) {
                    made[*new_id as usize] = number;
                }
            });
            for (new, new_id) in added {
                made[*new_id as usize] = push(*new);
            }
            start = self.bounds[kind];
            bounds[kind] = coder.len();
        }
        let numberings = [
            Numbering::of_dictionary(self, is_kept, &mut kept),
            Numbering::of_interner(interner, &mut made),
        ];
        let (triples, depths) = number_triples(bounds[2], numberings);
        bounds[3] = bounds[2] + (triples.len() / 3) as TermId;
        let (coded, blocks) = coder.finish();
        let dictionary = Self {
            text: coded.into(),
            blocks: blocks.into(),
            bounds,
            literal_types: literal_types.into(),
            types,
            triples: triples.into(),
            depths,
            values: Values::default(),
        };
        Merged {
            dictionary,
            kept,
            made,
        }
    }

    /// The types that literals still have, and the ranks of the old ones and of the interner's among them.
    fn types_of(
        &self,
        is_kept: &[bool],
        interner: &Interner,
    ) -> (Vec<LiteralType>, Vec<u32>, Vec<u32>) {
        let mut is_used = vec![false; self.types.len()];
        for id in self.literals().filter(|id| is_kept[*id as usize]) {
            if let Some(index) = self.literal_type_index(id) {
                is_used[index as usize] = true;
            }
        }
        let used = self
            .types
            .iter()
            .zip(is_used)
            .filter(|(_, is_used)| *is_used);
        let mut types: Vec<LiteralType> =
            used.map(|(literal_type, _)| literal_type.clone()).collect();
        types.extend(interner.literal_types().iter().cloned());
        types.sort_unstable();
        types.dedup();
        let rank = |literal_type| types.binary_search(literal_type).unwrap_or_default() as u32;
        let old_ranks = self.types.iter().map(rank).collect();
        let made_ranks = interner.literal_types().iter().map(rank).collect();
        (types, old_ranks, made_ranks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{Literal, NamedNode, Term, Triple};

    fn iri(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("http://example.org/{name}"))
    }

    fn triple(subject: &str, object: impl Into<Term>) -> Term {
        Term::Triple(Box::new(Triple::new(iri(subject), iri("2"), object)))
    }

    fn interned(terms: &[&[Term]]) -> (Interner, Vec<TermId>) {
        let mut interner = Interner::default();
        let ids = terms.iter().copied().flatten();
        let ids = ids.map(|term| interner.intern_term(term).expect("few terms"));
        let ids = ids.collect();
        (interner, ids)
    }

    #[test]
    fn a_merged_dictionary_is_one_made_of_all_its_terms() {
        let mut stays: Vec<Term> = (0..50).map(|n| Term::from(iri(&n.to_string()))).collect();
        stays.extend((0..40).map(|n| Term::from(Literal::from(n))));
        stays.push(Literal::new_language_tagged_literal_unchecked("7", "en").into());
        stays.push(triple("1", Literal::from(3)));
        stays.push(triple("1", triple("5", iri("6"))));
        let goes: Vec<Term> = vec![
            iri("gone").into(),
            Literal::new_language_tagged_literal_unchecked("7", "fr").into(),
            triple("gone", triple("1", triple("1", iri("4")))),
        ];
        let new: Vec<Term> = vec![
            iri("").into(),
            iri("25a").into(),
            iri("7").into(),
            Literal::from(77).into(),
            Literal::new_simple_literal("7").into(),
            Literal::from(1.5).into(),
            triple("1", Literal::from(3)),
            triple("25a", triple("1", triple("0", iri("")))),
        ];
        let (first, ids) = interned(&[&stays, &goes]);
        let (second, made) = interned(&[&new]);
        let (all, _) = interned(&[&stays, &new]);
        let (dictionary, renumbered) = Dictionary::from_interner(&first);
        let mut is_kept = vec![false; dictionary.len()];
        let (of_stays, _) = interned(&[&stays]);
        let (of_stays, _) = Dictionary::from_interner(&of_stays);
        for id in 0..of_stays.len() as TermId {
            let known = dictionary.find(&of_stays.term(id)).expect("it is known");
            is_kept[known as usize] = true;
        }
        let merged = dictionary.merged(&is_kept, &second);
        let (expected, _) = Dictionary::from_interner(&all);
        assert_eq!(merged.dictionary.text[..], expected.text[..]);
        assert_eq!(merged.dictionary.blocks[..], expected.blocks[..]);
        assert_eq!(merged.dictionary.types, expected.types);
        assert_eq!(merged.dictionary.bounds, expected.bounds);
        assert_eq!(merged.dictionary.triples[..], expected.triples[..]);
        assert_eq!(merged.dictionary.depths, expected.depths);
        for (term, id) in stays.iter().zip(ids) {
            let number = merged.kept[renumbered[id as usize] as usize];
            assert_eq!(merged.dictionary.term(number), *term);
        }
        for (term, id) in new.iter().zip(made) {
            assert_eq!(merged.dictionary.term(merged.made[id as usize]), *term);
        }
    }
}
