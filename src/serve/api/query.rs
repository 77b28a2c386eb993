//! The query that a call is about: a text, or a saved one by its name, with arguments.

use super::asked::Asked;
use crate::serve::problem::Problem;
use crate::serve::protocol::add_argument;
use crate::serve::text::{Range, Units};
use bixi::{Arguments, Error, Query, SourceFile};
use serde::Serialize;

/// The parameters of all calls that are not arguments of a query; `param` is for one with the name of such a parameter.
const OWN: [&str; 5] = ["query", "name", "param", "id", "lang"];

/// What is said of a part of a text.
#[derive(Serialize)]
pub struct Said {
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Range>,
}

/// Returns the query that is given by its text as `query`, or by the name that it is saved with as `name`, with its arguments:
/// the parameters that are none of the call. One of the text has the base of the project.
///
/// # Errors
/// If there is none or several, it cannot be read, or it has no parameter of a name.
pub fn required(asked: &Asked, own: &[&str]) -> Result<(Query, Arguments), Problem> {
    let missing = || Problem::bad("give `query` or `name` as a parameter");
    query(asked, own)?.ok_or_else(missing)
}

/// As [`required`], if there is a query.
///
/// # Errors
/// As [`required`].
pub fn query(asked: &Asked, own: &[&str]) -> Result<Option<(Query, Arguments)>, Problem> {
    let parameters = asked.parameters;
    let project = &asked.served.project;
    let query = match (parameters.one("query")?, parameters.one("name")?) {
        (Some(text), None) => {
            let query = Query::from_source(SourceFile::new("the query", text));
            let query = query.map_err(|error| problem(error, text))?;
            match &project.config.base {
                Some(base) => query.with_base(base),
                None => query,
            }
        }
        (None, Some(name)) => project.query(name)?,
        (Some(_), Some(_)) => return Err(Problem::bad("give either `name` or `query`")),
        (None, None) => return Ok(None),
    };
    let mut arguments = Arguments::new();
    for (name, value) in parameters.iter() {
        let (name, value) = match name {
            "param" => value
                .split_once('=')
                .ok_or_else(|| Problem::bad("`param` is given as NAME=VALUE"))?,
            _ if OWN.contains(&name) || own.contains(&name) => continue,
            _ => (name, value),
        };
        add_argument(&mut arguments, name.to_owned(), value.to_owned())?;
    }
    let known = query.parameters();
    if let Some(unknown) = arguments
        .keys()
        .find(|name| !known.iter().any(|parameter| parameter.name == **name))
    {
        return Err(Problem::bad(format!(
            "the query has no parameter `{unknown}`"
        )));
    }
    let languages = project.languages(&asked.served.snapshot);
    let arguments = query.in_languages(&arguments, &languages);
    Ok(Some((query, arguments)))
}

/// Returns the problem that an error is, at its place in the text of the query.
pub fn problem(error: Error, text: &str) -> Problem {
    let said = match &error {
        Error::Query(error) => error.fault().map(|fault| {
            let at = Units::of(text).range(&fault.range(text));
            (fault.problem.clone(), fault.hint.clone(), Some(at))
        }),
        _ => None,
    };
    let problem = Problem::from(error);
    match said {
        Some((message, hint, at)) => problem.about(message, hint, at),
        None => problem,
    }
}
