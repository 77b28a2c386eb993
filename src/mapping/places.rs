//! Where the rows of a batch and their cells are in the file of the table.

use crate::finding::Place;
use crate::table::Batch;
use std::collections::BTreeMap;
use std::ops::Range;

/// The names of columns with their 0-based positions, by the variables that are made of nothing else.
pub type Origins = BTreeMap<String, (String, usize)>;

/// Some rows of a table, with their places.
#[derive(Clone, Copy)]
pub struct Places<'b> {
    /// The path of the table.
    pub path: &'b str,
    /// The rows.
    pub batch: &'b Batch,
    /// The columns of variables.
    pub origins: &'b Origins,
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

    /// Returns the place of the cell in a row that a variable is made of, or that of the row if it is made of several or none.
    pub fn of_variable(&self, number: u64, variable: &str) -> Place {
        match self.origins.get(variable) {
            Some((_, column)) => self.cell(number, *column),
            None => self.row(number),
        }
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
