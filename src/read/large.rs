//! Reads large sources, from memory or from a stream: while one batch of pieces is read, the one before is taken over.

use super::iri::Base;
use super::split::{SIZES, Split, too_long};
use super::{Reading, Statements, Syntax};
use crate::error::{Error, Result};
use std::io::Read;

/// Sources from this many bytes on are read in pieces.
pub const LARGE: usize = 4 << 20;

/// Bytes before those that are read ahead, for what was not read of those before them.
const HEADROOM: usize = 1 << 20;

/// The bytes at hand.
enum Bytes<'a> {
    /// All of the source.
    Whole(&'a [u8]),
    /// Some, taken from a stream.
    Some(Vec<u8>),
}

/// A stream, and what was read ahead: [`HEADROOM`] bytes and then the bytes, or nothing.
struct Stream<'a> {
    path: &'a str,
    source: &'a mut (dyn Read + Send),
    ahead: Vec<u8>,
    is_end: bool,
}

impl<'a> Stream<'a> {
    fn new(path: &'a str, source: &'a mut (dyn Read + Send)) -> Self {
        Self {
            path,
            source,
            ahead: Vec::new(),
            is_end: false,
        }
    }

    /// Reads so many bytes ahead, unless some were.
    fn read_ahead(&mut self, length: usize) -> Result<()> {
        if self.is_end || !self.ahead.is_empty() {
            return Ok(());
        }
        self.ahead.resize(HEADROOM, 0);
        let mut some = (&mut *self.source).take(length as u64);
        let read = some
            .read_to_end(&mut self.ahead)
            .map_err(Error::io("read", self.path))?;
        self.is_end = read < length;
        Ok(())
    }

    /// Puts what was read ahead behind the bytes at hand from `at` on, and gives where they begin then.
    fn append_to(&mut self, bytes: &mut Vec<u8>, at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let start = HEADROOM.checked_sub(rest.len());
        let room = start.and_then(|start| self.ahead.get_mut(start..HEADROOM));
        if let (Some(start), Some(room)) = (start, room) {
            room.copy_from_slice(rest);
            std::mem::swap(bytes, &mut self.ahead);
            self.ahead.clear();
            return start;
        }
        bytes.drain(..at);
        bytes.extend_from_slice(self.ahead.get(HEADROOM..).unwrap_or_default());
        self.ahead.clear();
        0
    }
}

/// Reads a source in memory.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    syntax: Syntax,
    base: Base,
    reading: &Reading,
) -> Result<Statements> {
    let mut said = Statements::default();
    let split = Split::new(path, syntax, base, reading, SIZES);
    let each = |piece: Statements| append(&mut said, piece);
    let end = drive(Bytes::Whole(bytes), None, split, each)?;
    Ok(whole(said, end))
}

/// Reads a source from a stream, piece by piece, in memory that does not grow with its length. `each` takes what the
/// pieces say, in their order; prefixes and findings, but no statements, are given at the end.
///
/// # Errors
/// If the stream or `each` fails, if there are more terms or lines than can be numbered, or if the base is no IRI.
pub fn read_stream(
    path: &str,
    stream: &mut (dyn Read + Send),
    syntax: Syntax,
    reading: &Reading,
    each: impl FnMut(Statements) -> Result<()> + Send,
) -> Result<Statements> {
    let base = super::base_of(path, syntax, reading)?;
    let split = Split::new(path, syntax, base, reading, SIZES);
    drive(
        Bytes::Some(Vec::new()),
        Some(Stream::new(path, stream)),
        split,
        each,
    )
}

/// Reads a source from a stream in pieces of certain sizes.
#[cfg(test)]
pub(super) fn read_with(
    path: &str,
    stream: &mut (dyn Read + Send),
    syntax: Syntax,
    reading: &Reading,
    sizes: super::split::Sizes,
) -> Result<Statements> {
    let mut said = Statements::default();
    let base = super::base_of(path, syntax, reading)?;
    let split = Split::new(path, syntax, base, reading, sizes);
    let each = |piece: Statements| append(&mut said, piece);
    let stream = Some(Stream::new(path, stream));
    let end = drive(Bytes::Some(Vec::new()), stream, split, each)?;
    Ok(whole(said, end))
}

/// Three things go on at once: a batch is read, what the batch before says is taken over, bytes are read ahead.
fn drive(
    mut bytes: Bytes,
    mut stream: Option<Stream>,
    mut split: Split,
    mut each: impl FnMut(Statements) -> Result<()> + Send,
) -> Result<Statements> {
    let mut ready: Vec<Statements> = Vec::new();
    let (mut at, mut wanted) = (0, split.wanted());
    loop {
        if let (Some(stream), Bytes::Some(bytes)) = (&mut stream, &mut bytes) {
            while bytes.len() - at < wanted {
                stream.read_ahead(wanted)?;
                if stream.ahead.is_empty() {
                    break;
                }
                at = stream.append_to(bytes, at);
            }
        }
        let at_hand = match &bytes {
            Bytes::Whole(bytes) => bytes.get(at..),
            Bytes::Some(bytes) => bytes.get(at..),
        };
        let at_hand = at_hand.unwrap_or_default();
        let is_last = stream
            .as_ref()
            .is_none_or(|s| s.is_end && s.ahead.is_empty());
        let is_end = is_last && at_hand.is_empty();
        let (taken, batch) = rayon::join(
            || {
                let mut taken = std::mem::take(&mut ready).into_iter();
                taken.try_for_each(&mut each)?;
                stream
                    .as_mut()
                    .map_or(Ok(()), |stream| stream.read_ahead(wanted))
            },
            || split.batch(at_hand, is_last),
        );
        taken?;
        if is_end {
            return Ok(split.end());
        }
        let (said, length) = batch?;
        ready = said;
        at += length;
        if length > 0 {
            wanted = split.wanted();
        } else if wanted > u32::MAX as usize {
            return Err(too_long());
        } else {
            // A statement is longer than all that is at hand.
            wanted *= 2;
        }
    }
}

/// The pieces put together, with what is known at the end.
fn whole(said: Statements, end: Statements) -> Statements {
    Statements {
        prefixes: end.prefixes,
        findings: end.findings,
        ..said
    }
}

/// Adds what a piece says; its terms get the numbers that they have in the whole.
fn append(said: &mut Statements, piece: Statements) -> Result<()> {
    if said.interner.is_empty() && said.interner.literal_types().is_empty() {
        *said = piece;
        return Ok(());
    }
    let ids = said.interner.absorb(&piece.interner)?;
    let id = |old: u32| ids.get(old as usize).copied().unwrap_or_default();
    said.statements
        .extend(piece.statements.into_iter().map(|mut statement| {
            statement.triple = statement.triple.map(id);
            statement.graph = statement.graph.map(id);
            statement
        }));
    Ok(())
}
