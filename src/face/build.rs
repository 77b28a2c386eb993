//! Builds and checks a project.

use super::Snapshot;
use crate::build::{NotLookedAt, Validation, ValidationOptions};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::imports::Import;
use crate::limits::Limits;
use crate::project::Project;
use crate::query::Triples;
use crate::write::{self, GraphFormat, ImportsFormat};
use crate::{build, evidence};
use std::collections::BTreeSet;
use std::path::Path;

/// What a build came to.
#[derive(Debug)]
pub enum Built {
    /// The snapshot was still that of the sources.
    Unchanged(Snapshot),
    /// A new snapshot was written.
    New {
        /// The new snapshot.
        snapshot: Snapshot,
        /// The problem of the file that it replaced, if that was no usable snapshot.
        problem: Option<Error>,
    },
    /// There are errors in the sources. The snapshot of earlier sources stays as it is, if there is one.
    Refused(Vec<Finding>),
}

impl Built {
    /// Returns the snapshot.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// let built = project.build(&bixi::BuildLimits::default())?;
    /// let snapshot = built.into_snapshot().expect("no errors in the sources");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns the findings if there are errors in the sources.
    pub fn into_snapshot(self) -> Result<Snapshot, Vec<Finding>> {
        match self {
            Self::Unchanged(snapshot) | Self::New { snapshot, .. } => Ok(snapshot),
            Self::Refused(findings) => Err(findings),
        }
    }
}

impl From<build::Built> for Built {
    fn from(built: build::Built) -> Self {
        match built {
            build::Built::Unchanged(snapshot) => Self::Unchanged(Snapshot::of(snapshot)),
            build::Built::New(snapshot, problem) => Self::New {
                snapshot: Snapshot::of(snapshot),
                problem,
            },
            build::Built::Refused(findings) => Self::Refused(findings),
        }
    }
}

/// What does not fit in the evidence of a graph.
#[derive(Clone, Debug)]
pub struct EvidenceChecked {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The number of texts that were checked.
    pub texts: usize,
    /// The number of passages that were checked.
    pub passages: usize,
    /// The number of statements with positions that were checked.
    pub positions: usize,
}

impl Project {
    /// Builds the snapshot if the sources are not those that it was built from, and opens it. Only sources that were
    /// changed are read again.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// use bixi::{BuildLimits, Built, Project};
    ///
    /// let project = Project::open(folder.path())?;
    /// match project.build(&BuildLimits::default())? {
    ///     Built::New { snapshot, .. } | Built::Unchanged(snapshot) => {
    ///         assert_eq!(snapshot.sizes().sources, 2);
    ///     }
    ///     Built::Refused(findings) => {
    ///         for finding in findings {
    ///             println!("{}: {}", finding.place.file, finding.message);
    ///         }
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there are no sources, one changes while it is read, the snapshot cannot be written, or a limit is passed. The snapshot
    /// of earlier sources stays then.
    pub fn build(&self, limits: &Limits) -> Result<Built> {
        build::build_within(self, limits).map(Into::into)
    }

    /// Builds as [`Project::build`] does, and also if a byte of the snapshot was changed.
    ///
    /// # Errors
    /// As [`Project::build`].
    pub fn build_verified(&self, limits: &Limits) -> Result<Built> {
        build::build_whole(self, limits).map(Into::into)
    }

    /// Finds what is wrong in the files of the project: sources, rules, saved queries, expectations, styles, examples and
    /// `bixi.toml`. Queries and expectations are not run, and no snapshot is written.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// use bixi::{BuildLimits, FindingsFormat};
    ///
    /// std::fs::write(folder.path().join("data/more.ttl"), ":carol :knows :alice .")?;
    /// let checked = project.check(&BuildLimits::default())?;
    /// assert_eq!(checked.findings[0].id, "undeclared-prefix");
    /// let written = project.write_findings(&checked.findings, &FindingsFormat::Json.into());
    /// # assert!(written.text.contains("data/more.ttl"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there are no sources, one changes while it is read, or a limit is passed.
    pub fn check(&self, limits: &Limits) -> Result<build::Checked> {
        build::check(self, limits)
    }

