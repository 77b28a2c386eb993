//! What a request asks for by the [SPARQL 1.1 Protocol](https://www.w3.org/TR/sparql11-protocol/) and the method `QUERY` of its
//! [successor](https://www.w3.org/TR/sparql12-protocol/).

use super::negotiation::Version;
use super::problem::Problem;
use bixi::editor::{PartKind, TextPart};
use bixi::rdf::NamedNode;
use bixi::{Arguments, Query};
use hyper::{Method, StatusCode};
use std::collections::btree_map::Entry;

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// The answer of a query.
    Query(Operation),
    /// What the service is.
    Description {
        /// The name of the form that is wanted, if the URL has one.
        format: Option<String>,
    },
}

/// A query with what surrounds it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// The text of the query.
    pub text: String,
    /// The IRIs of the graphs that make the default graph.
    pub default_graphs: Vec<String>,
    /// The IRIs of the named graphs.
    pub named_graphs: Vec<String>,
    /// The version of SPARQL that the client knows.
    pub version: Option<Version>,
    /// The name of the form of the answer.
    pub format: Option<String>,
}

const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";
/// The words before a query or an update.
const PROLOGUE: [&str; 3] = ["BASE", "PREFIX", "VERSION"];
/// The words that updates begin with.
const UPDATES: [&str; 10] = [
    "ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH",
];
/// The methods of the endpoint.
pub const METHODS: &str = "GET, HEAD, POST, QUERY";

/// Reads a request.
///
/// # Errors
/// If the request is not one of the protocol, or asks for an update.
pub fn asked(
    method: &Method,
    url_query: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Asked, Problem> {
    let in_url = parameters(url_query.as_bytes())?;
    match method.as_str() {
        "GET" | "HEAD" => {
            if in_url.iter().any(|(name, _)| name == "update") {
                return Err(Problem::bad(
                    "updates are not taken by GET, and not at all here",
                ));
            }
            if in_url.iter().all(|(name, _)| name != "query") {
                let format = in_url.into_iter().find(|(name, _)| name == "format");
                return Ok(Asked::Description {
                    format: format.map(|(_, value)| value),
                });
            }
            operation(in_url, None)
        }
        "POST" | "QUERY" => match media_type(content_type)?.as_str() {
            FORM => {
                let mut all = in_url;
                all.extend(parameters_of_body(body)?);
                let is_update = |(name, value): &(String, String)| {
                    name == "update" || name == "query" && is_update(value)
                };
                if all.iter().any(is_update) {
                    return Err(Problem::update());
                }
                operation(all, None)
            }
            QUERY => {
                let text = std::str::from_utf8(body);
                let text = text.map_err(|_| Problem::bad("the query is not UTF-8"))?;
                if is_update(text) {
                    return Err(Problem::update());
                }
                let version = version_of(content_type)?;
                let Asked::Query(operation) = operation(in_url, Some(text.to_owned()))? else {
                    return Err(Problem::bad("there is no query"));
                };
                Ok(Asked::Query(Operation {
                    version: version.or(operation.version),
                    ..operation
                }))
            }
            UPDATE => Err(Problem::update()),
            other => {
                let other = match other {
                    "" => "a body without a content type".to_owned(),
                    other => format!("`{other}`"),
                };
                Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    format!("a query is sent as `{QUERY}` or `{FORM}`, not as {other}"),
                ))
            }
        },
        _ => Err(Problem::method(METHODS)),
    }
}

/// Returns a media type in lower case without its parameters.
///
/// # Errors
/// If its text is not UTF-8 by its own word.
fn media_type(content_type: Option<&str>) -> Result<String, Problem> {
    if let Some(charset) = parameter(content_type, "charset")
        && !charset.eq_ignore_ascii_case("utf-8")
    {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("a query is sent in UTF-8, not in {charset}"),
        ));
    }
    let content_type = content_type.unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default();
    Ok(media_type.trim().to_ascii_lowercase())
}

