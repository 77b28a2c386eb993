//! A project: the folder with `ontology/`, `data/`, `queries/` and `tests/`, found from below and read from the disk.

use crate::error::{Error, Result};
use crate::source::SourceFile;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The name of the configuration file.
pub const CONFIG: &str = "bixi.toml";
/// The folders that are built.
const FOLDERS: [&str; 2] = ["ontology", "data"];

/// The extensions of the files that are built.
const EXTENSIONS: [&str; 16] = [
    "ttl",
    "trig",
    "nt",
    "nq",
    "rdf",
    "owl",
    "jsonld",
    "n3",
    "ttl.gz",
    "trig.gz",
    "nt.gz",
    "nq.gz",
    "rdf.gz",
    "owl.gz",
    "jsonld.gz",
    "n3.gz",
];

/// Files of so many bytes are read in pieces.
const LARGE: u64 = 4 << 20;

/// What `bixi.toml` may say; without it the defaults hold.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The project's name.
    pub name: String,
    /// The IRI under which the files of the project are; it names their graphs and resolves relative IRIs.
    pub base: Option<String>,
    /// Languages of labels, the preferred one first.
    pub languages: Vec<String>,
    /// Which statements a query sees by how certain they are.
    pub acceptance: Option<Acceptance>,
    /// Which rules of the W3C apply.
    pub inference: Inference,
}

/// The rules of the W3C that apply to a project; its own always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inference {
    /// None.
    None,
    /// RDFS, without what holds of every term.
    Rdfs,
    /// OWL 2 RL, without what holds of every term.
    #[default]
    OwlRl,
    /// RDFS with the axiomatic triples, and `rdfs:Resource` for every term.
    RdfsFull,
    /// OWL 2 RL with `owl:sameAs` for every term, `owl:Thing` over every class, and the like.
    OwlRlFull,
}

impl Inference {
    /// Whether statements are wanted that hold of every term, class or property.
    pub fn is_full(self) -> bool {
        matches!(self, Self::RdfsFull | Self::OwlRlFull)
    }
}

/// How certain a statement must be to be seen: a property of its reifiers, and the values that each level adds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The IRI of the property that says of a reifier how certain its statement is.
    pub property: String,
    /// The name of the level of queries that name none.
    pub default: String,
    /// The levels, the strictest first; each sees what the ones before it see.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
}

/// One level of acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name on the command line.
    pub name: String,
    /// The IRIs that, as value of the property, put a statement on this level.
    pub values: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        let languages = vec!["zh-Hans".to_owned(), "zh".to_owned(), "en".to_owned()];
        Self {
            name: String::new(),
            base: None,
            languages,
            acceptance: None,
            inference: Inference::default(),
        }
    }
}

impl Config {
    /// What TOML cannot say of itself.
    fn check(&self) -> Result<()> {
        let Some(acceptance) = &self.acceptance else {
            return Ok(());
        };
        if acceptance
            .levels
            .iter()
            .all(|level| level.name != acceptance.default)
        {
            let message = format!(
                "`acceptance.default` is `{}`, which is the name of no level",
                acceptance.default
            );
            return Err(Error::Config { message });
        }
        if acceptance.levels.len() > 60 {
            return Err(Error::Config {
                message: "there are more than 60 levels of acceptance".to_owned(),
            });
        }
        Ok(())
    }
}

/// A project on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds the four folders.
    pub root: PathBuf,
    /// What `bixi.toml` says.
    pub config: Config,
}

/// A file of the project and what tells cheaply that it was not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// Path relative to the project's root, with `/`.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970 of the last change, as the system tells it.
    pub modified: u64,
}

impl Project {
    /// The project that a folder is in: the nearest folder upwards with `bixi.toml`, else with `ontology/` or `data/`,
    /// else the folder itself.
    ///
    /// # Errors
    /// If the folder does not exist or `bixi.toml` is not valid.
    pub fn find(start: &Path) -> Result<Self> {
        let start = fs::canonicalize(start).map_err(Error::io("open", start))?;
        let configured = start
            .ancestors()
            .find(|folder| folder.join(CONFIG).is_file());
        let root = configured
            .or_else(|| start.ancestors().find(|folder| has_sources(folder)))
            .unwrap_or(&start);
        Self::open(root)
    }

