//! Checks styles: words of their vocabulary that mean nothing, and styles of what nothing has.

use super::Against;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::finding::{Finding, Place, nearest};
use crate::graph::Graph;
use crate::query::UNKNOWN_NAME;
use crate::rdf::vocab;
use crate::source::SourceFile;
use crate::view::{STYLE_PROPERTIES, STYLES, known_values, means_something};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

/// The id of the findings about words that the vocabulary of styles does not have.
const UNKNOWN_STYLE: &str = "unknown-style";

/// Finds what is wrong in the styles of a project.
pub fn check(against: Against) -> Result<Vec<Finding>> {
    let graph = against.graph;
    let is_style = |property: &TermId| graph.dictionary.text(*property).starts_with(STYLES);
    let properties: Vec<TermId> = graph.statistics.predicates().filter(is_style).collect();
    let mut found: Vec<(u32, u32, Found)> = Vec::new();
    let mut subjects: BTreeMap<TermId, [TermId; 3]> = BTreeMap::new();
    for property in properties {
        for triple in graph.triples(None, Some(property), None) {
            let Some(place) = graph.places_of(triple).into_iter().next() else {
                // It is inferred from a style that a source states.
                continue;
            };
            subjects.entry(triple[0]).or_insert(triple);
            let wrong = wrong(graph, triple);
            found.extend(wrong.map(|wrong| (place.source, place.line, wrong)));
        }
    }
    for (subject, triple) in subjects {
        let place = graph.places_of(triple).into_iter().next();
        if let (Some(place), true) = (place, is_nowhere_else(graph, subject)) {
            found.push((place.source, place.line, nowhere_else(graph, subject)));
        }
    }
    found.sort_by(|a, b| (a.0, a.1, &a.2.message).cmp(&(b.0, b.1, &b.2.message)));
    let mut files: BTreeMap<u32, SourceFile> = BTreeMap::new();
    let mut findings = Vec::new();
    for (source, line, found) in found {
        let Some(path) = graph
            .sources
            .get(source as usize)
            .map(|source| &source.path)
        else {
            let what = format!("a statement is of the source {source}, which does not exist");
            return Err(Error::internal(what));
        };
        let file = match files.entry(source) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(against.project.read(path)?),
        };
        let span = place_of(file, line, &found.word);
        let place = Place {
            file: path.clone(),
            span: span.unwrap_or(0..0),
        };
        findings.push(Finding {
            hint: found.hint,
            ..Finding::warning(found.id, found.message, place)
        });
    }
    Ok(findings)
}

/// What is wrong, and the word of its line that is.
struct Found {
    id: &'static str,
    message: String,
    hint: Option<String>,
    /// What stands before the word, if it does, and the word.
    word: (&'static str, String),
}

/// Returns the bytes of a word on a line of a file, or of the whole line.
fn place_of(file: &SourceFile, line: u32, (before, word): &(&str, String)) -> Option<Range<usize>> {
    let span = file.text_span(line)?;
    let text = file.bytes.get(span.clone())?;
    let find = |word: &str| memchr::memmem::find(text, word.as_bytes());
    let exact = find(&format!("{before}{word}")).map(|at| at + before.len());
    Some(match exact.or_else(|| find(word)) {
        Some(at) if !word.is_empty() => span.start + at..span.start + at + word.len(),
        _ => span,
    })
}

/// Returns what is wrong with a style.
fn wrong(graph: &Graph, [subject, property, value]: [TermId; 3]) -> Option<Found> {
    let property = graph.dictionary.text(property);
    let name = property.strip_prefix(STYLES)?;
    let Some(known) = known_values(name) else {
        return Some(Found {
            id: UNKNOWN_STYLE,
            message: format!(
                "there is no style `{}`",
                graph.prefixes.display_iri(&property)
            ),
            hint: Some(meant(name, &STYLE_PROPERTIES)),
            word: (":", name.to_owned()),
        });
    };
    let value = graph.dictionary.text(value);
    if means_something(name, &value) {
        return None;
    }
    let more = if name == "color" {
        ", or `#rrggbb`"
    } else {
        ""
    };
    let hint = match nearest(&value, known.iter().copied()) {
        Some(_) => meant(&value, &known),
        None if known.is_empty() => "write one character or two".to_owned(),
        None => meant(&value, &known) + more,
    };
    let subject = graph.display(subject);
    Some(Found {
        id: UNKNOWN_STYLE,
        message: match value.as_str() {
            "" => format!("`style:{name}` of `{subject}` is empty"),
            value => format!("`style:{name}` of `{subject}` is `{value}`, which means nothing"),
        },
        hint: Some(hint),
        word: ("\"", value),
    })
}

/// Returns the known word that may be meant, or all of them.
fn meant(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there is `{}`", known.join("`, `")),
    }
}

/// Returns whether nothing but styles speaks of a term: it is not a class of anything, no property of a statement, and nothing else
/// is said of it.
fn is_nowhere_else(graph: &Graph, term: TermId) -> bool {
    let is_other =
        |[_, property, _]: [TermId; 3]| !graph.dictionary.text(property).starts_with(STYLES);
    let is_predicate = graph.statistics.distinct(term).is_some();
    let is_object = graph.triples(None, None, Some(term)).next().is_some();
    let mut said = graph.triples(Some(term), None, None);
    !is_predicate && !is_object && !said.any(is_other)
}

fn nowhere_else(graph: &Graph, term: TermId) -> Found {
    let shown = graph.display(term);
    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
    let typed = rdf_type.map(|property| graph.triples(None, Some(property), None));
    let classes = typed.into_iter().flatten().map(|[_, _, class]| class);
    let mut names: Vec<TermId> = classes.chain(graph.statistics.predicates()).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<String> = names.into_iter().map(|name| graph.display(name)).collect();
    let near = nearest(&shown, names.iter().map(String::as_str));
    Found {
        id: UNKNOWN_NAME,
        message: format!("nothing but its style speaks of `{shown}`"),
        hint: near.map(|near| format!("did you mean `{near}`?")),
        word: ("", shown),
    }
}
