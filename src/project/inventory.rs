//! What the files of a project are for, and which are left out, with the reason. All of it follows from one walk through the
//! folder and the settings.

use super::chosen::Chosen;
use super::globs::Globs;
use super::idle_globs::IdleGlob;
use super::names::{
    has_ending, is_foreign, is_foreign_query, is_perhaps_rdf, is_query, is_rdf, why_not_read,
};
use super::tables::{self, MappingOfTable};
use super::versions::{Version, is_of_releases};
use super::walk::{Tree, Walk};
use super::{Config, FOLDERS, LeftOut, Project};
use crate::disk;
use crate::error::Result;
use crate::signature;
use crate::source::file_and_sheet;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

/// The folders of files that are not built, without settings that say otherwise.
pub(super) const QUERIES: &str = "queries/";
const RULES: &str = "rules/";
pub(super) const TESTS: &str = "tests/";

/// The folder of files that others maintain, without settings that say otherwise.
const IMPORTS: &str = "imports/";

/// The name of the catalogs of Protégé.
const CATALOG: &str = "catalog-v001.xml";

/// How the sources of a project are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// They are what is in `ontology/` and `data/`.
    Folders,
    /// They are all RDF files.
    All,
    /// `bixi.toml` names them.
    Globs,
}

/// What the files of a project are for. Paths are sorted.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// How the sources were found.
    pub layout: Layout,
    /// The files that are built.
    pub sources: Vec<String>,
    /// The files with rules.
    pub rules: Vec<String>,
    /// The saved queries: names and paths.
    pub queries: BTreeMap<String, String>,
    /// The files that are or belong to expectations.
    pub tests: Vec<String>,
    /// The files that are checked and not built.
    pub examples: Vec<String>,
    /// The files of the folder of others' files that are not sources: they are built if an import leads to them.
    pub vendored: Vec<String>,
    /// The catalogs that say which files imports lead to.
    pub catalogs: Vec<String>,
    /// The folder of files that others maintain, with `/` at its end.
    pub folder: String,
    /// What is not read.
    pub left_out: Vec<LeftOut>,
    /// The mappings: queries in the folder of others' files.
    pub mappings: Vec<String>,
    /// The tables that mappings read, each with its mappings. They are sources.
    pub tables: BTreeMap<String, Vec<MappingOfTable>>,
    /// The globs of the settings that match no file.
    pub idle_globs: Vec<IdleGlob>,
    /// What cannot be read: folders, with `/` at their ends, and files whose names are not text.
    pub unreadable: Vec<LeftOut>,
}

/// What a file may be.
enum Among {
    Sources,
    Vendored,
    Examples,
}

/// A file that may be RDF by its name.
struct Perhaps {
    path: String,
    /// What it is then.
    among: Among,
    /// Whether the settings or its folder say so.
    is_named: bool,
}

/// Returns whether a file is chosen: by globs, or by its folder if there are none.
fn is_in(globs: Option<&Globs>, folder: &str, path: &str) -> bool {
    globs.map_or_else(|| path.starts_with(folder), |globs| globs.choose(path))
}

impl Inventory {
    /// Looks at the folder of a project.
    ///
    /// # Errors
    /// If a folder cannot be read.
    pub fn of(project: &Project) -> Result<Self> {
        let chosen = Chosen::of(&project.config)?;
        if chosen.sources.is_some() {
            return Self::as_laid_out(project, &chosen, Layout::Globs);
        }
        if has_sources(&project.root) {
            let found = Self::as_laid_out(project, &chosen, Layout::Folders)?;
            if !found.sources.is_empty() {
                return Ok(found);
            }
            let all = Self::as_laid_out(project, &chosen, Layout::All)?;
            // Without any source, what lies in the folders of sources is told, such as tables without a mapping.
            return Ok(if all.sources.is_empty() { found } else { all });
        }
        Self::as_laid_out(project, &chosen, Layout::All)
    }

