//! A query that takes too long or too much ends, says why, and ends with code 3: products, sorts of products, `VALUES`
//! times themselves, and paths, in this evaluator and in oxigraph's.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the process may go on after the timeout.
const MORE: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(1);
/// How often a query may be tried to end in time: the machine is busy with other tests, and a process that gets no core
/// for a while cannot end. One that needs longer by itself fails each time.
const ATTEMPTS: usize = 4;
/// What the process may take beside the memory that is limited, in kB: for itself, and until the next look at it.
const BESIDE: u64 = 50_000;

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

/// Queries that go on for hours, each with its memory in megabytes that it passes sooner.
fn runaways() -> Vec<(String, u64)> {
    let values = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30";
    let values: String = ('a'..='g')
        .map(|v| format!("VALUES ?{v} {{ {values} }} "))
        .collect();
    let path = "(<http://e/p0>|<http://e/p1>|<http://e/p2>|^<http://e/p0>)*";
    vec![
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(), 100),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a".to_owned(), 100),
        (format!("SELECT * {{ {values} }}"), 100),
        (format!("SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b }}"), 5),
        (
            "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i } } ORDER BY ?a"
                .to_owned(),
            100,
        ),
    ]
}

/// How a query ended.
struct Ended {
    code: Option<i32>,
    said: String,
    time: Duration,
    /// The most memory of its own that it was seen to have, in kB.
    memory: u64,
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let started = Instant::now();
    let mut child = bixi(folder)
        .args(["query", "--allow-product"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    while child.try_wait().expect("a child").is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        memory = memory.max(number.unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    let time = started.elapsed();
    let output = child.wait_with_output().expect("a child");
    Ended {
        code: output.status.code(),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
        time,
        memory,
    }
}

#[test]
fn a_query_that_takes_too_long_ends_and_says_what_was_at_work() {
    let folder = project(300_000);
    let timeout = TIMEOUT.as_secs().to_string();
    for (query, _) in runaways() {
        let is_in_time = (0..ATTEMPTS).any(|_| {
            let ended = run(folder.path(), &["--timeout", &timeout, "-e", &query]);
            assert_eq!(ended.code, Some(3), "{query}\n{}", ended.said);
            let said = "was at work; `--timeout` sets this limit";
            assert!(ended.said.contains(said), "{query}\n{}", ended.said);
            assert!(ended.time >= TIMEOUT, "{query}: {:?}", ended.time);
            ended.time < TIMEOUT + MORE
        });
        assert!(is_in_time, "{query} ends late");
    }
}

#[test]
fn a_query_that_takes_too_much_memory_ends() {
    let folder = project(300_000);
    for (query, limit) in runaways() {
        let megabytes = limit.to_string();
        let ended = run(folder.path(), &["--memory-limit", &megabytes, "-e", &query]);
        assert_eq!(ended.code, Some(3), "{query}\n{}", ended.said);
        let said = format!("after {limit} MB, while ");
        assert!(ended.said.contains(&said), "{query}\n{}", ended.said);
        let said = "was at work; `--memory-limit` sets this limit";
        assert!(ended.said.contains(said), "{query}\n{}", ended.said);
        let most = limit * 1000 + BESIDE;
        assert!(ended.memory < most, "{query}: {} kB", ended.memory);
    }
}

#[test]
fn an_answer_with_too_many_rows_ends_after_them() {
    let folder = project(3_000);
    for query in [
        "SELECT * { ?a ?b ?c }",
        "SELECT * { GRAPH ?g { ?a ?b ?c } }",
        "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }",
    ] {
        let output = bixi(folder.path())
            .args(["query", "--max-rows", "10", "--format"])
            .args([
                if query.starts_with('S') { "tsv" } else { "nt" },
                "-e",
                query,
            ])
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{query}\n{said}");
        assert!(said.contains("more than 10 rows; `--max-rows`"), "{said}");
        let lines = String::from_utf8_lossy(&output.stdout).lines().count();
        assert_eq!(lines, 10 + usize::from(query.starts_with('S')), "{query}");
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

#[test]
fn a_product_of_graphs_is_refused_too() {
    let folder = project(3_000);
    let connected =
        "SELECT * { GRAPH ?x { ?a <http://e/p0> ?b } GRAPH ?x { ?c <http://e/p1> ?d } } LIMIT 1";
    let apart =
        "SELECT * { GRAPH ?x { ?a <http://e/p0> ?b } GRAPH ?y { ?c <http://e/p1> ?d } } LIMIT 1";
    for (query, code) in [(connected, 0), (apart, 3)] {
        let output = bixi(folder.path())
            .args(["query", "-e", query])
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        let parts = "the part with `?c ?d ?y` by `GRAPH ?x { ?a <http://e/p0> ?b }`";
        assert_eq!(said.contains(parts), code == 3, "{said}");
    }
}

#[test]
fn a_query_that_is_nested_too_deep_is_refused() {
    let folder = project(30);
    let brackets = |open: &str, inside: &str, close: &str, depth: usize| {
        format!(
            "SELECT * {{ ?s ?p ?o FILTER({}{inside}{}) }}",
            open.repeat(depth),
            close.repeat(depth)
        )
    };
    let queries = [
        (brackets("(", "1", ")", 200), 0),
        (brackets("(", "1", ")", 100_000), 2),
        (brackets("!", "?o", "", 100_000), 2),
        (brackets("1 + ", "1", "", 10_000), 0),
        (brackets("1 + ", "1", "", 100_000), 2),
        (format!("SELECT * {}", "{".repeat(100_000)), 2),
        (
            format!("SELECT * {{ {} }}", "{ ?s ?p 1 } UNION ".repeat(50_000)),
            2,
        ),
    ];
    for (query, code) in queries {
        let file = folder.path().join("deep.rq");
        fs::write(&file, &query).expect("a file");
        let output = bixi(folder.path())
            .arg("query")
            .arg(&file)
            .output()
            .expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{} …\n{said}",
            &query[..50]
        );
        assert!(said.len() < 1000, "{said}");
    }
}
