//! Queries keep their limits themselves: several of them in one process each have limits of their own, another thread cancels one,
//! and an error names what was at work, before, while and after a plan runs.

use crate::plans::graph_of;
use bixi::internals::graph::Graph;
use bixi::internals::query::{Answer, Arguments, Dataset, Limits, Query, Results, answer};
use bixi::rdf::{Literal, Prefixes};
use bixi::{
    BuildLimits, EntityPart, GraphFormat, GraphPart, Picture, Project, Search, Snapshot,
    SolutionsFormat, ViewOptions,
};
use std::fmt::Write;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

const PRODUCT: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";

/// A graph of `n` things, each with a number, the next thing and a thing far away.
fn things(n: usize) -> Graph {
    let mut text = String::from("@prefix : <http://e/> .\n");
    for thing in 0..n {
        let (next, far) = ((thing + 1) % n, thing * 7919 % n);
        let _ = writeln!(
            text,
            ":t{thing} :number {thing} ; :next :t{next} ; :far :t{far} ."
        );
    }
    graph_of(&[("things", text)])
}

fn ask(graph: &Graph, text: &str, limits: &Limits) -> bixi::Result<Answer> {
    let query = Query::from_text(&format!("PREFIX : <http://e/> {text}")).expect("a query");
    answer(
        Dataset::new(graph),
        &query,
        &Arguments::new(),
        limits,
        false,
    )
}

/// Returns limits without any, but that products are allowed.
fn unlimited() -> Limits {
    Limits {
        allow_product: true,
        ..Limits::default()
    }
}

fn error(result: bixi::Result<Answer>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "an answer".to_owned())
}

#[test]
fn of_two_queries_at_once_each_has_the_memory_that_it_may_take() {
    let graph = things(1000);
    let (small, large) = (1_000_000, 500_000_000);
    let start = Barrier::new(2);
    let run = |memory: u64| {
        let limits = Limits {
            memory: Some(memory),
            ..unlimited()
        };
        start.wait();
        // A million rows of two columns.
        let text = "SELECT (COUNT(DISTINCT *) AS ?n) { ?a :next ?b . ?c :far ?d }";
        ask(&graph, text, &limits)
    };
    thread::scope(|scope| {
        let stopped = scope.spawn(|| error(run(small)));
        let finished = scope.spawn(|| run(large).map(|answer| answer.results));
        let said = "the query was stopped after 1 MB, while Product was at work";
        assert_eq!(stopped.join().expect("a thread"), said);
        let Results::Solutions(mut counts) = finished.join().expect("a thread").expect("a count")
        else {
            unreachable!("a SELECT query");
        };
        let count = counts.next().expect("a count");
        assert_eq!(count.at(0), Some(Literal::from(1_000_000).as_ref().into()));
    });
}

#[test]
fn a_running_query_is_cancelled_from_another_thread() {
    let graph = things(1000);
    let chain: Vec<String> = (0..3000)
        .map(|n| format!("?a{n} :next ?a{}", n + 1))
        .collect();
    let chain = format!("SELECT * {{ {} }}", chain.join(" . "));
    let cases = [(PRODUCT, "Product"), (&chain, "the planning of the query")];
    for (text, operator) in cases {
        let limits = unlimited();
        thread::scope(|scope| {
            let running = scope.spawn(|| error(ask(&graph, text, &limits)));
            while limits.progress.operator() != operator {
                thread::sleep(Duration::from_millis(1));
            }
            limits.cancellation.cancel();
            let said = format!("the query was cancelled while {operator} was at work");
            assert_eq!(running.join().expect("a thread"), said);
        });
    }
    let limits = unlimited();
    limits.cancellation.cancel();
    let later = error(ask(&graph, "ASK { ?a ?b ?c }", &limits));
    assert_eq!(
        later,
        "the query was cancelled while the parsing of the query was at work"
    );
}

