//! The journey from a project to a graph that can be asked.

use crate::error::{Error, Result};
use crate::finding::{Finding, Place, Severity};
use crate::graph::{Acceptance, Certainty, Graph, Part, RuleName, Source};
use crate::infer::{self, Draft, Settings, materialise, own_rules};
use crate::project::{self, CONFIG, FileStamp, Inference, Project, digest};
use crate::read::{Reading, read};
use crate::snapshot::{self, Snapshot, to_hex};
use crate::source::SourceFile;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
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
    let stamps = project.stamps()?;
    let problem = match snapshot::open(&project.snapshot_path()) {
        Ok(snapshot) if is_fresh(project, &snapshot, &stamps, started)? => {
            return Ok(Built::Unchanged(snapshot));
        }
        Err(error @ Error::Snapshot { .. }) => Some(error),
        _ => None,
    };
    let sources = read_sources(project)?;
    let (graph, findings) = compile(project, &sources)?;
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok(Built::Refused(findings));
    }
    let digest = digest_of(&sources, &graph.sources);
    snapshot::write(&graph, &digest, &project.snapshot_path())?;
    drop(graph);
    write_stamps(project, &digest, &stamps, started);
    Ok(Built::New(
        snapshot::open(&project.snapshot_path())?,
        problem,
    ))
}

/// Makes the graph of sources, and finds what is wrong in them.
///
/// # Errors
/// If there is more than a graph can hold, or `base` is not an IRI.
pub fn compile(project: &Project, sources: &[SourceFile]) -> Result<(Graph, Vec<Finding>)> {
    let names = blank_node_prefixes(sources);
    let files: Vec<&SourceFile> = graph_sources(sources).collect();
    let parts = files.par_iter().map(|source| {
        let base = project.base_of(&source.path);
        let reading = Reading {
            base: base.as_deref(),
            blank_node_prefix: &names[&source.path],
        };
        Ok(Part {
            source: source_of(source),
            graph: Some(project.graph_iri(&source.path)),
            said: read(source, &reading)?,
        })
    });
    // All are read before the first error is looked for, so that it is the first by path.
    let parts: Vec<Result<Part>> = parts.collect();
    let mut parts = parts.into_iter().collect::<Result<Vec<Part>>>()?;
    let findings: Vec<Finding> = parts
        .iter_mut()
        .flat_map(|part| std::mem::take(&mut part.said.findings))
        .collect();
    let certainty = project.config.acceptance.as_ref().map(certainty);
    let graph = Graph::from_parts(parts, certainty.as_ref())?;
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Ok((graph, findings));
    }
    let (drafts, refused) = own_rules(&graph, &rule_files(sources), &|path| of_path(sources, path));
    let mut findings = findings;
    findings.extend(refused);
    let settings = settings(project);
    if settings.profile == Inference::None && drafts.is_empty() {
        return Ok((graph, findings));
    }
    let (graph, endless) = materialise(graph, &settings, &drafts, project.graph_iri("inferred"))?;
    findings.extend(endless.iter().map(|rule| never_ends(rule, sources)));
    Ok((graph, findings))
}

/// What reasoning on the graph of a project needs: which rules of the W3C apply, and the project's own.
///
/// # Errors
/// If a file cannot be read.
pub fn reasoning(project: &Project, graph: &Graph) -> Result<(Settings, Vec<Draft>)> {
    let paths = project.rule_paths()?;
    let files = paths
        .iter()
        .map(|path| project.read(path))
        .collect::<Result<Vec<_>>>()?;
    Ok((settings(project), own_rules(graph, &files, &|_| None).0))
}

/// What contradicts itself in the graph of a project, with the places in its sources.
pub fn inconsistencies(project: &Project, graph: &Graph, sources: &[SourceFile]) -> Vec<Finding> {
    let settings = settings(project);
    if settings.profile == Inference::None {
        return Vec::new();
    }
    infer::inconsistencies(graph, &settings.datatypes, &|path| of_path(sources, path))
}

/// Which rules apply to a project.
fn settings(project: &Project) -> Settings {
    Settings {
        profile: project.config.inference,
        ..Settings::default()
    }
}

fn of_path<'a>(sources: &'a [SourceFile], path: &str) -> Option<&'a SourceFile> {
    sources.iter().find(|source| source.path == path)
}

/// The files that hold rules.
fn rule_files(sources: &[SourceFile]) -> Vec<SourceFile> {
    sources
        .iter()
        .filter(|source| is_rule(&source.path))
        .cloned()
        .collect()
}

