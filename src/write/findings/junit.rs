//! Findings as a [JUnit report](https://github.com/testmoapp/junitxml): a test case for each, which failed.

use super::Sources;
use crate::finding::Finding;
use crate::write::xml::{attribute, text};

/// One case for each finding; where there is none, one case that passed.
pub(super) fn junit(findings: &[&Finding], sources: &Sources) -> String {
    let mut cases = String::new();
    for finding in findings {
        let (start, _) = sources.positions(&finding.place);
        let path = sources.path(&finding.place);
        let hint = finding.hint.as_ref().map(|hint| format!("\nhint: {hint}"));
        let related = finding.related.iter().map(|related| {
            let (start, _) = sources.positions(&related.place);
            let path = sources.path(&related.place);
            format!("\n{path}:{}: {}", start.line, related.message)
        });
        let related: String = related.collect();
        cases.push_str(&format!(
            "    <testcase classname=\"{id}\" name=\"{name}\" file=\"{file}\" line=\"{line}\">\n      \
             <failure type=\"{severity}\" message=\"{message}\">{path}:{line}: {body}</failure>\n    </testcase>\n",
            id = attribute(finding.id),
            name = attribute(&format!("{path}:{}: {}", start.line, finding.message)),
            file = attribute(&path),
            line = start.line,
            severity = finding.severity.as_str(),
            message = attribute(&finding.message),
            path = text(&path),
            body = text(&format!("{}{}{related}", finding.message, hint.unwrap_or_default())),
        ));
    }
    if findings.is_empty() {
        cases = "    <testcase classname=\"bixi\" name=\"no findings\"/>\n".to_owned();
    }
    let count = findings.len();
    let tests = count.max(1);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{tests}\" failures=\"{count}\">\n  \
         <testsuite name=\"bixi\" tests=\"{tests}\" failures=\"{count}\">\n{cases}  </testsuite>\n</testsuites>\n"
    )
}
