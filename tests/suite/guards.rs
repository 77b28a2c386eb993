//! A query that takes too long or too much ends, says why, and ends with code 3: products, sorts of products, `VALUES`
//! times themselves, and paths, in this evaluator and in oxigraph's.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long the process may go on after the timeout: one second, and one for a machine that is busy with other tests.
const MORE: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(1);

/// A project of so many statements.
fn project(statements: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    let mut text = String::new();
    for n in 0..statements {
        let (subject, object) = (n / 3, n * 7919 % statements);
        writeln!(
            text,
            "<http://e/{subject}> <http://e/p{}> <http://e/{object}> .",
            n % 3
        )
        .expect("a string");
    }
    fs::write(folder.path().join("data/a.nt"), text).expect("a file");
    let output = bixi(folder.path())
        .arg("build")
        .output()
        .expect("the program");
    assert!(output.status.success());
    folder
}

fn bixi(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bixi"));
    command.args(["--project".as_ref(), folder.as_os_str()]);
    command
}

#[test]
fn a_query_that_takes_too_long_ends_and_says_what_was_at_work() {
    let folder = project(300_000);
    let values = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30";
    let values: String = ('a'..='g')
        .map(|v| format!("VALUES ?{v} {{ {values} }} "))
        .collect();
    let queries = [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a".to_owned(),
        format!("SELECT * {{ {values} }}"),
        "SELECT (COUNT(*) AS ?n) { ?a (<http://e/p0>|<http://e/p1>|<http://e/p2>|^<http://e/p0>)* ?b }".to_owned(),
        "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } } ORDER BY ?a".to_owned(),
    ];
    for query in queries {
        let started = Instant::now();
        let timeout = TIMEOUT.as_secs().to_string();
        let output = bixi(folder.path())
            .args([
                "query",
                "--allow-product",
                "--timeout",
                &timeout,
                "-e",
                &query,
            ])
            .output()
            .expect("the program");
        let (time, said) = (started.elapsed(), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(3), "{query}\n{said}");
        assert!(said.contains("was at work; `--"), "{said}");
        assert!(time < TIMEOUT + MORE, "{query}: {time:?}");
    }
}

#[test]
fn a_query_that_takes_too_much_memory_ends() {
    let folder = project(30_000);
    for query in [
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
        "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } } ORDER BY ?f ?a",
    ] {
        let output = bixi(folder.path())
            .args([
                "query",
                "--allow-product",
                "--memory-limit",
                "100",
                "-e",
                query,
            ])
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{query}\n{said}");
        assert!(said.contains("`--memory-limit` sets this limit"), "{said}");
    }
}

#[test]
fn a_product_is_refused_with_its_parts() {
    let folder = project(3_000);
    let query = "SELECT * { ?town <http://e/p0> ?district . ?park <http://e/p1> ?policy }";
    let output = bixi(folder.path())
        .args(["query", "-e", query])
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    for part in [
        "?town",
        "?district",
        "?park",
        "?policy",
        "1000000 rows",
        "--allow-product",
    ] {
        assert!(said.contains(part), "{said}");
    }
}
