//! Reads large sources, from memory or from a stream: pieces on all cores, while those before them are taken over.

use super::form::{Form, form};
use super::iri::{Base, base_in, base_of};
use super::split::{Parts, Piece, SIZES, Split};
use super::{ContextFiles, Reading, Syntax, foreign, json_ld, rdf_xml};
use crate::error::{Error, Result};
use crate::in_order::{most_under_way, wait};
use crate::signature;
use crate::source::SourceFile;
use crate::statement::Statements;
use std::collections::VecDeque;
use std::io::Read;
use std::sync::mpsc::sync_channel;

/// Sources from this many bytes on are read in pieces.
pub const LARGE: usize = 4 << 20;

/// RDF/XML is taken over by so many statements at a time.
const STATEMENTS: usize = 1 << 16;

/// Reads a source in memory.
pub(super) fn read(
    path: &str,
    mut bytes: &[u8],
    syntax: Syntax,
    base: Base,
    reading: &Reading,
) -> Result<Statements> {
    let mut said = Statements::default();
    let parts = Parts::of(path, &mut bytes, syntax, SIZES);
    let split = Split::new(path, syntax, base, reading);
    let end = drive(parts, split, |piece| said.append(piece))?;
    Ok(whole(said, end))
}

/// Reads a source from a stream, piece by piece, in memory that does not grow with its length. `each` takes what the
/// pieces say, in their order; prefixes and findings are given at the end, with the statements that no piece has.
///
/// # Errors
/// If the stream or `each` fails, if there are more terms or lines than can be numbered, or if the base is not an IRI.
pub fn read_stream(
    path: &str,
    stream: &mut (dyn Read + Send),
    syntax: Syntax,
    reading: &Reading,
    mut each: impl FnMut(&Statements) -> Result<()> + Send,
) -> Result<Statements> {
    let mut head = Vec::new();
    let begin = stream.take(signature::HEAD as u64).read_to_end(&mut head);
    begin.map_err(Error::io("read", path))?;
    match form(Some(syntax), &head) {
        Form::Foreign(what) => Ok(foreign::not_read(path, &head, what)),
        Form::JsonLd => {
            let rest = stream.read_to_end(&mut head);
            rest.map_err(Error::io("read", path))?;
            let source = SourceFile::new(path, head);
            let mut said = json_ld::read(
                &source,
                base_in(path, reading)?,
                reading,
                &ContextFiles::default(),
            )?;
            each(&said)?;
            said.clear();
            Ok(said)
        }
        Form::Syntax(Syntax::RdfXml) => {
            let base = base_of(path, Syntax::RdfXml, reading)?;
            rdf_xml::read(path, (head, stream), base, reading, STATEMENTS, each)
        }
        Form::Syntax(syntax) => {
            let base = base_of(path, syntax, reading)?;
            let mut whole = head.as_slice().chain(stream);
            let parts = Parts::of(path, &mut whole, syntax, SIZES);
            drive(parts, Split::new(path, syntax, base, reading), each)
        }
    }
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
    let base = base_of(path, syntax, reading)?;
    let parts = Parts::of(path, stream, syntax, sizes);
    let split = Split::new(path, syntax, base, reading);
    let end = drive(parts, split, |piece| said.append(piece))?;
    Ok(whole(said, end))
}

/// One core has the text in its hands: it cuts parts from the stream for all of them, and takes over what their pieces
/// say, in their order. Whenever there is nothing to take over it reads a part as the others do.
fn drive(
    mut parts: Parts,
    mut split: Split,
    mut each: impl FnMut(&Statements) -> Result<()> + Send,
) -> Result<Statements> {
    rayon::scope_fifo(|scope| {
        let mut under_way = VecDeque::new();
        let mut rooms: Vec<Statements> = Vec::new();
        loop {
            // The first piece has the declarations that the others depend on.
            let most = match split.offset() {
                0 => 1,
                _ => most_under_way(),
            };
            while under_way.len() < most
                && let Some(part) = parts.next()?
            {
                let (sender, receiver) = sync_channel(1);
                let supposed = split.supposed();
                let room = rooms.pop().unwrap_or_default();
                scope.spawn_fifo(move |_| {
                    let piece = Piece::read(&part, 0, &supposed, None, room);
                    // Nobody takes it if reading ends with an error.
                    let _ = sender.send((part, piece));
                });
                under_way.push_back(receiver);
            }
            let Some((mut part, piece)) = under_way.pop_front().and_then(wait) else {
                return Ok(split.end());
            };
            if split.offset() >= part.start + part.length {
                continue;
            }
            let mut piece = piece?;
            if !split.fits(&part, &piece) {
                piece = split.read(&part, piece.said)?;
            }
            while !piece.is_certain {
                let longer = 2 * part.bytes.len();
                while part.bytes.len() < longer && !part.is_last {
                    part.append(match under_way.pop_front().and_then(wait) {
                        Some((next, _)) => Some(next),
                        None => parts.next()?,
                    });
                }
                piece = split.read(&part, piece.said)?;
            }
            let said = split.accept(piece)?;
            each(&said)?;
            if parts.take_back(part) {
                rooms.push(said);
            }
            if split.is_over() {
                return Ok(split.end());
            }
        }
    })
}

/// The pieces put together, with what is known at the end.
fn whole(said: Statements, end: Statements) -> Statements {
    Statements {
        prefixes: end.prefixes,
        findings: end.findings,
        ..said
    }
}
