//! Rows that are in memory: those of JSON and of workbooks, whose columns are known at the end.

use super::batch::{Batch, elements};
use super::dialect::Dialect;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;

/// By their 0-based columns, the lengths in bytes of the elements of cells that are arrays. They stand in the text of the cell with
/// [`BETWEEN`](super::batch::BETWEEN) between them.
pub type Arrays = BTreeMap<usize, Vec<usize>>;

/// A cell that is added.
#[derive(Debug)]
pub struct NewCell {
    /// Its 0-based column.
    pub column: usize,
    /// Its text.
    pub text: String,
    /// Where it is in bytes of the page.
    pub place: Range<usize>,
    /// Whether the format of the table says that it is a number or a moment and no text.
    pub is_typed: bool,
}

/// Rows of which each has some cells, by column.
#[derive(Debug, Default)]
pub struct Stored {
    /// The texts of the cells.
    text: String,
    /// The cells, row by row.
    cells: Vec<Cell>,
    /// The lengths of the elements of those that are arrays, by their indexes.
    arrays: BTreeMap<usize, Vec<usize>>,
    /// The rows.
    rows: Vec<Row>,
    /// The number of the last row, whether or not it is left out.
    last: u64,
    next: Next,
    dialect: Dialect,
}

/// A cell of a row.
#[derive(Debug)]
struct Cell {
    /// 0-based.
    column: usize,
    /// Where its text ends; it starts where the one before ends.
    end: usize,
    /// Where it is in bytes of the page.
    place: Range<usize>,
    /// Whether it is a number or a moment and no text.
    is_typed: bool,
}

/// A row with its number.
#[derive(Debug)]
struct Row {
    number: u64,
    /// Where its cells end; they start where those before end.
    cells: usize,
    /// Where it is in bytes of the page.
    place: Range<usize>,
}

/// What is read next.
#[derive(Debug, Default)]
struct Next {
    row: usize,
    cell: usize,
    text: usize,
}

impl Stored {
    /// No rows yet of a table in a dialect.
    pub fn new(dialect: &Dialect) -> Self {
        Self {
            dialect: dialect.clone(),
            ..Self::default()
        }
    }

    /// Adds a row with cells, whose columns ascend; which of them are arrays; and the place of the row. One that the dialect skips is
    /// left out.
    pub fn add(&mut self, number: u64, cells: &[NewCell], arrays: &Arrays, place: Range<usize>) {
        self.last = number;
        if self.dialect.skip.contains(&number) {
            return;
        }
        for cell in cells {
            if let Some(lengths) = arrays.get(&cell.column) {
                self.arrays.insert(self.cells.len(), lengths.clone());
            }
            self.text.push_str(&cell.text);
            self.cells.push(Cell {
                column: cell.column,
                end: self.text.len(),
                place: cell.place.clone(),
                is_typed: cell.is_typed,
            });
        }
        self.rows.push(Row {
            number,
            cells: self.cells.len(),
            place,
        });
    }

    /// Returns the number of the last row.
    pub fn last_row(&self) -> u64 {
        self.last
    }

    /// Appends rows to a batch with this number of columns until it has enough of them, or there are no more.
    ///
    /// # Errors
    /// If the ends of cells are not in their order.
    pub fn read_into(&mut self, batch: &mut Batch, width: usize, most_rows: usize) -> Result<()> {
        let out_of_order = || Error::internal("the cells of a table are out of order");
        while batch.len() < most_rows
            && let Some(row) = self.rows.get(self.next.row)
        {
            let cells = self.cells.get(self.next.cell..row.cells);
            let mut cells = (self.next.cell..)
                .zip(cells.ok_or_else(out_of_order)?)
                .peekable();
            for column in 0..width {
                let mut place = row.place.end..row.place.end;
                if let Some((index, cell)) = cells.next_if(|(_, cell)| cell.column == column) {
                    let text = self.text.get(self.next.text..cell.end);
                    let text = text.ok_or_else(out_of_order)?;
                    self.next.text = cell.end;
                    place = cell.place.clone();
                    if cell.is_typed {
                        batch.set_typed();
                    }
                    if let Some(lengths) = self.arrays.get(&index) {
                        batch.add_array(&elements(text, lengths), &self.dialect, place);
                        continue;
                    }
                    batch.text().push_str(text);
                }
                batch.end_cell(&self.dialect, place);
            }
            // Cells behind the last column.
            self.next.text = cells.last().map_or(self.next.text, |(_, cell)| cell.end);
            batch.end_row(row.number, row.place.clone());
            self.next.cell = row.cells;
            self.next.row += 1;
        }
        Ok(())
    }
}
