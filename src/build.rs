//! The journey from a project to a graph that can be asked.

mod fresh;

use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::graph::{Acceptance, Certainty, Graph, Merge, Part, Source};
use crate::infer::{self, Draft, Settings, materialise, own_rules};
use crate::limits::Limits;
use crate::project::{self, Inference, Project, digest};
use crate::read::{Reading, Syntax, read, read_stream};
use crate::snapshot::{self, Snapshot};
use crate::source::SourceFile;
use crate::statement::Statements;
use fresh::{changed_sources, digests_of, settings_digest, write_stamps};
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;
use std::time::SystemTime;

/// What a build came to.
pub enum Built {
    /// The snapshot was still that of the sources.
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
    let started = SystemTime::now();
    let path = project.snapshot_path();
    snapshot::check_own(&path, &[&project.stamps_path()])?;
    let stamps = project.stamps()?;
    let before = open(&path);
    let mut now = None;
    if let Ok(snapshot) = &before {
        now = changed_sources(project, snapshot, &stamps, started)?;
        if now.is_none() {
            return before.map(Built::Unchanged);
        }
    }
    limits.work.enter("waiting for another build");
    let lock = snapshot::lock(&path)?;
    limits.check()?;
    // While this process waited for the lock, another one may have built what is wanted. What is damaged in it would be
    // copied, so it is checked whole.
    let after = snapshot::open_whole(&path);
    if let Ok(snapshot) = &after
        && before.as_ref().ok().map(|before| &before.digests) != Some(&snapshot.digests)
    {
        now = changed_sources(project, snapshot, &stamps, started)?;
        if now.is_none() {
            return after.map(Built::Unchanged);
        }
    }
    let old = match (&after, &now) {
        (Ok(snapshot), Some(now)) => Some(unchanged(project, snapshot, now)?),
        _ => None,
    };
    let (graph, findings) = compile_from(project, old.as_ref(), limits)?;
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok(Built::Refused(findings));
    }
    let digests = digests_of(project, &graph.sources)?;
    let (after, problem) = match after {
        Ok(snapshot) => (Some(snapshot), None),
        Err(error) => (None, Some(error)),
    };
    limits.work.enter("writing the snapshot");
    limits.check()?;
    snapshot::write(graph, (before, after), &digests, &path, &lock)?;
    write_stamps(project, &digests, &stamps, started);
    let problem = problem.filter(|error| matches!(error, Error::Snapshot { .. }));
    Ok(Built::New(snapshot::open(&path)?, problem))
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
    compile_from(project, None, limits)
}

/// A graph of earlier sources, and the index in it of each source that is as it was, by path.
struct Unchanged<'s> {
    graph: &'s Graph,
    sources: BTreeMap<String, usize>,
}

/// Which sources a snapshot has as they are now. With other settings, or if its blank nodes are called otherwise, a
/// source says something else although its text is the same.
fn unchanged<'s>(
    project: &Project,
    snapshot: &'s Snapshot,
    now: &[Source],
) -> Result<Unchanged<'s>> {
    let graph = &snapshot.graph;
    let mut sources = BTreeMap::new();
    if settings_digest(project)? == snapshot.digests.settings {
        let paths = |sources: &[Source]| -> Vec<String> {
            sources.iter().map(|source| source.path.clone()).collect()
        };
        let prefixes = [now, &graph.sources].map(|sources| blank_node_prefixes(&paths(sources)));
        let as_now = |source: &Source| {
            let path = &source.path;
            now.binary_search_by_key(&path, |now| &now.path)
                .is_ok_and(|at| now[at] == *source)
                && prefixes[0].get(path) == prefixes[1].get(path)
        };
        let indexes = graph.sources.iter().enumerate();
        let same = indexes.filter(|(_, source)| as_now(source));
        sources = same
            .map(|(index, source)| (source.path.clone(), index))
            .collect();
    }
    Ok(Unchanged { graph, sources })
}

