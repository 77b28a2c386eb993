//! How a table is written.

/// How a table is written, as a mapping says it; what is not said is guessed from the bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Where the names of the columns are.
    pub header: Header,
    /// What divides the cells of a row of delimited text.
    pub separator: Option<char>,
    /// The encoding of the text by a label of the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels).
    /// A byte order mark is believed before it.
    pub encoding: Option<String>,
    /// The sheet of a workbook; the first if none is named.
    pub sheet: Option<String>,
    /// The path to the items of a JSON document: `$.companies[*]`. By default the elements of an array, or the document itself.
    pub items: Option<String>,
    /// Texts of cells that count as empty: `NULL`, `-`.
    pub null: Vec<String>,
    /// What a line of delimited text begins with that is not a row of the table: `#`.
    pub comment: Option<String>,
    /// The 1-based numbers of rows that are not read: units below the names, a sum.
    pub skip: Vec<u64>,
    /// Whether white space around the text of a cell is not part of it.
    pub trim: bool,
    /// Whether `"` is an ordinary character of delimited text.
    pub has_no_quotes: bool,
}

impl Dialect {
    /// Returns whether a line of delimited text is a comment.
    pub(super) fn is_comment(&self, line: &str) -> bool {
        let mark = self.comment.as_deref();
        mark.is_some_and(|mark| line.starts_with(mark))
    }
}

/// Where the names of the columns are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// In this row, 1-based. Rows above it are not read.
    Row(u64),
    /// Nowhere: the columns are named by their positions, and the first row is read.
    None,
}

impl Default for Header {
    fn default() -> Self {
        Self::Row(1)
    }
}

impl Header {
    /// The number of the first row that has cells of values, 1-based.
    pub fn first_row(self) -> u64 {
        match self {
            Self::Row(number) => number.saturating_add(1),
            Self::None => 1,
        }
    }
}

/// Returns the only character of a text, which separates cells; `\t` may be written for the tabulator.
pub fn one_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("\\t" | "tab", _, _) => Some('\t'),
        (_, Some(only), None) => Some(only),
        _ => None,
    }
}