    /// The project whose root is a folder.
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
        if !path.is_file() {
            return Ok(Self {
                root,
                config: Config::default(),
            });
        }
        let text = fs::read_to_string(&path).map_err(Error::io("read", CONFIG))?;
        let message = |error: toml::de::Error| Error::Config {
            message: error.to_string(),
        };
        let config: Config = toml::from_str(&text).map_err(message)?;
        config.check()?;
        Ok(Self { root, config })
    }

    /// The files that are built, by path: those of `ontology/`, `data/` and `rules/`, and `bixi.toml` if there is one.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn stamps(&self) -> Result<Vec<FileStamp>> {
        let mut stamps = Vec::new();
        if self.root.join(CONFIG).is_file() {
            stamps.push(self.stamp(CONFIG)?);
        }
        for path in self.source_paths()?.into_iter().chain(self.rule_paths()?) {
            stamps.push(self.stamp(&path)?);
        }
        Ok(stamps)
    }

    /// The paths of the sources, sorted.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn source_paths(&self) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        for folder in FOLDERS {
            paths.extend(self.files_below(folder, &EXTENSIONS)?);
        }
        paths.sort();
        Ok(paths)
    }

    /// The paths of the files with rules, sorted.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn rule_paths(&self) -> Result<Vec<String>> {
        self.files_below("rules", &["rq"])
    }

    /// The files below a folder of the project whose names end in one of the extensions, sorted; hidden ones are left out.
    ///
    /// # Errors
    /// If a folder cannot be read. A folder that does not exist has no files.
    pub fn files_below(&self, folder: &str, extensions: &[&str]) -> Result<Vec<String>> {
        let mut paths = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let absolute = self.root.join(&folder);
            if !absolute.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&absolute).map_err(Error::io("read", &folder))? {
                let entry = entry.map_err(Error::io("read", &folder))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{folder}/{name}");
                let kind = entry.file_type().map_err(Error::io("read", &path))?;
                if name.starts_with('.') {
                    continue;
                } else if kind.is_dir() {
                    folders.push(path);
                } else if extensions
                    .iter()
                    .any(|e| name.strip_suffix(e).is_some_and(|n| n.ends_with('.')))
                {
                    paths.push(path);
                }
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Whether a file is part of another project that lies inside this one, such as an example.
    pub fn is_of_another(&self, path: &str) -> bool {
        let is_project = |folder: &Path| folder.join(CONFIG).is_file() || has_sources(folder);
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

    fn stamp(&self, path: &str) -> Result<FileStamp> {
        let metadata = fs::metadata(self.root.join(path)).map_err(Error::io("read", path))?;
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(FileStamp {
            path: path.to_owned(),
            size: metadata.len(),
            modified: modified.map_or(0, |time| time.as_nanos() as u64),
        })
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
        let file = File::open(self.root.join(path)).map_err(Error::io("read", path))?;
        Ok(if path.ends_with(".gz") {
            Box::new(Gzip(MultiGzDecoder::new(file)))
        } else {
            Box::new(file)
        })
    }

    /// Whether the content of a file is, or may be, so long that it should not be in memory as a whole.
    pub fn is_large(&self, path: &str) -> bool {
        // Turtle is seldom compressed to less than a twentieth.
        let limit = if path.ends_with(".gz") {
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

    /// The names of the saved queries: paths below `queries/` without `.rq`.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn query_names(&self) -> Result<Vec<String>> {
        let paths = self.files_below("queries", &["rq"])?;
        let name = |path: &String| {
            path.strip_prefix("queries/")?
                .strip_suffix(".rq")
                .map(str::to_owned)
        };
        Ok(paths.iter().filter_map(name).collect())
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

/// Whether a folder has one of the folders that are built.
fn has_sources(folder: &Path) -> bool {
    FOLDERS.iter().any(|name| folder.join(name).is_dir())
}

/// SHA-256 of bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is compressed in a file; what is wrong with it is said in words.
struct Gzip(MultiGzDecoder<File>);

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidInput => io::Error::other("it is no gzip data, or damaged"),
            io::ErrorKind::UnexpectedEof => io::Error::other("its gzip data ends too early"),
            _ => error,
        })
    }
}
