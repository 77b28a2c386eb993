//! Which files are expectations, by their names.

use super::findings::is_of_findings;
use super::paths::{ENDING as PATHS, is_of_paths};
use super::queries::{Case, cases, is_query, stem};
use super::reports::{ENDING as REPORT, is_of_report};
use crate::error::{Error, Result};
use crate::project::Project;
use crate::query::Query;
use std::collections::BTreeSet;

/// The expectations of a project, by path: files below `tests/` that are not part of another one,
/// nor of a project that lies there as an example.
///
/// # Errors
/// If the folder cannot be read.
pub fn expectations(project: &Project) -> Result<Vec<String>> {
    let mut endings = vec![
        "holds.ttl",
        "absent.ttl",
        "inferred.ttl",
        "findings",
        REPORT,
        PATHS,
        "rq",
    ];
    if !project.config.tests.is_empty() {
        // Who chooses files by globs calls queries as others do.
        endings.push("sparql");
    }
    let paths = project.test_paths(&endings)?;
    // Alone, rows in CSV are those of the saved query of their name; in other formats they may be anything.
    let rows: BTreeSet<String> = project.test_paths(&["csv"])?.into_iter().collect();
    let with_query: BTreeSet<&str> = paths.iter().map(|path| stem(path)).collect();
    let alone = rows.iter().filter(|path| !with_query.contains(stem(path)));
    let mut all: Vec<String> = paths.iter().chain(alone).cloned().collect();
    // Elsewhere, files of these names are something else.
    let is_expectation = |path: &String| {
        let is_of_invalid = path.ends_with(".findings") || path.ends_with(".report.ttl");
        !is_of_invalid || is_of_findings(path) || is_of_report(path)
    };
    all.retain(|path| is_expectation(path) && !project.is_of_another(path));
    all.sort();
    Ok(all)
}

/// The names of the expectations of a project: the paths of their files, with the case behind where one has several.
///
/// # Errors
/// As [`expectations`], or if a file cannot be read.
pub fn names(project: &Project) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for path in expectations(project)? {
        // What is wrong in a query is said when it is asked.
        let test = is_query(&path).then(|| Query::new(project.read(&path)?));
        let cases = match test {
            Some(Ok(test)) => cases(&test),
            Some(Err(Error::Query(_))) | None => vec![Case::default()],
            Some(Err(error)) => return Err(error),
        };
        names.extend(cases.into_iter().map(|case| match case.name {
            Some(name) => format!("{path}[{name}]"),
            None => path.clone(),
        }));
    }
    Ok(names)
}

/// Whether a path is that of an expectation, by the name alone that the file has; one whose name is not text is shown as if it were
/// one.
///
/// # Errors
/// If the folder of the project cannot be read.
pub fn is_of_kind(project: &Project, path: &str) -> Result<bool> {
    let is_asked_elsewhere = path.ends_with(".sparql") && !project.config.tests.is_empty();
    let mut endings = [".rq", ".csv", ".holds.ttl", ".absent.ttl", ".inferred.ttl"].into_iter();
    let has_ending = is_asked_elsewhere
        || endings.any(|ending| path.ends_with(ending))
        || is_of_paths(path)
        || is_of_findings(path)
        || is_of_report(path);
    // What is not text in a name is shown with `\`.
    let is_unnamed = path.contains('\\')
        && project
            .tests_without_names()?
            .iter()
            .any(|file| file.path == path);
    Ok(has_ending && !is_unnamed)
}
