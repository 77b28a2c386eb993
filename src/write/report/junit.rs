//! Outcomes as a [JUnit report](https://github.com/testmoapp/junitxml): a suite for each folder.

use super::case::{TestCase, TestResult};
use crate::write::xml::{attribute, text};
use std::collections::BTreeMap;

/// A suite for each folder of tests, a case for each outcome. GitLab tells cases apart by `classname` and `name`, and shows the first of
/// those that have the same.
pub(super) fn junit(cases: &[TestCase]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n",
        counts(&cases.iter().collect::<Vec<_>>())
    );
    let mut names: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut suites: BTreeMap<&str, Vec<&TestCase>> = BTreeMap::new();
    for case in cases {
        suites.entry(&case.folder).or_default().push(case);
    }
    for (folder, suite) in suites {
        xml.push_str(&format!(
            "  <testsuite name=\"{}\" {}>\n",
            attribute(folder),
            counts(&suite)
        ));
        for case in suite {
            // `a.b/x.rq` and `a/b/x.rq`
            let known = names.entry((&case.folder, &case.name)).or_insert(0);
            *known += 1;
            xml.push_str(&of_case(case, *known));
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn counts(cases: &[&TestCase]) -> String {
    let number = |result| cases.iter().filter(|case| case.result == result).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\"",
        cases.len(),
        number(TestResult::Failed),
        number(TestResult::Stopped)
    )
}

/// The case that is the n-th of its name.
fn of_case(case: &TestCase, n: usize) -> String {
    let more = if n > 1 {
        format!(" ({n})")
    } else {
        String::new()
    };
    let head = format!(
        "    <testcase classname=\"{}\" name=\"{}{more}\" file=\"{}\" line=\"{}\"",
        attribute(&case.folder),
        attribute(&case.name),
        attribute(&case.file),
        case.line
    );
    let body = text(&case.lines.join("\n"));
    let element = match case.result {
        TestResult::Passed if case.lines.is_empty() => return format!("{head}/>\n"),
        TestResult::Passed => {
            return format!("{head}>\n      <system-out>{body}</system-out>\n    </testcase>\n");
        }
        TestResult::Failed => "failure",
        TestResult::Stopped => "error",
    };
    let message = attribute(case.message());
    format!("{head}>\n      <{element} message=\"{message}\">{body}</{element}>\n    </testcase>\n")
}
