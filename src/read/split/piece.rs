//! Reads a piece of a text on its own.

use super::Part;
use crate::error::{Error, Result};
use crate::read::Syntax;
use crate::read::encoding::Text;
use crate::read::fault::{Fault, Faults};
use crate::read::iri::Base;
use crate::read::lexer::Lexer;
use crate::read::parser::Parser;
use crate::read::sink::Lines;
use crate::read::terms::{Prefix, Terms, Undeclared};
use crate::statement::Statements;
use memchr::{memchr, memchr_iter, memrchr};
use std::sync::Arc;

/// What the meaning of a text depends on.
#[derive(PartialEq)]
pub struct Known {
    pub base: Base,
    pub prefixes: Vec<Prefix>,
}

/// How a piece is to be understood.
#[derive(Clone)]
pub struct Supposed<'r> {
    pub syntax: Syntax,
    pub blank_node_prefix: &'r str,
    /// What is declared before it.
    pub known: Arc<Known>,
}

/// A piece as it was read on its own.
pub struct Piece {
    pub said: Statements,
    pub labels: Vec<Option<Box<[u8]>>>,
    /// What is wrong with the encoding, and with the rest.
    pub encoding_faults: Vec<Fault>,
    pub faults: Vec<Fault>,
    pub fault_count: usize,
    pub undeclared: Vec<Undeclared>,
    /// What was supposed to be known before it, and what is known after it.
    pub supposed: Arc<Known>,
    pub known: Known,
    /// Where it ended, and how many lines are before that, counted from where it starts.
    pub end: usize,
    pub lines: u32,
    /// Whether nothing that it says depends on bytes that were not at hand.
    pub is_certain: bool,
}

impl Piece {
    /// Reads a part from a byte on into the room of what is no longer needed; `before` are the faults and the undeclared
    /// prefixes that are continued, if any.
    ///
    /// # Errors
    /// If there are more terms, or bytes in a statement, than can be numbered.
    pub fn read(
        part: &Part,
        from: usize,
        supposed: &Supposed,
        before: Option<(usize, Vec<Undeclared>)>,
        mut room: Statements,
    ) -> Result<Self> {
        let bytes = part.bytes.get(from..).unwrap_or_default();
        let length = part.length.saturating_sub(from);
        if u32::try_from(bytes.len()).is_err() {
            return Err(Error::TooLarge {
                what: "bytes in one statement",
                limit: u32::MAX.into(),
            });
        }
        let lines = memrchr(b'\n', bytes).and_then(|end| bytes.get(..=end));
        let bytes = lines
            .filter(|lines| !part.is_last && lines.len() > length)
            .unwrap_or(bytes);
        let text = Text::of(bytes, part.start + from == 0);
        let Supposed {
            syntax,
            blank_node_prefix,
            known,
        } = supposed;
        let mut lexer = Lexer::new(&text.text, text.start, syntax.is_by_line());
        let (base, prefixes) = (known.base.clone(), known.prefixes.clone());
        let mut terms = Terms::new(blank_node_prefix, base, prefixes);
        if let Some((faults, undeclared)) = before {
            lexer.faults = Faults::after(faults);
            terms.undeclared = undeclared;
        }
        room.clear();
        terms.interner = room.interner;
        let sink = Lines {
            statements: room.statements,
        };
        let mut parser = Parser::new(lexer, terms, sink, *syntax);
        parser.invalid = &text.invalid;
        parser.document(length);
        if let Some(error) = parser.terms.stopped.take() {
            return Err(error);
        }
        let end = line_after(bytes, parser.previous.end, length);
        let is_certain = part.is_last || !parser.lexer.saw_end;
        let labels = parser.terms.take_labels();
        let fault_count = parser.lexer.faults.len();
        Ok(Self {
            said: Statements {
                interner: parser.terms.interner,
                statements: parser.sink.statements,
                ..Statements::default()
            },
            labels,
            encoding_faults: text.faults(end),
            faults: parser.lexer.faults.into_vec(),
            fault_count,
            undeclared: parser.terms.undeclared,
            supposed: Arc::clone(known),
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
