//! Solutions and booleans in the formats of the SPARQL results specifications, and as tables.

mod csv;
mod xml;

use super::lines::one_line;
use super::records;
use super::table::table;
use crate::error::{Error, Result};
use crate::query::{ChosenTexts, Solution, Solutions};
use crate::rdf::{Prefixes, Term, TermRef, Variable, with_usual_case};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use std::io::Write;

/// How solutions and booleans are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolutionsFormat {
    /// A table in at most this many terminal columns.
    Table(Option<u16>),
    /// A record for each row: a line for each value.
    Records,
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
/// If the output cannot be written, XML cannot carry a character of a term, or a limit of the query is passed.
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
        SolutionsFormat::Markdown => markdown(solutions, prefixes, output),
        SolutionsFormat::Records => records(solutions, prefixes, output),
        SolutionsFormat::Table(width) => tabulate(solutions, prefixes, width, output),
    }
}

/// Writes JSON or TSV.
fn stream(
    solutions: Solutions,
    format: QueryResultsFormat,
    output: &mut impl Write,
) -> Result<usize> {
    let variables = solutions.variables().to_vec();
    let budget = solutions.budget();
    let pace = budget.pace();
    let mut serializer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *output, variables)
        .map_err(Error::io("write", "the result"))?;
    let mut count = 0;
    for solution in solutions {
        let values = solution
            .iter()
            .map(|(variable, term)| (variable, with_usual_case(term.into())));
        let values: Vec<_> = values.collect();
        let length = |(_, term): &(_, Term)| text_length(term);
        pace.step(1 + values.iter().map(length).sum::<usize>())?;
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

/// The number of copies that the writer of a table makes of a cell.
const COPIES: usize = 4;

/// Collects all solutions, of which the widths of the columns depend, and writes a table.
fn tabulate(
    solutions: Solutions,
    prefixes: &Prefixes,
    width: Option<u16>,
    output: &mut impl Write,
) -> Result<usize> {
    let budget = solutions.budget();
    let (pace, mut memory) = (budget.pace(), budget.reservation());
    let (header, chosen) = (names(&solutions), solutions.chosen());
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for solution in solutions {
        let cells = cells(&solution, &chosen, prefixes);
        let length = row_length(&cells);
        bytes += (length + size_of_val(cells.as_slice())) * COPIES;
        memory.set(bytes as u64);
        pace.step(length)?;
        rows.push(cells);
    }
    budget.look()?;
    write_all(&table(&header, &rows, width), output)?;
    Ok(rows.len())
}

/// The most rows that are looked at to see whether a table of them fits.
const LOOKED_AT: usize = 200;

/// Returns whether a table of the first solutions cannot be read in this many terminal columns.
pub fn needs_records(mut solutions: Solutions, prefixes: &Prefixes, width: u16) -> bool {
    solutions.truncate(LOOKED_AT);
    let (header, chosen) = (names(&solutions), solutions.chosen());
    let rows: Vec<Vec<String>> = solutions
        .map(|solution| cells(&solution, &chosen, prefixes))
        .collect();
    records::needs_records(&header, &rows, width)
}

fn records(solutions: Solutions, prefixes: &Prefixes, output: &mut impl Write) -> Result<usize> {
    let budget = solutions.budget();
    let pace = budget.pace();
    let (header, chosen) = (names(&solutions), solutions.chosen());
    let mut count = 0;
    for solution in solutions {
        let cells = cells(&solution, &chosen, prefixes);
        pace.step(row_length(&cells))?;
        count += 1;
        write_all(&records::record(count, &header, &cells), output)?;
    }
    Ok(count)
}

fn markdown(solutions: Solutions, prefixes: &Prefixes, output: &mut impl Write) -> Result<usize> {
    let budget = solutions.budget();
    let pace = budget.pace();
    let line = |cells: &[String]| {
        let escaped = cells
            .iter()
            .map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|"));
        format!("| {} |\n", escaped.collect::<Vec<_>>().join(" | "))
    };
    let (header, chosen) = (names(&solutions), solutions.chosen());
    write_all(&line(&header), output)?;
    write_all(&format!("|{}\n", " --- |".repeat(header.len())), output)?;
    let mut count = 0;
    for solution in solutions {
        let cells = cells(&solution, &chosen, prefixes);
        pace.step(row_length(&cells))?;
        write_all(&line(&cells), output)?;
        count += 1;
    }
    Ok(count)
}

fn names(solutions: &Solutions) -> Vec<String> {
    let variables = solutions.variables().iter();
    variables
        .map(|variable| variable.as_str().to_owned())
        .collect()
}

/// Returns the cells of a row. A text that was chosen since there is none in the language of the reader has its own language
/// after it.
fn cells(solution: &Solution, chosen: &ChosenTexts, prefixes: &Prefixes) -> Vec<String> {
    let variables = solution.variables().iter();
    let text = |(variable, term): (&Variable, Option<TermRef>)| {
        let Some(term) = term else {
            return String::new();
        };
        chosen.marked(variable.as_str(), &cell(term, prefixes), term)
    };
    variables.zip(solution.values()).map(text).collect()
}

/// Returns the number of bytes in the cells of a row, and one more.
fn row_length(cells: &[String]) -> usize {
    1 + cells.iter().map(String::len).sum::<usize>()
}

fn write_all(text: &str, output: &mut impl Write) -> Result<()> {
    let written = output.write_all(text.as_bytes());
    written.map_err(Error::io("write", "the result"))
}

/// Returns about how many bytes the text of a term has.
fn text_length(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(triple) => text_length(&triple.object) + triple.predicate.as_str().len(),
    }
}

/// A term in a table: literals by their lexical form, everything else as in Turtle.
fn cell(term: TermRef, prefixes: &Prefixes) -> String {
    match term {
        TermRef::Literal(literal) => one_line(literal.value()),
        other => one_line(&prefixes.display(&other.into())),
    }
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
