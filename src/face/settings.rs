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

/// The classes, besides those of classes, whose instances an ontology declares.
const PROPERTIES: [&str; 4] = [
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
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
        let namespace = namespace(&graph);
        let is_declared = |namespace: &String| {
            let mut prefixes = graph.prefixes.iter();
            prefixes.any(|(_, declared)| declared == namespace)
        };
        let namespace = namespace.filter(|namespace| !is_declared(namespace));
        let name = self.root.file_name().unwrap_or_default();
        let text = write::settings(&Settings {
            name: &name.to_string_lossy(),
            proposal: &project.proposal()?,
            languages: &languages,
            untagged,
            namespace: namespace.as_deref(),
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
        match with.source_paths()? == self.source_paths()? {
            true => Ok(()),
            false => Err(Error::internal(
                "the proposed settings choose other sources than are taken without them",
            )),
        }
    }
}

/// Returns the languages of labels with their numbers, the most frequent first, and the number of labels without one.
///
/// A language that is preferred without settings comes first if it has at least half as many labels as the most frequent
/// one. One that a shorter tag before it covers, and one that is hardly used, are left out.
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
    let preferred = Config::default().languages;
    let rank = |(tag, count): &(String, usize)| {
        let is_frequent = count * 2 >= most;
        let place = preferred.iter().position(|one| one == tag);
        let place = place.filter(|_| is_frequent).unwrap_or(preferred.len());
        (place, Reverse(*count))
    };
    languages.sort_by_key(rank);
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

/// Returns the namespace IRI of most of the declared classes and properties; of none, of most subjects.
fn namespace(graph: &Graph) -> Option<String> {
    let types = vocab::CLASSES.iter().chain(&PROPERTIES);
    let a = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let types = types.filter_map(|iri| a.zip(graph.dictionary.find_iri(iri)));
    let declared = types.flat_map(|(a, class)| graph.triples(None, Some(a), Some(class)));
    let declared: BTreeSet<TermId> = declared.map(|[subject, ..]| subject).collect();
    let declared = most_frequent_namespace(graph, declared);
    declared.or_else(|| {
        let subjects = graph.triples(None, None, None).map(|[subject, ..]| subject);
        most_frequent_namespace(graph, subjects.collect())
    })
}

fn most_frequent_namespace(graph: &Graph, terms: BTreeSet<TermId>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for term in terms {
        let iri = graph
            .dictionary
            .is_iri(term)
            .then(|| graph.dictionary.text(term));
        let end = iri
            .as_ref()
            .and_then(|iri| iri.find('#').or_else(|| iri.rfind('/')));
        if let (Some(mut iri), Some(end)) = (iri, end) {
            iri.truncate(end + 1);
            *counts.entry(iri).or_default() += 1;
        }
    }
    // What a folder is about is hardly the languages that it is written in.
    for (_, namespace) in Prefixes::default().iter() {
        counts.remove(namespace);
    }
    let most = counts
        .into_iter()
        .max_by_key(|(namespace, count)| (*count, Reverse(namespace.clone())));
    most.map(|(namespace, _)| namespace)
}
