//! Random queries have the same rows in [rdflib](https://rdflib.readthedocs.io/), an evaluator that shares no code with
//! those which bixi is built on. `PROPTEST_CASES` says how many are tried.
//!
//! rdflib has faults of its own, so this grammar is smaller than that of `random_queries`. Left out, each because rdflib
//! 7.6 differs from the text of the specifications there:
//! - groups within groups and `BIND` in them, since it substitutes what is bound outside (18.2.2);
//! - `OPTIONAL` behind `VALUES` with duplicates, which it loses (18.5), and solutions that bind nothing, which it loses, too;
//! - `*` and paths that reach a node in two ways without DISTINCT, which it counts twice (9.3), and negated inverse
//!   properties, which it does not know (9.1);
//! - products, whose datatype it makes a decimal, and arithmetic of doubles and floats, of which it keeps no datatype (17.3);
//! - `=` of literals of different kinds, `<` of strings with languages, and `IN`, which it decides by term (17.3, 17.4.1.9);
//! - what is not a value of its datatype, years outside of 1 to 9999, and the end of a day as 24:00:00, which it cannot
//!   hold; offsets with minutes in TIMEZONE, which it cuts;
//! - LANGMATCHES with the empty range, which is none (RFC 4647 2.1);
//! - SUBSTR from before the first character, CONCAT of nothing (F&O 5.4);
//! - what is new in SPARQL 1.2.

use crate::random_queries::PROLOGUE;
use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::query::{Arguments, Dataset, Query, Results, evaluate};
use bixi::internals::rdf::TermRef;
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const STRINGS: [&str; 14] = [
    r#""""#,
    r#""a""#,
    r#""Ab c""#,
    r#""abcabc""#,
    r#""e\u0301""#,
    r#""\u00E9""#,
    r#""\U0001F600b""#,
    r#""量子""#,
    r#""Straße""#,
    r#""a/b?c=d&e""#,
    r#""a"@en"#,
    r#""ABC"@en"#,
    r#""量子"@zh-Hans"#,
    r#""abc"@en-GB"#,
];

const NUMBERS: [&str; 14] = [
    "0",
    "1",
    "-1",
    "2",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "0.0",
    "2.5",
    "-2.5",
    "0.5",
    "-0.5",
    "1234567890.125",
    "0.000000001",
];

const DATES: [&str; 8] = [
    "\"2020-02-29T12:30:15.5Z\"^^xsd:dateTime",
    "\"2020-01-01T00:00:00+14:00\"^^xsd:dateTime",
    "\"2019-12-31T23:59:59-14:00\"^^xsd:dateTime",
    "\"2020-01-01T00:00:00Z\"^^xsd:dateTime",
    "\"0001-01-01T00:00:00Z\"^^xsd:dateTime",
    "\"9999-12-31T23:59:59Z\"^^xsd:dateTime",
    "\"1969-12-31T19:00:00-05:00\"^^xsd:dateTime",
    "\"1970-01-01T00:00:00Z\"^^xsd:dateTime",
];

const ENTITIES: [&str; 5] = [":a", ":b", ":c", ":d", ":e"];

fn literal() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        select(STRINGS.to_vec()),
        select(NUMBERS.to_vec()),
        select(DATES.to_vec()),
        select(vec!["true", "false", "1.5e0", "\"2\"^^xsd:float"]),
    ]
}

/// A graph without blank nodes, whose labels evaluators do not share.
fn turtle() -> impl Strategy<Value = String> {
    let object = prop_oneof![3 => select(ENTITIES.to_vec()), 2 => literal()];
    let property = select(vec![":p", ":q", ":r"]);
    prop::collection::vec((select(ENTITIES.to_vec()), property, object), 1..20).prop_map(|rows| {
        let statements = rows.iter().map(|(s, p, o)| format!("{s} {p} {o} .\n"));
        format!("{PROLOGUE}{}", statements.collect::<String>())
    })
}

/// A term as it stands or one that comes out of a function, so that nothing is known of it before.
fn given(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(values.to_vec()), any::<bool>()).prop_map(|(value, is_plain)| match is_plain {
        true => value.to_owned(),
        false => format!("COALESCE(?nothing, {value})"),
    })
}