/// Returns a parameter of a media type.
fn parameter<'a>(content_type: Option<&'a str>, name: &str) -> Option<&'a str> {
    let parts = content_type.unwrap_or_default().split(';').skip(1);
    let mut parameters = parts.filter_map(|part| part.trim().split_once('='));
    let found = parameters.find(|(of, _)| of.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim_matches('"'))
}

/// Returns the parameter `version` of a media type.
fn version_of(content_type: Option<&str>) -> Result<Option<Version>, Problem> {
    parameter(content_type, "version")
        .map(Version::of)
        .transpose()
}

/// Makes an operation of parameters and of a query that is not among them.
fn operation(
    parameters: Vec<(String, String)>,
    mut text: Option<String>,
) -> Result<Asked, Problem> {
    let mut operation = Operation::default();
    for (name, value) in parameters {
        match name.as_str() {
            "query" if text.is_some() => {
                return Err(Problem::bad("there is more than one query"));
            }
            "query" => text = Some(value),
            // Forms of other servers send the fields that nobody filled in.
            "default-graph-uri" | "named-graph-uri" if value.is_empty() => {}
            "default-graph-uri" => operation.default_graphs.push(graph_name(&name, value)?),
            "named-graph-uri" => operation.named_graphs.push(graph_name(&name, value)?),
            "version" => operation.version = Some(Version::of(&value)?),
            // Some clients write several names of the one that they want, the usual one first.
            "format" => {
                operation.format.get_or_insert(value);
            }
            // Clients add parameters of their own, which other services know.
            _ => {}
        }
    }
    let text = text.ok_or_else(|| Problem::bad("there is no query: give it as `query`"))?;
    Ok(Asked::Query(Operation { text, ..operation }))
}

/// Checks the name of a graph, which has nothing to be relative to.
fn graph_name(parameter: &str, value: String) -> Result<String, Problem> {
    match NamedNode::new(value.as_str()) {
        Ok(_) => Ok(value),
        Err(_) => Err(Problem::bad(format!(
            "`{parameter}` is not an absolute IRI: `{value}`"
        ))),
    }
}

/// Returns whether a text is an [update](https://www.w3.org/TR/sparql11-update/) by its first word after the prologue.
fn is_update(text: &str) -> bool {
    let parts = Query::parts(text);
    let mut words = parts.iter().filter(|part| {
        matches!(part.kind, PartKind::Keyword | PartKind::Unknown)
            && !PROLOGUE.iter().any(|word| is(word, part, text))
    });
    let first = words.next();
    first.is_some_and(|part| UPDATES.iter().any(|word| is(word, part, text)))
}

fn is(word: &str, part: &TextPart, text: &str) -> bool {
    let shown = text.get(part.range.clone());
    shown.is_some_and(|shown| shown.eq_ignore_ascii_case(word))
}

/// Reads the parameters of a form in a body, as [`parameters`].
///
/// # Errors
/// If they are not UTF-8.
pub fn parameters_of_body(body: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let read = parameters(body);
    read.map_err(|_| Problem::bad("the body of the request is not UTF-8"))
}

/// Reads the parameters of a URL or of a form ([application/x-www-form-urlencoded](https://url.spec.whatwg.org/#concept-urlencoded-parser)).
///
/// # Errors
/// If they are not UTF-8.
pub fn parameters(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let pairs = bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (parts.next(), parts.next());
        Ok((
            decoded(name.unwrap_or_default())?,
            decoded(value.unwrap_or_default())?,
        ))
    });
    pairs.collect()
}

/// Adds an argument of a query.
///
/// # Errors
/// If it is given more than once.
pub fn add_argument(arguments: &mut Arguments, name: String, value: String) -> Result<(), Problem> {
    match arguments.entry(name) {
        Entry::Vacant(entry) => {
            entry.insert(value);
            Ok(())
        }
        Entry::Occupied(entry) => {
            let name = entry.key();
            Err(Problem::bad(format!("there is more than one `{name}`")))
        }
    }
}

