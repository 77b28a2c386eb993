//! A finished dictionary without some of its terms and with others: what a build makes of a file that changed.

use super::sorted::front_code;
use super::{Dictionary, Interner, LiteralType, Tag, TermId, Values};
use std::cmp::Ordering;

/// A dictionary made of another one, and where the terms are now.
pub struct Revised {
    /// The dictionary.
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
    /// `None` if there are triple terms, which are numbered by what is in them.
    pub fn revised(&self, is_kept: &[bool], interner: &Interner) -> Option<Revised> {
        let has_triples = (0..interner.len() as TermId).any(|id| interner.get(id).0 == Tag::TRIPLE);
        if has_triples || self.bounds[2] != self.bounds[3] {
            return None;
        }
        let (types, old_ranks, made_ranks) = self.types_of(is_kept, interner);
        let mut added: [Vec<(Key, TermId)>; 3] = Default::default();
        for id in 0..interner.len() as TermId {
            let (tag, text) = interner.get(id);
            match tag.literal_type() {
                Some(index) => added[2].push(((text, made_ranks[index as usize]), id)),
                None => added[usize::from(tag != Tag::IRI)].push(((text, 0), id)),
            }
        }
        let (mut text, mut ends) = (Vec::with_capacity(self.text.len() * 4), Vec::new());
        self.each_text(0..self.bounds[2], |_, bytes| {
            text.extend_from_slice(bytes);
            ends.push(text.len());
        });
        let key = |id: TermId| -> Key {
            let at = id as usize;
            let start = at.checked_sub(1).map_or(0, |before| ends[before]);
            let rank = self.literal_type_index(id);
            (
                &text[start..ends[at]],
                rank.map_or(0, |index| old_ranks[index as usize]),
            )
        };
        let mut kept = vec![0; self.len()];
        let mut made = vec![0; interner.len()];
        let mut order: Vec<Key> = Vec::with_capacity(self.len() + interner.len());
        let mut bounds = [0; 4];
        let mut start = 0;
        for (kind, added) in added.iter_mut().enumerate() {
            added.sort_unstable();
            let old = (start..self.bounds[kind]).filter(|id| is_kept[*id as usize]);
            merge(
                old.map(|id| (key(id), id)),
                added,
                &mut order,
                &mut kept,
                &mut made,
            );
            start = self.bounds[kind];
            bounds[kind] = order.len() as TermId;
        }
        bounds[3] = bounds[2];
        let (coded, blocks) = front_code(order.iter().map(|(text, _)| *text));
        let literal_types: Vec<u32> = order[bounds[1] as usize..]
            .iter()
            .map(|key| key.1)
            .collect();
        let mut dictionary = Self {
            text: coded.into(),
            blocks: blocks.into(),
            bounds,
            literal_types: literal_types.into(),
            types,
            ..Self::default()
        };
        dictionary.values = Values::of(&dictionary);
        Some(Revised {
            dictionary,
            kept,
            made,
        })
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

/// Numbers two sorted sequences as one; what is in both has one number.
fn merge<'a>(
    old: impl Iterator<Item = (Key<'a>, TermId)>,
    added: &[(Key<'a>, TermId)],
    order: &mut Vec<Key<'a>>,
    kept: &mut [TermId],
    made: &mut [TermId],
) {
    let mut added = added.iter().peekable();
    for (key, id) in old {
        while let Some((new, new_id)) = added.next_if(|new| new.0.cmp(&key) == Ordering::Less) {
            made[*new_id as usize] = order.len() as TermId;
            order.push(*new);
        }
        if let Some((_, new_id)) = added.next_if(|new| new.0 == key) {
            made[*new_id as usize] = order.len() as TermId;
        }
        kept[id as usize] = order.len() as TermId;
        order.push(key);
    }
    for (new, new_id) in added {
        made[*new_id as usize] = order.len() as TermId;
        order.push(*new);
    }
}