fn of_strings() -> impl Strategy<Value = String> {
    let string = || given(&STRINGS);
    let of_one = select(vec![
        "STR",
        "STRLEN",
        "UCASE",
        "LCASE",
        "LANG",
        "DATATYPE",
        "ENCODE_FOR_URI",
        "isLITERAL",
        "isNUMERIC",
    ]);
    let of_plain = select(vec!["MD5", "SHA1", "SHA256", "SHA384", "SHA512"]);
    let of_two = select(vec![
        "CONTAINS",
        "STRSTARTS",
        "STRENDS",
        "STRBEFORE",
        "STRAFTER",
    ]);
    let joined = select(vec!["CONCAT", "sameTerm"]);
    let order = select(vec!["=", "!=", "<", "<=", ">", ">="]);
    prop_oneof![
        (of_one, string()).prop_map(|(f, x)| format!("{f}({x})")),
        (of_plain, string()).prop_map(|(f, x)| format!("{f}(STR({x}))")),
        (of_two, string(), string()).prop_map(|(f, x, y)| format!("{f}(STR({x}), STR({y}))")),
        (joined, string(), string()).prop_map(|(f, x, y)| format!("{f}({x}, {y})")),
        (order, string(), string()).prop_map(|(f, x, y)| format!("STR({x}) {f} STR({y})")),
        (string(), 1..4_u8).prop_map(|(x, n)| format!("SUBSTR({x}, {n})")),
        (string(), 1..4_u8, 0..3_u8).prop_map(|(x, n, m)| format!("SUBSTR({x}, {n}, {m})")),
        (string(), select(vec!["en", "EN", "en-gb", "zh", "*"]))
            .prop_map(|(x, y)| format!("LANGMATCHES(LANG({x}), \"{y}\")")),
        string().prop_map(|x| format!("IRI(CONCAT(\"http://example.org/\", ENCODE_FOR_URI({x})))")),
        string().prop_map(|x| format!("REGEX(STR({x}), \"^a\", \"i\")")),
        string().prop_map(|x| format!("REPLACE(STR({x}), \"[ab]\", \"x\")")),
        string().prop_map(|x| format!("STRLANG(STR({x}), \"fr\")")),
        string().prop_map(|x| format!("STRDT(STR({x}), :type)")),
    ]
}

fn of_numbers() -> impl Strategy<Value = String> {
    let number = || given(&NUMBERS);
    let of_one = select(vec![
        "ABS",
        "CEIL",
        "FLOOR",
        "ROUND",
        "-",
        "+",
        "DATATYPE",
        "isNUMERIC",
        "isIRI",
        "!",
        "xsd:decimal",
    ]);
    let of_two = select(vec!["+", "-", "=", "!=", "<", "<=", ">", ">="]);
    prop_oneof![
        (of_one, number()).prop_map(|(f, x)| format!("{f}({x})")),
        (number(), of_two, number()).prop_map(|(x, f, y)| format!("({x}) {f} ({y})")),
        (number(), select(vec!["2", "4", "-0.5"])).prop_map(|(x, y)| format!("{x} / {y}")),
        (number(), number(), number()).prop_map(|(x, y, z)| format!("IF({x} < {y}, {z}, {x})")),
    ]
}

fn of_dates() -> impl Strategy<Value = String> {
    let date = || given(&DATES);
    let of_one = select(vec![
        "YEAR",
        "MONTH",
        "DAY",
        "HOURS",
        "MINUTES",
        "DATATYPE",
        "isLITERAL",
        "STR",
        "TZ",
    ]);
    let of_two = select(vec!["=", "!=", "<", "<=", ">", ">="]);
    prop_oneof![
        (of_one, date()).prop_map(|(f, x)| format!("{f}({x})")),
        (date(), of_two, date()).prop_map(|(x, f, y)| format!("{x} {f} {y}")),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    prop_oneof![3 => of_strings(), 2 => of_numbers(), 1 => of_dates()]
}

fn variable() -> impl Strategy<Value = &'static str> {
    select(vec!["?a", "?b", "?c"])
}

fn triple() -> impl Strategy<Value = String> {
    let subject = prop_oneof![4 => variable(), 1 => select(ENTITIES.to_vec())];
    let property = select(vec![":p", ":q", ":r", "^:p", "(:p|:q)", "(:p/:q)", "!:r"]);
    let object = prop_oneof![4 => variable(), 1 => select(ENTITIES.to_vec())];
    (subject, property, object).prop_map(|(s, p, o)| format!("{s} {p} {o} ."))
}

