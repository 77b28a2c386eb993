//! Rows of delimited text: CSV, TSV and the like.

use super::batch::Batch;
use super::column::{Column, columns};
use super::dialect::{Dialect, Header};
use super::row::{RawCell, Scan, Syntax, scan};
use super::separator::guess;
use super::text::TextReader;
use crate::error::Result;
use std::ops::Range;

/// A quote that is not closed within this many bytes is taken for one that nothing closes: a table of any size is read in
/// constant memory.
const MOST_QUOTED: usize = 16 << 20;

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
    null: Vec<String>,
    /// Quotes of the row that are not closed, in bytes of the piece.
    unclosed: Vec<usize>,
    cells: Vec<RawCell>,
    /// The row that was read last: its bytes in the piece, with the line break.
    row: Range<usize>,
    /// Its number, 1-based.
    number: u64,
}

impl Delimited {
    /// Reads the text up to the first row of values. Returns the columns, too.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn open(reader: TextReader, dialect: &Dialect) -> Result<(Self, Vec<Column>)> {
        let mut rows = Self {
            reader,
            text: String::new(),
            before: 0,
            at: 0,
            separator: String::new(),
            null: dialect.null.clone(),
            unclosed: Vec::new(),
            cells: Vec::new(),
            row: 0..0,
            number: 0,
        };
        rows.fill()?;
        let guessed = guess(&rows.text, rows.reader.is_end(), dialect.header);
        rows.separator = dialect.separator.or(guessed).unwrap_or(',').into();
        let names = match dialect.header {
            Header::Row(number) => rows.names(number)?,
            Header::None => rows.no_names()?,
        };
        Ok((rows, columns(names)))
    }

    /// Reads the rows up to the header, and returns what it says.
    fn names(&mut self, header: u64) -> Result<Vec<String>> {
        while self.number < header {
            if !self.next_row()? {
                return Ok(Vec::new());
            }
        }
        let names = self
            .cells
            .iter()
            .map(|cell| cell.value(&self.text).into_owned());
        Ok(names.collect())
    }

    /// Reads the first row to count its cells, and returns a name without text for each.
    fn no_names(&mut self) -> Result<Vec<String>> {
        let (at, number) = (self.before + self.at, self.number);
        let is_there = self.next_row()?;
        let names = vec![String::new(); if is_there { self.cells.len() } else { 0 }];
        // The row is still in the piece, which begins where the row does or before.
        (self.at, self.number) = (at.saturating_sub(self.before), number);
        Ok(names)
    }

    /// Appends rows to a batch with this number of columns until it has enough of them, or there are no more.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn read_into(&mut self, batch: &mut Batch, width: usize, most_rows: usize) -> Result<()> {
        while batch.len() < most_rows && self.next_row()? {
            for cell in self.cells.iter().take(width) {
                batch.text().push_str(&cell.value(&self.text));
                batch.end_cell(&self.null);
            }
            batch.end_row(self.number);
        }
        Ok(())
    }

    /// Finds the next row. Returns whether there is one.
    fn next_row(&mut self) -> Result<bool> {
        self.unclosed.clear();
        loop {
            if self.at == self.text.len() {
                if self.reader.is_end() {
                    return Ok(false);
                }
                self.fill()?;
                continue;
            }
            let syntax = Syntax {
                separator: self.separator.as_bytes(),
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
                    return Ok(true);
                }
                Scan::Unfinished(Some(quote))
                    if is_end || self.text.len() - quote > MOST_QUOTED =>
                {
                    self.unclosed.push(quote);
                }
                Scan::Unfinished(_) => self.fill()?,
            }
        }
    }

    /// Drops the rows that were read, and reads on until the piece is twice as long as what is left of it.
    fn fill(&mut self) -> Result<()> {
        self.text.drain(..self.at);
        self.before += self.at;
        for quote in &mut self.unclosed {
            *quote -= self.at;
        }
        self.at = 0;
        let wanted = self.text.len() * 2 + 1;
        while self.text.len() < wanted && !self.reader.is_end() {
            self.reader.read_into(&mut self.text)?;
        }
        Ok(())
    }
}
