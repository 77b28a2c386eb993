//! The order of all terms that [ORDER BY](https://www.w3.org/TR/sparql11-query/#modOrderBy) has, written down a second
//! time, and that it never says another thing than SPARQL's `<`.

use crate::random_queries::{LITERALS, PROLOGUE, WILD};
use bixi::internals::graph::Graph;
use bixi::internals::query::{Dataset, Limits, Results, Solution, evaluate_algebra};
use bixi::internals::rdf::{Literal, Term};
use oxsdatatypes::{Date, DateTime, Duration, Time, TimezoneOffset};
use spargebra::SparqlParser;
use std::cmp::Ordering;

/// Terms that have a place of their own in the order.
const OTHERS: [&str; 16] = [
    ":a",
    "<urn:z>",
    "<<( :a :p 2 )>>",
    "<<( :a :p 10 )>>",
    "<<( :a :p \"x\" )>>",
    "<<( :a :q :a )>>",
    "9007199254740993",
    "9007199254740992",
    "0.1",
    "0.2e0",
    "\"P12M\"^^xsd:yearMonthDuration",
    "\"P366D\"^^xsd:dayTimeDuration",
    "\"-P1D\"^^xsd:duration",
    "\"23:59:59-05:00\"^^xsd:time",
    "\"2020-01-01T23:00:00\"^^xsd:dateTime",
    "\"x\"@en--ltr",
];

/// The order of two terms, or of none.
pub fn compare(a: Option<&Term>, b: Option<&Term>) -> Ordering {
    let kind = |term: Option<&Term>| match term {
        None => 0,
        Some(Term::BlankNode(_)) => 1,
        Some(Term::NamedNode(_)) => 2,
        Some(Term::Literal(_)) => 3,
        Some(Term::Triple(_)) => 4,
    };
    kind(a).cmp(&kind(b)).then_with(|| match (a, b) {
        (Some(Term::BlankNode(a)), Some(Term::BlankNode(b))) => a.as_str().cmp(b.as_str()),
        (Some(Term::NamedNode(a)), Some(Term::NamedNode(b))) => a.as_str().cmp(b.as_str()),
        (Some(Term::Literal(a)), Some(Term::Literal(b))) => compare_literals(a, b),
        (Some(Term::Triple(a)), Some(Term::Triple(b))) => {
            let subjects = [&a.subject, &b.subject].map(|s| Term::from(s.clone()));
            compare(Some(&subjects[0]), Some(&subjects[1]))
                .then_with(|| a.predicate.as_str().cmp(b.predicate.as_str()))
                .then_with(|| compare(Some(&a.object), Some(&b.object)))
        }
        _ => Ordering::Equal,
    })
}

/// The values of literals, in the order of their kinds.
#[derive(PartialEq, PartialOrd)]
enum Value {
    Number(bool, f64),
    DateTime(DateTime, bool),
    Date(Date, bool),
    Time(Time, bool),
    Duration(DateTime, Duration),
    Boolean(bool),
    Text(String, String, Option<String>),
}

fn compare_literals(a: &Literal, b: &Literal) -> Ordering {
    let order = value(a).partial_cmp(&value(b));
    order.unwrap_or(Ordering::Equal)
}

fn value(literal: &Literal) -> Value {
    let (text, datatype) = (literal.value(), literal.datatype().as_str().to_owned());
    let zone = |offset: Option<TimezoneOffset>| offset.is_some();
    let found = match datatype.rsplit('#').next().unwrap_or_default() {
        "integer" => text.parse::<i64>().ok().map(|n| number(n as f64)),
        "byte" => text.parse::<i8>().ok().map(|n| number(n.into())),
        "decimal" | "float" | "double" => {
            let text = text.replace("INF", "inf");
            text.parse::<f64>().ok().map(number)
        }
        "dateTime" => text.parse::<DateTime>().ok().and_then(|time| {
            let utc = time.timezone_offset().unwrap_or(TimezoneOffset::UTC);
            Some(Value::DateTime(
                time.adjust(Some(utc))?,
                zone(time.timezone_offset()),
            ))
        }),
        "date" => text.parse::<Date>().ok().and_then(|date| {
            let utc = date.timezone_offset().unwrap_or(TimezoneOffset::UTC);
            Some(Value::Date(
                date.adjust(Some(utc))?,
                zone(date.timezone_offset()),
            ))
        }),
        "time" => text.parse::<Time>().ok().and_then(|time| {
            let utc = time.timezone_offset().unwrap_or(TimezoneOffset::UTC);
            Some(Value::Time(
                time.adjust(Some(utc))?,
                zone(time.timezone_offset()),
            ))
        }),
        "duration" | "yearMonthDuration" | "dayTimeDuration" => {
            let duration = text.parse::<Duration>().ok();
            let start: DateTime = "1969-09-01T00:00:00".parse().expect("a time");
            duration.and_then(|d| Some(Value::Duration(start.checked_add_duration(d)?, d)))
        }
        "boolean" => match text {
            "true" | "1" => Some(Value::Boolean(true)),
            "false" | "0" => Some(Value::Boolean(false)),
            _ => None,
        },
        _ => None,
    };
    found.unwrap_or_else(|| {
        let language = literal.language().map(|tag| tag.to_ascii_lowercase());
        Value::Text(text.to_owned(), datatype, language)
    })
}

