//! What the values of a column are like: how many there are, whether each is another, and how they may all be written.

use super::forms::{DATES, Forms, date_pattern, other_pattern};
use crate::error::Result;
use crate::finding::{Finding, cited};
use crate::mapping::ARRAY;
use crate::query::functions::{is_vague, unit_of_figure};
use crate::source::SourceFile;
use crate::table::{Dialect, Table, is_of_one_row, texts_of_array};
use rustc_hash::{FxHashSet, FxHasher};
use std::collections::BTreeSet;
use std::hash::Hasher;
use std::io::Cursor;

/// The number of rows that are read together.
const ROWS: usize = 1 << 12;

/// The number of different values of a column that are kept to be looked up.
const KEPT: usize = 10_000;

/// The number of rows that are shown of a table.
const SHOWN: usize = 5;

/// What stands for a separator where the cells have several values by themselves: as arrays of JSON, which no mapping splits.
pub const ELEMENTS: &str = "";

/// The values of a column.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The number of cells with a text.
    pub filled: usize,
    /// The number of values: a cell may have several.
    pub values: usize,
    /// The hashes of the different values.
    pub distinct: FxHashSet<u64>,
    /// The first different values.
    pub kept: Vec<String>,
    /// The number of characters of the longest value.
    pub longest: usize,
    /// How all values may be written.
    pub forms: Forms,
}

impl Facts {
    /// Returns whether no value stands twice.
    pub fn is_unique(&self) -> bool {
        self.distinct.len() == self.values
    }

    /// Returns what values are that are not numbers and no dates in one way of writing: figures as texts print them, with few different
    /// units, or dates in several ways.
    pub fn as_printed(&self) -> Option<String> {
        let mut units = BTreeSet::new();
        let (mut figures, mut unreadable) = (0, None);
        for text in &self.kept {
            match unit_of_figure(text) {
                Some(unit) => {
                    units.insert(unit);
                    figures += 1;
                }
                None if is_vague(text) => figures += 1,
                None => unreadable = unreadable.or(Some(text)),
            }
        }
        units.remove("");
        let kept = self.kept.len();
        let has_words = |text: &String| text.contains(char::is_alphabetic);
        if kept > 1 && figures == kept && units.is_empty() && self.kept.iter().any(has_words) {
            return Some("figures as printed, which `bixi:number` reads".to_owned());
        }
        if kept > 1 && (1..=1 + kept / 4).contains(&units.len()) {
            let why = "figures as printed, which `bixi:number` and `bixi:unit` read";
            match unreadable {
                None => return Some(why.to_owned()),
                Some(text) if figures * 4 >= kept * 3 => {
                    return Some(format!("{why}, but not all: `{}`", cited(text)));
                }
                Some(_) => {}
            }
        }
        self.several_dates()
    }

    /// Returns that all values are dates, though not in one way of writing, in words. Some may be months, years, or dates with times.
    pub fn several_dates(&self) -> Option<String> {
        let (mut dates, mut others) = (BTreeSet::new(), BTreeSet::new());
        for text in &self.kept {
            match date_pattern(text) {
                Some(index) => {
                    dates.insert(index);
                }
                None => {
                    others.insert(other_pattern(text)?);
                }
            }
        }
        if dates.is_empty() || dates.len() + others.len() < 2 {
            return None;
        }
        let ways = match others.is_empty() {
            true => ", which `types` and `dates` can say",
            false => ", for which no datatype is that of all",
        };
        let dates = dates.into_iter().filter_map(|index| DATES.get(index));
        let patterns = dates.copied().chain(others);
        let patterns: Vec<String> = patterns.map(|pattern| format!("`{pattern}`")).collect();
        Some(format!(
            "dates in several ways of writing{ways}: {}",
            patterns.join(", ")
        ))
    }

