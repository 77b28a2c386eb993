//! What an engine sends back ([HTTP Semantics](https://www.rfc-editor.org/rfc/rfc9110)), and what it says in words.

use super::form::Form;
use crate::error::EngineError;
use std::time::Duration;
use ureq::http::{HeaderMap, StatusCode, header};

/// The code points of the beginning of what an engine said that an error shows.
const SAID: usize = 300;

/// What came back.
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Returns what an answer to a query of a form lacks, if the engine says so though its status is a success, or if it could not be
    /// seen; `engine` is the name of the engine.
    pub fn lack(&self, form: Form, engine: &str) -> Option<EngineError> {
        let rows = self.header("x-sparql-maxrows");
        let message = self.header("x-sql-message");
        let problem = match self.status {
            StatusCode::PARTIAL_CONTENT => "its status is 206, Partial Content".to_owned(),
            _ if !rows.is_empty() => {
                return Some(EngineError::RowLimit {
                    engine: engine.to_owned(),
                    rows: rows.to_owned(),
                });
            }
            // What is cut in JSON is not JSON.
            _ if form == Form::Construct && !self.has_end() => {
                "its length is not said, so one that is cut would look whole".to_owned()
            }
            _ if !message.is_empty() => format!("the engine says: {message}"),
            _ => return None,
        };
        Some(EngineError::Incomplete {
            engine: engine.to_owned(),
            problem,
        })
    }

    /// Returns whether the connection says where the body ends: only then is one that is cut not a shorter one.
    fn has_end(&self) -> bool {
        let of_length = [
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
            header::CONTENT_ENCODING,
        ];
        of_length.iter().any(|name| self.headers.contains_key(name))
    }

    /// Returns how long the engine wants to be left alone, if it says so in seconds.
    pub fn retry_after(&self) -> Option<Duration> {
        let seconds = self.header(header::RETRY_AFTER.as_str()).parse();
        seconds.ok().map(Duration::from_secs)
    }
}

/// Returns whether a status says that the same request may succeed later.
pub fn is_busy(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// Returns the beginning of what an engine said, in one line: of HTML the text.
pub fn said(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let is_html = text.trim_start().starts_with('<');
    let mut shown = String::new();
    let mut in_tag = false;
    for character in text.chars().take(100 * SAID) {
        match character {
            '<' if is_html => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                shown.push(' ');
            }
            _ if in_tag => {}
            control if control.is_control() => shown.push(' '),
            other => shown.push(other),
        }
    }
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(SAID) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    }
}
