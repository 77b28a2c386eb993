//! Which columns of an answer are numbers, which name them, and which tell series apart.

use crate::error::{FormatError, Result};
use crate::query::{Solution, Solutions};
use crate::rdf::{Prefixes, Term};
use std::collections::BTreeSet;

/// The most categories of a chart.
const MOST: usize = 200;
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS: [&str; 8] = [
    "integer",
    "decimal",
    "double",
    "float",
    "int",
    "long",
    "nonNegativeInteger",
    "positiveInteger",
];

/// Numbers by category and series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// The categories, in the order of the rows.
    pub categories: Vec<String>,
    /// By series its name and the number of each category.
    pub series: Vec<(String, Vec<Option<f64>>)>,
    /// How many rows have no number, or are too many.
    pub left_out: usize,
}

/// The figures of an answer. Columns of numbers are series, or only those that are named if some are; the first other column names the categories. If it names
/// some twice, or has few values, a second one tells series apart; else as many as are needed name the categories.
///
/// # Errors
/// If no column has numbers, or a limit of the query is passed.
pub fn figures(
    solutions: Solutions,
    of: &[String],
    prefixes: &Prefixes,
    path: &str,
) -> Result<Figures> {
    let names: Vec<String> = solutions
        .variables()
        .iter()
        .map(|v| v.as_str().to_owned())
        .collect();
    let (budget, chosen) = (solutions.budget(), solutions.chosen());
    let (pace, mut memory) = (budget.pace(), budget.reservation());
    let mut rows: Vec<Vec<Option<Term>>> = Vec::new();
    for row in solutions.map(Solution::into_values) {
        pace.step(row.len())?;
        // The terms, and their words.
        memory.set((rows.len() * size_of_val(row.as_slice()) * 3) as u64);
        rows.push(row);
    }
    let of_numbers = |column: &usize| {
        let mut bound = rows
            .iter()
            .filter_map(|row| row.get(*column)?.as_ref())
            .peekable();
        bound.peek().is_some() && bound.all(|term| number(term).is_some())
    };
    let (mut values, texts): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(of_numbers);
    let is_drawn =
        |column: &usize| of.is_empty() || names.get(*column).is_some_and(|name| of.contains(name));
    values.retain(is_drawn);
    if values.is_empty() {
        let query = path.to_owned();
        return Err(FormatError::NoNumbers { query }.into());
    }
    let text = |row: &[Option<Term>], column: &usize| {
        let term = row.get(*column).and_then(Option::as_ref);
        let marked = term
            .zip(names.get(*column))
            .map(|(term, name)| chosen.marked(name, &label(term, prefixes), term.as_ref()));
        marked.unwrap_or_default()
    };
    let words: Vec<Vec<String>> = rows
        .iter()
        .map(|row| texts.iter().map(|column| text(row, column)).collect())
        .collect();
    let (naming, by_series) = naming(&words, texts.len(), values.len());
    let mut figures = Figures::default();
    for (row, words) in rows.iter().zip(&words) {
        let named = words.iter().take(naming).filter(|word| !word.is_empty());
        let category = named.cloned().collect::<Vec<_>>().join(" · ");
        for column in &values {
            let Some(value) = row.get(*column).and_then(|term| number(term.as_ref()?)) else {
                figures.left_out += usize::from(values.len() == 1);
                continue;
            };
            let series = words.get(1).filter(|_| by_series).or(names.get(*column));
            figures.add(&category, &series.cloned().unwrap_or_default(), value);
        }
    }
    Ok(figures)
}

/// How many columns of words name a category, and whether the second tells series apart instead.
fn naming(words: &[Vec<String>], columns: usize, values: usize) -> (usize, bool) {
    let unique = |count: &usize| {
        let mut seen = BTreeSet::new();
        words.iter().all(|row| seen.insert(row.get(..*count)))
    };
    let needed = (1..=columns).find(unique).unwrap_or(columns);
    // A second column with few values is worth a colour even where the first would do.
    let kinds: BTreeSet<Option<&String>> = words.iter().map(|row| row.get(1)).collect();
    let few = columns > 1 && (2..=8).contains(&kinds.len());
    let by_series = values == 1 && (needed == 2 || needed < 2 && few);
    (if by_series { 1 } else { needed }, by_series)
}

impl Figures {
    fn add(&mut self, category: &str, series: &str, value: f64) {
        let known = self.categories.iter().position(|c| c == category);
        if known.is_none() && self.categories.len() == MOST {
            self.left_out += 1;
            return;
        }
        let at = known.unwrap_or_else(|| {
            self.categories.push(category.to_owned());
            self.categories.len() - 1
        });
        let index = self
            .series
            .iter()
            .position(|(name, _)| name == series)
            .unwrap_or_else(|| {
                self.series.push((series.to_owned(), Vec::new()));
                self.series.len() - 1
            });
        if let Some((_, values)) = self.series.get_mut(index) {
            values.resize(values.len().max(at + 1), None);
            values[at] = Some(value);
        }
    }
}

fn number(term: &Term) -> Option<f64> {
    let Term::Literal(literal) = term else {
        return None;
    };
    let kind = literal.datatype().as_str().strip_prefix(XSD)?.to_owned();
    let value = NUMBERS
        .contains(&kind.as_str())
        .then(|| literal.value().parse::<f64>().ok())?;
    value.filter(|value| value.is_finite())
}

fn label(term: &Term, prefixes: &Prefixes) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => prefixes.display(other),
    }
}
