//! The `#+` lines at the top of a mapping: which table it reads, and how.

use super::dates::date_parts;
use crate::query::{
    FrontMatterError, OneOrMore, Scalar, place_in_front_matter, read_all_front_matter,
};
use crate::rdf::NamedNode;
use crate::table::{Dialect, Header, one_character};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What stands in `split` instead of a separator where each cell of a column is an array in JSON.
pub const ARRAY: &str = "json";

/// What a mapping says of its table.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What it makes, in a few words.
    pub title: Option<String>,
    /// More of it.
    pub description: Option<String>,
    /// The path of the table, relative to the project's root.
    pub table: String,
    /// The sheet of a workbook; the first if it is left out.
    pub sheet: Option<String>,
    /// The row with the names of the columns, counted from 1, or `none`.
    pub header: Option<Scalar>,
    /// The texts of cells that stand for no value, besides the empty one.
    #[serde(deserialize_with = "texts")]
    pub null: Option<OneOrMore>,
    /// The datatypes of columns, as prefixed names or IRIs in angle brackets.
    pub types: BTreeMap<String, String>,
    /// What separates the cells of a row.
    pub separator: Option<String>,
    /// What separates the fraction of a number: `.` or `,`.
    pub decimal: Option<String>,
    /// How dates are written: `DD.MM.YYYY`, or several such patterns.
    pub dates: Option<OneOrMore>,
    /// The name of the encoding.
    pub encoding: Option<String>,
    /// What separates the values in the cells of columns; [`ARRAY`] of cells that are arrays.
    pub split: BTreeMap<String, OneOrMore>,
    /// What relative IRIs are resolved against.
    pub base: Option<String>,
    /// The path of the rows in JSON.
    pub items: Option<String>,
    /// The path of the text whose words a column has, relative to the project's root.
    pub text: Option<String>,
    /// The column with words of the text.
    pub words: Option<String>,
    /// The column with the number of the passage that they stand in.
    pub passage: Option<String>,
    /// The number of the text's first passage, where its lines have no numbers.
    pub first: Option<i64>,
    /// The column whose values tell the rows apart, or several that do so together.
    pub key: Option<OneOrMore>,
    /// What a line of delimited text begins with that is not a row.
    pub comment: Option<String>,
    /// The rows that are not read, counted from 1.
    pub skip: Option<RowNumbers>,
    /// Whether white space around the text of a cell is not part of it.
    pub trim: bool,
    /// `none` if quotation marks are ordinary characters.
    pub quote: Option<Quote>,
}

/// Reads texts, none of which is YAML's `null`.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OneOrMore>, D::Error> {
    OneOrMore::deserialize(deserializer).map(Some)
}

/// The number of a row, or those of several.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected the number of a row or a list of them")]
pub enum RowNumbers {
    /// One row.
    One(u64),
    /// Several rows.
    More(Vec<u64>),
}

/// What stands around cells that have a separator in them, where it is not `"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quote {
    /// Nothing.
    None,
}

impl Settings {
    /// Reads the front matter of a mapping's text, and returns all that is wrong in it by lines: YAML that is malformed, keys and
    /// values that mean nothing, a table that is not named.
    pub fn of(text: &str) -> (Self, Vec<FrontMatterError>) {
        let (settings, mut faults): (Self, _) = read_all_front_matter(text);
        let checks = [
            settings.check_table(text, &faults),
            settings.check_header(text),
            settings.check_separator(text),
            settings.check_decimal(text),
            settings.check_dates(text),
            settings.check_base(text),
            settings.check_star(text),
            settings.check_text(text),
            settings.check_split(text),
            settings.check_comment(text),
        ];
        faults.extend(checks.into_iter().filter_map(Result::err));
        faults.sort_by_key(|fault| (fault.line, fault.column));
        (settings, faults)
    }

    /// A table is named, unless what names it is wrong already.
    fn check_table(&self, text: &str, wrong: &[FrontMatterError]) -> Result<(), FrontMatterError> {
        let is_meant = |fault: &FrontMatterError| {
            let hint = fault.hint.as_deref();
            hint.is_some_and(|hint| hint.contains("`table`"))
        };
        let is_wrong = wrong.iter().any(is_meant)
            || !wrong.is_empty() && place_in_front_matter(text, "table:").is_some();
        if !self.table.is_empty() || is_wrong {
            return Ok(());
        }
        let problem = "the mapping does not say which table it reads".to_owned();
        let hint = "write `#+ table: data/NAME.csv` at its top".to_owned();
        Err(FrontMatterError {
            hint: Some(hint),
            ..FrontMatterError::at(text, "#+", problem)
        })
    }

    fn check_header(&self, text: &str) -> Result<(), FrontMatterError> {
        let header = self.header_row().map(|_| ());
        header.map_err(|word| {
            let problem = format!("`{word}` is neither the number of a row nor `none`");
            FrontMatterError::in_value(text, "header", &word, problem)
        })
    }

    fn check_separator(&self, text: &str) -> Result<(), FrontMatterError> {
        match self.separator.as_deref() {
            Some("") => {
                let problem = "nothing separates the cells".to_owned();
                // An unquoted `|` begins a text on several lines in YAML.
                let hint = "put the character in quotes: `separator: \"|\"`".to_owned();
                Err(FrontMatterError {
                    hint: Some(hint),
                    ..FrontMatterError::at(text, "separator", problem)
                })
            }
            Some(separator) if one_character(separator).is_none() => {
                let problem = format!("`{separator}` is not one character, which separates cells");
                Err(FrontMatterError::in_value(
                    text,
                    "separator",
                    separator,
                    problem,
                ))
            }
            _ => Ok(()),
        }
    }

