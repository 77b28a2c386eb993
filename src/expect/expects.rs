//! What an expectation says of the answer of its query: in a file beside it, or in its front matter, and not in two ways.

use super::pictures::picture_path;
use super::queries::{expects_none, is_query, stem};
use super::table::ENDINGS;
use crate::error::Result;
use crate::project::Project;
use crate::query::{AnswerForm, Expected, Query, Results, Threshold};
use std::fmt;

/// What an answer must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expects {
    /// The rows, or the boolean, of the file with this path.
    Results(String),
    /// The statements of the file with this path.
    Statements(String),
    /// No row, no statement, or false.
    None,
    /// A number of rows or of statements that does not meet this condition.
    Number(Threshold),
}

impl fmt::Display for Expects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Results(path) | Self::Statements(path) => write!(f, "`{path}`"),
            Self::None => f.write_str("`expect: none`"),
            Self::Number(_) => f.write_str("`error-if`"),
        }
    }
}

/// What kind of answer a query gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Rows.
    Rows,
    /// True or false.
    Boolean,
    /// Statements.
    Statements,
}

impl From<&AnswerForm> for Gives {
    fn from(form: &AnswerForm) -> Self {
        match form {
            AnswerForm::Rows { .. } => Self::Rows,
            AnswerForm::Boolean => Self::Boolean,
            AnswerForm::Statements => Self::Statements,
        }
    }
}

impl From<&Results> for Gives {
    fn from(results: &Results) -> Self {
        match results {
            Results::Solutions(_) => Self::Rows,
            Results::Boolean(_) => Self::Boolean,
            Results::Graph(_) => Self::Statements,
        }
    }
}

impl fmt::Display for Gives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rows => "the query gives rows",
            Self::Boolean => "the query is ASK",
            Self::Statements => "the query gives statements",
        })
    }
}

/// Returns what a test expects of an answer, if it says something; that an ASK query is true need not be said, and a picture is
/// compared besides.
///
/// # Errors
/// If a file cannot be read, or a glob of the settings is none; the inner one, if it says two things, or what no such answer can be.
pub fn expects(
    project: &Project,
    test: &Query,
    gives: Gives,
) -> Result<std::result::Result<Option<Expects>, String>> {
    let mut said = all(project, test)?.into_iter();
    let first = said.next();
    if let (Some(first), Some(second)) = (&first, said.next()) {
        let message = format!("{first} and {second} both say what the answer must be; keep one");
        return Ok(Err(message));
    }
    let what = match (&first, gives) {
        (Some(Expects::Results(_)), Gives::Statements) => "has rows",
        (Some(Expects::Statements(_)), Gives::Rows | Gives::Boolean) => "has statements",
        (Some(Expects::Number(_)), Gives::Boolean) => "is about a number",
        _ => return Ok(Ok(first)),
    };
    Ok(first.map_or(Ok(None), |first| {
        Err(format!("{first} {what}, and {gives}"))
    }))
}

/// Returns the failure of a test whose expected answer is given nowhere; `None` for ASK, whose answer must be true, and for a
/// test with a picture.
pub fn missing(project: &Project, test: &Query, gives: Gives) -> Option<String> {
    let path = &test.source.path;
    if gives == Gives::Boolean || picture_path(project, path).is_some() {
        return None;
    }
    let stem = stem(path);
    Some(match gives {
        Gives::Statements => format!("there are no expected statements: no `{stem}.ttl`"),
        _ => format!("there are no expected rows: no `{stem}.csv`, and no `#+ expect: none`"),
    })
}

/// Returns all that a test says of the answer.
fn all(project: &Project, test: &Query) -> Result<Vec<Expects>> {
    let path = &test.source.path;
    let is_there = |path: &String| project.root.join(path).is_file();
    let beside = |ending: &str| Some(format!("{}.{ending}", stem(path))).filter(is_there);
    let results = ENDINGS.into_iter().filter_map(beside);
    let mut all: Vec<Expects> = results.map(Expects::Results).collect();
    if is_query(path) {
        all.extend(beside("ttl").map(Expects::Statements));
    }
    let own = &test.front_matter;
    all.extend(own.error_if.map(Expects::Number));
    // What the settings say of a folder is for those that say nothing themselves.
    let says_none = own.expect == Some(Expected::None);
    if says_none || own.error_if.is_none() && expects_none(project, test)? {
        all.push(Expects::None);
    }
    Ok(all)
}
