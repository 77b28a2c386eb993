//! The text of a table for people: the row with the number N is the line N.

use std::ops::Range;

/// A text that grows, or only its length.
#[derive(Debug, Default)]
pub struct Page {
    length: usize,
    /// The text, if it is wanted.
    text: Option<String>,
}

impl Page {
    /// A page whose text is kept.
    pub fn kept() -> Self {
        Self {
            length: 0,
            text: Some(String::new()),
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
        if let Some(page) = &mut self.text {
            page.extend(text.chars().map(|character| match character {
                '\n' | '\r' => ' ',
                other => other,
            }));
        }
        start..self.length
    }

    /// Ends the row with a line break, LF or CR LF.
    pub fn end_row(&mut self, line_break: &str) {
        self.length += line_break.len();
        if let Some(page) = &mut self.text {
            page.push_str(line_break);
        }
    }

    /// Returns the text, which is empty if it was not wanted.
    pub fn into_text(self) -> String {
        self.text.unwrap_or_default()
    }
}
