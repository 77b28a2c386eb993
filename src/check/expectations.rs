//! Checks expectations without running them: their syntax, what belongs together, and names that nothing has.

use super::Against;
use super::faults::{SETTINGS, SYNTAX, at_name, beginning, meant, of_error};
use super::queries::{SavedQueries, in_file, is_marked, may_follow, of_query};
use super::statements::stated;
use crate::error::{Error, NameError, QueryError, Result};
use crate::expect::{
    Cell, ExpectedPaths, Expects, Gives, Kind, Table, boolean, cases, column_problem, decimal,
    expects, expects_none, graph_named, is_of_findings, is_of_paths, is_of_report, is_query,
    missing, queries_of, stem, subject, table,
};
use crate::finding::{Finding, Place};
use crate::graph::Graph;
use crate::query::{
    AnswerForm, Dataset, Query, UNKNOWN_NAME, check_arguments, check_chosen_language, entity,
    is_known, place_in_front_matter,
};
use crate::source::SourceFile;
use std::collections::BTreeSet;

/// The id of the findings about queries without expected rows, and the other way round.
pub const INCOMPLETE: &str = "incomplete-expectation";
/// The id of the findings about expected rows that no answer can be.
const ROWS: &str = "expected-rows";

/// The cells of a table that may be the names of nothing before no more of it is looked at: each is compared with all labels.
const MOST_CELLS: usize = 100;

/// Finds what is wrong in an expectation, given the saved queries that can be read.
pub fn check(against: Against, saved: &SavedQueries, path: &str) -> Result<Vec<Finding>> {
    if is_of_report(path) {
        return check_findings(against, path);
    }
    if path.ends_with(".ttl") {
        return check_statements(against, path);
    }
    if is_of_findings(path) {
        return check_findings(against, path);
    }
    if is_of_paths(path) {
        return check_paths(against, path);
    }
    let file = against.project.read(path)?;
    let open = |path: &str| match saved.get(path) {
        Some(known) => Ok(known.query.clone()),
        None => Query::new(against.project.read(path)?),
    };
    let (test, query) = match queries_of(against.project, path, &open) {
        Ok(queries) => queries,
        Err(error) => return without_query(error, &file),
    };
    if is_query(path) && !test.has_text() && test.front_matter.query.is_none() {
        let place = Place {
            file: path.to_owned(),
            span: 0..0,
        };
        let message = "this query is empty, and names no saved query".to_owned();
        return Ok(vec![Finding::error(SYNTAX, message, place)]);
    }
    let cases = cases(&test);
    let mut findings = Vec::new();
    if let Some(level) = &test.front_matter.accept
        && let Err(error) = Dataset::new(against.graph).accepting(level)
    {
        findings.push(of_error(error, &test.source)?);
    }
    if let Some(name) = test
        .front_matter
        .graph
        .as_ref()
        .filter(|_| against.is_whole)
        && let Err(message) = graph_named(against.project, against.graph, name)
    {
        let span = place_in_front_matter(test.text(), name).unwrap_or(0..0);
        let file = path.to_owned();
        findings.push(Finding::warning(
            UNKNOWN_NAME,
            message,
            Place { file, span },
        ));
    }
    let form = if test.has_text() {
        let of_first = cases.first().map(|case| case.arguments.clone());
        let (mut of_text, form) = of_query(against, &query, &of_first.unwrap_or_default())?;
        if expects_none(against.project, &test)? {
            // What a query must not find need not be there, unless it is nearly the name of something.
            of_text.retain(|finding| finding.id != UNKNOWN_NAME || finding.hint.is_some());
        }
        findings.extend(of_text);
        form
    } else {
        // What is wrong in the saved query itself is said there.
        let known = saved.get(query.source.path.as_str());
        known.and_then(|known| known.form.clone())
    };
    for case in &cases {
        let checked = check_arguments(against.graph, &query, &case.arguments)
            .and_then(|()| check_chosen_language(against.graph, &query, &case.arguments));
        match checked {
            Ok(()) => {}
            Err(error) if !against.is_whole && may_follow(&error) => {}
            Err(error) => findings.push(of_error(error, &test.source)?),
        }
    }
    let mut findings = in_file(findings, path, is_marked(&file));
    findings.extend(of_answer(against, &test, form)?);
    // Those of the query first, then those of its rows.
    findings.sort_by_key(|finding| (finding.place.file != path, finding.place.span.start));
    Ok(findings)
}