    /// Validates the graph against the SHACL shapes in the sources. If there is a snapshot of these sources, its graph is
    /// validated.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// use bixi::{BuildLimits, ValidationOptions};
    ///
    /// let shape = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n\
    ///              @prefix : <http://example.org/> .\n\
    ///              :Named sh:targetClass :Person ; sh:property [ sh:path :nick ; sh:minCount 1 ] .";
    /// std::fs::write(folder.path().join("ontology/shapes.ttl"), shape)?;
    /// let validation = project.validate(&ValidationOptions::default(), &BuildLimits::default())?;
    /// assert_eq!((validation.shapes, validation.focus_nodes), (1, 2));
    /// assert_eq!(validation.findings[0].id, "shacl-min-count");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there are no sources, one cannot be read, a name in the options is that of no shape or node, a query of a shape fails,
    /// or a limit is passed.
    pub fn validate(&self, options: &ValidationOptions, limits: &Limits) -> Result<Validation> {
        build::validate(self, options, limits)
    }

    /// Writes the report of a validation, which has it if its options wanted it, as Turtle or as JSON-LD.
    ///
    /// # Errors
    /// If JSON-LD cannot say a term.
    pub fn write_report(&self, validation: &Validation, as_json_ld: bool) -> Result<String> {
        if as_json_ld {
            return write::json_ld(&validation.report);
        }
        let mut text = Vec::new();
        let triples = Triples::new(validation.report.iter().cloned());
        let prefixes = &validation.prefixes;
        write::graph(triples, GraphFormat::Turtle, prefixes, &|_| true, &mut text)?;
        String::from_utf8(text).map_err(|_| Error::internal("Turtle is not UTF-8"))
    }

    /// Returns what the sources import, by file and line, and where that leads: the imports of the sources, and those of the
    /// files to which they lead.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// use bixi::{BuildLimits, Resolution};
    ///
    /// let turtle = "<http://example.org/o> owl:imports <http://xmlns.com/foaf/0.1/> .";
    /// let prefix = "@prefix owl: <http://www.w3.org/2002/07/owl#> .";
    /// std::fs::write(folder.path().join("ontology/more.ttl"), format!("{prefix} {turtle}"))?;
    /// let imports = project.imports(&BuildLimits::default())?;
    /// assert_eq!(imports[0].resolution, Resolution::WellKnown);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there are no sources, one cannot be read, or a limit is passed.
    pub fn imports(&self, limits: &Limits) -> Result<Vec<Import>> {
        build::imports(self, limits)
    }

    /// Writes imports in a format.
    pub fn write_imports(&self, imports: &[Import], format: ImportsFormat) -> String {
        write::imports(imports, format)
    }

    /// Returns what a snapshot of the project has that a build does not look at: shapes, axioms beyond the profile, imports
    /// that lead to no file.
    ///
    /// # Errors
    /// If a byte of the snapshot was changed.
    pub fn not_looked_at(&self, snapshot: &Snapshot) -> Result<NotLookedAt> {
        build::not_looked_at(self, snapshot.opened())
    }

    /// Compares the evidence in a snapshot with the texts in a folder: their digests, the passages in them, and the
    /// positions of statements.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// let checked = project.check_evidence(&snapshot, folder.path())?;
    /// assert_eq!((checked.texts, checked.findings.len()), (0, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If a source that a finding is about cannot be read.
    pub fn check_evidence(&self, snapshot: &Snapshot, texts: &Path) -> Result<EvidenceChecked> {
        let evidence::Checked {
            counts: [texts, passages, positions],
            mut findings,
        } = evidence::check(self, snapshot.graph(), texts)?;
        build::level(&mut findings, &self.config.findings, &BTreeSet::new());
        Ok(EvidenceChecked {
            findings,
            texts,
            passages,
            positions,
        })
    }
}
