//! A new expectation of a saved query: that it gives what it gives today.

use super::accept::accepted;
use super::answer::{Asked, ask};
use super::queries::rows_path;
use crate::error::Result;
use crate::graph::Graph;
use crate::project::Project;
use crate::query::{Arguments, Dataset, Limits, Results, Triples};
use serde_json::Value;

/// An expectation that is not written yet.
pub struct New {
    /// The path of its query.
    pub path: String,
    /// Its query: front matter that names the saved query.
    pub query: String,
    /// What the saved query gives.
    pub answer: NewAnswer,
}

/// What stands beside the query of a new expectation.
pub enum NewAnswer {
    /// Nothing: it is true, or there is no row.
    None,
    /// Rows: the path of their file and its content.
    Rows(String, Vec<u8>),
    /// Statements.
    Statements(Triples),
}

/// Makes an expectation of a saved query with values for its parameters, or says why it would not be one.
///
/// # Errors
/// If there is no such query, it cannot be answered, or a file cannot be read.
pub fn new(
    project: &Project,
    graph: &Graph,
    name: &str,
    arguments: &Arguments,
    limits: &Limits,
) -> Result<std::result::Result<New, String>> {
    let path = format!("tests/{name}.rq");
    let mut query = format!("#+ query: {}\n", yaml(name));
    if !arguments.is_empty() {
        let with = arguments
            .iter()
            .map(|(name, value)| format!("{}: {}", yaml(name), yaml(value)));
        let with = with.collect::<Vec<_>>().join(", ");
        query.push_str(&format!("#+ with: {{ {with} }}\n"));
    }
    if let Some(rows) = rows_path(project, &path) {
        return Ok(Err(format!("`{rows}` is there already")));
    }
    // It is asked as if it were written.
    let written = project.with_content(&path, query.as_bytes())?;
    let asked = match ask(&written, Dataset::new(graph), (&path, None), limits)? {
        Ok(asked) => asked,
        Err(why) => return Ok(Err(why)),
    };
    let Asked { answer, .. } = asked;
    if let Some(slip) = answer
        .warnings
        .iter()
        .find(|warning| warning.is_likely_typo)
    {
        return Ok(Err(format!("it would fail: {slip}")));
    }
    let is_none = match &answer.results {
        Results::Boolean(is_true) => !is_true,
        Results::Solutions(solutions) => solutions.len() == 0,
        Results::Graph(_) => false,
    };
    if is_none {
        query.push_str("#+ expect: none\n");
    }
    let answer = match answer.results {
        Results::Graph(triples) => NewAnswer::Statements(triples),
        Results::Solutions(_) if !is_none => match accepted(&written, graph, &path, limits)? {
            Ok(rows) => NewAnswer::Rows(rows.path, rows.after),
            Err(why) => return Ok(Err(why)),
        },
        _ => NewAnswer::None,
    };
    Ok(Ok(New {
        path,
        query,
        answer,
    }))
}

/// A scalar of YAML that is read as this text: bare if it is a word or several, else in quotation marks as in JSON.
fn yaml(text: &str) -> String {
    let is_plain = text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || " -_/".contains(c));
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let has_meaning = words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match is_plain && !has_meaning {
        true => text.to_owned(),
        false => Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::yaml;

    #[test]
    fn a_value_is_read_as_it_was_given() {
        for (text, written) in [
            ("East Park", "East Park"),
            ("聂超", "聂超"),
            (":coast", "\":coast\""),
            ("by-place/no_where", "by-place/no_where"),
            ("2020", "\"2020\""),
            ("No", "\"No\""),
            ("a, b", "\"a, b\""),
            ("a \"b\"", "\"a \\\"b\\\"\""),
            ("", "\"\""),
        ] {
            assert_eq!(yaml(text), written);
        }
    }
}
