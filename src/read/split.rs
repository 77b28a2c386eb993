//! Reads a large text in pieces, on all cores, and says exactly what reading it in one go says.
//!
//! Where a statement ends cannot be known without reading what is before it: a line that ends with `.` may be inside a
//! string. So pieces are cut where a statement seems to end and read on the supposition that it does, and that no prefix
//! or base is declared before them that is not known. Then, in their order, each is held against the one before it:
//! if that ended elsewhere, or declared something, the piece is read again.

use super::encoding::Text;
use super::fault::{Fault, Faults, order};
use super::iri::Base;
use super::lexer::Lexer;
use super::parser::Parser;
use super::sink::Lines;
use super::terms::{Prefix, Terms, USES_KEPT, Undeclared, push_name};
use super::{FINDINGS_KEPT, Reading, Statement, Statements, Syntax};
use crate::dictionary::Interner;
use crate::error::{Error, Result};
use crate::finding::Finding;
use memchr::{memchr, memchr_iter};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How a text is cut, in bytes.
#[derive(Clone, Copy)]
pub struct Sizes {
    /// Of a piece, about.
    pub piece: usize,
    /// Of the first piece, which has the declarations.
    pub head: usize,
    /// After a piece, at hand to read a statement to its end.
    pub slack: usize,
}

/// The sizes that large sources are read with.
pub const SIZES: Sizes = Sizes {
    piece: 1 << 20,
    head: 1 << 14,
    slack: 1 << 16,
};

/// How often all pieces that are left are read again before it goes on one by one.
const ROUNDS: usize = 3;

/// A text that is being read in pieces.
pub struct Split<'r> {
    sizes: Sizes,
    path: &'r str,
    syntax: Syntax,
    blank_node_prefix: &'r str,
    /// What was declared so far.
    known: Known,
    /// Bytes and lines of the text so far.
    offset: usize,
    line: u32,
    /// Numbers of the blank nodes with labels, and how many blank nodes there are.
    labels: FxHashMap<Box<[u8]>, usize>,
    blank_nodes: usize,
    /// What is wrong so far.
    findings: Vec<Finding>,
    faults: usize,
    encoding_faults: usize,
    undeclared: Vec<Undeclared>,
    /// Whether there are too many faults to go on.
    is_over: bool,
}

/// What the meaning of a text depends on.
#[derive(Clone, PartialEq)]
struct Known {
    base: Base,
    prefixes: Vec<Prefix>,
}

/// A piece as it was read on its own.
struct Piece {
    interner: Interner,
    statements: Vec<Statement>,
    labels: Vec<Option<Box<[u8]>>>,
    /// What is wrong with the encoding, and with the rest.
    encoding_faults: Vec<Fault>,
    faults: Vec<Fault>,
    fault_count: usize,
    undeclared: Vec<Undeclared>,
    known: Known,
    /// Where it ended, and how many lines are before that, counted from where it starts.
    end: usize,
    lines: u32,
    /// Whether nothing that it says depends on bytes that were not at hand.
    is_certain: bool,
}

impl<'r> Split<'r> {
    /// Nothing is read yet.
    pub fn new(
        path: &'r str,
        syntax: Syntax,
        base: Base,
        reading: &Reading<'r>,
        sizes: Sizes,
    ) -> Self {
        Self {
            sizes,
            path,
            syntax,
            blank_node_prefix: reading.blank_node_prefix,
            known: Known {
                base,
                prefixes: Vec::new(),
            },
            offset: 0,
            line: 0,
            labels: FxHashMap::default(),
            blank_nodes: 0,
            findings: Vec::new(),
            faults: 0,
            encoding_faults: 0,
            undeclared: Vec::new(),
            is_over: false,
        }
    }

    /// How many bytes should be at hand for a batch.
    pub fn wanted(&self) -> usize {
        4 * rayon::current_num_threads() * self.sizes.piece + self.sizes.slack
    }

