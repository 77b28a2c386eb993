//! Rows that are in memory: those of JSON and of workbooks, whose columns are known at the end.

use super::batch::Batch;
use super::dialect::Dialect;
use crate::error::{Error, Result};
use std::ops::Range;

/// Rows of which each has some cells, by column.
#[derive(Debug, Default)]
pub struct Stored {
    /// The texts of the cells.
    text: String,
    /// The cells, row by row.
    cells: Vec<Cell>,
    /// The rows.
    rows: Vec<Row>,
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

    /// Adds a row with cells: their 0-based columns, which ascend, their texts and their places, and the place of the
    /// row. One that the dialect skips is left out.
    pub fn add<'a>(
        &mut self,
        number: u64,
        cells: impl IntoIterator<Item = &'a (usize, String, Range<usize>)>,
        place: Range<usize>,
    ) {
        if self.dialect.skip.contains(&number) {
            return;
        }
        for (column, text, place) in cells {
            self.text.push_str(text);
            self.cells.push(Cell {
                column: *column,
                end: self.text.len(),
                place: place.clone(),
            });
        }
        self.rows.push(Row {
            number,
            cells: self.cells.len(),
            place,
        });
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
            let mut cells = self
                .cells
                .get(self.next.cell..row.cells)
                .ok_or_else(out_of_order)?
                .iter()
                .peekable();
            for column in 0..width {
                let mut place = row.place.end..row.place.end;
                if let Some(cell) = cells.next_if(|cell| cell.column == column) {
                    let text = self.text.get(self.next.text..cell.end);
                    let text = text.ok_or_else(out_of_order)?;
                    batch.text().push_str(text);
                    self.next.text = cell.end;
                    place = cell.place.clone();
                }
                batch.end_cell(&self.dialect, place);
            }
            // Cells behind the last column.
            self.next.text = cells.last().map_or(self.next.text, |cell| cell.end);
            batch.end_row(row.number, row.place.clone());
            self.next.cell = row.cells;
            self.next.row += 1;
        }
        Ok(())
    }
}
