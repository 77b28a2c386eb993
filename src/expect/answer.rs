//! Checks expectations about the answer of a query: its rows, their number, its statements or its boolean.

use super::expects::{Expects, Gives, expects, missing};
use super::graphs::{self, Differing};
use super::outcome::Outcome;
use super::queries::{Case, cases, queries_of};
use super::rows;
use super::suite::Settings;
use super::table::{Table, boolean, table};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::finding::nearest;
use crate::graph::Graph;
use crate::number::count;
use crate::project::Project;
use crate::query::{
    Answer, Arguments, Dataset, Graphs, Limits, NoSolution, Query, Results, Solution, Solutions,
    TestSeverity, Threshold, answer, check_chosen_language, in_languages, no_solution,
    statements_behind,
};
use crate::rdf::Triple;
use crate::source::SourceFile;

/// The most rows that were not expected whose statements are explained.
const EXPLAINED: usize = 3;

/// A case of a test that was asked.
pub(super) struct Asked<'g> {
    pub test: Query,
    pub query: Query,
    /// All cases of the test.
    pub cases: Vec<Case>,
    pub case: Case,
    pub answer: Answer,
    settings: Settings,
    pub arguments: Arguments,
    pub dataset: Dataset<'g>,
    limits: Limits,
}

/// Asks the query of a case of a test; says what is wrong if there is no such case.
///
/// # Errors
/// If a file cannot be read, or the query cannot be answered.
pub(super) fn ask<'g>(
    project: &Project,
    all: Dataset<'g>,
    (path, case): (&str, Option<&str>),
    limits: &Limits,
) -> Result<std::result::Result<Asked<'g>, String>> {
    let graph = all.graph();
    let open = |path: &str| Query::new(project.read(path)?);
    let (test, mut query) = queries_of(project, path, &open)?;
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
    if let Some(name) = &test.front_matter.graph {
        match graph_named(project, graph, name) {
            Ok(iri) => {
                query.graphs = Some(Graphs {
                    default: vec![iri],
                    named: Vec::new(),
                });
            }
            Err(failure) => return Ok(Err(failure)),
        }
    }
    let settings = Settings::of(project, path, &test.front_matter)?;
    let (dataset, limits) = (settings.dataset(all)?, settings.limited(limits));
    let arguments = in_languages(&query, &case.arguments, &project.config.languages);
    let answer = answer(dataset, &query, &arguments, &limits, false)?;
    Ok(Ok(Asked {
        test,
        query,
        cases,
        case,
        answer,
        settings,
        arguments,
        dataset,
        limits,
    }))
}

/// Returns the IRI of the graph that an IRI, a prefixed name or the path of a source names.
///
/// # Errors
/// If there is no such graph: a sentence.
pub fn graph_named(
    project: &Project,
    graph: &Graph,
    name: &str,
) -> std::result::Result<String, String> {
    let in_brackets = name
        .strip_prefix('<')
        .and_then(|name| name.strip_suffix('>'));
    let written = in_brackets.unwrap_or(name);
    let names: Vec<String> = graph
        .graph_names()
        .into_iter()
        .map(|id| graph.dictionary.text(id))
        .collect();
    let meant = [
        Some(project.graph_iri(written)),
        graph.prefixes.expand(written),
        Some(written.to_owned()),
    ];
    let known = meant.into_iter().flatten().find(|iri| names.contains(iri));
    known.ok_or_else(|| {
        let paths = graph.sources.iter().map(|source| source.path.as_str());
        let near = nearest(name, paths.chain(names.iter().map(String::as_str)));
        let hint = near.map(|near| format!("; did you mean `{near}`?"));
        format!("no graph has the name `{name}`{}", hint.unwrap_or_default())
    })
}

/// Checks a case of a test.
///
/// # Errors
/// If a file cannot be read, or the query cannot be answered.
pub fn check(
    project: &Project,
    all: Dataset,
    (path, case): (&str, Option<&str>),
    limits: &Limits,
) -> Result<Outcome> {
    let graph = all.graph();
    let asked = match ask(project, all, (path, case), limits)? {
        Ok(asked) => asked,
        Err(failure) => return Ok(Outcome::wrong(path, vec![failure])),
    };
    let settings = &asked.test.front_matter;
    let is_empty = asked.answer.found_nothing
        || match &asked.answer.results {
            Results::Boolean(is_true) => !is_true,
            Results::Solutions(solutions) => solutions.len() == 0,
            Results::Graph(triples) => triples.len() == 0,
        };
    let results = asked.answer.results.clone();
    let gives = Gives::from(&results);
    let Differing {
        mut failures,
        unexpected,
    } = match expects(project, &asked.test, gives)? {
        Err(failure) => return Ok(Outcome::wrong(path, vec![failure])),
        Ok(None) if gives != Gives::Boolean => {
            let failure = missing(project, &asked.test, gives);
            failure.map_or_else(Differing::default, Differing::failing)
        }
        Ok(expects) => compared(project, graph, &asked, results, expects)?,
    };
    if is_empty && !failures.is_empty() {
        failures.extend(why_empty(&asked)?);
    }
    let doubts = asked.answer.warnings.iter();
    let doubts = doubts.filter(|doubt| doubt.is_likely_typo && !asked.settings.allow_unknown);
    // It would be as expected whatever the graph has.
    for doubt in doubts.map(ToString::to_string) {
        if !failures.contains(&doubt) {
            failures.push(doubt);
        }
    }
    let language = project.config.languages.first().map(String::as_str);
    let title = settings.title_in(language);
    let title = title.or_else(|| asked.query.front_matter.title_in(language));
    let (failures, warnings) = match settings.severity {
        Some(TestSeverity::Warning) => (Vec::new(), failures),
        _ => (failures, Vec::new()),
    };
    let mut in_graph: Vec<[TermId; 3]> = Vec::new();
    for ids in unexpected.iter().filter_map(|triple| graph.ids_of(triple)) {
        let is_wrong = !failures.is_empty() && graph.row(ids).is_some();
        if is_wrong && !in_graph.contains(&ids) {
            in_graph.push(ids);
        }
    }
    Ok(Outcome {
        title: title.map(str::to_owned),
        only_warns: settings.severity == Some(TestSeverity::Warning),
        warnings,
        unexpected: in_graph,
        ..Outcome::wrong(path, failures)
    })
}

