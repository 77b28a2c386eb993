//! Which columns have cells with several values, and what separates them.

use super::facts::{ELEMENTS, each_cell_with_elements, hash};
use crate::error::Result;
use crate::mapping::ARRAY;
use crate::source::SourceFile;
use crate::table::{Dialect, texts_of_array};
use rustc_hash::FxHashSet;

/// What may separate values; of two that may, the first does. [`ARRAY`] are cells that are arrays in JSON. A space separates addresses
/// only.
const SEPARATORS: [&str; 9] = [ARRAY, ";", "；", "、", "|", "\n", ",", "，", " "];

/// Those that stand in names and sentences, too. Values that they separate come in different orders.
const WEAK: [&str; 3] = ["\n", ",", "，"];

/// This many values must stand first in a cell and not first in another one, if what separates them is weak.
const MOVING: usize = 2;

/// The most characters of a value. A longer text has its separators in a sentence.
const LONGEST: usize = 60;

/// One of this many cells with a text must have several values.
const SHARE: usize = 20;

/// The most solutions of a row: the values of one column are combined with those of another.
const COMBINATIONS: usize = 1000;

/// The cells of a column, for a separator.
#[derive(Clone, Debug, Default)]
struct Seen {
    with_several: usize,
    most: usize,
    is_refused: bool,
    /// The hashes of the values that stand first in a cell, and of the others, if the separator is weak.
    first: FxHashSet<u64>,
    others: FxHashSet<u64>,
}

/// Returns for each column what separates the values of a cell, if something does: [`ELEMENTS`] of arrays.
///
/// # Errors
/// If the table cannot be read.
pub fn splits(
    table: &SourceFile,
    dialect: &Dialect,
    width: usize,
) -> Result<Vec<Option<&'static str>>> {
    let mut filled = vec![0_usize; width];
    let mut seen = vec![vec![Seen::default(); SEPARATORS.len()]; width];
    // The most elements of a cell of each column.
    let mut arrays = vec![0_usize; width];
    each_cell_with_elements(table, dialect, |column, _, cell, elements| {
        if let (Some(elements), Some(most)) = (elements, arrays.get_mut(column)) {
            *most = elements.len().max(*most);
        }
        if let (Some(filled), Some(seen)) = (filled.get_mut(column), seen.get_mut(column)) {
            *filled += 1;
            for (seen, separator) in seen.iter_mut().zip(SEPARATORS) {
                match separator {
                    ARRAY => look_at_array(seen, cell),
                    _ => look(seen, separator, cell),
                }
            }
        }
    })?;
    let chosen = seen.iter().zip(&filled).map(|(seen, filled)| {
        let may = |(seen, separator): (&Seen, &str)| {
            !seen.is_refused
                && seen.with_several > 0
                && seen.with_several * SHARE >= *filled
                && (!WEAK.contains(&separator)
                    || seen.first.intersection(&seen.others).count() >= MOVING)
        };
        seen.iter().zip(SEPARATORS).position(may)
    });
    let mut combinations = 1_usize;
    let chosen = chosen.zip(&seen).zip(&arrays);
    let chosen = chosen.map(|((chosen, seen), elements)| {
        if *elements > 0 {
            combinations = combinations.saturating_mul(*elements);
            return Some(ELEMENTS);
        }
        let index = chosen?;
        let most = seen.get(index)?.most;
        let product = combinations.saturating_mul(most);
        let separator = SEPARATORS.get(index).filter(|_| product <= COMBINATIONS)?;
        combinations = product;
        Some(*separator)
    });
    Ok(chosen.collect())
}

fn look_at_array(seen: &mut Seen, cell: &str) {
    if seen.is_refused {
        return;
    }
    let array = texts_of_array(cell);
    let texts = array.as_ref().map_or(0, |texts| {
        texts.iter().filter(|text| !text.trim().is_empty()).count()
    });
    // An empty array has no value to lose.
    let is_lost = array.is_none_or(|array| array.len() != texts);
    seen.is_refused |= is_lost;
    seen.with_several += usize::from(texts > 1);
    seen.most = seen.most.max(texts);
}

fn look(seen: &mut Seen, separator: &str, cell: &str) {
    let is_weak = WEAK.contains(&separator);
    if seen.is_refused || !is_weak && !cell.contains(separator) {
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
        if is_weak {
            // A comma may be the mark of thousands or of a fraction.
            seen.is_refused |= part.starts_with(|c: char| c.is_ascii_digit());
            let kept = match count {
                1 => &mut seen.first,
                _ => &mut seen.others,
            };
            kept.insert(hash(part));
        }
    }
    // A cell without a value between separators would be lost.
    seen.is_refused |= count == 0;
    seen.with_several += usize::from(count > 1);
    seen.most = seen.most.max(count);
}
