//! Expected rows that are written anew from the answer of today: rows that fit stay as they are written, those that are missing
//! go, and those that were not expected come behind.

use super::answer::{Asked, ask, expected};
use super::expects::{Expects, Gives, expects};
use super::fits::Row;
use super::queries::{Case, split, stem};
use super::rows::{column_problem, differing, row, value};
use super::table::{ANY, EMPTY, Table, table};
use crate::error::Result;
use crate::graph::Graph;
use crate::project::Project;
use crate::query::{Dataset, Extent, Limits, Order, Results, Solutions};
use crate::source::SourceFile;
use std::result;

/// A file of expected rows as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its path in the project.
    pub path: String,
    /// What it has now, if it is there.
    pub before: Option<Vec<u8>>,
    /// What it should have.
    pub after: Vec<u8>,
}

/// Returns the expected rows of an expectation as they would have to be to hold, or why they cannot be written.
///
/// # Errors
/// If a file cannot be read, or the query cannot be answered.
pub fn accepted(
    project: &Project,
    graph: &Graph,
    name: &str,
    limits: &Limits,
) -> Result<result::Result<Accepted, String>> {
    let (path, _) = split(name);
    let endings = [".rq", ".sparql", ".csv"];
    if !endings.iter().any(|ending| path.ends_with(ending)) {
        return Ok(Err(
            "only expected rows, findings and pictures are written".to_owned()
        ));
    }
    let asked = match ask(project, Dataset::new(graph), split(name), limits)? {
        Ok(asked) => asked,
        Err(why) => return Ok(Err(why)),
    };
    let Results::Solutions(solutions) = asked.answer.results.clone() else {
        let gives = Gives::from(&asked.answer.results);
        return Ok(Err(format!("only rows are written, and {gives}")));
    };
    let file = match expects(project, &asked.test, Gives::Rows)? {
        Err(conflict) => return Ok(Err(conflict)),
        Ok(None) => None,
        Ok(Some(Expects::Results(file))) if file.ends_with(".csv") => Some(file),
        Ok(Some(Expects::Results(file))) => return Ok(Err(format!("`{file}` is not CSV"))),
        Ok(Some(_)) => return Ok(Err("no rows of its own are expected".to_owned())),
    };
    let (path, source, before) = match file {
        Some(file) => {
            let source = project.read(&file)?;
            let before = source.bytes.clone();
            (file, source, Some(before))
        }
        None => {
            let file = format!("{}.csv", stem(path));
            let source = SourceFile::new(file.as_str(), header(&asked, &solutions));
            (file, source, None)
        }
    };
    let after = rewritten(graph, &asked, solutions, &source)?;
    Ok(after.map(|after| Accepted {
        path,
        before,
        after,
    }))
}

/// The header of a new file: the columns of the query, after those of the parameters that tell cases apart.
fn header(asked: &Asked<'_>, solutions: &Solutions) -> String {
    let are_several = asked.cases.len() > 1;
    let parameters = asked.case.arguments.keys().filter(|_| are_several);
    let parameters = parameters.map(|name| format!("_{name}"));
    let variables = solutions.variables().iter();
    let variables = variables.map(|variable| variable.as_str().to_owned());
    let names: Vec<String> = parameters.chain(variables).collect();
    format!("{}\n", names.join(","))
}

fn rewritten(
    graph: &Graph,
    asked: &Asked,
    solutions: Solutions,
    before: &SourceFile,
) -> Result<result::Result<Vec<u8>, String>> {
    let place = |start| format!("{}:{}", before.path, before.position(start));
    let whole = match table(before) {
        Ok(whole) => whole,
        Err((message, start)) => return Ok(Err(format!("{}: {message}", place(start)))),
    };
    let (table, rows_of_file) = match expected(before, &asked.cases, &asked.case) {
        Ok(expected) => expected,
        Err(why) => return Ok(Err(why)),
    };
    let settings = &asked.test.front_matter;
    let variables = solutions.variables().iter();
    let variables: Vec<String> = variables.map(|v| v.as_str().to_owned()).collect();
    if let Some(problem) = column_problem(&table.header, &variables, settings) {
        return Ok(Err(problem));
    }
    let actual: Vec<Row> = solutions
        .map(|solution| row(&solution, &table.header))
        .collect();
    let found = differing(graph, &table, &actual, settings)?;
    let is_ordered = settings.order == Some(Order::Strict);
    let (gone, new) = match is_ordered && !found.is_empty() {
        // Rows have their order, so all are written.
        true => (rows_of_file, (0..actual.len()).collect()),
        false => {
            let gone = found.missing.iter().map(|at| rows_of_file[*at]);
            (gone.collect(), found.unexpected)
        }
    };
    let mut text = without_rows(before, &whole, &gone);
    if settings.rows == Some(Extent::Subset) && !is_ordered {
        return Ok(Ok(text));
    }
    let has_returns = before.bytes.windows(2).any(|pair| pair == b"\r\n");
    let line_end: &[u8] = if has_returns { b"\r\n" } else { b"\n" };
    if !text.ends_with(b"\n") {
        text.extend_from_slice(line_end);
    }
    for at in new {
        let columns = (table.header.as_slice(), &actual[at]);
        let record = record(graph, &whole.header, &asked.case, columns);
        text.extend_from_slice(record.as_bytes());
        text.extend_from_slice(line_end);
    }
    Ok(Ok(text))
}

/// Returns the text of a file without some of its rows.
fn without_rows(file: &SourceFile, table: &Table, gone: &[usize]) -> Vec<u8> {
    let ends = table.starts.iter().skip(1).copied();
    let ends = ends.chain([file.bytes.len()]);
    let first = table.starts.first().copied();
    let mut text = file.bytes[..first.unwrap_or(file.bytes.len())].to_vec();
    for (at, (start, end)) in table.starts.iter().zip(ends).enumerate() {
        if !gone.contains(&at) {
            text.extend_from_slice(&file.bytes[*start..end]);
        }
    }
    text
}

/// Returns a row as CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)): the values of the parameters and those of the
/// answer, in the order of the file's header.
fn record(
    graph: &Graph,
    header: &[String],
    case: &Case,
    (columns, values): (&[String], &Row),
) -> String {
    let cell = |name: &String| {
        if let Some(parameter) = name.strip_prefix('_') {
            // A case may leave a parameter to its default.
            let value = case.arguments.get(parameter);
            return value.map_or_else(String::new, |value| quoted(value));
        }
        let of_column = columns
            .iter()
            .zip(values)
            .find(|(column, _)| *column == name);
        let term = of_column.and_then(|(_, term)| term.as_ref());
        term.map_or_else(String::new, |term| quoted(&value(graph, term)))
    };
    let record = header.iter().map(cell).collect::<Vec<_>>().join(",");
    match record.is_empty() {
        // An empty line is not a row.
        true => ANY.to_owned(),
        false => record,
    }
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\r', '\n']) && cell != EMPTY {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}
