//! The answers of an engine, parsed to the end: [JSON](https://www.w3.org/TR/sparql11-results-json/) of solutions and booleans,
//! Turtle and N-Triples of graphs. The library's reader of results in XML takes one that is cut for a shorter one, so these are not
//! asked for.

use super::answer::Answer;
use super::form::Form;
use crate::rdf::{Term, Triple, Variable};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};

/// Why the text of an answer is not one.
pub enum Fault {
    /// Its media type is none of those that were asked for.
    MediaType,
    /// It is not as its format wants it.
    NotReadable(String),
}

/// Reads an answer to a query of a form by its media type. Each part of it must be well-formed, and nothing may follow it.
///
/// # Errors
/// If it is of another type, is not well-formed, or is not an answer to the form.
pub fn read(form: Form, media_type: &str, body: &[u8]) -> Result<Answer, Fault> {
    match form {
        Form::Construct => {
            let format = match essence(media_type) {
                "text/turtle" | "application/x-turtle" => RdfFormat::Turtle,
                "application/n-triples" | "text/plain" => RdfFormat::NTriples,
                _ => return Err(Fault::MediaType),
            };
            let quads = RdfParser::from_format(format).for_slice(body);
            let triples = quads.map(|quad| quad.map(Triple::from));
            let triples = triples.collect::<Result<_, _>>().map_err(unreadable)?;
            Ok(Answer::Graph(triples))
        }
        Form::Select | Form::Ask => {
            let format = match essence(media_type) {
                "application/sparql-results+json" | "application/json" => QueryResultsFormat::Json,
                _ => return Err(Fault::MediaType),
            };
            let output = QueryResultsParser::from_format(format).for_slice(body);
            results(form, output.map_err(unreadable)?)
        }
    }
}

/// Takes the rows of an answer, or its boolean. Virtuoso answers ASK with a row whose one value is 1 or 0.
fn results(form: Form, output: SliceQueryResultsParserOutput<'_>) -> Result<Answer, Fault> {
    let solutions = match output {
        SliceQueryResultsParserOutput::Boolean(answer) if form == Form::Ask => {
            return Ok(Answer::Boolean(answer));
        }
        SliceQueryResultsParserOutput::Boolean(_) => {
            let problem = "it has a boolean where rows are expected";
            return Err(Fault::NotReadable(problem.to_owned()));
        }
        SliceQueryResultsParserOutput::Solutions(solutions) => solutions,
    };
    let variables = solutions.variables().to_vec();
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(unreadable)?;
        rows.push(
            variables
                .iter()
                .map(|name| solution.get(name).cloned())
                .collect(),
        );
    }
    match form {
        Form::Ask => as_boolean(&variables, &rows).map(Answer::Boolean),
        _ => Ok(Answer::Solutions { variables, rows }),
    }
}

fn as_boolean(variables: &[Variable], rows: &[Vec<Option<Term>>]) -> Result<bool, Fault> {
    let value = match (variables, rows) {
        ([name], [row]) if name.as_str() == "__ASK_RETVAL" => row.first().and_then(Option::as_ref),
        _ => None,
    };
    match value {
        Some(Term::Literal(literal)) => match literal.value() {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            other => Err(Fault::NotReadable(format!("`{other}` is not a boolean"))),
        },
        _ => Err(Fault::NotReadable(
            "it has rows where a boolean is expected".to_owned(),
        )),
    }
}

fn unreadable(error: impl std::fmt::Display) -> Fault {
    Fault::NotReadable(error.to_string())
}

/// Returns a media type without its parameters.
pub fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "application/sparql-results+json; charset=utf-8";

    fn fault(form: Form, media_type: &str, body: &str) -> String {
        match read(form, media_type, body.as_bytes()) {
            Ok(answer) => unreachable!("{answer:?}"),
            Err(Fault::MediaType) => "media type".to_owned(),
            Err(Fault::NotReadable(problem)) => problem,
        }
    }

    #[test]
    fn an_answer_that_is_cut_is_not_read() {
        let whole = r#"{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"urn:a"}}]}}"#;
        let answer = read(Form::Select, JSON, whole.as_bytes());
        let Ok(Answer::Solutions { rows, .. }) = answer else {
            unreachable!("it is whole")
        };
        assert_eq!(rows.len(), 1);
        for end in 0..whole.len() {
            let cut = &whole.as_bytes()[..end];
            assert!(
                read(Form::Select, JSON, cut).is_err(),
                "{}",
                String::from_utf8_lossy(cut)
            );
        }
        let longer = format!("{whole} Connection refused");
        assert!(read(Form::Select, JSON, longer.as_bytes()).is_err());
    }

    #[test]
    fn a_graph_that_is_cut_within_a_statement_is_not_read() {
        let turtle = "<urn:a> <urn:b> <urn:c> .";
        let read = |text: &str| read(Form::Construct, "text/turtle", text.as_bytes());
        assert!(read(turtle).is_ok());
        assert!(read(&turtle[..20]).is_err());
    }

    #[test]
    fn booleans_are_read_as_virtuoso_writes_them_too() {
        let virtuoso = |value: &str| {
            format!(
                r#"{{"head":{{"link":[],"vars":["__ASK_RETVAL"]}},"results":{{"distinct":false,"ordered":true,"bindings":[
                {{"__ASK_RETVAL":{{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"{value}"}}}}]}}}}"#
            )
        };
        let boolean = |text: &str| match read(Form::Ask, JSON, text.as_bytes()) {
            Ok(Answer::Boolean(answer)) => answer,
            _ => unreachable!("a boolean"),
        };
        assert!(boolean(r#"{"head":{},"boolean":true}"#));
        assert!(boolean(&virtuoso("1")));
        assert!(!boolean(&virtuoso("0")));
        assert_eq!(
            fault(Form::Ask, JSON, &virtuoso("7")),
            "`7` is not a boolean"
        );
        let rows = r#"{"head":{"vars":["a"]},"results":{"bindings":[]}}"#;
        assert_eq!(
            fault(Form::Ask, JSON, rows),
            "it has rows where a boolean is expected"
        );
        let boolean = r#"{"head":{},"boolean":true}"#;
        assert_eq!(
            fault(Form::Select, JSON, boolean),
            "it has a boolean where rows are expected"
        );
    }

    #[test]
    fn other_media_types_are_told_apart() {
        assert_eq!(fault(Form::Select, "text/html", "<html>"), "media type");
        assert_eq!(fault(Form::Construct, JSON, "{}"), "media type");
    }
}
