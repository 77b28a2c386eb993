//! Which columns of a table a mapping uses, and how their cells become literals.

use super::Mapping;
use super::findings::{INVALID, UNKNOWN_COLUMN, at_word, in_front_matter};
use super::lexical::{Written, date_parts};
use crate::finding::{Finding, nearest};
use crate::query::OneOrMore;
use crate::rdf::vocab;
use crate::table::Column;

/// The variables with the row, the sheet and the file.
pub const ROW: &str = "_row";
pub const SHEET: &str = "_sheet";
pub const FILE: &str = "_file";

/// The variables with the characters of a text in which the words of a row stand: where they start, and where they end.
pub const START: &str = "_start";
pub const END: &str = "_end";

/// The most columns that are named where none is near.
const NAMED: usize = 10;

/// A column that a mapping uses.
#[derive(Clone, Debug)]
pub struct Used {
    /// The name in the table.
    pub name: String,
    /// The position in the table, counted from 1.
    pub position: usize,
    /// The variable with its values.
    pub variable: String,
    /// The IRI of the datatype of its values.
    pub datatype: String,
    /// How the mapping writes the datatype.
    pub type_name: String,
    /// How its cells are written.
    pub written: Written,
    /// Whether the mapping says which mark stands before a fraction.
    pub is_decimal_said: bool,
    /// What separates the values of a cell.
    pub split: Option<Vec<String>>,
}

/// A column of the key of a table.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name in the table.
    pub name: String,
    /// The position in the table, counted from 0.
    pub index: usize,
}

/// Returns the columns of the key that a mapping names; those that the table does not have are left out.
pub fn key(mapping: &Mapping, columns: &[Column]) -> Vec<Key> {
    let words = mapping.settings.key_columns().iter();
    let found = words.filter_map(|word| named(word, columns));
    let key = found.map(|column| Key {
        name: column.name.clone(),
        index: column.position - 1,
    });
    key.collect()
}

/// Returns the column that a word names: by its variable, with or without `?`, else by the column's name, else by `c` and its
/// position.
fn named<'c>(word: &str, columns: &'c [Column]) -> Option<&'c Column> {
    let word = word.strip_prefix(['?', '$']).unwrap_or(word);
    let of_variable = columns.iter().find(|column| column.variable == word);
    let of_name = || columns.iter().find(|column| column.name == word);
    of_variable
        .or_else(of_name)
        .or_else(|| column_of(columns, word))
}

fn is_variable_of(name: &str, column: &Column) -> bool {
    let number = name.strip_prefix('c').and_then(|n| n.parse().ok());
    name == column.variable || number == Some(column.position)
}

/// Returns the column of a variable, that of its name first.
fn column_of<'c>(columns: &'c [Column], name: &str) -> Option<&'c Column> {
    let of_name = columns.iter().find(|column| column.variable == name);
    of_name.or_else(|| columns.iter().find(|column| is_variable_of(name, column)))
}

/// Returns the columns that a mapping uses, and what it says of columns that are not there.
pub fn used(mapping: &Mapping, columns: &[Column]) -> (Vec<Used>, Vec<Finding>) {
    let (mut used, mut findings) = (Vec::new(), Vec::new());
    let construct = &mapping.construct;
    for name in &construct.mentioned {
        let is_computed = construct.computed.iter().any(|one| one.variable == *name);
        match column_of(columns, name) {
            Some(column) if is_computed => {
                let message = format!(
                    "`?{name}` is the column `{}`, and the query gives it another value",
                    column.name
                );
                let finding = at_variable(mapping, name, message);
                findings.push(finding.with_hint("choose another name for the computed value"));
            }
            Some(column) => used.push(of_column(mapping, columns, column, name)),
            None if construct.bound.contains(name) || is_of_row(name, mapping) => {}
            None => {
                let message = format!("`{}` has no column `{name}`", mapping.settings.table);
                let finding = Finding {
                    id: UNKNOWN_COLUMN,
                    ..at_variable(mapping, name, message)
                };
                let bound = construct.bound.iter().map(String::as_str);
                findings.push(finding.with_hint(suggestion(mapping, name, columns, bound)));
            }
        }
    }
    let settings = &mapping.settings;
    for word in settings.columns() {
        if named(word, columns).is_none() {
            let message = format!("`{}` has no column `{word}`", settings.table);
            let finding = Finding {
                id: UNKNOWN_COLUMN,
                ..in_front_matter(&mapping.query.source, word, message)
            };
            findings.push(finding.with_hint(suggestion(mapping, word, columns, [])));
        }
    }
    (used, findings)
}

/// Returns whether a variable is one that each row has besides its cells.
fn is_of_row(name: &str, mapping: &Mapping) -> bool {
    let is_position = [START, END].contains(&name) && mapping.settings.words.is_some();
    is_position || [ROW, SHEET, FILE].contains(&name)
}

