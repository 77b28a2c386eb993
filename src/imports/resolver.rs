//! Looks for the file that an IRI leads to, in one order: the sources, the settings, the folder of others' files, the catalogs.

use super::Resolution;
use super::catalog::Catalog;
use super::names::{Names, imported_by, plain};
use super::well_known::is_well_known;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place, Severity};
use crate::graph::Graph;
use crate::project::{Inventory, Project, decoded, relative_path};
use crate::read::{Reading, read, unreadable};
use crate::statement::Statements;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::OnceLock;

/// Where imports of a project may lead.
pub struct Resolver<'p> {
    project: &'p Project,
    inventory: Arc<Inventory>,
    catalogs: Vec<Catalog>,
    /// Catalogs that are not XML or cannot be read.
    findings: Vec<Finding>,
    /// The names of the sources, which are those of the graph that is looked at first.
    own: OnceLock<Names>,
    /// The names of the files in the folder of others' files, which are read when one of them may be needed.
    vendored: OnceLock<Vendored>,
}

/// The names of the files of others, and the findings of those that cannot be read.
type Vendored = (Names, Vec<Finding>);

impl<'p> Resolver<'p> {
    /// Reads the catalogs of a project.
    ///
    /// # Errors
    /// If a folder or a catalog cannot be read.
    pub fn of(project: &'p Project) -> Result<Self> {
        let inventory = project.inventory()?;
        let mut catalogs = Vec::new();
        let mut findings = Vec::new();
        let mut known: BTreeSet<String> = inventory.catalogs.iter().cloned().collect();
        let mut to_read: VecDeque<String> = inventory.catalogs.iter().cloned().collect();
        while let Some(path) = to_read.pop_front() {
            let content = match project.read(&path) {
                Ok(file) => file.bytes,
                Err(error) => {
                    findings.push(not_read(&path, error)?);
                    continue;
                }
            };
            let catalog = Catalog::parse(&path, &content);
            findings.extend(catalog.fault.as_ref().map(|(at, problem)| {
                let place = Place {
                    file: path.clone(),
                    span: *at..*at + 1,
                };
                let message = format!("this catalog is read no further: {problem}");
                Finding::warning("invalid-catalog", message, place)
            }));
            for next in &catalog.next {
                if !project.root.join(next).is_file() {
                    let place = Place {
                        file: path.clone(),
                        span: 0..0,
                    };
                    let message = format!("the next catalog `{next}` is not there");
                    findings.push(Finding::warning("invalid-catalog", message, place));
                } else if project.is_within(next)? && known.insert(next.clone()) {
                    to_read.push_back(next.clone());
                }
            }
            catalogs.push(catalog);
        }
        Ok(Self {
            project,
            inventory,
            catalogs,
            findings,
            own: OnceLock::new(),
            vendored: OnceLock::new(),
        })
    }

