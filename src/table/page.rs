//! The text of a table for people: the row with the number N is the line N.

use crate::source::{SourceFile, Written};
use std::ops::Range;

/// A text that grows, or only its length.
#[derive(Debug, Default)]
pub struct Page {
    length: usize,
    /// The text, if it is wanted.
    kept: Option<Kept>,
}

/// The text of a page, and the text that it is made of.
#[derive(Debug, Default)]
struct Kept {
    text: String,
    /// The table as it is written.
    written: String,
    /// Bytes of the page, ascending, and where they are in the table as it is written.
    origins: Vec<(usize, usize)>,
}

impl Page {
    /// A page whose text is kept.
    pub fn kept() -> Self {
        Self {
            length: 0,
            kept: Some(Kept::default()),
        }
    }

    /// Returns the length of the text in bytes.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Adds text within a row, each byte of a line break as a space. Returns where it is in bytes.
    pub fn add(&mut self, text: &str) -> Range<usize> {
        let start = self.length;
        self.length += text.len();
        if let Some(kept) = &mut self.kept {
            kept.text
                .extend(text.chars().map(|character| match character {
                    '\n' | '\r' => ' ',
                    other => other,
                }));
        }
        start..self.length
    }

    /// Ends the row with a line break, LF or CR LF.
    pub fn end_row(&mut self, line_break: &str) {
        self.length += line_break.len();
        if let Some(kept) = &mut self.kept {
            kept.text.push_str(line_break);
        }
    }

    /// Adds to the text of the table as it is written.
    pub fn add_written(&mut self, text: &str) {
        if let Some(kept) = &mut self.kept {
            kept.written.push_str(text);
        }
    }

    /// Says that what is added next stands at a byte of the table as it is written, with what follows it.
    pub fn comes_from(&mut self, written: usize) {
        if let Some(kept) = &mut self.kept {
            kept.origins.push((self.length, written));
        }
    }

    /// Returns the page as a file with a path, which knows where its text stands in the table as it is written; it is empty if its
    /// text was not wanted.
    pub fn into_file(self, path: &str) -> SourceFile {
        let kept = self.kept.unwrap_or_default();
        let is_the_same = kept.origins.is_empty() || kept.text == kept.written;
        let file = SourceFile::new(path, kept.text);
        match is_the_same {
            true => file,
            false => file.with_written(Written {
                text: kept.written,
                origins: kept.origins,
            }),
        }
    }
}
