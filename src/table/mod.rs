//! Rows of tables, with their places: CSV, TSV and other delimited text, JSON, JSON Lines
//! and workbooks.

mod batch;
mod column;
mod delimited;
mod dialect;
mod encoding;
mod explain;
mod items;
mod json;
mod page;
mod problems;
mod row;
mod separator;
mod stored;
mod text;
mod unpacked;
mod value;
mod workbook;

pub use batch::Batch;
pub use column::{Column, is_of_name};
pub use dialect::{Dialect, Header, one_character};
pub use explain::EXPLANATIONS;
pub use json::texts_of_array;
pub use problems::stands_for;
pub use text::Bytes;

use crate::error::Result;
use crate::finding::Finding;
use crate::number::with_commas;
use crate::source::{SourceFile, file_and_sheet};
use delimited::Delimited;
use encoding::encoding_of;
use page::Page;
use problems::Problems;
use stored::Stored;
use text::TextReader;

/// A table that was opened: its columns, what was found wrong, and its rows in batches.
pub struct Table {
    /// The columns, from the left; none if the table cannot be read, which then is a finding.
    pub columns: Vec<Column>,
    /// What was found wrong in the rows that were read so far. Places are bytes of the text as it is [`rendered`], whose lines are
    /// the rows.
    pub findings: Vec<Finding>,
    /// Whether it is a workbook, which has sheets.
    pub is_workbook: bool,
    /// The name of its encoding, if that was guessed.
    pub guessed_encoding: Option<&'static str>,
    /// The row that is likely to have the names of the columns, if the header is likely to be a title above them.
    pub below_title: Option<u64>,
    rows: Rows,
    problems: Problems,
}

impl Table {
    /// Opens a table, given the path that its findings name and its bytes: a file, or bytes in a
    /// [`Cursor`](std::io::Cursor). Of delimited text it reads as little as tells the columns, of other tables all.
    ///
    /// # Errors
    /// If the bytes cannot be read.
    pub fn open(path: &str, bytes: impl Bytes + 'static, dialect: &Dialect) -> Result<Self> {
        let mut problems = Problems::new(path);
        let mut page = Page::default();
        let opened = opened(path, Box::new(bytes), dialect, &mut problems)?;
        let is_workbook = matches!(opened, Opened::Other(Other::Workbook(_)));
        let (rows, columns) = match opened {
            Opened::Delimited(reader) => {
                let (rows, columns) = Delimited::open(reader, dialect, &mut problems)?;
                (Rows::Delimited(Box::new(rows)), columns)
            }
            Opened::Other(other) => {
                let (rows, columns) = other.rows(dialect, &mut page, &mut problems);
                (Rows::Stored(Box::new(rows)), columns)
            }
        };
        Ok(Self {
            columns,
            findings: std::mem::take(&mut problems.kept),
            is_workbook,
            guessed_encoding: problems.guessed_encoding,
            below_title: problems.below_title,
            rows,
            problems,
        })
    }

    /// Returns the number of the last row that was read, which also counts if it is left out.
    pub fn last_row(&self) -> u64 {
        match &self.rows {
            Rows::Delimited(rows) => rows.last_row(),
            Rows::Stored(rows) => rows.last_row(),
        }
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
        match &mut self.rows {
            Rows::Delimited(rows) => {
                rows.read_into(&mut batch, width, most_rows, &mut self.problems)?;
            }
            Rows::Stored(rows) => rows.read_into(&mut batch, width, most_rows)?,
        }
        if batch.is_empty() {
            self.problems.add_counts();
        }
        self.findings.append(&mut self.problems.kept);
        Ok((!batch.is_empty()).then_some(batch))
    }
}

/// The rows that are still to be read.
enum Rows {
    Delimited(Box<Delimited>),
    Stored(Box<Stored>),
}

/// Returns the text of a table for people, of which the line N is the row N: delimited text as it is written, each item of JSON in a
/// line, the cells of a row of a workbook with tabs between them. Line breaks within a row are spaces. The places of findings are in
/// this text; their positions are those in the file, unless it is a workbook.
///
/// # Errors
/// If the bytes cannot be read.
pub fn rendered(path: &str, bytes: impl Bytes + 'static, dialect: &Dialect) -> Result<SourceFile> {
    let (mut page, mut problems) = (Page::kept(), Problems::new(path));
    match opened(path, Box::new(bytes), dialect, &mut problems)? {
        Opened::Delimited(reader) => Delimited::render(reader, dialect, &mut page)?,
        Opened::Other(other) => {
            other.rows(dialect, &mut page, &mut problems);
        }
    }
    Ok(page.into_file(path))
}

