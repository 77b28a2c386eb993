//! A project: the folder with `ontology/`, `data/`, `queries/` and `tests/`, found from below and read from the disk.

mod config;
mod content;
mod folders;
mod stamp;

pub use config::{Acceptance, Config, Inference, Level};
pub use content::{Measuring, digest};
pub use folders::LeftOut;
pub use stamp::{FileStamp, Stamped};

use crate::disk;
use crate::error::{ConfigError, Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the configuration file.
pub const CONFIG: &str = "bixi.toml";
/// The folder of what declares the vocabulary.
const ONTOLOGY: &str = "ontology";
/// The folders that are built.
const FOLDERS: [&str; 2] = [ONTOLOGY, "data"];

/// A project on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds the folders of the project.
    pub root: PathBuf,
    /// What `bixi.toml` says.
    pub config: Config,
    /// `bixi.toml` as it was when the configuration was read from it, if it was there.
    pub(crate) configured: Option<Configured>,
}

/// The file that a configuration was read from.
#[derive(Clone, Debug)]
pub(crate) struct Configured {
    /// How the file looked before it was read.
    pub file: Stamped,
    /// The SHA-256 of its content.
    pub digest: [u8; 32],
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
                configured: None,
            });
        }
        let file = Stamped::now(&root, CONFIG)?;
        let bytes = disk::read(&path).map_err(Error::io("read", CONFIG))?;
        let configured = Configured {
            file,
            digest: digest(&bytes),
        };
        let text = String::from_utf8(bytes).map_err(|_| ConfigError::NotUtf8)?;
        let config = Config::of(&text)?;
        Ok(Self {
            root,
            config,
            configured: Some(configured),
        })
    }

    /// Whether a file is part of another project that lies inside this one, such as an example.
    pub(crate) fn is_of_another(&self, path: &str) -> bool {
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
    pub(crate) fn is_within(&self, path: &str) -> Result<bool> {
        let real = fs::canonicalize(self.root.join(path)).map_err(Error::io("read", path))?;
        Ok(real.starts_with(&self.root))
    }

    /// The IRI that a file's graph has: its path under the base IRI, or under `urn:bixi:` without one.
    pub(crate) fn graph_iri(&self, path: &str) -> String {
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
    pub(crate) fn base_of(&self, path: &str) -> Option<String> {
        self.config.base.as_ref().map(|_| self.graph_iri(path))
    }

    /// Where the snapshot is.
    pub fn snapshot_path(&self) -> PathBuf {
        self.root.join(".bixi/graph.bixi")
    }

    /// Where the stamps of the sources of the snapshot are.
    #[doc(hidden)]
    pub fn stamps_path(&self) -> PathBuf {
        self.root.join(".bixi/stamps.json")
    }
}

/// Whether a folder has one of the folders that are built.
fn has_sources(folder: &Path) -> bool {
    FOLDERS.iter().any(|name| folder.join(name).is_dir())
}
