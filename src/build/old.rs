//! What a build takes over from an older graph: the sources that say the same.

use super::broken::says_left_out;
use super::files::{Files, Known};
use super::{findings, imported};
use crate::error::Result;
use crate::finding::Finding;
use crate::graph::{Graph, Source};
use crate::mapping;
use crate::read::EXPLANATIONS;
use crate::snapshot::Snapshot;
use crate::table;
use std::collections::{BTreeMap, BTreeSet};

/// What can be taken over from a snapshot, of which every byte must have been checked.
#[derive(Default)]
pub(super) struct Old<'s> {
    pub graph: Option<&'s Graph>,
    /// By path, the sources that say the same as long as their text is the same, with their index in the graph.
    pub sources: BTreeMap<&'s str, (usize, &'s Source)>,
    /// What reading them found, by path.
    findings: BTreeMap<String, Vec<Finding>>,
    /// The paths of those that are broken.
    broken: BTreeSet<String>,
    /// What is known of the sources as they are now.
    pub known: BTreeMap<String, Known>,
}

impl<'s> Old<'s> {
    /// What a snapshot has of the sources of a build, if there is one. With other settings, or if its blank nodes are called
    /// otherwise, a source says something else although its text is the same.
    ///
    /// # Errors
    /// If what was found in the sources of the snapshot is damaged.
    pub fn of(
        files: &Files,
        snapshot: &'s Result<Snapshot>,
        known: Option<BTreeMap<String, Known>>,
    ) -> Result<Self> {
        let (Ok(snapshot), Some(known)) = (snapshot, known) else {
            return Ok(Self::default());
        };
        let graph = &snapshot.graph;
        let mut old = Self {
            graph: Some(graph),
            known,
            ..Self::default()
        };
        if files.settings_digest()? != snapshot.digests.settings {
            return Ok(old);
        }
        let is_imported = |path: &String| snapshot.imported.contains(path);
        old.sources = same_sources(files, graph, is_imported);
        let of_reading = |finding: &Finding| {
            let mut known = EXPLANATIONS
                .iter()
                .chain(mapping::EXPLANATIONS)
                .chain(table::EXPLANATIONS);
            finding.id == imported::NOT_READ || known.any(|of| of.id == finding.id)
        };
        let findings = findings::of(snapshot)?;
        let broken = findings.iter().filter(|finding| says_left_out(finding));
        old.broken = broken.map(|finding| finding.place.file.clone()).collect();
        old.findings = by_path(findings.into_iter().filter(of_reading));
        Ok(old)
    }

    /// What was read a moment ago, before it was known which other files imports lead to.
    pub fn again(
        files: &Files,
        graph: &'s Graph,
        findings: Vec<Finding>,
        broken: BTreeSet<String>,
    ) -> Self {
        let paths = graph.sources.iter().map(|source| source.path.clone());
        let is_imported = |path: &String| !files.is_source(path);
        Self {
            graph: Some(graph),
            sources: same_sources(files, graph, is_imported),
            findings: by_path(findings),
            broken,
            known: paths.map(|path| (path, Known::Same)).collect(),
        }
    }

    /// What reading a source found, and whether it is broken.
    pub fn found_in(&self, path: &str) -> (Vec<Finding>, bool) {
        let found = self.findings.get(path).cloned();
        (found.unwrap_or_default(), self.broken.contains(path))
    }
}

/// Findings by the files that they are in, without those that say that a file or rows of it are left out.
fn by_path(findings: impl IntoIterator<Item = Finding>) -> BTreeMap<String, Vec<Finding>> {
    let mut by_path: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let findings = findings.into_iter();
    for finding in findings.filter(|finding| !says_left_out(finding)) {
        let of_file = by_path.entry(finding.place.file.clone());
        of_file.or_default().push(finding);
    }
    by_path
}

/// The sources of an older graph that say the same as long as their text is the same, by path: they are built for the same
/// reason, and their blank nodes are called the same.
fn same_sources<'s>(
    files: &Files,
    graph: &'s Graph,
    was_imported: impl Fn(&String) -> bool,
) -> BTreeMap<&'s str, (usize, &'s Source)> {
    let before: Vec<String> = graph.sources.iter().map(|s| s.path.clone()).collect();
    let prefixes = [&files.built(), &before].map(|paths| blank_node_prefixes(paths));
    let says_the_same = |source: &Source| {
        let [now, before] = prefixes.each_ref().map(|of| of.get(&source.path));
        let is_imported = !files.is_source(&source.path);
        now.is_some() && now == before && is_imported == was_imported(&source.path)
    };
    let sources = graph.sources.iter().enumerate();
    let sources = sources.filter(|(_, source)| says_the_same(source));
    sources
        .map(|(index, source)| (source.path.as_str(), (index, source)))
        .collect()
}

/// By path, what the blank nodes of a file are named after: its path in characters of a
/// [blank node label](https://www.w3.org/TR/turtle/#grammar-production-BLANK_NODE_LABEL).
pub(super) fn blank_node_prefixes(paths: &[String]) -> BTreeMap<String, String> {
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
