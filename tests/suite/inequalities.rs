//! `EXISTS` and `OPTIONAL … !BOUND` with an inequality: the solution with the extreme number of its group decides it, which must give
//! the same rows as comparing each.

use crate::plans::graph_of;
use bixi::internals::graph::Graph;
use bixi::internals::query::{Arguments, Dataset, Query, Results, evaluate};
use proptest::prelude::*;
use std::fmt::Write;

/// Returns the solutions of a query, as sorted lines.
fn rows(graph: &Graph, text: &str) -> Vec<String> {
    let query = Query::from_text(text).expect("a query");
    let results = evaluate(Dataset::new(graph), &query, &Arguments::new()).expect("an answer");
    let Results::Solutions(solutions) = results else {
        return Vec::new();
    };
    let line = |row: bixi::Solution| {
        row.iter()
            .map(|(name, term)| format!("{name}={term} "))
            .collect()
    };
    let mut lines: Vec<String> = solutions.map(line).collect();
    lines.sort();
    lines
}

/// Literals that are compared in different ways, the exact numbers most often.
const VALUES: [&str; 12] = [
    "1",
    "2",
    "2.0",
    "2.5",
    "-3",
    "7",
    "7.0",
    "10",
    "2.5e0",
    "\"NaN\"^^xsd:double",
    ":thing",
    "9007199254740993",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_extreme_of_a_group_decides(
        members in prop::collection::vec((0..4_u8, 0..12_usize), 1..24),
        exact_only in any::<bool>(),
    ) {
        let mut data = String::from(
            "@prefix : <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
        );
        for (at, (group, value)) in members.iter().enumerate() {
            let value = VALUES[if exact_only { value % 8 } else { *value }];
            // The last group is none: its members have no key.
            let key = if *group < 3 { format!("; :in :g{group}") } else { String::new() };
            writeln!(data, ":x{at} :size {value} {key} .").expect("a text takes it");
        }
        let graph = graph_of(&[("members", data)]);
        for comparison in ["?m > ?n", "?m >= ?n", "?m < ?n", "?m <= ?n", "?n > ?m", "?n <= ?m"] {
            // A sum is not a variable, so that each pair is compared.
            let each = comparison.replace("?m", "(?m + 0)");
            let query = |condition: &str| {
                [
                    format!("{{ ?x :size ?n ; :in ?g FILTER EXISTS {{ ?y :in ?g ; :size ?m FILTER({condition}) }} }}"),
                    format!("{{ ?x :size ?n ; :in ?g FILTER NOT EXISTS {{ ?y :in ?g ; :size ?m FILTER({condition}) }} }}"),
                    format!("{{ ?x :size ?n ; :in ?g OPTIONAL {{ ?y :in ?g ; :size ?m FILTER({condition}) }} FILTER(!BOUND(?y)) }}"),
                    format!("{{ ?x :size ?n OPTIONAL {{ ?x :in ?g }} FILTER NOT EXISTS {{ ?y :in ?g ; :size ?m FILTER({condition}) }} }}"),
                    format!("{{ ?x :size ?n FILTER EXISTS {{ ?y :size ?m OPTIONAL {{ ?y :in ?g }} FILTER({condition}) }} }}"),
                ]
                .map(|pattern| format!("PREFIX : <http://e/> SELECT ?x ?n {pattern}"))
            };
            for (extreme, each) in query(comparison).iter().zip(&query(&each)) {
                prop_assert_eq!(rows(&graph, extreme), rows(&graph, each), "{}", extreme);
            }
        }
    }
}
