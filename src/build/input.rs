//! Reads one source: as a whole, or piece by piece if it is large; not at all if it is as it was in an older graph.

use super::files::Known;
use super::tables::Tables;
use crate::disk;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::graph::{Graph, Merge, Part, Source};
use crate::limits::Limits;
use crate::project::{Broken, Measuring, Project};
use crate::read::{ContextFiles, Reading, Syntax, read_stream, read_with_contexts};
use crate::statement::Statements;
use std::io::Read;
use std::sync::Arc;

/// A source that is to be taken into the graph.
pub(super) struct Input<'a> {
    pub project: &'a Project,
    pub path: &'a str,
    /// Whether it is the project's own, so that an error in it matters.
    pub is_own: bool,
    pub contexts: &'a ContextFiles,
    pub tables: &'a Tables,
    pub blank_node_prefix: &'a str,
    /// Its index in the older graph, and what its text was, if it says the same as long as that is the same.
    pub before: Option<(usize, &'a Source)>,
    pub known: Option<Known>,
    /// The graph of the other sources, once they are read.
    pub others: Option<&'a Arc<Graph>>,
}

/// What a source says.
pub(super) enum Said {
    /// The same as in the older graph, where it has this index.
    AsBefore(usize),
    /// This.
    New(Box<Part>),
    /// What is to be read in pieces: text in a syntax, or a table.
    Large(Option<Syntax>),
    /// What depends on the graph of the other sources, which is not there yet.
    Later,
    /// Nothing: it cannot be read, which is found.
    Unreadable(Finding),
}

impl Input<'_> {
    /// Reads the source unless it is known to be as it was, or large.
    pub fn read(mut self) -> Result<Said> {
        let (project, path) = (self.project, self.path);
        if self.tables.sees_graph(path) {
            // What it says depends on the other sources too.
            (self.known, self.before) = (None, None);
            if self.others.is_none() && self.tables.sees_only_graph(path) {
                return Ok(Said::Later);
            }
        }
        let content = match (self.known, self.before) {
            (Some(Known::Same), Some((index, _))) => return Ok(Said::AsBefore(index)),
            (Some(Known::Changed(Some(content))), _) => content,
            (known, before) => {
                // What is left out if it is broken must be known whole before any of it is taken over.
                let may_be_large = project.config.build.broken == Broken::Fail || !self.is_own;
                let is_table = self.tables.has(path);
                let syntax = Syntax::of_path(path).filter(|_| !is_table);
                let has_pieces = syntax.is_some() || is_table;
                if has_pieces && may_be_large && project.is_large(path) {
                    let doubtful = before.filter(|_| known.is_none());
                    let measured = || project.measure(path).map(|of| self.tables.digest(path, of));
                    return Ok(match doubtful {
                        Some((index, source)) if measured()? == source.digest => {
                            Said::AsBefore(index)
                        }
                        _ => Said::Large(syntax),
                    });
                }
                self.tables.content(project, path)?
            }
        };
        if let Some((index, source)) = self.before
            && source.digest == content.digest
        {
            return Ok(Said::AsBefore(index));
        }
        let mut lines = content.file.line_count();
        let prefix = self.blank_node_prefix;
        let said = match self.tables.statements(&content, prefix, self.others)? {
            Some(said) => {
                // A workbook is not text, and its rows are not lines.
                lines = lines.max(said.last_line());
                said
            }
            None => {
                let base = project.base_of(path)?;
                let reading = Reading {
                    base: base.as_deref(),
                    blank_node_prefix: prefix,
                };
                read_with_contexts(&content.file, &reading, self.contexts)?
            }
        };
        Ok(Said::New(Box::new(Part {
            source: Source {
                path: path.to_owned(),
                digest: content.digest,
                lines,
            },
            graph: Some(project.graph_iri(path)),
            said,
        })))
    }
}

/// A source that is read piece by piece: it is never in memory as a whole.
pub(super) struct Large<'a> {
    pub project: &'a Project,
    pub path: &'a str,
    pub syntax: Syntax,
    pub blank_node_prefix: &'a str,
}

impl Large<'_> {
    /// Adds what its content says to the source that was begun last, ends that, and returns what was found. Digest and lines
    /// are those of the bytes that are read.
    ///
    /// # Errors
    /// If the content cannot be read, the file changes meanwhile, a limit is passed, or there is more than a graph can hold.
    pub fn read(
        &self,
        content: impl Read + Send,
        merge: &mut Merge<'_>,
        limits: &Limits,
    ) -> Result<Vec<Finding>> {
        let (project, path) = (self.project, self.path);
        let base = project.base_of(path)?;
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: self.blank_node_prefix,
        };
        let before = project.stamp(path)?;
        let mut content = Measuring::new(content);
        let each = |piece: &Statements| {
            limits.check()?;
            merge.say(piece)
        };
        let mut end = read_stream(path, &mut content, self.syntax, &reading, each)?;
        let (digest, lines) = content.finish().map_err(Error::io("read", path))?;
        // A file that is written over while it is read is neither the old one nor the new one.
        if project.stamp(path)? != before {
            return Err(Error::io("read", path)(disk::changes()));
        }
        let findings = std::mem::take(&mut end.findings);
        merge.say(&end)?;
        merge.end(Source {
            path: path.to_owned(),
            digest,
            lines,
        })?;
        Ok(findings)
    }
}
