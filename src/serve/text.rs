//! Places in texts as a page counts them: in code units of UTF-16, from 0 on.

use serde::Serialize;

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The code units before each byte of a text.
pub struct Units(Vec<u32>);

impl Units {
    /// Counts those of a text.
    pub fn of(text: &str) -> Self {
        let mut units = Vec::with_capacity(text.len() + 1);
        let mut before = 0;
        for character in text.chars() {
            units.extend(std::iter::repeat_n(before, character.len_utf8()));
            before += character.len_utf16() as u32;
        }
        units.push(before);
        Self(units)
    }

    /// Returns a part of the text, given its bytes.
    pub fn range(&self, bytes: &std::ops::Range<usize>) -> Range {
        let unit = |byte: usize| {
            let found = self.0.get(byte).or(self.0.last());
            found.map_or(0, |unit| *unit as usize)
        };
        Range {
            start: unit(bytes.start),
            end: unit(bytes.end),
        }
    }

    /// Returns the byte at which a code unit begins, or the character that it is in; the end if there is none.
    pub fn byte(&self, unit: usize) -> usize {
        let first_after = self.0.partition_point(|before| (*before as usize) <= unit);
        let last = first_after.saturating_sub(1);
        let same = self.0.get(last).copied().unwrap_or(0);
        self.0.partition_point(|before| *before < same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_as_a_page_does() {
        let text = "a温😀b";
        let units = Units::of(text);
        assert_eq!(units.range(&(1..4)), Range { start: 1, end: 2 });
        assert_eq!(units.range(&(4..8)), Range { start: 2, end: 4 });
        assert_eq!(units.range(&(8..99)), Range { start: 4, end: 5 });
        let bytes: Vec<usize> = (0..7).map(|unit| units.byte(unit)).collect();
        assert_eq!(bytes, [0, 1, 4, 4, 8, 9, 9]);
    }
}
