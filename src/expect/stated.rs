//! The statements of a file of an expectation, or what is wrong in it.

use crate::error::Result;
use crate::read::{Reading, read};
use crate::source::SourceFile;
use crate::statement::Statements;

/// The first thing that is wrong in a file.
pub struct Misread {
    /// The place and the message, in one line.
    pub failure: String,
    /// The 1-based line.
    pub line: u32,
}

/// Reads the statements of a file, given the base of its relative IRIs.
///
/// # Errors
/// If there are more terms than can be numbered.
pub fn stated(
    source: &SourceFile,
    base: Option<&str>,
) -> Result<std::result::Result<Statements, Misread>> {
    let reading = Reading {
        base,
        blank_node_prefix: "b",
    };
    let said = read(source, &reading)?;
    Ok(match said.findings.first() {
        None => Ok(said),
        Some(finding) => {
            let place = source.position(finding.place.span.start);
            Err(Misread {
                failure: format!("{}:{place}: {}", source.path, finding.message),
                line: place.line,
            })
        }
    })
}
