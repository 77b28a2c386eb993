//! Finds entities by a part of their names, in any script: by text, else by how many pairs of neighbouring characters
//! are the same ([Dice's coefficient](https://doi.org/10.2307/1932409)).
//!
//! Names are looked for in the dictionary itself, from one text to the next: a million statements have some hundred
//! thousand literals, which takes milliseconds and needs no index beside them.

use super::Dataset;
use crate::dictionary::TermId;
use crate::rdf::vocab;
use rustc_hash::FxHashMap;

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

/// The entities whose names have a text in them, those with the least beside it first. If there are none, those with a
/// similar name.
pub fn find(dataset: Dataset<'_>, text: &str) -> Vec<Found> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let dictionary = &dataset.graph().dictionary;
    let pairs = bigrams(&wanted);
    let (mut inside, mut similar) = (Vec::new(), Vec::new());
    let finder = memchr::memmem::Finder::new(wanted.as_bytes());
    dictionary.each_text(dictionary.literals(), |id, bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return;
        };
        let text = text.to_lowercase();
        if finder.find(text.as_bytes()).is_some() {
            inside.push((id, share(&wanted, &text)));
        } else if inside.is_empty() {
            let likeness = likeness(&pairs, &text);
            if likeness >= LIKE {
                similar.push((id, likeness));
            }
        }
    });
    let found = named(dataset, inside);
    if found.is_empty() {
        named(dataset, similar)
    } else {
        found
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

/// How much of a name a part of it is.
fn share(part: &str, whole: &str) -> f64 {
    part.chars().count() as f64 / whole.chars().count() as f64
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
