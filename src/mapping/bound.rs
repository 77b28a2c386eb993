//! The values of variables in solutions.

use crate::dictionary::TermId;
use crate::query::UNBOUND;

/// Returns the value in a row of a column, if there is one.
pub fn bound(column: Option<&[TermId]>, index: usize) -> Option<TermId> {
    let id = column.and_then(|column| column.get(index)).copied();
    id.filter(|id| *id != UNBOUND)
}
