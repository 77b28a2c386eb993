//! Rows of delimited text: CSV, TSV and the like.

use super::batch::Batch;
use super::column::{Column, columns, report};
use super::dialect::{Dialect, Header};
use super::page::Page;
use super::problems::Problems;
use super::row::{RawCell, Scan, Syntax, scan};
use super::separator::guess;
use super::text::TextReader;
use crate::error::Result;
use crate::finding::{Finding, Place};
use crate::number::count;
use std::ops::Range;

/// A quote that is not closed within this many bytes is taken for one that nothing closes: a table of any size is read in
/// constant memory.
const MOST_QUOTED: usize = 16 << 20;

/// This many rows below the header it is looked whether that is a title.
const BELOW: u64 = 5;

/// The name of a column, and where it is in bytes of the text.
type Name = (String, Range<usize>);

/// The rows of a text.
pub struct Delimited {
    reader: TextReader,
    /// A piece of the text.
    text: String,
    /// The bytes of the text before the piece.
    before: usize,
    /// Where the next row begins in the piece.
    at: usize,
    separator: String,
    dialect: Dialect,
    /// Quotes of the row that are not closed, in bytes of the piece.
    unclosed: Vec<usize>,
    cells: Vec<RawCell>,
    /// The row that was read last: its bytes in the piece, with the line break.
    row: Range<usize>,
    /// Its number, 1-based.
    number: u64,
    /// The first line `sep=;`, which is not a row.
    separator_line: String,
    /// Whether it is a comment, and no row of the table.
    is_comment: bool,
}

impl Delimited {
    /// The rows of a text from its first. Returns the separator that its beginning suggests, too.
    fn start(
        reader: TextReader,
        dialect: &Dialect,
        problems: &mut Problems,
    ) -> Result<(Self, Option<char>)> {
        let mut rows = Self {
            reader,
            text: String::new(),
            before: 0,
            at: 0,
            separator: String::new(),
            dialect: dialect.clone(),
            separator_line: String::new(),
            is_comment: false,
            unclosed: Vec::new(),
            cells: Vec::new(),
            row: 0..0,
            number: 0,
        };
        rows.fill(problems)?;
        let named = rows.drop_separator_line();
        let guessed = guess(
            &rows.text,
            rows.reader.is_end(),
            dialect,
            rows.reader.has_tabs(),
        );
        let separator = dialect.separator.or(named).or(guessed);
        rows.separator = separator.unwrap_or(',').into();
        Ok((rows, guessed))
    }

