//! The tables of a project: sources that say what their mappings make of them.

use super::content::Content;
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::graph::{Graph, Merge, Source};
use crate::limits::Limits;
use crate::mapping::{Input, Mapping, no_table, no_text, statements, stream};
use crate::project::{Inventory, MappingOfTable, Project};
use crate::query;
use crate::rdf::Prefixes;
use crate::read::unreadable;
use crate::statement::Statements;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A mapping as its file has it.
struct Read {
    /// It, or what is wrong in it.
    mapping: std::result::Result<Mapping, Vec<Finding>>,
    /// What it makes without looking anything up, if it looks something up.
    apart: Option<Mapping>,
    /// The SHA-256 of its file, or of that with the digest of its text.
    digest: [u8; 32],
}

impl Read {
    /// Reads a mapping, given the prefixes of the project.
    fn of(project: &Project, path: &str, prefixes: &Prefixes) -> Result<Self> {
        Ok(match Content::read(project, path) {
            Ok(Content { file, digest }) => {
                let base = project.base_of(path)?;
                let mapping = Mapping::read(file, prefixes, base.as_deref())?;
                Self::new(mapping, digest)
            }
            Err(error) => Self::new(Err(vec![unreadable(path, error)?]), [0; 32]),
        })
    }

    fn new(mapping: std::result::Result<Mapping, Vec<Finding>>, digest: [u8; 32]) -> Self {
        let apart = mapping.as_ref().ok();
        Self {
            apart: apart.and_then(Mapping::without_lookups),
            mapping,
            digest,
        }
    }

    /// Returns the mapping for one of its tables, with the text whose words that has.
    fn for_table(&self, project: &Project, table: &str, text: Option<&str>) -> Result<Self> {
        let same = |mapping| Self::new(mapping, self.digest);
        let mapping = match &self.mapping {
            Ok(mapping) => mapping.clone().for_table(table),
            Err(findings) => return Ok(same(Err(findings.clone()))),
        };
        let Some(named) = &mapping.settings.text else {
            return Ok(same(Ok(mapping)));
        };
        let Some(path) = text.filter(|path| project.root.join(path).is_file()) else {
            let missing = no_text(&mapping, text.unwrap_or(named));
            return Ok(same(Err(vec![missing])));
        };
        Ok(match Content::read(project, path) {
            Ok(text) => {
                let digest = Sha256::new_with_prefix(self.digest).chain_update(text.digest);
                Self::new(Ok(mapping.with_text(&text.file)), digest.finalize().into())
            }
            Err(error) => same(Err(vec![unreadable(path, error)?])),
        })
    }
}

/// A table that is read piece by piece.
pub(super) struct LargeTable<'a> {
    pub project: &'a Project,
    pub path: &'a str,
    pub blank_node_prefix: &'a str,
    /// The graph of what is stated without looking entities up, once it is there.
    pub others: Option<&'a Arc<Graph>>,
}

