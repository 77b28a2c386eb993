//! Files in a syntax that is not read: one finding for each, and nothing of what would follow from reading it as another one.

use super::fault::Fault;
use crate::finding::Severity;
use crate::signature::Foreign;
use crate::statement::Statements;

/// Returns what is known of a file that is not read: a finding. An ontology in another syntax is a warning, since the rest
/// can be built without it; what is not what its name promises is an error.
pub fn not_read(path: &str, head: &[u8], what: Foreign) -> Statements {
    let end = head.iter().position(|byte| *byte == b'\n');
    let span = 0..end.unwrap_or(head.len()).min(40);
    let (id, message, severity) = match what.is_ontology() {
        true => (
            "syntax-not-read",
            format!(
                "this file is {}, which is not read: nothing of it is in the graph",
                what.name()
            ),
            Severity::Warning,
        ),
        false => (
            "not-rdf",
            format!("this file is {}", what.name()),
            Severity::Error,
        ),
    };
    let fault = Fault::new(id, message, span).with_hint(what.advice());
    let mut finding = fault.into_finding(path, 0);
    finding.severity = severity;
    Statements {
        findings: vec![finding],
        ..Statements::default()
    }
}