    /// Adds all rows of a text to a page.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn render(reader: TextReader, dialect: &Dialect, page: &mut Page) -> Result<()> {
        let mut problems = Problems::new("");
        let (mut rows, _) = Self::start(reader, dialect, &mut problems)?;
        page.add_written(&rows.separator_line);
        page.comes_from(rows.separator_line.len());
        while rows.next_row(&mut problems)? {
            let row = rows.text.get(rows.row.clone()).unwrap_or_default();
            // A lone CR is one byte, as the LF in its place.
            let line_break = if row.ends_with("\r\n") { "\r\n" } else { "\n" };
            let row = row.get(..rows.row_span().len()).unwrap_or_default();
            page.add(row);
            page.end_row(line_break);
            page.add_written(row);
            page.add_written(line_break);
        }
        Ok(())
    }

    /// Reads the text up to the first row of values. Returns the columns, too.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn open(
        reader: TextReader,
        dialect: &Dialect,
        problems: &mut Problems,
    ) -> Result<(Self, Vec<Column>)> {
        let (mut rows, guessed) = Self::start(reader, dialect, problems)?;
        let names = match dialect.header {
            Header::Row(number) => rows.names(number, problems)?,
            Header::None => rows.no_names(problems)?,
        };
        let columns = columns(names);
        if let (Header::Row(number), Some(guessed)) = (dialect.header, guessed)
            && columns.len() == 1
            && number == rows.number
            && rows.separator != guessed.to_string()
        {
            rows.report_separator(guessed, problems);
        }
        if let Header::Row(number) = dialect.header {
            report(&columns, problems);
            let named = columns.iter().filter(|one| !one.name.trim().is_empty());
            let names = named.count();
            if names < 2
                && let Some((below, cells)) = rows.below_title(number)
            {
                let header = rows.place(&rows.row_span());
                problems.add_title((number, names, header), (below, cells));
            }
        }
        Ok((rows, columns))
    }

    /// Returns the number of the first row below the header that has a text, and how many of its cells have one, if there are several.
    /// What is not read yet is not looked at, and what divides the header need not divide this row.
    fn below_title(&self, header: u64) -> Option<(u64, usize)> {
        let rest = self.text.get(self.at..)?;
        let without_header = Dialect {
            header: Header::None,
            ..self.dialect.clone()
        };
        let guessed = guess(
            rest,
            self.reader.is_end(),
            &without_header,
            self.reader.has_tabs(),
        );
        let separator = self.dialect.separator.or(guessed)?.to_string();
        let syntax = Syntax {
            separator: separator.as_bytes(),
            has_no_quotes: self.dialect.has_no_quotes,
            ignored_quotes: &[],
        };
        let (mut at, mut cells) = (0, Vec::new());
        let (mut first, mut widths) = (None, Vec::new());
        for number in header + 1..=header + BELOW {
            // The end of what was read counts as that of the table.
            let Scan::Row(next) = scan(rest.as_bytes(), at, true, syntax, &mut cells) else {
                break;
            };
            at = next;
            let filled = cells.iter().filter(|cell| !cell.span.is_empty()).count();
            if filled > 0 {
                first.get_or_insert((number, filled));
                widths.push(cells.len());
            }
        }
        // Texts of a single column may have separators in them, though hardly in each the same number.
        let is_even = widths.len() > 1 && widths.iter().all(|width| Some(width) == widths.first());
        first.filter(|(_, filled)| *filled > 1 && (self.cells.len() > 1 || is_even))
    }

    /// Reads the rows up to the header, and returns what it says.
    fn names(&mut self, header: u64, problems: &mut Problems) -> Result<Vec<Name>> {
        while self.number < header || self.is_comment {
            if !self.next_row(problems)? {
                let end = self.before + self.text.len();
                problems.add(problems.no_header(header, end));
                return Ok(Vec::new());
            }
        }
        let names = self.cells.iter().map(|cell| {
            let name = cell.value(&self.text)?.into_owned();
            Ok((name, self.place(&cell.span)))
        });
        names.collect()
    }

    /// Reads the first row that is not a comment to count its cells, and returns a name without text for each.
    fn no_names(&mut self, problems: &mut Problems) -> Result<Vec<Name>> {
        let (mut at, mut number) = (self.before + self.at, self.number);
        let mut is_there = self.next_row(problems)?;
        while is_there && self.is_comment {
            (at, number) = (self.before + self.at, self.number);
            is_there = self.next_row(problems)?;
        }
        let names = vec![Name::default(); if is_there { self.cells.len() } else { 0 }];
        // The row is still in the piece, which begins where the row does or before.
        (self.at, self.number) = (at.saturating_sub(self.before), number);
        Ok(names)
    }

    /// Appends rows to a batch with this number of columns until it has enough of them, or there are no more.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn read_into(
        &mut self,
        batch: &mut Batch,
        width: usize,
        most_rows: usize,
        problems: &mut Problems,
    ) -> Result<()> {
        while batch.len() < most_rows && self.next_row(problems)? {
            if self.is_comment || self.dialect.skip.contains(&self.number) {
                continue;
            }
            // Its cells are likely to be in the wrong columns.
            if self.has_text_behind(width) {
                problems.add(self.ragged(width, problems));
                continue;
            }
            for cell in self.cells.iter().take(width) {
                batch.text().push_str(&cell.value(&self.text)?);
                batch.end_cell(&self.dialect, self.place(&cell.span));
            }
            let place = self.place(&self.row_span());
            let says_something = batch.end_row(self.number, place);
            if says_something && self.cells.len() != width {
                problems.add(self.ragged(width, problems));
            }
        }
        Ok(())
    }

    /// Returns the number of the row that was read last.
    pub fn last_row(&self) -> u64 {
        self.number
    }

    /// Returns how many bytes of the text are held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.text.capacity()
    }

    /// Drops a first line `sep=;`, which spreadsheet programs read and do not show as a row, and returns the separator that it names.
    fn drop_separator_line(&mut self) -> Option<char> {
        let end = self.text.find('\n').map_or(self.text.len(), |at| at + 1);
        let line = self.text.get(..end)?.trim_end_matches(['\n', '\r']);
        let line = line.trim_matches('"');
        let (key, separator) = line.split_at_checked("sep=".len())?;
        let mut characters = separator.chars();
        let is_key = key.eq_ignore_ascii_case("sep=");
        let separator = characters.next().filter(|_| is_key)?;
        characters.next().is_none().then(|| {
            self.separator_line = self.text.drain(..end).collect();
            separator
        })
    }

    /// Finds the next row. Returns whether there is one.
    fn next_row(&mut self, problems: &mut Problems) -> Result<bool> {
        self.unclosed.clear();
        loop {
            let mark = self.dialect.comment.as_ref().map_or(1, String::len).max(1);
            if self.text.len() - self.at < mark && !self.reader.is_end() {
                self.fill(problems)?;
                continue;
            }
            if self.at == self.text.len() {
                return Ok(false);
            }
            let rest = self.text.get(self.at..).unwrap_or_default();
            self.is_comment = self.dialect.is_comment(rest);
            let syntax = Syntax {
                separator: self.separator.as_bytes(),
                has_no_quotes: self.dialect.has_no_quotes || self.is_comment,
                ignored_quotes: &self.unclosed,
            };
            let is_end = self.reader.is_end();
            match scan(
                self.text.as_bytes(),
                self.at,
                is_end,
                syntax,
                &mut self.cells,
            ) {
                Scan::Row(next) => {
                    self.row = self.at..next;
                    self.at = next;
                    self.number += 1;
                    self.report_stray_quotes(problems);
                    return Ok(true);
                }
                Scan::Unfinished(Some(quote))
                    if is_end || self.text.len() - quote > MOST_QUOTED =>
                {
                    self.unclosed.push(quote);
                    let place = problems.place(self.place(&(quote..quote + 1)));
                    problems.add(unclosed(place, is_end));
                }
                Scan::Unfinished(_) => self.fill(problems)?,
            }
        }
    }

    /// Drops the rows that were read, and reads on until the piece is twice as long as what is left of it.
    fn fill(&mut self, problems: &mut Problems) -> Result<()> {
        self.text.drain(..self.at);
        self.before += self.at;
        for quote in &mut self.unclosed {
            *quote -= self.at;
        }
        self.at = 0;
        let wanted = self.text.len() * 2 + 1;
        while self.text.len() < wanted && !self.reader.is_end() {
            let start = self.text.len();
            if self.reader.read_into(&mut self.text)? {
                self.report_invalid(start, problems);
            }
            self.report_nul(start, problems);
        }
        Ok(())
    }

    /// The place of bytes of the piece in the whole text.
    fn place(&self, span: &Range<usize>) -> Range<usize> {
        self.before + span.start..self.before + span.end
    }

    /// Reports each U+FFFD from a byte of the piece.
    fn report_invalid(&self, start: usize, problems: &mut Problems) {
        let name = self.reader.encoding();
        let new = self.text.get(start..).unwrap_or_default();
        for (at, mark) in new.match_indices('\u{FFFD}') {
            let span = start + at..start + at + mark.len();
            let message = format!("bytes here have no meaning in {name}");
            let finding = Finding::error(
                "table-invalid-bytes",
                message,
                problems.place(self.place(&span)),
            );
            problems.add(finding.with_hint("say which `encoding` the table has, or repair it"));
        }
    }

    /// Reports each U+0000 from a byte of the piece.
    fn report_nul(&self, start: usize, problems: &mut Problems) {
        let new = self.text.get(start..).unwrap_or_default();
        for at in memchr::memchr_iter(0, new.as_bytes()) {
            let span = self.place(&(start + at..start + at + 1));
            problems.add(problems.nul(span));
        }
    }

    /// Reports cells of the row with text behind their closing quotes.
    fn report_stray_quotes(&self, problems: &mut Problems) {
        for cell in self.cells.iter().filter(|cell| cell.has_quotes) {
            let Some(behind) = cell.behind_closing_quote(&self.text) else {
                continue;
            };
            let place = problems.place(self.place(&(behind..cell.span.end)));
            let message = "more text of a cell stands behind the quote that closes it";
            let finding = Finding::warning("table-stray-quote", message, place);
            problems.add(finding.with_hint(
                "double the quotes within the cell, or close the quote of a cell before it",
            ));
        }
    }

    /// Reports that the header has one cell, but another separator would divide it.
    fn report_separator(&self, guessed: char, problems: &mut Problems) {
        let (said, place) = (
            &self.separator,
            problems.place(self.place(&self.row_span())),
        );
        let message = format!("no {said:?} divides the names of the columns, but {guessed:?} does");
        let finding = Finding::warning("table-separator", message, place);
        problems.add(finding.with_hint(format!("say `separator: {guessed:?}`, or nothing")));
    }

    /// The bytes of the row in the piece without its line break.
    fn row_span(&self) -> Range<usize> {
        let row = self.text.get(self.row.clone()).unwrap_or_default();
        let row = row.strip_suffix('\n').unwrap_or(row);
        let length = row.strip_suffix('\r').unwrap_or(row).len();
        self.row.start..self.row.start + length
    }

    /// Returns whether a cell of the row behind the last column has a text.
    fn has_text_behind(&self, width: usize) -> bool {
        let behind = self.cells.get(width..).unwrap_or_default().iter();
        let mut texts = behind.filter_map(|cell| self.text.get(cell.span.clone()));
        texts.any(|text| !text.trim().is_empty())
    }

    /// The finding for the row, which has not as many cells as there are columns.
    fn ragged(&self, width: usize, problems: &Problems) -> Finding {
        let cells = count(self.cells.len(), "cell");
        let message = format!(
            "this row has {cells}, but the table has {}",
            count(width, "column")
        );
        let id = "table-ragged-row";
        match self.cells.get(width) {
            Some(first) if !self.has_text_behind(width) => {
                let place = problems.place(self.place(&(first.span.start..self.row_span().end)));
                let hint = format!("take the {:?} at its end away", self.separator);
                Finding::warning(id, format!("{message}; what is too much is empty"), place)
                    .with_hint(hint)
            }
            Some(first) => {
                let place = problems.place(self.place(&(first.span.start..self.row_span().end)));
                let hint = match self.dialect.has_no_quotes {
                    false => format!("put a cell that has {:?} in quotes", self.separator),
                    true => format!(
                        "a cell that has {:?} can only be in quotes, and `quote: none` is said",
                        self.separator
                    ),
                };
                Finding::error(id, message, place).with_hint(hint)
            }
            None => Finding::warning(id, message, problems.place(self.place(&self.row_span()))),
        }
    }
}

/// The finding for a quote that nothing closes up to the end of the text, or else in as much of it as a cell may have.
fn unclosed(place: Place, is_end: bool) -> Finding {
    let (message, hint) = match is_end {
        true => (
            "this quote is not closed, so it is read as part of the cell",
            "close it, or put the cell in quotes and double this one",
        ),
        false => (
            "this quote is not closed within 16 MiB, the most that a cell in quotes is sure to have, so it is read as part of the cell",
            "close it, double it, or keep such a long text in a file of its own",
        ),
    };
    Finding::error("table-unclosed-quote", message, place).with_hint(hint)
}
