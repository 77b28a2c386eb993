//! `*.rq` with `*.csv`: the rows that a query must give, and how those that it gives differ.

use super::fits::Row;
use super::matching::{Comparison, Differences, differences};
use super::table::{ANY, Cell, Table};
use crate::error::Result;
use crate::graph::Graph;
use crate::number::{count, with_commas};
use crate::query::{EntityKind, Extent, FrontMatter, Order, Solution, Solutions, meanings_of_kind};
use crate::rdf::Term;
use bigdecimal::BigDecimal;
use bigdecimal::FromPrimitive;
use std::collections::BTreeSet;

/// The most rows of each kind that a failure shows.
const SHOWN: usize = 20;

/// Describes each row as a failure.
pub fn expect_none(graph: &Graph, solutions: Solutions) -> Vec<String> {
    let failure = |solution: Solution| {
        let cells = solution.iter().map(|(variable, term)| {
            format!(
                "{} = {}",
                variable.as_str(),
                graph.prefixes.display(&term.into())
            )
        });
        format!("unexpected row: {}", cells.collect::<Vec<_>>().join(", "))
    };
    let count = solutions.len();
    let shown = solutions.take(SHOWN).map(failure);
    let more = (count > SHOWN).then(|| format!("and {} more", rows(count - SHOWN)));
    shown.chain(more).collect()
}

/// Compares the rows of a query with expected ones, whose columns are named as variables. A cell fits a value that is written so, is
/// the same number or time, or is the entity with this name; `*` fits everything, and an empty cell no value.
///
/// # Errors
/// If the comparison takes too much.
pub fn compare(
    graph: &Graph,
    solutions: Solutions,
    table: &Table,
    settings: &FrontMatter,
) -> Result<Vec<String>> {
    let header = &table.header;
    let variables: Vec<String> = solutions
        .variables()
        .iter()
        .map(|variable| variable.as_str().to_owned())
        .collect();
    if let Some(problem) = column_problem(header, &variables, settings) {
        return Ok(vec![problem]);
    }
    let is_ordered = settings.order == Some(Order::Strict);
    let is_subset = settings.rows == Some(Extent::Subset);
    if is_subset && table.rows.is_empty() {
        let failure = "nothing is expected: with `rows: subset` there must be a row";
        return Ok(vec![failure.to_owned()]);
    }
    let actual: Vec<Row> = solutions.map(|solution| row(&solution, header)).collect();
    let found = differing(graph, table, &actual, settings)?;
    // Terms that must be the same are shown whole.
    let are_terms = table
        .rows
        .iter()
        .flatten()
        .any(|cell| matches!(cell, Cell::Term(_)));
    let value = |term: &Term| match are_terms {
        true => graph.prefixes.display(term),
        false => value(graph, term),
    };
    let missing = found
        .missing
        .iter()
        .map(|at| written(&value, &table.rows[*at]));
    let unexpected = found.unexpected.iter().filter(|_| !is_subset);
    let unexpected = unexpected.map(|at| shown(&value, &actual[*at]));
    let mut failures = both_sides(missing.collect(), unexpected.collect(), is_ordered);
    let expected = found.missing.iter().take(SHOWN).map(|at| &table.rows[*at]);
    failures.extend(shared_labels(graph, expected.flatten()));
    if !failures.is_empty() {
        let (order, minus) = match is_ordered {
            true => (", in this order", "is missing or in another place"),
            false => ("", "is missing"),
        };
        let summary = format!(
            "expected {}{order}, got {} (- {minus}, + was not expected; columns: {})",
            rows(table.rows.len()),
            with_commas(actual.len()),
            header.join(", ")
        );
        failures.insert(0, summary);
    }
    Ok(failures)
}

/// Returns which expected rows and which rows of an answer differ, by what a test says of it.
///
/// # Errors
/// If the comparison takes too much.
pub fn differing(
    graph: &Graph,
    table: &Table,
    actual: &[Row],
    settings: &FrontMatter,
) -> Result<Differences> {
    let tolerance = settings.tolerance.and_then(BigDecimal::from_f64);
    let how = Comparison {
        is_ordered: settings.order == Some(Order::Strict),
        is_subset: settings.rows == Some(Extent::Subset),
        tolerance: tolerance.as_ref(),
    };
    differences(graph, &table.rows, actual, how)
}

