//! The content of a project's files: unpacked if they are [gzip](https://www.rfc-editor.org/rfc/rfc1952) files, with its
//! [SHA-256](https://doi.org/10.6028/NIST.FIPS.180-4) and its number of lines.

use super::{Project, names};
use crate::disk::{self, Bounded};
use crate::error::{Error, Result};
use crate::source::{SourceFile, file_and_sheet};
use crate::table::Bytes;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

/// Files of at least this many bytes are read in pieces.
const LARGE: u64 = 4 << 20;

/// A `.gz` file may unpack to this many times its size, and to at least this many bytes. RDF is seldom compressed to less
/// than a fiftieth; what exceeds this is made to fill the memory ([CWE-409](https://cwe.mitre.org/data/definitions/409.html)).
const UNPACKED_TIMES: u64 = 100;
const UNPACKED_AT_LEAST: u64 = 64 << 20;

impl Project {
    /// Reads a file of the project.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// let file = project.read("data/people.ttl")?;
    /// assert!(file.bytes.starts_with(b"@prefix"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If it cannot be read, or the project is [confined](Self::confined) and it is a link out of its folder.
    pub fn read(&self, path: &str) -> Result<SourceFile> {
        let mut bytes = Vec::new();
        let read = self.stream(path)?.read_to_end(&mut bytes);
        read.map_err(Error::io("read", path))?;
        Ok(SourceFile::new(path, bytes))
    }

    /// The content of a file of the project, of a `.gz` file what is compressed in it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub(crate) fn stream(&self, path: &str) -> Result<Box<dyn Read + Send>> {
        if let Some(content) = self.content_of(path) {
            return Ok(Box::new(Cursor::new(content.to_vec())));
        }
        let (file, _) = file_and_sheet(path);
        self.check_way(file)?;
        unpacked(&self.root.join(file)).map_err(Error::io("read", path))
    }

    /// The content of a file of the project as [`stream`](Self::stream) gives it, any part of which can be read again. What is
    /// compressed is held in memory.
    ///
    /// # Errors
    /// If it cannot be opened, or what is compressed cannot be read.
    pub(crate) fn bytes(&self, path: &str) -> Result<Box<dyn Bytes>> {
        if is_compressed(path) || self.content_of(path).is_some() {
            return Ok(Box::new(Cursor::new(self.read(path)?.bytes)));
        }
        let (file, _) = file_and_sheet(path);
        self.check_way(file)?;
        let file = disk::open(&self.root.join(file)).and_then(Bounded::new);
        Ok(Box::new(file.map_err(Error::io("read", path))?))
    }

    /// Returns the SHA-256 of the content of a file and the number of its lines, without holding it in memory.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn measure_with_lines(&self, path: &str) -> Result<([u8; 32], u32)> {
        let measured = Measuring::new(self.stream(path)?).finish();
        measured.map_err(Error::io("read", path))
    }

    /// Whether the content of a file is, or may be, so long that it should not be in memory as a whole.
    pub(crate) fn is_large(&self, path: &str) -> bool {
        // Turtle is seldom compressed to less than a twentieth.
        let limit = if is_compressed(path) {
            LARGE / 20
        } else {
            LARGE
        };
        let length = match self.content_of(path) {
            Some(content) => Some(content.len() as u64),
            None => {
                let (file, _) = file_and_sheet(path);
                fs::metadata(self.root.join(file)).map(|of| of.len()).ok()
            }
        };
        length.is_some_and(|length| length >= limit)
    }

    /// Returns whether a file is there and has no bytes.
    pub(crate) fn is_empty_file(&self, path: &str) -> bool {
        match self.content_of(path) {
            Some(content) => content.is_empty(),
            None => {
                fs::metadata(self.root.join(path)).is_ok_and(|of| of.is_file() && of.len() == 0)
            }
        }
    }

    /// Returns the SHA-256 of the content of a file, without holding it in memory.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn measure(&self, path: &str) -> Result<[u8; 32]> {
        self.measure_with_lines(path).map(|(digest, _)| digest)
    }
}

/// Reads a file, of a `.gz` file what is compressed in it.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn read_unpacked(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = unpacked(path).and_then(|mut content| content.read_to_end(&mut bytes));
    read.map_err(Error::io("read", path))?;
    Ok(bytes)
}

/// The content of a file, of a `.gz` file what is compressed in it.
///
/// # Errors
/// If it cannot be opened.
fn unpacked(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    let mut file = disk::open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_compressed = names::has_ending(&name, "gz");
    if is_compressed {
        check_gzip(&mut file)?;
    }
    let packed = file.metadata()?.len();
    let file = Bounded::new(file)?;
    Ok(if is_compressed {
        Box::new(Gzip {
            content: MultiGzDecoder::new(file),
            unpacked: 0,
            limit: UNPACKED_AT_LEAST.max(packed.saturating_mul(UNPACKED_TIMES)),
        })
    } else {
        Box::new(file)
    })
}

/// Whether the content of a file is compressed, by its name.
fn is_compressed(path: &str) -> bool {
    names::has_ending(file_and_sheet(path).0, "gz")
}

/// Checks that a file begins as gzip data does; it is read from its start afterwards.
///
/// # Errors
/// If it does not, or cannot be read.
fn check_gzip(file: &mut File) -> io::Result<()> {
    let mut magic = Vec::new();
    Read::take(&mut *file, 2).read_to_end(&mut magic)?;
    file.rewind()?;
    match magic.as_slice() {
        [0x1F, 0x8B] => Ok(()),
        [] => Err(io::Error::other("it is empty, no gzip data")),
        _ => Err(io::Error::other("it is not gzip data")),
    }
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Measures a content while somebody reads it, so that both see the same bytes.
pub struct Measuring<R> {
    content: R,
    digest: Sha256,
    breaks: u64,
    is_finished: bool,
}

impl<R: Read> Measuring<R> {
    /// Nothing of the content is read yet.
    pub fn new(content: R) -> Self {
        Self {
            content,
            digest: Sha256::new(),
            breaks: 0,
            is_finished: true,
        }
    }

    /// Reads what is left of the content, and returns the SHA-256 of all of it and the number of its lines; an unfinished
    /// last line counts.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn finish(mut self) -> io::Result<([u8; 32], u32)> {
        let mut buffer = vec![0; 1 << 16];
        while self.read(&mut buffer)? > 0 {}
        let lines = u32::try_from(self.breaks + u64::from(!self.is_finished));
        Ok((self.digest.finalize().into(), lines.unwrap_or(u32::MAX)))
    }
}

impl<R: Read> Read for Measuring<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.content.read(buffer)?;
        if let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) {
            self.digest.update(bytes);
            self.breaks += memchr::memchr_iter(b'\n', bytes).count() as u64;
            self.is_finished = bytes.ends_with(b"\n");
        }
        Ok(length)
    }
}

/// What is compressed in a file, up to a limit; what is wrong with it is said in words.
struct Gzip {
    content: MultiGzDecoder<Bounded>,
    unpacked: u64,
    limit: u64,
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self
            .content
            .read(buffer)
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput => io::Error::other("its gzip data is damaged"),
                io::ErrorKind::UnexpectedEof => io::Error::other("its gzip data ends too early"),
                _ => error,
            })?;
        self.unpacked += length as u64;
        if self.unpacked > self.limit {
            return Err(io::Error::other(format!(
                "it unpacks to more than {} MB, the limit for its size ({UNPACKED_TIMES} times as much, {} MB at least); \
                 unpack it beforehand if it is what it should be",
                self.limit >> 20,
                UNPACKED_AT_LEAST >> 20
            )));
        }
        Ok(length)
    }
}
