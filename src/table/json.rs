//! Rows of JSON and of [JSON Lines](https://jsonlines.org): each item is a row, each member of it a cell.
//!
//! The members of an object within an item are columns `a.b`, up to 16 deep; below that an object is its text in JSON. The elements
//! of an array are several values of its cell, unless one of them is an object or an array: then the cell is the text in JSON. A number
//! is as it is written, and `null` is an empty cell. An item that is not an object is a cell of the column `value`.

use super::batch::BETWEEN;
use super::column::{Column, columns};
use super::dialect::Dialect;
use super::items::{Selected, Step, elements, is_array, is_object, members, path, select};
use super::page::Page;
use super::problems::Problems;
use super::stored::{Arrays, NewCell, Stored};
use crate::finding::{Finding, Place};
use crate::number::count;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::ops::Range;

/// The most characters of a value that are shown.
const SHOWN: usize = 40;

/// Objects are columns down to this depth.
const DEEPEST: usize = 16;

/// A table of JSON that is being read.
struct Reading<'a> {
    /// The names of the columns, each with the place of its first value.
    names: Vec<(String, Range<usize>)>,
    by_name: HashMap<String, usize>,
    rows: Stored,
    page: &'a mut Page,
    /// The address of the text that is read.
    text: usize,
    problems: &'a mut Problems,
}

/// Reads the items of a document: those at the path that is said, else the elements of an array, else the document itself; without a
/// path also those of lines.
pub fn of_document(
    text: &str,
    dialect: &Dialect,
    page: &mut Page,
    problems: &mut Problems,
) -> (Stored, Vec<Column>) {
    if dialect.items.is_none() && is_lines(text) {
        return of_lines(text, dialect, page, problems);
    }
    let mut reading = Reading::new(text, dialect, page, problems);
    match document_items(text, dialect.items.as_deref()) {
        Ok(Selected { items, not_arrays }) => {
            for (number, item) in (1..).zip(items) {
                reading.read(number, item);
            }
            if let Some(first) = not_arrays.first() {
                let place = reading.problems.place(0..0);
                let finding = not_an_array(first.get(), not_arrays.len(), place);
                reading.problems.add(finding);
            }
        }
        Err(fault) => {
            // The text stays as it is, so that the place is found in it.
            reading.page.comes_from(0);
            for line in text.split('\n') {
                reading.page.add(line);
                reading.page.end_row("\n");
            }
            reading.problems.add(fault.finding(reading.problems));
        }
    }
    reading.finish()
}

/// Returns whether a text is not a document but several, of which the first is a line.
fn is_lines(text: &str) -> bool {
    let (first, rest) = text.trim_start().split_once('\n').unwrap_or_default();
    let is_json = |text: &str| serde_json::from_str::<&RawValue>(text).is_ok();
    !rest.trim().is_empty() && is_json(first) && !is_json(text)
}

/// Reads the items of lines; the number of a row is that of its line.
pub fn of_lines(
    text: &str,
    dialect: &Dialect,
    page: &mut Page,
    problems: &mut Problems,
) -> (Stored, Vec<Column>) {
    let mut reading = Reading::new(text, dialect, page, problems);
    for (number, line) in (1..).zip(text.split('\n')) {
        let start = reading.page.length();
        reading.page.comes_from(reading.at(line));
        match serde_json::from_str::<&RawValue>(line) {
            _ if line.trim().is_empty() => reading.page.end_row("\n"),
            Ok(item) => reading.read(number, item),
            Err(error) => {
                reading.page.add(line);
                reading.page.end_row("\n");
                let at = start + error.column().saturating_sub(1).min(line.len());
                let fault = Fault::syntax(&error, at..at);
                reading.problems.add(fault.finding(reading.problems));
            }
        }
    }
    reading.finish()
}

/// Why a document has no items.
struct Fault {
    id: &'static str,
    message: String,
    span: Range<usize>,
    hint: Option<String>,
}

impl Fault {
    fn syntax(error: &serde_json::Error, span: Range<usize>) -> Self {
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        Self {
            id: "table-invalid-json",
            message: format!("this is not JSON: {words}"),
            span,
            hint: None,
        }
    }

    /// An escape that is half of a character, and the byte where it is.
    fn half(escape: &str, at: usize) -> Self {
        Self {
            id: "table-invalid-json",
            message: format!(
                "`{escape}` is half of a surrogate pair, which stands for no character"
            ),
            span: at..at + escape.len(),
            hint: None,
        }
    }

