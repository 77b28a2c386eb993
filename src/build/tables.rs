//! The tables of a project: sources that say what their mappings make of them.

use super::content::Content;
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::mapping::{Mapping, no_table, no_text, statements};
use crate::project::{Inventory, Project};
use crate::query::Limits;
use crate::rdf::Prefixes;
use crate::read::unreadable;
use crate::statement::Statements;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A mapping as its file has it.
struct Read {
    /// It, or what is wrong in it.
    mapping: std::result::Result<Mapping, Vec<Finding>>,
    /// The SHA-256 of its file, or of that with the digest of its text.
    digest: [u8; 32],
}

impl Read {
    /// Returns a mapping with the text that it names, given the path of that if it is in the project.
    fn with_text(
        project: &Project,
        mapping: Mapping,
        digest: [u8; 32],
        path: Option<&String>,
    ) -> Result<Self> {
        let Some(named) = &mapping.settings.text else {
            return Ok(Self {
                mapping: Ok(mapping),
                digest,
            });
        };
        let path = path.filter(|path| project.root.join(path).is_file());
        let Some(path) = path else {
            let missing = no_text(&mapping, named);
            return Ok(Self {
                mapping: Err(vec![missing]),
                digest,
            });
        };
        Ok(match Content::read(project, path) {
            Ok(text) => Self {
                mapping: Ok(mapping.with_text(&text.file)),
                digest: Sha256::new_with_prefix(digest)
                    .chain_update(text.digest)
                    .finalize()
                    .into(),
            },
            Err(error) => Self {
                mapping: Err(vec![unreadable(path, error)?]),
                digest,
            },
        })
    }
}

/// The mappings of a project, and the tables that they read.
#[derive(Default)]
pub(super) struct Tables {
    /// The mappings, by path.
    mappings: BTreeMap<String, Read>,
    /// The paths of the mappings of each table, by its path.
    tables: BTreeMap<String, Vec<String>>,
}

impl Tables {
    /// Reads the mappings of a project.
    ///
    /// # Errors
    /// If one changes while it is read.
    pub fn of(project: &Project, inventory: &Inventory) -> Result<Self> {
        let mut prefixes = Prefixes::default();
        for (name, namespace) in &project.config.prefixes {
            prefixes.declare(name, namespace);
        }
        let mut mappings = BTreeMap::new();
        for path in &inventory.mappings {
            let read = match Content::read(project, path) {
                Ok(Content { file, digest }) => {
                    let base = project.base_of(path)?;
                    match Mapping::read(file, &prefixes, base.as_deref())? {
                        Ok(mapping) => {
                            Read::with_text(project, mapping, digest, inventory.texts.get(path))?
                        }
                        Err(findings) => Read {
                            mapping: Err(findings),
                            digest,
                        },
                    }
                }
                Err(error) => Read {
                    mapping: Err(vec![unreadable(path, error)?]),
                    digest: [0; 32],
                },
            };
            mappings.insert(path.clone(), read);
        }
        Ok(Self {
            mappings,
            tables: inventory.tables.clone(),
        })
    }

    /// Returns the paths of the mappings of a table; none of a source that is no table.
    pub fn mappings_of(&self, path: &str) -> &[String] {
        self.tables.get(path).map_or(&[], Vec::as_slice)
    }

    fn read_of(&self, path: &str) -> impl Iterator<Item = &Read> {
        let paths = self.mappings_of(path).iter();
        paths.filter_map(|mapping| self.mappings.get(mapping))
    }

    /// Returns the digest of a source, given that of its content: what a table says depends on its mappings too.
    pub fn digest(&self, path: &str, of_content: [u8; 32]) -> [u8; 32] {
        if self.mappings_of(path).is_empty() {
            return of_content;
        }
        let mut digest = Sha256::new_with_prefix(of_content);
        for (mapping, read) in self.mappings_of(path).iter().zip(self.read_of(path)) {
            digest.update(mapping.as_bytes());
            digest.update([0]);
            digest.update(read.digest);
        }
        digest.finalize().into()
    }

    /// Returns the paths and digests of all mappings.
    pub fn digests(&self) -> impl Iterator<Item = (&String, &[u8; 32])> {
        self.mappings
            .iter()
            .map(|(path, read)| (path, &read.digest))
    }

    /// Reads the content of a source.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn content(&self, project: &Project, path: &str) -> Result<Content> {
        let content = Content::read(project, path)?;
        let digest = self.digest(path, content.digest);
        Ok(Content { digest, ..content })
    }

    /// Returns whether a source is a table with a mapping that looks entities up in the graph of the other sources.
    pub fn sees_graph(&self, path: &str) -> bool {
        let mut mappings = self.read_of(path);
        mappings.any(|read| read.mapping.as_ref().is_ok_and(Mapping::sees_graph))
    }

    /// Returns whether all mappings of a table look entities up.
    pub fn sees_only_graph(&self, path: &str) -> bool {
        let mut mappings = self.read_of(path);
        mappings.all(|read| read.mapping.as_ref().is_ok_and(Mapping::sees_graph))
    }

    /// Returns what a table states, given the graph of what is stated without looking entities up; until that is there, what its
    /// mappings state that do not. `None` of a source that is no table.
    ///
    /// # Errors
    /// If there are more terms than can be numbered.
    pub fn statements(
        &self,
        content: &Content,
        prefix: &str,
        graph: Option<&Arc<Graph>>,
    ) -> Result<Option<Statements>> {
        let path = &content.file.path;
        if self.mappings_of(path).is_empty() {
            return Ok(None);
        }
        let (mut mappings, mut wrong) = (Vec::new(), Vec::new());
        for read in self.read_of(path) {
            match &read.mapping {
                Ok(mapping) if graph.is_none() && mapping.sees_graph() => {}
                Ok(mapping) => mappings.push(mapping),
                Err(findings) => wrong.extend(findings.iter().cloned()),
            }
        }
        let none = Arc::default();
        let graph = graph.unwrap_or(&none);
        let mut said = statements(&content.file, &mappings, prefix, graph, &Limits::default())?;
        said.findings.append(&mut wrong);
        Ok(Some(said))
    }

    /// Returns the mappings that read no table, with what is wrong in them.
    pub fn without_table(&self) -> Vec<(&str, Vec<Finding>)> {
        let is_used = |path: &String| self.tables.values().flatten().any(|used| used == path);
        let unused = self.mappings.iter().filter(|(path, _)| !is_used(path));
        let unused = unused.map(|(path, read)| match &read.mapping {
            Ok(mapping) => (path.as_str(), vec![no_table(mapping)]),
            Err(findings) => (path.as_str(), findings.clone()),
        });
        unused.collect()
    }
}
