//! A finished dictionary without some of its terms and with others: both are sorted, so they are merged.
//!
//! So a build makes the dictionary of sources of which some changed, and inference that of a graph and what follows.

use super::front::Coded;
use super::triples::Numbering;
use super::{Dictionary, Interner, LiteralType, Tag, TermId};
use rayon::prelude::*;
use std::ops::Range;

/// A dictionary made of another one, and where the terms are now.
pub struct Merged {
    /// The dictionary; [`Dictionary::read_literals`] is still to be done.
    pub dictionary: Dictionary,
    /// By old number the new one; of no meaning for terms that were left out.
    pub kept: Vec<TermId>,
    /// By number in the interner the new one.
    pub made: Vec<TermId>,
}

/// A text with the rank of its literal type.
type Key<'a> = (&'a [u8], u32);

/// A term of the interner.
struct Added<'a> {
    key: Key<'a>,
    id: TermId,
    /// The old term that it stands before, or is.
    at: TermId,
    is_known: bool,
}

/// So many old terms are looked through at once.
const PIECE: usize = 1 << 12;

impl Dictionary {
    /// The terms that are marked and those of an interner, numbered as if they had been interned together.
    /// With a triple term its parts have to be marked.
    ///
    /// First all are numbered, and then coded on all cores: where a block starts is known only then.
    pub fn merged(&self, is_kept: &[bool], interner: &Interner) -> Merged {
        let (types, old_ranks, made_ranks) = self.types_of(is_kept, interner);
        let mut kept = vec![0; self.len()];
        let mut made = vec![0; interner.len()];
        let mut added = added_terms(interner, &made_ranks);
        let (mut number, mut ends, mut start) = (0, [0; 3], 0);
        for (kind, added) in added.iter_mut().enumerate() {
            let olds = start..self.bounds[kind];
            self.place(olds.clone(), is_kept, &old_ranks, added);
            let mut added = added.iter().peekable();
            let mut add = |new: &Added, number: &mut TermId| {
                made[new.id as usize] = *number;
                *number += TermId::from(!new.is_known);
            };
            for id in olds {
                while let Some(new) = added.next_if(|new| new.at <= id) {
                    add(new, &mut number);
                }
                kept[id as usize] = number;
                number += TermId::from(is_kept[id as usize]);
            }
            added.for_each(|new| add(new, &mut number));
            (start, ends[kind]) = (self.bounds[kind], number);
        }
        let mut literal_types = vec![0; (ends[2] - ends[1]) as usize];
        for id in self.literals().filter(|id| is_kept[*id as usize]) {
            if let Some(index) = self.literal_type_index(id) {
                literal_types[(kept[id as usize] - ends[1]) as usize] = old_ranks[index as usize];
            }
        }
        for new in &added[2] {
            literal_types[(made[new.id as usize] - ends[1]) as usize] = new.key.1;
        }
        let fresh = added.iter().flatten().filter(|new| !new.is_known);
        let fresh: Vec<(TermId, &[u8])> = fresh
            .map(|new| (made[new.id as usize], new.key.0))
            .collect();
        let coded = Coded::of(number as usize, |numbers, coder| {
            let [start, end] = [numbers.start, numbers.end].map(|number| number as TermId);
            let new = |number| fresh.partition_point(|(new, _)| *new < number);
            let old = |number| {
                let olds = &kept[..self.bounds[2] as usize];
                olds.partition_point(|old| *old < number) as TermId
            };
            let mut fresh = fresh[new(start)..new(end)].iter().peekable();
            self.each_text(old(start)..old(end), |id, text| {
                if is_kept[id as usize] {
                    while let Some((_, new)) = fresh.next_if(|(new, _)| *new < kept[id as usize]) {
                        coder.push(new);
                    }
                    coder.push(text);
                }
            });
            fresh.for_each(|(_, new)| coder.push(new));
        });
        let numberings = [
            Numbering::of_dictionary(self, is_kept, &mut kept),
            Numbering::of_interner(interner, &mut made),
        ];
        let starts = [ends[0], ends[1]];
        let dictionary = Self::finish(coded, starts, literal_types, types, numberings);
        Merged {
            dictionary,
            kept,
            made,
        }
    }

    /// Finds the places of new terms among the old ones of a kind; both are sorted.
    fn place(&self, olds: Range<TermId>, is_kept: &[bool], ranks: &[u32], added: &mut [Added]) {
        let rank = |id| {
            let index = self.literal_type_index(id);
            index.map_or(0, |index| ranks[index as usize])
        };
        let mut pieces = Vec::new();
        let mut rest = added;
        for start in olds.clone().step_by(PIECE) {
            let end = start.saturating_add(PIECE as TermId).min(olds.end);
            let mut count = rest.len();
            if end < olds.end {
                let (text, rank) = (self.bytes(end), rank(end));
                count = rest.partition_point(|new| new.key < (&text, rank));
            }
            let (own, after) = rest.split_at_mut(count);
            pieces.push((start..end, own));
            rest = after;
        }
        // Where nothing comes, no text has to be looked at.
        let pieces = pieces.into_par_iter().filter(|(_, own)| !own.is_empty());
        pieces.for_each(|(olds, own)| {
            let end = olds.end;
            let mut own = own.iter_mut().peekable();
            self.each_text(olds, |id, text| {
                if is_kept[id as usize] {
                    let key = (text, rank(id));
                    while let Some(new) = own.next_if(|new| new.key <= key) {
                        (new.at, new.is_known) = (id, new.key == key);
                    }
                }
            });
            own.for_each(|new| new.at = end);
        });
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
        // A type that no literal has any more stands where it would stand, so that old literals stay in their order.
        let rank = |literal_type| types.partition_point(|other| other < literal_type) as u32;
        let old_ranks = self.types.iter().map(rank).collect();
        let made_ranks = interner.literal_types().iter().map(rank).collect();
        (types, old_ranks, made_ranks)
    }
}

/// The terms of an interner that have a text: IRIs, blank nodes and literals, each sorted.
fn added_terms<'a>(interner: &'a Interner, type_ranks: &[u32]) -> [Vec<Added<'a>>; 3] {
    let mut added: [Vec<Added>; 3] = Default::default();
    for id in 0..interner.len() as TermId {
        let (tag, text) = interner.get(id);
        let (kind, rank) = match tag.literal_type() {
            Some(index) => (2, type_ranks[index as usize]),
            None if tag == Tag::TRIPLE => continue,
            None => (usize::from(tag != Tag::IRI), 0),
        };
        added[kind].push(Added {
            key: (text, rank),
            id,
            at: 0,
            is_known: false,
        });
    }
    added.each_mut().map(|of_kind| {
        of_kind.par_sort_unstable_by_key(|new| new.key);
        std::mem::take(of_kind)
    })
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
