//! Expectations: what a graph must hold, must not hold, and must answer, written beside it in `tests/`.

mod findings;
mod matching;
mod rows;
mod statements;
mod table;
mod values;

use crate::dictionary::TermId;
use crate::error::{Error, NameError, QueryError, Result, chain};
use crate::finding::nearest;
use crate::graph::Graph;
use crate::project::{ExpectedRows, Project};
use crate::query::{
    Arguments, Dataset, Expected, Limits, Query, Results, answer, check_chosen_language,
    in_languages,
};
use crate::source::SourceFile;
use crate::view::ViewBlock;
pub use findings::{compare as compare_findings, is_of_findings, subject};
pub use rows::column_problem;
pub use statements::Kind;
use std::collections::BTreeSet;
pub use table::{Cell, Table, table};
pub use values::decimal;

/// What became of one expectation.
#[derive(Debug)]
pub struct Outcome {
    /// The file of the expectation.
    pub path: String,
    /// What it is about, if it says so.
    pub title: Option<String>,
    /// What is not as expected, line by line; nothing if it passed.
    pub failures: Vec<String>,
    /// Statements that should hold and do not.
    pub(crate) missing: Vec<[TermId; 3]>,
    /// What is doubtful about its query, whether it passed or not.
    pub warnings: Vec<String>,
    /// The limit that its query passed before the answer was known.
    pub stopped: Option<Error>,
}

impl Outcome {
    /// Whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.stopped.is_none()
    }
}

/// The expectations of a project, by path: files below `tests/` that are not part of another one,
/// nor of a project that lies there as an example.
///
/// # Errors
/// If the folder cannot be read.
pub fn expectations(project: &Project) -> Result<Vec<String>> {
    let mut endings = vec!["holds.ttl", "absent.ttl", "inferred.ttl", "findings", "rq"];
    if !project.config.tests.is_empty() {
        // Who chooses files by globs calls queries as others do.
        endings.push("sparql");
    }
    let paths = project.test_paths(&endings)?;
    let rows: BTreeSet<String> = project.test_paths(&["csv"])?.into_iter().collect();
    let with_query: BTreeSet<&str> = paths.iter().map(|path| stem(path)).collect();
    let alone = rows.iter().filter(|path| !with_query.contains(stem(path)));
    let mut all: Vec<String> = paths.iter().chain(alone).cloned().collect();
    // Elsewhere, files of this name are something else.
    let is_expectation = |path: &String| !path.ends_with(".findings") || is_of_findings(path);
    all.retain(|path| is_expectation(path) && !project.is_of_another(path));
    all.sort();
    Ok(all)
}

/// The outcome of an expectation whose query passed a limit.
pub fn stopped(path: String, error: Error) -> Outcome {
    Outcome {
        stopped: Some(error),
        ..wrong(path, Vec::new())
    }
}

/// The outcome of an expectation with failures that nothing else is known of.
fn wrong(path: String, failures: Vec<String>) -> Outcome {
    Outcome {
        path,
        title: None,
        failures,
        missing: Vec::new(),
        warnings: Vec::new(),
        stopped: None,
    }
}

/// Returns the outcome of an expectation of findings with these failures.
pub fn of_findings(path: &str, failures: Vec<String>) -> Outcome {
    wrong(path.to_owned(), failures)
}

/// Checks one expectation, apart from those of findings; the limits are those of each of its queries.
///
/// # Errors
/// If a file cannot be read. What is wrong in the expectation itself, or takes too much, is a failure of it.
pub fn check(project: &Project, graph: &Graph, path: &str, limits: &Limits) -> Result<Outcome> {
    if path.ends_with('/') {
        return check_folder(project, path);
    }
    let checked = if path.ends_with(".ttl") {
        let source = project.read(path)?;
        let base = project.base_of(path)?;
        let found = statements::check(graph, &source, base.as_deref(), Kind::of(path), limits);
        found.map(|found| Outcome {
            path: path.to_owned(),
            title: None,
            failures: found.failures,
            missing: found.missing,
            warnings: Vec::new(),
            stopped: None,
        })
    } else {
        check_query(project, graph, path, limits)
    };
    match checked {
        Err(error @ (Error::Query(_) | Error::Name(_) | Error::Parameter(_))) => {
            let failures = chain(&error).lines().map(str::to_owned).collect();
            Ok(wrong(path.to_owned(), failures))
        }
        Err(error @ (Error::Limit { .. } | Error::Product { .. })) => {
            Ok(stopped(path.to_owned(), error))
        }
        other => other,
    }
}

/// A folder that must be readable for its expectations to be checked.
fn check_folder(project: &Project, path: &str) -> Result<Outcome> {
    let mut unreadable = project.unreadable_tests()?.into_iter();
    let folder = unreadable.find(|folder| folder.path == path);
    let failure = folder.map(|folder| format!("this folder cannot be read: {}", folder.reason));
    Ok(wrong(path.to_owned(), failure.into_iter().collect()))
}