/// Says why a query has no solution, line by line; nothing, if that takes too much.
fn why_empty(asked: &Asked) -> Result<Vec<String>> {
    let found = no_solution(asked.dataset, &asked.query, &asked.arguments, &asked.limits);
    let why = match found {
        Ok(why) => why,
        Err(Error::Limit { .. } | Error::Product { .. }) => None,
        Err(error) => return Err(error),
    };
    let path = &asked.query.source.path;
    Ok(match why {
        None => Vec::new(),
        Some(NoSolution::Condition(left_out)) => {
            let it = if left_out.len() == 1 { "it" } else { "them" };
            let left_out = left_out.join("` and `");
            vec![format!(
                "{path}: its patterns match without `{left_out}`, and nothing matches with {it}"
            )]
        }
        Some(NoSolution::Pattern {
            pattern,
            line,
            with,
            are_before,
            unknown,
        }) => {
            let place = line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
            let line = match with.join("` and `") {
                _ if with.is_empty() => format!("{place}: nothing matches `{pattern}`"),
                _ if are_before => format!(
                    "{place}: nothing that matches the patterns before it matches `{pattern}`"
                ),
                with => format!("{place}: nothing matches `{pattern}` together with `{with}`"),
            };
            std::iter::once(line).chain(unknown).collect()
        }
    })
}

/// Compares an answer with what is expected of it; of an ASK query, without anything else, that it is true.
fn compared(
    project: &Project,
    graph: &Graph,
    asked: &Asked,
    results: Results,
    expects: Option<Expects>,
) -> Result<Differing> {
    let failing = |failures| Differing {
        failures,
        ..Differing::default()
    };
    Ok(match (results, expects) {
        (Results::Boolean(is_true), None) => failing(of_boolean(is_true, true)),
        (Results::Boolean(is_true), Some(Expects::None)) => failing(of_boolean(is_true, false)),
        (Results::Boolean(is_true), Some(Expects::Results(path))) => {
            match boolean(&project.read(&path)?) {
                Ok(expected) => failing(of_boolean(is_true, expected)),
                Err(message) => Differing::failing(format!("{path}: {message}")),
            }
        }
        (Results::Solutions(solutions), Some(Expects::Number(threshold))) => {
            failing(of_number(solutions.len(), "row", threshold))
        }
        (Results::Graph(triples), Some(Expects::Number(threshold))) => {
            failing(of_number(triples.len(), "statement", threshold))
        }
        (Results::Solutions(solutions), Some(Expects::None)) => Differing {
            unexpected: behind(graph, asked, &solutions)?,
            failures: rows::expect_none(graph, solutions),
        },
        (Results::Graph(triples), Some(Expects::None)) => {
            graphs::expect_none(&graph.prefixes, triples)
        }
        (Results::Solutions(solutions), Some(Expects::Results(path))) => {
            let settings = &asked.test.front_matter;
            match expected(&project.read(&path)?, &asked.cases, &asked.case) {
                Ok((table, _)) => failing(rows::compare(graph, solutions, &table, settings)?),
                Err(failure) => Differing::failing(failure),
            }
        }
        (Results::Graph(triples), Some(Expects::Statements(path))) => {
            let base = project.base_of(&path)?;
            graphs::compare(
                &graph.prefixes,
                triples,
                &project.read(&path)?,
                base.as_deref(),
            )?
        }
        _ => {
            return Err(Error::internal(
                "an answer is compared with what it cannot be",
            ));
        }
    })
}

fn of_boolean(is_true: bool, expected: bool) -> Vec<String> {
    let failure = || format!("the answer is {is_true}, expected {expected}");
    (is_true != expected).then(failure).into_iter().collect()
}

/// Says that a number of rows or statements meets the condition for errors, if it does.
fn of_number(number: usize, what: &str, threshold: Threshold) -> Vec<String> {
    let failure = || {
        let number = count(number, what);
        format!("the query gives {number}, and `error-if` is `{threshold}`")
    };
    let is_wrong = threshold.holds(number);
    is_wrong.then(failure).into_iter().collect()
}

/// Returns the statements that the triple patterns of a query match in the first rows of its answer. Patterns with a variable that
/// the rows do not have are left aside.
fn behind(graph: &Graph, asked: &Asked, solutions: &Solutions) -> Result<Vec<Triple>> {
    if solutions.len() == 0 {
        return Ok(Vec::new());
    }
    let rows: Vec<Solution> = solutions.clone().take(EXPLAINED).collect();
    statements_behind(graph, &asked.query, &asked.arguments, &rows)
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
