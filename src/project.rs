//! A project: a folder of RDF files with queries and tests, found from below and read from the disk.

mod beside;
mod chosen;
mod config;
mod content;
mod edited;
mod engines;
mod files;
mod globs;
mod idle_globs;
mod inventory;
mod keys;
mod located;
mod names;
mod proposal;
mod relative;
mod role;
mod schema;
mod settings;
mod stamp;
mod tables;
mod unreadable;
mod versions;
mod walk;

pub use config::{
    Acceptance, Broken, BuildConfig, CheckConfig, Config, ExpectedRows, FailOn, FindingLevel,
    ImportsConfig, Inference, Level, PreBinding, Roles, ShapesSetting, TestGlob,
};
pub(crate) use content::read_unpacked;
pub use content::{Measuring, digest};
pub use engines::{Auth, EngineConfig, EngineKind, TripleTermEncoding};
pub use idle_globs::EXPLANATIONS;
pub use inventory::{Inventory, Layout};
use inventory::{TESTS, has_sources};
pub(crate) use located::read_beside;
pub(crate) use names::{is_rdf, is_table};
pub use proposal::{Proposal, ProposedGlob, Remark};
pub(crate) use relative::{decoded, relative_path};
pub use role::Role;
pub use schema::schema;
pub use stamp::{FileStamp, Stamped};
pub use tables::MappingOfTable;

use crate::disk;
use crate::error::{ConfigError, Error, Result};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the configuration file.
pub const CONFIG: &str = "bixi.toml";
/// The folder of what declares the vocabulary.
const ONTOLOGY: &str = "ontology";
/// The folder of what is said.
const DATA: &str = "data";
/// The folders that are built if there are no settings.
const FOLDERS: [&str; 2] = [ONTOLOGY, DATA];

/// All folders of a project that has no settings.
const PROJECT_FOLDERS: [&str; 5] = [ONTOLOGY, DATA, "queries", "rules", "tests"];

/// A project on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder that holds the folders of the project.
    pub root: PathBuf,
    /// What `bixi.toml` says.
    pub config: Config,
    /// `bixi.toml` as it was when the configuration was read from it, if it was there.
    pub(crate) configured: Option<Configured>,
    /// What its files are for, if its folder is not to be looked at again.
    pub(crate) inventory: Option<Arc<Inventory>>,
    /// The profile of inference that takes the place of the one in the settings; such a project has a snapshot of its own.
    pub(crate) profile: Option<Inference>,
    /// By path, contents that files have in place of those on the disk.
    pub(crate) contents: Arc<BTreeMap<String, Vec<u8>>>,
    /// Whether files that are links out of its folder are not read.
    pub(crate) is_confined: bool,
}

