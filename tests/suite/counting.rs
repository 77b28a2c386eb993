//! Aggregates and DISTINCT over many-to-many joins cost what their triples are, not what their solutions are: the rows of operators are
//! counted at two sizes, in less memory than the solutions would take.

use crate::plans::graph_of;
use bixi::internals::graph::Graph;
use bixi::internals::query::{
    Arguments, Dataset, Limits, PlanOperator, Query, Results, Solution, answer, evaluate_in_batches,
};
use spargebra::SparqlParser;
use std::fmt::Write;

const PROLOGUE: &str = "PREFIX : <http://e/> ";
const CHAIN: &str = "?a :in ?h . ?h :next ?k . ?k :has ?b";

/// A graph in which each of `n` things is in one of ten hubs, each hub is next to all of them, and has a tenth of `n` other things:
/// the chain over all three has the square of `n` solutions.
fn hubs(n: usize) -> Graph {
    let mut text = String::from("@prefix : <http://e/> .\n");
    for thing in 0..n {
        let hub = thing % 10;
        let _ = writeln!(text, ":a{thing} :in :h{hub} ; :size {} .", thing % 7);
        let _ = writeln!(text, ":h{hub} :has :b{thing} .");
    }
    for pair in 0..100 {
        let _ = writeln!(text, ":h{} :next :h{} .", pair / 10, pair % 10);
    }
    graph_of(&[("hubs", text)])
}

/// Returns the values of the solutions of a query, and how many rows its operators gave together.
fn counted(graph: &Graph, text: &str) -> Result<(Vec<String>, usize), String> {
    let query = Query::from_text(&format!("{PROLOGUE}{text}")).expect("a query");
    let limits = Limits {
        memory: Some(4_000_000),
        allow_product: true,
        ..Limits::default()
    };
    let (dataset, arguments) = (Dataset::new(graph), Arguments::new());
    let answered = answer(dataset, &query, &arguments, &limits, true);
    let answered = answered.map_err(|error| error.to_string())?;
    let rows = rows_of(&answered.executed.operators);
    let Results::Solutions(solutions) = answered.results else {
        return Err(format!("{text} has no solutions"));
    };
    let mut values = Vec::new();
    for solution in solutions {
        values.push(values_of(&solution));
    }
    Ok((values, rows))
}

fn values_of(solution: &Solution) -> String {
    let terms = solution.values().flatten();
    let terms: Vec<String> = terms.map(|term| term.to_string()).collect();
    terms.join(" ")
}

/// Returns how many rows operators gave together.
fn rows_of(operators: &[PlanOperator]) -> usize {
    let of_one = |operator: &PlanOperator| {
        let actual = operator.actual.as_ref();
        actual.map_or(0, |actual| actual.rows) + rows_of(&operator.operators)
    };
    operators.iter().map(of_one).sum()
}

fn integer(value: u64) -> String {
    format!("\"{value}\"^^<http://www.w3.org/2001/XMLSchema#integer>")
}

