//! The finding of a file that cannot be read, made of the error that says so.

use crate::error::{Error, Result};
use crate::finding::{Finding, Place};
use std::io::ErrorKind;

/// Returns the finding that a file cannot be read, given why.
///
/// # Errors
/// Returns what is not a fault of the file: also that it changes while it is read.
pub fn unreadable(path: &str, error: Error) -> Result<Finding> {
    match error {
        Error::Io {
            action: "read",
            path: of,
            source,
        } if of == path && source.kind() != ErrorKind::ResourceBusy => {
            Ok(cannot_be_read(path, &source.to_string()))
        }
        error => Err(error),
    }
}

/// Returns the finding that a file, or a folder with `/` at its end, cannot be read.
pub fn cannot_be_read(path: &str, reason: &str) -> Finding {
    let what = if path.ends_with('/') {
        "folder"
    } else {
        "file"
    };
    let message = format!("this {what} cannot be read: {reason}");
    let place = Place {
        file: path.to_owned(),
        span: 0..0,
    };
    Finding::error("unreadable-file", message, place)
}