/// A file or folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// Why, as the end of a sentence.
    pub reason: String,
    /// Its path; that of a folder may have `/` at its end.
    pub path: String,
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
    /// else the folder itself. A repository of git ends the search.
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
        let is_repository = |folder: &&Path| disk::is_there(&folder.join(".git"));
        let above: Vec<&Path> = start.ancestors().collect();
        let end = above.iter().position(is_repository);
        let above = above.get(..=end.unwrap_or(above.len())).unwrap_or(&above);
        let configured = above
            .iter()
            .find(|folder| disk::is_there(&folder.join(CONFIG)));
        // A folder further up may be called `data` for another reason.
        let is_of = |folder: &Path| {
            let below = start
                .strip_prefix(folder)
                .ok()
                .and_then(|below| below.iter().next());
            let is_known = |name: &OsStr| PROJECT_FOLDERS.iter().any(|known| name == *known);
            below.is_none_or(is_known) || is_repository(&folder)
        };
        let root = configured
            .or_else(|| {
                above
                    .iter()
                    .find(|folder| has_sources(folder) && is_of(folder))
            })
            .map_or(start.as_path(), |folder| *folder);
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
        let plain = Self::without_settings(root)?;
        let path = plain.root.join(CONFIG);
        if !disk::is_there(&path) {
            return Ok(plain);
        }
        let file = Stamped::now(&plain.root, CONFIG)?;
        let bytes = disk::read(&path).map_err(Error::io("read", CONFIG))?;
        let configured = Configured {
            file,
            digest: digest(&bytes),
        };
        let text = String::from_utf8(bytes).map_err(|_| ConfigError::NotUtf8)?;
        let config = Config::of(&text)?;
        Ok(Self {
            config,
            configured: Some(configured),
            ..plain
        })
    }

    /// Opens a folder as a project without settings, whether `bixi.toml` is there or not.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::without_settings(folder.path())?;
    /// assert_eq!(project.config.name, "");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the folder does not exist.
    pub fn without_settings(root: &Path) -> Result<Self> {
        let root = fs::canonicalize(root).map_err(Error::io("open", root))?;
        if !root.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotADirectory);
            return Err(Error::io("open", root)(source));
        }
        Ok(Self {
            root,
            config: Config::default(),
            configured: None,
            inventory: None,
            profile: None,
            contents: Arc::default(),
            is_confined: false,
        })
    }

    /// Returns the project with its folder looked at once and for all: files that come later are not seen. A program that
    /// does one thing with a project, as a command does, needs no second look.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::open(folder.path())?.looked_at()?;
    /// std::fs::write(folder.path().join("data/more.ttl"), "")?;
    /// assert_eq!(project.source_paths()?, ["data/people.ttl", "ontology/people.ttl"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn looked_at(mut self) -> Result<Self> {
        self.inventory = Some(self.inventory()?);
        Ok(self)
    }

    /// Returns the repository of git that the project is in: the nearest folder with `.git`, from its own upwards.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::open(folder.path())?;
    /// std::fs::create_dir(folder.path().join(".git"))?;
    /// assert_eq!(project.repository(), Some(project.root.as_path()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn repository(&self) -> Option<&Path> {
        let mut above = self.root.ancestors();
        above.find(|folder| disk::is_there(&folder.join(".git")))
    }

    /// Whether a file is part of another project that lies inside this one, such as an example.
    pub(crate) fn is_of_another(&self, path: &str) -> bool {
        // Expectations may have a folder of data beside them.
        let own = self.root.join(TESTS);
        let is_project = |folder: &Path| {
            disk::is_there(&folder.join(CONFIG)) || folder != own && has_sources(folder)
        };
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

    /// Returns the project, which reads no file through a link that leads out of its folder if it is confined: what it has to show
    /// to others is then its own. By default such files are read.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// let project = bixi::Project::open(folder.path())?.confined(true);
    /// assert!(project.read("data/people.ttl").is_ok());
    /// assert!(matches!(project.read("../secret"), Err(bixi::Error::Io { .. } | bixi::Error::LeadsOut { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn confined(self, is_confined: bool) -> Self {
        Self {
            is_confined,
            ..self
        }
    }

    /// Checks that a file may be read.
    ///
    /// # Errors
    /// If it lies out of the folder of a confined project when links are followed, or is not there.
    pub(crate) fn check_way(&self, path: &str) -> Result<()> {
        match self.is_confined && !self.is_within(path)? {
            true => Err(Error::LeadsOut {
                path: path.to_owned(),
            }),
            false => Ok(()),
        }
    }

    /// Returns the IRI of the graph that a source with a path is: the path under the base IRI, or under `urn:bixi:` without one.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// assert_eq!(project.graph_iri("data/公园 2.ttl"), "http://example.org/data/公园%202.ttl");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn graph_iri(&self, path: &str) -> String {
        let base = self.config.base.as_deref().unwrap_or("urn:bixi:");
        let mut iri = base.to_owned();
        for character in path.chars() {
            match character {
                '\0'..=' '
                | '<'
                | '>'
                | '['
                | ']'
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

    /// The IRI that relative IRIs of a file are resolved against: that of its graph, unless the project has folders for its
    /// sources and no base. Files that were not laid out for bixi often have `<>` and `<#name>`.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub(crate) fn base_of(&self, path: &str) -> Result<Option<String>> {
        let has_base = self.config.base.is_some() || self.inventory()?.layout != Layout::Folders;
        Ok(has_base.then(|| self.graph_iri(path)))
    }

    /// Where the snapshot is.
    pub fn snapshot_path(&self) -> PathBuf {
        self.root.join(self.built_folder()).join("graph.bixi")
    }

    /// Where the stamps of the sources of the snapshot are.
    #[doc(hidden)]
    pub fn stamps_path(&self) -> PathBuf {
        self.root.join(self.built_folder()).join("stamps.json")
    }

    /// The folder of what is built, below that of the project.
    fn built_folder(&self) -> String {
        match self.profile {
            Some(profile) => format!(".bixi/{}", profile.name()),
            None => ".bixi".to_owned(),
        }
    }

    /// Returns the project with another profile of inference than that of its settings.
    pub(crate) fn inferring(&self, profile: Inference) -> Self {
        let mut project = self.clone();
        project.config.inference = profile;
        project.profile = Some(profile);
        project
    }
}
