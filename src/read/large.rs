//! Reads large sources, from memory or from a stream: while one batch of pieces is read, the one before is taken over.

use super::iri::Base;
use super::split::{SIZES, Split, too_long};
use super::{Reading, Statements, Syntax};
use crate::error::{Error, Result};
use std::io::Read;

/// Sources from this many bytes on are read in pieces.
pub const LARGE: usize = 4 << 20;

/// The bytes of a source.
enum Input<'a> {
    /// All of them, and how many were read.
    Whole(&'a [u8], usize),
    /// A stream, what was taken from it and not read, and whether that was its end.
    Stream(&'a mut (dyn Read + Send), Vec<u8>, bool),
}

impl Input<'_> {
    /// The bytes at hand, so many if there are, and whether they are the last.
    fn at_hand(&mut self, wanted: usize, path: &str) -> Result<(&[u8], bool)> {
        match self {
            Self::Whole(bytes, at) => Ok((bytes.get(*at..).unwrap_or_default(), true)),
            Self::Stream(stream, buffer, is_last) => {
                if !*is_last && buffer.len() < wanted {
                    let missing = wanted - buffer.len();
                    let taken = stream
                        .take(missing as u64)
                        .read_to_end(buffer)
                        .map_err(Error::io("read", path))?;
                    *is_last = taken < missing;
                }
                Ok((buffer, *is_last))
            }
        }
    }

    fn skip(&mut self, length: usize) {
        match self {
            Self::Whole(_, at) => *at += length,
            Self::Stream(_, buffer, _) => drop(buffer.drain(..length)),
        }
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
    let end = drive(path, Input::Whole(bytes, 0), split, each)?;
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
    drive(path, Input::Stream(stream, Vec::new(), false), split, each)
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
    let input = Input::Stream(stream, Vec::new(), false);
    let end = drive(path, input, split, each)?;
    Ok(whole(said, end))
}

fn drive(
    path: &str,
    mut input: Input,
    mut split: Split,
    mut each: impl FnMut(Statements) -> Result<()> + Send,
) -> Result<Statements> {
    let mut ready: Vec<Statements> = Vec::new();
    let mut wanted = split.wanted();
    loop {
        let (bytes, is_last) = input.at_hand(wanted, path)?;
        let is_end = is_last && bytes.is_empty();
        let (taken, batch) = rayon::join(
            || {
                std::mem::take(&mut ready)
                    .into_iter()
                    .try_for_each(&mut each)
            },
            || split.batch(bytes, is_last),
        );
        taken?;
        if is_end {
            return Ok(split.end());
        }
        let (said, length) = batch?;
        ready = said;
        input.skip(length);
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