fn condition() -> impl Strategy<Value = String> {
    let test = select(vec![
        "BOUND(?v)",
        "isIRI(?v)",
        "isLITERAL(?v)",
        "isNUMERIC(?v) && ?v < 2",
        "LANG(?v) = \"en\"",
        "STRLEN(STR(?v)) > 3",
        "CONTAINS(STR(?v), \"a\")",
        "?v = :a",
        "sameTerm(?v, ?a)",
    ]);
    let leaf = (test, variable()).prop_map(|(test, v)| test.replace("?v", v));
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

fn pattern() -> impl Strategy<Value = String> {
    let triples = || prop::collection::vec(triple(), 1..3).prop_map(|triples| triples.join(" "));
    prop_oneof![
        triples(),
        (triples(), triples()).prop_map(|(a, b)| format!("{a} OPTIONAL {{ {b} }}")),
        (triples(), triples()).prop_map(|(a, b)| format!("{{ {a} }} UNION {{ {b} }}")),
        (triples(), triples()).prop_map(|(a, b)| format!("{a} MINUS {{ {b} }}")),
        (triples(), condition()).prop_map(|(a, c)| format!("{a} FILTER({c})")),
        (triples(), triples(), condition())
            .prop_map(|(a, b, c)| format!("{a} OPTIONAL {{ {b} }} FILTER({c})")),
        (triples(), select(vec!["EXISTS", "NOT EXISTS"]), triples())
            .prop_map(|(a, word, b)| format!("{a} FILTER {word} {{ {b} }}")),
        (variable(), select(ENTITIES.to_vec()), triples())
            .prop_map(|(v, e, a)| format!("VALUES {v} {{ {e} :b }} {a}")),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let count = select(vec!["COUNT(?b)", "COUNT(DISTINCT ?b)", "COUNT(*)"]);
    let end = || prop_oneof![2 => variable(), 1 => select(ENTITIES.to_vec())];
    let closure = (
        end(),
        select(vec![":p+", "(:p|:q)+", "(:p/:q)+", ":p*", "^:p+", ":q?"]),
        end(),
    );
    let forms = prop_oneof![
        4 => pattern().prop_map(|p| format!("SELECT (1 AS ?one) ?a ?b ?c {{ {p} }}")),
        1 => pattern().prop_map(|p| format!("SELECT DISTINCT (1 AS ?one) ?a ?b {{ {p} }}")),
        1 => (count, pattern()).prop_map(|(count, p)| {
            format!("SELECT ?a ({count} AS ?n) {{ {p} FILTER(BOUND(?a)) }} GROUP BY ?a")
        }),
        1 => closure.prop_map(|(s, p, o)| {
            format!("SELECT DISTINCT (1 AS ?one) ?a ?b ?c {{ {s} {p} {o} }}")
        }),
        6 => prop::collection::vec(expression(), 3).prop_map(|e| {
            format!("SELECT (1 AS ?one) ({} AS ?x) ({} AS ?y) ({} AS ?z) {{}}", e[0], e[1], e[2])
        }),
    ];
    forms.prop_map(|form| format!("{PROLOGUE}{form}"))
}

fn graph_of(text: &str) -> Graph {
    let source = SourceFile::new("data.ttl", text);
    let reading = Reading {
        base: Some("http://example.org/data.ttl"),
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).expect("Turtle");
    let part = Part {
        source: Source {
            path: source.path.clone(),
            digest: [0; 32],
            lines: source.line_count(),
        },
        graph: None,
        said,
    };
    Graph::from_parts(vec![part], None).expect("a graph")
}

/// The rows of bixi, each term as N-Triples have it.
fn rows(turtle: &str, query: &str) -> Vec<Vec<String>> {
    let graph = graph_of(turtle);
    let parsed = Query::new(SourceFile::new("query.sparql", query)).expect(query);
    let results = evaluate(Dataset::new(&graph), &parsed, &Arguments::new()).expect(query);
    let Results::Solutions(solutions) = results else {
        return Vec::new();
    };
    solutions
        .map(|solution| {
            let cell = |term: Option<TermRef>| term.map_or_else(String::new, |t| t.to_string());
            solution.values().map(cell).collect()
        })
        .collect()
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn random_queries_have_the_rows_that_rdflib_has() {
    let count = std::env::var("PROPTEST_CASES").ok();
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(300);
    let mut runner = TestRunner::default();
    let cases: Vec<Value> = (0..count)
        .map(|_: u32| {
            let tree = (turtle(), query()).new_tree(&mut runner).expect("a case");
            let (turtle, query) = tree.current();
            json!({ "rows": rows(&turtle, &query), "data": turtle, "query": query })
        })
        .collect();
    let mut input = tempfile::tempfile().expect("a file");
    for case in &cases {
        writeln!(input, "{case}").expect("the file");
    }
    std::io::Seek::rewind(&mut input).expect("the file");
    let output = Command::new("python3")
        .args(["-c", include_str!("independent.py")])
        .stdin(Stdio::from(input))
        .output()
        .expect("python3");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let said = String::from_utf8_lossy(&output.stdout);
    let said: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(said.len(), cases.len(), "{errors}");
    let answered = said.iter().filter(|said| said.as_bool().is_none()).count();
    assert!(
        answered * 10 > cases.len() * 9,
        "rdflib answers {answered} of {}",
        cases.len()
    );
    let differences: Vec<String> = cases
        .iter()
        .zip(&said)
        .filter(|(_, said)| said.is_object())
        .map(|(case, said)| format!("{}\n{}\n{said}", case["data"], case["query"]))
        .collect();
    let shown = differences[..differences.len().min(20)].join("\n\n");
    assert!(
        differences.is_empty(),
        "{} differ\n{shown}",
        differences.len()
    );
}