    fn check_decimal(&self, text: &str) -> Result<(), FrontMatterError> {
        match self.decimal.as_deref() {
            None | Some("," | ".") => Ok(()),
            Some(mark) => {
                let problem = format!("`{mark}` is neither `,` nor `.`");
                Err(FrontMatterError::in_value(text, "decimal", mark, problem))
            }
        }
    }

    fn check_dates(&self, text: &str) -> Result<(), FrontMatterError> {
        let mut dates = self.dates.iter().flat_map(OneOrMore::names);
        let Some(dates) = dates.find(|dates| date_parts(dates).is_none()) else {
            return Ok(());
        };
        let problem =
            format!("`{dates}` does not say where the year, month and day of a date stand");
        Err(FrontMatterError {
            hint: Some("write `DD.MM.YYYY`, or `M/D/YYYY` where one digit may do".to_owned()),
            ..FrontMatterError::in_value(text, "dates", dates, problem)
        })
    }

    fn check_base(&self, text: &str) -> Result<(), FrontMatterError> {
        match &self.base {
            Some(base) if NamedNode::new(base).is_err() => {
                let problem = format!("`{base}` is not an absolute IRI");
                Err(FrontMatterError::in_value(text, "base", base, problem))
            }
            _ => Ok(()),
        }
    }

    fn check_split(&self, text: &str) -> Result<(), FrontMatterError> {
        let empty = self.split.iter().find(|(_, between)| {
            let names = between.names();
            names.is_empty() || names.iter().any(String::is_empty)
        });
        match empty {
            None => Ok(()),
            Some((column, _)) => {
                let problem = format!("nothing separates the values of `{column}`");
                Err(FrontMatterError::in_value(text, "split", column, problem))
            }
        }
    }

    fn check_comment(&self, text: &str) -> Result<(), FrontMatterError> {
        match self.comment.as_deref() {
            Some("") => {
                let problem = "every line begins with the empty text, so each would be a comment";
                Err(FrontMatterError::at(text, "comment", problem.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// A `*` stands once in the name of the table's file, and in the text only if it does there.
    fn check_star(&self, text: &str) -> Result<(), FrontMatterError> {
        let after_star = self.table.split_once('*').map(|(_, after)| after);
        let quoted = self.text.as_deref().unwrap_or_default();
        let (word, problem) = match after_star {
            Some(after) if after.contains(['*', '/']) => (
                self.table.as_str(),
                "`*` stands once, in the name of the file",
            ),
            None if quoted.contains('*') => (
                quoted,
                "`*` in the text stands for what it does in the table, which has none",
            ),
            _ => return Ok(()),
        };
        Err(FrontMatterError::at(text, word, problem.to_owned()))
    }

    /// A text and the column with its words are named together, and other keys about the text only with them.
    fn check_text(&self, text: &str) -> Result<(), FrontMatterError> {
        let is_quoted = self.text.is_some() && self.words.is_some();
        let keys = [
            ("text", self.text.is_some()),
            ("words", self.words.is_some()),
            ("passage", self.passage.is_some()),
            ("first", self.first.is_some()),
        ];
        match keys.iter().find(|(_, is_there)| *is_there && !is_quoted) {
            None => Ok(()),
            Some((key, _)) => {
                let problem = format!("`{key}` is without the text or the column with its words");
                let hint = "write `#+ text: data/NAME.txt` and `#+ words: COLUMN`".to_owned();
                Err(FrontMatterError {
                    hint: Some(hint),
                    ..FrontMatterError::at(text, key, problem)
                })
            }
        }
    }

    /// Returns the words that name columns.
    pub fn columns(&self) -> impl Iterator<Item = &String> {
        let words = self.types.keys().chain(self.split.keys());
        words.chain(self.key_columns())
    }

    /// Returns the words that name the columns of the key.
    pub fn key_columns(&self) -> &[String] {
        self.key.as_ref().map_or(&[], OneOrMore::names)
    }

    /// Returns how the table is to be understood.
    pub fn dialect(&self) -> Dialect {
        let null = self.null.as_ref().map(|null| null.names().to_vec());
        let separator = self.separator.as_deref();
        Dialect {
            header: self.header_row().unwrap_or_default(),
            separator: separator.and_then(one_character),
            encoding: self.encoding.clone(),
            sheet: self.sheet.clone(),
            items: self.items.clone(),
            null: null.unwrap_or_default(),
            comment: self.comment.clone(),
            skip: match &self.skip {
                Some(RowNumbers::One(row)) => vec![*row],
                Some(RowNumbers::More(rows)) => rows.clone(),
                None => Vec::new(),
            },
            trim: self.trim,
            has_no_quotes: self.quote.is_some(),
        }
    }

    /// Returns where the names of the columns stand, or the word that does not say it.
    fn header_row(&self) -> Result<Header, String> {
        match &self.header {
            None => Ok(Header::default()),
            Some(Scalar::Integer(row)) => match u64::try_from(*row) {
                Ok(row) if row > 0 => Ok(Header::Row(row)),
                _ => Err(row.to_string()),
            },
            Some(Scalar::Text(word)) if word == "none" => Ok(Header::None),
            Some(other) => Err(other.to_string()),
        }
    }
}
