//! Reports of tests as others read them: JUnit by junitparser, TAP by tap-parser; and within the limits of who shows them.

use bixi::{BuildLimits, Project, QueryLimits, ReportOptions, TestFormat};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The limit of a comment of GitHub, in characters.
const COMMENT: usize = 65_536;

/// A project with an expectation of each result, and with names that have to be escaped.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "data/a.ttl",
        "@prefix : <http://e/> .\n:a a :Firm ; :name \"<A> & \\\"B\\\" \\u0001\" .\n",
    );
    write(
        "tests/graph/names.rq",
        "#+ title: Names & <titles>\nSELECT ?name { ?x :name ?name }",
    );
    write("tests/graph/names.csv", "name\n# no name\n");
    write(
        "tests/graph/firm.holds.ttl",
        "@prefix : <http://e/> .\n\n:b a :Firm .\n",
    );
    write("tests/a.b/温江 #1.rq", "ASK { ?x a :Firm }");
    write("tests/a/b/温江 #1.rq", "ASK { ?x a :Firm }");
    write(
        "tests/graph/few.rq",
        "#+ severity: warning\n#+ error-if: \"< 2\"\nSELECT ?x { ?x a :Firm }",
    );
    folder
}

fn report(folder: &Path, format: TestFormat) -> String {
    let project = Project::open(folder).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = built.into_snapshot().expect("no errors");
    let names = project.expectations().expect("expectations");
    let outcomes = names.iter().map(|name| {
        let outcome = project.test(&snapshot, name, &QueryLimits::default());
        outcome.expect("an outcome")
    });
    let outcomes: Vec<_> = outcomes.collect();
    let options = ReportOptions {
        format,
        all: false,
        base: folder,
        said: &|error| error.to_string(),
    };
    project.test_report(&outcomes, &options)
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Prints what junitparser reads.
const JUNITPARSER: &str = r#"
import sys
from junitparser import JUnitXml
report = JUnitXml.fromfile(sys.argv[1])
print(report.tests, report.failures, report.errors)
for suite in report:
    print(suite.name, suite.tests, suite.failures)
    for case in suite:
        place = (case._elem.get("file"), case._elem.get("line"))
        print(" ", case.classname, case.name, *place, [(type(r).__name__, r.message) for r in case.result], case.system_out)
"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn junitparser_reads_every_case_with_its_place() {
    let folder = project();
    let file = folder.path().join("report.xml");
    fs::write(&file, report(folder.path(), TestFormat::JUnit)).expect("a file");
    let read = output(Command::new("python3").args(["-c", JUNITPARSER]).arg(&file));
    let expected = "\
5 2 0
tests.a.b 2 0
  tests.a.b 温江 #1.rq tests/a.b/温江 #1.rq 1 [] None
  tests.a.b 温江 #1.rq (2) tests/a/b/温江 #1.rq 1 [] None
tests.graph 3 2
  tests.graph few.rq tests/graph/few.rq 1 [] warning: the query gives 1 row, and `error-if` is `< 2`
  tests.graph firm.holds.ttl tests/graph/firm.holds.ttl 3 [('Failure', 'tests/graph/firm.holds.ttl:3 is missing: :b a :Firm')] None
  tests.graph names.rq tests/graph/names.rq 1 [('Failure', 'expected 1 row, got 1 (- is missing, + was not expected; columns: name)')] None
";
    assert_eq!(read, expected);
}

/// Prints what tap-parser reads.
const TAP_PARSER: &str = r#"
const { Parser } = require("tap-parser");
const text = require("fs").readFileSync(process.argv[1], "utf8");
const parser = new Parser((result) => console.log(result.ok, result.count, result.pass, result.fail));
parser.on("assert", (one) => {
    const { message, at } = one.diag ?? {};
    console.log(one.ok, one.id, one.name, message, at?.file, at?.line);
});
parser.end(text);
"#;

#[test]
#[cfg_attr(
    not(tap),
    ignore = "BIXI_TAP does not name a folder in which tap-parser is installed"
)]
fn tap_parser_reads_every_case_with_its_place() {
    let folder = project();
    let file = folder.path().join("report.tap");
    fs::write(&file, report(folder.path(), TestFormat::Tap)).expect("a file");
    let installed = std::env::var("BIXI_TAP").expect("BIXI_TAP");
    let mut node = Command::new("node");
    let read = output(
        node.args(["-e", TAP_PARSER])
            .arg(&file)
            .current_dir(installed),
    );
    let expected = "\
true 1 tests/a.b/温江 #1.rq undefined undefined undefined
true 2 tests/a/b/温江 #1.rq undefined undefined undefined
true 3 tests/graph/few.rq warning: the query gives 1 row, and `error-if` is `< 2` tests/graph/few.rq 1
false 4 tests/graph/firm.holds.ttl tests/graph/firm.holds.ttl:3 is missing: :b a :Firm tests/graph/firm.holds.ttl 3
false 5 tests/graph/names.rq expected 1 row, got 1 (- is missing, + was not expected; columns: name) tests/graph/names.rq 1
false 5 3 2
";
    assert_eq!(read, expected);
}

/// A project in which many expectations fail, and many pass with a warning.
fn failing(number: usize) -> tempfile::TempDir {
    let folder = project();
    for n in 0..number {
        let write = |name: String, text: String| {
            fs::write(folder.path().join("tests").join(name), text).expect("a file");
        };
        write(
            format!("f{n}.rq"),
            "SELECT ?name { ?x :name ?name }".to_owned(),
        );
        write(format!("f{n}.csv"), format!("name\n{}\n", "长".repeat(200)));
        let warning = "#+ severity: warning\n#+ expect: none\nSELECT ?x { ?x a :Firm }";
        write(format!("w{n}.rq"), warning.to_owned());
    }
    folder
}

#[test]
fn a_summary_of_many_failures_fits_a_comment() {
    let folder = failing(300);
    let summary = report(folder.path(), TestFormat::Markdown);
    assert!(summary.chars().count() < COMMENT);
    let shown = summary.matches("\n### ").count();
    let cases = report(folder.path(), TestFormat::Json);
    let cases: Vec<serde_json::Value> = serde_json::from_str(&cases).expect("JSON");
    let has_lines = |case: &&serde_json::Value| case["lines"] != serde_json::json!([]);
    let left = cases.iter().filter(has_lines).count() - shown;
    let rest = format!("\nThere is no room here for {left} more expectations:\n\n- `");
    assert!(shown > 20 && summary.contains(&rest), "{shown}");
    let names = summary.matches("\n- `").count();
    let rest = format!("\n- and {} more names\n", left - names);
    assert!(names > 20 && summary.ends_with(&rest), "{names}");
}

#[test]
fn annotations_are_the_worst_of_each_kind() {
    let folder = failing(300);
    let annotations = report(folder.path(), TestFormat::GitHub);
    let lines: Vec<&str> = annotations.lines().collect();
    let errors = lines.iter().take_while(|line| line.starts_with("::error "));
    assert_eq!((errors.count(), lines.len()), (10, 20));
    assert_eq!(
        (lines[9], lines[19]),
        (
            "::error title=bixi test::293 more expectations failed, which GitHub would not show",
            "::warning title=bixi test::292 more expectations passed with a warning, which GitHub would not show"
        )
    );
    assert!(lines[10].starts_with("::warning file=tests/graph/few.rq,line=1,title=few.rq passed"));
}
