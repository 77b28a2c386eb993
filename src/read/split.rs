//! Reads a large text in pieces, on all cores, and says exactly what reading it in one go says.
//!
//! Where a statement ends cannot be known without reading what is before it: a line that ends with `.` may be inside a
//! string. So pieces are cut where a statement seems to end and read on the supposition that it does, and that no prefix
//! or base is declared before them that is not known. Then, in their order, each is held against the one before it:
//! if that ended elsewhere, or declared something, the piece is read again.

mod piece;

use super::fault::order;
use super::iri::Base;
use super::terms::{USES_KEPT, Undeclared, push_name};
use super::{FINDINGS_KEPT, Reading, Statements, Syntax};
use crate::error::{Error, Result};
use crate::finding::Finding;
use piece::{Known, Piece};
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
    piece: 1 << 19,
    head: 1 << 14,
    slack: 1 << 16,
};

/// Pieces of a batch for each core.
const PIECES: usize = 8;
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
        PIECES * rayon::current_num_threads() * self.sizes.piece + self.sizes.slack
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
    pub fn end(self) -> Statements {
        let mut findings = self.findings;
        let undeclared = self.undeclared.iter();
        let faults =
            undeclared.map(|prefix| super::undeclared::fault(prefix, &self.known.prefixes));
        findings.extend(faults.map(|fault| fault.into_finding(self.path, 0)));
        findings.sort_by_key(|finding| order(&finding.place.span, finding.id));
        Statements {
            prefixes: super::by_name(&self.known.prefixes),
            findings,
            ..Statements::default()
        }
    }
}

/// A piece that says what the whole text says there, but for lines and the names of blank nodes.
struct Accepted {
    said: Statements,
    numbers: Vec<usize>,
    line: u32,
}

/// A text of 4 GiB or more without an end of a statement.
pub fn too_long() -> Error {
    Error::TooLarge {
        what: "bytes in one statement",
        limit: u32::MAX.into(),
    }
}

#[cfg(test)]
mod tests;
