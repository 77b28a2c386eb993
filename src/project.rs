//! A project: the folder with `ontology/`, `data/`, `queries/` and `tests/`, found from below and read from the disk.

mod config;
mod folders;
mod stamp;

pub use config::{Acceptance, Config, Inference, Level};
pub use folders::LeftOut;
pub use stamp::FileStamp;

use crate::disk::{self, Bounded};
use crate::error::{Error, Result};
use crate::source::SourceFile;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const CONFIG: &str = "bixi.toml";
/// The folder of what declares the vocabulary.
const ONTOLOGY: &str = "ontology";
/// The folders that are built.
const FOLDERS: [&str; 2] = [ONTOLOGY, "data"];

/// Files of so many bytes are read in pieces.
const LARGE: u64 = 4 << 20;

/// A `.gz` file may unpack to this many times its size, and to at least this many bytes. RDF is seldom compressed to less
/// than a fiftieth; what exceeds this is made to fill the memory ([CWE-409](https://cwe.mitre.org/data/definitions/409.html)).
const UNPACKED_TIMES: u64 = 100;
const UNPACKED_AT_LEAST: u64 = 64 << 20;
/// A project on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds the four folders.
    pub root: PathBuf,
    /// What `bixi.toml` says.
    pub config: Config,
}

impl Project {
    /// Opens the project that a folder is in: the nearest folder upwards with `bixi.toml`, else with `ontology/` or `data/`,
    /// else the folder itself.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::find(&folder.path().join("data"))?;
    /// assert_eq!(project.root, folder.path().canonicalize()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the folder does not exist or `bixi.toml` is not valid.
    pub fn find(start: &Path) -> Result<Self> {
        let start = fs::canonicalize(start).map_err(Error::io("open", start))?;
        let configured = start
            .ancestors()
            .find(|folder| disk::is_there(&folder.join(CONFIG)));
        let root = configured
            .or_else(|| start.ancestors().find(|folder| has_sources(folder)))
            .unwrap_or(&start);
        Self::open(root)
    }

    /// Opens the project whose root is a folder.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.config.name, "people");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the folder does not exist or `bixi.toml` is not valid.
    pub fn open(root: &Path) -> Result<Self> {
        let root = fs::canonicalize(root).map_err(Error::io("open", root))?;
        if !root.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
            return Err(Error::io("open", root)(source));
        }
        let path = root.join(CONFIG);
        if !disk::is_there(&path) {
            return Ok(Self {
                root,
                config: Config::default(),
            });
        }
        let bytes = disk::read(&path).map_err(Error::io("read", CONFIG))?;
        let text = String::from_utf8(bytes).map_err(|_| Error::Config {
            message: "it is not UTF-8".to_owned(),
        })?;
        let message = |error: toml::de::Error| Error::Config {
            message: error.to_string(),
        };
        let config: Config = toml::from_str(&text).map_err(message)?;
        config.check()?;
        Ok(Self { root, config })
    }

    /// Whether a file is part of another project that lies inside this one, such as an example.
    pub fn is_of_another(&self, path: &str) -> bool {
        let is_project =
            |folder: &Path| disk::is_there(&folder.join(CONFIG)) || has_sources(folder);
        let folders = Path::new(path).ancestors().skip(1);
        let mut inside = folders.filter(|folder| !folder.as_os_str().is_empty());
        inside.any(|folder| is_project(&self.root.join(folder)))
    }

    /// Whether a file lies in the project's folder when links are followed.
    ///
    /// # Errors
    /// If it does not exist or a link leads nowhere.
    pub fn is_within(&self, path: &str) -> Result<bool> {
        let real = fs::canonicalize(self.root.join(path)).map_err(Error::io("read", path))?;
        Ok(real.starts_with(&self.root))
    }

    /// Reads a file of the project.
    ///
    /// # Errors
    /// If it cannot be read.
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
    pub fn stream(&self, path: &str) -> Result<Box<dyn Read + Send>> {
        let file = disk::open(&self.root.join(path)).map_err(Error::io("read", path))?;
        let packed = file.metadata().map_err(Error::io("read", path))?.len();
        let file = Bounded::new(file).map_err(Error::io("read", path))?;
        Ok(if is_compressed(path) {
            Box::new(Gzip {
                content: MultiGzDecoder::new(file),
                unpacked: 0,
                limit: UNPACKED_AT_LEAST.max(packed.saturating_mul(UNPACKED_TIMES)),
            })
        } else {
            Box::new(file)
        })
    }

    /// Whether the content of a file is, or may be, so long that it should not be in memory as a whole.
    pub fn is_large(&self, path: &str) -> bool {
        // Turtle is seldom compressed to less than a twentieth.
        let limit = if is_compressed(path) {
            LARGE / 20
        } else {
            LARGE
        };
        fs::metadata(self.root.join(path)).is_ok_and(|metadata| metadata.len() >= limit)
    }

    /// SHA-256 and the number of lines of the content of a file, without holding it in memory.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn measure(&self, path: &str) -> Result<([u8; 32], u32)> {
        let mut stream = self.stream(path)?;
        let mut digest = Sha256::new();
        let (mut breaks, mut is_finished) = (0_usize, true);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = stream.read(&mut buffer).map_err(Error::io("read", path))?;
            let Some(bytes) = buffer.get(..length).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            digest.update(bytes);
            breaks += memchr::memchr_iter(b'\n', bytes).count();
            is_finished = bytes.ends_with(b"\n");
        }
        let lines = u32::try_from(breaks + usize::from(!is_finished));
        Ok((digest.finalize().into(), lines.unwrap_or(u32::MAX)))
    }

    /// The IRI that a file's graph has: its path under the base IRI, or under `urn:bixi:` without one.
    pub fn graph_iri(&self, path: &str) -> String {
        let base = self.config.base.as_deref().unwrap_or("urn:bixi:");
        let mut iri = base.to_owned();
        for character in path.chars() {
            match character {
                '\0'..=' '
                | '<'
                | '>'
                | '"'
                | '{'
                | '}'
                | '|'
                | '^'
                | '`'
                | '\\'
                | '%'
                | '#'
                | '?' => {
                    iri.push_str(&format!("%{:02X}", character as u32));
                }
                _ => iri.push(character),
            }
        }
        iri
    }

    /// The IRI that relative IRIs of a file are resolved against, if the project has a base.
    pub fn base_of(&self, path: &str) -> Option<String> {
        self.config.base.as_ref().map(|_| self.graph_iri(path))
    }

    /// Where the snapshot is.
    pub fn snapshot_path(&self) -> PathBuf {
        self.root.join(".bixi/graph.bixi")
    }

    /// Where the stamps of the sources of the snapshot are.
    pub fn stamps_path(&self) -> PathBuf {
        self.root.join(".bixi/stamps.json")
    }
}

/// Whether the content of a file is compressed, by its name.
fn is_compressed(path: &str) -> bool {
    folders::has_ending(path, "gz")
}

/// Whether a folder has one of the folders that are built.
fn has_sources(folder: &Path) -> bool {
    FOLDERS.iter().any(|name| folder.join(name).is_dir())
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
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
                io::ErrorKind::InvalidInput => io::Error::other("it is no gzip data, or damaged"),
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
