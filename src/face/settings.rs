//! Proposes the settings of a folder that has none.

use crate::build;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::limits::Limits;
use crate::project::{Broken, Config, Inference, Project};
use crate::rdf::{Prefixes, vocab};
use crate::write::{self, Settings};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The most languages that are proposed.
const MOST_LANGUAGES: usize = 5;

/// The most namespaces that are proposed one by one.
const MOST_NAMESPACES: usize = 3;

/// Hosts under which the vocabularies of many are.
const SHARED_HOSTS: [&str; 3] = ["//w3id.org/", "//purl.org/", "//www.w3.org/"];

/// The classes, besides those of classes, whose instances an ontology declares. Annotation properties are often those of others.
const PROPERTIES: [&str; 3] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
];

impl Project {
    /// Returns the text of a `bixi.toml` for the folder, with comments: its sources are those that are taken without it.
    /// The sources are read once, for the languages of their labels.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("a.ttl"), "<http://e/a> <http://e/b> <http://e/c> .")?;
    /// let project = bixi::Project::without_settings(folder.path())?;
    /// let text = project.proposed_settings(&bixi::BuildLimits::default())?;
    /// assert!(text.contains("\nsources = [\"*.ttl\"] # 1 file\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If there are no sources, one cannot be opened, or a limit is passed.
    pub fn proposed_settings(&self, limits: &Limits) -> Result<String> {
        let mut project = Self::without_settings(&self.root)?;
        project.config.inference = Inference::None;
        project.config.build.broken = Broken::Skip;
        let project = project.looked_at()?;
        let (graph, findings) = build::compile_within(&project, limits)?;
        let (languages, untagged) = languages(&graph);
        let namespaces = declared_namespaces(&graph);
        let is_declared = |namespace: &String| {
            let mut prefixes = graph.prefixes.iter();
            prefixes.any(|(_, declared)| declared == namespace)
        };
        let most = namespaces.iter().max_by_key(|(_, count)| **count);
        let without_prefix = most.map(|(iri, _)| iri).filter(|iri| !is_declared(iri));
        let name = self.root.file_name().unwrap_or_default();
        let text = write::settings(&Settings {
            name: &name.to_string_lossy(),
            proposal: &project.proposal()?,
            languages: &languages,
            untagged,
            own: &own(&namespaces),
            without_prefix: without_prefix.map(String::as_str),
            broken: build::broken_files(&findings).len(),
        });
        project.check_proposed(&text)?;
        Ok(text)
    }

    /// Checks that a text is the settings of this project, and that it has the same sources with them.
    fn check_proposed(&self, text: &str) -> Result<()> {
        let with = Self {
            config: Config::of(text)?,
            inventory: None,
            ..self.clone()
        };
        let is_same = with.source_paths()? == self.source_paths()?
            && with.vendored_paths()? == self.vendored_paths()?;
        match is_same {
            true => Ok(()),
            false => Err(Error::internal(
                "the proposed settings choose other sources than are taken without them",
            )),
        }
    }
}

/// Returns the languages of labels with their numbers, the most frequent first, and the number of labels without one.
///
/// Of languages that are as frequent English comes first. One that a shorter tag before it covers, and one that is hardly used, are left out.
fn languages(graph: &Graph) -> (Vec<(String, usize)>, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, label) in graph.labels() {
        let language = graph.dictionary.literal_type(label);
        let language = language.map_or("", |of| of.language.as_str());
        *counts.entry(language).or_default() += 1;
    }
    let untagged = counts.remove("").unwrap_or(0);
    let most = counts.values().max().copied().unwrap_or(0);
    let mut languages: Vec<(String, usize)> = counts
        .into_iter()
        .filter(|(_, count)| count * 100 >= most)
        .map(|(tag, count)| (in_usual_case(tag), count))
        .collect();
    languages.sort_by_key(|(tag, count)| (Reverse(*count), tag != "en"));
    let mut kept: Vec<(String, usize)> = Vec::new();
    for (tag, count) in languages {
        let is_covered = |(shorter, _): &(String, usize)| tag.starts_with(&format!("{shorter}-"));
        if kept.len() < MOST_LANGUAGES && !kept.iter().any(is_covered) {
            kept.push((tag, count));
        }
    }
    (kept, untagged)
}

/// A language tag in the case that its parts usually have ([RFC 5646, 2.1.1](https://www.rfc-editor.org/rfc/rfc5646#section-2.1.1)).
fn in_usual_case(tag: &str) -> String {
    let part = |(index, part): (usize, &str)| match part.len() {
        2 if index > 0 => part.to_ascii_uppercase(),
        4 if index > 0 => part[..1].to_ascii_uppercase() + &part[1..],
        _ => part.to_owned(),
    };
    let parts: Vec<String> = tag.split('-').enumerate().map(part).collect();
    parts.join("-")
}

/// Returns the namespace IRIs of the classes and properties that are declared, with their numbers.
fn declared_namespaces(graph: &Graph) -> BTreeMap<String, usize> {
    let types = vocab::CLASSES.iter().chain(&PROPERTIES);
    let a = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let types = types.filter_map(|iri| a.zip(graph.dictionary.find_iri(iri)));
    let declared = types.flat_map(|(a, class)| graph.triples(None, Some(a), Some(class)));
    let declared = declared.map(|[subject, ..]| subject);
    let declared = declared.filter(|subject| graph.dictionary.is_iri(*subject));
    let declared: BTreeSet<TermId> = declared.collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for term in declared {
        let mut iri = graph.dictionary.text(term);
        if let Some(end) = iri.find('#').or_else(|| iri.rfind('/')) {
            iri.truncate(end + 1);
            *counts.entry(iri).or_default() += 1;
        }
    }
    // What a folder is about is hardly the languages that it is written in.
    for (_, namespace) in Prefixes::default().iter() {
        counts.remove(namespace);
    }
    counts
}

/// Returns the namespaces on the host that has most of the terms; of many, what they begin with.
fn own(namespaces: &BTreeMap<String, usize>) -> Vec<String> {
    let mut hosts: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for (iri, count) in namespaces {
        let (terms, on_host) = hosts.entry(host(iri)).or_default();
        *terms += count;
        on_host.push(iri);
    }
    let most = hosts.into_iter().max_by_key(|(_, (terms, _))| *terms);
    let Some((host, (_, on_host))) = most else {
        return Vec::new();
    };
    let begin = on_host.iter().copied().reduce(common_beginning);
    match begin {
        Some(begin) if on_host.len() > MOST_NAMESPACES => {
            let is_of_many = begin == host && SHARED_HOSTS.iter().any(|name| host.contains(name));
            let begin = Some(begin).filter(|begin| !is_of_many && !begin.is_empty());
            begin.map(str::to_owned).into_iter().collect()
        }
        _ => on_host.into_iter().map(str::to_owned).collect(),
    }
}

/// Returns an IRI up to the slash after its host.
fn host(iri: &str) -> &str {
    let end = iri.match_indices('/').nth(2);
    end.map_or(iri, |(end, _)| &iri[..=end])
}

/// Returns what two IRIs begin with, up to a slash.
fn common_beginning<'a>(a: &'a str, b: &str) -> &'a str {
    let mut ends = a.rmatch_indices('/').map(|(end, _)| &a[..=end]);
    ends.find(|begin| b.starts_with(begin)).unwrap_or_default()
}
