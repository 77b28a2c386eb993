//! Exports the graph of a snapshot in the formats of RDF.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, NameError, Result};
use crate::finding::nearest;
use crate::query::{Budget, Limits};
use crate::write::{self, ExportFormat, Exported, ExportedPart, ExportedRows, RdfVersion};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{BufWriter, Write};
use std::path::Path;

/// How a graph is exported.
#[derive(Clone, Debug)]
pub struct ExportOptions<'a> {
    /// The format.
    pub format: ExportFormat,
    /// The version of RDF. In RDF 1.1 blank nodes stand for triple terms, by the basic encoding of
    /// [RDF 1.2 Interoperability](https://w3c.github.io/rdf-interop/spec/), and texts have no base direction.
    pub version: RdfVersion,
    /// What is exported.
    pub part: ExportPart<'a>,
    /// The limits of time and memory.
    pub limits: Limits,
}

/// The part of a graph that is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportPart<'a> {
    /// All of it.
    #[default]
    All,
    /// What is only inferred.
    Inferred,
    /// What stands in some graphs: those of sources, by their paths, graphs by their IRIs or prefixed names, or `inferred`.
    Graphs(&'a [String]),
}

/// How large the pieces are in which a file is written, in bytes.
const PIECE: usize = 1 << 18;

impl Snapshot {
    /// Exports the graph as it is seen on the level of acceptance: each statement once, or in a format with graphs once in each
    /// graph that it stands in. The same sources give the same bytes.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{ExportFormat, ExportOptions, ExportPart, QueryLimits, RdfVersion};
    ///
    /// let options = ExportOptions {
    ///     format: ExportFormat::NTriples,
    ///     version: RdfVersion::V12,
    ///     part: ExportPart::Inferred,
    ///     limits: QueryLimits::default(),
    /// };
    /// let mut lines = Vec::new();
    /// let exported = snapshot.export(&options, &mut lines)?;
    /// assert_eq!(String::from_utf8(lines)?.lines().count(), exported.statements);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there is no graph of a name, the output cannot be written, the format cannot say a statement, or a limit is passed.
    pub fn export(&self, options: &ExportOptions, output: &mut impl Write) -> Result<Exported> {
        let part = match options.part {
            ExportPart::All => ExportedPart::All,
            ExportPart::Inferred => ExportedPart::Inferred,
            ExportPart::Graphs(names) => {
                let mut graphs = Vec::new();
                for name in names {
                    let called = self.graph().graphs_called(name);
                    if called.is_empty() {
                        return Err(self.no_graph(name));
                    }
                    graphs.extend(called);
                }
                ExportedPart::Graphs(graphs)
            }
        };
        let rows = ExportedRows::new(self.graph(), self.dataset().level(), part);
        let budget = Budget::new(&options.limits);
        match options.format {
            ExportFormat::Parquet => write::quads(&rows, options.version, &budget, output),
            format => write::export(&rows, format, options.version, &budget, output),
        }
    }

    /// Exports the graph into a file as [`export`](Self::export) does, compressed if its name ends in `.gz`. The file is written
    /// beside the one that it replaces, and takes its place when it is complete.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::{ExportFormat, ExportOptions, ExportPart, QueryLimits, RdfVersion};
    ///
    /// let options = ExportOptions {
    ///     format: ExportFormat::NQuads,
    ///     version: RdfVersion::V11,
    ///     part: ExportPart::All,
    ///     limits: QueryLimits::default(),
    /// };
    /// snapshot.export_to(&folder.path().join("graph.nq.gz"), &options)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`export`](Self::export); also if something else than a file is there.
    pub fn export_to(&self, path: &Path, options: &ExportOptions) -> Result<Exported> {
        let is_packed = path.extension().is_some_and(|ending| ending == "gz");
        let written = disk::put(path, |file| {
            let mut output = BufWriter::with_capacity(PIECE, file);
            let exported = match is_packed {
                true => {
                    let mut packed = GzEncoder::new(&mut output, Compression::default());
                    let exported = self.export(options, &mut packed)?;
                    packed.finish().map_err(Error::io("write", path))?;
                    exported
                }
                false => self.export(options, &mut output)?,
            };
            output.flush().map_err(Error::io("write", path))?;
            Ok(exported)
        });
        // The writers do not know what they write to.
        written.map_err(|error| match error {
            Error::Io { source, .. } => Error::io("write", path)(source),
            error => error,
        })
    }

    fn no_graph(&self, name: &str) -> Error {
        let graph = self.graph();
        let paths = graph.sources.iter().map(|source| source.path.clone());
        let names = graph.graph_names().into_iter();
        let names: Vec<String> = paths
            .chain(names.map(|name| graph.dictionary.text(name)))
            .collect();
        let suggestion = nearest(name, names.iter().map(String::as_str));
        let error = NameError::Graph {
            name: name.to_owned(),
            suggestion: suggestion.map(str::to_owned),
        };
        error.into()
    }
}