    /// Reads some pieces of the bytes that follow what was read before; `is_last` if no more bytes follow them. Gives
    /// what they say and how many bytes that was: if none, more bytes must be at hand.
    ///
    /// # Errors
    /// If there are more terms, lines or bytes in a statement than can be numbered.
    pub fn batch(&mut self, bytes: &[u8], is_last: bool) -> Result<(Vec<Statements>, usize)> {
        let mut cuts = self.cuts(bytes, is_last);
        let (mut accepted, mut next, mut rounds) = (Vec::new(), 0, 0);
        while next + 1 < cuts.len() && !self.is_over {
            let end = if rounds < ROUNDS {
                cuts.len() - 1
            } else {
                next + 1
            };
            rounds += 1;
            let known = self.known.clone();
            let pieces = (next..end).into_par_iter().map(|index| {
                let slice = bytes.get(cuts[index]..).unwrap_or_default();
                self.piece(slice, cuts[index + 1] - cuts[index], is_last, &known, false)
            });
            for piece in pieces.collect::<Result<Vec<Piece>>>()? {
                if self.known != known || self.is_over {
                    break;
                }
                let start = cuts[next];
                let slice = bytes.get(start..).unwrap_or_default();
                let piece = match self.would_be_too_many(&piece) {
                    true => self.piece(slice, cuts[next + 1] - start, is_last, &known, true)?,
                    false => piece,
                };
                if !piece.is_certain {
                    return Ok((self.finish(accepted), start));
                }
                let end = start + piece.end;
                accepted.push(self.accept(piece)?);
                next += 1;
                if cuts[next] != end {
                    while next + 1 < cuts.len() && cuts[next + 1] <= end {
                        next += 1;
                    }
                    cuts[next] = end;
                    break;
                }
            }
        }
        let end = if self.is_over {
            bytes.len()
        } else {
            cuts[next]
        };
        Ok((self.finish(accepted), end))
    }