fn number(value: f64) -> Value {
    if value.is_nan() {
        Value::Number(true, 0.0)
    } else {
        Value::Number(false, value)
    }
}

/// The values of `?x` in the solutions of a query, or of `?x` and `?y`.
fn terms(results: Results) -> Vec<Vec<Term>> {
    let Results::Solutions(solutions) = results else {
        return Vec::new();
    };
    let row = |solution: Solution| solution.iter().map(|(_, term)| term.into()).collect();
    solutions.map(row).collect()
}

fn parsed(text: &str) -> spargebra::Query {
    SparqlParser::new()
        .parse_query(&format!("{PROLOGUE}{text}"))
        .expect("SPARQL")
}

#[test]
fn what_is_less_comes_before() {
    let wild = WILD.iter().flat_map(|(wild, tame)| [*wild, *tame]);
    let all: Vec<&str> = wild.chain(LITERALS).chain(OTHERS).collect();
    let values = |variable: &str| format!("VALUES ?{variable} {{ {} }}", all.join(" "));
    let graph = Graph::from_parts(Vec::new(), None).expect("an empty graph");
    let ordered = |order: &str| {
        let query = parsed(&format!("SELECT ?x {{ {} }} ORDER BY {order}", values("x")));
        let results = evaluate_algebra(Dataset::new(&graph), query, &Limits::default());
        terms(results.expect("an answer")).concat()
    };
    let (up, down) = (ordered("?x"), ordered("DESC(?x)"));
    let keyed = ordered("COALESCE(?x, 1)");
    for rows in [&up, &down, &keyed] {
        assert_eq!(rows.len(), all.len());
    }
    for keys in ["?x", "DESC(?x)", "?x DESC(STR(?x))", "DESC(?x) STR(?x)"] {
        let all_rows = ordered(keys);
        for limit in 0..all.len() {
            let first = ordered(&format!("{keys} LIMIT {limit}"));
            assert_eq!(first, all_rows[..limit], "the first by {keys}");
        }
    }
    for (a, b) in up.iter().zip(&up[1..]) {
        assert_ne!(compare(Some(a), Some(b)), Ordering::Greater, "{a} {b}");
    }
    for (a, b) in down.iter().zip(&down[1..]) {
        assert_ne!(compare(Some(a), Some(b)), Ordering::Less, "DESC {a} {b}");
    }
    for (a, b) in keyed.iter().zip(&keyed[1..]) {
        assert_ne!(
            compare(Some(a), Some(b)),
            Ordering::Greater,
            "by value {a} {b}"
        );
    }
    let extremes = parsed(&format!(
        "SELECT (MIN(?x) AS ?least) (MAX(?x) AS ?most) {{ {} }}",
        values("x")
    ));
    let extremes = evaluate_algebra(Dataset::new(&graph), extremes, &Limits::default());
    let extremes = terms(extremes.expect("an answer")).concat();
    assert_eq!([&extremes[0], &extremes[1]], [&up[0], &down[0]]);
    let less = parsed(&format!(
        "SELECT ?x ?y {{ {} {} FILTER(?x < ?y) }}",
        values("x"),
        values("y")
    ));
    let pairs = evaluate_algebra(Dataset::new(&graph), less, &Limits::default());
    let pairs = terms(pairs.expect("an answer"));
    assert!(
        pairs.len() > 200,
        "SPARQL has an order of {} pairs",
        pairs.len()
    );
    for pair in pairs {
        let places = [0, 1].map(|at| up.iter().rposition(|term| *term == pair[at]));
        let first = up.iter().position(|term| *term == pair[1]);
        assert!(places[0] < first, "{} is less than {}", pair[0], pair[1]);
    }
}
