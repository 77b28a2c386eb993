//! The journey from a project to a graph that can be asked.

use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::graph::{Acceptance, Certainty, Graph, Merge, Part, Source};
use crate::infer::{self, Draft, Settings, materialise, own_rules};
use crate::project::{self, CONFIG, FileStamp, Inference, Project, digest};
use crate::read::{Reading, Statements, Syntax, read, read_stream};
use crate::snapshot::{self, Snapshot, to_hex};
use crate::source::SourceFile;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a build came to.
pub enum Built {
    /// The snapshot was still that of the sources.
    Unchanged(Snapshot),
    /// A new snapshot was written; what was the matter with the file that it replaced, if it was no snapshot.
    New(Snapshot, Option<Error>),
    /// The sources are not as they should be; a snapshot of earlier ones stays as it is.
    Refused(Vec<Finding>),
}

/// Builds a project if its sources are not those of the snapshot.
///
/// # Errors
/// If there are no sources, or the disk says no.
pub fn build(project: &Project) -> Result<Built> {
    let started = SystemTime::now();
    let path = project.snapshot_path();
    let stamps = project.stamps()?;
    let before = snapshot::open(&path);
    if let Ok(snapshot) = &before
        && is_fresh(project, snapshot, &stamps, started)?
    {
        return before.map(Built::Unchanged);
    }
    let lock = snapshot::lock(&path)?;
    // While this process waited for the lock, another one may have built what is wanted.
    let after = snapshot::open(&path);
    if let Ok(snapshot) = &after
        && before.as_ref().ok().map(|before| &before.digest) != Some(&snapshot.digest)
        && is_fresh(project, snapshot, &stamps, started)?
    {
        return after.map(Built::Unchanged);
    }
    let revised = match &after {
        Ok(snapshot) => revise(project, snapshot, &stamps)?,
        Err(_) => None,
    };
    let (graph, findings) = match revised {
        Some(revised) => revised,
        None => compile(project)?,
    };
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok(Built::Refused(findings));
    }
    let digest = digest_of(project, &graph.sources)?;
    snapshot::write(&graph, &digest, &path, &lock)?;
    drop(graph);
    write_stamps(project, &digest, &stamps, started);
    let problem = after
        .err()
        .filter(|error| matches!(error, Error::Snapshot { .. }));
    Ok(Built::New(snapshot::open(&path)?, problem))
}

/// Makes the graph of a project's sources, and finds what is wrong in them.
///
/// # Errors
/// If there are no sources, one cannot be read, or there is more than a graph can hold.
pub fn compile(project: &Project) -> Result<(Graph, Vec<Finding>)> {
    let paths = source_paths(project)?;
    let names = blank_node_prefixes(&paths);
    let mut merge = Merge::default();
    let mut findings = Vec::new();
    // Some files at a time: all cores have work, and no more texts are in memory than that.
    for some in batches(project, &paths) {
        if let [path] = some
            && let Some(syntax) = Syntax::of_path(path).filter(|_| project.is_large(path))
        {
            findings.append(&mut read_large(
                project,
                path,
                syntax,
                &names[path],
                &mut merge,
            )?);
            continue;
        }
        let parts = some
            .par_iter()
            .map(|path| read_part(project, path, &names[path]));
        // All are read before the first error is looked for, so that it is the first by path.
        let parts: Vec<Result<Part>> = parts.collect();
        for part in parts {
            let mut part = part?;
            findings.append(&mut part.said.findings);
            merge.add(part)?;
        }
    }
    let certainty = project.config.acceptance.as_ref().map(certainty);
    let graph = merge.finish(certainty.as_ref())?;
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok((graph, findings));
    }
    let graph = add_what_follows(project, graph, &mut findings)?;
    Ok((graph, findings))
}

/// As much of the sources, by lines, may have changed for the old graph to be revised rather than made again.
const MOST_CHANGED: usize = 4;

