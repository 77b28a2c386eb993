//! URLs of requests ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use ureq::http::Uri;

/// What is percent-encoded in the value of a parameter: all but what the specification calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Returns the value of a parameter as it stands in a URL and in the body of a form.
pub fn encoded(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, RESERVED)
}

/// Returns a URL whose characters beyond ASCII, which one in TOML may have, are percent-encoded.
///
/// # Errors
/// Why no request can be sent to it.
pub fn parsed(url: &str) -> Result<Uri, String> {
    let ascii: String = url
        .chars()
        .map(|character| match character.is_ascii() {
            true => character.to_string(),
            false => encoded(&character.to_string()).to_string(),
        })
        .collect();
    ascii
        .parse()
        .map_err(|error: ureq::http::uri::InvalidUri| error.to_string())
}
