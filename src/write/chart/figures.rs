//! Which columns of an answer are numbers, which name them, and which tell series apart.

use super::time::instant;
use crate::error::{FormatError, Result};
use crate::query::{Solution, Solutions};
use crate::rdf::{Prefixes, Term};
use crate::view::UndrawnRows;
use std::collections::{BTreeMap, BTreeSet};

/// The most categories of a chart.
const MOST: usize = 200;
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS: [&str; 3] = ["decimal", "double", "float"];
const INTEGERS: [&str; 13] = [
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
];
/// Parts of the names of variables whose integers of four digits are years.
const YEARS: [&str; 5] = ["year", "jahr", "année", "annee", "年"];

const DATES: [&str; 4] = ["date", "dateTime", "gYear", "gYearMonth"];

/// Numbers by category and series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// The categories, in the order of the rows; those that are dates in their own.
    pub categories: Vec<String>,
    /// By series its name and the number of each category.
    pub series: Vec<(String, Vec<Option<f64>>)>,
    /// The variables of the numbers.
    pub of: Vec<String>,
    /// The variables that name the categories and series.
    pub by: Vec<String>,
    /// By category the time that it is, in days, if it is one.
    pub times: Vec<Option<f64>>,
    /// The rows that are not drawn.
    pub left_out: UndrawnRows,
}

/// How entities are called in a chart.
pub struct Names<'n> {
    /// Returns the label of an entity, if it has one.
    pub label: &'n dyn Fn(&Term) -> Option<String>,
    /// The prefixes of names.
    pub prefixes: &'n Prefixes,
}