    /// Returns what is wrong with the catalogs, and which files of others cannot be read.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let of_files = self.vendored.get().map(|(_, findings)| findings);
        self.findings.iter().chain(of_files.into_iter().flatten())
    }

    /// Returns whether a file is one of the project's own, rather than one that others maintain.
    pub fn is_own(&self, path: &str) -> bool {
        is_source(&self.inventory, path) && !self.inventory.is_vendored(&self.project.config, path)
    }

    /// Returns how an import of a file is resolved, and the path that it leads to.
    ///
    /// # Errors
    /// If a file of others that must be looked at cannot be read.
    pub fn resolve(
        &self,
        graph: &Graph,
        iri: &str,
        from: &str,
    ) -> Result<(Resolution, Option<String>)> {
        let own = self
            .own
            .get_or_init(|| Names::of(graph, &|path| self.is_own(path)));
        if let Some((path, resolution)) = own.find(iri) {
            return Ok((*resolution, Some(path.clone())));
        }
        if let Some(path) = self.by_path(iri) {
            return Ok((Resolution::Path, Some(path)));
        }
        let files = &self.project.config.imports.files;
        let mut named = files.iter().filter(|(name, _)| plain(name) == plain(iri));
        let named = named.find_map(|(_, path)| self.there(relative_path("", path)?));
        if let Some(path) = named {
            return Ok((Resolution::Settings, Some(path)));
        }
        if let Some((path, _)) = self.vendored(graph)?.find(iri) {
            return Ok((Resolution::Vendored, Some(path.clone())));
        }
        if let Some(path) = self.by_catalog(iri, from) {
            return Ok((Resolution::Catalog, Some(path)));
        }
        Ok(match is_well_known(iri) {
            true => (Resolution::WellKnown, None),
            false => (Resolution::Nowhere, None),
        })
    }

    /// Returns files with all files to which their imports lead, and those of these. Files that the graph has are not read for it:
    /// theirs are known.
    ///
    /// # Errors
    /// If more terms are in a file than can be numbered.
    pub fn followed(
        &self,
        graph: &Graph,
        mut files: BTreeSet<String>,
        is_source: &(dyn Fn(&str) -> bool + Sync),
    ) -> Result<BTreeSet<String>> {
        let known: BTreeSet<&str> = graph.sources.iter().map(|s| s.path.as_str()).collect();
        let new = files.iter().filter(|path| !known.contains(path.as_str()));
        let mut to_read: Vec<String> = new.cloned().collect();
        while !to_read.is_empty() {
            let targets = to_read.par_iter().map(|path| {
                let iris = match self.said_of(path)? {
                    Ok(said) => imported_by(&said),
                    // That it cannot be read is found when it is built.
                    Err(_) => Vec::new(),
                };
                let targets = iris.iter().map(|iri| self.resolve(graph, iri, path));
                targets.collect::<Result<Vec<_>>>()
            });
            let targets = targets.collect::<Result<Vec<_>>>()?;
            let targets = targets.into_iter().flatten().filter_map(|(_, path)| path);
            to_read = targets
                .filter(|path| !is_source(path) && files.insert(path.clone()))
                .collect();
        }
        Ok(files)
    }

    /// The file of an IRI that was written relative to the one that imports it.
    fn by_path(&self, iri: &str) -> Option<String> {
        let base = self.project.graph_iri("");
        let path = match plain(iri).strip_prefix(&base) {
            Some(path) => path,
            // At the top, and for what leads there, `urn:bixi:` has no slash that `bixi:` could end with.
            None if self.project.config.base.is_none() => plain(iri).strip_prefix("urn:")?,
            None => return None,
        };
        self.there(relative_path("", &decoded(path)?)?)
    }

    /// Returns the sources with an ontology IRI, by path: imports of it lead to the first.
    pub fn ontologies(&self, iri: &str) -> Vec<&str> {
        let names = self.own.get().into_iter();
        names.flat_map(|names| names.files_of(iri)).collect()
    }

    /// Returns whether the settings name a file for an import.
    pub fn is_in_settings(&self, iri: &str) -> bool {
        let mut names = self.project.config.imports.files.keys();
        names.any(|name| plain(name) == plain(iri))
    }

    /// Returns the catalog that names a file for an import that leads nowhere, and the path of that file, which is not there.
    pub fn missing(&self, iri: &str, from: &str) -> Option<(&str, String)> {
        self.named_by_catalogs(iri, from).into_iter().next()
    }

    /// The file that a catalog names for an IRI.
    fn by_catalog(&self, iri: &str, from: &str) -> Option<String> {
        let mut named = self.named_by_catalogs(iri, from).into_iter();
        named.find_map(|(_, path)| self.there(path))
    }

    /// The paths that catalogs name for an IRI, each with its catalog; of the catalogs in the folders around the file that imports
    /// it the nearest counts first.
    fn named_by_catalogs(&self, iri: &str, from: &str) -> Vec<(&str, String)> {
        let mut catalogs: Vec<&Catalog> = self.catalogs.iter().collect();
        catalogs.sort_by_key(|catalog| Reverse(catalog.nearness(from)));
        let is_it = |name: &str| plain(name) == plain(iri);
        let named = catalogs.into_iter().flat_map(|catalog| {
            let places = catalog.places(&is_it, iri).into_iter();
            places.map(|path| (catalog.path.as_str(), path))
        });
        named.collect()
    }

    /// A path, if a file is there.
    fn there(&self, path: String) -> Option<String> {
        let is_known = is_source(&self.inventory, &path);
        let is_there = || {
            self.project.root.join(&path).is_file()
                && self.project.is_within(&path).unwrap_or(false)
        };
        (is_known || is_there()).then_some(path)
    }

    /// The names of the files in the folder of others' files.
    fn vendored(&self, graph: &Graph) -> Result<&Names> {
        if let Some((names, _)) = self.vendored.get() {
            return Ok(names);
        }
        let is_vendored = |path: &str| self.inventory.is_vendored(&self.project.config, path);
        let mut names = Names::of(graph, &is_vendored);
        let known: BTreeSet<&str> = graph.sources.iter().map(|s| s.path.as_str()).collect();
        let unknown = self.inventory.vendored.par_iter();
        let unknown = unknown.filter(|path| !known.contains(path.as_str()));
        let read = unknown.map(|path| Ok((path, self.said_of(path)?)));
        let mut findings = Vec::new();
        for (path, said) in read.collect::<Result<Vec<_>>>()? {
            match said {
                Ok(said) => names.add_stated(path, &said),
                Err(finding) => findings.push(finding),
            }
        }
        let (names, _) = self.vendored.get_or_init(|| (names, findings));
        Ok(names)
    }

    /// What a file says that is not in the graph, or the finding that it cannot be read.
    fn said_of(&self, path: &str) -> Result<Result<Statements, Finding>> {
        let base = self.project.base_of(path)?;
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: "b",
        };
        match self.project.read(path) {
            Ok(file) => read(&file, &reading).map(Ok),
            Err(error) => not_read(path, error).map(Err),
        }
    }
}

/// Returns the finding that a file cannot be read, a warning, since the graph can be built without it.
fn not_read(path: &str, error: Error) -> Result<Finding> {
    let mut finding = unreadable(path, error)?;
    finding.severity = Severity::Warning;
    Ok(finding)
}

fn is_source(inventory: &Inventory, path: &str) -> bool {
    let sources = &inventory.sources;
    sources
        .binary_search_by(|source| source.as_str().cmp(path))
        .is_ok()
}
