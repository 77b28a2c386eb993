//! The files of a build, each read once, and whether a snapshot is still that of them: by what the system says of the files,
//! and by their [SHA-256](https://doi.org/10.6028/NIST.FIPS.180-4) where that differs.

use super::content::Content;
use super::tables::Tables;
use super::{broken, contexts, findings};
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::graph::Source;
use crate::project::{FileStamp, Inference, Inventory, LeftOut, Project, Stamped, digest};
use crate::read::{ContextFiles, unreadable};
use crate::snapshot::{self, Digests, Snapshot, to_hex};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::{Arc, OnceLock};

/// The program, by its version and what it is made of.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BIXI_PROGRAM"));

/// The files of a project as they look when a build begins.
pub(super) struct Files<'p> {
    pub project: &'p Project,
    inventory: Arc<Inventory>,
    /// The paths of the sources, sorted; there is at least one.
    pub sources: Vec<String>,
    /// The paths of the files that are not sources and to which imports lead, sorted.
    pub imported: Vec<String>,
    /// What cannot be read: folders, and files whose names are not text.
    pub unreadable: Vec<LeftOut>,
    /// How `bixi.toml`, the sources, the rules, the files that imports may lead to and what cannot be read looked before they
    /// were read.
    looked_at: Vec<Stamped>,
    /// The files that imports may lead to, and the catalogs.
    candidates: Vec<String>,
    /// How imported files looked.
    imported_stamps: BTreeMap<String, Stamped>,
    contexts: OnceLock<ContextFiles>,
    tables: OnceLock<Tables>,
    rule_paths: Vec<String>,
    rules: OnceLock<Rules>,
}

/// The files with rules.
pub(super) struct Rules {
    /// Those that can be read.
    pub contents: Vec<Content>,
    /// The findings of those that cannot.
    pub unreadable: Vec<Finding>,
}

/// What is known of a source that a snapshot has too.
pub(super) enum Known {
    /// It is as it was.
    Same,
    /// It is not; what was read to know that, unless it is large.
    Changed(Option<Content>),
}

impl<'p> Files<'p> {
    /// Finds the files of a project and looks at them; they are read later.
    ///
    /// # Errors
    /// If there are no sources, or a folder cannot be looked at.
    pub fn of(project: &'p Project) -> Result<Self> {
        let inventory = project.inventory()?;
        let sources = inventory.sources.clone();
        let unreadable = inventory.unreadable.clone();
        // Of a mapping without its table it is said what is wrong.
        if sources.is_empty() && unreadable.is_empty() && inventory.mappings.is_empty() {
            return Err(Error::NoSources {
                root: project.root.display().to_string(),
            });
        }
        // Without inference no rule is needed, not even to be read.
        let rule_paths = match project.config.inference {
            Inference::None => Vec::new(),
            _ => inventory.rules.clone(),
        };
        let configured = project.configured.iter();
        let configured = configured.map(|configured| configured.file.clone());
        let candidates = candidates(project, &inventory);
        let others = sources.iter().chain(&rule_paths).chain(&candidates);
        let others = others.chain(&inventory.mappings);
        let read = inventory.tables.values().flatten();
        let others = others.chain(read.filter_map(|mapping| mapping.text.as_ref()));
        let others = others.chain(unreadable.iter().map(|unreadable| &unreadable.path));
        // What cannot be looked at is found when it is to be read.
        let others = others.map(|path| Stamped::if_there(&project.root, path));
        Ok(Self {
            project,
            looked_at: configured.chain(others).collect(),
            unreadable,
            sources,
            imported: Vec::new(),
            candidates,
            imported_stamps: BTreeMap::new(),
            contexts: OnceLock::new(),
            tables: OnceLock::new(),
            rule_paths,
            inventory,
            rules: OnceLock::new(),
        })
    }

    /// The files with rules.
    ///
    /// # Errors
    /// If one changes while it is read.
    pub fn rules(&self) -> Result<&Rules> {
        if let Some(rules) = self.rules.get() {
            return Ok(rules);
        }
        let mut rules = Rules {
            contents: Vec::new(),
            unreadable: Vec::new(),
        };
        for path in &self.rule_paths {
            match Content::read(self.project, path) {
                Ok(content) => rules.contents.push(content),
                Err(error) => rules.unreadable.push(unreadable(path, error)?),
            }
        }
        Ok(self.rules.get_or_init(|| rules))
    }

