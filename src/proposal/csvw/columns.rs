//! The columns of a table with what metadata say of each, and what a mapping says of all of them at its top.

use super::datatype::{Datatype, Written};
use super::metadata::{ColumnDescription, TableDescription, encoded};
use super::said::Said;
use crate::mapping::Settings;
use crate::proposal::facts::Facts;
use crate::query::OneOrMore;
use crate::rdf::usual_case;
use crate::read::Json;
use crate::table::Column;
use oxilangtag::LanguageTag;

/// A column that metadata describe.
pub struct DescribedColumn<'m> {
    /// The column of the table; none of a virtual one.
    pub column: Option<Column>,
    /// Its name, as templates have it.
    pub name: String,
    /// Its 1-based position, virtual columns counted behind the others.
    pub position: usize,
    /// What is said of it.
    pub said: ColumnDescription<'m>,
    /// The datatype of its values.
    pub datatype: Datatype,
    /// The language of its texts.
    pub language: Option<String>,
    /// The expression with its value, if a mapping does not read it so by itself.
    pub expression: Option<String>,
    /// Whether a row may have no value in it.
    pub may_lack: bool,
}

impl DescribedColumn<'_> {
    /// Returns the variable of the column; none of a virtual one.
    pub fn variable(&self) -> Option<&str> {
        self.column.as_ref().map(|column| column.variable.as_str())
    }
}

/// Returns the columns of a table with their descriptions, given how many at the left are not read.
pub fn described<'m>(
    table: &'m TableDescription<'m>,
    columns: &[Column],
    skipped: usize,
    has_header: bool,
    said: &mut Said,
) -> Vec<DescribedColumn<'m>> {
    let mut actual = columns.iter().skip(skipped);
    let mut all = Vec::new();
    for description in &table.columns {
        let column = match description.is_virtual {
            true => None,
            false => match actual.next() {
                Some(column) => Some(column),
                None => {
                    let name = &description.name;
                    said.wrong(
                        description.at,
                        format!(
                            "the table has no column for `{name}`: it has {}",
                            columns.len()
                        ),
                    );
                    continue;
                }
            },
        };
        if let Some(column) = column.filter(|_| has_header) {
            let header = column.name.trim();
            let titles = &description.titles;
            let is_named =
                description.name == header || titles.iter().any(|title| title.trim() == header);
            if !is_named {
                let message = format!(
                    "column {} of the table is called `{header}`",
                    column.position
                );
                said.wrong(description.at, message);
            }
        }
        all.push((description.clone(), column.cloned()));
    }
    let virtual_from = all.iter().position(|(_, column)| column.is_none());
    let at = virtual_from.unwrap_or(all.len());
    let undescribed = actual.map(|column| {
        let name = match column.name.trim() {
            "" => format!("_col.{}", column.position),
            name => encoded(name),
        };
        let description = ColumnDescription {
            at: table.at,
            name,
            titles: Vec::new(),
            is_virtual: false,
            is_suppressed: false,
            inherited: table.others,
        };
        (description, Some(column.clone()))
    });
    let undescribed: Vec<_> = undescribed.collect();
    all.splice(at..at, undescribed);
    let all = (1..).zip(all).map(|(position, (description, column))| {
        let (datatype, language) = values(&description, said);
        DescribedColumn {
            column,
            name: description.name.clone(),
            position,
            said: description,
            datatype,
            language,
            expression: None,
            may_lack: true,
        }
    });
    all.collect()
}

/// Returns the datatype and the language of a column.
fn values(description: &ColumnDescription, said: &mut Said) -> (Datatype, Option<String>) {
    let datatype = match description.inherited.datatype {
        Some(at) => Datatype::of(at, said),
        None => Datatype::text(),
    };
    let tag = description.inherited.lang;
    let text = tag.and_then(Json::as_str).filter(|tag| *tag != "und");
    let language = text.filter(|_| datatype.is_text()).map(usual_case);
    match (tag, language) {
        (Some(at), Some(language)) if LanguageTag::parse(language.as_str()).is_err() => {
            said.wrong(at, format!("`{language}` is not a language"));
            (datatype, None)
        }
        (_, language) => (datatype, language),
    }
}

