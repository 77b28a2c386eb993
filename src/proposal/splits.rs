//! Which columns have cells with several values, and what separates them.

use super::facts::each_cell;
use crate::error::Result;
use crate::source::SourceFile;
use crate::table::Dialect;

/// What may separate values; of two that may, the first does. A space separates addresses only.
const SEPARATORS: [&str; 5] = [";", "；", "、", "|", " "];

/// The most characters of a value. A longer text has its separators in a sentence.
const LONGEST: usize = 60;

/// One of this many cells with a text must have several values.
const SHARE: usize = 20;

/// The most solutions of a row: the values of one column are combined with those of another.
const COMBINATIONS: usize = 1000;

/// The cells of a column, for a separator.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    with_several: usize,
    most: usize,
    is_refused: bool,
}

/// Returns for each column what separates the values of a cell, if something does.
///
/// # Errors
/// If the table cannot be read.
pub fn splits(
    table: &SourceFile,
    dialect: &Dialect,
    width: usize,
) -> Result<Vec<Option<&'static str>>> {
    let mut filled = vec![0_usize; width];
    let mut seen = vec![[Seen::default(); SEPARATORS.len()]; width];
    each_cell(table, dialect, |column, _, cell| {
        if let (Some(filled), Some(seen)) = (filled.get_mut(column), seen.get_mut(column)) {
            *filled += 1;
            for (seen, separator) in seen.iter_mut().zip(SEPARATORS) {
                look(seen, separator, cell);
            }
        }
    })?;
    let chosen = seen.iter().zip(&filled).map(|(seen, filled)| {
        let may = |seen: &Seen| {
            !seen.is_refused && seen.with_several > 0 && seen.with_several * SHARE >= *filled
        };
        seen.iter().position(may)
    });
    let mut combinations = 1_usize;
    let chosen = chosen.zip(&seen).map(|(chosen, seen)| {
        let index = chosen?;
        let most = seen.get(index)?.most;
        let product = combinations.saturating_mul(most);
        let separator = SEPARATORS.get(index).filter(|_| product <= COMBINATIONS)?;
        combinations = product;
        Some(*separator)
    });
    Ok(chosen.collect())
}

fn look(seen: &mut Seen, separator: &str, cell: &str) {
    if seen.is_refused || !cell.contains(separator) {
        // A value is not only white space.
        seen.is_refused |= cell.trim().is_empty();
        return;
    }
    let parts = cell.split(separator).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    let mut count = 0;
    for part in parts {
        count += 1;
        let is_address = part.starts_with("http://") || part.starts_with("https://");
        seen.is_refused |= separator == " " && !is_address;
        let is_sentence = part.contains(". ") || part.contains(['。', '\n']);
        seen.is_refused |= is_sentence || part.chars().count() > LONGEST;
    }
    // A cell without a value between separators would be lost.
    seen.is_refused |= count == 0;
    seen.with_several += usize::from(count > 1);
    seen.most = seen.most.max(count);
}
