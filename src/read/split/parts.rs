//! Cuts a stream where statements seem to end, into parts that can be read on their own.

use super::Sizes;
use crate::error::{Error, Result};
use crate::read::Syntax;
use memchr::memchr;
use std::io::Read;

/// The bytes of a piece of a text, and some after them to read its last statement to the end.
pub struct Part {
    /// Where in the text it starts.
    pub start: usize,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many of them are the piece's.
    pub length: usize,
    /// Whether the text ends with them.
    pub is_last: bool,
}

impl Part {
    /// Adds the part that follows, or the end of the text if none does.
    pub fn append(&mut self, next: Option<Self>) {
        let Some(next) = next else {
            self.length = self.bytes.len();
            self.is_last = true;
            return;
        };
        self.bytes.truncate(self.length);
        self.bytes.extend_from_slice(&next.bytes);
        self.length += next.length;
        self.is_last = next.is_last;
    }
}

/// The parts of a stream that are still to come.
pub struct Parts<'a> {
    path: &'a str,
    source: &'a mut (dyn Read + Send),
    syntax: Syntax,
    sizes: Sizes,
    /// Where the next part starts.
    start: usize,
    /// What was taken from the stream beyond the part before.
    rest: Vec<u8>,
    is_end: bool,
    /// Room of parts that were read.
    spare: Vec<Vec<u8>>,
}

impl<'a> Parts<'a> {
    /// All of a stream; `path` is what errors call it.
    pub fn of(
        path: &'a str,
        source: &'a mut (dyn Read + Send),
        syntax: Syntax,
        sizes: Sizes,
    ) -> Self {
        Self {
            path,
            source,
            syntax,
            sizes,
            start: 0,
            rest: Vec::new(),
            is_end: false,
            spare: Vec::new(),
        }
    }

    /// The next part, unless the text is over.
    ///
    /// # Errors
    /// If the stream fails.
    pub fn next(&mut self) -> Result<Option<Part>> {
        let Sizes { piece, head, slack } = self.sizes;
        let size = if self.start == 0 { head } else { piece };
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = size + 2 * slack;
        let cut = loop {
            let missing = wanted.saturating_sub(bytes.len());
            if !self.is_end {
                bytes.reserve(missing);
                let mut some = (&mut *self.source).take(missing as u64);
                let read = some
                    .read_to_end(&mut bytes)
                    .map_err(Error::io("read", self.path))?;
                self.is_end = read < missing;
            }
            match self.cut(&bytes, size) {
                None if !self.is_end => wanted *= 2,
                cut => break cut,
            }
        };
        if let Some(rest) = cut.and_then(|cut| bytes.get(cut..)) {
            self.rest = self.spare.pop().unwrap_or_default();
            self.rest.clear();
            self.rest.extend_from_slice(rest);
        }
        let length = cut.unwrap_or(bytes.len());
        let start = self.start;
        self.start += length;
        Ok((length > 0).then_some(Part {
            start,
            bytes,
            length,
            is_last: cut.is_none(),
        }))
    }

    /// Takes back a part that was read; whether it is of the usual size, so that its room is worth keeping.
    pub fn take_back(&mut self, part: Part) -> bool {
        let is_usual = part.length < 2 * self.sizes.piece;
        if is_usual {
            self.spare.push(part.bytes);
        }
        is_usual
    }

    /// Where a piece of about this size seems to end, if enough bytes follow it.
    fn cut(&self, bytes: &[u8], size: usize) -> Option<usize> {
        statement_end(bytes, size, self.syntax).filter(|end| end + self.sizes.slack < bytes.len())
    }
}

/// The first line from a byte on that seems to begin a statement.
fn statement_end(bytes: &[u8], from: usize, syntax: Syntax) -> Option<usize> {
    let mut at = from;
    loop {
        let end = at + memchr(b'\n', bytes.get(at..)?)?;
        let line_end = bytes
            .get(from.saturating_sub(2)..end)?
            .trim_ascii_end()
            .last();
        let ends = match syntax {
            // RDF/XML is not read in parts.
            Syntax::NTriples | Syntax::NQuads | Syntax::RdfXml => true,
            Syntax::Turtle | Syntax::N3 => line_end == Some(&b'.'),
            Syntax::TriG => line_end == Some(&b'}'),
        };
        let begins = matches!(
            bytes.get(end + 1)?,
            b'<' | b':' | b'_' | b'[' | b'(' | b'@' | b'#' | b'\n' | b'\r' | b'a'..=b'z' | b'A'..=b'Z' | 0x80..
        );
        if ends && begins {
            return Some(end + 1);
        }
        at = end + 1;
    }
}