    /// Where pieces seem to start and end, 0 first.
    fn cuts(&self, bytes: &[u8], is_last: bool) -> Vec<usize> {
        let mut cuts = vec![0];
        let most = match self.offset {
            0 => 1,
            _ => 4 * rayon::current_num_threads(),
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
    fn piece(
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
        let mut parser = Parser::new(lexer, terms, Lines::default(), self.syntax);
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

    /// Whether reading ends in this piece, for all the faults before it and in it.
    fn would_be_too_many(&self, piece: &Piece) -> bool {
        self.faults + piece.fault_count >= FINDINGS_KEPT
            || self.undeclared.len() + piece.undeclared.len() >= FINDINGS_KEPT
    }

    /// Takes a piece as read: its names, lines and places become those of the whole text.
    fn accept(&mut self, mut piece: Piece) -> Result<Accepted> {
        let is_over = self.would_be_too_many(&piece);
        let room = FINDINGS_KEPT - self.encoding_faults;
        piece.encoding_faults.truncate(room);
        self.encoding_faults += piece.encoding_faults.len();
        let faults = piece
            .encoding_faults
            .drain(..)
            .chain(piece.faults.drain(..));
        let findings = faults.map(|fault| fault.into_finding(self.path, self.offset));
        self.findings.extend(findings);
        if is_over {
            // It was read as the continuation of what was before it.
            self.faults = piece.fault_count;
            self.is_over =
                piece.fault_count >= FINDINGS_KEPT || piece.undeclared.len() >= FINDINGS_KEPT;
            let before = self.undeclared.len();
            let undeclared = std::mem::take(&mut piece.undeclared);
            self.use_undeclared_again(undeclared, before);
        } else {
            self.faults += piece.fault_count;
            for prefix in std::mem::take(&mut piece.undeclared) {
                self.use_undeclared(prefix);
            }
        }
        let numbers = piece
            .labels
            .drain(..)
            .map(|label| self.number(label))
            .collect();
        let line = self.line;
        self.offset += piece.end;
        self.line = self.line.checked_add(piece.lines).ok_or(Error::TooLarge {
            what: "lines",
            limit: u32::MAX.into(),
        })?;
        self.known = piece.known;
        Ok(Accepted {
            said: Statements {
                interner: piece.interner,
                statements: piece.statements,
                ..Statements::default()
            },
            numbers,
            line,
        })
    }

    fn number(&mut self, label: Option<Box<[u8]>>) -> usize {
        if let Some(known) = label.as_ref().and_then(|label| self.labels.get(label)) {
            return *known;
        }
        self.blank_nodes += 1;
        if let Some(label) = label {
            self.labels.insert(label, self.blank_nodes);
        }
        self.blank_nodes
    }

    fn use_undeclared(&mut self, mut prefix: Undeclared) {
        for span in &mut prefix.uses {
            *span = span.start + self.offset..span.end + self.offset;
        }
        match self
            .undeclared
            .iter_mut()
            .find(|known| known.name == prefix.name)
        {
            Some(known) => {
                known.count += prefix.count;
                let room = USES_KEPT - known.uses.len().min(USES_KEPT);
                known.uses.extend(prefix.uses.into_iter().take(room));
            }
            None => self.undeclared.push(prefix),
        }
    }

    /// The prefixes known before come first, each with its uses before first.
    fn use_undeclared_again(&mut self, prefixes: Vec<Undeclared>, before: usize) {
        for (index, mut prefix) in prefixes.into_iter().enumerate() {
            let known = self.undeclared.get(index).filter(|_| index < before);
            let old = known.map_or(0, |known| known.uses.len());
            for span in prefix.uses.iter_mut().skip(old) {
                *span = span.start + self.offset..span.end + self.offset;
            }
            match self.undeclared.get_mut(index) {
                Some(known) => *known = prefix,
                None => self.undeclared.push(prefix),
            }
        }
    }

    /// Gives the statements the lines, and the blank nodes the names, that they have in the whole text.
    fn finish(&self, accepted: Vec<Accepted>) -> Vec<Statements> {
        let finished = accepted.into_par_iter().map(|mut accepted| {
            for statement in &mut accepted.said.statements {
                statement.line += accepted.line;
            }
            let numbers = &accepted.numbers;
            if numbers
                .iter()
                .enumerate()
                .any(|(index, number)| index + 1 != *number)
            {
                accepted.said.interner.rename_blank_nodes(|index, name| {
                    let number = numbers.get(index).copied().unwrap_or_default();
                    push_name(self.blank_node_prefix, number, name);
                });
            }
            accepted.said
        });
        finished.collect()
    }

    /// The declared prefixes and what is wrong, once all is read.
    pub fn end(self) -> (Vec<(String, String)>, Vec<Finding>) {
        let mut findings = self.findings;
        let undeclared = self.undeclared.iter();
        let faults =
            undeclared.map(|prefix| super::undeclared::fault(prefix, &self.known.prefixes));
        findings.extend(faults.map(|fault| fault.into_finding(self.path, 0)));
        findings.sort_by_key(|finding| order(&finding.place.span, finding.id));
        (super::by_name(&self.known.prefixes), findings)
    }
}

/// A piece that says what the whole text says there, but for lines and the names of blank nodes.
struct Accepted {
    said: Statements,
    numbers: Vec<usize>,
    line: u32,
}

/// The first line that begins at byte `length` or later and after what was read.
fn line_after(bytes: &[u8], read: usize, length: usize) -> usize {
    if read <= length {
        return length.min(bytes.len());
    }
    let rest = bytes.get(read..).unwrap_or_default();
    memchr(b'\n', rest).map_or(bytes.len(), |line| read + line + 1)
}

/// A text of 4 GiB or more without an end of a statement.
pub fn too_long() -> Error {
    Error::TooLarge {
        what: "bytes in one statement",
        limit: u32::MAX.into(),
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

#[cfg(test)]
mod tests;
