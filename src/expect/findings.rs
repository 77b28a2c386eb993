//! `invalid/x.findings`: what is found in a project once the file beside it, such as `x.ttl`, is one of its sources.

use super::reports::ENDING as REPORT;
use crate::finding::Finding;
use crate::number::count;
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
    let Matched { lines, unexpected } = matched(expected, subject, findings, file);
    let missing = lines.iter().filter(|line| line.is_missing);
    let missing = missing.map(|line| format!("- {}", line.text.trim()));
    let unexpected = unexpected.into_iter().map(|written| format!("+ {written}"));
    let mut failures: Vec<String> = missing.chain(unexpected).collect();
    if !failures.is_empty() {
        let wanted = lines.iter().filter(|line| !line.is_comment).count();
        let summary = format!(
            "expected {}, got {} (- is missing, + was not expected)",
            count(wanted, "finding"),
            findings.len()
        );
        failures.insert(0, summary);
    }
    failures
}

/// Returns the file that expects findings as it should be: comments and lines that fit stay, those that are missing go, and what was
/// not expected comes behind.
pub fn rewritten(
    expected: &str,
    subject: &str,
    findings: &[Finding],
    file: &dyn Fn(&str) -> Option<SourceFile>,
) -> String {
    let Matched { lines, unexpected } = matched(expected, subject, findings, file);
    let kept = lines.iter().filter(|line| !line.is_missing);
    let kept = kept.map(|line| line.text.to_owned());
    kept.chain(unexpected)
        .map(|line| format!("{line}\n"))
        .collect()
}

/// A line of a file that expects findings.
struct Line<'e> {
    text: &'e str,
    /// Whether it expects nothing.
    is_comment: bool,
    /// Whether what it expects is not found.
    is_missing: bool,
}

/// The lines of a file that expects findings, and the findings that none of them fits.
struct Matched<'e> {
    lines: Vec<Line<'e>>,
    unexpected: Vec<String>,
}

fn matched<'e>(
    expected: &'e str,
    subject: &str,
    findings: &[Finding],
    file: &dyn Fn(&str) -> Option<SourceFile>,
) -> Matched<'e> {
    let written = findings
        .iter()
        .map(|finding| written(finding, subject, file));
    let mut unexpected: Vec<String> = written.collect();
    let mut line = |text: &'e str| {
        let wanted = text.trim();
        let is_comment = wanted.is_empty() || wanted.starts_with('#');
        let is_short = wanted.ends_with(']');
        let fits = |written: &String| match is_short {
            true => written
                .split_once("]: ")
                .is_some_and(|(start, _)| start == wanted.trim_end_matches(']')),
            false => written == wanted,
        };
        let found = unexpected.iter().position(fits).filter(|_| !is_comment);
        if let Some(found) = found {
            unexpected.remove(found);
        }
        Line {
            text,
            is_comment,
            is_missing: !is_comment && found.is_none(),
        }
    };
    let lines = expected.lines().map(&mut line).collect();
    Matched { lines, unexpected }
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
                "expected 2 findings, got 2 (- is missing, + was not expected)",
                "- 2: error[shacl-class]: was wrong",
                "- 2: error[shacl-in]",
                "+ 2: error[shacl-class]: is wrong",
                "+ data/y.ttl:1: warning[shacl-in]: is odd"
            ]
        );
    }

    #[test]
    fn what_fits_stays_as_it_is_written() {
        let place = Place {
            file: "t/x.ttl".to_owned(),
            span: 2..2,
        };
        let findings = [
            Finding::error("shacl-class", "is wrong", place.clone()),
            Finding::warning("shacl-in", "is odd", place),
        ];
        let file = |_: &str| Some(SourceFile::new("t/x.ttl", "a\nb\n"));
        let before = "# of a town\n2: error[shacl-class]\n\n1: error[shacl-in]\n";
        let after = rewritten(before, "t/x.ttl", &findings, &file);
        assert_eq!(
            after,
            "# of a town\n2: error[shacl-class]\n\n2: warning[shacl-in]: is odd\n"
        );
        assert_eq!(rewritten(&after, "t/x.ttl", &findings, &file), after);
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
