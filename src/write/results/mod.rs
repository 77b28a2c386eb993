//! Solutions and booleans in the formats of the SPARQL results specifications, and as tables.

mod csv;
mod xml;

use super::lines::one_line;
use super::table::table;
use crate::error::{Error, Result};
use crate::query::Solutions;
use crate::rdf::{Prefixes, TermRef, with_usual_case};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::io::Write;

/// How solutions and booleans are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolutionsFormat {
    /// A table in at most this many terminal columns.
    Table(Option<u16>),
    /// A table in [Markdown](https://github.github.com/gfm/#tables-extension-).
    Markdown,
    /// [SPARQL 1.1 CSV](https://www.w3.org/TR/sparql11-results-csv-tsv/)
    Csv,
    /// [SPARQL 1.1 TSV](https://www.w3.org/TR/sparql11-results-csv-tsv/)
    Tsv,
    /// [SPARQL 1.1 JSON](https://www.w3.org/TR/sparql11-results-json/)
    Json,
    /// [SPARQL XML](https://www.w3.org/TR/rdf-sparql-XMLres/)
    Xml,
}

/// Writes solutions and returns their number.
///
/// # Errors
/// If the output cannot be written, or XML cannot carry a character of a term.
pub fn solutions(
    solutions: Solutions,
    format: SolutionsFormat,
    prefixes: &Prefixes,
    output: &mut impl Write,
) -> Result<usize> {
    match format {
        SolutionsFormat::Csv => csv::csv(solutions, output),
        SolutionsFormat::Xml => xml::xml(solutions, output),
        SolutionsFormat::Tsv => stream(solutions, QueryResultsFormat::Tsv, output),
        SolutionsFormat::Json => stream(solutions, QueryResultsFormat::Json, output),
        SolutionsFormat::Markdown => tabulate(solutions, prefixes, markdown, output),
        SolutionsFormat::Table(width) => {
            let table = |header: &[String], rows: &[Vec<String>]| table(header, rows, width);
            tabulate(solutions, prefixes, table, output)
        }
    }
}

/// Writes JSON or TSV.
fn stream(
    solutions: Solutions,
    format: QueryResultsFormat,
    output: &mut impl Write,
) -> Result<usize> {
    let variables = solutions.variables().to_vec();
    let mut serializer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *output, variables)
        .map_err(Error::io("write", "the result"))?;
    let mut count = 0;
    for solution in solutions {
        let values = solution
            .iter()
            .map(|(variable, term)| (variable, with_usual_case(term.into())));
        let values: Vec<_> = values.collect();
        serializer
            .serialize(values.iter().map(|(variable, term)| (*variable, term)))
            .map_err(Error::io("write", "the result"))?;
        count += 1;
    }
    let end = serializer.finish().and_then(|output| match format {
        QueryResultsFormat::Tsv => Ok(()),
        _ => writeln!(output),
    });
    end.map_err(Error::io("write", "the result"))?;
    Ok(count)
}

/// Collects all solutions and writes them as the text that `text` makes of the header and the rows.
fn tabulate(
    solutions: Solutions,
    prefixes: &Prefixes,
    text: impl Fn(&[String], &[Vec<String>]) -> String,
    output: &mut impl Write,
) -> Result<usize> {
    let header: Vec<String> = solutions
        .variables()
        .iter()
        .map(|variable| variable.as_str().to_owned())
        .collect();
    let mut rows = Vec::new();
    for solution in solutions {
        let cells = solution.values();
        let cells = cells.map(|term| term.map_or_else(String::new, |term| cell(term, prefixes)));
        rows.push(cells.collect::<Vec<_>>());
    }
    output
        .write_all(text(&header, &rows).as_bytes())
        .map_err(Error::io("write", "the result"))?;
    Ok(rows.len())
}

/// A term in a table: literals by their lexical form, everything else as in Turtle.
fn cell(term: TermRef, prefixes: &Prefixes) -> String {
    match term {
        TermRef::Literal(literal) => one_line(literal.value()),
        other => one_line(&prefixes.display(&other.into())),
    }
}

fn markdown(header: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let escaped = cells
            .iter()
            .map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|"));
        format!("| {} |\n", escaped.collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}\n", " --- |".repeat(header.len()));
    std::iter::once(line(header))
        .chain([rule])
        .chain(rows.iter().map(|row| line(row)))
        .collect()
}

/// Writes the answer of an ASK query.
///
/// # Errors
/// If the output cannot be written.
pub fn boolean(answer: bool, format: SolutionsFormat, output: &mut impl Write) -> Result<()> {
    let format = match format {
        SolutionsFormat::Json => Some(QueryResultsFormat::Json),
        SolutionsFormat::Xml => Some(QueryResultsFormat::Xml),
        _ => None,
    };
    let written = match format {
        Some(format) => QueryResultsSerializer::from_format(format)
            .serialize_boolean_to_writer(&mut *output, answer)
            .and_then(|output| writeln!(output)),
        None => writeln!(output, "{answer}"),
    };
    written.map_err(Error::io("write", "the result"))
}
