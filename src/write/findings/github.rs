//! Findings as [workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions): GitHub shows them at the changed lines.

use super::Sources;
use crate::finding::{Finding, Severity};
use crate::write::workflow::{data, property};

/// One command a line; without lines for a file that cannot be read.
pub(super) fn github(findings: &[&Finding], sources: &Sources) -> String {
    let command = |finding: &&Finding| {
        let place = &finding.place;
        let (start, end) = sources.positions(place);
        let lines = sources.file(place).map(|_| {
            format!(
                "line={},col={},endLine={},endColumn={},",
                start.line, start.column, end.line, end.column
            )
        });
        let hint = finding
            .hint
            .as_ref()
            .map(|hint| format!("\nhint: {hint}"))
            .unwrap_or_default();
        format!(
            "::{} file={},{}title={}::{}\n",
            match finding.severity {
                Severity::Info => "notice",
                severity => severity.as_str(),
            },
            property(&sources.path_on_disk(place)),
            lines.unwrap_or_default(),
            property(finding.id),
            data(&format!("{}{hint}", finding.message)),
        )
    };
    findings.iter().map(command).collect()
}
