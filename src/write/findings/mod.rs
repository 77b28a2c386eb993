//! Findings in the formats that people, editors and code hosts read.

mod github;
mod json;
mod sarif;
mod text;

use crate::finding::Finding;
use crate::source::SourceFile;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingsFormat {
    /// For people, with colour or without.
    Text {
        /// Whether the terminal shows colour.
        color: bool,
    },
    /// An array of objects.
    Json,
    /// [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)
    Sarif,
    /// [Workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions) of GitHub
    GitHub,
}

/// All findings; `source` gives a file by its path.
pub fn findings<'a>(
    findings: &[Finding],
    source: &dyn Fn(&str) -> Option<&'a SourceFile>,
    format: FindingsFormat,
) -> String {
    match format {
        FindingsFormat::Text { color } => text::text(findings, source, color),
        FindingsFormat::Json => json::json(findings, source),
        FindingsFormat::Sarif => sarif::sarif(findings, source),
        FindingsFormat::GitHub => github::github(findings, source),
    }
}
