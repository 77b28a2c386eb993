//! Findings as [workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions): GitHub shows them at the changed lines.

use crate::finding::Finding;
use crate::source::SourceFile;

/// One command a line.
pub fn github<'a>(findings: &[Finding], source: &dyn Fn(&str) -> Option<&'a SourceFile>) -> String {
    let command = |finding: &Finding| {
        let (start, end) = finding.place.positions(source(&finding.place.file));
        let hint = finding
            .hint
            .as_ref()
            .map(|hint| format!("\nhint: {hint}"))
            .unwrap_or_default();
        format!(
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n",
            finding.severity.as_str(),
            property(&finding.place.file),
            start.line,
            start.column,
            end.line,
            end.column,
            property(finding.id),
            data(&format!("{}{hint}", finding.message)),
        )
    };
    findings.iter().map(command).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