    fn finding(self, problems: &Problems) -> Finding {
        Finding {
            hint: self.hint,
            ..Finding::error(self.id, self.message, problems.place(self.span))
        }
    }
}

/// The items of a document.
fn document_items<'a>(text: &'a str, said: Option<&str>) -> Result<Selected<'a>, Fault> {
    let syntax = |error: serde_json::Error| {
        let lines = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1));
        let start: usize = lines.map(str::len).sum();
        let at = (start + error.column().saturating_sub(1)).min(text.len());
        Fault::syntax(&error, at..at)
    };
    let document: &RawValue = serde_json::from_str(text).map_err(syntax)?;
    let no_items = |message: String, hint| Fault {
        id: "table-no-items",
        message,
        span: 0..0,
        hint,
    };
    let steps = match said {
        Some(said) => path(said).ok_or_else(|| {
            let meant = format!("$.{}[*]", said.trim_start_matches(['$', '.']));
            let leads = |steps: Vec<Step>| {
                let mut selected = Selected::default();
                select(document, &steps, &mut selected).is_ok() && !selected.items.is_empty()
            };
            let hint = match path(&meant).is_some_and(leads) {
                true => format!("did you mean `{meant}`?"),
                false => "write it of names, positions and `[*]`: `$.companies[*]`".to_owned(),
            };
            no_items(format!("`{said}` is not a path to items"), Some(hint))
        })?,
        None if is_array(document) => vec![Step::Elements],
        None => Vec::new(),
    };
    let mut selected = Selected::default();
    select(document, &steps, &mut selected).map_err(|error| Fault::syntax(&error, 0..0))?;
    match said {
        Some(said) if selected.items.is_empty() && selected.not_arrays.is_empty() => Err(no_items(
            format!("the path `{said}` leads to no item"),
            None,
        )),
        _ => Ok(selected),
    }
}

/// Says of how many values there are no rows, since the path wants their elements and they are not arrays.
fn not_an_array(first: &str, number: usize, place: Place) -> Finding {
    let shown: String = first.chars().take(SHOWN).collect();
    let more = if shown.len() < first.len() { "…" } else { "" };
    let message = format!(
        "the path of the items has `[*]` where {} not an array, such as `{shown}{more}`, so there is no row of it",
        match number {
            1 => "a value is".to_owned(),
            number => format!("{} are", count(number, "value")),
        }
    );
    Finding::warning("table-no-items", message, place)
        .with_hint("write an array of one element where there is one item")
}

/// The cells of an item.
#[derive(Default)]
struct Cells {
    all: Vec<NewCell>,
    arrays: Arrays,
}

impl<'a> Reading<'a> {
    fn new(text: &str, dialect: &Dialect, page: &'a mut Page, problems: &'a mut Problems) -> Self {
        page.add_written(text);
        Self {
            text: text.as_ptr() as usize,
            names: Vec::new(),
            by_name: HashMap::new(),
            rows: Stored::new(dialect),
            page,
            problems,
        }
    }

    fn finish(self) -> (Stored, Vec<Column>) {
        (self.rows, columns(self.names))
    }

