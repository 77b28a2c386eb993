//! Finds entities by parts of their names, in any script: by text, else by how many pairs of neighbouring characters
//! are the same ([Dice's coefficient](https://doi.org/10.2307/1932409)).
//!
//! Names are compared as [`fold`] has them. Which of them may have a text in them, or enough pairs of it, the index of the
//! dictionary tells.

use super::Dataset;
use super::limits::Budget;
use crate::dictionary::{Dictionary, TermId, fold};
use crate::error::Result;
use crate::rdf::vocab;
use memchr::memmem::Finder;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// An entity that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The entity.
    pub entity: TermId,
    /// The property of the text that was found.
    pub property: TermId,
    /// The literal that names it, or another text that it has.
    pub label: TermId,
    /// From 0 to 1: how much of the text was looked for.
    pub likeness: f64,
    /// Whether the name does not have the words, and is only similar.
    pub is_similar: bool,
}

/// From this likeness on, a name that does not have the text is still shown.
const LIKE: f64 = 0.4;

/// The entities whose names have all words of a text in them, those with the least beside them first. If there are none, or
/// `all_texts` are looked at, those with another text that has them; and if there are none of these, those with a similar name.
///
/// # Errors
/// If a limit is passed.
pub fn find(
    dataset: Dataset<'_>,
    text: &str,
    all_texts: bool,
    budget: &Budget,
) -> Result<Vec<Found>> {
    budget.enter("the search for a text");
    let mut wanted = String::new();
    fold(text.trim(), &mut wanted);
    let words: Vec<Finder> = wanted.split_whitespace().map(Finder::new).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let dictionary = &dataset.graph().dictionary;
    let length: usize = wanted
        .split_whitespace()
        .map(|word| word.chars().count())
        .sum();
    let names: Vec<TermId> = label_properties(dictionary).collect();
    let inside = |properties: &[TermId]| {
        let found = read_texts(
            (dataset, budget),
            properties,
            with_words(dictionary, &wanted),
            |name| {
                let mut words = words.iter();
                let has_all = words.all(|word| word.find(name.as_bytes()).is_some());
                // Words may overlap.
                has_all.then(|| (length as f64 / name.chars().count() as f64).min(1.0))
            },
        )?;
        named((dataset, budget), properties, found)
    };
    let mut found = inside(&names)?;
    if found.is_empty() || all_texts {
        let others = dataset.graph().statistics.predicates();
        let others: Vec<TermId> = others
            .filter(|property| !names.contains(property))
            .collect();
        let known: FxHashSet<TermId> = found.iter().map(|found| found.entity).collect();
        let others = inside(&others)?.into_iter();
        found.extend(others.filter(|other| !known.contains(&other.entity)));
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let pairs = bigrams(&wanted);
    let mut marks = [false; MARKS];
    pairs.iter().for_each(|pair| marks[mark(*pair)] = true);
    let candidates = dictionary.literals_like(&wanted, least(pairs.len()));
    let similar = read_texts((dataset, budget), &names, candidates, |name| {
        // Cheaper to count, and never less than what they have in common.
        let (mut most, mut count) = (0, 0);
        let mut characters = name.chars();
        let mut before = characters.next().unwrap_or_default();
        for character in characters {
            most += usize::from(marks[mark((before, character))]);
            count += 1;
            before = character;
        }
        if dice(most, pairs.len(), count) < LIKE {
            return None;
        }
        Some(likeness(&pairs, name)).filter(|likeness| *likeness >= LIKE)
    })?;
    let mut found = named((dataset, budget), &names, similar)?;
    found.iter_mut().for_each(|found| found.is_similar = true);
    Ok(found)
}

/// Where the literals are that have all words in them.
fn with_words(dictionary: &Dictionary, wanted: &str) -> Vec<Range<TermId>> {
    let words = wanted.split_whitespace();
    let found = words.filter_map(|word| dictionary.literals_with(word));
    found
        .min_by_key(|ranges| ranges.iter().map(Range::len).sum::<usize>())
        .unwrap_or_default()
}

/// How many pairs at least a name has in common with so many where it is similar: where it has no others.
fn least(pairs: usize) -> usize {
    let is_enough = |same: &usize| dice(*same, pairs, *same) >= LIKE;
    (1..=pairs).find(is_enough).unwrap_or(1)
}

/// So many marks tell pairs apart, mostly.
const MARKS: usize = 1 << 12;

/// The mark of a pair.
fn mark((first, second): (char, char)) -> usize {
    (u32::from(first).wrapping_mul(61) ^ u32::from(second)) as usize % MARKS
}

/// So many literals are read one after the other.
const PIECE: usize = 64;
/// From so many pieces on they are read on all cores.
const MANY: usize = 64;

/// Reads the literals of some ranges that may be values of some properties, as they are compared, and keeps those that a test has
/// a likeness for.
fn read_texts(
    (dataset, budget): (Dataset<'_>, &Budget),
    properties: &[TermId],
    ranges: Vec<Range<TermId>>,
    likeness: impl Fn(&str) -> Option<f64> + Sync,
) -> Result<Vec<(TermId, f64)>> {
    let graph = dataset.graph();
    let named: Vec<&[TermId]> = properties
        .iter()
        .map(|property| {
            let rows = graph.pos.rows(*property);
            graph.pos.second.get(rows).unwrap_or_default()
        })
        .collect();
    let has_name = |piece: &Range<TermId>| {
        named.iter().any(|names| {
            let first = names.partition_point(|name| *name < piece.start);
            names.get(first).is_some_and(|name| *name < piece.end)
        })
    };
    let pieces = ranges.into_iter().flat_map(|range| {
        let starts = range.clone().step_by(PIECE);
        starts.map(move |start| start..range.end.min(start.saturating_add(PIECE as TermId)))
    });
    let pieces: Vec<Range<TermId>> = pieces.filter(has_name).collect();
    let read = |piece: &Range<TermId>| -> Result<Vec<(TermId, f64)>> {
        budget.look()?;
        let (mut name, mut found) = (String::new(), Vec::new());
        graph.dictionary.each_text(piece.clone(), |id, bytes| {
            if let Ok(text) = std::str::from_utf8(bytes) {
                name.clear();
                fold(text, &mut name);
                found.extend(likeness(&name).map(|likeness| (id, likeness)));
            }
        });
        Ok(found)
    };
    let found: Result<Vec<Vec<(TermId, f64)>>> = match pieces.len() < MANY {
        true => pieces.iter().map(read).collect(),
        false => pieces.par_iter().map(read).collect(),
    };
    Ok(found?.into_iter().flatten().collect())
}

/// The properties that name entities, as far as a statement has them.
fn label_properties(dictionary: &Dictionary) -> impl Iterator<Item = TermId> {
    let properties = vocab::LABELS.iter();
    properties.filter_map(|iri| dictionary.find_iri(iri))
}

/// One look-up costs about as much as scanning this many rows of a table.
const LOOK_UP: usize = 16;

/// The entities that have literals as values of some properties, each once with its likest text.
fn named(
    (dataset, budget): (Dataset<'_>, &Budget),
    properties: &[TermId],
    literals: Vec<(TermId, f64)>,
) -> Result<Vec<Found>> {
    let pace = budget.pace();
    let mut by_entity: FxHashMap<TermId, Found> = FxHashMap::default();
    for (label, likeness) in literals {
        for [entity, predicate, _] in dataset.triples(None, None, Some(label)) {
            pace.step(LOOK_UP)?;
            if !properties.contains(&predicate) {
                continue;
            }
            let found = Found {
                entity,
                property: predicate,
                label,
                likeness,
                is_similar: false,
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
    Ok(found)
}

fn bigrams(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<(char, char)> = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

fn likeness(wanted: &[(char, char)], text: &str) -> f64 {
    let (mut left, right) = (wanted.iter().peekable(), bigrams(text));
    let mut same = 0;
    for pair in &right {
        while left.next_if(|other| *other < pair).is_some() {}
        if left.next_if(|other| *other == pair).is_some() {
            same += 1;
        }
    }
    dice(same, wanted.len(), right.len())
}

/// Dice's coefficient of so many pairs and so many others with some in common; none are not like none.
fn dice(same: usize, pairs: usize, others: usize) -> f64 {
    match pairs + others {
        0 => 0.0,
        total => 2.0 * same as f64 / total as f64,
    }
}