/// The columns with words of a text.
#[derive(Clone, Copy, Debug)]
pub struct Quoting {
    /// The position of the column with the words, counted from 1.
    pub words: usize,
    /// That of the column with the number of their passage.
    pub passage: Option<usize>,
}

impl Quoting {
    /// Returns whether a column is one of them.
    pub fn has(&self, position: usize) -> bool {
        [Some(self.words), self.passage].contains(&Some(position))
    }
}

/// Returns the columns with words of a text that a mapping names, and what is wrong with them.
pub fn quoting(mapping: &Mapping, columns: &[Column]) -> (Option<Quoting>, Vec<Finding>) {
    let settings = &mapping.settings;
    let mut findings = Vec::new();
    let mut position = |word: &Option<String>| {
        let word = word.as_ref()?;
        let column = named(word, columns);
        let is_split = |column: &Column| {
            let mut split = settings.split.keys();
            split.any(|word| named(word, columns) == Some(column))
        };
        let problem = match column {
            None => format!("`{}` has no column `{word}`", settings.table),
            Some(column) if is_split(column) => {
                format!("the cells of `{word}` are split, and a row has one place in the text")
            }
            Some(column) => return Some(column.position),
        };
        let finding = in_front_matter(&mapping.query.source, word, problem);
        findings.push(match column {
            Some(_) => finding,
            None => Finding {
                id: UNKNOWN_COLUMN,
                ..finding.with_hint(suggestion(mapping, word, columns, []))
            },
        });
        None
    };
    let (words, passage) = (position(&settings.words), position(&settings.passage));
    (words.map(|words| Quoting { words, passage }), findings)
}

fn at_variable(mapping: &Mapping, name: &str, message: String) -> Finding {
    let words = [format!("?{name}"), format!("${name}")];
    let words = words.each_ref().map(String::as_str);
    let finding = at_word(&mapping.query, &words, message);
    Finding {
        id: INVALID,
        ..finding
    }
}

/// Returns the column that may be meant, first of those that the mapping does not use: a column that was renamed is one of them.
/// If none is near, it is another variable that may be meant, the only column that is not used, or one of all.
fn suggestion<'c>(
    mapping: &Mapping,
    name: &str,
    columns: &'c [Column],
    variables_of_query: impl IntoIterator<Item = &'c str>,
) -> String {
    let variables = columns.iter().map(|column| column.variable.as_str());
    let is_named = |column: &Column| {
        let mut mentioned = mapping.construct.mentioned.iter();
        mentioned.any(|name| column_of(columns, name) == Some(column))
            || (mapping.settings.columns()).any(|word| named(word, columns) == Some(column))
    };
    let unused = columns.iter().filter(|column| !is_named(column));
    let unused: Vec<&str> = unused.map(|column| column.variable.as_str()).collect();
    let near = nearest(name, unused.iter().copied());
    let others = variables.clone().chain(variables_of_query);
    match (near.or_else(|| nearest(name, others)), &*unused) {
        (Some(near), _) => format!("did you mean `?{near}`?"),
        (None, [only]) => {
            format!("did you mean `?{only}`, the only column that the mapping does not use?")
        }
        (None, _) => {
            let named = variables.take(NAMED).map(|name| format!("`?{name}`"));
            let named: Vec<String> = named.collect();
            let more = if columns.len() > NAMED {
                " and more"
            } else {
                ""
            };
            format!("there is {}{more}", named.join(", "))
        }
    }
}

fn of_column(mapping: &Mapping, columns: &[Column], column: &Column, variable: &str) -> Used {
    let settings = &mapping.settings;
    let decimal = settings.decimal.as_deref();
    let decimal = decimal.and_then(|mark| mark.chars().next()).unwrap_or('.');
    let dates = settings.dates.iter().flat_map(OneOrMore::names);
    let dates: Vec<_> = dates.filter_map(|pattern| date_parts(pattern)).collect();
    let names = |word: &&String| named(word, columns) == Some(column);
    let type_of = settings.types.keys().find(names);
    let datatype = type_of.and_then(|word| mapping.datatypes.get(word));
    let datatype = datatype.map_or(vocab::XSD_STRING, String::as_str);
    let type_name = type_of.and_then(|word| settings.types.get(word));
    let split = settings.split.keys().find(names);
    // Without a header it has no name.
    let name = match column.name.is_empty() {
        true => &column.variable,
        false => &column.name,
    };
    Used {
        name: name.clone(),
        position: column.position,
        variable: variable.to_owned(),
        datatype: datatype.to_owned(),
        type_name: type_name.cloned().unwrap_or_default(),
        written: Written::of(datatype, decimal, &dates),
        is_decimal_said: settings.decimal.is_some(),
        split: split
            .and_then(|word| settings.split.get(word))
            .map(|between| between.names().to_vec()),
    }
}