/// Returns the names of the sheets of a workbook that are visible; none of another table, or of what cannot be read.
///
/// # Errors
/// If the bytes cannot be read.
pub fn visible_sheets(path: &str, bytes: &[u8]) -> Result<Vec<String>> {
    let mut problems = Problems::new(path);
    let bytes = Box::new(std::io::Cursor::new(bytes.to_vec()));
    Ok(
        match opened(path, bytes, &Dialect::default(), &mut problems)? {
            Opened::Other(Other::Workbook(bytes)) => workbook::visible(bytes),
            Opened::Other(_) | Opened::Delimited(_) => Vec::new(),
        },
    )
}

/// A table whose format is known.
enum Opened {
    Delimited(TextReader),
    Other(Other),
}

/// A table that is read at once.
enum Other {
    Json(String),
    JsonLines(String),
    Workbook(Box<dyn Bytes>),
}

impl Other {
    fn rows(
        self,
        dialect: &Dialect,
        page: &mut Page,
        problems: &mut Problems,
    ) -> (Stored, Vec<Column>) {
        match self {
            Self::Json(text) => json::of_document(&text, dialect, page, problems),
            Self::JsonLines(text) => json::of_lines(&text, dialect, page, problems),
            Self::Workbook(bytes) => workbook::read(bytes, dialect, page, problems),
        }
    }
}

/// The first bytes of an archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// Finds out the format of a table: a workbook by its first bytes or its name, JSON by its name or where items are said.
fn opened(
    path: &str,
    mut bytes: Box<dyn Bytes>,
    dialect: &Dialect,
    problems: &mut Problems,
) -> Result<Opened> {
    let extension = extension(path);
    let is_named = matches!(&*extension, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods");
    if is_named || text::head(path, &mut *bytes, ZIP.len())? == ZIP {
        return Ok(Opened::Other(Other::Workbook(bytes)));
    }
    let said = dialect.encoding.as_deref();
    let encoding = encoding_of(path, &mut *bytes, said, problems)?;
    let mut reader = TextReader::new(path, bytes, encoding)?;
    Ok(match &*extension {
        _ if is_json_lines(path) => Opened::Other(Other::JsonLines(all(&mut reader, problems)?)),
        "json" => Opened::Other(Other::Json(all(&mut reader, problems)?)),
        _ if dialect.items.is_some() => Opened::Other(Other::Json(all(&mut reader, problems)?)),
        _ => Opened::Delimited(reader),
    })
}

/// Returns all text of a table. Bytes without a meaning are found by the line of the first of them.
fn all(reader: &mut TextReader, problems: &mut Problems) -> Result<String> {
    let (text, has_errors) = reader.read_all()?;
    let before = text.split('\u{FFFD}').next().filter(|_| has_errors);
    if let Some(before) = before {
        let line = with_commas(before.matches('\n').count() + 1);
        let message = format!(
            "bytes in line {line} have no meaning in {}",
            reader.encoding()
        );
        let finding = Finding::error("table-invalid-bytes", message, problems.place(0..0));
        problems.add(finding.with_hint("say which `encoding` the table has, or repair it"));
    }
    Ok(text)
}

fn is_json_lines(path: &str) -> bool {
    matches!(&*extension(path), "jsonl" | "ndjson")
}

/// Returns whether what is wrong in a table, given its path, is wrong in one row of it alone: a row with more cells than there are
/// columns, and a line of JSON Lines that is not JSON. Such a row is not read, and all others are as they should be. A quote that is
/// not closed may join rows, and bytes without a meaning put the encoding of all cells in doubt.
pub fn is_of_one_row(path: &str, finding: &Finding) -> bool {
    let is_of_row = match finding.id {
        "table-ragged-row" => true,
        "table-invalid-json" => is_json_lines(path),
        _ => false,
    };
    is_of_row && finding.place.file == path
}

/// The end of the name of a table's file in lower case, without that of compressed files.
fn extension(path: &str) -> String {
    let (file, _) = file_and_sheet(path);
    let file = file.to_ascii_lowercase();
    let plain = file.strip_suffix(".gz").unwrap_or(&file);
    plain.rsplit('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