    /// Returns whether most values are amounts: figures with a unit, and no ordinals, which name something.
    pub fn are_amounts(&self) -> bool {
        let is_amount = |text: &&String| {
            let unit = unit_of_figure(text).filter(|unit| !unit.is_empty());
            unit.is_some() && !text.trim_start().starts_with('第')
        };
        let amounts = self.kept.iter().filter(is_amount).count();
        amounts * 2 > self.kept.len()
    }

    fn note(&mut self, value: &str) {
        self.values += 1;
        if self.distinct.insert(hash(value)) && self.kept.len() < KEPT {
            self.kept.push(value.to_owned());
        }
        self.longest = self.longest.max(value.chars().count());
        self.forms.look(value);
    }
}

/// Returns the hash of a value. Two values with one hash are taken for the same, which costs a proposal and no statement.
pub fn hash(value: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(value.as_bytes());
    hasher.finish()
}

/// What was seen in all rows of a table.
pub struct Seen {
    /// The facts of each column.
    pub facts: Vec<Facts>,
    /// The number of rows.
    pub rows: usize,
    /// Whether rows were left out since they are broken.
    pub is_broken: bool,
    /// The numbers of the first rows.
    pub first_rows: Vec<u64>,
}

/// Returns the facts of each column, given what separates the values in its cells.
///
/// # Errors
/// If the table cannot be read.
pub fn facts(table: &SourceFile, dialect: &Dialect, splits: &[Option<&str>]) -> Result<Seen> {
    let mut facts = vec![Facts::default(); splits.len()];
    let (mut rows, mut first_rows, mut last) = (0, Vec::new(), 0);
    let found = each_cell_with_elements(table, dialect, |column, row, cell, elements| {
        if row != last {
            (rows, last) = (rows + 1, row);
            if first_rows.len() < SHOWN {
                first_rows.push(row);
            }
        }
        if let (Some(facts), Some(split)) = (facts.get_mut(column), splits.get(column)) {
            facts.filled += 1;
            match split {
                None => facts.note(cell),
                Some(ELEMENTS) => {
                    let only = [cell];
                    let texts = elements.unwrap_or(&only).iter();
                    let texts = texts.filter(|text| !text.is_empty());
                    texts.for_each(|text| facts.note(text));
                }
                Some(ARRAY) => {
                    let texts = texts_of_array(cell).unwrap_or_default();
                    for text in texts.iter().filter(|text| !text.is_empty()) {
                        facts.note(text);
                    }
                }
                Some(separator) => {
                    let parts = cell.split(separator).map(str::trim);
                    for part in parts.filter(|part| !part.is_empty()) {
                        facts.note(part);
                    }
                }
            }
        }
    })?;
    Ok(Seen {
        facts,
        rows,
        is_broken: found.iter().any(|one| is_of_one_row(&table.path, one)),
        first_rows,
    })
}

/// Calls a function with each cell that has a text: its 0-based column, the number of its row, and the text. Returns what is
/// found in the table.
///
/// # Errors
/// If the table cannot be read.
pub fn each_cell(
    table: &SourceFile,
    dialect: &Dialect,
    mut look: impl FnMut(usize, u64, &str),
) -> Result<Vec<Finding>> {
    each_cell_with_elements(table, dialect, |column, row, cell, _| {
        look(column, row, cell)
    })
}

/// As [`each_cell`], with the elements of a cell that is an array of several.
///
/// # Errors
/// If the table cannot be read.
pub fn each_cell_with_elements(
    table: &SourceFile,
    dialect: &Dialect,
    mut look: impl FnMut(usize, u64, &str, Option<&[&str]>),
) -> Result<Vec<Finding>> {
    let bytes = Cursor::new(table.bytes.clone());
    let mut rows = Table::open(&table.path, bytes, dialect)?;
    while let Some(batch) = rows.next_batch(ROWS)? {
        for (index, number) in batch.numbers.iter().enumerate() {
            for column in 0..rows.columns.len() {
                if let Some(cell) = batch.cell(index, column) {
                    let elements = batch.elements(index, column);
                    look(column, *number, cell, elements.as_deref());
                }
            }
        }
    }
    Ok(rows.findings)
}
