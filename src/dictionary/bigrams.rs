//! An index of texts: for each pair of neighbouring characters of [folded](super::fold) texts, in which blocks of literals it
//! is. What is looked for is then read in a few blocks only, in any script: [bigrams](https://en.wikipedia.org/wiki/Bigram)
//! need no words.

use super::TermId;
use super::front::take_number;
use crate::column::Column;

/// How many terms share an entry of a list.
pub(super) const BLOCK: TermId = 64;

/// In which blocks of literals each pair of characters is.
#[derive(Debug, Default)]
pub struct Bigrams {
    /// The pairs, sorted: the first character in the upper half, the second in the lower.
    pub pairs: Column<u64>,
    /// For each pair, where its list ends.
    pub ends: Column<u32>,
    /// The lists: the number of a block, then how much larger each next one is, in
    /// [LEB128](https://en.wikipedia.org/wiki/LEB128).
    pub lists: Column<u8>,
}

impl Bigrams {
    /// The blocks that have all pairs of a folded text, sorted; `None` of an empty text.
    pub(super) fn blocks_with(&self, folded: &str) -> Option<Vec<u32>> {
        let mut pairs = folded.chars().zip(folded.chars().skip(1)).peekable();
        if pairs.peek().is_none() {
            let first = u64::from(u32::from(folded.chars().next()?));
            let of_first = self.pairs.partition_point(|pair| pair >> 32 < first)
                ..self.pairs.partition_point(|pair| pair >> 32 <= first);
            return Some(sorted(
                of_first.flat_map(|index| self.list(index)).collect(),
            ));
        }
        let lists = pairs.map(|(first, second)| self.list_of(first, second));
        lists.reduce(|all, list| {
            let mut list = list.iter().peekable();
            let mut is_in = |block: &u32| {
                while list.next_if(|other| *other < block).is_some() {}
                list.peek() == Some(&block)
            };
            all.into_iter().filter(|block| is_in(block)).collect()
        })
    }

    pub(super) fn list_of(&self, first: char, second: char) -> Vec<u32> {
        let index = self.pairs.binary_search(&pair(first, second.into()));
        index.map_or_else(|_| Vec::new(), |index| self.list(index))
    }

    /// The blocks of the pair at an index.
    fn list(&self, index: usize) -> Vec<u32> {
        let end_of = |index: usize| self.ends.get(index).map(|end| *end as usize);
        let start = index.checked_sub(1).map_or(Some(0), end_of);
        let range = start.zip(end_of(index)).map(|(start, end)| start..end);
        let mut rest = range
            .and_then(|range| self.lists.get(range))
            .unwrap_or_default();
        let mut block = 0_u32;
        let mut next = || {
            block = block.checked_add(take_number(&mut rest)? as u32)?;
            Some(block)
        };
        std::iter::from_fn(&mut next).collect()
    }
}

/// Blocks in their order, each once.
pub(super) fn sorted(mut blocks: Vec<u32>) -> Vec<u32> {
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}

/// Returns two characters as one number, as they are in the index.
pub(super) fn pair(first: char, second: u32) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(second)
}
