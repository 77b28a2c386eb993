//! Whether the columns that tell the rows of a table apart do so: each row has a key, and no other row has the same.

use super::columns::Key;
use super::findings::{DUPLICATE_KEY, MISSING_KEY};
use super::noted::Noted;
use crate::finding::{Finding, Place, Related};
use crate::table::Batch;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The values of the cells of a key as texts; of a cell without a value its text.
type Cells = Box<[Box<str>]>;

/// The number of a row, and the bytes of the first cell of its key.
type Row = (u64, Range<usize>);

/// The keys of the rows that were seen. All of them are held in memory.
pub struct Keys<'k> {
    columns: &'k [Key],
    /// The path of the table.
    table: &'k str,
    /// The first row with each key.
    seen: FxHashMap<Cells, Row>,
}

impl<'k> Keys<'k> {
    /// No row was seen yet of a table with some columns as its key; without a column nothing is looked at.
    pub fn new(columns: &'k [Key], table: &'k str) -> Self {
        Self {
            columns,
            table,
            seen: FxHashMap::default(),
        }
    }

    /// Looks at the keys of some rows, and notes those that lack or were seen before.
    pub fn look_at(&mut self, batch: &Batch, noted: &mut Noted) {
        let Some(first) = self.columns.first() else {
            return;
        };
        for (index, number) in batch.numbers.iter().enumerate() {
            let mut cells = Vec::with_capacity(self.columns.len());
            for column in self.columns {
                match batch.cell(index, column.index) {
                    Some(cell) => {
                        let form = match batch.is_typed(index, column.index) {
                            true => column.written.form_of_typed(cell),
                            false => column.written.form(cell),
                        };
                        let value = form.as_deref().map(|form| column.written.value(form));
                        cells.push(Box::from(value.as_deref().unwrap_or(cell)));
                    }
                    None => noted.note((&column.name, MISSING_KEY), *number, || {
                        self.missing(column, *number, batch.place(index, column.index))
                    }),
                }
            }
            if cells.len() < self.columns.len() {
                continue;
            }
            let span = batch.place(index, first.index).unwrap_or_default();
            let cells = cells.into_boxed_slice();
            if let Some(before) = self.seen.get(&cells) {
                noted.note((&first.name, DUPLICATE_KEY), *number, || {
                    self.duplicate(&cells, (*number, span), before)
                });
            } else {
                self.seen.insert(cells, (*number, span));
            }
        }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place {
            file: self.table.to_owned(),
            span,
        }
    }

    fn missing(&self, column: &Key, number: u64, span: Option<Range<usize>>) -> Finding {
        let message = format!(
            "row {number} has no key: its cell in column `{}` is empty",
            column.name
        );
        Finding::warning(MISSING_KEY, message, self.place(span.unwrap_or_default()))
    }

    fn duplicate(
        &self,
        cells: &[Box<str>],
        (number, span): Row,
        (before, span_before): &Row,
    ) -> Finding {
        let key = format!("`{}`", cells.join("`, `"));
        let message = format!("row {number} has the key {key}, which row {before} has too");
        let related = Related {
            place: self.place(span_before.clone()),
            message: "here it is first".to_owned(),
        };
        let finding = Finding::warning(DUPLICATE_KEY, message, self.place(span));
        Finding {
            related: vec![related],
            ..finding
        }
    }
}
