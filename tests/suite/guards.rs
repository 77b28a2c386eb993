//! A query that takes too long or too much ends, says why, and ends with code 3: products and what is made of them, `VALUES`
//! times themselves, paths, expressions that grow, and many variables.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long the process may go on after the timeout. By itself it needs a tenth of that, which the system takes to clear memory;
/// after 0.7 s the process would be ended.
const MORE: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(2);
/// What the process may take beside the memory that is limited, in kB: for itself, and what its allocator keeps.
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

/// A query that goes on for hours.
struct Runaway {
    query: String,
    /// What is at work.
    operator: &'static str,
    /// So many megabytes it passes sooner, if it takes any.
    memory: Option<u64>,
}

fn runaways() -> Vec<Runaway> {
    const PRODUCT: &str = "Product";
    const PATH: &str = "PathSearch";
    const EXPRESSION: &str = "an expression";
    let values = (1..=30).map(|n| format!(" {n}")).collect::<String>();
    let values = |v| format!("VALUES ?{v} {{{values} }} ");
    let values: String = ('a'..='g').map(values).collect();
    let double = |n| format!("BIND(CONCAT(?x{n}, ?x{n}) AS ?x{}) ", n + 1);
    let doubled: String = (0..40).map(double).collect();
    let digits = "0123456789".repeat(10);
    let grown = (0..8).fold("\"0\"".to_owned(), |text, _| {
        format!("REPLACE({text}, \".\", \"{digits}\")")
    });
    let many: String = (0..130).map(|n| format!("BIND(1 AS ?v{n}) ")).collect();
    let path = "(<http://e/p0>|<http://e/p1>|<http://e/p2>|^<http://e/p0>)*";
    let nested = "(<http://e/p0>/(<http://e/p1>|!<http://e/p2>)*|^<http://e/p1>)*";
    let two = "?a ?b ?c . ?d ?e ?f";
    let three = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i";
    let runaways = [
        (
            format!("SELECT (COUNT(DISTINCT *) AS ?n) {{ {two} }}"),
            PRODUCT,
            Some(100),
        ),
        (
            format!("SELECT * {{ {two} }} ORDER BY ?f ?a"),
            PRODUCT,
            Some(100),
        ),
        (
            format!("SELECT ?b (GROUP_CONCAT(?f) AS ?n) {{ {three} }} GROUP BY ?b"),
            PRODUCT,
            Some(100),
        ),
        (
            format!("SELECT DISTINCT ?a ?d {{ {two} }}"),
            PRODUCT,
            Some(100),
        ),
        (
            format!("CONSTRUCT {{ ?a ?e ?f }} {{ {two} }}"),
            PRODUCT,
            Some(100),
        ),
        (
            format!("SELECT * {{ {{ {two} }} UNION {{ ?c ?b ?a . ?f ?e ?d }} }} ORDER BY ?a"),
            PRODUCT,
            Some(100),
        ),
        (
            format!(
                "SELECT * {{ ?x ?y ?z FILTER NOT EXISTS {{ {two} FILTER(?f = ?x && ?b = ?e) }} }}"
            ),
            PRODUCT,
            Some(100),
        ),
        (
            format!(
                "SELECT * {{ ?a ?b ?c OPTIONAL {{ SELECT ?a (COUNT(DISTINCT *) AS ?n) {{ {two} }} GROUP BY ?a }} }}"
            ),
            PRODUCT,
            Some(100),
        ),
        (
            "SELECT * { GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } } ORDER BY ?a".to_owned(),
            PRODUCT,
            Some(100),
        ),
        (format!("SELECT * {{ {values} }}"), "HashJoin", Some(100)),
        (
            format!("SELECT (COUNT(*) AS ?n) {{ ?a {path} ?b }}"),
            PATH,
            Some(5),
        ),
        (
            format!("SELECT (COUNT(*) AS ?n) {{ ?a {nested} ?b }}"),
            PATH,
            None,
        ),
        (
            format!("SELECT (STRLEN(?x40) AS ?n) {{ BIND(\"0123456789\" AS ?x0) {doubled} }}"),
            EXPRESSION,
            Some(100),
        ),
        (
            format!("SELECT (STRLEN({grown}) AS ?n) {{ }}"),
            EXPRESSION,
            Some(100),
        ),
        (
            "SELECT * { ?a ?b ?c FILTER REGEX(STR(?c), \"^(.*)*(.*)*(.*)*!\\\\1\") }".to_owned(),
            EXPRESSION,
            None,
        ),
        (
            format!("SELECT * {{ {two} {many} }} ORDER BY ?f"),
            PRODUCT,
            Some(100),
        ),
    ];
    let ray = |n| format!("?a <http://e/p0> ?a{n} . ");
    let star: String = (0..2500).map(ray).collect();
    let numbers: String = (0..40).map(|n| format!("{n} ")).collect();
    // Those of what is done before a plan is executed, and after it.
    let around = [
        (
            format!("SELECT * {{ {star} }}"),
            "the planning of the query",
            None,
        ),
        (
            format!("SELECT * {{ ?a ?b ?c VALUES ?n {{ {numbers} }} }}"),
            "the writing of the result",
            None,
        ),
    ];
    let runaways = runaways.into_iter().chain(around);
    let runaway = |(query, operator, memory)| Runaway {
        query,
        operator,
        memory,
    };
    runaways.map(runaway).collect()
}