    /// The contexts of JSON-LD that the settings name.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn contexts(&self) -> Result<&ContextFiles> {
        if let Some(contexts) = self.contexts.get() {
            return Ok(contexts);
        }
        let read = contexts::of(self.project)?;
        Ok(self.contexts.get_or_init(|| read))
    }

    /// The mappings, and the tables that they read.
    ///
    /// # Errors
    /// If a mapping changes while it is read.
    pub fn tables(&self) -> Result<&Tables> {
        if let Some(tables) = self.tables.get() {
            return Ok(tables);
        }
        let read = Tables::of(self.project, &self.inventory)?;
        Ok(self.tables.get_or_init(|| read))
    }

    /// Whether a file is built whether or not something imports it.
    pub fn is_source(&self, path: &str) -> bool {
        let found = self
            .sources
            .binary_search_by(|source| source.as_str().cmp(path));
        found.is_ok()
    }

    /// Whether a file is maintained by others.
    pub fn is_of_others(&self, path: &str) -> bool {
        self.inventory.is_vendored(&self.project.config, path)
            || self.imported.iter().any(|imported| imported == path)
    }

    /// The paths of all files that are built: the sources, then those to which imports lead.
    pub fn built(&self) -> Vec<String> {
        self.sources.iter().chain(&self.imported).cloned().collect()
    }

    /// Takes files that are not sources to be those to which imports lead, and looks at them. What is not there is left out.
    pub fn import(&mut self, paths: impl IntoIterator<Item = String>) {
        self.imported.clear();
        for path in paths {
            let is_source = self.is_source(&path);
            if !is_source && !self.imported_stamps.contains_key(&path) {
                // Whether it is there is looked at when it is read.
                let looked_at = Stamped::now(&self.project.root, &path).ok();
                self.imported_stamps
                    .extend(looked_at.map(|stamp| (path.clone(), stamp)));
            }
            if !is_source && self.imported_stamps.contains_key(&path) {
                self.imported.push(path);
            }
        }
    }

    /// How all files looked before they were read.
    fn stamped(&self) -> impl Iterator<Item = &Stamped> + Clone {
        let imported = self.imported.iter();
        let imported = imported.filter_map(|path| self.imported_stamps.get(path));
        self.looked_at.iter().chain(imported)
    }

    /// The digest of what decides how every source is read, in hexadecimal: the program, by its version and what it is
    /// made of, `bixi.toml`, how the sources were found, and the contexts of JSON-LD.
    ///
    /// # Errors
    /// If a context cannot be read.
    pub fn settings_digest(&self) -> Result<String> {
        let mut settings = PROGRAM.as_bytes().to_vec();
        if let Some(configured) = &self.project.configured {
            settings.extend_from_slice(&configured.digest);
        }
        settings.push(self.inventory.layout as u8);
        for (iri, file) in self.contexts()?.iter() {
            settings.extend_from_slice(iri.as_bytes());
            settings.push(0);
            settings.extend_from_slice(&digest(&file.bytes));
        }
        Ok(to_hex(&digest(&settings)))
    }

    /// The digests of everything that goes into a snapshot of these sources.
    ///
    /// # Errors
    /// If a file with rules changes while it is read.
    pub fn digests(&self, sources: &[Source]) -> Result<Digests> {
        let settings = self.settings_digest()?;
        let candidates = self.candidates.par_iter();
        let candidates = candidates.map(|path| match self.project.measure(path) {
            Ok(digest) => Ok((path, digest)),
            Err(error) => unreadable(path, error).map(|_| (path, broken::NO_DIGEST)),
        });
        let candidates = candidates.collect::<Result<Vec<_>>>()?;
        let candidates = candidates.iter().map(|(path, digest)| (*path, digest));
        let Rules {
            contents,
            unreadable,
        } = self.rules()?;
        let rules = contents.iter();
        let rules = rules.map(|rule| (&rule.file.path, &rule.digest));
        let unreadable = unreadable.iter().map(|finding| &finding.place.file);
        let unreadable = unreadable.chain(self.unreadable.iter().map(|folder| &folder.path));
        let unreadable = unreadable.map(|path| (path, &broken::NO_DIGEST));
        let sources = sources.iter().map(|source| (&source.path, &source.digest));
        let mut all = settings.clone().into_bytes();
        let others = unreadable.chain(candidates).chain(self.tables()?.digests());
        for (path, digest) in rules.chain(sources).chain(others) {
            all.extend_from_slice(path.as_bytes());
            all.push(0);
            all.extend_from_slice(digest);
        }
        let all = to_hex(&digest(&all));
        Ok(Digests { all, settings })
    }

    /// What is known of the sources if a snapshot is not of these files; `None` if it is. A file that looks as it did is
    /// not read, and none is once it is clear that something has changed.
    ///
    /// # Errors
    /// If a file changes while it is read.
    pub fn changed_since(&self, snapshot: &Snapshot) -> Result<Option<BTreeMap<String, Known>>> {
        let stamps = self.stamped().map(|file| &file.stamp);
        let before =
            known_stamps(self.project, snapshot).map_or_else(Vec::new, |known| known.files);
        if self.project.contents.is_empty() && before.iter().eq(stamps.clone()) {
            return Ok(None);
        }
        let mut known = BTreeMap::new();
        if self.settings_digest()? != snapshot.digests.settings {
            return Ok(Some(known));
        }
        let before: BTreeMap<&str, &FileStamp> = by_path(&before);
        let now: BTreeMap<&str, &FileStamp> = by_path(stamps);
        let mappings_of = |path: &str| self.inventory.tables.get(path).into_iter().flatten();
        let is_same = |path: &String| before.get(path.as_str()) == now.get(path.as_str());
        let are_mappings_same = |path: &str| {
            let mut mappings = mappings_of(path);
            mappings
                .all(|mapping| is_same(&mapping.path) && mapping.text.as_ref().is_none_or(is_same))
        };
        let sources = &snapshot.graph.sources;
        let mut doubtful = Vec::new();
        let paths = sources.iter().map(|source| &source.path);
        let mut has_changed = !paths.eq(self.sources.iter().chain(&self.imported));
        for source in sources {
            let path = source.path.as_str();
            match (before.get(path), now.get(path)) {
                (_, None) => {}
                _ if self.project.content_of(path).is_some() => {
                    known.insert(path.to_owned(), Known::Changed(None));
                    has_changed = true;
                }
                (Some(of_source), Some(of_file))
                    if of_source == of_file && are_mappings_same(path) =>
                {
                    known.insert(path.to_owned(), Known::Same);
                }
                (Some(before), Some(now)) if before.size != now.size => {
                    known.insert(path.to_owned(), Known::Changed(None));
                    has_changed = true;
                }
                _ => doubtful.push(source),
            }
        }
        for some in doubtful.chunks(AT_ONCE * rayon::current_num_threads()) {
            if has_changed {
                break;
            }
            let compared = some
                .par_iter()
                .map(|source| self.compared(source, snapshot));
            for (source, compared) in some.iter().zip(compared.collect::<Result<Vec<_>>>()?) {
                has_changed |= !matches!(compared, Known::Same);
                known.insert(source.path.clone(), compared);
            }
        }
        if has_changed {
            return Ok(Some(known));
        }
        let digests = self.digests(sources)?;
        if digests != snapshot.digests {
            return Ok(Some(known));
        }
        self.write_stamps(&digests);
        Ok(None)
    }

    /// Whether a file is as a snapshot has it; one that cannot be read is if that was found then, for the same reason.
    fn compared(&self, source: &Source, snapshot: &Snapshot) -> Result<Known> {
        self.compared_if_readable(source).or_else(|error| {
            let found = unreadable(&source.path, error)?;
            let before = findings::of_id(snapshot, found.id)?;
            let mut before = before.iter();
            let is_same = before
                .any(|old| (&old.place.file, &old.message) == (&found.place.file, &found.message));
            Ok(match is_same {
                true => Known::Same,
                false => Known::Changed(None),
            })
        })
    }

    fn compared_if_readable(&self, source: &Source) -> Result<Known> {
        if self.project.is_large(&source.path) {
            let of_content = self.project.measure(&source.path)?;
            let is_same = self.tables()?.digest(&source.path, of_content) == source.digest;
            return Ok(if is_same {
                Known::Same
            } else {
                Known::Changed(None)
            });
        }
        let content = self.tables()?.content(self.project, &source.path)?;
        Ok(match content.digest == source.digest {
            true => Known::Same,
            false => Known::Changed(Some(content)),
        })
    }

    /// Notes how the files looked before they were read.
    pub fn write_stamps(&self, digests: &Digests) {
        let stamps = Stamps {
            program: PROGRAM.to_owned(),
            snapshot: digests.all.clone(),
            files: self.stamped().map(Stamped::noted).collect(),
        };
        // Without stamps the next run compares contents: slower, but as right. A read-only folder is no reason to stop.
        let _ = serde_json::to_vec(&stamps)
            .map(|bytes| snapshot::write_beside(&self.project.stamps_path(), &bytes));
    }
}