/// Finds why an expectation has no query that could be run.
fn without_query(error: Error, file: &SourceFile) -> Result<Vec<Finding>> {
    let is_of_saved = match &error {
        Error::Query(error) => match &**error {
            QueryError::Syntax(fault) | QueryError::FrontMatter(fault) => fault.query != file.path,
            QueryError::Utf16 { query } | QueryError::NotUtf8 { query, .. } => *query != file.path,
            _ => false,
        },
        _ => false,
    };
    if is_of_saved {
        return Ok(Vec::new());
    }
    let name = match &error {
        Error::Name(error) => match &**error {
            NameError::SavedQuery { name, .. } => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    let mut finding = of_error(error, file)?;
    if let Some(name) = name.filter(|_| file.path.ends_with(".csv")) {
        finding.id = INCOMPLETE;
        finding.message = format!(
            "no query belongs to these rows: there is neither `{}.rq` nor a saved query `{name}`",
            stem(&file.path)
        );
    }
    let is_marked = is_marked(file);
    Ok(in_file(vec![finding], &file.path, is_marked))
}

/// Finds what is wrong in what a query is expected to give.
fn of_answer(against: Against, test: &Query, form: Option<AnswerForm>) -> Result<Vec<Finding>> {
    let (project, path) = (against.project, &test.source.path);
    let Some(form) = form else {
        // What is wrong in the saved query is said there.
        return Ok(Vec::new());
    };
    let incomplete = |message: String| {
        let place = Place {
            file: path.clone(),
            span: beginning(&test.source),
        };
        Finding::warning(INCOMPLETE, message, place)
    };
    let gives = Gives::from(&form);
    let results = match expects(project, test, gives)? {
        Err(conflict) => return Ok(vec![incomplete(conflict)]),
        Ok(None) => {
            let message = missing(project, test, gives).map(incomplete);
            return Ok(message.into_iter().collect());
        }
        Ok(Some(Expects::Results(path))) => path,
        Ok(Some(_)) => return Ok(Vec::new()),
    };
    let file = project.read(&results)?;
    let wrong = |message: String, start: usize| {
        let place = Place {
            span: file.lines_around(&(start..start)),
            file: results.clone(),
        };
        vec![Finding::error(ROWS, message, place)]
    };
    let AnswerForm::Rows {
        mut variables,
        made,
    } = form
    else {
        let read = boolean(&file);
        return Ok(read.map_or_else(|message| wrong(message, 0), |_| Vec::new()));
    };
    Ok(match table(&file) {
        Err((message, start)) => wrong(message, start),
        Ok(table) => {
            // Parameters have values before the query runs.
            variables.retain(|variable| !variable.starts_with('_'));
            in_table(against, test, &file, &table, (&variables, &made))
        }
    })
}

/// Finds what is wrong in a table of expected rows, given the variables of the query and those whose values it makes.
fn in_table(
    against: Against,
    test: &Query,
    file: &SourceFile,
    table: &Table,
    (variables, made): (&[String], &BTreeSet<String>),
) -> Vec<Finding> {
    let place = |span| Place {
        file: file.path.clone(),
        span,
    };
    let is_parameter = |name: &&String| name.starts_with('_');
    let columns: Vec<String> = table
        .header
        .iter()
        .filter(|name| !is_parameter(name))
        .cloned()
        .collect();
    if let Some(problem) = column_problem(&columns, variables, &test.front_matter) {
        let header = file.line_span(1).unwrap_or(0..0);
        return vec![Finding::warning(ROWS, problem, place(header))];
    }
    if !against.is_whole {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (row, start) in table.rows.iter().zip(&table.starts) {
        if findings.len() >= MOST_CELLS {
            let message = format!("{MOST_CELLS} cells are neither texts nor names in the graph");
            let here = file.lines_around(&(*start..*start));
            let finding = Finding::warning(UNKNOWN_NAME, message, place(here));
            findings.push(finding.with_hint("the rows from here on are not looked at"));
            break;
        }
        // Only what the graph has can be in a column whose values the query finds.
        let cells = row.iter().zip(&table.header);
        let found = cells.filter(|(_, column)| !made.contains(*column) && !is_parameter(column));
        for (cell, _) in found {
            let Cell::Written(cell) = cell else {
                continue;
            };
            if is_term(cell) || !seen.insert(cell) {
                continue;
            }
            if let Some((message, hint)) = of_cell(against.graph, cell) {
                let line = file.lines_around(&(*start..*start));
                let of_line = file.bytes.get(line.clone()).unwrap_or_default();
                let at = memchr::memmem::find(of_line, cell.as_bytes());
                let span = at.map_or(line.clone(), |at| {
                    line.start + at..line.start + at + cell.len()
                });
                findings.push(Finding {
                    hint,
                    ..Finding::warning(UNKNOWN_NAME, message, place(span))
                });
            }
        }
    }
    findings
}

/// Whether a cell is a term as in Turtle, or a number: those fit a value that is written otherwise.
fn is_term(cell: &str) -> bool {
    cell.starts_with(['"', '_']) || decimal(cell).is_some()
}

/// Returns what to say of a cell that is the text of no literal in a graph and the name of nothing, with a hint.
fn of_cell(graph: &Graph, cell: &str) -> Option<(String, Option<String>)> {
    let dictionary = &graph.dictionary;
    if !dictionary.literals_with_text(cell).is_empty() || dictionary.find_iri(cell).is_some() {
        return None;
    }
    let Err(Error::Name(error)) = entity(graph, cell) else {
        return None;
    };
    // The label of several entities is compared with each of them.
    let NameError::Unknown {
        undeclared_prefix,
        suggestions,
        ..
    } = &*error
    else {
        return None;
    };
    let why = undeclared_prefix.as_ref();
    let why = why.map(|prefix| format!("; no source declares the prefix `{prefix}:`"));
    let why = why.unwrap_or_default();
    let message = format!("`{cell}` is neither a text nor a name in the graph{why}");
    Some((message, meant(suggestions)))
}

/// Finds an expectation of findings that is about no file.
fn check_findings(against: Against, path: &str) -> Result<Vec<Finding>> {
    let inventory = against.project.inventory()?;
    let subject = subject(path, |path| inventory.tests.iter().any(|test| test == path));
    if subject.is_some() {
        return Ok(Vec::new());
    }
    let place = Place {
        file: path.to_owned(),
        span: 0..0,
    };
    let message = "there is no file of RDF with this name beside it";
    Ok(vec![Finding::warning(INCOMPLETE, message, place)])
}

/// Finds what is wrong in a file of paths: it cannot be read, or names what nothing is called.
fn check_paths(against: Against, path: &str) -> Result<Vec<Finding>> {
    let file = against.project.read(path)?;
    let place = |span| Place {
        file: path.to_owned(),
        span,
    };
    let expected = match ExpectedPaths::of(&file) {
        Ok(expected) => expected,
        Err(fault) => {
            let finding = Finding::error(SETTINGS, fault.problem, place(fault.span));
            return Ok(vec![Finding {
                hint: fault.hint,
                ..finding
            }]);
        }
    };
    let mut findings = Vec::new();
    for name in expected.path.iter().flat_map(|path| path.names()) {
        if against.is_whole
            && let Err(error) = entity(against.graph, name.get_ref())
        {
            let finding = of_error(error, &file)?;
            findings.push(Finding {
                place: place(name.span()),
                ..finding
            });
        }
    }
    Ok(findings)
}

/// Finds what is wrong in a file of statements that must hold, or must not.
fn check_statements(against: Against, path: &str) -> Result<Vec<Finding>> {
    let file = against.project.read(path)?;
    let stated = stated(against, &file)?;
    let mut findings = stated.findings;
    if !against.is_whole {
        return Ok(findings);
    }
    let graph = against.graph;
    // A property that a source declares need not be that of a statement.
    let names = stated.names.into_iter();
    let names = names.filter(|name| !is_known(graph, &name.iri));
    let names = names.map(|name| (name.used_as, name.iri, name.span));
    for (warning, span) in against.used.all_unknown(names) {
        // What is gone must stay gone: only what is likely a slip is said of what must not be there.
        if Kind::of(path) == Kind::Absent && warning.hint.is_none() {
            continue;
        }
        findings.push(at_name(warning, path, span));
    }
    Ok(findings)
}