/// How a query ended.
struct Ended {
    code: Option<i32>,
    said: String,
    time: Duration,
    /// How long it and this thread, which looks at it, were ready after the timeout and got no core: the machine is busy with
    /// other tests.
    waited: Duration,
    /// The most memory of its own that it was seen to have, in kB.
    memory: u64,
}

/// Runs a query from a file, since it may be too long for an argument.
fn run(folder: &Path, query: &str, arguments: &[&str]) -> Ended {
    let path = folder.join("runaway.rq");
    fs::write(&path, query).expect("a file");
    let started = Instant::now();
    let mut child = bixi(folder)
        .args(["query", "--allow-product"])
        .args(arguments)
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let process = format!("/proc/{}", child.id());
    let status = format!("{process}/status");
    let (mut memory, mut waits) = (0, Waits::default());
    while child.try_wait().expect("a child").is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        memory = memory.max(number.unwrap_or(0));
        waits.look(Path::new(&process), started.elapsed() < TIMEOUT);
        thread::sleep(Duration::from_millis(5));
    }
    let time = started.elapsed();
    waits.look(Path::new("/proc/thread-self"), false);
    let output = child.wait_with_output().expect("a child");
    Ended {
        code: output.status.code(),
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
        time,
        waited: waits.since(),
        memory,
    }
}

/// How long threads were ready and got no core, in nanoseconds: until the timeout, and until they were last seen.
#[derive(Default)]
struct Waits(HashMap<PathBuf, (u64, u64)>);

impl Waits {
    /// Looks at the threads of a process and at this one, with the
    /// [statistics of the scheduler](https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat).
    fn look(&mut self, process: &Path, is_before_timeout: bool) {
        let threads = fs::read_dir(process.join("task")).into_iter().flatten();
        let threads = threads.flatten().map(|thread| thread.path());
        for thread in threads.chain([PathBuf::from("/proc/thread-self")]) {
            // A thread may have ended.
            let said = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
            let waited = said.split_whitespace().nth(1);
            let Some(waited) = waited.and_then(|n| n.parse().ok()) else {
                continue;
            };
            let (before, until) = self.0.entry(thread).or_default();
            *until = waited;
            if is_before_timeout {
                *before = waited;
            }
        }
    }

    fn since(&self) -> Duration {
        let since = self.0.values().map(|(before, until)| until - before);
        Duration::from_nanos(since.sum())
    }
}

#[test]
fn a_query_that_takes_too_long_ends_and_says_what_was_at_work() {
    let folder = project(150_000);
    let timeout = TIMEOUT.as_secs().to_string();
    for Runaway {
        query, operator, ..
    } in runaways()
    {
        let ended = run(folder.path(), &query, &["--timeout", &timeout]);
        assert_eq!(ended.code, Some(3), "{query}\n{}", ended.said);
        let said = format!("while {operator} was at work; `--timeout` sets this limit");
        assert!(ended.said.contains(&said), "{query}\n{}", ended.said);
        let (time, waited) = (ended.time, ended.waited);
        assert!(time >= TIMEOUT, "{query}: {time:?}");
        assert!(
            time < TIMEOUT + MORE + waited,
            "{query}: {time:?}, of which without a core {waited:?}"
        );
    }
}

#[test]
fn a_query_that_takes_too_much_memory_ends() {
    let folder = project(150_000);
    for Runaway {
        query,
        operator,
        memory,
    } in runaways()
    {
        let Some(limit) = memory else { continue };
        let megabytes = limit.to_string();
        let ended = run(folder.path(), &query, &["--memory-limit", &megabytes]);
        assert_eq!(ended.code, Some(3), "{query}\n{}", ended.said);
        let said = format!(
            "after {limit} MB, while {operator} was at work; `--memory-limit` sets this limit"
        );
        assert!(ended.said.contains(&said), "{query}\n{}", ended.said);
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

#[test]
fn patterns_that_only_an_input_with_unbound_variables_connects_are_not_multiplied() {
    let folder = project(3000);
    // Each of the last two patterns has 1,000 rows, and the first alternative leaves `?x` unbound.
    let query = "SELECT (COUNT(*) AS ?rows) { \
        { <http://e/1> ?p ?o BIND(<http://e/1> AS ?s) } \
        UNION { ?s ?p <http://e/2> . ?s <http://e/p1> ?x } \
        ?x <http://e/p0>|<http://e/p9> ?y . ?s <http://e/p2> ?z }";
    let output = bixi(folder.path())
        .args(["query", "--format", "csv", "-e", query])
        .output()
        .expect("the program");
    // Three triples of the first alternative beside each of 1,000 `?x`, and one of the second.
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "rows\r\n3001\r\n",
        "{said}"
    );
}