/// Makes the graph of a project from that of its snapshot, if only a few sources have changed: the others are not read.
/// Which they are, the times and sizes of files tell.
fn revise(
    project: &Project,
    snapshot: &Snapshot,
    stamps: &[FileStamp],
) -> Result<Option<(Graph, Vec<Finding>)>> {
    let (old, paths) = (&snapshot.graph, source_paths(project)?);
    let is_same_project = old.sources.iter().map(|source| &source.path).eq(&paths)
        && project.config.acceptance.is_none()
        && digest_of(project, &old.sources)? == snapshot.digest;
    let (Some(known), true) = (known_stamps(project, snapshot), is_same_project) else {
        return Ok(None);
    };
    let is_known = |stamp: &&FileStamp| known.files.iter().any(|file| is_same(stamp, file));
    let unchanged: BTreeSet<&str> = stamps
        .iter()
        .filter(is_known)
        .map(|s| s.path.as_str())
        .collect();
    let changed: Vec<usize> = (0..paths.len())
        .filter(|index| !unchanged.contains(paths[*index].as_str()))
        .collect();
    let lines = |indexes: &mut dyn Iterator<Item = usize>| -> usize {
        indexes.map(|index| old.sources[index].lines as usize).sum()
    };
    let all = lines(&mut (0..paths.len()));
    let has_large = changed.iter().any(|index| project.is_large(&paths[*index]));
    if changed.is_empty() || has_large || lines(&mut changed.iter().copied()) * MOST_CHANGED > all {
        return Ok(None);
    }
    let prefixes = blank_node_prefixes(&paths);
    let parts = changed.par_iter().map(|index| {
        let path = &paths[*index];
        Ok((*index, read_part(project, path, &prefixes[path])?))
    });
    let mut parts = parts.collect::<Result<BTreeMap<usize, Part>>>()?;
    let mut findings: Vec<Finding> = Vec::new();
    parts
        .values_mut()
        .for_each(|part| findings.append(&mut part.said.findings));
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        // All that is wrong is to be said, also what is wrong in the others.
        return Ok(None);
    }
    let names: Vec<String> = paths.iter().map(|path| project.graph_iri(path)).collect();
    let Some(graph) = old.revised(parts, &names)? else {
        return Ok(None);
    };
    let graph = add_what_follows(project, graph, &mut findings)?;
    Ok(Some((graph, findings)))
}

/// The graph with what its rules infer; rules that cannot be used are findings.
fn add_what_follows(project: &Project, graph: Graph, findings: &mut Vec<Finding>) -> Result<Graph> {
    let sources = Sources::of(project);
    let (drafts, refused) = own_rules(&graph, &rule_files(project)?, &|path| sources.read(path));
    findings.extend(refused);
    let settings = settings(project);
    if settings.profile == Inference::None && drafts.is_empty() {
        return Ok(graph);
    }
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
    let files = rule_files(project)?;
    Ok((settings(project), own_rules(graph, &files, &|_| None).0))
}

/// What contradicts itself in the graph of a project, with the places in its sources.
pub fn inconsistencies(project: &Project, graph: &Graph) -> Vec<Finding> {
    let settings = settings(project);
    if settings.profile == Inference::None {
        return Vec::new();
    }
    let sources = Sources::of(project);
    infer::inconsistencies(graph, &settings.datatypes, &|path| sources.read(path))
}

