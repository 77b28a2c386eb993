//! A window on the decoded text of a stream, with the place of every byte in the file
//! ([XML 1.0, 2.2](https://www.w3.org/TR/xml/#charsets)).

use super::decode::Decoder;
use crate::read::fault::Fault;
use memchr::memchr_iter;
use std::collections::VecDeque;
use std::io::{self, Read};

/// This many bytes are read at a time.
const CHUNK: usize = 1 << 16;

/// A place in the text: its byte, and its 1-based line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The byte, counted in the decoded text.
    pub offset: usize,
    /// The line.
    pub line: u32,
}

/// A byte that cannot stand in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not valid in the encoding of the file.
    Encoding,
    /// It begins a character that XML excludes.
    Character(char),
}

/// The text of a stream, of which only the part that is being looked at is in memory.
pub struct Input<'s> {
    stream: &'s mut (dyn Read + Send),
    decoder: Decoder,
    raw: Vec<u8>,
    window: Vec<u8>,
    at: usize,
    start: usize,
    line: u32,
    ended: bool,
    /// The bytes that cannot stand in XML and were not passed yet.
    wrong: VecDeque<(usize, Wrong)>,
    /// Why the stream could not be read further.
    pub failure: Option<io::Error>,
}

impl<'s> Input<'s> {
    /// Begins to read a stream whose first bytes were read already.
    ///
    /// # Errors
    /// If its encoding is not supported.
    pub fn new(head: Vec<u8>, stream: &'s mut (dyn Read + Send)) -> Result<Self, Fault> {
        let (decoder, mark) = Decoder::of(&head)?;
        let mut input = Self {
            stream,
            decoder,
            raw: head,
            window: Vec::new(),
            at: 0,
            start: mark,
            line: 1,
            ended: false,
            wrong: VecDeque::new(),
            failure: None,
        };
        input.raw.drain(..mark);
        input.decode();
        Ok(input)
    }

    /// The text from here on, to where it was read.
    #[inline]
    pub fn rest(&self) -> &[u8] {
        self.window.get(self.at..).unwrap_or_default()
    }

    /// Where the reader is.
    #[inline]
    pub fn spot(&self) -> Spot {
        Spot {
            offset: self.start + self.at,
            line: self.line,
        }
    }

    /// Passes bytes.
    #[inline]
    pub fn pass(&mut self, length: usize) {
        let passed = self.rest().get(..length).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u32;
        self.at += length;
    }

    /// Reads more of the stream behind the text that is there; says whether there is more.
    pub fn more(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.at >= CHUNK {
            self.window.drain(..self.at);
            self.start += self.at;
            self.at = 0;
        }
        let before = self.window.len();
        while self.window.len() == before && !self.ended {
            let kept = self.raw.len();
            self.raw.resize(kept + CHUNK, 0);
            let room = self.raw.get_mut(kept..).unwrap_or_default();
            let read = loop {
                match self.stream.read(room) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read,
                }
            };
            let read = read.unwrap_or_else(|error| {
                self.failure = Some(error);
                0
            });
            self.raw.truncate(kept + read);
            self.ended = read == 0;
            self.decode();
        }
        self.window.len() > before
    }

    /// Whether at least so many bytes are there.
    #[inline]
    pub fn has(&mut self, length: usize) -> bool {
        while self.rest().len() < length {
            if !self.more() {
                return false;
            }
        }
        true
    }

    /// Whether the text goes on with these bytes.
    #[inline]
    pub fn starts_with(&mut self, bytes: &[u8]) -> bool {
        self.has(bytes.len()) && self.rest().starts_with(bytes)
    }

    fn decode(&mut self) {
        let from = self.window.len();
        let start = self.start + from;
        let wrong = &mut self.wrong;
        let bad = |at: usize| wrong.push_back((start + at, Wrong::Encoding));
        self.decoder
            .decode(&mut self.raw, self.ended, &mut self.window, start, bad);
        let new = self.window.get(from..).unwrap_or_default();
        if has_excluded(new) {
            let text = String::from_utf8_lossy(new);
            for (at, character) in text.char_indices().filter(|(_, c)| is_excluded(*c)) {
                self.wrong
                    .push_back((start + at, Wrong::Character(character)));
            }
            self.wrong
                .make_contiguous()
                .sort_unstable_by_key(|(at, _)| *at);
        }
    }

    /// The next byte before another one that cannot stand in XML.
    #[inline]
    pub fn take_wrong(&mut self, before: usize) -> Option<(usize, Wrong)> {
        let first = self.wrong.front()?;
        (first.0 < before).then_some(())?;
        self.wrong.pop_front()
    }

    /// The byte of the file that a byte of the text comes from.
    pub fn offset_in_file(&self, offset: usize) -> usize {
        self.decoder.offset_in_file(offset)
    }
}

/// Whether some text has control characters, or bytes that U+FFFE and U+FFFF have.
fn has_excluded(text: &[u8]) -> bool {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    text.iter()
        .fold(false, |any, byte| any | is_control(*byte) | (*byte == 0xEF))
}

/// Whether XML excludes a character ([`Char`](https://www.w3.org/TR/xml/#NT-Char)).
pub fn is_excluded(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}
