//! The texts that the evaluation of an expression reads and makes: ranges of one buffer, so that a text is neither allocated nor
//! copied when a part of it is taken.

use crate::dictionary::Tag;
use crate::error::{Error, Result};

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

    /// Adds a text that consists of others in the buffer.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn join(&mut self, tag: Tag, texts: impl Iterator<Item = Text>) -> Result<Text> {
        let start = self.0.len();
        for text in texts {
            self.0
                .extend_from_within(text.start as usize..text.end as usize);
        }
        self.end(tag, start)
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
