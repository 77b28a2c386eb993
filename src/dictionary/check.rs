//! Checks of a dictionary that comes from a file: its lengths when it is opened, everything before it is built upon.

use super::front::{BLOCK, next_text};
use super::values::GROUP;
use super::{Dictionary, TermId};
use rayon::prelude::*;

impl Dictionary {
    /// Checks that the columns have the lengths that they must have beside each other, so that each number of a term is
    /// inside all of them. It takes a time that does not depend on their size; what they hold is not read.
    ///
    /// # Errors
    /// The column that is wrong.
    pub fn check_lengths(&self) -> Result<(), &'static str> {
        let [blank_nodes, literals, texts, terms] = self.bounds;
        check(
            "bounds",
            blank_nodes <= literals && literals <= texts && texts <= terms,
        )?;
        let triple_terms = (terms - texts) as usize;
        let literals = (texts - literals) as usize;
        let is_all_or_none = |length: usize| length == 0 || length == literals;
        check(
            "blocks",
            self.blocks.len() == (texts as usize).div_ceil(BLOCK),
        )?;
        check(
            "literal types",
            self.literal_types.low.len() == literals
                && is_all_or_none(self.literal_types.high.len()),
        )?;
        check(
            "triple terms",
            Some(self.triples.len()) == triple_terms.checked_mul(3),
        )?;
        let in_order = self.depths.is_sorted() && self.depths.first().is_none_or(|d| *d == texts);
        let last = self.depths.last().is_none_or(|depth| *depth <= terms);
        let are_deep = self.depths.is_empty() == (triple_terms == 0);
        check("depths of triple terms", in_order && last && are_deep)?;
        check(
            "values",
            self.values.present.len() == literals.div_ceil(64)
                && self.values.before.len() == literals.div_ceil(GROUP),
        )?;
        let bigrams = self.bigrams();
        let lists = bigrams.ends.last().map_or(0, |end| *end as usize);
        check(
            "pairs of characters",
            bigrams.pairs.len() == bigrams.ends.len() && bigrams.lists.len() == lists,
        )
    }

    /// Checks what the columns hold, given that their lengths are right: each text can be decoded, and each number of a
    /// type, a value or a part of a triple term refers to an existing one.
    ///
    /// # Errors
    /// The column that is wrong.
    pub fn check_contents(&self) -> Result<(), &'static str> {
        let texts = self.bounds[2];
        let blocks = 0..self.blocks.len();
        let are_texts = blocks.into_par_iter().all(|block| self.is_block(block));
        check("texts", are_texts)?;
        let mut types = self.literal_types.iter();
        check(
            "literal types",
            types.all(|index| (index as usize) < self.types.len()),
        )?;
        let parts = self.triples.chunks_exact(3).zip(texts..);
        check(
            "triple terms",
            parts
                .clone()
                .all(|(parts, id)| parts.iter().all(|part| *part < id)),
        )?;
        let mut rank = 0_usize;
        let are_counted = (0..).zip(self.values.present.iter()).all(|(word, bits)| {
            let before = self.values.before.get(word * 64 / GROUP);
            let is_right = !(word * 64).is_multiple_of(GROUP)
                || before.is_some_and(|before| *before as usize == rank);
            rank += bits.count_ones() as usize;
            is_right
        });
        check("values", are_counted && self.values.values.len() == rank)?;
        check(
            "pairs of characters",
            self.bigrams().pairs.is_sorted() && self.bigrams().ends.is_sorted(),
        )
    }

    /// Whether a block has its texts, and ends where the next one starts.
    fn is_block(&self, block: usize) -> bool {
        let start_of = |block: usize| self.blocks.get(block).map(|start| *start as usize);
        let end = start_of(block + 1).unwrap_or(self.text.len());
        let text = start_of(block).and_then(|start| self.text.get(start..end));
        let Some(mut rest) = text else {
            return false;
        };
        let first = block * BLOCK;
        let count = (self.bounds[2] as usize - first).min(BLOCK);
        let (mut text, mut length) = (Vec::new(), 0);
        for _ in 0..count {
            match next_text(&mut rest, &mut text) {
                Some(shared) if shared <= length && std::str::from_utf8(&text).is_ok() => {
                    length = text.len();
                }
                _ => return false,
            }
        }
        rest.is_empty()
    }
}

/// An error that names what is wrong, unless it is right.
pub(crate) fn check(column: &'static str, is_right: bool) -> Result<(), &'static str> {
    is_right.then_some(()).ok_or(column)
}

/// Whether all numbers are below a limit.
pub(crate) fn are_below(numbers: &[TermId], limit: usize) -> bool {
    let pieces = numbers.par_chunks(1 << 16);
    pieces.all(|piece| piece.iter().all(|number| (*number as usize) < limit))
}
