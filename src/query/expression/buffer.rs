//! The texts that the evaluation of an expression reads and makes: ranges of one buffer, so that a text is neither allocated nor
//! copied when a part of it is taken.

use crate::dictionary::{Number, Tag};
use crate::error::{Error, Result};
use crate::query::functions::numeral::Numeral;

/// An IRI or a literal that was made or read: a range of the buffer, and what it is the text of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub start: u32,
    pub end: u32,
    pub tag: Tag,
}

impl Text {
    /// Returns the text between two positions of this one, with the same tag.
    pub fn part(self, start: usize, end: usize) -> Self {
        Self {
            start: self.start + start as u32,
            end: self.start + end as u32,
            tag: self.tag,
        }
    }

    /// Returns the same text with another tag.
    pub fn tagged(self, tag: Tag) -> Self {
        Self { tag, ..self }
    }
}

/// The texts of a batch, one after the other.
#[derive(Default)]
pub struct Buffer(String);

impl Buffer {
    /// Removes all texts.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the characters of a text.
    #[inline]
    pub fn get(&self, text: Text) -> &str {
        // Texts are made here, and end where their characters do.
        &self.0[text.start as usize..text.end as usize]
    }

    /// Adds a text.
    ///
    /// # Errors
    /// If the texts of the batch are larger than 4 GB.
    pub fn push(&mut self, tag: Tag, text: &str) -> Result<Text> {
        self.0.push_str(text);
        self.end(tag, self.0.len() - text.len())
    }

    /// Adds a text of the graph, in which bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn push_bytes(&mut self, tag: Tag, text: &[u8]) -> Result<Text> {
        match std::str::from_utf8(text) {
            Ok(text) => self.push(tag, text),
            Err(_) => self.push(tag, &String::from_utf8_lossy(text)),
        }
    }

    /// Adds the canonical form of a number.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn push_number(&mut self, tag: Tag, number: Number) -> Result<Text> {
        let start = self.0.len();
        Numeral::Small(number).write(&mut self.0);
        self.end(tag, start)
    }

    /// Adds the text that consists of one text of each column in a row, with a language that all of them have, and else
    /// with the tag `simple`; returns nothing if one has none.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn join(
        &mut self,
        columns: &[Vec<Option<Text>>],
        row: usize,
        simple: Tag,
    ) -> Result<Option<Text>> {
        let start = self.0.len();
        let mut tag = None;
        for column in columns {
            let Some(text) = column.get(row).copied().flatten() else {
                self.0.truncate(start);
                return Ok(None);
            };
            if *tag.get_or_insert(text.tag) != text.tag {
                tag = Some(simple);
            }
            self.0
                .extend_from_within(text.start as usize..text.end as usize);
        }
        self.end(tag.unwrap_or(simple), start).map(Some)
    }

    /// Adds a text in the buffer again and returns it together with what can change it.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn copy(&mut self, text: Text, change: fn(&mut str)) -> Result<Text> {
        let start = self.0.len();
        self.0
            .extend_from_within(text.start as usize..text.end as usize);
        if let Some(copied) = self.0.get_mut(start..) {
            change(copied);
        }
        self.end(text.tag, start)
    }

    fn end(&self, tag: Tag, start: usize) -> Result<Text> {
        let limit = u32::MAX;
        match (u32::try_from(start), u32::try_from(self.0.len())) {
            (Ok(start), Ok(end)) => Ok(Text { start, end, tag }),
            _ => Err(Error::TooLarge {
                what: "bytes of the texts of an expression",
                limit: limit.into(),
            }),
        }
    }
}
