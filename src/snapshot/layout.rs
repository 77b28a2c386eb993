//! Header, table and sections of a snapshot file, written and found again.

use super::map::{Map, Plain};
use crate::column::Column;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const MAGIC: [u8; 8] = *b"bixi\r\n\x1A\n";
const VERSION: u32 = 7;
const HEADER: usize = 32;
const ENTRY: usize = 24;
/// How many bytes are written at once. Linux keeps what is written at once as one piece of memory, and maps such a piece
/// whole when one byte of it is looked at: pieces of a mebibyte made of a short query one of 20 MB.
const PIECE: usize = 1 << 16;

/// The bytes of a section before they are written.
#[derive(Clone, Copy)]
pub enum Section<'a> {
    /// As they are.
    Bytes(&'a [u8]),
    /// Numbers of four bytes.
    Int(&'a [u32]),
    /// Numbers of eight bytes.
    Long(&'a [u64]),
}

impl Section<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Int(numbers) => numbers.len() * 4,
            Self::Long(numbers) => numbers.len() * 8,
        }
    }

    /// Hands on the bytes in pieces of at most [`PIECE`].
    fn pieces(&self, mut use_piece: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut piece = Vec::with_capacity(PIECE);
        match self {
            Self::Bytes(bytes) => bytes.chunks(PIECE).try_for_each(use_piece)?,
            Self::Int(numbers) => {
                for numbers in numbers.chunks(PIECE / 4) {
                    piece.resize(numbers.len() * 4, 0);
                    let places = piece.as_chunks_mut().0.iter_mut();
                    places
                        .zip(numbers)
                        .for_each(|(place, n)| *place = n.to_le_bytes());
                    use_piece(&piece)?;
                }
            }
            Self::Long(numbers) => {
                for numbers in numbers.chunks(PIECE / 8) {
                    piece.resize(numbers.len() * 8, 0);
                    let places = piece.as_chunks_mut().0.iter_mut();
                    places
                        .zip(numbers)
                        .for_each(|(place, n)| *place = n.to_le_bytes());
                    use_piece(&piece)?;
                }
            }
        }
        Ok(())
    }

    fn checksum(&self) -> io::Result<u32> {
        let mut hasher = crc32fast::Hasher::new();
        self.pieces(|piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(hasher.finalize())
    }
}

/// Collects sections and writes them as a file.
#[derive(Default)]
pub struct Writer<'a> {
    sections: Vec<(&'static [u8; 4], Section<'a>)>,
}

impl<'a> Writer<'a> {
    /// Adds a section at the end.
    pub fn add(&mut self, name: &'static [u8; 4], section: Section<'a>) {
        self.sections.push((name, section));
    }

    /// Writes the file. The sections are written while their checksums are computed; what is written goes to the disk
    /// while the rest is, so that little is left to wait for, and header and table, which make it a snapshot, come last.
    pub fn write(&self, file: &fs::File) -> io::Result<()> {
        let start = HEADER + self.sections.len() * ENTRY;
        let is_written = AtomicBool::new(false);
        // The first is begun at once, whatever other threads do, so the second does not wait for it in vain.
        let (written, checksums) = rayon::join(
            || {
                let written = self.write_sections(start as u64, file);
                is_written.store(true, Ordering::Release);
                written
            },
            || -> io::Result<Vec<u32>> {
                let checksums = self.checksums()?;
                while !is_written.load(Ordering::Acquire) {
                    file.sync_data()?;
                }
                Ok(checksums)
            },
        );
        written?;
        let mut table = Vec::with_capacity(self.sections.len() * ENTRY);
        let mut offset = start;
        for ((name, section), checksum) in self.sections.iter().zip(checksums?) {
            table.extend_from_slice(*name);
            table.extend_from_slice(&checksum.to_le_bytes());
            table.extend_from_slice(&(offset as u64).to_le_bytes());
            table.extend_from_slice(&(section.len() as u64).to_le_bytes());
            offset += section.len().next_multiple_of(8);
        }
        let mut header = Vec::with_capacity(start);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&VERSION.to_le_bytes());
        header.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        header.extend_from_slice(&(offset as u64).to_le_bytes());
        header.extend_from_slice(&crc32fast::hash(&table).to_le_bytes());
        header.extend_from_slice(&crc32fast::hash(&header).to_le_bytes());
        header.extend_from_slice(&table);
        let mut file = file;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)
    }

    fn checksums(&self) -> io::Result<Vec<u32>> {
        let sections = self.sections.par_iter();
        sections.map(|(_, section)| section.checksum()).collect()
    }

    fn write_sections(&self, start: u64, mut file: &fs::File) -> io::Result<()> {
        file.seek(SeekFrom::Start(start))?;
        let mut output = io::BufWriter::with_capacity(PIECE, file);
        for (_, section) in &self.sections {
            section.pieces(|piece| output.write_all(piece))?;
            let padding = section.len().next_multiple_of(8) - section.len();
            output.write_all(&[0; 8][..padding])?;
        }
        output.flush()
    }
}