/// Makes the graph of a project's sources; those that an older graph has are copied from it. They had no findings, or
/// there would be no such graph.
fn compile_from(
    project: &Project,
    old: Option<&Unchanged>,
    limits: &Limits,
) -> Result<(Graph, Vec<Finding>)> {
    let paths = source_paths(project)?;
    let names = blank_node_prefixes(&paths);
    let mut merge = old.map_or_else(Merge::default, |old| Merge::revising(old.graph));
    let known = |path: &String| old.and_then(|old| old.sources.get(path).copied());
    let mut findings = Vec::new();
    // Some files at a time: all cores have work, and no more texts are in memory than that.
    for some in batches(project, &paths) {
        if let [first, ..] = some {
            limits.work.enter(reading(first, some.len()));
        }
        limits.check()?;
        if let [path] = some
            && let Some(syntax) = Syntax::of_path(path).filter(|_| project.is_large(path))
            && known(path).is_none()
        {
            findings.append(&mut read_large(
                project,
                path,
                syntax,
                &names[path],
                &mut merge,
                limits,
            )?);
            continue;
        }
        let part_of = |path: &String| read_part(project, path, &names[path]);
        let parts = some
            .par_iter()
            .map(|path| known(path).is_none().then(|| part_of(path)).transpose());
        // All are read before the first error is looked for, so that it is the first by path.
        let parts: Vec<Result<Option<Part>>> = parts.collect();
        for (path, part) in some.iter().zip(parts) {
            match (part?, known(path)) {
                (Some(mut part), _) => {
                    findings.append(&mut part.said.findings);
                    merge.add(part)?;
                }
                (None, Some(index)) => merge.copy(index, Some(&project.graph_iri(path)))?,
                (None, None) => {}
            }
        }
    }
    let certainty = project.config.acceptance.as_ref().map(certainty);
    limits.work.enter("sorting the statements");
    limits.check()?;
    let graph = merge.finish(certainty.as_ref())?;
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok((graph, findings));
    }
    let graph = add_what_follows(project, graph, &mut findings, limits)?;
    Ok((graph, findings))
}

/// The graph with what its rules infer; rules that cannot be used are findings.
fn add_what_follows(
    project: &Project,
    graph: Graph,
    findings: &mut Vec<Finding>,
    limits: &Limits,
) -> Result<Graph> {
    let settings = Settings {
        limits: limits.clone(),
        ..settings(project)
    };
    if settings.profile == Inference::None {
        return Ok(graph);
    }
    let sources = Sources::of(project);
    let source: infer::Sources = &|path| sources.read(path);
    let (drafts, refused) = applied_rules(project, &graph, &settings, source)?;
    findings.extend(refused);
    limits.check()?;
    let (graph, faults) = materialise(graph, &settings, &drafts, project.graph_iri("inferred"))?;
    let faults = faults.iter();
    findings.extend(faults.map(|fault| fault.finding(&|path| sources.read(path))));
    findings.extend(infer::idle_rules(&graph, &drafts, &|path| {
        sources.read(path)
    }));
    Ok(graph)
}

/// What reasoning on the graph of a project needs: which rules of the W3C apply, and the project's own.
///
/// # Errors
/// If a file cannot be read.
pub fn reasoning(project: &Project, graph: &Graph) -> Result<(Settings, Vec<Draft>)> {
    let settings = settings(project);
    let (own, _) = applied_rules(project, graph, &settings, &|_| None)?;
    Ok((settings, own))
}

/// The project's own rules, and what is wrong with them; none where nothing is to be inferred.
fn applied_rules(
    project: &Project,
    graph: &Graph,
    settings: &Settings,
    source: infer::Sources,
) -> Result<(Vec<Draft>, Vec<Finding>)> {
    if settings.profile == Inference::None {
        return Ok((Vec::new(), Vec::new()));
    }
    Ok(own_rules(graph, &rule_files(project)?, source))
}

/// What contradicts itself in the graph of a project, with the places in its sources.
pub fn inconsistencies(project: &Project, graph: &Graph) -> Vec<Finding> {
    let settings = settings(project);
    let sources = Sources::of(project);
    infer::inconsistencies(
        graph,
        &settings.datatypes,
        &|path| sources.read(path),
        &|path| project.is_ontology(path),
    )
}

/// The rules of a project that give nothing, since they look for names that its graph does not have.
///
/// # Errors
/// If a file cannot be read.
pub fn idle_rules(project: &Project, graph: &Graph) -> Result<Vec<Finding>> {
    let sources = Sources::of(project);
    let source: infer::Sources = &|path| sources.read(path);
    let (own, mut findings) = applied_rules(project, graph, &settings(project), source)?;
    findings.extend(infer::idle_rules(graph, &own, source));
    Ok(findings)
}

/// Which rules apply to a project.
fn settings(project: &Project) -> Settings {
    Settings {
        profile: project.config.inference,
        ..Settings::default()
    }
}

/// The files that hold rules.
fn rule_files(project: &Project) -> Result<Vec<SourceFile>> {
    let paths = project.rule_paths()?;
    paths.iter().map(|path| project.read(path)).collect()
}

/// Files of a project that findings speak of, each read once.
struct Sources<'a> {
    project: &'a Project,
    read: RefCell<BTreeMap<String, Option<Rc<SourceFile>>>>,
}

impl<'a> Sources<'a> {
    fn of(project: &'a Project) -> Self {
        Self {
            project,
            read: RefCell::default(),
        }
    }

