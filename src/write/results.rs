//! Solutions and booleans in the formats of the SPARQL results specifications, and as tables.

use super::one_line;
use super::table::table;
use crate::error::{Error, Result};
use crate::query::QuerySolutionIter;
use crate::rdf::{Prefixes, Term, with_usual_case};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::io::Write;

/// How solutions and booleans are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolutionsFormat {
    /// A table in at most so many terminal columns.
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

impl SolutionsFormat {
    fn of_the_specifications(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Table(_) | Self::Markdown => None,
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
        }
    }
}

/// Writes solutions and gives how many there were.
///
/// # Errors
/// If evaluation fails on the way or the output cannot be written.
pub fn solutions(
    solutions: QuerySolutionIter,
    format: SolutionsFormat,
    prefixes: &Prefixes,
    output: &mut impl Write,
) -> Result<usize> {
    match format.of_the_specifications() {
        Some(format) => stream(solutions, format, output),
        None => tabulate(solutions, format, prefixes, output),
    }
}

fn stream(
    solutions: QuerySolutionIter,
    format: QueryResultsFormat,
    output: &mut impl Write,
) -> Result<usize> {
    let variables = solutions.variables().to_vec();
    let mut serializer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *output, variables)
        .map_err(Error::io("write", "the result"))?;
    let mut count = 0;
    for solution in solutions {
        let solution = solution.map_err(Error::Evaluation)?;
        let values = solution
            .iter()
            .map(|(variable, term)| (variable, with_usual_case(term.clone())));
        let values: Vec<_> = values.collect();
        serializer
            .serialize(values.iter().map(|(variable, term)| (*variable, term)))
            .map_err(Error::io("write", "the result"))?;
        count += 1;
    }
    let end = serializer.finish().and_then(|output| match format {
        QueryResultsFormat::Csv | QueryResultsFormat::Tsv => Ok(()),
        _ => writeln!(output),
    });
    end.map_err(Error::io("write", "the result"))?;
    Ok(count)
}

fn tabulate(
    solutions: QuerySolutionIter,
    format: SolutionsFormat,
    prefixes: &Prefixes,
    output: &mut impl Write,
) -> Result<usize> {
    let header: Vec<String> = solutions
        .variables()
        .iter()
        .map(|variable| variable.as_str().to_owned())
        .collect();
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(Error::Evaluation)?;
        let cells = solution.values().iter();
        rows.push(
            cells
                .map(|term| {
                    term.as_ref()
                        .map_or_else(String::new, |t| cell(t, prefixes))
                })
                .collect::<Vec<_>>(),
        );
    }
    let text = match format {
        SolutionsFormat::Markdown => markdown(&header, &rows),
        SolutionsFormat::Table(width) => table(&header, &rows, width),
        _ => String::new(),
    };
    output
        .write_all(text.as_bytes())
        .map_err(Error::io("write", "the result"))?;
    Ok(rows.len())
}

/// A term in a table: literals by their lexical form, everything else as in Turtle.
fn cell(term: &Term, prefixes: &Prefixes) -> String {
    match term {
        Term::Literal(literal) => one_line(literal.value()),
        other => one_line(&prefixes.display(other)),
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
    let written = match format.of_the_specifications() {
        Some(format) => QueryResultsSerializer::from_format(format)
            .serialize_boolean_to_writer(&mut *output, answer)
            .and_then(|output| writeln!(output)),
        None => writeln!(output, "{answer}"),
    };
    written.map_err(Error::io("write", "the result"))
}
