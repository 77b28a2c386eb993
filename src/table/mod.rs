//! Rows of tables, with their places: CSV, TSV and other delimited text.

mod batch;
mod column;
mod delimited;
mod dialect;
mod row;
mod separator;
mod text;

pub use batch::Batch;
pub use column::Column;
pub use dialect::{Dialect, Header};
pub use text::Bytes;

use crate::error::Result;
use crate::finding::Finding;
use delimited::Delimited;
use text::TextReader;

/// A table that was opened: its columns, what was found wrong, and its rows in batches.
pub struct Table {
    /// The columns, from the left; none if the table cannot be read, which then is a finding.
    pub columns: Vec<Column>,
    /// What was found wrong in the rows that were read so far. Places are bytes of the text, whose lines are the rows.
    pub findings: Vec<Finding>,
    rows: Delimited,
}

impl Table {
    /// Opens a table, given the path that its findings name and its bytes: a file, or bytes in a
    /// [`Cursor`](std::io::Cursor). Reads as little as tells its columns.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn open(path: &str, bytes: impl Bytes + 'static, dialect: &Dialect) -> Result<Self> {
        let reader = TextReader::new(path, Box::new(bytes), encoding_rs::UTF_8)?;
        let (rows, columns) = Delimited::open(reader, dialect)?;
        Ok(Self {
            columns,
            findings: Vec::new(),
            rows,
        })
    }

    /// Returns the next rows, at least one and at most this many; nothing after the last. Rows without a cell that has text are
    /// left out.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn next_batch(&mut self, most_rows: usize) -> Result<Option<Batch>> {
        let width = self.columns.len();
        let mut batch = Batch::new(width);
        self.rows.read_into(&mut batch, width, most_rows.max(1))?;
        Ok((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests;
