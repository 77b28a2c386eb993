//! Rows of a table side by side.

use super::dialect::Dialect;
use std::collections::BTreeMap;
use std::ops::Range;

/// What stands between the elements of an array in the text of its cell.
pub const BETWEEN: &str = ";";

/// Rows side by side; each has a cell for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The number of each row as a spreadsheet program shows it, 1-based; of JSON the 1-based index of the item.
    pub numbers: Vec<u64>,
    /// The number of cells of a row.
    width: usize,
    /// The texts of the cells, row by row.
    text: String,
    /// Where each cell ends in the text, in bytes. It starts where the one before ends.
    ends: Vec<usize>,
    /// Where each cell is in bytes of the [rendered](super::rendered) table, without its quotes.
    places: Vec<Range<usize>>,
    /// The lengths in bytes of the elements of the cells that are arrays of several, by the indexes of the cells.
    elements: BTreeMap<usize, Vec<usize>>,
    /// The indexes of the cells that the format of the table tells from texts, ascending.
    typed: Vec<usize>,
    /// Where each row is there, without its line break.
    row_places: Vec<Range<usize>>,
}

impl Batch {
    /// A batch without rows, for a table with this number of columns.
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Returns the number of rows.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Returns whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Returns the text of a cell, given its 0-based row in the batch and its 0-based column; nothing if the cell is empty.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        if column >= self.width {
            return None;
        }
        let at = row.checked_mul(self.width)?.checked_add(column)?;
        let end = *self.ends.get(at)?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end).filter(|text| !text.is_empty())
    }

    /// Returns whether the format of the table says that a cell is a number or a moment and no text, so that nothing else says how it is
    /// written, given its 0-based row in the batch and its 0-based column. An array is one if all its elements are.
    pub fn is_typed(&self, row: usize, column: usize) -> bool {
        let at = row * self.width + column;
        column < self.width && self.typed.binary_search(&at).is_ok()
    }

    /// Returns the elements of a cell that is an array with several, given its 0-based row in the batch and its 0-based column.
    pub fn elements(&self, row: usize, column: usize) -> Option<Vec<&str>> {
        let at = row.checked_mul(self.width)?.checked_add(column)?;
        let lengths = self.elements.get(&at)?;
        Some(elements(self.cell(row, column)?, lengths))
    }

    /// Returns where a cell is in bytes of the [rendered](super::rendered) table, given its 0-based row in the batch and its 0-based
    /// column; one that its row lacks is at the end of the row.
    pub fn place(&self, row: usize, column: usize) -> Option<Range<usize>> {
        if column >= self.width {
            return None;
        }
        let at = row.checked_mul(self.width)?.checked_add(column)?;
        self.places.get(at).cloned()
    }

    /// Returns where a row is in bytes of the [rendered](super::rendered) table without its line break, given its 0-based index in
    /// the batch.
    pub fn row_place(&self, row: usize) -> Option<Range<usize>> {
        self.row_places.get(row).cloned()
    }

    /// Begins a cell of the row that is being written; what is added to the text is in it until [`Self::end_cell`].
    pub(super) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Says that the cell which ends next is a number or a moment and no text.
    pub(super) fn set_typed(&mut self) {
        self.typed.push(self.ends.len());
    }

    /// Ends a cell at a place, and takes back what the dialect has not in a cell: white space around its text, or all of a text that
    /// counts as empty.
    pub(super) fn end_cell(&mut self, dialect: &Dialect, place: Range<usize>) {
        let start = self.ends.last().copied().unwrap_or(0);
        if dialect.trim {
            self.trim(start);
        }
        if !dialect.null.is_empty() {
            let is_null = |text: &str| dialect.null.iter().any(|null| null == text);
            if self.text.get(start..).is_some_and(is_null) {
                self.text.truncate(start);
            }
        }
        self.ends.push(self.text.len());
        self.places.push(place);
    }

    /// Adds a cell that is an array, as [`Self::end_cell`] ends one with each of its elements.
    pub(super) fn add_array(&mut self, elements: &[&str], dialect: &Dialect, place: Range<usize>) {
        let kept = elements.iter().map(|text| match dialect.trim {
            true => text.trim(),
            false => text,
        });
        let kept = kept.filter(|text| !dialect.null.iter().any(|null| null == text));
        let kept: Vec<&str> = kept.collect();
        if kept.len() > 1 {
            let lengths = kept.iter().map(|text| text.len());
            self.elements.insert(self.ends.len(), lengths.collect());
        }
        self.text.push_str(&kept.join(BETWEEN));
        self.ends.push(self.text.len());
        self.places.push(place);
    }

    /// Ends a row, which has a number and a place: cells that it lacks are empty. A row whose cells are all empty is taken back.
    /// Returns whether the row stays.
    pub(super) fn end_row(&mut self, number: u64, place: Range<usize>) -> bool {
        let cells = self.numbers.len() * self.width;
        let start = self.end_before(cells);
        if self.text.len() == start {
            self.ends.truncate(cells);
            self.places.truncate(cells);
            self.elements.split_off(&cells);
            let kept = self.typed.partition_point(|cell| *cell < cells);
            self.typed.truncate(kept);
            return false;
        }
        self.ends.resize(cells + self.width, self.text.len());
        self.places.resize(cells + self.width, place.end..place.end);
        self.numbers.push(number);
        self.row_places.push(place);
        true
    }

    /// Takes white space around the text from a byte on away.
    fn trim(&mut self, start: usize) {
        let text = self.text.get(start..).unwrap_or_default();
        let (length, before) = (text.trim_end().len(), text.len() - text.trim_start().len());
        self.text.truncate(start + length);
        self.text.drain(start..start + before.min(length));
    }

    /// Where the cell before one ends in the text.
    fn end_before(&self, cell: usize) -> usize {
        let before = cell.checked_sub(1).and_then(|before| self.ends.get(before));
        before.copied().unwrap_or(0)
    }
}

/// Returns the elements of an array, given their lengths in bytes in the text of its cell.
pub fn elements<'t>(mut text: &'t str, lengths: &[usize]) -> Vec<&'t str> {
    let elements = lengths.iter().map_while(|length| {
        let (element, after) = text.split_at_checked(*length)?;
        text = after.strip_prefix(BETWEEN).unwrap_or(after);
        Some(element)
    });
    elements.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_all_cells_trimmed_and_rows_that_say_nothing_are_left_out() {
        let mut batch = Batch::new(3);
        let dialect = Dialect {
            null: vec!["-".to_owned()],
            trim: true,
            ..Dialect::default()
        };
        let rows: [(u64, &[&str]); 4] = [
            (2, &["　温江 区\n", " -", "5 "]),
            (3, &["  ", "-"]),
            (4, &["a"]),
            (7, &["", "", "b"]),
        ];
        for (number, cells) in rows {
            for cell in cells {
                batch.text().push_str(cell);
                batch.end_cell(&dialect, 0..cell.len());
            }
            batch.end_row(number, 0..9);
        }
        assert_eq!(batch.numbers, [2, 4, 7]);
        let row = |row| [0, 1, 2, 3].map(|column| batch.cell(row, column));
        assert_eq!(row(0), [Some("温江 区"), None, Some("5"), None]);
        assert_eq!(row(1), [Some("a"), None, None, None]);
        assert_eq!(row(2), [None, None, Some("b"), None]);
        assert_eq!(row(3), [None; 4]);
        let places = [0, 1, 2, 3].map(|column| batch.place(1, column));
        assert_eq!(places, [Some(0..1), Some(9..9), Some(9..9), None]);
        assert_eq!(batch.row_place(2), Some(0..9));
    }
}
