//! The rows of a batch as values of variables: each cell a literal, each text of a split cell a row of its own.

use super::columns::{END, FILE, Quoting, ROW, SHEET, START, Used};
use super::findings::{AMBIGUOUS_NUMBER, INVALID_CELL, WORDS};
use super::noted::Noted;
use super::page::Page;
use super::text::{Misplaced, Text};
use crate::dictionary::{Interner, LiteralType, Tag, TermId};
use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::query::{Prebound, UNBOUND};
use crate::rdf::vocab;
use crate::source::file_and_sheet;
use crate::table::Batch;
use std::ops::Range;

/// What the rows of a table have besides their cells.
pub struct Origin<'t> {
    /// The table.
    pub table: &'t Page<'t>,
    /// The sheet that the mapping names.
    pub sheet: Option<&'t str>,
    /// The text whose words it has, and the columns with them.
    pub quoted: Option<(&'t Text, Quoting)>,
}

impl Origin<'_> {
    /// Returns the characters of the text in which the words of a row stand, if it has words and they stand there; if they do not,
    /// that is noted.
    fn characters(&self, batch: &Batch, row: usize, noted: &mut Noted) -> Option<Range<usize>> {
        let (text, columns) = self.quoted?;
        let cell = |position: usize| batch.cell(row, position.checked_sub(1)?);
        let words = cell(columns.words)?;
        let passage = columns.passage.and_then(cell);
        let number = *batch.numbers.get(row)?;
        let wrong = |misplaced: Misplaced| {
            let finding = || {
                let place = self.table.place(number);
                text.finding(misplaced, (passage, words), number, place)
            };
            noted.note(("", WORDS), finding);
        };
        text.find(passage, words).map_err(wrong).ok()
    }
}

/// Returns the values of the variables of a mapping in the rows of a batch, with the literals that they are. Cells without a
/// value are noted.
///
/// # Errors
/// If there are more literals than can be numbered.
pub fn values(
    used: &[Used],
    batch: &Batch,
    origin: &Origin,
    noted: &mut Noted,
) -> Result<(Prebound, Interner)> {
    let mut literals = Interner::default();
    let mut tag = |datatype: &str| literals.literal_tag(&plain_type(datatype));
    let tags: Vec<Tag> = used.iter().map(|column| tag(&column.datatype)).collect();
    let [string, integer] = [vocab::XSD_STRING, vocab::XSD_INTEGER].map(tag);
    let (file, _) = file_and_sheet(&origin.table.file.path);
    let file = literals.intern(string, file.as_bytes())?;
    let sheet = origin
        .sheet
        .map(|sheet| literals.intern(string, sheet.as_bytes()));
    let sheet = sheet.transpose()?.unwrap_or(UNBOUND);
    let mut values = Prebound {
        variables: [ROW, SHEET, FILE, START, END].map(str::to_owned).into(),
        rows: Vec::with_capacity(batch.len()),
    };
    let variables = used.iter().map(|column| column.variable.clone());
    values.variables.extend(variables);
    for (index, number) in batch.numbers.iter().enumerate() {
        let number_text = number.to_string();
        let row = literals.intern(integer, number_text.as_bytes())?;
        let mut position = |position: Option<usize>| match position {
            Some(position) => literals.intern(integer, position.to_string().as_bytes()),
            None => Ok(UNBOUND),
        };
        let characters = origin.characters(batch, index, noted);
        let start = position(characters.as_ref().map(|found| found.start))?;
        let end = position(characters.map(|found| found.end))?;
        let mut rows = vec![vec![row, sheet, file, start, end]];
        for (column, tag) in used.iter().zip(&tags) {
            let position = column.position.checked_sub(1);
            let cell = position.and_then(|position| batch.cell(index, position));
            let texts = texts(column, cell);
            let mut ids: Vec<TermId> = Vec::with_capacity(1);
            for text in texts {
                let place = || Place {
                    file: origin.table.file.path.clone(),
                    span: position
                        .and_then(|column| batch.place(index, column))
                        .unwrap_or_default(),
                };
                let Some(form) = column.written.form(text) else {
                    noted.note((&column.name, INVALID_CELL), || {
                        invalid_cell(column, text, *number, place())
                    });
                    continue;
                };
                if !column.is_decimal_said
                    && let Some(other) = column.written.otherwise(text)
                {
                    noted.note((&column.name, AMBIGUOUS_NUMBER), || {
                        ambiguous(column, [text, &form, &other], *number, place())
                    });
                }
                ids.push(literals.intern(*tag, form.as_bytes())?);
            }
            // A text that stands twice in a cell is one value.
            let mut distinct: Vec<TermId> = Vec::with_capacity(ids.len());
            for id in ids {
                if !distinct.contains(&id) {
                    distinct.push(id);
                }
            }
            extend(&mut rows, &distinct);
        }
        values.rows.append(&mut rows);
    }
    Ok((values, literals))
}

/// Adds a value to each row; of several values each row has one.
fn extend(rows: &mut Vec<Vec<TermId>>, values: &[TermId]) {
    match values {
        [] => rows.iter_mut().for_each(|row| row.push(UNBOUND)),
        [only] => rows.iter_mut().for_each(|row| row.push(*only)),
        _ => {
            let before = std::mem::take(rows);
            let with = |row: &Vec<TermId>, value: TermId| {
                let mut row = row.clone();
                row.push(value);
                row
            };
            let all = before
                .iter()
                .flat_map(|row| values.iter().map(|value| with(row, *value)));
            *rows = all.collect();
        }
    }
}

/// Returns the texts of a cell: one, or those between separators that are not empty.
fn texts<'c>(column: &'c Used, cell: Option<&'c str>) -> Vec<&'c str> {
    match (&column.split, cell) {
        (_, None) => Vec::new(),
        (None, Some(cell)) => vec![cell],
        (Some(between), Some(cell)) => {
            let texts = cell.split(between.as_str()).map(str::trim);
            texts.filter(|text| !text.is_empty()).collect()
        }
    }
}

fn plain_type(datatype: &str) -> LiteralType {
    LiteralType {
        datatype: datatype.to_owned(),
        language: String::new(),
        direction: String::new(),
    }
}

fn ambiguous(column: &Used, [text, form, other]: [&str; 3], number: u64, place: Place) -> Finding {
    let message = format!(
        "`{text}` in row {number}, column `{}`, is read as {form}; it may be meant as {other}",
        column.name
    );
    let hint = "say which it is: `#+ decimal: \".\"` or `#+ decimal: \",\"`";
    Finding::warning(AMBIGUOUS_NUMBER, message, place).with_hint(hint)
}

fn invalid_cell(column: &Used, text: &str, number: u64, place: Place) -> Finding {
    let message = format!(
        "`{text}` in row {number}, column `{}`, is no `{}`",
        column.name, column.type_name
    );
    let finding = Finding::warning(INVALID_CELL, message, place);
    match column.written.expected(text) {
        Some(expected) => finding.with_hint(expected),
        None => finding,
    }
}