fn is_rule(path: &str) -> bool {
    path.starts_with("rules/")
}

/// A rule that makes terms of terms that it made.
fn never_ends(rule: &RuleName, sources: &[SourceFile]) -> Finding {
    let place = rule.place.as_deref().unwrap_or_default();
    let (path, line) = place.rsplit_once(':').unwrap_or((place, "1"));
    let span = of_path(sources, path).and_then(|source| source.text_span(line.parse().ok()?));
    let place = Place {
        file: path.to_owned(),
        span: span.unwrap_or(0..0),
    };
    let message = format!(
        "the rule `{}` computes terms of terms that it computed, without end",
        rule.name
    );
    let hint = "a condition such as `FILTER(?n < 10)` gives it an end";
    Finding::error("rule-without-end", message, place).with_hint(hint)
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

/// The files that make statements.
fn graph_sources(files: &[SourceFile]) -> impl Iterator<Item = &SourceFile> {
    let is_source = |file: &&SourceFile| file.path != CONFIG && !is_rule(&file.path);
    files.iter().filter(is_source)
}

fn source_of(file: &SourceFile) -> Source {
    Source {
        path: file.path.clone(),
        digest: digest(&file.bytes),
        lines: file.line_count(),
    }
}

/// Reads the files that are built, `bixi.toml` among them: it has a say in the graph.
///
/// # Errors
/// If there are none, or one cannot be read.
pub fn read_sources(project: &Project) -> Result<Vec<SourceFile>> {
    let mut paths = project.source_paths()?;
    if paths.is_empty() {
        return Err(Error::NoSources {
            root: project.root.display().to_string(),
        });
    }
    paths.extend(project.rule_paths()?);
    if project.root.join(CONFIG).is_file() {
        paths.push(CONFIG.to_owned());
    }
    paths.par_iter().map(|path| project.read(path)).collect()
}

/// By path, what the blank nodes of a file are named after: its path in characters of a
/// [blank node label](https://www.w3.org/TR/turtle/#grammar-production-BLANK_NODE_LABEL).
fn blank_node_prefixes(sources: &[SourceFile]) -> BTreeMap<String, String> {
    let mut taken = BTreeSet::new();
    let mut prefixes = BTreeMap::new();
    for source in sources {
        let stem = source
            .path
            .rsplit_once('/')
            .map_or(source.path.as_str(), |(_, name)| name);
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
        prefixes.insert(source.path.clone(), prefix);
    }
    prefixes
}

/// The digest of everything that goes into a snapshot, in hexadecimal: this version, `bixi.toml` and the sources.
fn digest_of(files: &[SourceFile], sources: &[Source]) -> String {
    let mut all = env!("CARGO_PKG_VERSION").as_bytes().to_vec();
    if let Some(config) = files.iter().find(|file| file.path == CONFIG) {
        all.extend_from_slice(&digest(&config.bytes));
    }
    for rule in files.iter().filter(|file| is_rule(&file.path)) {
        all.extend_from_slice(rule.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&digest(&rule.bytes));
    }
    for source in sources {
        all.extend_from_slice(source.path.as_bytes());
        all.push(0);
        all.extend_from_slice(&source.digest);
    }
    to_hex(&digest(&all))
}

/// What `.bixi/stamps.json` holds: how the files looked when the snapshot of a digest was made.
#[derive(Serialize, Deserialize)]
struct Stamps {
    snapshot: String,
    files: Vec<(String, u64, u64)>,
}

/// Whether a snapshot is of these files: by size and time of change, and by content where those differ.
fn is_fresh(
    project: &Project,
    snapshot: &Snapshot,
    stamps: &[FileStamp],
    started: SystemTime,
) -> Result<bool> {
    let known = fs::read(project.stamps_path()).ok();
    let known = known.and_then(|bytes| serde_json::from_slice::<Stamps>(&bytes).ok());
    let known = known.filter(|known| known.snapshot == snapshot.digest);
    let same = |stamp: &FileStamp, (path, size, modified): &(String, u64, u64)| {
        stamp.path == *path && stamp.size == *size && stamp.modified == *modified
    };
    if let Some(known) = &known
        && known.files.len() == stamps.len()
        && stamps
            .iter()
            .zip(&known.files)
            .all(|(stamp, file)| same(stamp, file))
    {
        return Ok(true);
    }
    let files = read_sources(project)?;
    let sources: Vec<Source> = graph_sources(&files).map(source_of).collect();
    if digest_of(&files, &sources) != snapshot.digest {
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
