//! The queries that expectations run, with the values that they give the parameters.

use super::table::ENDINGS;
use crate::error::{Error, NameError, QueryError, Result};
use crate::finding::nearest;
use crate::project::{ExpectedRows, Project};
use crate::query::{Arguments, Expected, Query};
use crate::source::SourceFile;
use crate::view::ViewBlock;

/// A query with one set of values for its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Its name: the values, if there are several sets.
    pub name: Option<String>,
    /// The values by the names of the parameters.
    pub arguments: Arguments,
}

/// Returns the cases of a test, one if it gives no more than one set of values.
pub fn cases(test: &Query) -> Vec<Case> {
    let sets = test.front_matter.with.sets();
    let are_named = sets.len() > 1;
    let mut cases: Vec<Case> = Vec::new();
    for set in sets {
        let values = set.values().map(ToString::to_string);
        let mut name = values.collect::<Vec<_>>().join(", ");
        let is_taken = |name: &str| cases.iter().any(|case| case.name.as_deref() == Some(name));
        if is_taken(&name) {
            name = format!("{name} {}", cases.len() + 1);
        }
        let arguments = set
            .iter()
            .map(|(name, value)| (name.clone(), value.to_string()));
        cases.push(Case {
            name: are_named.then_some(name),
            arguments: arguments.collect(),
        });
    }
    if cases.is_empty() {
        cases.push(Case::default());
    }
    cases
}

/// Splits the name of an expectation into the path of its file and the name of its case.
pub fn split(name: &str) -> (&str, Option<&str>) {
    let ends = [".rq[", ".sparql["].into_iter().filter_map(|ending| {
        let at = name.find(ending)? + ending.len();
        Some((name.get(..at - 1)?, name.get(at..)?.strip_suffix(']')?))
    });
    let found = ends.min_by_key(|(path, _)| path.len());
    found.map_or((name, None), |(path, case)| (path, Some(case)))
}

/// Whether an expectation is a query, by the path of its file.
pub fn is_query(path: &str) -> bool {
    path.ends_with(".rq") || path.ends_with(".sparql")
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
    let ending = path.rsplit_once('.');
    let is_known = |ending: &str| matches!(ending, "rq" | "sparql") || ENDINGS.contains(&ending);
    ending
        .filter(|(_, ending)| is_known(ending))
        .map_or(path, |(stem, _)| stem)
}

/// Returns the path of the file with the expected rows of a query, if there is one.
pub fn rows_path(project: &Project, path: &str) -> Option<String> {
    let stem = stem(path);
    let mut paths = ENDINGS.iter().map(|ending| format!("{stem}.{ending}"));
    paths.find(|path| project.root.join(path).is_file())
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
    if !is_query(path) {
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

/// The saved query of a name. A name is not a path: it cannot leave `queries/`, nor can a link in its place.
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