#[test]
fn a_query_that_takes_more_memory_than_it_may_names_what_took_it() {
    let graph = things(20_000);
    let values: String = (0..20_000).map(|n| format!(" {n}")).collect();
    let doubled: String = (0..20)
        .map(|n| format!("BIND(CONCAT(?x{n}, ?x{n}) AS ?x{}) ", n + 1))
        .collect();
    // Each is of constants only, and ten times, or a hundred times, as long as the one before.
    let grown = |times: usize| {
        let digits = "0123456789".repeat(times / 10);
        let grow = |text, _| format!("REPLACE({text}, \".\", \"{digits}\")");
        (0..8).fold("\"0\"".to_owned(), grow)
    };
    let cases = [
        (
            format!("SELECT * {{ VALUES ?a {{{values} }} }}"),
            "the parsing of the query",
        ),
        ("SELECT * { ?a ?b ?c . ?c ?e ?f }".to_owned(), "Scan"),
        (
            "SELECT * { ?a :next ?b . ?b :far ?c . ?c :next ?d . ?d :number ?e }".to_owned(),
            "HashJoin",
        ),
        (
            "SELECT * { ?a :number ?b } ORDER BY (?b / 7)".to_owned(),
            "an expression",
        ),
        (
            "SELECT * { ?a :number ?b } ORDER BY ?b ?a".to_owned(),
            "Sort",
        ),
        (
            "SELECT DISTINCT ?a ?b { { ?a :next ?b } UNION { ?a :far ?b } }".to_owned(),
            "Distinct",
        ),
        (
            "SELECT ?a (GROUP_CONCAT(?b) AS ?c) { ?a :next ?b } GROUP BY ?a".to_owned(),
            "Group",
        ),
        (
            "SELECT (COUNT(DISTINCT STR(?b)) AS ?c) { ?a :next ?b }".to_owned(),
            "an expression",
        ),
        (
            "SELECT (CONCAT(STR(?a), STR(?b)) AS ?c) { ?a :next ?b }".to_owned(),
            "an expression",
        ),
        (
            format!("SELECT (STRLEN(?x20) AS ?n) {{ BIND(\"0123456789\" AS ?x0) {doubled} }}"),
            "an expression",
        ),
        (
            format!("SELECT (STRLEN({}) AS ?n) {{ }}", grown(10)),
            "an expression",
        ),
        (
            format!("SELECT * {{ ?a ?b ?c FILTER(STRLEN({}) = 1) }}", grown(100)),
            "an expression",
        ),
        (
            "SELECT (COUNT(*) AS ?n) { ?a (:next|:far)* ?b }".to_owned(),
            "PathSearch",
        ),
        (
            "CONSTRUCT { ?a :of [ :is ?b ] } { ?a :next ?b }".to_owned(),
            "the making of triples from the template",
        ),
        ("DESCRIBE ?a { ?a :next ?b }".to_owned(), "Describe"),
    ];
    for (text, operator) in cases {
        let limits = Limits {
            memory: Some(1_000_000),
            ..unlimited()
        };
        let said = format!("the query was stopped after 1 MB, while {operator} was at work");
        let start = &text[..60.min(text.len())];
        assert_eq!(error(ask(&graph, &text, &limits)), said, "{start}");
    }
}

#[test]
fn a_result_is_written_within_the_limits_of_its_query() {
    let graph = things(3000);
    let said = "the query was cancelled while the writing of the result was at work";
    let formats = [
        SolutionsFormat::Table(None),
        SolutionsFormat::Markdown,
        SolutionsFormat::Csv,
        SolutionsFormat::Tsv,
        SolutionsFormat::Json,
        SolutionsFormat::Xml,
    ];
    for format in formats {
        let limits = Limits::default();
        let answer = ask(&graph, "SELECT * { ?a ?b ?c }", &limits).expect("an answer");
        let Results::Solutions(solutions) = answer.results else {
            unreachable!("a SELECT query");
        };
        limits.cancellation.cancel();
        let written = solutions.write(format, &Prefixes::default(), &mut Vec::new());
        assert_eq!(
            written.expect_err("a cancelled query").to_string(),
            said,
            "{format:?}"
        );
    }
    for format in [GraphFormat::Turtle, GraphFormat::NTriples] {
        let limits = Limits::default();
        let text = "CONSTRUCT WHERE { ?a ?b ?c }";
        let Results::Graph(triples) = ask(&graph, text, &limits).expect("an answer").results else {
            unreachable!("a CONSTRUCT query");
        };
        limits.cancellation.cancel();
        let written = triples.write(format, &Prefixes::default(), &mut Vec::new());
        assert_eq!(
            written.expect_err("a cancelled query").to_string(),
            said,
            "{format:?}"
        );
    }
}