    fn as_laid_out(project: &Project, chosen: &Chosen, layout: Layout) -> Result<Self> {
        let mut tops: BTreeSet<String> = [RULES, QUERIES, TESTS].map(str::to_owned).into();
        tops.extend(FOLDERS.map(|folder| format!("{folder}/")));
        let folder = project.config.imports.folder.as_ref();
        let folder = folder.map_or(IMPORTS.to_owned(), |folder| {
            format!("{}/", folder.trim_start_matches("./").trim_end_matches('/'))
        });
        tops.insert(folder.clone());
        tops.extend(chosen.all().flat_map(Globs::folders).map(str::to_owned));
        if layout == Layout::All {
            tops.insert(String::new());
        }
        let walk = Walk {
            root: &project.root,
            tops,
            is_selective: layout != Layout::Folders,
            obeys_gitignore: layout == Layout::All,
            is_wanted: &|wanted| {
                chosen.all().any(|globs| globs.name(wanted))
                    || project.config.imports.folder.is_some()
                        && folder.starts_with(&format!("{wanted}/"))
            },
        };
        let Tree {
            files,
            left_out,
            unreadable,
        } = walk.tree()?;
        let mappings = tables::mappings(&files, &folder);
        let (empty, mappings): (Vec<String>, Vec<String>) = mappings
            .into_iter()
            .partition(|path| project.is_empty_file(path));
        let mut inventory = Self {
            layout,
            tables: tables::tables(project, &mappings),
            mappings,
            sources: Vec::new(),
            rules: Vec::new(),
            queries: BTreeMap::new(),
            tests: Vec::new(),
            examples: Vec::new(),
            vendored: Vec::new(),
            catalogs: Vec::new(),
            folder: folder.clone(),
            left_out,
            idle_globs: chosen.idle(&files),
            unreadable,
        };
        // A shell makes the file empty before `bixi import` is run, whose answer is to be in it.
        for path in empty {
            let reason = "it is empty".to_owned();
            inventory.left_out.push(LeftOut { reason, path });
        }
        for IdleGlob { key, glob } in &inventory.idle_globs {
            if *key == "sources" {
                let reason = "no file matches this glob of `sources`".to_owned();
                let path = glob.clone();
                inventory.left_out.push(LeftOut { reason, path });
            }
        }
        let mut perhaps = Vec::new();
        for path in files {
            inventory.take(path, chosen, &mut perhaps);
        }
        inventory.look_at(project, perhaps);
        inventory.sources.extend(inventory.tables.keys().cloned());
        inventory.sources.sort();
        inventory.vendored.sort();
        inventory.examples.sort();
        inventory.take_imports(project);
        if layout == Layout::All {
            inventory.leave_out_old_versions();
        }
        inventory.left_out.sort();
        Ok(inventory)
    }

    /// Takes over the files that the settings name for imports, and the catalog at the top.
    fn take_imports(&mut self, project: &Project) {
        let is_there = |path: &str| project.root.join(path).is_file();
        let imports = &project.config.imports;
        for path in imports.catalog.iter().chain(imports.files.values()) {
            if !is_there(path) {
                self.left_out.push(LeftOut {
                    reason: "`imports` in `bixi.toml` names it, and it is not there".to_owned(),
                    path: path.clone(),
                });
            }
        }
        let named = imports.catalog.as_deref().into_iter().chain([CATALOG]);
        let named = named.filter(|path| is_there(path)).map(str::to_owned);
        self.catalogs.extend(named);
        self.catalogs.sort();
        self.catalogs.dedup();
    }

    /// Returns whether a file that is not there yet would be a source.
    ///
    /// # Errors
    /// If a glob of the settings is none.
    pub fn would_be_source(&self, config: &Config, path: &str) -> Result<bool> {
        let mut only = Self {
            sources: Vec::new(),
            ..self.clone()
        };
        only.take(path.to_owned(), &Chosen::of(config)?, &mut Vec::new());
        Ok(!only.sources.is_empty())
    }