/// A snapshot file whose header and table are as they should be.
#[derive(Debug)]
pub struct File {
    map: Arc<Map>,
    sections: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: [u8; 4],
    checksum: u32,
    range: Range<usize>,
}

impl File {
    /// Looks at header and table only.
    ///
    /// # Errors
    /// What is the matter with the file, as the end of a sentence.
    pub fn new(map: Map) -> Result<Self, &'static str> {
        if cfg!(target_endian = "big") {
            return Err("cannot be used on a big-endian machine");
        }
        let bytes = map.bytes();
        if !bytes.starts_with(&MAGIC) {
            return Err(if bytes.is_empty() {
                "is empty"
            } else {
                "is not a snapshot of bixi"
            });
        }
        let number = |at| int(bytes, at).ok_or("is truncated");
        let long = |at| long(bytes, at).ok_or("is truncated");
        if number(8)? != VERSION {
            return Err("is of another version of bixi");
        }
        if number(28)? != crc32fast::hash(&bytes[..28]) {
            return Err("is damaged");
        }
        match long(16)?.cmp(&(bytes.len() as u64)) {
            std::cmp::Ordering::Greater => return Err("is truncated"),
            std::cmp::Ordering::Less => return Err("is longer than it should be"),
            std::cmp::Ordering::Equal => {}
        }
        let count = number(12)? as usize;
        let table = bytes
            .get(HEADER..HEADER + count * ENTRY)
            .ok_or("is truncated")?;
        if number(24)? != crc32fast::hash(table) {
            return Err("is damaged");
        }
        let sections = table
            .chunks_exact(ENTRY)
            .map(entry)
            .collect::<Option<_>>()
            .ok_or("is damaged")?;
        Ok(Self {
            map: Arc::new(map),
            sections,
        })
    }

    /// Whether a path leads to this file.
    pub fn is_at(&self, path: &Path) -> bool {
        self.map.is_at(path)
    }

    /// Returns the digest of header and table, which have the length and the checksum of every section: another content has
    /// another digest.
    pub fn digest(&self) -> [u8; 32] {
        let end = HEADER + self.sections.len() * ENTRY;
        let bytes = self.map.bytes();
        Sha256::digest(bytes.get(..end).unwrap_or(bytes)).into()
    }

    /// How many bytes the file has.
    pub fn len(&self) -> usize {
        self.map.bytes().len()
    }

    /// Looks at every section, and at the bytes between them.
    ///
    /// # Errors
    /// Which of them are not what was written, as the end of a sentence.
    pub fn check(&self) -> Result<(), String> {
        if !self.is_padded() {
            return Err("is damaged between its sections".to_owned());
        }
        let sections = self.sections.par_iter();
        let damaged = sections.filter(|entry| self.verified(&entry.name).is_none());
        let names = damaged.map(|entry| format!("`{}`", String::from_utf8_lossy(&entry.name)));
        let names: Vec<String> = names.collect();
        let sections = match names.len() {
            0 => return Ok(()),
            1 => "section",
            _ => "sections",
        };
        Err(format!("is damaged in its {sections} {}", names.join(", ")))
    }

    /// Whether each section is at the next multiple of 8, with zeros before it, and nothing is after the last.
    fn is_padded(&self) -> bool {
        let mut end = HEADER + self.sections.len() * ENTRY;
        let starts = self.sections.iter().map(|entry| &entry.range);
        let file_end = self.len()..self.len();
        for range in starts.chain([&file_end]) {
            let padding = self.map.bytes().get(end..range.start);
            let is_zero = padding.is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0));
            if !is_zero || range.start != end.next_multiple_of(8) {
                return false;
            }
            end = range.end;
        }
        true
    }

    fn entry(&self, name: &[u8; 4]) -> Option<&Entry> {
        self.sections.iter().find(|entry| entry.name == *name)
    }

    /// The bytes of a section if they are what was written.
    pub fn verified(&self, name: &[u8; 4]) -> Option<&[u8]> {
        let entry = self.entry(name)?;
        let bytes = self.map.bytes().get(entry.range.clone())?;
        (crc32fast::hash(bytes) == entry.checksum).then_some(bytes)
    }

    /// A section as a column that lies in the mapped file.
    pub fn column<T: Plain>(&self, name: &[u8; 4]) -> Option<Column<T>> {
        Map::column(&self.map, self.entry(name)?.range.clone())
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let start = usize::try_from(long(bytes, 8)?).ok()?;
    let end = start.checked_add(usize::try_from(long(bytes, 16)?).ok()?)?;
    let name = [bytes[0], bytes[1], bytes[2], bytes[3]];
    Some(Entry {
        name,
        checksum: int(bytes, 4)?,
        range: start..end,
    })
}

fn int(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
