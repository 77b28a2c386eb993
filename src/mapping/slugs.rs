//! IRIs with slugs in them: one that two different texts make is found, since what is said of both is said of one entity.

use super::bound::bound;
use super::computed::{Computed, MadeBy};
use super::findings::AMBIGUOUS_SLUG;
use super::noted::Noted;
use super::places::Places;
use crate::dictionary::TermId;
use crate::finding::{Finding, Place, Related, cited};
use crate::query::Solutions;
use crate::width::narrow;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

/// The most IRIs that are held in memory; those of later rows are not compared.
const HELD: usize = 1 << 20;

/// A variable with an IRI that has slugs in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slugged {
    variable: String,
    /// The variables whose texts the slugs are of.
    texts: Vec<String>,
}

/// Returns the variables with IRIs that have slugs in them.
pub fn slugged(computed: &[Computed]) -> Vec<Slugged> {
    let mut texts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut slugged = Vec::new();
    for one in computed {
        let within = one.needs.iter().filter_map(|name| texts.get(&**name));
        let within: Vec<String> = within.flatten().cloned().collect();
        let all: Vec<String> = one.slugs.iter().cloned().chain(within).collect();
        if all.is_empty() {
            continue;
        }
        texts.insert(&one.variable, all.clone());
        if one.made_by == MadeBy::Iri {
            let variable = one.variable.clone();
            slugged.push(Slugged {
                variable,
                texts: all,
            });
        }
    }
    slugged
}

/// An IRI with slugs that a row has.
pub struct OfRow {
    /// The index of its variable among those of the mapping.
    of: usize,
    iri: String,
    /// The texts that the slugs are of.
    texts: String,
    row: u32,
}

/// Adds the IRIs with slugs that rows have in some solutions, each with the first row of the same texts, given the solutions in the
/// order of their rows.
pub fn of_rows(
    slugged: &[Slugged],
    order: &[(u32, usize)],
    solutions: &Solutions,
    found: &mut Vec<OfRow>,
) {
    for (of, one) in slugged.iter().enumerate() {
        let iris = solutions.ids(&one.variable);
        let columns = one.texts.iter().map(|name| solutions.ids(name));
        let columns: Vec<Option<&[TermId]>> = columns.collect();
        let mut seen: FxHashSet<(TermId, Vec<Option<TermId>>)> = FxHashSet::default();
        for (row, index) in order {
            let Some(iri) = bound(iris, *index) else {
                continue;
            };
            let texts = columns.iter().map(|column| bound(*column, *index));
            let texts: Vec<Option<TermId>> = texts.collect();
            if !seen.insert((iri, texts.clone())) {
                continue;
            }
            let text = |id: TermId| solutions.text_of(id).map(|(_, text)| text.to_string());
            let texts = texts.into_iter().flatten().filter_map(text);
            let texts: Vec<String> = texts.collect();
            if let Some(iri) = text(iri) {
                found.push(OfRow {
                    of,
                    iri,
                    texts: texts.join("`, `"),
                    row: *row,
                });
            }
        }
    }
}

/// The IRIs with slugs of the rows that were seen, by their hashes.
#[derive(Default)]
pub struct Slugs {
    /// The hash of the texts, and the first row with its place.
    seen: FxHashMap<(usize, u64), (u64, u32, Range<usize>)>,
}

impl Slugs {
    /// Looks at the IRIs of later rows, and notes those that other texts made before.
    pub fn look_at(
        &mut self,
        slugged: &[Slugged],
        found: Vec<OfRow>,
        places: Places,
        noted: &mut Noted,
    ) {
        for one in found {
            let Some(of) = slugged.get(one.of) else {
                continue;
            };
            let place = || match &of.texts[..] {
                [only] => places.of_variable(one.row.into(), only),
                _ => places.row(one.row.into()),
            };
            let key = (one.of, hash(&one.iri));
            let texts = hash(&written_alike(&one.texts));
            match self.seen.get(&key) {
                Some((known, ..)) if *known == texts => {}
                Some((_, row, before)) => {
                    noted.note((&of.variable, AMBIGUOUS_SLUG), one.row.into(), || {
                        one.finding(place(), (*row, before.clone()))
                    });
                }
                None if self.seen.len() < HELD => {
                    self.seen.insert(key, (texts, one.row, place().span));
                }
                None => {}
            }
        }
    }
}

impl OfRow {
    fn finding(&self, place: Place, (before, span): (u32, Range<usize>)) -> Finding {
        let message = format!(
            "`{}` in row {} makes the IRI `{}`, which another text makes in row {before}",
            cited(&self.texts),
            self.row,
            cited(&self.iri)
        );
        let related = Related {
            place: Place {
                file: place.file.clone(),
                span,
            },
            message: "this is the other one".to_owned(),
        };
        let finding = Finding::warning(AMBIGUOUS_SLUG, message, place);
        let hint = "if they are two, make the IRI with `ENCODE_FOR_URI`; if they are one, write them alike";
        Finding {
            related: vec![related],
            ..finding.with_hint(hint)
        }
    }
}

/// Returns a text without white space, in lower case and with letters of usual width: texts that differ only so are taken for one.
fn written_alike(text: &str) -> String {
    let letters = text.chars().filter(|c| !c.is_whitespace()).map(narrow);
    letters.flat_map(char::to_lowercase).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
