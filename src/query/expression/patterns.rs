//! [`REGEX`](https://www.w3.org/TR/sparql11-query/#func-regex) and
//! [`REPLACE`](https://www.w3.org/TR/sparql11-query/#func-replace) with a constant pattern on columns.

use super::buffer::Text;
use super::column::{Column, Space};
use super::strings;
use crate::error::{Error, Result};
use crate::query::functions::regex::{Pattern, PatternError, Replacement};
use crate::query::limits::{Budget, Pace};

/// Returns whether a pattern matches the strings of a column.
///
/// # Errors
/// If a limit is passed.
pub fn matches<'n>(
    space: &Space,
    pattern: &Pattern,
    texts: &[Option<Text>],
    (budget, pace): (&Budget, &Pace),
) -> Result<Column<'n>> {
    let mut truths = Vec::with_capacity(texts.len());
    for text in texts {
        let text = text.map(|text| space.buffer.get(text));
        pace.step(text.map_or(1, str::len))?;
        let matches = text.map(|text| pattern.matches(text));
        truths.push(matches.and_then(|matches| matches.ok()));
        // A pattern with back-references may take long for each text.
        if !pattern.is_linear() {
            budget.check(texts.len(), 4)?;
        }
    }
    Ok(Column::Truths(truths))
}

/// Returns the strings of a column in which the matches of a pattern are replaced, with the replacement of each row.
///
/// # Errors
/// If a limit is passed.
pub fn replace<'n>(
    space: &mut Space,
    pattern: &Pattern,
    texts: &Vec<Option<Text>>,
    replacements: &[Option<Text>],
    (budget, pace): (&Budget, &Pace),
) -> Result<Column<'n>> {
    // What is read once for all rows that have it.
    let mut read: Option<(Text, Option<Replacement>)> = None;
    strings::map(space, texts, |row, buffer, text, replaced| {
        pace.step(text.len())?;
        if !pattern.is_linear() {
            budget.check(texts.len(), 4)?;
        }
        let Some(with) = replacements.get(row).copied().flatten() else {
            return Ok(false);
        };
        if read.as_ref().is_none_or(|(known, _)| *known != with) {
            read = Some((with, pattern.replacement(buffer.get(with)).ok()));
        }
        let Some((_, Some(replacement))) = &read else {
            return Ok(false);
        };
        let mut seen = 0;
        let look = |replaced: &str| {
            let grown = replaced.len() - std::mem::replace(&mut seen, replaced.len());
            pace.step_with(grown, buffer.len() + replaced.len())?;
            Ok(())
        };
        match pattern.replace_into(text, replacement, replaced, look) {
            Ok(()) => Ok(true),
            Err(Stopped::Pattern) => Ok(false),
            Err(Stopped::Limit(error)) => Err(error),
        }
    })
}

/// Why a replacement was not finished.
enum Stopped {
    /// The pattern cannot be matched, which is an error of the row.
    Pattern,
    /// A limit was passed.
    Limit(Error),
}

impl From<PatternError> for Stopped {
    fn from(_: PatternError) -> Self {
        Self::Pattern
    }
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Limit(error)
    }
}
