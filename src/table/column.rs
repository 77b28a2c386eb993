//! The columns of a table, and the variables of SPARQL that they are
//! ([SPARQL 1.1, 19.8](https://www.w3.org/TR/sparql11-query/#rVARNAME)).

use super::problems::Problems;
use crate::finding::{Finding, cited};
use std::collections::HashMap;
use std::ops::Range;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name as it is written; empty if it has none.
    pub name: String,
    /// The name of its variable, without `?`. No two columns have the same.
    pub variable: String,
    /// 1-based.
    pub position: usize,
    /// Where its name is in bytes of the [rendered](super::rendered) table; of JSON where its first value is, and without a header
    /// the start of the table.
    pub place: Range<usize>,
}

/// Variables that tell where a row is; no column is called so.
const RESERVED: [&str; 3] = ["_row", "_sheet", "_file"];

/// Returns the columns with these names and their places. The variable of a column is its name without white space around it, each
/// character that a variable cannot have replaced by `_`; `c` and its position if it has no name; with `_2`, `_3` … behind it if
/// a column before it has the same.
pub fn columns(names: impl IntoIterator<Item = (String, Range<usize>)>) -> Vec<Column> {
    // The names that are taken, each with the number that the next of the same name tries first.
    let mut taken: HashMap<String, usize> = RESERVED.map(|name| (name.to_owned(), 2)).into();
    let named = names.into_iter().zip(1..).map(|((name, place), position)| {
        let plain = variable(&name, position);
        let mut variable = plain.clone();
        while taken.contains_key(&variable) {
            let number = taken.entry(plain.clone()).or_insert(2);
            variable = format!("{plain}_{number}");
            *number += 1;
        }
        taken.insert(variable.clone(), 2);
        Column {
            name,
            variable,
            position,
            place,
        }
    });
    named.collect()
}

/// The variable of a column that has this name and 1-based position, if no other column had it.
fn variable(name: &str, position: usize) -> String {
    match name.trim() {
        "" => format!("c{position}"),
        name => name.chars().map(safe).collect(),
    }
}

/// Reports columns without a name and those whose variables other columns have.
pub fn report(columns: &[Column], problems: &mut Problems) {
    for column in columns {
        let (position, found) = (column.position, &column.variable);
        let place = problems.place(column.place.clone());
        let wanted = variable(&column.name, position);
        if column.name.trim().is_empty() {
            let message = format!("column {position} has no name; its variable is `?{found}`");
            problems.add(Finding::warning("table-empty-header", message, place));
        } else if wanted != *found {
            let name = cited(column.name.trim());
            let message = format!(
                "column {position} is called `{name}`, but `?{wanted}` is taken; its variable is `?{found}`"
            );
            let finding = Finding::warning("table-duplicate-header", message, place);
            problems.add(finding.with_hint("give each column a name of its own"));
        }
    }
}

/// The character, or `_` if it cannot be in the name of a variable.
fn safe(character: char) -> char {
    if is_of_name(character) {
        character
    } else {
        '_'
    }
}

/// Returns whether a letter, a digit or `_` can be in a name of SPARQL. The grammar allows more: punctuation of full width and signs,
/// which who reads the query takes for the end of the name, and letters beyond U+FFFF, which its parser does not read.
pub fn is_of_name(character: char) -> bool {
    let is_plain = character.is_alphanumeric() || character == '_';
    is_plain
        && matches!(character,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_'
            | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_variables() {
        let cases = [
            ("id", "id"),
            ("Gründung", "Gründung"),
            ("所在地", "所在地"),
            ("", "c4"),
            ("id", "id_2"),
            ("  first name ", "first_name"),
            ("name@de", "name_de"),
            ("id", "id_3"),
            ("first_name", "first_name_2"),
            ("c11", "c11"),
            (" ", "c11_2"),
            ("_row", "_row_2"),
            ("2024年", "2024年"),
            ("·x", "_x"),
            ("x·", "x_"),
            ("营收（亿元）", "营收_亿元_"),
            ("𠮷", "_"),
        ];
        let columns = columns(cases.map(|(name, _)| (name.to_owned(), 0..0)));
        for (column, (name, variable)) in columns.iter().zip(cases) {
            assert_eq!((&*column.name, &*column.variable), (name, variable));
        }
        assert_eq!(columns[15].position, 16);
    }
}
