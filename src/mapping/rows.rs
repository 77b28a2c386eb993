//! The rows of a batch as values of variables: each cell a literal, each text of a split cell a row of its own.

use super::columns::{END, FILE, Quoting, ROW, SHEET, START, Used};
use super::findings::{AMBIGUOUS_NUMBER, INVALID_CELL, WORDS};
use super::noted::Noted;
use super::places::Places;
use super::text::{Misplaced, Text};
use crate::dictionary::{LiteralType, TermId};
use crate::finding::{Finding, Place};
use crate::query::{Literals, Prebound, UNBOUND};
use crate::rdf::vocab;
use crate::source::file_and_sheet;
use std::borrow::Cow;
use std::ops::Range;

/// What the rows of a table have besides their cells.
#[derive(Clone, Copy)]
pub struct Origin<'t> {
    /// The path of the table.
    pub path: &'t str,
    /// The sheet that the mapping names.
    pub sheet: Option<&'t str>,
    /// The text whose words it has, and the columns with them.
    pub quoted: Option<(&'t Text, Quoting)>,
}

impl Origin<'_> {
    /// Returns the characters of the text in which the words of a row stand, if it has words and they stand there; if they do not,
    /// that is noted.
    fn characters(&self, places: Places, row: usize, noted: &mut Noted) -> Option<Range<usize>> {
        let (text, columns) = self.quoted?;
        let cell = |position: usize| places.batch.cell(row, position.checked_sub(1)?);
        let words = cell(columns.words)?;
        let passage = columns.passage.and_then(cell);
        let number = *places.batch.numbers.get(row)?;
        let wrong = |misplaced: Misplaced| {
            noted.note(("", WORDS), || {
                let place = places.row(number);
                text.finding(misplaced, (passage, words), number, place)
            });
        };
        text.find(passage, words).map_err(wrong).ok()
    }
}

/// The types of literals that are no cells, by their indexes; those of the columns follow.
const OF_NUMBERS: usize = 0;
const OF_NAMES: usize = 1;
const OF_COLUMNS: usize = 2;

/// Returns the values of the variables of a mapping in the rows of a batch, with the literals that they are. Cells without a
/// value are noted.
pub fn values(
    used: &[Used],
    places: Places,
    origin: &Origin,
    noted: &mut Noted,
) -> (Prebound, Literals) {
    let batch = places.batch;
    let types = [vocab::XSD_INTEGER, vocab::XSD_STRING].into_iter();
    let types = types.chain(used.iter().map(|column| column.datatype.as_str()));
    let mut literals = Literals::of_types(types.map(plain_type).collect());
    let (file, _) = file_and_sheet(origin.path);
    let file = literals.add(OF_NAMES, file);
    let sheet = origin.sheet.map(|sheet| literals.add(OF_NAMES, sheet));
    let sheet = sheet.unwrap_or(UNBOUND);
    let mut values = Prebound {
        variables: [ROW, SHEET, FILE, START, END].map(str::to_owned).into(),
        rows: Vec::with_capacity(batch.len()),
    };
    let variables = used.iter().map(|column| column.variable.clone());
    values.variables.extend(variables);
    let mut digits = itoa::Buffer::new();
    for (index, number) in batch.numbers.iter().enumerate() {
        let first = values.rows.len();
        let characters = origin.characters(places, index, noted);
        let mut number_of = |number: u64| literals.add(OF_NUMBERS, digits.format(number));
        let row = number_of(*number);
        let [start, end] = match characters {
            Some(found) => [found.start, found.end].map(|at| number_of(at as u64)),
            None => [UNBOUND; 2],
        };
        let mut row = vec![row, sheet, file, start, end];
        row.reserve(used.len());
        values.rows.push(row);
        for (of_type, column) in (OF_COLUMNS..).zip(used) {
            let cell = Cell {
                column,
                number: *number,
                places,
            };
            let position = column.position.checked_sub(1);
            let text = position.and_then(|position| batch.cell(index, position));
            match (&column.split, text) {
                (None, text) => {
                    let form = text.and_then(|text| cell.form(text, noted));
                    let id = form.map(|form| literals.add(of_type, &form));
                    extend(&mut values.rows, first, &[id.unwrap_or(UNBOUND)]);
                }
                (Some(_), None) => extend(&mut values.rows, first, &[UNBOUND]),
                (Some(between), Some(text)) => {
                    // A text that stands twice in a cell is one value.
                    let mut forms: Vec<Cow<str>> = Vec::new();
                    let texts = text.split(between.as_str()).map(str::trim);
                    let texts = texts.filter(|text| !text.is_empty());
                    for form in texts.filter_map(|text| cell.form(text, noted)) {
                        if !forms.contains(&form) {
                            forms.push(form);
                        }
                    }
                    let ids = forms.iter().map(|form| literals.add(of_type, form));
                    match ids.collect::<Vec<TermId>>()[..] {
                        [] => extend(&mut values.rows, first, &[UNBOUND]),
                        ref ids => extend(&mut values.rows, first, ids),
                    }
                }
            }
        }
    }
    (values, literals)
}

/// Adds a value to each row from the first that is not finished; of several values each row has one.
fn extend(rows: &mut Vec<Vec<TermId>>, first: usize, values: &[TermId]) {
    if let [only] = values {
        let unfinished = rows.iter_mut().skip(first);
        return unfinished.for_each(|row| row.push(*only));
    }
    for row in rows.split_off(first) {
        for value in values {
            let mut row = row.clone();
            row.push(*value);
            rows.push(row);
        }
    }
}

/// A cell of a column that is used.
#[derive(Clone, Copy)]
struct Cell<'b> {
    column: &'b Used,
    /// The number of its row.
    number: u64,
    places: Places<'b>,
}

impl Cell<'_> {
    /// Returns the lexical form of a text of the cell. If it has no value, or may have another one, that is noted.
    fn form<'t>(&self, text: &'t str, noted: &mut Noted) -> Option<Cow<'t, str>> {
        let column = self.column;
        let Some(form) = column.written.form(text) else {
            noted.note((&column.name, INVALID_CELL), || self.invalid(text));
            return None;
        };
        if !column.is_decimal_said
            && let Some(other) = column.written.otherwise(text)
        {
            noted.note((&column.name, AMBIGUOUS_NUMBER), || {
                self.ambiguous(text, &form, &other)
            });
        }
        Some(form)
    }

    fn place(&self) -> Place {
        self.places.cell(self.number, self.column.position - 1)
    }

    fn ambiguous(&self, text: &str, form: &str, other: &str) -> Finding {
        let message = format!(
            "`{text}` in row {}, column `{}`, is read as {form}; it may be meant as {other}",
            self.number, self.column.name
        );
        let hint = "say which it is: `#+ decimal: \".\"` or `#+ decimal: \",\"`";
        Finding::warning(AMBIGUOUS_NUMBER, message, self.place()).with_hint(hint)
    }

    fn invalid(&self, text: &str) -> Finding {
        let message = format!(
            "`{text}` in row {}, column `{}`, is no `{}`",
            self.number, self.column.name, self.column.type_name
        );
        let finding = Finding::warning(INVALID_CELL, message, self.place());
        match self.column.written.expected(text) {
            Some(expected) => finding.with_hint(expected),
            None => finding,
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
