//! What becomes of the rows of a table: a row of which no mapping makes anything is found, unless a filter leaves it out.

use super::columns::{Key, Used};
use super::construct::{Construct, Part};
use super::findings::NOTHING;
use super::noted::Noted;
use super::places::Places;
use crate::finding::{Finding, Severity};
use std::collections::BTreeSet;

/// What a mapping makes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It has no solution for the row.
    #[default]
    LeftOut,
    /// It would have one but for `VALUES`, which does not list what the cells have.
    Unlisted,
    /// It makes no triple in the solutions of the row.
    Nothing,
    /// It makes a triple.
    Made,
}

/// What mappings made of the rows of a table, by their numbers: the most that one of them made.
#[derive(Default)]
pub struct Fates(Vec<Fate>);

impl Fates {
    /// Returns what a row became by the mappings so far, given what it became by the last of them. That is kept for those to come
    /// if there are any.
    pub fn of(&mut self, row: u64, fate: Fate, is_last: bool) -> Fate {
        let at = usize::try_from(row).unwrap_or(usize::MAX);
        let fate = fate.max(self.0.get(at).copied().unwrap_or_default());
        if !is_last {
            if self.0.len() <= at {
                self.0.resize(at + 1, Fate::default());
            }
            if let Some(known) = self.0.get_mut(at) {
                *known = fate;
            }
        }
        fate
    }
}

/// The columns without whose cells nothing is made of a row.
pub struct Needed {
    /// Their names and 0-based positions.
    columns: Vec<(String, usize)>,
    /// The same of those whose cells `VALUES` lists.
    listed: Vec<(String, usize)>,
}

impl Needed {
    /// Returns the columns of a mapping that each triple of its template needs, given those whose cells `VALUES` lists.
    pub fn of(construct: &Construct, used: &[Used], listed: &[(String, usize)]) -> Self {
        let mut triples = construct.template.iter().map(|triple| {
            let mut variables = BTreeSet::new();
            needs(triple, construct, &mut variables);
            variables
        });
        let first = triples.next().unwrap_or_default();
        let common = triples.fold(first, |common, other| &common & &other);
        let columns = used.iter().filter(|one| common.contains(&one.variable));
        let columns = columns.map(|one| (one.name.clone(), one.position.saturating_sub(1)));
        Self {
            columns: columns.collect(),
            listed: listed.to_vec(),
        }
    }

    /// Notes that nothing is made of a row, given what this mapping does with it, unless that is known: it lacks a cell of the key,
    /// or something else is found in it.
    pub fn note(&self, (row, fate): (u64, Fate), places: Places, key: &[Key], noted: &mut Noted) {
        let Ok(index) = places.batch.numbers.binary_search(&row) else {
            return;
        };
        let lacks = |column: usize| places.batch.cell(index, column).is_none();
        if key.iter().any(|key| lacks(key.index)) || noted.has(row) {
            return;
        }
        let columns = match fate {
            Fate::Nothing => &*self.columns,
            Fate::Unlisted => &*self.listed,
            Fate::LeftOut | Fate::Made => &[],
        };
        let empty = columns.iter().find(|(_, column)| lacks(*column));
        noted.note(("", NOTHING), row, || {
            let (why, place) = match (empty, columns) {
                (Some((name, column)), _) => (
                    format!("its cell in column `{name}` is empty"),
                    places.cell(row, *column),
                ),
                (None, [(name, column)]) if fate == Fate::Unlisted => (
                    format!("its cell in column `{name}` is not in `VALUES`"),
                    places.cell(row, *column),
                ),
                _ if fate == Fate::Unlisted => (
                    "what its cells have is not in `VALUES`".to_owned(),
                    places.row(row),
                ),
                _ => (
                    "no triple of the template has all its values".to_owned(),
                    places.row(row),
                ),
            };
            let message = format!("nothing is made of row {row}: {why}");
            Finding {
                severity: Severity::Info,
                ..Finding::warning(NOTHING, message, place)
            }
        });
    }
}

/// Adds the variables that a triple of the template needs, and those that they are computed from.
fn needs(triple: &[Part; 3], construct: &Construct, variables: &mut BTreeSet<String>) {
    for part in triple {
        match part {
            Part::Variable(number) => {
                let mut open: Vec<&String> = construct.variables.get(*number).into_iter().collect();
                while let Some(variable) = open.pop() {
                    if variables.insert(variable.clone()) {
                        let computed = construct.computed.iter();
                        let computed = computed.filter(|one| one.variable == *variable);
                        open.extend(computed.flat_map(|one| &one.needs));
                    }
                }
            }
            Part::Triple(parts) => needs(parts, construct, variables),
            Part::Constant(_) | Part::Blank(_) => {}
        }
    }
}
