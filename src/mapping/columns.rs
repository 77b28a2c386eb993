//! Which columns of a table a mapping uses, and how their cells become literals.

use super::Mapping;
use super::dates::date_parts;
use super::findings::{AMBIGUOUS_COLUMN, INVALID, UNKNOWN_COLUMN, at_word, in_front_matter};
use super::lexical::Written;
use super::settings::{ARRAY, Settings};
use crate::dictionary::Numeric;
use crate::finding::{Finding, Severity, nearest};
use crate::query::OneOrMore;
use crate::rdf::vocab;
use crate::table::Column;
use std::collections::{HashMap, HashSet};

/// The variables with the row, the sheet and the file.
pub const ROW: &str = "_row";
pub const SHEET: &str = "_sheet";
pub const FILE: &str = "_file";

/// The variables with the characters of a text in which the words of a row stand: where they start, and where they end.
pub const START: &str = "_start";
pub const END: &str = "_end";

/// The type of columns that `dates` is about.
const XSD_DATE: &str = "http://www.w3.org/2001/XMLSchema#date";

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
    /// How the cells have several values, if they do.
    pub split: Option<Split>,
    /// The texts that stand for no value.
    pub null: Vec<String>,
}

impl Used {
    /// Returns whether a part of a cell is a value: it is not empty, and no text that stands for none.
    pub fn has(&self, part: &str) -> bool {
        !part.is_empty() && !self.null.iter().any(|null| null == part)
    }
}

/// How a cell has several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// With one of these texts between them. A list has all of them, so that others which look like separators are parts of values.
    Between {
        separators: Vec<String>,
        is_list: bool,
    },
    /// As an array in JSON.
    Array,
}

/// A column of the key of a table.
#[derive(Clone, Debug)]
pub struct Key {
    /// The name in the table.
    pub name: String,
    /// The position in the table, counted from 0.
    pub index: usize,
    /// How its cells are written.
    pub written: Written,
}

/// Returns the columns of the key that a mapping names; those that the table does not have are left out.
pub fn key(mapping: &Mapping, columns: &[Column]) -> Vec<Key> {
    let index = Index::of(columns);
    let said = Said::of(&mapping.settings, &index);
    let words = mapping.settings.key_columns().iter();
    let found = words.filter_map(|word| index.named(word));
    let key = found.map(|column| Key {
        name: column.name.clone(),
        index: column.position - 1,
        written: of_column(mapping, &said, column, "").written,
    });
    key.collect()
}

/// The columns of a table by their variables and names: a table may have thousands, and a mapping may name all of them.
struct Index<'c> {
    columns: &'c [Column],
    by_variable: HashMap<&'c str, &'c Column>,
    by_name: HashMap<&'c str, &'c Column>,
}

impl<'c> Index<'c> {
    fn of(columns: &'c [Column]) -> Self {
        // Of two columns with one name the first counts.
        let reversed = || columns.iter().rev();
        Self {
            columns,
            by_variable: reversed().map(|one| (one.variable.as_str(), one)).collect(),
            by_name: reversed().map(|one| (one.name.as_str(), one)).collect(),
        }
    }

    /// Returns the column that a word names: by its variable, with or without `?`, else by the column's name, else by `c` and its
    /// position.
    fn named(&self, word: &str) -> Option<&'c Column> {
        let word = word.strip_prefix(['?', '$']).unwrap_or(word);
        let of_variable = self.by_variable.get(word).copied();
        let of_name = || self.by_name.get(word).copied();
        of_variable
            .or_else(of_name)
            .or_else(|| self.column_of(word))
    }

    /// Returns the column at the position that a variable names, if another column is called so: of `?c2` the second.
    fn hidden(&self, name: &str) -> Option<&'c Column> {
        let of_name = self.by_variable.get(name)?;
        let other = self.at_position(name)?;
        (other.position != of_name.position).then_some(other)
    }

    fn at_position(&self, name: &str) -> Option<&'c Column> {
        let position: usize = name.strip_prefix('c')?.parse().ok()?;
        self.columns.get(position.checked_sub(1)?)
    }

    /// Returns the column of a variable, that of its name first.
    fn column_of(&self, name: &str) -> Option<&'c Column> {
        let of_name = self.by_variable.get(name).copied();
        of_name.or_else(|| self.at_position(name))
    }
}

/// Returns the columns that a mapping uses, and what it says of columns that are not there.
pub fn used(mapping: &Mapping, columns: &[Column]) -> (Vec<Used>, Vec<Finding>) {
    let (mut used, mut findings) = (Vec::new(), Vec::new());
    let construct = &mapping.construct;
    let index = Index::of(columns);
    let said = Said::of(&mapping.settings, &index);
    let computed = construct.computed.iter().map(|one| one.variable.as_str());
    let computed: HashSet<&str> = computed.collect();
    for name in &construct.mentioned {
        let is_computed = computed.contains(name.as_str());
        match index.column_of(name) {
            Some(column) if is_computed => {
                let message = format!(
                    "`?{name}` is the column `{}`, and the query gives it another value",
                    column.name
                );
                let finding = at_variable(mapping, name, message);
                findings.push(finding.with_hint("choose another name for the computed value"));
            }
            Some(column) => {
                findings.extend(
                    index
                        .hidden(name)
                        .map(|other| by_name(mapping, name, other)),
                );
                used.push(of_column(mapping, &said, column, name));
            }
            None if construct.bound.contains(name) || is_of_row(name, mapping) => {}
            None => {
                let message = format!("`{}` has no column `{name}`", mapping.settings.table);
                let finding = Finding {
                    id: UNKNOWN_COLUMN,
                    ..at_variable(mapping, name, message)
                };
                let bound = construct.bound.iter().map(String::as_str);
                findings.push(finding.with_hint(suggestion(mapping, name, &index, bound)));
            }
        }
    }
    findings.extend(idle(mapping));
    let settings = &mapping.settings;
    for word in settings.columns() {
        if index.named(word).is_none() {
            let message = format!("`{}` has no column `{word}`", settings.table);
            let finding = Finding {
                id: UNKNOWN_COLUMN,
                ..in_front_matter(&mapping.query.source, word, message)
            };
            findings.push(finding.with_hint(suggestion(mapping, word, &index, [])));
        }
    }
    (used, findings)
}

