//! The words of a text that a statement rests on, within their passage.

use super::{CONTENT_URL, END, HAS_SELECTOR, HAS_SOURCE, SHA256, START};
use crate::dictionary::TermId;
use crate::disk;
use crate::graph::Graph;
use crate::project::digest;
use crate::snapshot::to_hex;
use serde::Serialize;
use std::ops::Range;
use std::path::{Component, Path};

/// A passage of a text, with the words in it that a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Quotation {
    /// The file of the text, as the graph names it.
    pub file: String,
    /// The passage before the words, or all of it.
    pub before: String,
    /// The words; empty if only the passage is known.
    pub words: String,
    /// The passage after the words.
    pub after: String,
}

/// What a folder of texts has of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quoting {
    /// The passage.
    Quoted(Quotation),
    /// Neither the entity nor what it rests on names characters of a text that has a file.
    NoPassage,
    /// The folder has no file of this name. A file outside of the folder is none, whatever the graph calls it.
    NoFile(String),
    /// The file has not the digest that the graph states, or the graph states none.
    OtherText(String),
    /// The text of the file ends before the passage does.
    TooShort(String),
}

/// Quotes what a reifier rests on, or a passage.
pub fn quotation(graph: &Graph, entity: TermId, folder: &Path) -> Quoting {
    let passage = |entity: TermId| -> Option<(TermId, Range<usize>)> {
        let text = graph.objects(entity, HAS_SOURCE).next()?;
        let selector = graph.objects(entity, HAS_SELECTOR).next()?;
        Some((text, range(graph, selector)?))
    };
    let mut said = graph.triples(Some(entity), None, None);
    let found = passage(entity).or_else(|| said.find_map(|[_, _, object]| passage(object)));
    let file = found
        .as_ref()
        .and_then(|(text, _)| graph.objects(*text, CONTENT_URL).next());
    let (Some((text, outer)), Some(file)) = (found, file) else {
        return Quoting::NoPassage;
    };
    let file = graph.dictionary.text(file);
    let Some(bytes) = file_of(folder, &file) else {
        return Quoting::NoFile(file);
    };
    let stated = graph.objects(text, SHA256).next();
    if stated.map(|stated| graph.dictionary.text(stated)) != Some(to_hex(&digest(&bytes))) {
        return Quoting::OtherText(file);
    }
    let is_inside = |words: &Range<usize>| {
        outer.start <= words.start && words.start < words.end && words.end <= outer.end
    };
    let words = range(graph, entity).filter(is_inside);
    let words = words.unwrap_or(outer.end..outer.end);
    let characters: Vec<char> = String::from_utf8_lossy(&bytes).chars().collect();
    let part = |range: Range<usize>| Some(characters.get(range)?.iter().collect());
    let parts = (
        part(outer.start..words.start),
        part(words.clone()),
        part(words.end..outer.end),
    );
    match parts {
        (Some(before), Some(words), Some(after)) => Quoting::Quoted(Quotation {
            file,
            before,
            words,
            after,
        }),
        _ => Quoting::TooShort(file),
    }
}

/// Reads a file of a folder, by its path there; nothing if there is none that can be read.
fn file_of(folder: &Path, file: &str) -> Option<Vec<u8>> {
    let mut parts = Path::new(file).components();
    let is_inside = parts.all(|part| matches!(part, Component::Normal(_)));
    is_inside
        .then(|| disk::read(&folder.join(file)).ok())
        .flatten()
}

/// Returns the characters of a text that a selector or a reifier names.
pub fn range(graph: &Graph, subject: TermId) -> Option<Range<usize>> {
    let number = |property: &str| -> Option<usize> {
        let object = graph.objects(subject, property).next()?;
        graph.dictionary.text(object).parse().ok()
    };
    Some(number(START)?..number(END)?)
}
