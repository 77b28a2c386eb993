//! The file that something is added to: where its like stands, if that can be written to.

use super::{Described, Stated};
use crate::dictionary::TermId;
use crate::disk;
use crate::error::{AddError, Error, Result};
use crate::finding::Severity;
use crate::graph::Graph;
use crate::project::{Project, relative_path};
use crate::rdf::vocab;
use crate::read::{Document, Reading, Syntax, read_document};
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::fs;

/// A source that can be added to.
pub struct Opened {
    pub path: String,
    /// What it holds, if it is there.
    pub before: Option<Vec<u8>>,
    /// The same as text.
    pub text: String,
    /// What it says, and where.
    pub document: Document,
}

/// Returns the path of the source in which most other instances of the class of a new entity stand, or most statements about the
/// subject of a statement; of several the first.
///
/// # Errors
/// If there are none.
pub fn usual(project: &Project, graph: &Graph, described: &Described) -> Result<String> {
    let subject = graph.dictionary.find_iri(&described.subject);
    let first = described.statements.first();
    let class = first.and_then(|stated| graph.find(&stated.value));
    let class = class.filter(|_| described.is_new);
    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let reified = first.filter(|stated| !described.is_new && !stated.is_asserted);
    let mut like = reified.map_or_else(Vec::new, |stated| said_alike(graph, subject, stated));
    if like.is_empty() {
        like = match (described.is_new, subject) {
            (false, Some(_)) => graph.asserted_triples(subject, None, None).collect(),
            (true, _) if class.is_some() && rdf_type.is_some() => {
                graph.asserted_triples(None, rdf_type, class).collect()
            }
            _ => Vec::new(),
        };
    }
    let inventory = project.inventory()?;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for place in like.iter().flat_map(|triple| graph.places_of(*triple)) {
        let source = graph.sources.get(place.source as usize);
        let path = source.map(|source| source.path.as_str());
        let is_own = |path: &&str| !inventory.is_vendored(&project.config, path);
        if let Some(path) = path.filter(is_own) {
            *counts.entry(path).or_default() += 1;
        }
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    let what = || match class {
        Some(class) => format!("an instance of {}", graph.display(class)),
        None => format!(
            "a statement about {}",
            graph.prefixes.display_iri(&described.subject)
        ),
    };
    let path = most.map(|(path, _)| path.to_owned());
    Ok(path.ok_or_else(|| AddError::NoFile { what: what() })?)
}

/// Returns what sources say of statements, such as the statement that is only spoken of: of those with the same subject, else of
/// all.
fn said_alike(graph: &Graph, subject: Option<TermId>, stated: &Stated) -> Vec<[TermId; 3]> {
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    let reified = reifies.map(|reifies| graph.asserted_triples(None, Some(reifies), None));
    let mut nodes: BTreeMap<TermId, [TermId; 3]> = BTreeMap::new();
    for [node, _, statement] in reified.into_iter().flatten() {
        let statement = graph.dictionary.triple(statement);
        nodes.extend(
            statement
                .filter(|one| !graph.is_asserted(*one))
                .map(|one| (node, one)),
        );
    }
    let annotations = stated.annotations.iter();
    let said = annotations.filter_map(|(property, value)| {
        let property = graph.dictionary.find_iri(property)?;
        let said = graph.asserted_triples(None, Some(property), Some(graph.find(value)?));
        let said: Vec<[TermId; 3]> = said.filter(|[node, ..]| nodes.contains_key(node)).collect();
        (!said.is_empty()).then_some(said)
    });
    let all: Vec<[TermId; 3]> = said.flatten().collect();
    let is_same = |[node, ..]: &&[TermId; 3]| nodes.get(node).map(|of| of[0]) == subject;
    let same: Vec<[TermId; 3]> = all.iter().filter(is_same).copied().collect();
    if same.is_empty() { all } else { same }
}

/// Reads a source to add to it; it need not be there yet.
///
/// # Errors
/// If it cannot be added to.
pub fn opened(project: &Project, path: &str) -> Result<Opened> {
    let refused = |reason: &str| {
        Error::from(AddError::File {
            path: path.to_owned(),
            reason: reason.to_owned(),
        })
    };
    let path = relative_path("", path).ok_or_else(|| refused("it is outside of the project"))?;
    let inventory = project.inventory()?;
    let on_disk = project.root.join(&path);
    let is_there = disk::is_own_or_absent(&on_disk).map_err(|error| refused(&error.to_string()))?;
    if inventory.tables.contains_key(&path) {
        return Err(refused(
            "it is a table, and its statements are made from its rows; add a row to it, or name a file in Turtle: `--file FILE`",
        ));
    }
    if inventory.is_vendored(&project.config, &path) {
        return Err(refused("others maintain it"));
    }
    let is_source = match is_there {
        true => inventory.sources.binary_search(&path).is_ok(),
        false => inventory.would_be_source(&project.config, &path)?,
    };
    let is_turtle = matches!(Syntax::of_path(&path), Some(Syntax::Turtle | Syntax::TriG));
    if !is_turtle || path.ends_with(".gz") {
        return Err(refused("its name is that of no Turtle or TriG file"));
    }
    if !is_source {
        return Err(refused("it is none of the sources"));
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !project.is_within(folder)? {
        return Err(refused("it is outside of the project"));
    }
    if !is_there {
        return read(project, path, None);
    }
    let metadata = fs::metadata(&on_disk).map_err(Error::io("read", &path))?;
    if metadata.permissions().readonly() {
        return Err(refused("it is read-only"));
    }
    let bytes = disk::read(&on_disk).map_err(Error::io("read", &path))?;
    read(project, path, Some(bytes))
}

/// Reads the content of a file.
fn read(project: &Project, path: String, before: Option<Vec<u8>>) -> Result<Opened> {
    let refused = |reason: &str| {
        Error::from(AddError::File {
            path: path.clone(),
            reason: reason.to_owned(),
        })
    };
    let bytes = before.clone().unwrap_or_default();
    let text = String::from_utf8(bytes.clone()).map_err(|_| refused("it is not UTF-8"))?;
    let document = document(project, &path, bytes)?;
    let document = document.ok_or_else(|| refused("it holds no Turtle"))?;
    let mut findings = document.said.findings.iter();
    if findings.any(|finding| finding.severity == Severity::Error) {
        return Err(refused("it has errors"));
    }
    Ok(Opened {
        path,
        before,
        text,
        document,
    })
}

/// Reads a content of a file, with the places of all that it says; `None` if it is not Turtle or TriG.
///
/// # Errors
/// If it has more terms than can be numbered.
pub fn document(project: &Project, path: &str, content: Vec<u8>) -> Result<Option<Document>> {
    let base = project.base_of(path)?;
    let reading = Reading {
        base: base.as_deref(),
        blank_node_prefix: "b",
    };
    read_document(&SourceFile::new(path, content), &reading)
}
