//! Rows that are in memory: those of JSON and of workbooks, whose columns are known at the end.

use super::batch::Batch;
use crate::error::{Error, Result};

/// Rows of which each has some cells, by column.
#[derive(Debug, Default)]
pub struct Stored {
    /// The texts of the cells.
    text: String,
    /// The 0-based column of each cell, and where its text ends; it starts where the one before ends.
    cells: Vec<(usize, usize)>,
    /// The number of each row, and where its cells end; they start where those before end.
    rows: Vec<(u64, usize)>,
    next: Next,
    null: Vec<String>,
}

/// What is read next.
#[derive(Debug, Default)]
struct Next {
    row: usize,
    cell: usize,
    text: usize,
}

impl Stored {
    /// No rows yet, given the texts of cells that count as empty.
    pub fn new(null: &[String]) -> Self {
        Self {
            null: null.to_vec(),
            ..Self::default()
        }
    }

    /// Adds a row with cells by their 0-based columns, which ascend.
    pub fn add<'a>(&mut self, number: u64, cells: impl IntoIterator<Item = (usize, &'a str)>) {
        for (column, text) in cells {
            self.text.push_str(text);
            self.cells.push((column, self.text.len()));
        }
        self.rows.push((number, self.cells.len()));
    }

    /// Appends rows to a batch with this number of columns until it has enough of them, or there are no more.
    ///
    /// # Errors
    /// If the ends of cells are not in their order.
    pub fn read_into(&mut self, batch: &mut Batch, width: usize, most_rows: usize) -> Result<()> {
        let out_of_order = || Error::internal("the cells of a table are out of order");
        while batch.len() < most_rows
            && let Some((number, end)) = self.rows.get(self.next.row)
        {
            let mut cells = self
                .cells
                .get(self.next.cell..*end)
                .ok_or_else(out_of_order)?
                .iter()
                .peekable();
            for column in 0..width {
                if let Some((_, end)) = cells.next_if(|(of, _)| *of == column) {
                    let text = self.text.get(self.next.text..*end);
                    let text = text.ok_or_else(out_of_order)?;
                    batch.text().push_str(text);
                    self.next.text = *end;
                }
                batch.end_cell(&self.null);
            }
            // Cells behind the last column.
            self.next.text = cells.last().map_or(self.next.text, |(_, end)| *end);
            batch.end_row(*number);
            self.next.cell = *end;
            self.next.row += 1;
        }
        Ok(())
    }
}
