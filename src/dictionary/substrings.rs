//! Finds literals by a part of their [folded](super::fold) text: fills the index of [bigrams](super::Bigrams) and looks into it.
//!
//! The last character of a text makes a pair with [`END`], so that one character alone is looked for as all pairs that
//! begin with it. Texts that are only [figures](is_figure), such as numbers and dates, are not in the index: they are many, and
//! what is looked for has mostly something else in it. Where it has not, they are found by the figure that they begin with,
//! since literals are sorted by text.

use super::bigrams::{BLOCK, pair, sorted};
use super::front::put_number;
use super::{Bigrams, Dictionary, TermId, fold};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::iter::once;
use std::ops::Range;

/// Stands for what comes after the last character.
const END: u32 = 0x11_0000;

/// How many pairs are kept at hand.
const NOTED: usize = 1 << 10;

/// By pair the blocks that it is in, sorted.
type Lists = FxHashMap<u64, Vec<u32>>;

impl Bigrams {
    /// Reads the literals of a dictionary.
    pub fn of(dictionary: &Dictionary) -> Self {
        let literals = dictionary.literals();
        let blocks = literals.start / BLOCK..literals.end.div_ceil(BLOCK);
        let some = blocks
            .len()
            .div_ceil(4 * rayon::current_num_threads())
            .max(1);
        let starts = blocks.clone().into_par_iter().step_by(some);
        let pieces = starts.map(|start| {
            let blocks = start..blocks.end.min(start + some as u32);
            lists_of(dictionary, blocks)
        });
        let pieces: Vec<Lists> = pieces.collect();
        // Pieces are in the order of their blocks, and a sort that keeps it puts the lists of a pair one after the other.
        let mut lists: Vec<(u64, Vec<u32>)> = pieces.into_iter().flatten().collect();
        lists.par_sort_by_key(|(pair, _)| *pair);
        let (mut pairs, mut ends, mut coded) = (Vec::new(), Vec::new(), Vec::new());
        for same in lists.chunk_by(|a, b| a.0 == b.0) {
            let mut before = 0;
            for block in same.iter().flat_map(|(_, blocks)| blocks) {
                put_number(&mut coded, (block - before) as usize);
                before = *block;
            }
            pairs.push(same[0].0);
            ends.push(coded.len() as u32);
        }
        Self {
            pairs: pairs.into(),
            ends: ends.into(),
            lists: coded.into(),
        }
    }
}

impl Dictionary {
    /// Returns in which literals a text is, which is worked out by the first call.
    pub fn bigrams(&self) -> &Bigrams {
        self.bigrams.get_or_init(|| Bigrams::of(self))
    }

    /// Ranges of numbers, sorted, in which all literals are that have a folded text in their folded texts; `None` of an empty
    /// text, which all have.
    pub fn literals_with(&self, folded: &str) -> Option<Vec<Range<TermId>>> {
        let mut blocks = self.bigrams().blocks_with(folded)?;
        if folded.chars().all(is_figure) {
            blocks.extend(self.blocks_of_figures());
        }
        Some(self.ranges(&sorted(blocks)))
    }

    /// Returns the ranges of the literals that have at least `least` of the pairs of neighbouring characters of a folded text. A
    /// pair that the text has twice counts twice.
    pub fn literals_like(&self, folded: &str, least: usize) -> Vec<Range<TermId>> {
        let pairs = || folded.chars().zip(folded.chars().skip(1));
        let mut counts = vec![0; self.literals().end.div_ceil(BLOCK) as usize];
        for (first, second) in pairs() {
            for block in self.bigrams().list_of(first, second) {
                if let Some(count) = counts.get_mut(block as usize) {
                    *count += 1;
                }
            }
        }
        let counted = (0..).zip(counts);
        let mut blocks: Vec<u32> = counted
            .filter(|(_, count)| *count >= least.max(1))
            .map(|(block, _)| block)
            .collect();
        let of_figures = pairs().filter(|(a, b)| is_figure(*a) && is_figure(*b));
        if of_figures.count() >= least {
            blocks.extend(self.blocks_of_figures());
        }
        self.ranges(&sorted(blocks))
    }

    /// The blocks of all literals that are figures only and so not in the index.
    fn blocks_of_figures(&self) -> impl Iterator<Item = u32> {
        let is_first = |byte: &u8| is_figure(byte.to_ascii_lowercase().into());
        let firsts = (0..0x80).filter(is_first).map(char::from);
        firsts.flat_map(|first| {
            let ids = self.starting_with(self.literals(), first.encode_utf8(&mut [0; 4]));
            ids.start / BLOCK..ids.end.div_ceil(BLOCK)
        })
    }