/// The files that decide where imports lead, besides the sources: the catalogs, those in the folder of others' files, and those
/// that the settings name.
fn candidates(project: &Project, inventory: &Inventory) -> Vec<String> {
    let named = project.config.imports.files.values();
    let named = named.filter(|path| project.root.join(path).is_file());
    let all = inventory.catalogs.iter().chain(&inventory.vendored);
    let all: BTreeSet<&String> = all.chain(named).collect();
    let is_source = |path: &&String| inventory.sources.binary_search(path).is_ok();
    let others = all.into_iter().filter(|path| !is_source(path));
    others.cloned().collect()
}

/// The files that are read at once for each core.
pub(super) const AT_ONCE: usize = 4;

fn by_path<'a>(
    stamps: impl IntoIterator<Item = &'a FileStamp>,
) -> BTreeMap<&'a str, &'a FileStamp> {
    let stamps = stamps.into_iter();
    stamps.map(|stamp| (stamp.path.as_str(), stamp)).collect()
}

/// What `.bixi/stamps.json` holds: how the files looked when the snapshot of a digest was made.
#[derive(Serialize, Deserialize)]
struct Stamps {
    /// The program that wrote them: another one may read the same file otherwise.
    program: String,
    snapshot: String,
    files: Vec<FileStamp>,
}

/// How the files of a snapshot looked when it was made. What cannot be read is not known.
fn known_stamps(project: &Project, snapshot: &Snapshot) -> Option<Stamps> {
    let mut bytes = Vec::new();
    let mut file = disk::open_own(&project.stamps_path()).ok()?;
    file.read_to_end(&mut bytes).ok()?;
    let known: Stamps = serde_json::from_slice(&bytes).ok()?;
    let is_known = known.program == PROGRAM && known.snapshot == snapshot.digests.all;
    is_known.then_some(known)
}