    /// Returns where a part of the text begins in it, in bytes.
    fn at(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text)
    }

    /// Reads an item.
    fn read(&mut self, number: u64, item: &RawValue) {
        self.page.comes_from(self.at(item.get()));
        let line = self.page.add(item.get());
        let row = line.clone();
        self.page.end_row("\n");
        let mut cells = Cells::default();
        // Where a value is in the page: as far from the start of the item as in the document.
        let start = item.get().as_ptr() as usize;
        let place = |value: &RawValue| {
            let at = line.start + (value.get().as_ptr() as usize).saturating_sub(start);
            at..at + value.get().len()
        };
        let read = match is_object(item) {
            true => self.flatten("", item, 1, &place, &mut cells),
            false => self.add("value".into(), item, &place, &mut cells),
        };
        if let Err(error) = read {
            let fault = match half_character(item.get()) {
                Some((at, escape)) => Fault::half(escape, line.start + at),
                None => Fault::syntax(&error, line),
            };
            self.problems.add(fault.finding(self.problems));
        }
        cells.all.sort_by_key(|cell| cell.column);
        cells.all.dedup_by(|next, kept| {
            let is_same = next.column == kept.column;
            if is_same {
                let name = self.names.get(next.column).map_or("", |(name, _)| name);
                let message = format!("the item has `{name}` twice; the first is read");
                let place = self.problems.place(next.place.clone());
                self.problems
                    .add(Finding::warning("table-duplicate-member", message, place));
            }
            is_same
        });
        self.rows.add(number, &cells.all, &cells.arrays, row);
    }

    /// Adds the members of an object, with the names of those around it before theirs.
    fn flatten(
        &mut self,
        around: &str,
        object: &RawValue,
        depth: usize,
        place: &impl Fn(&RawValue) -> Range<usize>,
        cells: &mut Cells,
    ) -> serde_json::Result<()> {
        for (name, value) in members(object)? {
            let name = match around {
                "" => name,
                around => format!("{around}.{name}"),
            };
            match is_object(value) && depth < DEEPEST {
                true => self.flatten(&name, value, depth + 1, place, cells)?,
                false => self.add(name, value, place, cells)?,
            }
        }
        Ok(())
    }

    /// Adds a cell with the text of a value.
    fn add(
        &mut self,
        name: String,
        value: &RawValue,
        place: &impl Fn(&RawValue) -> Range<usize>,
        cells: &mut Cells,
    ) -> serde_json::Result<()> {
        let column = *self.by_name.entry(name).or_insert_with_key(|name| {
            self.names.push((name.clone(), place(value)));
            self.names.len() - 1
        });
        let mut is_typed = is_number(value);
        let text = match scalars(value)? {
            Some(texts) => {
                is_typed = elements(value)?.into_iter().all(is_number);
                // Of members with one name the first is read.
                if cells.all.iter().all(|known| known.column != column) {
                    let lengths = texts.iter().map(String::len).collect();
                    cells.arrays.insert(column, lengths);
                }
                (!texts.is_empty()).then(|| texts.join(BETWEEN))
            }
            None => scalar(value)?,
        };
        if let Some(text) = text {
            if text.contains('\0') {
                let place = place(value);
                self.problems.add(self.problems.nul(place));
            }
            cells.all.push(NewCell {
                column,
                text,
                place: place(value),
                is_typed,
            });
        }
        Ok(())
    }
}

/// Returns the texts of the elements of an array that a text is, without those that are `null`; `None` of what is not an array, or of one
/// in which there are objects or arrays.
pub fn texts_of_array(text: &str) -> Option<Vec<String>> {
    let value: &RawValue = serde_json::from_str(text).ok()?;
    scalars(value).ok()?
}

/// The texts of the elements of an array; `None` of what is not an array, or of one in which there are objects or arrays.
fn scalars(value: &RawValue) -> serde_json::Result<Option<Vec<String>>> {
    if !is_array(value) {
        return Ok(None);
    }
    let elements = elements(value)?;
    if elements
        .iter()
        .any(|value| is_object(value) || is_array(value))
    {
        return Ok(None);
    }
    let texts = elements.into_iter().map(scalar);
    let texts = texts.filter_map(Result::transpose);
    texts.collect::<serde_json::Result<_>>().map(Some)
}

/// Returns the first escape of a text in JSON that is a surrogate without its other half, with the byte where it is.
fn half_character(text: &str) -> Option<(usize, &str)> {
    let unit = |at: usize| {
        let escape = text.get(at..at + 6)?;
        let unit = u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()?;
        Some((escape, unit))
    };
    let mut at = 0;
    loop {
        at += text.get(at..)?.find('\\')?;
        let is_low = |at: usize| unit(at).is_some_and(|(_, unit)| (0xDC00..0xE000).contains(&unit));
        at += match unit(at) {
            Some((_, 0xD800..0xDC00)) if is_low(at + 6) => 12,
            Some((escape, 0xD800..0xE000)) => return Some((at, escape)),
            _ => 2,
        };
    }
}

/// Returns whether a value is a number.
fn is_number(value: &RawValue) -> bool {
    value
        .get()
        .starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// The text of a value: of a string what it says, else as it is written; nothing of `null`.
fn scalar(value: &RawValue) -> serde_json::Result<Option<String>> {
    match value.get() {
        "null" => Ok(None),
        text if text.starts_with('"') => serde_json::from_str(text).map(Some),
        text => Ok(Some(text.to_owned())),
    }
}