    fn read(&self, path: &str) -> Option<Rc<SourceFile>> {
        let mut read = self.read.borrow_mut();
        let file = || self.project.read(path).ok().map(Rc::new);
        read.entry(path.to_owned()).or_insert_with(file).clone()
    }
}

/// Paths in their order, some at a time, a large file alone.
fn batches<'a>(project: &Project, paths: &'a [String]) -> Vec<&'a [String]> {
    let mut batches = Vec::new();
    for run in paths.chunk_by(|a, b| !project.is_large(a) && !project.is_large(b)) {
        batches.extend(run.chunks(4 * rayon::current_num_threads()));
    }
    batches
}

/// Adds a large file piece by piece: it is never in memory as a whole.
fn read_large(
    project: &Project,
    path: &str,
    syntax: Syntax,
    blank_node_prefix: &str,
    merge: &mut Merge<'_>,
    limits: &Limits,
) -> Result<Vec<Finding>> {
    let base = project.base_of(path);
    let reading = Reading {
        base: base.as_deref(),
        blank_node_prefix,
    };
    // Digest and lines must be known before it is read: both readings have to be of one content.
    let before = project.stamp(path)?;
    merge.begin(measured(project, path)?, Some(&project.graph_iri(path)))?;
    let mut stream = project.stream(path)?;
    let each = |piece: &Statements| {
        limits.check()?;
        merge.say(piece)
    };
    let mut end = read_stream(path, &mut stream, syntax, &reading, each)?;
    if project.stamp(path)? != before {
        let changed = std::io::Error::other("it changes while it is read");
        return Err(Error::io("read", path)(changed));
    }
    let findings = std::mem::take(&mut end.findings);
    merge.say(&end)?;
    Ok(findings)
}

/// What is at work while some sources are read.
fn reading(first: &str, count: usize) -> String {
    match count {
        1 => format!("reading `{first}`"),
        _ => format!("reading `{first}` and {} more", count - 1),
    }
}

fn read_part(project: &Project, path: &str, blank_node_prefix: &str) -> Result<Part> {
    let file = project.read(path)?;
    let base = project.base_of(path);
    let reading = Reading {
        base: base.as_deref(),
        blank_node_prefix,
    };
    Ok(Part {
        source: source_of(&file),
        graph: Some(project.graph_iri(path)),
        said: read(&file, &reading)?,
    })
}

/// What `bixi.toml` says of certainty, as the graph takes it.
fn certainty(config: &project::Acceptance) -> Certainty {
    let names: Vec<String> = config
        .levels
        .iter()
        .map(|level| level.name.clone())
        .collect();
    let default = names
        .iter()
        .position(|name| *name == config.default)
        .unwrap_or_default() as u8;
    let levels = config.levels.iter().zip(0..);
    let values = levels.flat_map(|(level, n)| level.values.iter().map(move |iri| (iri.clone(), n)));
    Certainty {
        acceptance: Acceptance { names, default },
        property: config.property.clone(),
        levels: values.collect(),
    }
}

fn source_of(file: &SourceFile) -> Source {
    Source {
        path: file.path.clone(),
        digest: digest(&file.bytes),
        lines: file.line_count(),
    }
}

/// A source that is not in memory.
fn measured(project: &Project, path: &str) -> Result<Source> {
    let (digest, lines) = project.measure(path)?;
    Ok(Source {
        path: path.to_owned(),
        digest,
        lines,
    })
}

/// The paths of the sources; there is at least one.
fn source_paths(project: &Project) -> Result<Vec<String>> {
    let paths = project.source_paths()?;
    if paths.is_empty() {
        return Err(Error::NoSources {
            root: project.root.display().to_string(),
        });
    }
    Ok(paths)
}

/// By path, what the blank nodes of a file are named after: its path in characters of a
/// [blank node label](https://www.w3.org/TR/turtle/#grammar-production-BLANK_NODE_LABEL).
fn blank_node_prefixes(paths: &[String]) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut prefixes = BTreeMap::new();
    for path in paths {
        let stem = path
            .rsplit_once('/')
            .map_or(path.as_str(), |(_, name)| name);
        let stem = stem.split('.').next().unwrap_or_default();
        let plain: String = stem
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let plain = if plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
            plain
        } else {
            format!("b{plain}")
        };
        let mut prefix = format!("{plain}-");
        for number in 2.. {
            // `b-1-` + `2` and `b-` + `12` must not meet, so a second file of a name gets a letter in between.
            if taken.insert(prefix.clone()) {
                break;
            }
            prefix = format!("{plain}-f{number}-");
        }
        prefixes.insert(path.clone(), prefix);
    }
    prefixes
}
