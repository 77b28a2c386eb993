//! The text of a table that its rows are shown in: row N is line N.

use crate::finding::Place;
use crate::source::SourceFile;
use crate::table::{Dialect, rendered};
use std::cell::OnceCell;
use std::io::Cursor;

/// A table and its rendered text. The text is rendered on first use, since most tables have no findings.
pub struct Page<'t> {
    /// The file of the table.
    pub file: &'t SourceFile,
    dialect: Dialect,
    text: OnceCell<SourceFile>,
}

impl<'t> Page<'t> {
    /// Returns the page of a table in a dialect.
    pub fn of(file: &'t SourceFile, dialect: Dialect) -> Self {
        Self {
            file,
            dialect,
            text: OnceCell::new(),
        }
    }

    /// Returns the place of a row, counted from 1.
    pub fn place(&self, row: u64) -> Place {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let text = self.text.get_or_init(|| {
            let bytes = Cursor::new(self.file.bytes.clone());
            // Bytes in memory can be read; what else is wrong stops the reading of the rows themselves.
            let text = rendered(&self.file.path, bytes, &self.dialect).unwrap_or_default();
            SourceFile::new(self.file.path.clone(), text)
        });
        Place {
            file: self.file.path.clone(),
            span: text.line_span(row).unwrap_or(0..0),
        }
    }
}
