//! The rows of a batch as values of variables: each cell a literal, each text of a split cell a row of its own.

use super::columns::{END, FILE, Quoting, ROW, SHEET, START, Split, Used};
use super::findings::{AMBIGUOUS_NUMBER, INVALID_CELL, UNSEEN, UNSPLIT, WORDS};
use super::lexical::Precision;
use super::noted::Noted;
use super::places::Places;
use super::text::{Misplaced, Text};
use crate::dictionary::{LiteralType, TermId};
use crate::finding::{Finding, Place, cited};
use crate::invisible;
use crate::query::{Literals, Prebound, UNBOUND};
use crate::rdf::vocab;
use crate::source::file_and_sheet;
use crate::table::texts_of_array;
use std::borrow::Cow;
use std::cmp::Reverse;
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
            noted.note(("", WORDS), number, || {
                let place = places.cell(number, columns.words - 1);
                text.finding(misplaced, (passage, words), number, place)
            });
        };
        text.find(passage, words).map_err(wrong).ok()
    }
}

/// The types of literals that are not cells, by their indexes; those of the columns follow.
const OF_NUMBERS: usize = 0;
const OF_NAMES: usize = 1;
const OF_MONTHS: usize = 2;
const OF_YEARS: usize = 3;
const OF_COLUMNS: usize = 4;