/// Decodes a name or value of a form, in which `+` is a space.
fn decoded(bytes: &[u8]) -> Result<String, Problem> {
    let space = |byte: &u8| if *byte == b'+' { b' ' } else { *byte };
    let bytes: Vec<u8> = bytes.iter().map(space).collect();
    percent_decoded(&bytes)
}

/// Decodes a text in which `%` begins a byte in hexadecimal digits.
///
/// # Errors
/// If it is not UTF-8.
pub fn percent_decoded(bytes: &[u8]) -> Result<String, Problem> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        let hexadecimal = match (byte, after) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        rest = match hexadecimal {
            Some((high, low)) => {
                decoded.push(high * 16 + low);
                after.get(2..).unwrap_or_default()
            }
            None => {
                decoded.push(*byte);
                after
            }
        };
    }
    String::from_utf8(decoded).map_err(|_| Problem::bad("the address of the request is not UTF-8"))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(
        method: &str,
        url: &str,
        content_type: Option<&str>,
        body: &str,
    ) -> Result<Asked, String> {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        asked(&method, url, content_type, body.as_bytes())
            .map_err(|problem| problem.text().to_owned())
    }

    #[test]
    fn a_query_comes_by_each_method() {
        let expected = || {
            Ok(Asked::Query(Operation {
                text: "ASK {} # 五".to_owned(),
                named_graphs: vec!["urn:g".to_owned()],
                version: Some(Version::V12),
                ..Operation::default()
            }))
        };
        let form = "query=ASK+%7B%7D+%23+%E4%BA%94&named-graph-uri=urn:g&version=1.2";
        let rest = "named-graph-uri=urn:g&version=1.2";
        assert_eq!(query("GET", form, None, ""), expected());
        assert_eq!(query("POST", "", Some(FORM), form), expected());
        let direct = Some("application/sparql-query; version=1.2; charset=utf-8");
        assert_eq!(query("POST", rest, Some(QUERY), "ASK {} # 五"), expected());
        assert_eq!(
            query("QUERY", "named-graph-uri=urn:g", direct, "ASK {} # 五"),
            expected()
        );
    }

    #[test]
    fn what_is_not_of_the_protocol_is_refused() {
        let refused = |method, url, content_type, body| {
            query(method, url, content_type, body).expect_err("a problem")
        };
        assert_eq!(
            refused("GET", "query=a&query=b", None, ""),
            "there is more than one query"
        );
        assert_eq!(
            refused("GET", "query=%FF", None, ""),
            "the address of the request is not UTF-8"
        );
        assert_eq!(
            refused("PUT", "query=a", None, ""),
            "this address takes GET, HEAD, POST, QUERY"
        );
        assert_eq!(
            refused("POST", "", Some("text/plain"), "ASK {}"),
            "a query is sent as `application/sparql-query` or `application/x-www-form-urlencoded`, not as `text/plain`"
        );
        let read_only = "this graph is read-only: it is built from its sources, so change them";
        assert_eq!(
            refused("POST", "", Some(FORM), "update=CLEAR+ALL"),
            read_only
        );
        assert_eq!(refused("POST", "", Some(UPDATE), "CLEAR ALL"), read_only);
        let insert = "# one\nPREFIX insert: <urn:a> insert data { insert:a insert:b 1 }";
        assert_eq!(refused("POST", "", Some(QUERY), insert), read_only);
        assert_eq!(
            refused("POST", "", Some(FORM), "query=CLEAR+ALL"),
            read_only
        );
        assert_eq!(
            refused("POST", "", Some(FORM), "query=%FF"),
            "the body of the request is not UTF-8"
        );
        assert_eq!(
            query("GET", "", None, ""),
            Ok(Asked::Description { format: None })
        );
    }

    #[test]
    fn a_percent_sign_without_digits_is_one() {
        let parameters = parameters(b"a=100%&b=%4").expect("UTF-8");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(parameters, [pair("a", "100%"), pair("b", "%4")]);
    }
}
