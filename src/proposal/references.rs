//! Which columns name rows of tables: of others in the project, or of the table itself.

use super::facts::Facts;
use super::facts::{each_cell, hash};
use super::forms::Form;
use super::names::words;
use crate::error::Result;
use crate::mapping::NamedBy;
use crate::query::{TokenKind, replaced, tokens};
use crate::source::SourceFile;
use crate::table::{Dialect, Table};
use rustc_hash::FxHashSet;
use std::io::Cursor;

/// The share of the different values of a column that must name a row, in percent.
const SHARE: usize = 90;

/// A table whose rows may be referred to.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its path.
    pub table: String,
    /// The hashes of the values that name its rows.
    pub keys: FxHashSet<u64>,
    /// How these values name them.
    pub by: NamedBy,
}

/// Words of headers of columns that name another row of the same table.
const OWN: [&str; 16] = [
    "parent",
    "boss",
    "manager",
    "supervisor",
    "superior",
    "predecessor",
    "successor",
    "vorgesetzter",
    "vorgesetzte",
    "上级",
    "上司",
    "领导",
    "主管",
    "父级",
    "前身",
    "导师",
];

/// Returns the first table whose rows the values of a column name; `own` is the path of the table itself. Digits, and a value that is
/// the only one, name rows only if the header has the name of the table in it, since they may be something else; or a word for another
/// row of the same table.
pub fn referred<'o>(
    header: &str,
    facts: &Facts,
    others: &'o [Other],
    own: &str,
) -> Option<&'o Other> {
    let is_digits = facts.forms.fit(Form::Digits);
    let is_named = |other: &&Other| {
        let stem = stem(&other.table).to_lowercase();
        let header = header.to_lowercase();
        let is_of = |word: &str| word.chars().count() > 1 && stem.starts_with(word);
        let is_own = |word: &str| OWN.contains(&word);
        let is_within = |word: &&str| !word.is_ascii() && header.contains(*word);
        words(&header).any(is_of)
            || other.table == own && (words(&header).any(is_own) || OWN.iter().any(is_within))
    };
    let covers = |other: &&Other| {
        let known = facts.distinct.intersection(&other.keys).count();
        let share = facts.distinct.len() * SHARE;
        known > 0 && known * 100 >= share && (known > 1 || is_named(other))
    };
    let mut found = others.iter().filter(covers);
    match is_digits {
        true => found.find(is_named),
        false => found.next(),
    }
}

/// Returns a header without the word for an identifier at its end: `firm_id` is `firm`.
pub fn without_id(header: &str) -> &str {
    const ENDS: [&str; 8] = ["id", "code", "key", "nr", "iri", "编号", "代码", "编码"];
    let lower = header.to_lowercase();
    let end = ENDS.iter().find(|end| lower.ends_with(*end));
    let kept = end.and_then(|end| header.get(..header.len().checked_sub(end.len())?));
    let is_separator = |c: char| !c.is_alphanumeric();
    match (end, kept) {
        (Some(end), Some(kept))
            if !kept.is_empty() && (!end.is_ascii() || kept.ends_with(is_separator)) =>
        {
            let plain = kept.trim_end_matches(is_separator);
            if plain.is_empty() { header } else { plain }
        }
        _ => header,
    }
}

/// The name of a file without its folder and its ending, nor that of compressed files.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    let stem = plain.rsplit_once('.').map_or(plain, |(stem, _)| stem);
    if stem.is_empty() { name } else { stem }
}

/// Returns how the values of another column name the rows of a table, given how its own key does.
pub fn expression(by: &NamedBy, variable: &str) -> String {
    let text = &by.expression;
    let own = tokens(text).into_iter();
    let own = own.filter(|token| {
        token.kind == TokenKind::Variable && token.text(text).get(1..) == Some(&by.variable)
    });
    let variable = format!("?{variable}");
    let own: Vec<_> = own.map(|token| (token.range, variable.as_str())).collect();
    replaced(text, &own)
}

/// Returns the hashes of the values of a column of a table, by its variable; none if it has no such column.
///
/// # Errors
/// If the table cannot be read.
pub fn values_of(table: &SourceFile, dialect: &Dialect, variable: &str) -> Result<FxHashSet<u64>> {
    let bytes = Cursor::new(table.bytes.clone());
    let opened = Table::open(&table.path, bytes, dialect)?;
    let column = opened
        .columns
        .iter()
        .position(|column| column.variable == variable);
    let mut values = FxHashSet::default();
    each_cell(table, dialect, |index, _, cell| {
        if Some(index) == column {
            values.insert(hash(cell));
        }
    })?;
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_a_reference_is_the_name_of_what_it_refers_to() {
        let headers = [
            ("firm_id", "firm"),
            ("企业编号", "企业"),
            ("id", "id"),
            ("valid", "valid"),
            ("Firm Code", "Firm"),
        ];
        for (header, name) in headers {
            assert_eq!(without_id(header), name);
        }
    }
}
