//! Where the rows of a batch and their cells are in the file of the table.

use crate::finding::Place;
use crate::table::Batch;
use std::ops::Range;

/// Some rows of a table, with their places.
#[derive(Clone, Copy)]
pub struct Places<'b> {
    /// The path of the table.
    pub path: &'b str,
    /// The rows.
    pub batch: &'b Batch,
}

impl Places<'_> {
    /// Returns the place of the row with a number.
    pub fn row(&self, number: u64) -> Place {
        self.at(number, |index| self.batch.row_place(index))
    }

    /// Returns the place of a cell, given the number of its row and its 0-based column.
    pub fn cell(&self, number: u64, column: usize) -> Place {
        self.at(number, |index| self.batch.place(index, column))
    }

    fn at(&self, number: u64, span: impl FnOnce(usize) -> Option<Range<usize>>) -> Place {
        // The numbers of rows ascend.
        let index = self.batch.numbers.binary_search(&number).ok();
        Place {
            file: self.path.to_owned(),
            span: index.and_then(span).unwrap_or_default(),
        }
    }
}
