//! Sorts terms by text, on all cores.

use super::{Interner, Tag, TermId};
use rayon::prelude::*;

/// The terms of an interner that have a text: IRIs, blank nodes and literals, each by text, literals then by type.
pub fn sort_terms(interner: &Interner, type_ranks: &[u32]) -> [Vec<TermId>; 3] {
    let mut kinds = [const { Vec::new() }; 3];
    for id in 0..interner.len() as TermId {
        match interner.get(id).0 {
            Tag::IRI => kinds[0].push(id),
            Tag::BLANK => kinds[1].push(id),
            Tag::TRIPLE => {}
            _ => kinds[2].push(id),
        }
    }
    kinds.map(|ids| sort_texts(interner, type_ranks, ids))
}

/// Most texts differ in the eight bytes after those that all of them share: these are compared as one number that lies
/// beside the term, so that the sort seldom has to look at a text.
fn sort_texts(interner: &Interner, type_ranks: &[u32], ids: Vec<TermId>) -> Vec<TermId> {
    let text = |id: TermId| interner.get(id).1;
    let shared = shared_start(ids.iter().map(|id| text(*id)));
    let rank = |id: TermId| {
        interner
            .get(id)
            .0
            .literal_type()
            .map(|index| type_ranks[index as usize])
    };
    let mut keyed: Vec<(u64, TermId)> = ids
        .into_par_iter()
        .map(|id| (head(&text(id)[shared..]), id))
        .collect();
    keyed.par_sort_unstable_by(|(head_a, a), (head_b, b)| {
        let by_text = || text(*a)[shared..].cmp(&text(*b)[shared..]);
        head_a
            .cmp(head_b)
            .then_with(by_text)
            .then_with(|| rank(*a).cmp(&rank(*b)))
    });
    keyed.into_iter().map(|(_, id)| id).collect()
}

/// How many bytes all texts start with.
fn shared_start<'a>(mut texts: impl Iterator<Item = &'a [u8]>) -> usize {
    let first = texts.next().unwrap_or_default();
    texts.fold(first.len(), |shared, text| {
        first[..shared]
            .iter()
            .zip(text)
            .take_while(|(a, b)| a == b)
            .count()
    })
}

/// The first eight bytes as a number in their order; a shorter text is filled with zeros.
fn head(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text[..length]);
    u64::from_be_bytes(bytes)
}
