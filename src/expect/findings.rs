//! `invalid/x.findings`: what is found in a project once the file beside it, such as `x.ttl`, is one of its sources.

use super::reports::ENDING as REPORT;
use crate::finding::Finding;
use crate::source::SourceFile;

/// The endings of the files that stand beside `x.findings`.
const ENDINGS: [&str; 8] = ["ttl", "trig", "nt", "nq", "rdf", "owl", "jsonld", "n3"];

/// Returns whether a path is that of an expectation of findings.
pub fn is_of_findings(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next().is_some_and(|name| name.ends_with(".findings")) && parts.next() == Some("invalid")
}

/// Returns the path of the file that an expectation is about, given which files there are.
pub fn subject(path: &str, is_there: impl Fn(&str) -> bool) -> Option<String> {
    let stem = path
        .strip_suffix("findings")
        .or_else(|| path.strip_suffix(REPORT))?;
    let mut paths = ENDINGS.iter().map(|ending| format!("{stem}{ending}"));
    paths.find(|path| is_there(path))
}

/// Compares findings with those that a file expects: a line for each, such as `4: error[shacl-min-count]: message`. The line is
/// that of the file beside it, or `path:4` for another; the message may be left out. Lines that begin with `#` are comments.
pub fn compare(
    expected: &str,
    subject: &str,
    findings: &[Finding],
    file: &dyn Fn(&str) -> Option<SourceFile>,
) -> Vec<String> {
    let mut actual: Vec<String> = findings
        .iter()
        .map(|finding| written(finding, subject, file))
        .collect();
    let lines = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut failures = Vec::new();
    for line in lines {
        let is_short = line.ends_with(']');
        let fits = |written: &String| match is_short {
            true => written
                .split_once("]: ")
                .is_some_and(|(start, _)| start == line.trim_end_matches(']')),
            false => written == line,
        };
        match actual.iter().position(fits) {
            Some(found) => {
                actual.remove(found);
            }
            None => failures.push(format!("- {line}")),
        }
    }
    failures.extend(actual.into_iter().map(|written| format!("+ {written}")));
    failures
}

/// Returns a finding as a line.
fn written(finding: &Finding, subject: &str, file: &dyn Fn(&str) -> Option<SourceFile>) -> String {
    let line =
        file(&finding.place.file).map_or(1, |file| file.shown_line(finding.place.span.start));
    let place = match finding.place.file == subject {
        true => line.to_string(),
        false => format!("{}:{line}", finding.place.file),
    };
    format!(
        "{place}: {}[{}]: {}",
        finding.severity.as_str(),
        finding.id,
        finding.message
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    #[test]
    fn each_finding_is_expected_and_each_expectation_is_found() {
        let place = |file: &str, start| Place {
            file: file.to_owned(),
            span: start..start,
        };
        let findings = [
            Finding::error("shacl-class", "is wrong", place("tests/x.ttl", 2)),
            Finding::warning("shacl-in", "is odd", place("data/y.ttl", 0)),
        ];
        let file = |path: &str| Some(SourceFile::new(path, "a\nb\n"));
        let compare = |expected: &str| compare(expected, "tests/x.ttl", &findings, &file);
        let right =
            "# two of them\n2: error[shacl-class]: is wrong\ndata/y.ttl:1: warning[shacl-in]\n";
        assert_eq!(compare(right), [""; 0]);
        assert_eq!(
            compare("2: error[shacl-class]: was wrong\n2: error[shacl-in]"),
            [
                "- 2: error[shacl-class]: was wrong",
                "- 2: error[shacl-in]",
                "+ 2: error[shacl-class]: is wrong",
                "+ data/y.ttl:1: warning[shacl-in]: is odd"
            ]
        );
    }

    #[test]
    fn the_file_has_one_of_the_endings_of_rdf() {
        assert_eq!(
            subject("t/x.findings", |path| path == "t/x.trig").as_deref(),
            Some("t/x.trig")
        );
        assert_eq!(subject("t/x.findings", |_| false), None);
    }
}
