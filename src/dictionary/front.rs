//! [Front coding](https://en.wikipedia.org/wiki/Incremental_encoding) of sorted texts: sixteen make a block, whose first is
//! whole; each other says how many bytes it shares with the one before, and how many follow of its own.
//!
//! Numbers in it are [LEB128](https://en.wikipedia.org/wiki/LEB128).

use crate::column::Column;
use rayon::prelude::*;
use std::ops::Range;

/// How many texts a block has.
pub const BLOCK: usize = 16;

/// Coded texts.
#[derive(Default)]
pub struct Coded {
    /// The texts, one after the other.
    pub text: Column<u8>,
    /// Where each block starts.
    pub blocks: Column<u64>,
}

impl Coded {
    /// Codes so many texts, on all cores: `push_all` hands a coder the texts of a range of numbers.
    pub fn of(count: usize, push_all: impl Fn(Range<usize>, &mut FrontCoder) + Sync) -> Self {
        let pieces = 4 * rayon::current_num_threads();
        // Each piece starts with a block, so that it does not matter how many there are.
        let size = count.div_ceil(pieces).next_multiple_of(BLOCK).max(BLOCK);
        let pieces = (0..count).into_par_iter().step_by(size).map(|start| {
            let mut coder = FrontCoder::default();
            push_all(start..count.min(start + size), &mut coder);
            coder
        });
        let pieces: Vec<FrontCoder> = pieces.collect();
        let mut text = Vec::with_capacity(pieces.iter().map(|piece| piece.coded.len()).sum());
        let mut blocks = Vec::with_capacity(count.div_ceil(BLOCK));
        for piece in pieces {
            let start = text.len() as u64;
            blocks.extend(piece.blocks.iter().map(|block| start + block));
            text.extend_from_slice(&piece.coded);
        }
        Self {
            text: text.into(),
            blocks: blocks.into(),
        }
    }
}

/// Codes sorted texts, one after the other.
#[derive(Default)]
pub struct FrontCoder {
    coded: Vec<u8>,
    blocks: Vec<u64>,
    before: Vec<u8>,
    count: usize,
}

impl FrontCoder {
    /// Adds a text.
    pub fn push(&mut self, text: &[u8]) {
        let mut shared = 0;
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(self.coded.len() as u64);
        } else {
            shared = shared_length(&self.before, text);
        }
        put_number(&mut self.coded, shared);
        put_number(&mut self.coded, text.len() - shared);
        self.coded.extend_from_slice(&text[shared..]);
        self.before.truncate(shared);
        self.before.extend_from_slice(&text[shared..]);
        self.count += 1;
    }
}

/// Turns one text of a block into the next, and says how many bytes they share.
#[inline]
pub fn next_text(rest: &mut &[u8], text: &mut Vec<u8>) -> Option<usize> {
    let shared = take_number(rest)?;
    let own = take_number(rest)?;
    text.truncate(shared);
    text.extend_from_slice(rest.get(..own)?);
    *rest = &rest[own..];
    Some(shared)
}

/// The first text of a block.
pub fn first_text(mut block: &[u8]) -> Option<&[u8]> {
    take_number(&mut block)?;
    let own = take_number(&mut block)?;
    block.get(..own)
}

/// The text at a place of a block, of at most sixteen, whose bytes after this text `rest` becomes. It is put together from
/// its end: of the texts before it only those bytes are copied that are still in it.
#[inline]
pub fn text_at(rest: &mut &[u8], last: usize, text: &mut Vec<u8>) -> Option<()> {
    // Of each text up to this one: how much it shares with the one before, and its own bytes.
    let mut parts: [(usize, &[u8]); BLOCK] = [(0, &[]); BLOCK];
    let mut length = 0;
    for part in parts.iter_mut().take(last + 1) {
        let (shared, own) = match rest {
            // Nearly all numbers are one byte.
            [shared @ 0..0x80, own @ 0..0x80, after @ ..] => {
                let numbers = (usize::from(*shared), usize::from(*own));
                *rest = after;
                numbers
            }
            _ => (take_number(rest)?, take_number(rest)?),
        };
        if shared > length {
            return None;
        }
        *part = (shared, rest.get(..own)?);
        length = shared + own;
        *rest = &rest[own..];
    }
    let (shared, own) = *parts.get(last)?;
    text.resize(shared, 0);
    text.extend_from_slice(own);
    let mut wanted = shared;
    for (shared, own) in parts[..last].iter().rev() {
        if *shared < wanted {
            text.get_mut(*shared..wanted)?
                .copy_from_slice(own.get(..wanted - shared)?);
            wanted = *shared;
        }
        if wanted == 0 {
            break;
        }
    }
    Some(())
}

/// How many bytes two texts start with together: eight at a time, since neighbours share much.
fn shared_length(a: &[u8], b: &[u8]) -> usize {
    let (eights, _) = a.as_chunks::<8>();
    let (others, _) = b.as_chunks::<8>();
    let same = eights
        .iter()
        .zip(others)
        .take_while(|(a, b)| a == b)
        .count()
        * 8;
    let rest = a[same..].iter().zip(&b[same..]);
    same + rest.take_while(|(a, b)| a == b).count()
}

/// Appends a number.
pub fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes a number from the start of bytes.
#[inline]
pub fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(first & 0x7F).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