/// The mappings of a project, and the tables that they read.
#[derive(Default)]
pub(super) struct Tables {
    /// The mappings, by path.
    mappings: BTreeMap<String, Read>,
    /// The mappings of each table with their paths, by its path.
    tables: BTreeMap<String, Vec<(String, Read)>>,
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
        let mut read = Self::default();
        for path in &inventory.mappings {
            let mapping = Read::of(project, path, &prefixes)?;
            read.mappings.insert(path.clone(), mapping);
        }
        for (table, mappings) in &inventory.tables {
            for MappingOfTable { path, text } in mappings {
                // A mapping is among all mappings.
                let Some(mapping) = read.mappings.get(path) else {
                    return Err(Error::internal("a table has an unknown mapping"));
                };
                let mapping = mapping.for_table(project, table, text.as_deref())?;
                let of_table = read.tables.entry(table.clone()).or_default();
                of_table.push((path.clone(), mapping));
            }
        }
        Ok(read)
    }

    /// Returns the mappings of a table with their paths; none of a source that is not a table.
    fn read_of(&self, path: &str) -> &[(String, Read)] {
        self.tables.get(path).map_or(&[], Vec::as_slice)
    }

    /// Returns the paths of the mappings of a table; none of a source that is not a table.
    pub fn mappings_of(&self, path: &str) -> impl Iterator<Item = &String> {
        self.read_of(path).iter().map(|(path, _)| path)
    }

    /// Returns whether a source is a table that a mapping reads.
    pub fn has(&self, path: &str) -> bool {
        !self.read_of(path).is_empty()
    }

    /// Returns the digest of a source, given that of its content: what a table says depends on its mappings too.
    pub fn digest(&self, path: &str, of_content: [u8; 32]) -> [u8; 32] {
        if !self.has(path) {
            return of_content;
        }
        let mut digest = Sha256::new_with_prefix(of_content);
        for (mapping, read) in self.read_of(path) {
            digest.update(mapping.as_bytes());
            digest.update([0]);
            digest.update(read.digest);
        }
        digest.finalize().into()
    }

    /// Returns whether a file is a mapping.
    pub fn is_mapping(&self, path: &str) -> bool {
        self.mappings.contains_key(path)
    }

    /// Returns the paths and digests of all mappings.
    pub fn digests(&self) -> impl Iterator<Item = (&String, &[u8; 32])> {
        let mappings = self.mappings.iter();
        mappings.map(|(path, read)| (path, &read.digest))
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
        let mut mappings = self.read_of(path).iter();
        mappings.any(|(_, read)| read.mapping.as_ref().is_ok_and(Mapping::sees_graph))
    }

    /// Returns whether nothing is made of a table without looking entities up.
    pub fn sees_only_graph(&self, path: &str) -> bool {
        let mut mappings = self.read_of(path).iter();
        let sees_graph = |read: &Read| read.mapping.as_ref().is_ok_and(Mapping::sees_graph);
        mappings.all(|(_, read)| sees_graph(read) && read.apart.is_none())
    }

    /// Returns what a table states, given the graph of what is stated without looking entities up; until that is there, what its
    /// mappings state that do not. `None` of a source that is not a table.
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
        if !self.has(path) {
            return Ok(None);
        }
        let (mappings, mut wrong) = self.readable(path, graph.is_some());
        let none = Arc::default();
        let graph = graph.unwrap_or(&none);
        let limits = query::Limits::default();
        let mut said = statements(&content.file, &mappings, prefix, graph, &limits)?;
        said.findings.append(&mut wrong);
        Ok(Some(said))
    }

    /// Adds what a table states, as [`Self::statements`] returns it and some rows at a time, to the source that was begun last, ends
    /// that, and returns what was found. The table is never in memory as a whole, nor are its statements before they are merged.
    ///
    /// # Errors
    /// If the table cannot be read or changes meanwhile, a limit is passed, or there is more than a graph can hold.
    pub fn read(
        &self,
        table: &LargeTable,
        merge: &mut Merge<'_>,
        limits: &Limits,
    ) -> Result<Vec<Finding>> {
        let (project, path) = (table.project, table.path);
        let before = project.stamp(path)?;
        let (digest, mut lines) = project.measure_with_lines(path)?;
        let none = Arc::default();
        let input = Input {
            path,
            open: &|| project.bytes(path),
            blank_node_prefix: table.blank_node_prefix,
            graph: table.others.unwrap_or(&none),
        };
        let (mappings, mut wrong) = self.readable(path, table.others.is_some());
        let each = |piece: Statements| {
            limits.check()?;
            // A workbook is not text, and its rows are not lines.
            lines = lines.max(piece.last_line());
            merge.say(&piece)
        };
        let asked = query::Limits::within(limits);
        let said = stream(&input, &mappings, &asked, each);
        // What stops a query of a mapping is a limit of the build, which names the work of the build.
        let mut end = said.or_else(|error| limits.check().and(Err(error)))?;
        // A file that is written over while it is read is neither the old one nor the new one.
        if project.stamp(path)? != before {
            return Err(Error::io("read", path)(disk::changes()));
        }
        let mut findings = std::mem::take(&mut end.findings);
        findings.append(&mut wrong);
        merge.say(&end)?;
        merge.end(Source {
            path: path.to_owned(),
            digest: self.digest(path, digest),
            lines,
        })?;
        Ok(findings)
    }

    /// Returns the mappings of a table that can be read, of those that look entities up only the part that does not unless there is a
    /// graph, and what is wrong in the others.
    fn readable(&self, path: &str, has_graph: bool) -> (Vec<&Mapping>, Vec<Finding>) {
        let (mut mappings, mut wrong) = (Vec::new(), Vec::new());
        for (_, read) in self.read_of(path) {
            match &read.mapping {
                Ok(mapping) if !has_graph && mapping.sees_graph() => mappings.extend(&read.apart),
                Ok(mapping) => mappings.push(mapping),
                Err(findings) => wrong.extend(findings.iter().cloned()),
            }
        }
        (mappings, wrong)
    }

    /// Returns the mappings that read no table, with what is wrong in them; one whose table has a `*` in its name may have none.
    pub fn without_table(&self) -> Vec<(&str, Vec<Finding>)> {
        let used = self.tables.values().flatten();
        let used: BTreeSet<&String> = used.map(|(path, _)| path).collect();
        let unused = self
            .mappings
            .iter()
            .filter(|(path, _)| !used.contains(path));
        let unused = unused.filter_map(|(path, read)| match &read.mapping {
            Ok(mapping) if mapping.settings.table.contains('*') => None,
            Ok(mapping) => Some((path.as_str(), vec![no_table(mapping)])),
            Err(findings) => Some((path.as_str(), findings.clone())),
        });
        unused.collect()
    }
}
