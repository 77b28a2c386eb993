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

/// Quotes what a reifier rests on, or a passage. There is nothing to quote if neither names characters of a text, or no file of the
/// folder is that text: a file outside of the folder is none, whatever the graph calls it.
pub fn quotation(graph: &Graph, entity: TermId, folder: &Path) -> Option<Quotation> {
    let passage = |entity: TermId| -> Option<(TermId, Range<usize>)> {
        let text = graph.objects(entity, HAS_SOURCE).next()?;
        let selector = graph.objects(entity, HAS_SELECTOR).next()?;
        Some((text, range(graph, selector)?))
    };
    let mut said = graph.triples(Some(entity), None, None);
    let (text, outer) =
        passage(entity).or_else(|| said.find_map(|[_, _, object]| passage(object)))?;
    let is_inside = |words: &Range<usize>| {
        outer.start <= words.start && words.start < words.end && words.end <= outer.end
    };
    let words = range(graph, entity).filter(is_inside);
    let words = words.unwrap_or(outer.end..outer.end);
    let file = graph.objects(text, CONTENT_URL).next()?;
    let file = graph.dictionary.text(file);
    let characters = characters(graph, text, folder, &file)?;
    let part = |range: Range<usize>| Some(characters.get(range)?.iter().collect());
    Some(Quotation {
        before: part(outer.start..words.start)?,
        words: part(words.clone())?,
        after: part(words.end..outer.end)?,
        file,
    })
}

/// Reads the characters of a text whose file has the digest that the graph states.
fn characters(graph: &Graph, text: TermId, folder: &Path, file: &str) -> Option<Vec<char>> {
    let mut parts = Path::new(file).components();
    if !parts.all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let bytes = disk::read(&folder.join(file)).ok()?;
    let expected = graph.objects(text, SHA256).next()?;
    let is_it = to_hex(&digest(&bytes)) == graph.dictionary.text(expected);
    is_it.then(|| String::from_utf8_lossy(&bytes).chars().collect())
}

/// Returns the characters of a text that a selector or a reifier names.
pub fn range(graph: &Graph, subject: TermId) -> Option<Range<usize>> {
    let number = |property: &str| -> Option<usize> {
        let object = graph.objects(subject, property).next()?;
        graph.dictionary.text(object).parse().ok()
    };
    Some(number(START)?..number(END)?)
}