/// Returns the values of the variables of a mapping in the rows of a batch, with the literals that they are. Cells without a
/// value are noted.
pub fn values(
    used: &[Used],
    places: Places,
    origin: &Origin,
    noted: &mut Noted,
) -> (Prebound, Literals) {
    let batch = places.batch;
    let types = [
        vocab::XSD_INTEGER,
        vocab::XSD_STRING,
        vocab::XSD_G_YEAR_MONTH,
        vocab::XSD_G_YEAR,
    ];
    let types = types
        .into_iter()
        .chain(used.iter().map(|column| column.datatype.as_str()));
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
            let mut add = |form: &str| {
                let of_type = match column.written.precision(form) {
                    Precision::Whole => of_type,
                    Precision::Month => OF_MONTHS,
                    Precision::Year => OF_YEARS,
                };
                literals.add(of_type, form)
            };
            let is_typed = batch.is_typed(index, column.position - 1);
            let Some(texts) = cell.several(index, noted) else {
                let text = batch.cell(index, column.position - 1);
                let form = text.and_then(|text| cell.form(text, is_typed, noted));
                let id = form.map_or(UNBOUND, |form| add(&form));
                extend(&mut values.rows, first, &[id]);
                continue;
            };
            // A text that stands twice in a cell is one value.
            let mut forms: Vec<Cow<str>> = Vec::new();
            for text in &texts {
                if let Some(form) = cell.form(text, is_typed, noted)
                    && !forms.contains(&form)
                {
                    forms.push(form);
                }
            }
            match forms.iter().map(|form| add(form)).collect::<Vec<TermId>>()[..] {
                [] => extend(&mut values.rows, first, &[UNBOUND]),
                ref ids => extend(&mut values.rows, first, ids),
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

/// Characters that are likely to separate values. A comma and a semicolon of ASCII stand in too many names and notes.
const LIKELY: [char; 4] = ['；', '、', '|', '，'];

/// Adds the parts of a text between separators, without white space around them; those that are empty are left out.
fn split<'t>(text: &'t str, separators: &[String], parts: &mut Vec<&'t str>) {
    let mut rest = text;
    loop {
        // The first one, and the longest of those.
        let found = separators.iter().filter_map(|between| {
            let at = rest.find(between.as_str())?;
            Some((at, Reverse(between.len())))
        });
        let (part, after) = match found.min() {
            Some((at, Reverse(length))) => (rest.get(..at), rest.get(at + length..)),
            None => (Some(rest), None),
        };
        parts.extend(part.map(str::trim).filter(|part| !part.is_empty()));
        match after {
            Some(after) => rest = after,
            None => return,
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

impl<'b> Cell<'b> {
    /// Returns the texts of a cell that has several by its nature, an array or one that is split, given the index of its row in the
    /// batch; those that are empty are left out. A cell that is not split where it is likely to be is noted.
    fn several(&self, index: usize, noted: &mut Noted) -> Option<Vec<Cow<'b, str>>> {
        let batch = self.places.batch;
        let elements = batch.elements(index, self.column.position - 1);
        let cell = || batch.cell(index, self.column.position - 1);
        let (separators, is_list) = match &self.column.split {
            None => {
                let filled = |texts: Vec<&'b str>| {
                    let filled = texts.into_iter().filter(|text| !text.is_empty());
                    filled.map(Cow::from).collect()
                };
                return elements.map(filled);
            }
            Some(Split::Array) => return Some(self.array(cell(), noted)),
            Some(Split::Between {
                separators,
                is_list,
            }) => (separators, *is_list),
        };
        let texts = elements.unwrap_or_else(|| cell().into_iter().collect());
        let mut parts = Vec::with_capacity(texts.len());
        for text in texts {
            let before = parts.len();
            split(text, separators, &mut parts);
            for part in parts.iter().skip(before).filter(|_| !is_list) {
                if let Some(other) = part.chars().find(|c| LIKELY.contains(c)) {
                    noted.note((&self.column.name, UNSPLIT), self.number, || {
                        self.unsplit(part, other, separators)
                    });
                }
            }
        }
        let kept = parts.into_iter().filter(|part| self.column.has(part));
        Some(kept.map(Cow::from).collect())
    }

    /// Returns the texts of the elements of an array in JSON that a cell is. One that is none is noted, and counts as empty.
    fn array(&self, cell: Option<&str>, noted: &mut Noted) -> Vec<Cow<'b, str>> {
        let Some(text) = cell else {
            return Vec::new();
        };
        let texts = texts_of_array(text).unwrap_or_else(|| {
            let name = &self.column.name;
            noted.note((name, INVALID_CELL), self.number, || {
                let message = format!(
                    "`{}` in row {}, column `{name}`, is not an array of texts and numbers in JSON",
                    cited(text),
                    self.number
                );
                Finding::warning(INVALID_CELL, message, self.place())
            });
            Vec::new()
        });
        let filled = texts.into_iter().filter(|text| self.column.has(text));
        filled.map(Cow::from).collect()
    }

    /// Returns the lexical form of a text of the cell, which may be a number or a moment by the format of the table. If it has no
    /// value, or may have another one, that is noted.
    fn form<'t>(&self, text: &'t str, is_typed: bool, noted: &mut Noted) -> Option<Cow<'t, str>> {
        let column = self.column;
        if let Some(seen) = unseen(text) {
            noted.note((&column.name, UNSEEN), self.number, || {
                self.not_as_seen(text, seen)
            });
        }
        let form = match is_typed {
            true => column.written.form_of_typed(text),
            false => column.written.form(text),
        };
        let Some(form) = form else {
            noted.note((&column.name, INVALID_CELL), self.number, || {
                self.invalid(text, is_typed)
            });
            return None;
        };
        if !column.is_decimal_said
            && let Some(other) = column.written.otherwise(text)
        {
            noted.note((&column.name, AMBIGUOUS_NUMBER), self.number, || {
                self.ambiguous(text, &form, &other)
            });
        }
        Some(form)
    }

    fn not_as_seen(&self, text: &str, unseen: Unseen) -> Finding {
        let is = match unseen {
            Unseen::WhiteSpace => "has only white space, and is a text".to_owned(),
            Unseen::Lost => "has U+FFFD, which stands where a character was lost".to_owned(),
            Unseen::Character(c) => {
                format!("has {}, which nobody sees", invisible::described(c))
            }
        };
        let (row, name) = (self.number, &self.column.name);
        let message = match unseen {
            Unseen::WhiteSpace => format!("the cell in row {row}, column `{name}`, {is}"),
            _ => format!("`{}` in row {row}, column `{name}`, {is}", cited(text)),
        };
        let finding = Finding::warning(UNSEEN, message, self.place());
        match unseen {
            Unseen::WhiteSpace => {
                finding.with_hint("write `#+ trim: true`, with which it is empty")
            }
            Unseen::Lost | Unseen::Character(_) => finding,
        }
    }

    fn unsplit(&self, text: &str, other: char, separators: &[String]) -> Finding {
        let name = &self.column.name;
        let message = format!(
            "`{}` in row {}, column `{name}`, is one value: it has `{other}`, and is not split there",
            cited(text),
            self.number
        );
        let own: Vec<String> = separators.iter().map(|own| format!("\"{own}\"")).collect();
        let own = own.join(", ");
        let hint = format!(
            "if these are several values, write `#+ split: {{ {name}: [{own}, \"{other}\"] }}`, else `[{own}]`: a list has all separators"
        );
        Finding::warning(UNSPLIT, message, self.place()).with_hint(hint)
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

    fn invalid(&self, text: &str, is_typed: bool) -> Finding {
        let message = format!(
            "`{}` in row {}, column `{}`, is not a valid `{}`",
            cited(text),
            self.number,
            self.column.name,
            self.column.type_name
        );
        let finding = Finding::warning(INVALID_CELL, message, self.place());
        let written = &self.column.written;
        let expected = match is_typed {
            true => written.expected_of_typed(text),
            false => written.expected(text),
        };
        match expected {
            Some(expected) => finding.with_hint(expected),
            None => finding,
        }
    }
}

/// Why the text of a cell is not what is seen of it.
#[derive(Clone, Copy)]
enum Unseen {
    /// It has nothing but white space.
    WhiteSpace,
    /// It has U+FFFD.
    Lost,
    /// It has a character without width that joins nothing.
    Character(char),
}

/// Returns why a text is not what is seen of it.
fn unseen(text: &str) -> Option<Unseen> {
    if text.trim().is_empty() {
        return (!text.is_empty()).then_some(Unseen::WhiteSpace);
    }
    if text.is_ascii() {
        return None;
    }
    match text.contains('\u{FFFD}') {
        true => Some(Unseen::Lost),
        false => invisible::first(text).map(Unseen::Character),
    }
}

fn plain_type(datatype: &str) -> LiteralType {
    LiteralType {
        datatype: datatype.to_owned(),
        language: String::new(),
        direction: String::new(),
    }
}