/// Returns the findings of `decimal` and `dates` where no column has a type that they are about.
fn idle(mapping: &Mapping) -> Vec<Finding> {
    let settings = &mapping.settings;
    let has = |is: fn(&str) -> bool| mapping.datatypes.values().any(|datatype| is(datatype));
    let is_number = |datatype: &str| Numeric::of(datatype).is_some();
    let keys = [
        (
            "decimal",
            "a number",
            "decimal",
            settings.decimal.is_some() && !has(is_number),
        ),
        (
            "dates",
            "an `xsd:date`",
            "date",
            settings.dates.is_some() && !has(|it| it == XSD_DATE),
        ),
    ];
    let idle = keys.into_iter().filter(|(.., is_idle)| *is_idle);
    let idle = idle.map(|(key, kind, datatype, _)| {
        let message = format!("`{key}` changes nothing, since no column has the type of {kind}");
        let finding = in_front_matter(&mapping.query.source, key, message);
        let hint = format!("say which columns have it: `#+ types: {{ COLUMN: xsd:{datatype} }}`");
        Finding {
            severity: Severity::Warning,
            ..finding.with_hint(hint)
        }
    });
    idle.collect()
}

/// Returns the finding that a variable is the column of this name, and not the one at the position that it names.
fn by_name(mapping: &Mapping, name: &str, other: &Column) -> Finding {
    let message = format!(
        "`?{name}` is the column that is called `{name}`, and not column {}",
        other.position
    );
    let finding = Finding {
        id: AMBIGUOUS_COLUMN,
        severity: Severity::Warning,
        ..at_variable(mapping, name, message)
    };
    finding.with_hint(format!(
        "column {} is `?{}`; call column `{name}` otherwise in the table",
        other.position, other.variable
    ))
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
    let index = Index::of(columns);
    let mut findings = Vec::new();
    let mut position = |word: &Option<String>| {
        let word = word.as_ref()?;
        let column = index.named(word);
        let is_split = |column: &Column| {
            let mut split = settings.split.keys();
            split.any(|word| index.named(word) == Some(column))
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
                ..finding.with_hint(suggestion(mapping, word, &index, []))
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
    index: &Index<'c>,
    variables_of_query: impl IntoIterator<Item = &'c str>,
) -> String {
    let columns = index.columns;
    let variables = columns.iter().map(|column| column.variable.as_str());
    let mentioned = mapping.construct.mentioned.iter();
    let mentioned = mentioned.filter_map(|name| index.column_of(name));
    let said = mapping.settings.columns();
    let used = mentioned.chain(said.filter_map(|word| index.named(word)));
    let used: HashSet<usize> = used.map(|column| column.position).collect();
    let unused = columns
        .iter()
        .filter(|column| !used.contains(&column.position));
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

/// What the settings of a mapping say of columns, by the positions of these.
struct Said<'s> {
    /// The words that have a type.
    types: HashMap<usize, &'s String>,
    splits: HashMap<usize, &'s OneOrMore>,
}

impl<'s> Said<'s> {
    fn of(settings: &'s Settings, index: &Index) -> Self {
        let position = |word: &String| index.named(word).map(|column| column.position);
        // Of two words for one column the first counts.
        let types = settings.types.keys().rev();
        let splits = settings.split.iter().rev();
        Self {
            types: types
                .filter_map(|word| Some((position(word)?, word)))
                .collect(),
            splits: splits
                .filter_map(|(word, between)| Some((position(word)?, between)))
                .collect(),
        }
    }
}

fn of_column(mapping: &Mapping, said: &Said, column: &Column, variable: &str) -> Used {
    let settings = &mapping.settings;
    let decimal = settings.decimal.as_deref();
    let decimal = decimal.and_then(|mark| mark.chars().next()).unwrap_or('.');
    let dates = settings.dates.iter().flat_map(OneOrMore::names);
    let dates: Vec<_> = dates.filter_map(|pattern| date_parts(pattern)).collect();
    let type_of = said.types.get(&column.position).copied();
    let datatype = type_of.and_then(|word| mapping.datatypes.get(word));
    let datatype = datatype.map_or(vocab::XSD_STRING, String::as_str);
    let type_name = type_of.and_then(|word| settings.types.get(word));
    let split = said.splits.get(&column.position);
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
        null: settings.dialect().null,
        split: split.map(|between| match between.names() {
            [only] if only == ARRAY => Split::Array,
            names => Split::Between {
                separators: names.to_vec(),
                is_list: matches!(between, OneOrMore::More(_)),
            },
        }),
    }
}
