//! The journey from a project to a graph that can be asked.

mod broken;
mod closed_world;
mod compile;
mod content;
mod contexts;
mod files;
mod findings;
mod imported;
mod input;
mod not_looked_at;
mod old;
mod roles;
mod rules;
mod tables;
#[cfg(test)]
mod tests;
mod validation;
mod variant;

pub use broken::{BROKEN_FILE, broken_files, level};
pub use files::PROGRAM;
pub use findings::{of as findings, of_id as findings_of};
pub use not_looked_at::NotLookedAt;
pub use roles::vocabulary;
pub use rules::reasoning;
pub use validation::{Validation, ValidationOptions};
pub use variant::{Edit, Variants};

use crate::check::{self, KnownSources};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::graph::Graph;
use crate::imports::Import;
use crate::limits::Limits;
use crate::project::{Broken, Project, ShapesSetting};
use crate::snapshot::{self, Contents, Snapshot};
use compile::{Compiled, compiled};
use files::{Files, Known};
use old::Old;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a build came to.
pub enum Built {
    /// The snapshot was still that of the sources; its findings are those of the build that wrote it.
    Unchanged(Snapshot),
    /// A new snapshot was written; what was the matter with the file that it replaced, if it was not a snapshot.
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
    let mut known = known_since(&mut files, &snapshot)?;
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
        known = known_since(&mut files, &snapshot)?;
        if known.is_none() {
            return snapshot.map(Built::Unchanged);
        }
    }
    let snapshot = whole(snapshot);
    let old = Old::of(&files, &snapshot, known)?;
    let compiled = compiled(&mut files, old, limits)?;
    if compiled.is_refused {
        return Ok(Built::Refused(compiled.findings));
    }
    let digests = files.digests(&compiled.graph.sources)?;
    let contents = Contents {
        findings: findings::to_bytes(&compiled.findings)?,
        imports: imports_to_bytes(&compiled.imports)?,
        imported: files.imported.clone(),
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

/// What is known of the sources if there is no snapshot of these files that can be used; `None` if this one can. One that was
/// built without what is broken is of no use if that is not allowed now.
fn known_since(
    files: &mut Files,
    snapshot: &Result<Snapshot>,
) -> Result<Option<BTreeMap<String, Known>>> {
    let Ok(snapshot) = snapshot else {
        return Ok(Some(BTreeMap::new()));
    };
    // As long as nothing has changed, imports lead where they led.
    files.import(snapshot.imported.iter().cloned());
    let known = files.changed_since(snapshot)?;
    let must_be_whole = files.project.config.build.broken == Broken::Fail;
    // What is damaged must be built again, too.
    let is_of_use = || !must_be_whole || !broken::is_partial(snapshot).unwrap_or(true);
    if known.is_some() || is_of_use() {
        return Ok(known);
    }
    let sources = snapshot.graph.sources.iter();
    Ok(Some(
        sources
            .map(|source| (source.path.clone(), Known::Same))
            .collect(),
    ))
}

/// A snapshot of which every byte is what was written: what is damaged would be copied.
fn whole(snapshot: Result<Snapshot>) -> Result<Snapshot> {
    let snapshot = snapshot?;
    snapshot.check()?;
    Ok(snapshot)
}

/// What was found in the files of a project.
pub struct Checked {
    /// The findings; contradictions are among them if nothing is worse.
    pub findings: Vec<Finding>,
    /// How many sources there are.
    pub sources: usize,
    /// How many other files there are to which imports lead.
    pub imported: usize,
    /// How many files with rules there are.
    pub rules: usize,
    /// How many saved queries there are.
    pub queries: usize,
    /// How many expectations there are.
    pub expectations: usize,
    /// How many examples there are: files that are checked and not built.
    pub examples: usize,
    /// What validating the graph against the shapes in the sources came to, without the findings.
    pub validation: Validation,
    /// Whether the names in queries, expectations and examples were not looked for, since the graph is not whole: sources have
    /// errors.
    pub are_names_unchecked: bool,
    /// Whether the graph was not validated against the shapes in the sources, since sources have errors.
    pub are_shapes_unvalidated: bool,
    /// Whether contradictions and literals without a value were not looked for, since sources have errors.
    pub are_contradictions_unchecked: bool,
    /// Whether names in tables that are those of no entity are not among the findings, since sources have errors.
    pub are_references_unchecked: bool,
    /// What was seen and not looked at.
    pub not_looked_at: NotLookedAt,
}

/// Finds what is wrong in the files of a project, and writes no snapshot. If there is one of these sources, it knows.
///
/// # Errors
/// If there are no sources, a file cannot be read, a limit is passed, or there is more than a graph can hold.
pub fn check(project: &Project, limits: &Limits) -> Result<Checked> {
    let project = project.clone().looked_at()?;
    let mut seen = Seen::of(&project, limits)?;
    let is_whole = !seen.is_refused && broken::is_whole(&seen.findings);
    let contexts = contexts::of(&project)?;
    let known = KnownSources {
        graph: seen.graph(),
        is_whole,
        findings: &seen.findings,
        contexts: &contexts,
    };
    let mut beside = check::beside_sources(&project, known, limits)?;
    beside.findings.extend(project.idle_globs()?);
    broken::level(
        &mut beside.findings,
        &project.config.findings,
        &BTreeSet::new(),
    );
    let mut not_looked_at = NotLookedAt::of(&project, seen.graph(), &seen.imports);
    if is_whole && project.config.check.shapes != ShapesSetting::Off {
        not_looked_at.shapes = 0;
    }
    let are_names_unchecked = !is_whole && !beside.is_empty();
    let validation = judge(&project, &mut seen, is_whole, limits)?;
    seen.findings.append(&mut beside.findings);
    Ok(Checked {
        sources: seen.graph().sources.len() - seen.imported.len(),
        imported: seen.imported.len(),
        rules: beside.rules,
        queries: beside.queries,
        expectations: beside.expectations,
        examples: beside.examples,
        are_shapes_unvalidated: !is_whole && not_looked_at.shapes > 0,
        validation,
        are_names_unchecked,
        are_contradictions_unchecked: seen.is_refused,
        are_references_unchecked: seen.are_references_unchecked,
        not_looked_at,
        findings: seen.findings,
    })
}

/// Adds to what was found in the sources what the shapes and the vocabulary say of their graph; the validation is returned without
/// its findings.
///
/// # Errors
/// As [`check`].
fn judge(
    project: &Project,
    seen: &mut Seen,
    is_whole: bool,
    limits: &Limits,
) -> Result<Validation> {
    // Where a source is missing, most values that are missing would be in it.
    let mut validation = match is_whole {
        true => self::validation::validation(project, seen, &ValidationOptions::default(), limits)?,
        false => Validation::default(),
    };
    let levels = &project.config.findings;
    broken::level(&mut validation.findings, levels, &BTreeSet::new());
    closed_world::check(project, seen, &validation.findings, is_whole)?;
    seen.findings.append(&mut validation.findings);
    Ok(validation)
}

/// Validates the graph of a project against the shapes in its sources. If there is a snapshot of these sources, its graph is
/// validated.
///
/// # Errors
/// As [`check`]; also if a name in the options is that of no shape or node, or a query of a shape fails.
pub fn validate(
    project: &Project,
    options: &ValidationOptions,
    limits: &Limits,
) -> Result<Validation> {
    let project = project.clone().looked_at()?;
    let seen = Seen::of(&project, limits)?;
    let mut validation = self::validation::validation(&project, &seen, options, limits)?;
    // What could be read is validated all the same, and what could not is named.
    let of_reading =
        |finding: &&Finding| finding.severity == Severity::Error || broken::says_left_out(finding);
    let of_reading = seen.findings.iter().filter(of_reading).cloned();
    validation.findings.splice(0..0, of_reading);
    validation.is_partial = seen.is_refused || !broken::is_whole(&seen.findings);
    broken::level(
        &mut validation.findings,
        &project.config.findings,
        &BTreeSet::new(),
    );
    Ok(validation)
}

/// Returns what is found in a project once another of its files is one of the sources: in that file, and what is found elsewhere
/// and was not found without it. Queries and expectations are not looked at.
///
/// # Errors
/// As [`check`].
pub fn findings_with(project: &Project, path: &str, limits: &Limits) -> Result<Vec<Finding>> {
    let project = project.clone().looked_at()?;
    let with = project.with_source(path)?;
    let of_sources = |project: &Project, mut seen: Seen| -> Result<Vec<Finding>> {
        let is_whole = !seen.is_refused && broken::is_whole(&seen.findings);
        judge(project, &mut seen, is_whole, limits)?;
        Ok(seen.findings)
    };
    let mut findings = of_sources(&with, Seen::made(&with, limits)?)?;
    let is_of_file = |finding: &Finding| {
        let related = finding.related.iter().map(|related| &related.place);
        let mut places = related.chain([&finding.place]);
        places.any(|place| place.file == path)
    };
    if !findings.iter().all(is_of_file) {
        let known = of_sources(&project, Seen::of(&project, limits)?)?;
        findings.retain(|finding| is_of_file(finding) || !known.contains(finding));
    }
    Ok(findings)
}

/// Validates a project without and with another of its files as one of the sources; both have the report as RDF.
///
/// # Errors
/// As [`check`].
pub fn reports_with(
    project: &Project,
    path: &str,
    limits: &Limits,
) -> Result<(Validation, Validation)> {
    let project = project.clone().looked_at()?;
    let with = project.with_source(path)?;
    let options = ValidationOptions {
        with_report: true,
        ..ValidationOptions::default()
    };
    let validated = |project: &Project, seen: &Seen| {
        self::validation::validation(project, seen, &options, limits)
    };
    let before = validated(&project, &Seen::of(&project, limits)?)?;
    let after = validated(&with, &Seen::made(&with, limits)?)?;
    Ok((before, after))
}

/// Returns the imports of the sources of a project, and of the files that these lead to.
///
/// # Errors
/// As [`check`].
pub fn imports(project: &Project, limits: &Limits) -> Result<Vec<Import>> {
    let project = project.clone().looked_at()?;
    Ok(Seen::of(&project, limits)?.imports)
}

/// Returns what a snapshot of a project has that nobody looked at.
///
/// # Errors
/// If a byte of its imports was changed.
pub fn not_looked_at(project: &Project, snapshot: &Snapshot) -> Result<NotLookedAt> {
    let imports = imports_of(snapshot)?;
    Ok(NotLookedAt::of(project, &snapshot.graph, &imports))
}

/// A graph of the sources as they are: that of a snapshot, or one that was made for this.
enum Kept {
    Snapshot(Box<Snapshot>),
    Made(Box<Graph>),
}

/// What is known of the sources of a project as they are.
struct Seen {
    kept: Kept,
    findings: Vec<Finding>,
    imports: Vec<Import>,
    /// The paths of the graph's sources that are there only because they are imported.
    imported: BTreeSet<String>,
    /// Whether the findings leave nothing to build: the graph is that of what could be read.
    is_refused: bool,
    are_references_unchecked: bool,
}

impl Seen {
    /// Looks at the sources of a project, or at a snapshot of them.
    fn of(project: &Project, limits: &Limits) -> Result<Self> {
        let mut files = Files::of(project)?;
        let snapshot = snapshot::open(&project.snapshot_path());
        let known = known_since(&mut files, &snapshot)?;
        let is_current = known.is_none();
        let snapshot = match snapshot {
            // What is damaged is found anew.
            // One without what is broken does not know what stands beside the faults there, such as imports.
            Ok(snapshot) if is_current && !broken::is_partial(&snapshot).unwrap_or(true) => {
                match (findings::of(&snapshot), imports_of(&snapshot)) {
                    (Ok(findings), Ok(imports)) => {
                        return Ok(Self::kept(snapshot, findings, imports));
                    }
                    _ => Ok(snapshot),
                }
            }
            other => other,
        };
        let snapshot = whole(snapshot);
        let old = Old::of(&files, &snapshot, known)?;
        Self::compiled(files, old, limits)
    }

    /// Looks at the sources of a project, whatever a snapshot knows; what it has of them as they are is copied.
    fn made(project: &Project, limits: &Limits) -> Result<Self> {
        let mut files = Files::of(project)?;
        let snapshot = snapshot::open(&project.snapshot_path());
        let known = known_since(&mut files, &snapshot)?;
        let snapshot = whole(snapshot);
        let old = Old::of(&files, &snapshot, known)?;
        Self::compiled(files, old, limits)
    }

    fn compiled(mut files: Files, old: Old, limits: &Limits) -> Result<Self> {
        let compiled = compiled(&mut files, old, limits)?;
        Ok(Self {
            kept: Kept::Made(Box::new(compiled.graph)),
            findings: compiled.findings,
            imports: compiled.imports,
            imported: files.imported.iter().cloned().collect(),
            is_refused: compiled.is_refused,
            are_references_unchecked: compiled.are_references_unchecked,
        })
    }

    /// What a snapshot of the sources knows.
    fn kept(snapshot: Snapshot, findings: Vec<Finding>, imports: Vec<Import>) -> Self {
        Self {
            imported: snapshot.imported.iter().cloned().collect(),
            kept: Kept::Snapshot(Box::new(snapshot)),
            findings,
            imports,
            is_refused: false,
            are_references_unchecked: false,
        }
    }

    fn graph(&self) -> &Graph {
        match &self.kept {
            Kept::Snapshot(snapshot) => &snapshot.graph,
            Kept::Made(graph) => graph,
        }
    }
}

/// Imports as a snapshot keeps them: JSON.
///
/// # Errors
/// If they are not JSON, which would be an internal error.
fn imports_to_bytes(imports: &[Import]) -> Result<Vec<u8>> {
    serde_json::to_vec(imports)
        .map_err(|error| Error::internal(format!("imports as JSON: {error}")))
}

/// Returns the imports that a snapshot keeps.
///
/// # Errors
/// If a byte of them was changed.
fn imports_of(snapshot: &Snapshot) -> Result<Vec<Import>> {
    let imports = serde_json::from_slice(snapshot.imports()?).ok();
    imports.ok_or_else(|| snapshot.problem("is damaged in its section `impo`"))
}

/// Makes the graph of a project's sources, and finds what is wrong in them.
///
/// # Errors
/// If there are no sources, one cannot be read, or there is more than a graph can hold.
pub fn compile(project: &Project) -> Result<(Graph, Vec<Finding>)> {
    compile_within(project, &Limits::default())
}

/// The same within limits.
///
/// # Errors
/// As [`compile`]; also if a limit is passed.
pub fn compile_within(project: &Project, limits: &Limits) -> Result<(Graph, Vec<Finding>)> {
    let project = project.clone().looked_at()?;
    let mut files = Files::of(&project)?;
    let Compiled {
        graph, findings, ..
    } = compiled(&mut files, Old::default(), limits)?;
    Ok((graph, findings))
}
