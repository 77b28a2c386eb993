//! Makes a dictionary of the terms of an interner, which are sorted by text on all cores.

use super::front::Coded;
use super::triples::{Numbering, number_triples};
use super::{Dictionary, Interner, LiteralType, Tag, TermId, Values};
use rayon::prelude::*;
use std::sync::OnceLock;

impl Dictionary {
    /// Sorts the terms of an interner; the second value gives, by their old numbers, their new ones.
    pub fn from_interner(interner: &Interner) -> (Self, Vec<TermId>) {
        let (types, type_ranks) = sort_types(interner.literal_types());
        let [iris, blank_nodes, literals] = sort_terms(interner, &type_ranks);
        let literal_types: Vec<u32> = literals
            .iter()
            .filter_map(|id| interner.get(*id).0.literal_type())
            .map(|index| type_ranks[index as usize])
            .collect();
        let first_literal = (iris.len() + blank_nodes.len()) as TermId;
        let starts = [iris.len() as TermId, first_literal];
        let order: Vec<TermId> = [iris, blank_nodes, literals].concat();
        let coded = Coded::of(order.len(), |range, coder| {
            let texts = order[range].iter().map(|id| interner.get(*id).1);
            texts.for_each(|text| coder.push(text));
        });
        let mut renumbered = vec![0; interner.len()];
        for (new, old) in order.iter().enumerate() {
            renumbered[*old as usize] = new as TermId;
        }
        let numberings = [Numbering::of_interner(interner, &mut renumbered)];
        let mut dictionary = Self::finish(coded, starts, literal_types, types, numberings);
        dictionary.read_literals();
        (dictionary, renumbered)
    }

    /// A dictionary of coded texts, of which blank nodes and literals start at these numbers; the triple terms are numbered
    /// after them. [`read_literals`](Self::read_literals) is still to be done.
    pub(super) fn finish<const N: usize>(
        coded: Coded,
        [blank_nodes, literals]: [TermId; 2],
        literal_types: Vec<u32>,
        types: Vec<LiteralType>,
        numberings: [Numbering; N],
    ) -> Self {
        let texts = literals + literal_types.len() as TermId;
        let (triples, depths) = number_triples(texts, numberings);
        let terms = texts + (triples.len() / 3) as TermId;
        Self {
            text: coded.text,
            blocks: coded.blocks,
            bounds: [blank_nodes, literals, texts, terms],
            literal_types: literal_types.into(),
            types,
            triples: triples.into(),
            depths,
            values: Values::default(),
            bigrams: OnceLock::new(),
            filter: OnceLock::new(),
            iri_texts: OnceLock::new(),
            literal_texts: OnceLock::new(),
        }
    }

    /// Works out the values of the literals.
    pub fn read_literals(&mut self) {
        self.values = Values::of(self);
    }
}

/// The terms of an interner that have a text: IRIs, blank nodes and literals, each by text, literals then by type.
fn sort_terms(interner: &Interner, type_ranks: &[u32]) -> [Vec<TermId>; 3] {
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

/// Returns the number of bytes that all texts start with.
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

/// Sorted literal types, and for each old index the new one.
fn sort_types(types: &[LiteralType]) -> (Vec<LiteralType>, Vec<u32>) {
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_unstable_by_key(|index| &types[*index]);
    let mut ranks = vec![0; types.len()];
    for (rank, index) in order.iter().enumerate() {
        ranks[*index] = rank as u32;
    }
    (
        order
            .into_iter()
            .map(|index| types[index].clone())
            .collect(),
        ranks,
    )
}