/// The lines of rows that are missing and of those that were not expected; rows that share a cell stand together, if not their
/// order is what is wrong.
fn both_sides(
    missing: Vec<Vec<String>>,
    mut unexpected: Vec<Vec<String>>,
    is_ordered: bool,
) -> Vec<String> {
    let line = |sign: &str, cells: &[String]| format!("{sign} {}", cells.join(", "));
    let (more_missing, more_unexpected) = (
        missing.len().saturating_sub(SHOWN),
        unexpected.len().saturating_sub(SHOWN),
    );
    let mut lines = Vec::new();
    for expected in missing.iter().take(SHOWN) {
        lines.push(line("-", expected));
        // Of the rows that would be shown anyhow, the one that differs least.
        let alike = |cells: &[String]| cells.iter().zip(expected).filter(|(a, b)| a == b).count();
        let shown = unexpected.iter().take(if is_ordered { 0 } else { SHOWN });
        let shown = shown.enumerate();
        let near = shown
            .map(|(at, cells)| (alike(cells), std::cmp::Reverse(at)))
            .max();
        if let Some((1.., std::cmp::Reverse(at))) = near {
            lines.push(line("+", &unexpected.remove(at)));
        }
    }
    let rest = unexpected.len().saturating_sub(more_unexpected);
    lines.extend(unexpected.iter().take(rest).map(|cells| line("+", cells)));
    if more_missing > 0 {
        lines.push(format!("- and {} more", rows(more_missing)));
    }
    if more_unexpected > 0 {
        lines.push(format!("+ and {} more", rows(more_unexpected)));
    }
    lines
}

fn rows(number: usize) -> String {
    count(number, "row")
}

/// Returns the column that the rows of a query and the expected ones do not have both, and what is wrong with it.
pub fn column_problem(
    header: &[String],
    variables: &[String],
    settings: &FrontMatter,
) -> Option<String> {
    if let Some(unknown) = header.iter().find(|name| !variables.contains(name)) {
        return Some(format!(
            "the query has no column `{unknown}`; it has {}",
            variables.join(", ")
        ));
    }
    let missing = variables.iter().find(|name| !header.contains(name))?;
    (settings.columns != Some(Extent::Subset)).then(|| {
        format!(
            "the expected rows lack the column `{missing}`; add it, or say `#+ columns: subset`"
        )
    })
}

/// Returns the values of a solution by columns.
pub fn row(solution: &Solution, header: &[String]) -> Row {
    header
        .iter()
        .map(|name| solution.get(name).map(Term::from))
        .collect()
}

/// Says which cells are the labels of several entities, so that they fit none.
fn shared_labels<'c>(graph: &Graph, cells: impl Iterator<Item = &'c Cell>) -> Vec<String> {
    let texts: BTreeSet<&str> = cells
        .filter_map(|cell| match cell {
            Cell::Written(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let shared = texts.into_iter().filter_map(|text| {
        let meant = meanings_of_kind(graph, text, &EntityKind::Any);
        let names = meant.iter().take(SHARED).map(|id| format!("`{}`", graph.display(*id)));
        let more = meant.len().saturating_sub(SHARED);
        let more = (more > 0).then(|| format!("{more} more"));
        let names: Vec<String> = names.chain(more).collect();
        (meant.len() > 1).then(|| {
            format!(
                "`{text}` is the label of several entities, so it fits none: {}; write one of these names",
                names.join(", ")
            )
        })
    });
    shared.collect()
}

/// The most entities with one label that are named.
const SHARED: usize = 3;

/// Returns an expected row as its file has it, on one line.
fn written(value: &dyn Fn(&Term) -> String, cells: &[Cell]) -> Vec<String> {
    let cells = cells.iter().map(|cell| match cell {
        Cell::Any => ANY.to_owned(),
        Cell::Unbound => String::new(),
        Cell::Written(text) => text.replace('\r', "\\r").replace('\n', "\\n"),
        Cell::Term(term) => value(term),
    });
    cells.collect()
}

/// Returns a row as it would stand in a file of expected rows.
fn shown(value: &dyn Fn(&Term) -> String, row: &Row) -> Vec<String> {
    let cells = row.iter().map(|term| {
        let cell = term.as_ref().map(value);
        cell.unwrap_or_default()
    });
    cells.collect()
}

/// Whether a text is one as a cell.
fn is_plain(text: &str) -> bool {
    let is_one_line = !text.contains(['\n', '\r']);
    is_one_line
        && text.trim() == text
        && !matches!(text, "" | ANY)
        && !text.starts_with(['"', '\u{1}', '_'])
}

/// Returns how a value is written in a cell.
pub fn value(graph: &Graph, term: &Term) -> String {
    match term {
        // An empty cell has no value, a star any, and spaces around a text are none of its own.
        Term::Literal(literal) if !is_plain(literal.value()) => graph.prefixes.display(term),
        Term::Literal(literal) => literal.value().to_owned(),
        other => graph.prefixes.display(other),
    }
}
