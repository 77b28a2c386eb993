//! `*.rq` with `*.csv`: the rows that a query must give, and how those that it gives differ.

use crate::graph::Graph;
use crate::query::{Extent, FrontMatter, Order, Solution, Solutions, entity};
use crate::rdf::Term;
use crate::source::SourceFile;

/// A cell that any value, or none, fits.
pub const ANY: &str = "*";

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
    solutions.map(failure).collect()
}

/// Compares the rows of a query with those of a CSV file whose header names variables.
/// A cell fits by lexical form, IRI, prefixed name or label; `*` fits everything; an empty cell fits no value.
pub fn compare(
    graph: &Graph,
    solutions: Solutions,
    csv: &SourceFile,
    settings: &FrontMatter,
) -> Vec<String> {
    let (header, expected) = match table(csv) {
        Ok(Table { header, rows, .. }) => (header, rows),
        Err((message, start)) => {
            let place = csv.position(start);
            return vec![format!("{}:{place}: {message}", csv.path)];
        }
    };
    let variables: Vec<String> = solutions
        .variables()
        .iter()
        .map(|variable| variable.as_str().to_owned())
        .collect();
    if let Some(problem) = column_problem(&header, &variables, settings) {
        return vec![problem];
    }
    let actual: Vec<Row> = solutions.map(|solution| row(&solution, &header)).collect();
    let strict = settings.order == Some(Order::Strict);
    let subset = settings.rows == Some(Extent::Subset);
    let (missing, extra) = differences(graph, &expected, &actual, strict);
    let mut failures = Vec::new();
    for line in missing {
        failures.push(format!("- {}", line.join(", ")));
    }
    for line in extra.into_iter().filter(|_| !subset) {
        let cells = line
            .iter()
            .map(|term| term.as_ref().map_or_else(String::new, |t| cell(graph, t)));
        failures.push(format!("+ {}", cells.collect::<Vec<_>>().join(", ")));
    }
    if !failures.is_empty() {
        let order = if strict { ", in this order" } else { "" };
        let summary = format!(
            "expected {} rows{order}, got {} (- is missing, + was not expected; columns: {})",
            expected.len(),
            actual.len(),
            header.join(", ")
        );
        failures.insert(0, summary);
    }
    failures
}

/// The rows of a CSV file.
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells of each row.
    pub rows: Vec<Vec<String>>,
    /// The byte where each row begins.
    pub starts: Vec<usize>,
}

/// Reads expected rows.
///
/// # Errors
/// If they are not CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)): what is wrong in words, and the byte where the row
/// begins.
pub fn table(csv: &SourceFile) -> Result<Table, (String, usize)> {
    let wrong = |error: csv::Error| {
        let start = error.position().map_or(0, |place| place.byte() as usize);
        let start = after_line_end(&csv.bytes, start);
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => {
                let cells = if *len == 1 { "cell" } else { "cells" };
                format!("this row has {len} {cells}, and the header has {expected_len}")
            }
            _ => error.to_string(),
        };
        (message, start)
    };
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.bytes.as_slice());
    let header = reader.headers().map_err(wrong)?;
    let header = header
        .iter()
        .map(|name| name.trim().trim_start_matches(['?', '\u{feff}']).to_owned())
        .collect();
    let mut table = Table {
        header,
        rows: Vec::new(),
        starts: Vec::new(),
    };
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let start = record.position().map_or(0, |place| place.byte() as usize);
        table.starts.push(after_line_end(&csv.bytes, start));
        let cells = record.iter().map(|cell| cell.trim().to_owned());
        table.rows.push(cells.collect());
    }
    Ok(table)
}

/// Returns where a row begins: the reader of CSV counts a part of the line end before it as its own.
fn after_line_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    start + ends.count()
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

type Row = Vec<Option<Term>>;

fn row(solution: &Solution, header: &[String]) -> Row {
    header
        .iter()
        .map(|name| solution.get(name).map(Term::from))
        .collect()
}

/// Expected rows that no row fits, and rows that fit no expected one. Each row is used once;
/// an expected row with fewer `*` chooses first.
fn differences<'a>(
    graph: &Graph,
    expected: &'a [Vec<String>],
    actual: &'a [Row],
    strict: bool,
) -> (Vec<&'a Vec<String>>, Vec<&'a Row>) {
    if strict {
        let pairs = 0..expected.len().max(actual.len());
        let wrong: Vec<usize> = pairs
            .filter(|at| match (expected.get(*at), actual.get(*at)) {
                (Some(cells), Some(row)) => !fits(graph, cells, row),
                _ => true,
            })
            .collect();
        let missing = wrong.iter().filter_map(|at| expected.get(*at)).collect();
        return (
            missing,
            wrong.iter().filter_map(|at| actual.get(*at)).collect(),
        );
    }
    let mut open: Vec<&Row> = actual.iter().collect();
    let mut order: Vec<usize> = (0..expected.len()).collect();
    order.sort_by_key(|at| expected[*at].iter().filter(|cell| *cell == ANY).count());
    let mut missing = Vec::new();
    for at in order {
        match open.iter().position(|row| fits(graph, &expected[at], row)) {
            Some(found) => drop(open.remove(found)),
            None => missing.push(at),
        }
    }
    missing.sort_unstable();
    (missing.into_iter().map(|at| &expected[at]).collect(), open)
}

fn fits(graph: &Graph, expected: &[String], actual: &Row) -> bool {
    expected
        .iter()
        .zip(actual)
        .all(|(expected, actual)| match actual {
            _ if expected == ANY => true,
            None => expected.is_empty(),
            Some(term) => term_fits(graph, expected, term),
        })
}

fn term_fits(graph: &Graph, expected: &str, term: &Term) -> bool {
    match term {
        Term::Literal(literal) => literal.value() == expected,
        Term::NamedNode(iri) if iri.as_str() == expected => true,
        other => {
            graph.prefixes.display(other) == expected
                || graph
                    .find(other)
                    .is_some_and(|id| entity(graph, expected).ok() == Some(id))
        }
    }
}

fn cell(graph: &Graph, term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_owned(),
        other => graph.prefixes.display(other),
    }
}
