//! Checks expectations about the answer of a query: its rows, their number, its statements or its boolean.

use super::outcome::Outcome;
use super::queries::{Case, cases, expects_none, queries_of, stem};
use super::table::{ENDINGS, Table, table};
use super::{graphs, rows};
use crate::error::Result;
use crate::graph::Graph;
use crate::number::count;
use crate::project::Project;
use crate::query::{
    Answer, Dataset, Limits, Query, Results, Solutions, TestSeverity, Triples, answer,
    check_chosen_language, in_languages,
};
use crate::source::SourceFile;

/// A case of a test that was asked.
pub(super) struct Asked {
    pub test: Query,
    pub query: Query,
    /// All cases of the test.
    pub cases: Vec<Case>,
    pub case: Case,
    pub answer: Answer,
}

/// Asks the query of a case of a test; says what is wrong if there is no such case.
///
/// # Errors
/// If a file cannot be read, or the query cannot be answered.
pub(super) fn ask(
    project: &Project,
    graph: &Graph,
    (path, case): (&str, Option<&str>),
    limits: &Limits,
) -> Result<std::result::Result<Asked, String>> {
    let open = |path: &str| Query::new(project.read(path)?);
    let (test, query) = queries_of(project, path, &open)?;
    let cases = cases(&test);
    let Some(case) = cases
        .iter()
        .find(|known| known.name.as_deref() == case)
        .cloned()
    else {
        let names = cases.iter().filter_map(|case| case.name.as_deref());
        let names: Vec<&str> = names.collect();
        return Ok(Err(match names.as_slice() {
            [] => "this expectation has no cases".to_owned(),
            names => format!("there is no such case; there are {}", names.join(", ")),
        }));
    };
    check_chosen_language(graph, &query, &case.arguments)?;
    let mut dataset = Dataset::new(graph);
    if let Some(level) = &test.front_matter.accept {
        dataset = dataset.accepting(level)?;
    }
    let arguments = in_languages(&query, &case.arguments, &project.config.languages);
    let answer = answer(dataset, &query, &arguments, limits, false)?;
    Ok(Ok(Asked {
        test,
        query,
        cases,
        case,
        answer,
    }))
}

/// Checks a case of a test.
///
/// # Errors
/// If a file cannot be read, or the query cannot be answered.
pub fn check(
    project: &Project,
    graph: &Graph,
    (path, case): (&str, Option<&str>),
    limits: &Limits,
) -> Result<Outcome> {
    let asked = match ask(project, graph, (path, case), limits)? {
        Ok(asked) => asked,
        Err(failure) => return Ok(Outcome::wrong(path, vec![failure])),
    };
    let settings = &asked.test.front_matter;
    let mut failures = match asked.answer.results {
        Results::Boolean(is_true) => of_boolean(is_true, expects_none(project, &asked.test)?),
        Results::Solutions(solutions) => {
            let cases = (asked.cases.as_slice(), &asked.case);
            of_solutions(project, graph, &asked.test, cases, solutions)?
        }
        Results::Graph(triples) => of_triples(project, graph, path, triples)?,
    };
    let doubts = asked.answer.warnings.into_iter();
    let doubts = doubts.filter(|doubt| doubt.is_likely_typo && !settings.allow_unknown);
    // It would be as expected whatever the graph has.
    failures.extend(doubts.map(|doubt| doubt.to_string()));
    let language = project.config.languages.first().map(String::as_str);
    let title = settings.title_in(language);
    let title = title.or_else(|| asked.query.front_matter.title_in(language));
    let (failures, warnings) = match settings.severity {
        Some(TestSeverity::Warning) => (Vec::new(), failures),
        _ => (failures, Vec::new()),
    };
    Ok(Outcome {
        title: title.map(str::to_owned),
        warnings,
        ..Outcome::wrong(path, failures)
    })
}

/// Compares statements with those of the file beside the query.
fn of_triples(
    project: &Project,
    graph: &Graph,
    path: &str,
    triples: Triples,
) -> Result<Vec<String>> {
    let expected = format!("{}.ttl", stem(path));
    if !project.root.join(&expected).is_file() {
        return Ok(vec![format!(
            "there are no expected statements: no `{expected}`"
        )]);
    }
    let base = project.base_of(&expected)?;
    let file = project.read(&expected)?;
    graphs::compare(&graph.prefixes, triples, &file, base.as_deref())
}

fn of_boolean(is_true: bool, expects_none: bool) -> Vec<String> {
    match (is_true, expects_none) {
        (true, true) => vec!["the answer is true, expected false".to_owned()],
        (false, false) => vec!["the answer is false, expected true".to_owned()],
        _ => Vec::new(),
    }
}

/// Compares the rows of a case with what is expected of them.
fn of_solutions(
    project: &Project,
    graph: &Graph,
    test: &Query,
    (cases, case): (&[Case], &Case),
    solutions: Solutions,
) -> Result<Vec<String>> {
    let (path, settings) = (&test.source.path, &test.front_matter);
    if let Some(threshold) = settings.error_if {
        let rows = solutions.len();
        let failure = || {
            format!(
                "the query gives {}, and `error-if` is `{threshold}`",
                count(rows, "row")
            )
        };
        return Ok(threshold.holds(rows).then(failure).into_iter().collect());
    }
    if expects_none(project, test)? {
        return Ok(rows::expect_none(graph, solutions));
    }
    let Some(file) = rows_path(project, path) else {
        return Ok(vec![format!(
            "there are no expected rows: no `{}.csv`, and no `#+ expect: none`",
            stem(path)
        )]);
    };
    let file = project.read(&file)?;
    Ok(match expected(&file, cases, case) {
        Ok((table, _)) => rows::compare(graph, solutions, &table, settings),
        Err(failure) => vec![failure],
    })
}

/// Returns the path of the file with the expected rows of a query, if there is one.
pub fn rows_path(project: &Project, path: &str) -> Option<String> {
    let stem = stem(path);
    let mut paths = ENDINGS.iter().map(|ending| format!("{stem}.{ending}"));
    paths.find(|path| project.root.join(path).is_file())
}

/// Reads the expected rows of a case, and which rows of the file they are: of a column that is named as a parameter, such as
/// `_year`, those with its value.
///
/// # Errors
/// If they cannot be read, or a row belongs to no case: a sentence with its place.
pub(super) fn expected(
    file: &SourceFile,
    cases: &[Case],
    case: &Case,
) -> std::result::Result<(Table, Vec<usize>), String> {
    let place = |start| format!("{}:{}", file.path, file.position(start));
    let mut table =
        table(file).map_err(|(message, start)| format!("{}: {message}", place(start)))?;
    let mut rows_of_file: Vec<usize> = (0..table.rows.len()).collect();
    while let Some(column) = table.header.iter().position(|name| name.starts_with('_')) {
        let name = table.header.remove(column);
        let name = name.trim_start_matches('_');
        let rows = std::mem::take(&mut table.rows);
        let numbers = std::mem::take(&mut rows_of_file);
        for (mut row, number) in rows.into_iter().zip(numbers) {
            let cell = row.remove(column);
            let is_of = |case: &Case| {
                let value = case.arguments.get(name);
                cell.is_argument(value.map_or("", String::as_str))
            };
            if is_of(case) {
                table.rows.push(row);
                rows_of_file.push(number);
            } else if !cases.iter().any(is_of) {
                let start = table.starts.get(number).copied().unwrap_or(0);
                return Err(format!(
                    "{}: no case has this value of `{name}`",
                    place(start)
                ));
            }
        }
    }
    Ok((table, rows_of_file))
}