/// The rules of a project that give nothing, since they look for names that its graph does not have.
///
/// # Errors
/// If a file cannot be read.
pub fn idle_rules(project: &Project, graph: &Graph) -> Result<Vec<Finding>> {
    let (_, own) = reasoning(project, graph)?;
    let sources = Sources::of(project);
    Ok(infer::idle_rules(graph, &own, &|path| sources.read(path)))
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
    merge: &mut Merge,
) -> Result<Vec<Finding>> {
    let base = project.base_of(path);
    let reading = Reading {
        base: base.as_deref(),
        blank_node_prefix,
    };
    merge.begin(measured(project, path)?, Some(&project.graph_iri(path)))?;
    let mut stream = project.stream(path)?;
    let each = |piece: Statements| merge.say(piece);
    let mut end = read_stream(path, &mut stream, syntax, &reading, each)?;
    let findings = std::mem::take(&mut end.findings);
    merge.say(end)?;
    Ok(findings)
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

/// The digest of everything that goes into a snapshot, in hexadecimal: this version, `bixi.toml` and the sources.
fn digest_of(project: &Project, sources: &[Source]) -> Result<String> {
    let mut all = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    if project.root.join(CONFIG).is_file() {
        all.extend_from_slice(&digest(&project.read(CONFIG)?.bytes));
    }
    for rule in rule_files(project)? {
        all.extend_from_slice(rule.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&digest(&rule.bytes));
    }
    for source in sources {
        all.extend_from_slice(source.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&source.digest);
    }
    Ok(to_hex(&digest(&all)))
}

/// What `.bixi/stamps.json` holds: how the files looked when the snapshot of a digest was made.
#[derive(Serialize, Deserialize)]
struct Stamps {
    snapshot: String,
    files: Vec<(String, u64, u64)>,
}

/// How the files of a snapshot looked when it was made.
fn known_stamps(project: &Project, snapshot: &Snapshot) -> Option<Stamps> {
    let bytes = fs::read(project.stamps_path()).ok()?;
    let known: Stamps = serde_json::from_slice(&bytes).ok()?;
    (known.snapshot == snapshot.digest).then_some(known)
}

fn is_same(stamp: &FileStamp, (path, size, modified): &(String, u64, u64)) -> bool {
    stamp.path == *path && stamp.size == *size && stamp.modified == *modified
}

/// Whether a snapshot is of these files: by size and time of change, and by content where those differ.
fn is_fresh(
    project: &Project,
    snapshot: &Snapshot,
    stamps: &[FileStamp],
    started: SystemTime,
) -> Result<bool> {
    let known = known_stamps(project, snapshot).map_or_else(Vec::new, |known| known.files);
    if known.len() == stamps.len() && stamps.iter().zip(&known).all(|(s, file)| is_same(s, file)) {
        return Ok(true);
    }
    let unchanged: BTreeSet<&str> = stamps
        .iter()
        .filter(|stamp| known.iter().any(|file| is_same(stamp, file)))
        .map(|stamp| stamp.path.as_str())
        .collect();
    let before: BTreeMap<&str, &Source> = snapshot
        .graph
        .sources
        .iter()
        .map(|source| (source.path.as_str(), source))
        .collect();
    let paths = source_paths(project)?;
    let sources = paths.par_iter().map(|path| {
        let of_snapshot = before
            .get(path.as_str())
            .filter(|_| unchanged.contains(path.as_str()));
        of_snapshot.map_or_else(|| measured(project, path), |source| Ok((*source).clone()))
    });
    if digest_of(project, &sources.collect::<Result<Vec<Source>>>()?)? != snapshot.digest {
        return Ok(false);
    }
    write_stamps(project, &snapshot.digest, stamps, started);
    Ok(true)
}

/// Notes how the files look. A file that changed just before could change again within the resolution of the clock
/// and look the same, so it gets a time that never fits.
fn write_stamps(project: &Project, digest: &str, stamps: &[FileStamp], started: SystemTime) {
    let settled = started.checked_sub(Duration::from_millis(50));
    let settled = settled.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let settled = settled.map_or(0, |time| time.as_nanos() as u64);
    let file = |stamp: &FileStamp| {
        let modified = if stamp.modified < settled {
            stamp.modified
        } else {
            0
        };
        (stamp.path.clone(), stamp.size, modified)
    };
    let stamps = Stamps {
        snapshot: digest.to_owned(),
        files: stamps.iter().map(file).collect(),
    };
    // Without stamps the next run compares contents: slower, but as right. A read-only folder is no reason to stop.
    let _ = serde_json::to_vec(&stamps).map(|bytes| fs::write(project.stamps_path(), bytes));
}