    /// Returns whether a source is maintained by others: it lies in their folder, and no glob chooses it unless the settings
    /// name that folder.
    pub fn is_vendored(&self, config: &Config, path: &str) -> bool {
        let is_chosen = self.layout == Layout::Globs && config.imports.folder.is_none();
        !is_chosen && path.starts_with(&self.folder)
    }

    /// Takes over one file.
    fn take(&mut self, path: String, chosen: &Chosen, perhaps: &mut Vec<Perhaps>) {
        let mut tables = self.tables.keys().map(|table| file_and_sheet(table).0);
        if tables.any(|table| table == path) {
            return;
        }
        if let Some(name) = query_name(&path, chosen.queries.as_ref()) {
            // Two queries of one name have their whole paths as names.
            let name = match self.queries.contains_key(&name) {
                true => without_extension(&path).to_owned(),
                false => name,
            };
            self.queries.insert(name, path.clone());
        }
        let is_rule = is_in(chosen.rules.as_ref(), RULES, &path);
        if is_rule && is_query(&path) {
            self.rules.push(path.clone());
        }
        let is_test = is_in(chosen.tests.as_ref(), TESTS, &path);
        if is_test {
            self.tests.push(path.clone());
        }
        if chosen
            .examples
            .as_ref()
            .is_some_and(|globs| globs.choose(&path))
        {
            if is_rdf(&path) {
                self.examples.push(path);
            } else if is_perhaps_rdf(&path) {
                perhaps.push(Perhaps {
                    path,
                    among: Among::Examples,
                    is_named: true,
                });
            }
            return;
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        if name == CATALOG {
            self.catalogs.push(path);
            return;
        }
        let is_source = match (self.layout, &chosen.sources) {
            (Layout::Globs, Some(globs)) => globs.choose(&path),
            (Layout::All, _) => !(is_test && is_expectation(&path)),
            _ => FOLDERS.iter().any(|folder| {
                path.strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
            }),
        };
        let is_named = self.layout == Layout::Folders || chosen.sources.is_some() && is_source;
        let is_vendored = !is_source && path.starts_with(&self.folder);
        let reason = if is_source && is_rdf(&path) {
            self.sources.push(path);
            return;
        } else if is_vendored && is_rdf(&path) {
            self.vendored.push(path);
            return;
        } else if (is_source || is_vendored) && is_perhaps_rdf(&path) {
            perhaps.push(Perhaps {
                path,
                among: if is_source {
                    Among::Sources
                } else {
                    Among::Vendored
                },
                is_named,
            });
            return;
        } else if is_vendored && is_foreign(&path)
            || is_source && (is_named || is_foreign(&path))
            || self.layout == Layout::Folders && is_rule && !is_query(&path)
        {
            why_not_read(&path)
        } else if is_vendored && is_foreign_query(&path) {
            Some(format!("mappings are read from `{}` in `.rq`", self.folder))
        } else if self.layout == Layout::Globs && !is_test && is_rdf(&path) {
            Some("`sources` in `bixi.toml` does not choose it".to_owned())
        } else {
            None
        };
        self.left_out
            .extend(reason.map(|reason| LeftOut { reason, path }));
    }

    /// Looks at the beginnings of files that may be RDF by their names.
    fn look_at(&mut self, project: &Project, perhaps: Vec<Perhaps>) {
        let looked = perhaps.into_par_iter().map(|perhaps| {
            let file = disk::open(&project.root.join(&perhaps.path));
            let mut head = Vec::new();
            let read = file
                .and_then(|file| file.take(signature::HEAD as u64).read_to_end(&mut head))
                .map(|_| signature::is_rdf(&head));
            (perhaps, read)
        });
        let looked: Vec<(Perhaps, io::Result<bool>)> = looked.collect();
        for (perhaps, is_rdf) in looked {
            let Perhaps {
                path,
                among,
                is_named,
            } = perhaps;
            // That what is named cannot be read is found when it is to be.
            if *is_rdf.as_ref().unwrap_or(&is_named) {
                match among {
                    Among::Sources => self.sources.push(path),
                    Among::Vendored => self.vendored.push(path),
                    Among::Examples => self.examples.push(path),
                }
                continue;
            }
            let reason = match is_rdf {
                Ok(_) => why_not_read(&path),
                // Nobody said that it is RDF, and most files of its name are not.
                Err(error) => Some(format!("it cannot be read: {error}")),
            };
            self.left_out
                .extend(reason.map(|reason| LeftOut { reason, path }));
        }
    }

    /// Leaves out the sources of releases if there are others, and of folders that are named after versions all but those of
    /// the newest.
    fn leave_out_old_versions(&mut self) {
        let releases: BTreeSet<String> = self.folders(|_, name| is_of_releases(name));
        let is_release = |path: &String| releases.iter().any(|folder| path.starts_with(folder));
        if !self.sources.iter().all(is_release) {
            for folder in releases {
                self.leave_out(folder, "releases of what is beside them");
            }
        }
        let mut versions: BTreeMap<String, Vec<(Version, String)>> = BTreeMap::new();
        let is_version = |above: &str, name: &str| version(above, name).is_some();
        for folder in self.folders(is_version) {
            let (above, name) = split(&folder);
            if let Some(version) = version(above, name) {
                versions
                    .entry(above.to_owned())
                    .or_default()
                    .push((version, folder));
            }
        }
        for mut siblings in versions.into_values() {
            siblings.sort();
            siblings.pop();
            for (_, folder) in siblings {
                self.leave_out(folder, "a newer version is beside it");
            }
        }
    }

    /// The folders that hold sources and of which the path above and the name fulfil a condition, each with `/` at its end.
    fn folders(&self, condition: impl Fn(&str, &str) -> bool) -> BTreeSet<String> {
        let mut folders = BTreeSet::new();
        for path in &self.sources {
            for (end, _) in path.match_indices('/') {
                let (folder, _) = path.split_at(end + 1);
                let (above, name) = split(folder);
                if !folders.contains(folder) && condition(above, name) {
                    folders.insert(folder.to_owned());
                }
            }
        }
        folders
    }

    fn leave_out(&mut self, folder: String, reason: &str) {
        let before = self.sources.len();
        self.sources.retain(|path| !path.starts_with(&folder));
        if self.sources.len() < before {
            self.left_out.push(LeftOut {
                reason: reason.to_owned(),
                path: folder,
            });
        }
    }
}

/// Returns whether a folder has one of the folders that are built if there are no settings.
pub(super) fn has_sources(folder: &Path) -> bool {
    FOLDERS.iter().any(|name| folder.join(name).is_dir())
}

/// The name of a saved query: its path below the folder that its glob names, without its extension.
fn query_name(path: &str, globs: Option<&Globs>) -> Option<String> {
    let below = match globs {
        None => path.strip_prefix(QUERIES)?.strip_suffix(".rq")?,
        Some(globs) => {
            let is_sparql = is_query(path) || has_ending(path, "sparql");
            let path = Some(path).filter(|path| is_sparql && globs.choose(path))?;
            without_extension(path.strip_prefix(globs.folder_of(path))?)
        }
    };
    Some(below.to_owned())
}

fn without_extension(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}

/// Whether a file below `tests/` says what the graph must hold.
pub(super) fn is_expectation(path: &str) -> bool {
    let endings = ["holds.ttl", "absent.ttl", "inferred.ttl"];
    endings.iter().any(|ending| has_ending(path, ending))
}

/// The path above a folder and its name; the path of the folder has `/` at its end.
fn split(folder: &str) -> (&str, &str) {
    let plain = folder.strip_suffix('/').unwrap_or(folder);
    match plain.rfind('/') {
        Some(slash) => plain.split_at(slash + 1),
        None => ("", plain),
    }
}

/// The version that a folder is named after.
fn version(above: &str, name: &str) -> Option<Version> {
    Version::of(name, is_of_releases(split(above).1))
}
