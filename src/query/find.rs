//! Finds entities by parts of their names, in any script: by text, else by how many pairs of neighbouring characters
//! are the same ([Dice's coefficient](https://doi.org/10.2307/1932409)).
//!
//! Names are compared as [`fold`] has them. Which of them may have a text in them, the index of the dictionary tells.

use super::Dataset;
use crate::dictionary::{Dictionary, TermId, fold};
use crate::rdf::vocab;
use memchr::memmem::Finder;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// An entity that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The entity.
    pub entity: TermId,
    /// The literal that names it.
    pub label: TermId,
    /// From 0 to 1: how much of the name was looked for.
    pub likeness: f64,
}

/// From this likeness on, a name that does not have the text is still shown.
const LIKE: f64 = 0.4;

/// The entities whose names have all words of a text in them, those with the least beside them first. If there are none,
/// those with a similar name.
pub fn find(dataset: Dataset<'_>, text: &str) -> Vec<Found> {
    let mut wanted = String::new();
    fold(text.trim(), &mut wanted);
    let words: Vec<Finder> = wanted.split_whitespace().map(Finder::new).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let dictionary = &dataset.graph().dictionary;
    let length: usize = wanted
        .split_whitespace()
        .map(|word| word.chars().count())
        .sum();
    let mut inside = Vec::new();
    each_folded(dictionary, with_words(dictionary, &wanted), |id, name| {
        let mut words = words.iter();
        if words.all(|word| word.find(name.as_bytes()).is_some()) {
            // Words may overlap.
            let share = length as f64 / name.chars().count() as f64;
            inside.push((id, share.min(1.0)));
        }
    });
    let found = named(dataset, inside);
    if !found.is_empty() {
        return found;
    }
    let pairs = bigrams(&wanted);
    let mut similar = Vec::new();
    each_folded(dictionary, dictionary.literals_like(&wanted), |id, name| {
        let likeness = likeness(&pairs, name);
        if likeness >= LIKE {
            similar.push((id, likeness));
        }
    });
    named(dataset, similar)
}

/// Where the literals are that have all words in them, if the index tells.
fn with_words(dictionary: &Dictionary, wanted: &str) -> Option<Vec<Range<TermId>>> {
    let words = wanted.split_whitespace();
    let found = words.filter_map(|word| dictionary.literals_with(word));
    found.min_by_key(|ranges| ranges.iter().map(Range::len).sum::<usize>())
}

/// Hands on literals as they are compared: those of some ranges, or all.
fn each_folded(
    dictionary: &Dictionary,
    ranges: Option<Vec<Range<TermId>>>,
    mut visit: impl FnMut(TermId, &str),
) {
    let mut name = String::new();
    for range in ranges.unwrap_or_else(|| vec![dictionary.literals()]) {
        dictionary.each_text(range, |id, bytes| {
            if let Ok(text) = std::str::from_utf8(bytes) {
                name.clear();
                fold(text, &mut name);
                visit(id, &name);
            }
        });
    }
}

/// The entities that literals name, each once with its likest name.
fn named(dataset: Dataset<'_>, literals: Vec<(TermId, f64)>) -> Vec<Found> {
    let dictionary = &dataset.graph().dictionary;
    let properties: Vec<TermId> = vocab::LABELS
        .iter()
        .filter_map(|iri| dictionary.find_iri(iri))
        .collect();
    let mut by_entity: FxHashMap<TermId, Found> = FxHashMap::default();
    for (label, likeness) in literals {
        for [entity, predicate, _] in dataset.triples(None, None, Some(label)) {
            if !properties.contains(&predicate) {
                continue;
            }
            let found = Found {
                entity,
                label,
                likeness,
            };
            let best = by_entity.entry(entity).or_insert_with(|| found.clone());
            if likeness > best.likeness {
                *best = found;
            }
        }
    }
    let mut found: Vec<Found> = by_entity.into_values().collect();
    found.sort_by(|a, b| {
        let by_likeness = b.likeness.total_cmp(&a.likeness);
        by_likeness
            .then(a.label.cmp(&b.label))
            .then(a.entity.cmp(&b.entity))
    });
    found
}

fn bigrams(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

fn likeness(wanted: &[(char, char)], text: &str) -> f64 {
    let (mut left, right) = (wanted.iter().peekable(), bigrams(text));
    let total = wanted.len() + right.len();
    let mut same = 0;
    for pair in &right {
        while left.next_if(|other| *other < pair).is_some() {}
        if left.next_if(|other| *other == pair).is_some() {
            same += 1;
        }
    }
    if total == 0 {
        0.0
    } else {
        2.0 * f64::from(same) / total as f64
    }
}