    /// The literals of sorted blocks.
    fn ranges(&self, blocks: &[u32]) -> Vec<Range<TermId>> {
        let literals = self.literals();
        let mut ranges: Vec<Range<TermId>> = Vec::new();
        for block in blocks {
            let start = block.saturating_mul(BLOCK);
            let end = start.saturating_add(BLOCK).min(literals.end);
            let start = start.max(literals.start);
            match ranges.last_mut() {
                Some(last) if last.end == start => last.end = end.max(start),
                _ if start < end => ranges.push(start..end),
                _ => {}
            }
        }
        ranges
    }
}

/// The lists of some blocks of a dictionary.
fn lists_of(dictionary: &Dictionary, blocks: Range<u32>) -> Lists {
    let mut lists = Lists::default();
    let literals = dictionary.literals();
    let ids = (blocks.start * BLOCK).max(literals.start)..(blocks.end * BLOCK).min(literals.end);
    let mut folded = String::new();
    // Whether the pairs of the text before are noted for the same block.
    let mut is_noted = false;
    // Neighbours have mostly the same pairs: what was noted last need not be looked up.
    let mut noted = vec![(0, u32::MAX); NOTED];
    dictionary.each_shared_text(ids, |id, text, shared| {
        let block = id / BLOCK;
        let is_first = id.is_multiple_of(BLOCK);
        let known = if is_noted && !is_first { shared } else { 0 };
        is_noted = !text
            .iter()
            .all(|byte| is_figure(byte.to_ascii_lowercase().into()));
        if !is_noted {
            return;
        }
        fold_unknown(text, known, &mut folded);
        let mut before = None;
        for character in folded.chars().map(u32::from).chain(once(END)) {
            if let Some(before) = before {
                let pair = pair(before, character);
                let slot = pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize >> 32;
                let slot = &mut noted[slot % NOTED];
                if *slot != (pair, block) {
                    *slot = (pair, block);
                    let list = lists.entry(pair).or_default();
                    if list.last() != Some(&block) {
                        list.push(block);
                    }
                }
            }
            before = char::from_u32(character);
        }
    });
    lists
}

/// Folds the part of a text of which the pairs are not known: from the last character on that is in the bytes that are.
fn fold_unknown(text: &[u8], known: usize, folded: &mut String) {
    let mut known = known.min(text.len());
    // A character may be known in part, or be an accent of which nothing is left.
    while text.get(known).is_some_and(|byte| !is_start(*byte)) {
        known -= 1;
    }
    let mut start = known;
    let fold_bytes = |bytes, folded: &mut String| {
        folded.clear();
        fold(std::str::from_utf8(bytes).unwrap_or_default(), folded);
    };
    folded.clear();
    while start > 0 && folded.is_empty() {
        let before = text[..start].iter().rposition(|byte| is_start(*byte));
        start = before.unwrap_or(0);
        fold_bytes(&text[start..known], folded);
    }
    fold_bytes(&text[start..], folded);
}

/// Whether a byte of UTF-8 is the first of a character.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Whether a folded character is one that numbers, dates and times are written with.
fn is_figure(character: char) -> bool {
    matches!(
        character,
        '0'..='9' | '+' | '-' | '.' | ':' | 't' | 'z' | 'e'
    )
}

#[cfg(test)]
mod tests {
    use super::super::Interner;
    use super::*;
    use crate::rdf::Literal;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_is_missed(
            texts in prop::collection::vec("[a-cEé0-2.量子ｶﾞς\u{301} ]{0,6}", 1..300),
            needle in "[a-ceé0-2.量子ｶﾞσ ]{1,4}",
        ) {
            let mut interner = Interner::default();
            for text in &texts {
                let literal = Literal::new_simple_literal(text);
                interner.intern_term(&literal.into()).expect("few terms");
            }
            let (dictionary, _) = Dictionary::from_interner(&interner);
            let (mut wanted, mut folded) = (String::new(), String::new());
            fold(&needle, &mut wanted);
            let ranges = dictionary.literals_with(&wanted).expect("a text");
            let like = [1, 2].map(|least| dictionary.literals_like(&wanted, least));
            dictionary.each_text(dictionary.literals(), |id, text| {
                folded.clear();
                fold(std::str::from_utf8(text).expect("UTF-8"), &mut folded);
                if folded.contains(&wanted) {
                    assert!(ranges.iter().any(|range| range.contains(&id)), "{folded}");
                }
                let mut pairs: Vec<(char, char)> = folded.chars().zip(folded.chars().skip(1)).collect();
                let same = wanted.chars().zip(wanted.chars().skip(1)).filter(|pair| {
                    let at = pairs.iter().position(|other| other == pair);
                    at.map(|at| pairs.swap_remove(at)).is_some()
                });
                for like in like.iter().take(same.count()) {
                    assert!(like.iter().any(|range| range.contains(&id)), "{folded}");
                }
            });
        }
    }
}
