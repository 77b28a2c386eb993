//! The bytes of a table as UTF-8, decoded while they are read ([Encoding Standard](https://encoding.spec.whatwg.org/)).

use crate::error::{Error, Result};
use crate::source::file_and_sheet;
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::{Read, Seek, SeekFrom};

/// What a table is read from: a file, or bytes in a [`Cursor`](std::io::Cursor).
pub trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// This many bytes are read at a time.
const PIECE: usize = 1 << 16;

/// Text that is decoded while it is read.
pub struct TextReader {
    path: String,
    bytes: Box<dyn Bytes>,
    decoder: Decoder,
    raw: Vec<u8>,
    is_end: bool,
}

impl TextReader {
    /// The text of bytes from their start, without a byte order mark.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn new(path: &str, mut bytes: Box<dyn Bytes>, encoding: &'static Encoding) -> Result<Self> {
        rewind(path, &mut bytes)?;
        Ok(Self {
            path: path.to_owned(),
            bytes,
            decoder: encoding.new_decoder(),
            raw: vec![0; PIECE],
            is_end: false,
        })
    }

    /// Appends the next piece of text, at least one character of it unless the end was reached. Returns whether there were
    /// bytes that have no meaning in the encoding; each such sequence is U+FFFD.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn read_into(&mut self, text: &mut String) -> Result<bool> {
        let (before, mut has_errors) = (text.len(), false);
        while text.len() == before && !self.is_end {
            let count = self
                .bytes
                .read(&mut self.raw)
                .map_err(Error::io("read", &self.path))?;
            self.is_end = count == 0;
            let mut piece = self.raw.get(..count).unwrap_or_default();
            loop {
                // Of text in UTF-8 it is the same number of bytes; where more are needed, they are asked for.
                text.reserve(piece.len() + 16);
                let (result, read, bad) = self.decoder.decode_to_string(piece, text, self.is_end);
                has_errors |= bad;
                piece = piece.get(read..).unwrap_or_default();
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        Ok(has_errors)
    }

    /// Returns all text, and whether there were bytes that have no meaning in the encoding.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn read_all(&mut self) -> Result<(String, bool)> {
        let (mut text, mut has_errors) = (String::new(), false);
        while !self.is_end {
            has_errors |= self.read_into(&mut text)?;
        }
        Ok((text, has_errors))
    }

    /// Returns whether the name of the table says that tabs divide it.
    pub fn has_tabs(&self) -> bool {
        let (file, _) = file_and_sheet(&self.path);
        let file = file.to_ascii_lowercase();
        let plain = file.strip_suffix(".gz").unwrap_or(&file);
        plain.ends_with(".tsv") || plain.ends_with(".tab")
    }

    /// Returns the name of the encoding.
    pub fn encoding(&self) -> &'static str {
        self.decoder.encoding().name()
    }

    /// Returns whether all text was read.
    pub fn is_end(&self) -> bool {
        self.is_end
    }
}

/// Goes back to the first byte.
///
/// # Errors
/// If it cannot.
pub fn rewind(path: &str, bytes: &mut dyn Bytes) -> Result<()> {
    let start = bytes.seek(SeekFrom::Start(0));
    start.map(|_| ()).map_err(Error::io("read", path))
}

/// Returns the first bytes, at most this many.
///
/// # Errors
/// If they cannot be read.
pub fn head(path: &str, bytes: &mut dyn Bytes, most: usize) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    rewind(path, bytes)?;
    let mut first = (&mut *bytes).take(most as u64);
    first
        .read_to_end(&mut head)
        .map_err(Error::io("read", path))?;
    Ok(head)
}
