//! Reads a large text in pieces, on all cores, and says exactly what reading it in one go says.
//!
//! Where a statement ends cannot be known without reading what is before it: a line that ends with `.` may be inside a
//! string. So pieces are cut where a statement seems to end and read on the supposition that it does, and that no prefix
//! or base is declared before them that is not known. Then, in their order, each is held against the one before it:
//! if that ended elsewhere, or declared something, the piece is read again.

mod parts;
mod piece;

pub use parts::{Part, Parts};
pub use piece::{Known, Piece, Supposed};

use super::fault::order;
use super::iri::Base;
use super::terms::{USES_KEPT, Undeclared, by_name, push_name};
use super::{FINDINGS_KEPT, Reading, Syntax};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::statement::Statements;
use rustc_hash::FxHashMap;
use std::sync::Arc;

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

/// A text that is being read in pieces.
pub struct Split<'r> {
    path: &'r str,
    /// What is known so far.
    supposed: Supposed<'r>,
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
    pub fn new(path: &'r str, syntax: Syntax, base: Base, reading: &Reading<'r>) -> Self {
        Self {
            path,
            supposed: Supposed {
                syntax,
                blank_node_prefix: reading.blank_node_prefix,
                known: Arc::new(Known {
                    base,
                    prefixes: Vec::new(),
                }),
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

    /// How the piece that follows is to be understood, as far as is known.
    pub fn supposed(&self) -> Supposed<'r> {
        self.supposed.clone()
    }

    /// Where in the text the piece that follows starts.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Whether there are too many faults to go on.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Reads the piece that follows, as the continuation of what was before it.
    pub fn read(&self, part: &Part, room: Statements) -> Result<Piece> {
        let from = self.offset - part.start;
        let piece = Piece::read(part, from, &self.supposed, None, room)?;
        if self.would_be_too_many(&piece) {
            let before = Some((self.faults, self.undeclared.clone()));
            return Piece::read(part, from, &self.supposed, before, piece.said);
        }
        Ok(piece)
    }

    /// Whether a piece was read from where the one before ended, with all that is known there.
    pub fn fits(&self, part: &Part, piece: &Piece) -> bool {
        part.start == self.offset
            && Arc::ptr_eq(&piece.supposed, &self.supposed.known)
            && !self.would_be_too_many(piece)
    }

    /// Whether reading ends in this piece, for all the faults before it and in it.
    fn would_be_too_many(&self, piece: &Piece) -> bool {
        self.faults + piece.fault_count >= FINDINGS_KEPT
            || self.undeclared.len() + piece.undeclared.len() >= FINDINGS_KEPT
    }

    /// Takes the piece that follows as read: its names, lines and places become those of the whole text.
    pub fn accept(&mut self, mut piece: Piece) -> Result<Statements> {
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
        let labels = std::mem::take(&mut piece.labels);
        let numbers: Vec<usize> = labels.into_iter().map(|label| self.number(label)).collect();
        if numbers.iter().zip(1..).any(|(number, own)| *number != own) {
            piece.said.interner.rename_blank_nodes(|index, name| {
                let number = numbers.get(index).copied().unwrap_or_default();
                push_name(self.supposed.blank_node_prefix, number, name);
            });
        }
        for statement in &mut piece.said.statements {
            statement.line += self.line;
        }
        self.offset += piece.end;
        self.line = self.line.checked_add(piece.lines).ok_or(Error::TooLarge {
            what: "lines",
            limit: u32::MAX.into(),
        })?;
        if piece.known != *self.supposed.known {
            self.supposed.known = Arc::new(piece.known);
        }
        Ok(piece.said)
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

    /// The declared prefixes and what is wrong, once all is read.
    pub fn end(self) -> Statements {
        let mut findings = self.findings;
        let undeclared = self.undeclared.iter();
        let faults = undeclared
            .map(|prefix| super::undeclared::fault(prefix, &self.supposed.known.prefixes));
        findings.extend(faults.map(|fault| fault.into_finding(self.path, 0)));
        findings.sort_by_key(|finding| order(&finding.place.span, finding.id));
        Statements {
            prefixes: by_name(&self.supposed.known.prefixes),
            findings,
            ..Statements::default()
        }
    }
}

#[cfg(test)]
mod tests;