#[test]
fn the_time_between_evaluation_and_writing_does_not_count() {
    let graph = things(3000);
    let limits = Limits {
        timeout: Some(Duration::from_secs(2)),
        ..unlimited()
    };
    let answer = ask(&graph, "SELECT * { ?a :number ?c }", &limits).expect("an answer");
    let Results::Solutions(solutions) = answer.results else {
        unreachable!("a SELECT query");
    };
    thread::sleep(Duration::from_secs(2));
    let written = solutions.write(SolutionsFormat::Tsv, &Prefixes::default(), &mut Vec::new());
    assert_eq!(written.expect("3000 rows"), 3000);
}

#[test]
fn nested_queries_do_not_need_the_stack_of_their_caller() {
    let texts = [
        format!("ASK {{ FILTER({}true) }}", "!".repeat(3000)),
        format!(
            "ASK {{ FILTER({}1{} = 3001) }}",
            "(1 + ".repeat(250),
            ")".repeat(250)
        ),
        format!("ASK {{ FILTER({}true) }}", "false || ".repeat(3000)),
        format!("ASK {{ {}?s ?p ?o{} }}", "{ ".repeat(250), " }".repeat(250)),
        format!(
            "ASK {{ ?s ?p ?o {} }}",
            "OPTIONAL { ?s ?p ?o } ".repeat(300)
        ),
    ];
    let graph = things(3);
    std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let asked = small.spawn_scoped(scope, || {
            for text in &texts {
                ask(&graph, text, &unlimited()).expect("an answer");
            }
        });
        asked.expect("a thread").join().expect("no panic");
    });
}

/// Does each thing with a project that takes longer the larger its graph is, other than a query.
fn all_that_compute(project: &Project, snapshot: &Snapshot, limits: &Limits) -> Vec<bixi::Error> {
    let search = Search {
        text: "a",
        all_texts: true,
        class: None,
        offset: 0,
        limit: 5,
    };
    let options = ViewOptions {
        limits: limits.clone(),
        ..ViewOptions::default()
    };
    let draw = |part| project.draw(snapshot, part, &options, Picture::Svg).err();
    let part = EntityPart::default();
    let why = |statement| project.why(snapshot, statement, limits).err();
    let text = "SELECT * { ?a ?b ?c }";
    let query = Query::from_text(text).expect("a query");
    let errors = [
        snapshot.check_query(text, limits).err(),
        query.formatted(snapshot.prefixes(), limits).err(),
        snapshot.find("a", true, limits).err(),
        snapshot.search(&search, limits).err(),
        snapshot.complete("SELECT * { ali", 14, limits).err(),
        project.describe(snapshot, "Bob", &part, limits).err(),
        project
            .side_by_side(snapshot, &["Alice", "Bob"], limits)
            .err(),
        why(["Bob", "knows", "Alice"]),
        why(["Bob", "lives in", "Alice"]),
        draw(GraphPart::Around("Delft")),
        draw(GraphPart::Class("person")),
        draw(GraphPart::Ontology),
    ];
    let is_stopped: Vec<bool> = errors.iter().map(Option::is_some).collect();
    assert!(!is_stopped.contains(&false), "{is_stopped:?}");
    errors.into_iter().flatten().collect()
}

#[test]
fn all_that_takes_long_looks_at_its_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    bixi::internals::example::write(folder.path()).expect("files");
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = built.into_snapshot().expect("a snapshot");
    let no_time = Limits {
        timeout: Some(Duration::ZERO),
        ..Limits::default()
    };
    for error in all_that_compute(&project, &snapshot, &no_time) {
        assert!(matches!(error, bixi::Error::Limit { .. }), "{error}");
    }
    let cancelled = Limits::default();
    cancelled.cancellation.cancel();
    for error in all_that_compute(&project, &snapshot, &cancelled) {
        assert!(matches!(error, bixi::Error::Cancelled { .. }), "{error}");
    }
}