#[test]
fn what_is_counted_over_a_chain_is_not_made() {
    let of = |n: u64| {
        // The sizes are 0 to 6 by turns.
        let sizes: u64 = (0..n).map(|thing| thing % 7).sum();
        [
            ("SELECT (COUNT(*) AS ?n)", "", vec![integer(n * n)]),
            ("SELECT (COUNT(?b) AS ?n)", "", vec![integer(n * n)]),
            ("SELECT (COUNT(DISTINCT ?b) AS ?n)", "", vec![integer(n)]),
            (
                "SELECT (COUNT(*) AS ?n)",
                "GROUP BY ?k",
                vec![integer(n * n / 10); 10],
            ),
            ("SELECT (SUM(?size) AS ?n)", "", vec![integer(sizes * n)]),
            ("SELECT (MAX(?size) AS ?n)", "", vec![integer(6)]),
            ("SELECT (COUNT(?absent) AS ?n)", "", vec![integer(0)]),
            (
                "SELECT DISTINCT ?size",
                "ORDER BY ?size",
                (0..7).map(integer).collect(),
            ),
            (
                "SELECT DISTINCT ?size",
                "ORDER BY DESC(?size) LIMIT 2",
                vec![integer(6), integer(5)],
            ),
        ]
    };
    let [small, large] = [2_000, 8_000].map(|n| {
        let graph = hubs(n);
        let of = of(n as u64).into_iter();
        let counts = of.map(|(select, modifiers, expected)| {
            let size = if select.contains("?size") {
                "?a :size ?size . "
            } else {
                ""
            };
            let query = format!("{select} {{ {size}{CHAIN} }} {modifiers}");
            let (values, rows) = counted(&graph, &query).expect(&query);
            assert_eq!(values, expected, "{query}");
            (query, rows)
        });
        counts.collect::<Vec<_>>()
    });
    for ((query, small), (_, large)) in small.iter().zip(&large) {
        assert!(
            *large <= 4 * small + 1_000,
            "{query}: {small} rows, then {large}"
        );
    }
}

#[test]
fn optional_parts_unions_and_conditions_keep_multiplicities() {
    let graph = hubs(2_000);
    let n = 2_000;
    let cases = [
        ("?a :in ?h OPTIONAL { ?h :has ?b }", n * n / 10),
        ("?a :in ?h OPTIONAL { ?h :none ?b }", n),
        ("?a :in ?h OPTIONAL { ?h :next ?k . ?k :has ?b }", n * n),
        ("{ ?a :in ?h } UNION { ?h :has ?a } ?h :next ?k", 20 * n),
        (
            "?a :in ?h . ?h :has ?b MINUS { ?h :next :h3 . ?h :has :b7 }",
            n * n / 10 * 9 / 10,
        ),
        (
            "?a :in ?h . ?h :next ?k FILTER(?k = :h1 || ?k = :h2)",
            2 * n,
        ),
        (
            "?a :in ?h . ?h :next ?k BIND(STR(?k) AS ?s) ?k :has ?b",
            n * n,
        ),
        ("?a :in ?h FILTER EXISTS { ?h :next ?k . ?k :has ?b }", n),
        ("{ SELECT ?h { ?a :in ?h } } ?h :has ?b", n * n / 10),
        ("{ SELECT DISTINCT ?h { ?a :in ?h } } ?h :has ?b", n),
        (
            "?a :in ?h . ?h :has ?b VALUES ?h { :h1 :h1 :h2 }",
            3 * n * n / 100,
        ),
        ("?a :in/:next/:has ?b", n * n),
        ("?a :in ?h . ?c :has ?b . ?d :next ?e", 100 * n * n),
    ];
    for (pattern, solutions) in cases {
        let query = format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}");
        let (values, _) = counted(&graph, &query).expect(&query);
        assert_eq!(values, [integer(solutions)], "{query}");
    }
}

#[test]
fn counts_are_exact_up_to_what_a_multiplicity_can_say() {
    let product = |n: usize| {
        let mut text = String::from("@prefix : <http://e/> .\n");
        for thing in 0..n {
            let _ = writeln!(text, ":a{thing} :p {thing} .");
        }
        let patterns: String = (0..8).map(|n| format!("?s{n} :p ?o{n} . ")).collect();
        let query = format!("SELECT (COUNT(*) AS ?n) {{ {patterns} }}");
        counted(&graph_of(&[("product", text)]), &query).map(|(values, _)| values)
    };
    assert_eq!(product(200), Ok(vec![integer(200_u64.pow(8))]));
    // More than 64 bits with a sign can say.
    assert_eq!(product(255), Ok(vec![integer(255_u64.pow(8))]));
    let message = "too many solutions to count: 18446744073709551614 is the most";
    assert_eq!(product(256), Err(message.to_owned()));
}