/// The figures of an answer. Columns of numbers are series, or only those that are named if some are. Integers that are years are
/// dates, unless there are no other numbers. A row without a number leaves a gap. Of the others, dates are the
/// categories unless a text names each row, and entities are left out that have a column with their labels. The first column names
/// the categories; if it names some twice, or has few values, a second one tells series apart; else as many as are needed name the
/// categories. Where entities have one number each, however often, they alone are the categories.
///
/// # Errors
/// If no column has numbers, or a limit of the query is passed.
pub fn figures(solutions: Solutions, of: &[String], names: &Names, path: &str) -> Result<Figures> {
    let variables: Vec<String> = solutions
        .variables()
        .iter()
        .map(|v| v.as_str().to_owned())
        .collect();
    let (budget, chosen) = (solutions.budget(), solutions.chosen());
    let (pace, mut memory) = (budget.pace(), budget.reservation());
    let mut rows: Vec<Row> = Vec::new();
    for row in solutions.map(Solution::into_values) {
        pace.step(row.len())?;
        // The terms, and their words.
        memory.set((rows.len() * size_of_val(row.as_slice()) * 3) as u64);
        rows.push(row);
    }
    let columns = 0..variables.len();
    let (mut values, mut others): (Vec<usize>, Vec<usize>) =
        columns.partition(|column| all(&rows, *column, is_number));
    let name_of = |column: usize| variables.get(column).cloned().unwrap_or_default();
    let is_year = |column: &usize| {
        !of.contains(&name_of(*column)) && are_years(&rows, *column, &name_of(*column))
    };
    let years: Vec<usize> = values.iter().copied().filter(is_year).collect();
    if years.len() < values.len() {
        values.retain(|column| !years.contains(column));
        others.extend(&years);
        others.sort_unstable();
    }
    values.retain(|column| of.is_empty() || of.contains(&name_of(*column)));
    if values.is_empty() {
        let query = path.to_owned();
        return Err(FormatError::NoNumbers { query }.into());
    }
    let mut columns = Vec::new();
    for column in others {
        let mut words = words(&rows, column, names);
        for (word, row) in words.iter_mut().zip(&rows) {
            if let Some(term) = cell(row, column) {
                *word = chosen.marked(&name_of(column), word, term.as_ref());
            }
        }
        columns.push(Column {
            is_date: all(&rows, column, is_date) || years.contains(&column),
            times: rows.iter().map(|row| time(cell(row, column)?)).collect(),
            is_entity: all(&rows, column, |term| !matches!(term, Term::Literal(_))),
            name: name_of(column),
            words,
        });
    }
    let (columns, order) = named_by(columns, rows.len());
    let numbers = values
        .iter()
        .map(|column| rows.iter().map(|row| number(cell(row, *column)?)).collect())
        .collect::<Vec<Vec<Option<f64>>>>();
    let (naming, by_series) = naming(&columns, &numbers, rows.len());
    let by = columns.iter().take(naming + usize::from(by_series));
    let mut figures = Figures {
        of: values.iter().map(|column| name_of(*column)).collect(),
        by: by.map(|column| column.name.clone()).collect(),
        ..Figures::default()
    };
    for row in order {
        let mut words: Vec<&str> = Vec::new();
        for column in columns.iter().take(naming) {
            let word = column.word(row);
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        let category = words.join(" · ");
        let first = columns
            .first()
            .filter(|column| naming == 1 && column.is_date);
        let time = first.and_then(|column| *column.times.get(row)?);
        let Some(at) = figures.category(&category, time) else {
            figures.left_out.beyond.push(category);
            continue;
        };
        for ((values, column), name) in numbers.iter().zip(&values).zip(figures.of.clone()) {
            let Some(value) = values.get(row).copied().flatten() else {
                let is_bound = rows
                    .get(row)
                    .is_some_and(|row| cell(row, *column).is_some());
                if is_bound {
                    figures.left_out.not_finite.push(category.clone());
                }
                continue;
            };
            let series = columns.get(1).filter(|_| by_series);
            let series = series.map_or(name, |column| column.word(row).to_owned());
            figures.add(at, &series, value);
        }
    }
    Ok(figures)
}

/// The terms of a row.
type Row = Vec<Option<Term>>;

fn cell(row: &Row, column: usize) -> Option<&Term> {
    row.get(column)?.as_ref()
}

/// Returns whether all terms of a column are of a kind, and there are some.
fn all(rows: &[Row], column: usize, is_so: impl Fn(&Term) -> bool) -> bool {
    let mut bound = rows.iter().filter_map(|row| cell(row, column)).peekable();
    bound.peek().is_some() && bound.all(is_so)
}

/// A column without numbers.
struct Column {
    name: String,
    is_date: bool,
    is_entity: bool,
    /// By row, the time that its term is, in days.
    times: Vec<Option<f64>>,
    /// By row, the words of its term; none for no term.
    words: Vec<String>,
}

impl Column {
    fn word(&self, row: usize) -> &str {
        self.words.get(row).map_or("", String::as_str)
    }
}

/// The words of a column. An entity whose label another has, too, has its name behind it.
fn words(rows: &[Row], column: usize, names: &Names) -> Vec<String> {
    let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut both = Vec::new();
    for row in rows {
        let (label, name) = match cell(row, column) {
            None => Default::default(),
            Some(Term::Literal(literal)) => (literal.value().to_owned(), String::new()),
            Some(term) => {
                let name = names.prefixes.display(term);
                ((names.label)(term).unwrap_or_else(|| name.clone()), name)
            }
        };
        let known = called.entry(label.clone()).or_default();
        known.insert(name.clone());
        both.push((label, name));
    }
    let word = |(label, name): (String, String)| match called.get(&label) {
        Some(known) if known.len() > 1 && !name.is_empty() => format!("{label} ({name})"),
        _ => label,
    };
    both.into_iter().map(word).collect()
}

/// Returns the columns that may name categories, the first one first, and the order of the rows.
fn named_by(columns: Vec<Column>, rows: usize) -> (Vec<Column>, Vec<usize>) {
    let has_label = |of: &&Column| columns.iter().any(|other| is_label(&other.name, &of.name));
    let entities = columns.iter().filter(|column| column.is_entity);
    let entities = entities.filter(has_label).map(|column| column.name.clone());
    let entities: Vec<String> = entities.collect();
    let (dates, mut texts): (Vec<Column>, Vec<Column>) = columns
        .into_iter()
        .filter(|column| !entities.contains(&column.name))
        .map(|column| Column {
            is_entity: column.is_entity || entities.iter().any(|of| is_label(&column.name, of)),
            ..column
        })
        .partition(|column| column.is_date);
    let mut order: Vec<usize> = (0..rows).collect();
    let is_named = texts.first().is_some_and(|first| is_unique(&[first], rows));
    if let Some(date) = dates.into_iter().next().filter(|_| !is_named) {
        let time = |row: &usize| date.times.get(*row).copied().flatten().unwrap_or(f64::MIN);
        order.sort_by(|a, b| {
            let words = || date.word(*a).cmp(date.word(*b));
            time(a).total_cmp(&time(b)).then_with(words)
        });
        texts.insert(0, date);
    }
    (texts, order)
}

/// Whether a variable is named as the label of another: `?parkLabel` or `?park_label` for `?park`.
fn is_label(name: &str, of: &str) -> bool {
    let rest = name.strip_prefix(of).unwrap_or_default();
    rest.trim_start_matches('_').eq_ignore_ascii_case("label")
}

/// Whether no two rows have the same words in some columns.
fn is_unique(columns: &[&Column], rows: usize) -> bool {
    let mut seen = BTreeSet::new();
    (0..rows).all(|row| seen.insert(columns.iter().map(|of| of.word(row)).collect::<Vec<_>>()))
}

/// Whether a column is of entities or their labels, and each of them has always the same number.
fn has_one_each(column: &Column, values: &[Option<f64>]) -> bool {
    let mut known: BTreeMap<&str, Option<f64>> = BTreeMap::new();
    let mut rows = values.iter().enumerate();
    column.is_entity
        && rows.all(|(row, value)| known.entry(column.word(row)).or_insert(*value) == value)
}

/// How many columns of words name a category, and whether the second tells series apart instead.
fn naming(columns: &[Column], numbers: &[Vec<Option<f64>>], rows: usize) -> (usize, bool) {
    let first = |count: usize| columns.iter().take(count).collect::<Vec<_>>();
    let all = columns.len();
    let needed = (1..=all).find(|count| is_unique(&first(*count), rows));
    let needed = needed.unwrap_or(all);
    let [values] = numbers else {
        return (needed, false);
    };
    if needed > 1 && columns.first().is_some_and(|of| has_one_each(of, values)) {
        return (1, false);
    }
    // A second column with few values is worth a colour even where the first would do.
    let kinds: BTreeSet<&str> = columns
        .get(1)
        .map(|column| (0..rows).map(|row| column.word(row)).collect())
        .unwrap_or_default();
    let few = all > 1 && (2..=8).contains(&kinds.len());
    let by_series = needed == 2 || needed < 2 && few;
    (if by_series { 1 } else { needed }, by_series)
}

impl Figures {
    /// The number of a category, which is added if it is new; `None` if there are too many.
    fn category(&mut self, category: &str, time: Option<f64>) -> Option<usize> {
        let known = self.categories.iter().position(|c| c == category);
        if known.is_some() || self.categories.len() == MOST {
            return known;
        }
        self.categories.push(category.to_owned());
        self.times.push(time);
        Some(self.categories.len() - 1)
    }

    fn add(&mut self, at: usize, series: &str, value: f64) {
        let index = self
            .series
            .iter()
            .position(|(name, _)| name == series)
            .unwrap_or_else(|| {
                self.series.push((series.to_owned(), Vec::new()));
                self.series.len() - 1
            });
        let Some((_, values)) = self.series.get_mut(index) else {
            return;
        };
        values.resize(values.len().max(at + 1), None);
        match values[at] {
            Some(known) if known != value => {
                self.left_out
                    .second_number
                    .extend(self.categories.get(at).cloned());
            }
            _ => values[at] = Some(value),
        }
    }
}

/// The name of the type of a literal in XML Schema.
fn type_name(term: &Term) -> Option<String> {
    let Term::Literal(literal) = term else {
        return None;
    };
    let name = literal.datatype().as_str().strip_prefix(XSD)?.to_owned();
    Some(name)
}

fn is_number(term: &Term) -> bool {
    let kind = type_name(term);
    kind.is_some_and(|kind| NUMBERS.contains(&&*kind) || INTEGERS.contains(&&*kind))
}

/// Returns whether the terms of a column are years: integers of four digits whose variable says so, or in the first column
/// integers of the last or this century or so.
fn are_years(rows: &[Row], column: usize, name: &str) -> bool {
    let is_named = YEARS.iter().any(|part| name.to_lowercase().contains(part));
    let range = match (is_named, column) {
        (true, _) => 1000..=2999,
        (false, 0) => 1800..=2100,
        _ => return false,
    };
    all(rows, column, |term| {
        let kind = type_name(term);
        let Term::Literal(literal) = term else {
            return false;
        };
        let year = literal.value().parse::<u32>();
        kind.is_some_and(|kind| INTEGERS.contains(&&*kind))
            && year.is_ok_and(|year| range.contains(&year))
    })
}

/// The time that a term is.
fn time(term: &Term) -> Option<f64> {
    let Term::Literal(literal) = term else {
        return None;
    };
    instant(literal.value())
}

fn number(term: &Term) -> Option<f64> {
    let Term::Literal(literal) = term else {
        return None;
    };
    let value = literal.value().trim().parse::<f64>().ok();
    value.filter(|value| value.is_finite() && is_number(term))
}

fn is_date(term: &Term) -> bool {
    let Term::Literal(literal) = term else {
        return false;
    };
    let kind = literal.datatype().as_str().strip_prefix(XSD);
    kind.is_some_and(|kind| DATES.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rdf::{Literal, NamedNode, Variable};

    /// The figures of rows, whose cells are IRIs in angle brackets, numbers, dates or texts.
    fn figures_of(variables: &[&str], rows: &[&[&str]]) -> Figures {
        let term = |cell: &&str| -> Option<Term> {
            let typed = |kind: &str| {
                let kind = NamedNode::new_unchecked(format!("{XSD}{kind}"));
                Literal::new_typed_literal(*cell, kind).into()
            };
            Some(match cell.strip_prefix('<') {
                _ if cell.is_empty() => return None,
                Some(iri) => NamedNode::new_unchecked(iri.trim_end_matches('>')).into(),
                None if cell.parse::<u32>().is_ok() => typed("integer"),
                None if cell.parse::<f64>().is_ok() => typed("decimal"),
                None if cell.starts_with("20") => typed("date"),
                None => Literal::new_simple_literal(*cell).into(),
            })
        };
        let variables = variables.iter().map(|name| Variable::new_unchecked(*name));
        let rows = rows.iter().map(|row| row.iter().map(term).collect());
        let solutions = Solutions::new(variables.collect(), rows);
        let names = Names {
            label: &|term| {
                let label = term.to_string();
                label.contains("twin").then(|| "twin".to_owned())
            },
            prefixes: &Prefixes::default(),
        };
        figures(solutions, &[], &names, "test").expect("numbers")
    }

    #[test]
    fn entities_are_called_by_their_labels_or_the_columns_of_these() {
        let found = figures_of(
            &["park", "parkLabel", "n"],
            &[&["<e:a>", "North", "1"], &["<e:b>", "South", "2"]],
        );
        assert_eq!(found.categories, ["North", "South"]);
        assert_eq!(
            (found.of, found.by),
            (vec!["n".to_owned()], vec!["parkLabel".to_owned()])
        );
        let found = figures_of(
            &["park", "n"],
            &[&["<e:twin1>", "1"], &["<e:twin2>", "2"], &["<e:b>", "3"]],
        );
        assert_eq!(
            found.categories,
            ["twin (<e:twin1>)", "twin (<e:twin2>)", "<e:b>"]
        );
    }

    #[test]
    fn a_number_of_an_entity_is_one_bar_however_often_it_stands() {
        let found = figures_of(
            &["park", "parkLabel", "firm", "all"],
            &[
                &["<e:a>", "North", "x", "480"],
                &["<e:a>", "North", "y", "480"],
                &["<e:b>", "South", "z", "7"],
            ],
        );
        assert_eq!(found.categories, ["North", "South"]);
        let values = vec![Some(480.0), Some(7.0)];
        assert_eq!(found.series, [("all".to_owned(), values)]);
    }

    #[test]
    fn integers_that_are_years_are_an_axis_and_a_missing_number_is_a_gap() {
        let found = figures_of(
            &["year", "kind", "n"],
            &[&["2021", "A", "5"], &["2019", "A", "1"], &["2020", "A", ""]],
        );
        assert_eq!(found.categories, ["2019", "2020", "2021"]);
        let values = vec![Some(1.0), None, Some(5.0)];
        assert_eq!(found.series, [("n".to_owned(), values)]);
        assert_eq!(found.times.iter().flatten().count(), 3);
        assert_eq!(found.left_out, UndrawnRows::default());
    }

    #[test]
    fn a_second_number_for_a_category_is_named() {
        let found = figures_of(&["name", "n"], &[&["x", "1"], &["x", "2"], &["y", "3"]]);
        assert_eq!(found.left_out.second_number, ["x"]);
    }

    #[test]
    fn dates_are_an_axis_in_their_order_and_no_series() {
        let found = figures_of(
            &["kind", "day", "n"],
            &[
                &["b", "2021-06-01", "2"],
                &["a", "2021-06-01", "3"],
                &["a", "2020-01-01", "1"],
            ],
        );
        assert_eq!(found.categories, ["2020-01-01", "2021-06-01"]);
        let names: Vec<&str> = found.series.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(found.by, ["day", "kind"]);
        // Where each row has a name, its date is none.
        let found = figures_of(
            &["firm", "day", "n"],
            &[&["x", "2021-06-01", "2"], &["y", "2020-01-01", "3"]],
        );
        assert_eq!(found.categories, ["x", "y"]);
        assert_eq!(found.series.len(), 1);
    }
}
