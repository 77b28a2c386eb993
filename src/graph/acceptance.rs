//! How certain a triple must be to be seen: its level is the lowest that one of its
//! [reifiers](https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification) says.
//!
//! A triple that a file asserts without saying how certain it is, is on the first level. A triple that is only reified is
//! in the graph too, marked as such, so that a query on a level that accepts it sees it like any other.

use super::merge::Row;
use crate::dictionary::{Dictionary, TermId};
use crate::rdf::vocab;
use rustc_hash::FxHashMap;

/// The levels of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Their names, the strictest first; none if the project does not speak of certainty.
    pub names: Vec<String>,
    /// The level that is seen if none is asked for.
    pub default: u8,
}

impl Acceptance {
    /// Marks the level of a triple that files only speak of.
    pub const REIFIED: u8 = 0x80;
    /// Marks the level of a triple that is inferred and in no file.
    pub const INFERRED: u8 = 0x40;
    /// The part of a level that is no mark.
    pub const LEVEL: u8 = 0x3F;
    /// The level of what is only a step in a proof, since RDF cannot say it: no query sees it.
    pub const HIDDEN: u8 = 0x3F;

    /// Whether who accepts a level sees a triple of a level: not what is on a weaker one, and with [`Self::INFERRED`] in
    /// what is accepted, not what is only inferred.
    pub fn sees(accepted: u8, level: u8) -> bool {
        level & Self::LEVEL <= accepted & Self::LEVEL && level & accepted & Self::INFERRED == 0
    }

    /// The level of a name.
    pub fn level(&self, name: &str) -> Option<u8> {
        self.names
            .iter()
            .position(|known| known == name)
            .map(|level| level as u8)
    }
}

/// How files say that a statement is certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certainty {
    /// The names of the levels and which is the default.
    pub acceptance: Acceptance,
    /// The IRI of the property of reifiers that says it.
    pub property: String,
    /// The level of each of its values, by IRI.
    pub levels: Vec<(String, u8)>,
}

/// The levels of reified triples, marked if they are not asserted, and the rows of those that are not.
pub(super) fn reified(
    rows: &[Row],
    dictionary: &Dictionary,
    certainty: &Certainty,
) -> (FxHashMap<[TermId; 3], u8>, Vec<Row>) {
    let mut levels: FxHashMap<[TermId; 3], u8> = FxHashMap::default();
    let mut added = Vec::new();
    let values: FxHashMap<TermId, u8> = certainty
        .levels
        .iter()
        .filter_map(|(iri, level)| Some((dictionary.find_iri(iri)?, *level)))
        .collect();
    let property = dictionary.find_iri(&certainty.property);
    let (Some(property), Some(reifies)) = (property, dictionary.find_iri(vocab::RDF_REIFIES))
    else {
        return (levels, added);
    };
    for [reifier, predicate, object, line] in rows {
        let Some(triple) = dictionary.triple(*object).filter(|_| *predicate == reifies) else {
            continue;
        };
        let certainties = rows_of(rows, &[*reifier, property]).iter();
        let Some(level) = certainties.filter_map(|row| values.get(&row[2])).min() else {
            continue;
        };
        let asserted = !rows_of(rows, &triple).is_empty();
        let mark = if asserted { 0 } else { Acceptance::REIFIED };
        let entry = levels.entry(triple).or_insert(level | mark);
        *entry = (*entry).min(level | mark);
        if !asserted {
            added.push([triple[0], triple[1], triple[2], *line]);
        }
    }
    (levels, added)
}

/// The part of sorted rows that starts with some components.
fn rows_of<'a>(rows: &'a [Row], prefix: &[TermId]) -> &'a [Row] {
    let start = rows.partition_point(|row| &row[..prefix.len()] < prefix);
    let count = rows[start..].partition_point(|row| &row[..prefix.len()] == prefix);
    &rows[start..start + count]
}
