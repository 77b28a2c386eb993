//! The cell of a table that a statement comes from.

use super::Mapping;
use super::columns::used;
use super::construct::Part;
use super::statements::{ROWS, origins};
use crate::error::Result;
use crate::rdf::Term;
use crate::source::SourceFile;
use crate::table::{Batch, Table};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::Range;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The name of its column.
    pub column: String,
    /// Where it is in bytes of the [rendered](crate::table::rendered) table.
    pub place: Range<usize>,
}

/// Returns the cell that the object of a statement comes from, given the property and the object and the number of the row that a
/// mapping makes it of. `None` if the object is made of several cells or of none, or if it may be of one of several.
///
/// # Errors
/// If the table cannot be read.
pub fn cell_of(
    mapping: &Mapping,
    table: &SourceFile,
    row: u64,
    [property, object]: [&Term; 2],
) -> Result<Option<Cell>> {
    let bytes = Cursor::new(table.bytes.clone());
    let mut rows = Table::open(&table.path, bytes, &mapping.settings.dialect())?;
    let (used, _) = used(mapping, &rows.columns);
    let origins = origins(&mapping.construct, &used);
    let (mut columns, mut is_other) = (BTreeSet::new(), false);
    for [_, predicate, value] in &mapping.construct.template {
        if matches!(predicate, Part::Constant(constant) if constant != property) {
            continue;
        }
        let variable = match value {
            Part::Variable(number) => mapping.construct.variables.get(*number),
            _ => None,
        };
        match variable.and_then(|variable| origins.get(variable)) {
            Some((name, position)) => {
                columns.insert((*position, name.clone()));
            }
            None => is_other |= !matches!(value, Part::Constant(constant) if constant != object),
        }
    }
    while let Some(batch) = rows.next_batch(ROWS)? {
        if let Ok(index) = batch.numbers.binary_search(&row) {
            return Ok(cell(&batch, index, columns, object, is_other));
        }
    }
    Ok(None)
}

/// Returns the one cell of some columns in a row of a batch, given its index, that an object may come from. If it may come from
/// elsewhere, too, or there are several, it is the one whose text the object has, or that has the object's.
fn cell(
    batch: &Batch,
    index: usize,
    columns: BTreeSet<(usize, String)>,
    object: &Term,
    is_other: bool,
) -> Option<Cell> {
    let value = match object {
        Term::Literal(literal) => literal.value(),
        Term::NamedNode(iri) => iri.as_str(),
        Term::BlankNode(_) | Term::Triple(_) => return None,
    };
    let filled = columns.into_iter();
    let filled = filled.filter_map(|(position, column)| {
        let text = batch.cell(index, position)?;
        let place = batch.place(index, position)?;
        Some((text, Cell { column, place }))
    });
    let mut cells: Vec<(&str, Cell)> = filled.collect();
    if cells.len() > 1 || is_other {
        cells.retain(|(text, _)| text.contains(value) || value.contains(text));
    }
    let (_, only) = cells.pop()?;
    cells.is_empty().then_some(only)
}
