//! The journey from a project to a graph that can be asked.

mod broken;
mod compile;
mod examples;
mod files;
mod findings;
mod roles;
mod rules;
#[cfg(test)]
mod tests;

pub use broken::{BROKEN_FILE, broken_files};
pub use findings::{of as findings, of_id as findings_of};
pub use roles::vocabulary;
pub use rules::reasoning;

use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::graph::Graph;
use crate::limits::Limits;
use crate::project::Project;
use crate::snapshot::{self, Contents, Snapshot};
use compile::{Compiled, Old, compiled};
use files::{Files, Known};
use std::collections::BTreeMap;
use std::path::Path;

/// What a build came to.
pub enum Built {
    /// The snapshot was still that of the sources; its findings are those of the build that wrote it.
    Unchanged(Snapshot),
    /// A new snapshot was written; what was the matter with the file that it replaced, if it was no snapshot.
    New(Snapshot, Option<Error>),
    /// The sources are not as they should be; a snapshot of earlier ones stays as it is.
    Refused(Vec<Finding>),
}

/// Builds a project if its sources are not those of the snapshot. Sources that the snapshot has as they are, are copied
/// from it and not read again.
///
/// # Errors
/// If there are no sources, or the disk says no.
pub fn build(project: &Project) -> Result<Built> {
    build_within(project, &Limits::default())
}

/// The same within limits.
///
/// # Errors
/// As [`build`]; also if a limit is passed. The old snapshot stays then.
pub fn build_within(project: &Project, limits: &Limits) -> Result<Built> {
    build_unless(project, snapshot::open, limits)
}

/// The same, but a snapshot in which a byte was changed is made again too.
///
/// # Errors
/// As [`build_within`].
pub fn build_whole(project: &Project, limits: &Limits) -> Result<Built> {
    build_unless(project, snapshot::open_whole, limits)
}

/// Builds unless a snapshot of the sources can be opened.
fn build_unless(
    project: &Project,
    open: fn(&Path) -> Result<Snapshot>,
    limits: &Limits,
) -> Result<Built> {
    let path = project.snapshot_path();
    snapshot::check_own(&path, &[&project.stamps_path()])?;
    let mut looked_at = project.clone().looked_at()?;
    let mut files = Files::of(&looked_at)?;
    let mut snapshot = open(&path);
    let mut known = known_since(&files, &snapshot)?;
    if known.is_none() {
        return snapshot.map(Built::Unchanged);
    }
    limits.work.enter("waiting for another build");
    let lock = snapshot::lock(&path)?;
    limits.check()?;
    let is_another = match &snapshot {
        Ok(snapshot) => !snapshot.is_current(),
        Err(_) => path.exists(),
    };
    if lock.was_taken || is_another {
        // Another process may have built what is wanted.
        looked_at = project.looked_at_again()?;
        files = Files::of(&looked_at)?;
        snapshot = snapshot::open_whole(&path);
        known = known_since(&files, &snapshot)?;
        if known.is_none() {
            return snapshot.map(Built::Unchanged);
        }
    }
    let snapshot = whole(snapshot);
    let compiled = compiled(&files, Old::of(&files, &snapshot, known)?, limits)?;
    if compiled.is_refused {
        return Ok(Built::Refused(compiled.findings));
    }
    let digests = files.digests(&compiled.graph.sources)?;
    let contents = Contents {
        findings: findings::to_bytes(&compiled.findings)?,
        graph: compiled.graph,
        digests: digests.clone(),
    };
    let (old, problem) = match snapshot {
        Ok(snapshot) => (Some(snapshot), None),
        Err(error) => (None, Some(error)),
    };
    limits.work.enter("writing the snapshot");
    limits.check()?;
    let new = snapshot::write(contents, old, &path, &lock)?;
    files.write_stamps(&digests);
    let problem = problem.filter(|error| matches!(error, Error::Snapshot { .. }));
    Ok(Built::New(new, problem))
}

/// What is known of the sources if there is no snapshot of these files; `None` if this one is.
fn known_since(
    files: &Files,
    snapshot: &Result<Snapshot>,
) -> Result<Option<BTreeMap<String, Known>>> {
    match snapshot {
        Ok(snapshot) => files.changed_since(snapshot),
        Err(_) => Ok(Some(BTreeMap::new())),
    }
}

/// A snapshot of which every byte is what was written: what is damaged would be copied.
fn whole(snapshot: Result<Snapshot>) -> Result<Snapshot> {
    let snapshot = snapshot?;
    snapshot.check()?;
    Ok(snapshot)
}

/// What was found in the sources of a project.
pub struct Checked {
    /// The findings; contradictions are among them if nothing is worse.
    pub findings: Vec<Finding>,
    /// How many sources there are.
    pub sources: usize,
    /// How many examples there are: files that are checked and not built.
    pub examples: usize,
}

/// Finds what is wrong in the sources of a project, and writes no snapshot. If there is one of these sources, it knows.
///
/// # Errors
/// If there are no sources, one cannot be read, a limit is passed, or there is more than a graph can hold.
pub fn check(project: &Project, limits: &Limits) -> Result<Checked> {
    let project = project.clone().looked_at()?;
    let (mut findings, sources) = check_sources(&project, limits)?;
    let (of_examples, examples) = examples::check(&project, limits)?;
    findings.extend(of_examples);
    Ok(Checked {
        findings,
        sources,
        examples,
    })
}

/// Finds what is wrong in the sources of a project, and how many there are.
fn check_sources(project: &Project, limits: &Limits) -> Result<(Vec<Finding>, usize)> {
    let files = Files::of(project)?;
    let snapshot = snapshot::open(&project.snapshot_path());
    let known = known_since(&files, &snapshot)?;
    if let (Ok(snapshot), None) = (&snapshot, &known)
        // What is damaged is found anew.
        && let Ok(findings) = findings::of(snapshot)
    {
        return Ok((findings, snapshot.graph.sources.len()));
    }
    let snapshot = whole(snapshot);
    let compiled = compiled(&files, Old::of(&files, &snapshot, known)?, limits)?;
    Ok((compiled.findings, compiled.graph.sources.len()))
}

/// Makes the graph of a project's sources, and finds what is wrong in them.
///
/// # Errors
/// If there are no sources, one cannot be read, or there is more than a graph can hold.
pub fn compile(project: &Project) -> Result<(Graph, Vec<Finding>)> {
    let project = project.clone().looked_at()?;
    let files = Files::of(&project)?;
    let Compiled {
        graph, findings, ..
    } = compiled(&files, Old::default(), &Limits::default())?;
    Ok((graph, findings))
}
