//! Cuts a text where statements seem to end, and reads a piece on its own.

use super::{PIECES, Sizes, Split, too_long};
use crate::dictionary::Interner;
use crate::error::Result;
use crate::read::encoding::Text;
use crate::read::fault::{Fault, Faults};
use crate::read::iri::Base;
use crate::read::lexer::Lexer;
use crate::read::parser::Parser;
use crate::read::sink::Lines;
use crate::read::terms::{Prefix, Terms, Undeclared};
use crate::read::{Statement, Syntax};
use memchr::{memchr, memchr_iter};

/// What the meaning of a text depends on.
#[derive(Clone, PartialEq)]
pub(super) struct Known {
    pub base: Base,
    pub prefixes: Vec<Prefix>,
}

/// A piece as it was read on its own.
pub(super) struct Piece {
    pub interner: Interner,
    pub statements: Vec<Statement>,
    pub labels: Vec<Option<Box<[u8]>>>,
    /// What is wrong with the encoding, and with the rest.
    pub encoding_faults: Vec<Fault>,
    pub faults: Vec<Fault>,
    pub fault_count: usize,
    pub undeclared: Vec<Undeclared>,
    pub known: Known,
    /// Where it ended, and how many lines are before that, counted from where it starts.
    pub end: usize,
    pub lines: u32,
    /// Whether nothing that it says depends on bytes that were not at hand.
    pub is_certain: bool,
}

impl Split<'_> {
    /// Where pieces seem to start and end, 0 first.
    pub(super) fn cuts(&self, bytes: &[u8], is_last: bool) -> Vec<usize> {
        let mut cuts = vec![0];
        let most = match self.offset {
            0 => 1,
            _ => PIECES * rayon::current_num_threads(),
        };
        let Sizes { piece, head, slack } = self.sizes;
        let mut size = if self.offset == 0 { head } else { piece };
        while cuts.len() <= most {
            let start = cuts.last().copied().unwrap_or_default();
            match statement_end(bytes, start + size, self.syntax) {
                Some(end) if end + slack < bytes.len() => cuts.push(end),
                _ if is_last && start < bytes.len() => {
                    cuts.push(bytes.len());
                    break;
                }
                // Nothing more ends within the bytes at hand, but what does not end may have a fault that does.
                _ if start == 0 && size > head => size /= 4,
                _ => break,
            }
        }
        cuts
    }

    /// Reads a piece of `length` bytes, on its own or as the last one that is read.
    pub(super) fn piece(
        &self,
        bytes: &[u8],
        length: usize,
        is_last: bool,
        known: &Known,
        is_over: bool,
    ) -> Result<Piece> {
        let mut slack = self.sizes.slack;
        while let Some(some) = bytes.get(..length.saturating_add(slack)) {
            slack *= 16;
            let end = memchr::memrchr(b'\n', some).map_or(0, |end| end + 1);
            if let Some(lines) = some.get(..end).filter(|lines| lines.len() > length) {
                let piece = self.read(lines, length, known, is_over)?;
                if piece.is_certain {
                    return Ok(piece);
                }
            }
        }
        let mut piece = self.read(bytes, length, known, is_over)?;
        piece.is_certain |= is_last;
        Ok(piece)
    }

    fn read(&self, bytes: &[u8], length: usize, known: &Known, is_over: bool) -> Result<Piece> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(too_long());
        }
        let text = Text::of(bytes, self.offset == 0);
        let mut lexer = Lexer::new(&text.text, text.start, self.syntax.is_by_line());
        let mut terms = Terms::new(
            self.blank_node_prefix,
            known.base.clone(),
            known.prefixes.clone(),
        );
        if is_over {
            lexer.faults = Faults::after(self.faults);
            terms.undeclared = self.undeclared.clone();
        }
        let mut parser = Parser::new(lexer, terms, Lines::for_length(length), self.syntax);
        parser.invalid = &text.invalid;
        parser.document(length);
        if let Some(error) = parser.terms.stopped.take() {
            return Err(error);
        }
        let end = line_after(bytes, parser.previous.end, length);
        let is_certain = !parser.lexer.saw_end;
        let labels = parser.terms.take_labels();
        let fault_count = parser.lexer.faults.len();
        Ok(Piece {
            interner: parser.terms.interner,
            statements: parser.sink.statements,
            labels,
            encoding_faults: text.faults(end),
            faults: parser.lexer.faults.into_vec(),
            fault_count,
            undeclared: parser.terms.undeclared,
            known: Known {
                base: parser.terms.base,
                prefixes: parser.terms.prefixes,
            },
            end,
            lines: memchr_iter(b'\n', &bytes[..end]).count() as u32,
            is_certain,
        })
    }
}

/// The first line that begins at byte `length` or later and after what was read.
fn line_after(bytes: &[u8], read: usize, length: usize) -> usize {
    if read <= length {
        return length.min(bytes.len());
    }
    let rest = bytes.get(read..).unwrap_or_default();
    memchr(b'\n', rest).map_or(bytes.len(), |line| read + line + 1)
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
            Syntax::NTriples | Syntax::NQuads => true,
            Syntax::Turtle => line_end == Some(&b'.'),
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