/// A query that must be true, give no row, or give the rows of the CSV file beside it.
fn check_query(project: &Project, graph: &Graph, path: &str, limits: &Limits) -> Result<Outcome> {
    let stem = stem(path);
    let open = |path: &str| Query::new(project.read(path)?);
    let (test, query) = queries_of(project, path, &open)?;
    let settings = test.front_matter.clone();
    let arguments = arguments(&test);
    check_chosen_language(graph, &query, &arguments)?;
    let mut dataset = Dataset::new(graph);
    if let Some(level) = &settings.accept {
        dataset = dataset.accepting(level)?;
    }
    let arguments = in_languages(&query, &arguments, &project.config.languages);
    let answer = answer(dataset, &query, &arguments, limits, false)?;
    let doubts = answer.warnings.into_iter();
    let warnings = doubts.filter(|doubt| doubt.is_likely_typo);
    let warnings = warnings.map(|doubt| doubt.to_string()).collect();
    let csv = format!("{stem}.csv");
    let expects_none = expects_none(project, &test)?;
    let failures = match answer.results {
        Results::Boolean(true) if expects_none => {
            vec!["the answer is true, expected false".to_owned()]
        }
        Results::Boolean(false) if expects_none => Vec::new(),
        Results::Boolean(true) => Vec::new(),
        Results::Boolean(false) => vec!["the answer is false, expected true".to_owned()],
        Results::Solutions(solutions) if expects_none => rows::expect_none(graph, solutions),
        Results::Solutions(solutions) if project.root.join(&csv).is_file() => {
            rows::compare(graph, solutions, &project.read(&csv)?, &settings)
        }
        Results::Solutions(_) => vec![format!(
            "there are no expected rows: no `{csv}`, and no `#+ expect: none`"
        )],
        Results::Graph(_) => {
            vec!["a CONSTRUCT query has no rows to compare; use SELECT or ASK".to_owned()]
        }
    };
    let language = project.config.languages.first().map(String::as_str);
    let title = settings.title_in(language);
    let title = title.or_else(|| query.front_matter.title_in(language));
    Ok(Outcome {
        path: path.to_owned(),
        title: title.map(str::to_owned),
        failures,
        missing: Vec::new(),
        warnings,
        stopped: None,
    })
}

/// The values that a test gives the parameters of its query.
pub fn arguments(test: &Query) -> Arguments {
    let with = test.front_matter.with.iter();
    with.map(|(name, value)| (name.clone(), value.to_string()))
        .collect()
}

/// Whether a test expects that its query gives no rows.
///
/// # Errors
/// If a glob of the settings is none.
pub fn expects_none(project: &Project, test: &Query) -> Result<bool> {
    let of_settings = project.config.expected_rows(&test.source.path)?;
    Ok(test.front_matter.expect == Some(Expected::None) || of_settings == Some(ExpectedRows::None))
}

/// The path of an expectation without its extension.
pub fn stem(path: &str) -> &str {
    let mut endings = [".rq", ".csv", ".sparql"].into_iter();
    let stem = endings.find_map(|ending| path.strip_suffix(ending));
    stem.unwrap_or(path)
}

/// The test and the query that it runs: its own, or the saved one that it names or is named after, which `open` reads.
///
/// # Errors
/// If there is no such query, or one of them is not as it should be.
pub fn queries_of(
    project: &Project,
    path: &str,
    open: &dyn Fn(&str) -> Result<Query>,
) -> Result<(Query, Query)> {
    let stem = stem(path);
    if path.ends_with(".csv") {
        let name = stem.rsplit('/').next().unwrap_or(stem);
        return Ok((
            Query::new(SourceFile::new(path, ""))?,
            saved(project, name, open)?,
        ));
    }
    let test = Query::new(project.read(path)?)?;
    let query = match &test.front_matter.query {
        Some(name) if test.has_text() => {
            return Err(Error::from(QueryError::TwoQueries {
                test: path.to_owned(),
                saved: name.clone(),
            }));
        }
        Some(name) => saved(project, name, open)?,
        None => test.clone(),
    };
    // Nothing is drawn here, but what is wrong in a query is said wherever it is run.
    ViewBlock::of(&test)?;
    ViewBlock::of(&query)?;
    Ok((test, query))
}

/// The saved query of a name. A name is no path: it cannot leave `queries/`, nor can a link in its place.
fn saved(project: &Project, name: &str, open: &dyn Fn(&str) -> Result<Query>) -> Result<Query> {
    let Some(path) = project.query_path(name)? else {
        let names = project.query_names()?;
        let near = nearest(name, names.iter().map(String::as_str));
        return Err(Error::from(NameError::SavedQuery {
            name: name.to_owned(),
            suggestion: near.map(str::to_owned),
        }));
    };
    if !project.is_within(&path)? {
        return Err(NameError::OutsideLink { path }.into());
    }
    open(&path)
}