/// Puts what the columns say into the settings of the mapping, given the facts of the columns of the table, and into the columns
/// how else their values are computed.
pub fn settle(
    table: &TableDescription,
    columns: &mut [DescribedColumn],
    (facts, rows): (&[Facts], usize),
    settings: &mut Settings,
    said: &mut Said,
) {
    let nulls = settle_nulls(columns, facts, settings, said);
    let mark = mark(columns);
    let dates = dates(columns);
    for one in columns.iter_mut() {
        let Some(column) = &one.column else { continue };
        let variable = &column.variable;
        let facts = facts.get(column.position - 1);
        let has_null = facts.is_none_or(|facts| facts.kept.iter().any(|text| nulls.contains(text)));
        one.may_lack = has_null || facts.is_none_or(|facts| facts.filled < rows);
        if one.said.is_suppressed {
            continue;
        }
        one.expression = one
            .datatype
            .expression(&format!("?{variable}"), mark, dates.as_deref());
        let is_valued = one.said.inherited.value.is_some();
        if one.expression.is_none() && !one.datatype.is_text() && !is_valued {
            settings.types.insert(variable.clone(), one.datatype.name());
        }
        if let Some(at) = one.said.inherited.separator
            && !at.is_null()
        {
            match at.as_str().filter(|text| !text.is_empty()) {
                Some(between) => {
                    let between = OneOrMore::One(between.to_owned());
                    settings.split.insert(variable.clone(), between);
                }
                None => said.wrong(at, "this is not text between values"),
            }
        }
    }
    settings.decimal = (mark == ',').then(|| ",".to_owned());
    let dates = dates.filter(|pattern| pattern != "YYYY-MM-DD");
    settings.dates = dates.map(OneOrMore::One);
    let mut key = Vec::new();
    for at in &table.key {
        let named = at.as_str().and_then(|name| {
            let mut all = columns.iter();
            all.find(|one| one.name == name)?.variable()
        });
        match named {
            Some(variable) => key.push(variable.to_owned()),
            None => said.wrong(at, "no column has this name"),
        }
    }
    settings.key = (!key.is_empty()).then_some(OneOrMore::More(key));
}

/// Puts the texts that stand for no value into the settings: a mapping has them for all columns.
fn settle_nulls(
    columns: &[DescribedColumn],
    facts: &[Facts],
    settings: &mut Settings,
    said: &mut Said,
) -> Vec<String> {
    let texts = |one: &DescribedColumn| -> Vec<String> {
        let items = one.said.inherited.null.map_or(&[][..], Json::items);
        let texts = items.iter().filter_map(Json::as_str);
        texts
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let real = || columns.iter().filter(|one| one.column.is_some());
    let mut all: Vec<String> = Vec::new();
    for text in real().flat_map(texts) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    for one in real().filter(|one| !one.said.is_suppressed) {
        let own = texts(one);
        let position = one.column.as_ref().map_or(0, |column| column.position - 1);
        let Some(facts) = facts.get(position) else {
            continue;
        };
        let taken = all
            .iter()
            .find(|text| !own.contains(text) && facts.kept.contains(text));
        if let Some(text) = taken {
            let name = &one.name;
            let message = format!(
                "`{text}` of `{name}` counts as empty, too: a mapping has these texts for all columns"
            );
            said.left_out(one.said.at, message);
        }
    }
    settings.null = (!all.is_empty()).then(|| OneOrMore::More(all.clone()));
    all
}

/// Returns the mark of decimals of the mapping: a comma if all numbers can be read so and some are.
fn mark(columns: &[DescribedColumn]) -> char {
    let formats = columns
        .iter()
        .filter_map(|one| match &one.datatype.written {
            Written::Number(format, is_whole) if one.column.is_some() => Some((format, *is_whole)),
            _ => None,
        });
    let (mut has_comma, mut all_read) = (false, true);
    for (format, is_whole) in formats {
        has_comma |= format.decimal == Some(',');
        all_read &= format.is_read_with(',', is_whole);
    }
    if has_comma && all_read { ',' } else { '.' }
}

/// Returns how the mapping reads dates, if all are written in one way that it can say.
fn dates(columns: &[DescribedColumn]) -> Option<String> {
    let mut dates = columns
        .iter()
        .filter(|one| one.column.is_some() && one.datatype.is_date())
        .map(|one| match &one.datatype.written {
            Written::Date(format) => format.dates.as_deref(),
            _ => None,
        });
    let first = dates.next()??;
    dates
        .all(|other| other == Some(first))
        .then(|| first.to_owned())
}