#[test]
fn what_only_compares_solutions_does_not_mind_how_many_are_equal() {
    // Seven things of a thousand in the same hub: more than 64 bits can count.
    let graph = hubs(10_000);
    let things: String = (0..7).map(|n| format!("?a{n} :in ?h . ")).collect();
    let hub = |n: usize| format!("<http://e/h{n}>");
    let cases = [
        (
            format!("SELECT DISTINCT ?h {{ {things} }} ORDER BY ?h LIMIT 2"),
            vec![hub(0), hub(1)],
        ),
        (
            format!("SELECT (COUNT(DISTINCT ?h) AS ?n) {{ {things} }}"),
            vec![integer(10)],
        ),
        (
            format!("SELECT (MAX(?size) AS ?n) {{ {things} ?a0 :size ?size }}"),
            vec![integer(6)],
        ),
        (
            format!("SELECT ?h {{ :a3 :in ?h FILTER EXISTS {{ {things} }} }}"),
            vec![hub(3)],
        ),
        (
            format!("SELECT ?h {{ :a3 :in ?h MINUS {{ {things} }} }}"),
            vec![],
        ),
    ];
    for (query, expected) in cases {
        let (values, _) = counted(&graph, &query).expect(&query);
        assert_eq!(values, expected, "{query}");
    }
}

#[test]
fn a_limit_stops_optional_parts_that_double_the_rows() {
    let mut text = String::from("@prefix : <http://e/> .\n");
    for thing in 0..1_000 {
        let _ = writeln!(text, ":a{thing} :in :h ; :p 1 , 2 .");
    }
    let graph = graph_of(&[("doubled", text)]);
    let optional: String = (0..16)
        .map(|n| format!("OPTIONAL {{ ?a :p ?o{n} }} "))
        .collect();
    let query =
        format!("SELECT (COUNT(*) AS ?n) {{ {{ SELECT * {{ ?a :in :h {optional} }} LIMIT 1 }} }}");
    let (values, rows) = counted(&graph, &query).expect(&query);
    assert_eq!(values, [integer(1)]);
    assert!(rows < 10_000, "{rows} rows");
}

#[test]
fn memory_follows_what_an_operator_keeps() {
    let graph = hubs(600);
    let queries = [
        format!("SELECT ?a ?b {{ {CHAIN} }} ORDER BY DESC(?b) ?a LIMIT 3"),
        format!("SELECT DISTINCT ?h ?k {{ {CHAIN} FILTER(STR(?a) != STR(?b)) }}"),
        format!("SELECT (COUNT(*) AS ?n) {{ {CHAIN} FILTER(STR(?a) < STR(?b)) }}"),
        format!("SELECT ?h (COUNT(*) AS ?n) {{ {CHAIN} FILTER(STR(?a) < STR(?b)) }} GROUP BY ?h"),
        format!("ASK {{ {CHAIN} FILTER(STR(?a) = STR(?b)) }}"),
    ];
    for query in queries {
        let answered = |memory, batch| {
            let limits = Limits {
                memory,
                ..Limits::default()
            };
            let parsed = SparqlParser::new().parse_query(&format!("{PROLOGUE}{query}"));
            let parsed = parsed.expect(&query);
            let results = evaluate_in_batches(Dataset::new(&graph), parsed, &limits, batch);
            match results {
                Ok(Results::Solutions(solutions)) => {
                    let rows = solutions.map(|solution| values_of(&solution));
                    let mut rows: Vec<String> = rows.collect();
                    if !query.contains("ORDER") {
                        rows.sort_unstable();
                    }
                    Ok(rows)
                }
                Ok(Results::Boolean(holds)) => Ok(vec![holds.to_string()]),
                Ok(Results::Graph(_)) => Ok(Vec::new()),
                Err(error) => Err(error.to_string()),
            }
        };
        // The chain has 360,000 solutions: three megabytes, and more while they are joined.
        let whole = answered(None, 1 << 20);
        assert_eq!(answered(Some(1_500_000), 1 << 12), whole, "{query}");
    }
}
