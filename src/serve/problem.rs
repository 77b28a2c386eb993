//! What keeps a request from its answer: a status and a sentence, as plain text, as a page or in JSON.

use super::content::Content;
use super::page::{self, Frame};
use super::text::Range;
use bixi::errors::{NameError, Suggestion};
use bixi::{Error, Limit};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};
use std::error::Error as _;

/// Why a request has no answer.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    text: String,
    /// What would mend it, and the part of a query's text that it is about, in JSON.
    hint: Option<String>,
    at: Option<Range>,
    /// What may be meant by a name that nothing has, as a list.
    suggestions: Option<Box<Value>>,
    header: Option<Header>,
}

/// A header that says how the client can go on.
#[derive(Clone, Copy, Debug)]
enum Header {
    /// The methods of the address.
    Allow(&'static str),
    /// A second later.
    RetryAfter,
}

impl Problem {
    /// A problem that the client can mend.
    pub fn bad(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// A problem with a status.
    pub fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            hint: None,
            at: None,
            suggestions: None,
            header: None,
        }
    }

    /// Returns the same problem, said of a part of a query's text.
    pub fn about(self, text: String, hint: Option<String>, at: Option<Range>) -> Self {
        Self {
            text,
            hint,
            at,
            ..self
        }
    }

    /// Returns the same problem with another status.
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Something that cannot be, so that bixi is to blame.
    pub fn internal(what: &str) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("an internal error of bixi: {what}; please report it with the request"),
        )
    }

    /// A method that a resource does not have.
    pub fn method(allowed: &'static str) -> Self {
        Self {
            header: Some(Header::Allow(allowed)),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("this address takes {allowed}"),
            )
        }
    }

    /// An update: what is served is read only.
    pub fn update() -> Self {
        let text = "this graph is read-only: it is built from its sources, so change them";
        Self::new(StatusCode::FORBIDDEN, text)
    }

    /// More requests than can wait.
    pub fn busy() -> Self {
        Self {
            header: Some(Header::RetryAfter),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too many requests are waiting; try again in a second",
            )
        }
    }

    /// Returns the response that says it as plain text.
    pub fn response(self) -> Response<Content> {
        let text = format!("{}\n", self.text.trim_end());
        self.said(text, "text/plain; charset=utf-8")
    }

    /// Returns the response that says it as a page, in the language of its reader.
    pub fn page(self, frame: &Frame) -> Response<Content> {
        let text = page::problem(self.status.as_u16(), self.text.trim_end(), frame);
        self.said(text, "text/html; charset=utf-8")
    }

    /// Returns the response that says it in JSON.
    pub fn json(self) -> Response<Content> {
        let mut said = json!({ "error": self.text.trim_end() });
        if let Some(hint) = &self.hint {
            said["hint"] = json!(hint);
        }
        if let Some(at) = self.at {
            said["at"] = json!(at);
        }
        if let Some(suggestions) = &self.suggestions {
            said["suggestions"] = json!(suggestions);
        }
        self.said(said.to_string(), "application/json")
    }

    fn said(self, text: String, media_type: &'static str) -> Response<Content> {
        let mut response = Response::new(Content::from(text));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self.header {
            Some(Header::Allow(methods)) => {
                headers.insert(ALLOW, HeaderValue::from_static(methods));
            }
            Some(Header::RetryAfter) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            None => {}
        }
        response
    }

    /// Returns the sentence.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl From<Error> for Problem {
    /// What a query or a name is to blame for can be mended by the client. Errors of files say no path, which is the machine's.
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::Query(_)
            | Error::Name(_)
            | Error::Parameter(_)
            | Error::Product { .. }
            | Error::NoPath { .. } => StatusCode::BAD_REQUEST,
            Error::NoSource { .. } | Error::LeadsOut { .. } => StatusCode::NOT_FOUND,
            Error::Format(_) => StatusCode::NOT_ACCEPTABLE,
            Error::Limit {
                limit: Limit::Time(_),
                ..
            }
            | Error::BuildLimit { .. }
            | Error::BuildCancelled { .. }
            | Error::Thread { .. }
            | Error::Cancelled { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Error::Limit { .. } | Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Error::Io { .. } | Error::Snapshot { .. } | Error::Config(_) => {
                return Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "a file of the project cannot be read; `bixi check` says which",
                );
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            text.push_str(&format!(": {inner}"));
            cause = inner.source();
        }
        Self {
            suggestions: suggestions(&error),
            ..Self::new(status, text)
        }
    }
}

/// Returns what may be meant by a name that nothing has: the name to use, the label and the class.
fn suggestions(error: &Error) -> Option<Box<Value>> {
    let Error::Name(error) = error else {
        return None;
    };
    let NameError::Unknown { suggestions, .. } = &**error else {
        return None;
    };
    let suggestion =
        |one: &Suggestion| json!({ "name": one.name, "label": one.label, "class": one.class });
    let suggestions: Vec<Value> = suggestions.iter().map(suggestion).collect();
    (!suggestions.is_empty()).then(|| Box::new(json!(suggestions)))
}
