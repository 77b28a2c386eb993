//! Rows of tables, with their places: CSV, TSV and other delimited text.

mod batch;
mod column;
mod delimited;
mod dialect;
mod encoding;
mod explain;
mod problems;
mod row;
mod separator;
mod text;

pub use batch::Batch;
pub use column::Column;
pub use dialect::{Dialect, Header};
pub use explain::EXPLANATIONS;
pub use text::Bytes;

use crate::error::Result;
use crate::finding::Finding;
use delimited::Delimited;
use encoding::encoding_of;
use problems::Problems;
use text::TextReader;

/// A table that was opened: its columns, what was found wrong, and its rows in batches.
pub struct Table {
    /// The columns, from the left; none if the table cannot be read, which then is a finding.
    pub columns: Vec<Column>,
    /// What was found wrong in the rows that were read so far. Places are bytes of the text, whose lines are the rows.
    pub findings: Vec<Finding>,
    rows: Delimited,
    problems: Problems,
}

impl Table {
    /// Opens a table, given the path that its findings name and its bytes: a file, or bytes in a
    /// [`Cursor`](std::io::Cursor). Reads as little as tells its columns.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn open(path: &str, bytes: impl Bytes + 'static, dialect: &Dialect) -> Result<Self> {
        let mut problems = Problems::new(path);
        let mut bytes: Box<dyn Bytes> = Box::new(bytes);
        let said = dialect.encoding.as_deref();
        let encoding = encoding_of(path, &mut *bytes, said, &mut problems)?;
        let reader = TextReader::new(path, bytes, encoding)?;
        let (rows, columns) = Delimited::open(reader, dialect, &mut problems)?;
        Ok(Self {
            columns,
            findings: std::mem::take(&mut problems.kept),
            rows,
            problems,
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
        let most_rows = most_rows.max(1);
        self.rows
            .read_into(&mut batch, width, most_rows, &mut self.problems)?;
        if batch.is_empty() {
            self.problems.add_counts();
        }
        self.findings.append(&mut self.problems.kept);
        Ok((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests;
