//! What is known of earlier runs of expectations: which failed, and which would pass again.

use super::Snapshot;
use crate::disk;
use crate::error::{Error, Result};
use crate::expect::{Basis, Outcome, Record, fingerprints};
use crate::project::Project;
use crate::{build, snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// What became of the expectations of a project when each was last run. It is kept in `.bixi/tests.json`.
#[derive(Clone, Debug, Default)]
pub struct TestRecord {
    record: Option<Record>,
    problem: Option<String>,
}

/// By the names of expectations, a digest of what the outcome of each depends on, if that is known.
pub type Fingerprints = BTreeMap<String, String>;

impl TestRecord {
    /// Returns whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.record.is_none()
    }

    /// Returns what is wrong with the file, if it is there and cannot be used.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// Returns whether an expectation failed, or passed a limit, when it was last run.
    pub fn has_failed(&self, name: &str) -> bool {
        let record = self.record.as_ref();
        record.is_some_and(|record| record.has_failed(name))
    }

    /// Returns whether an expectation passed without a warning when it was last run and would do so again, since nothing that its
    /// outcome depends on has changed.
    pub fn would_pass(&self, name: &str, fingerprints: &Fingerprints) -> bool {
        let known = self.record.as_ref().zip(fingerprints.get(name));
        known.is_some_and(|(record, fingerprint)| record.would_pass(name, fingerprint))
    }
}

impl Project {
    /// Returns what is known of earlier runs of the expectations.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # bixi::internals::example::write(folder.path())?;
    /// # let project = bixi::Project::open(folder.path())?;
    /// # project.build(&bixi::BuildLimits::default())?;
    /// # let snapshot = bixi::Snapshot::open(&project.snapshot_path())?;
    /// use bixi::QueryLimits;
    ///
    /// let names = project.expectations()?;
    /// let fingerprints = project.test_fingerprints(&snapshot, &names);
    /// let mut outcomes = Vec::new();
    /// for name in &names {
    ///     outcomes.push(project.test(&snapshot, name, &QueryLimits::default())?);
    /// }
    /// project.record_tests(&names, &outcomes, &fingerprints)?;
    ///
    /// let record = project.test_record();
    /// assert!(names.iter().all(|name| record.would_pass(name, &fingerprints)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn test_record(&self) -> TestRecord {
        let read = disk::is_own_or_absent(&self.test_record_path())
            .and_then(|_| fs::read(self.test_record_path()));
        match read.map(|bytes| Record::of_bytes(&bytes, build::PROGRAM)) {
            Ok(Ok(record)) => TestRecord {
                record: Some(record),
                problem: None,
            },
            Ok(Err(problem)) => TestRecord {
                record: None,
                problem: Some(problem.to_owned()),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => TestRecord::default(),
            Err(error) => TestRecord {
                record: None,
                problem: Some(format!("cannot be read: {error}")),
            },
        }
    }

    /// Returns digests of what the outcomes of expectations depend on: their files, their queries, and what these read of a snapshot.
    /// If one is the same as in another run, so is the outcome, unless it is stopped by a limit. Of an expectation of which that is not
    /// known there is none.
    pub fn test_fingerprints(&self, snapshot: &Snapshot, names: &[String]) -> Fingerprints {
        let basis = Basis {
            project: self,
            graph: snapshot.graph(),
            whole: &snapshot.digest(),
        };
        let digests = fingerprints(&basis, names);
        let known = names.iter().zip(digests);
        known
            .filter_map(|(name, digest)| Some((name.clone(), digest?)))
            .collect()
    }

    /// Records the outcomes of a run; `all` has the names of all expectations of the project. The fingerprints must have been taken before the
    /// expectations were checked, so that what changed meanwhile is seen by the next run.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn record_tests(
        &self,
        all: &[String],
        outcomes: &[Outcome],
        fingerprints: &Fingerprints,
    ) -> Result<()> {
        let record = self.test_record().record.unwrap_or_default();
        let all: BTreeSet<String> = all.iter().cloned().collect();
        let record = record.after(build::PROGRAM, &all, outcomes, fingerprints);
        let bytes = serde_json::to_vec(&record);
        let bytes = bytes.map_err(|_| Error::internal("a record of tests cannot be written"))?;
        snapshot::write_beside(&self.test_record_path(), &bytes)
    }

    /// Where the record of earlier runs is.
    fn test_record_path(&self) -> PathBuf {
        self.root.join(TEST_RECORD)
    }
}

/// The path of the record in a project.
pub const TEST_RECORD: &str = ".bixi/tests.json";
