//! A random pattern in `SERVICE` has the same solutions as in a group, where the engine that is asked has the same graph.

use crate::differential::{graph_of_files, rows};
use crate::random_queries::{PROLOGUE, files, pattern};
use bixi::Result;
use bixi::internals::graph::Graph;
use bixi::internals::query::{
    Answered, Dataset, Engines, Known, Limits, Results, Services, evaluate_in_batches,
};
use bixi::internals::rdf::Term;
use proptest::prelude::*;
use proptest::sample::select;
use spargebra::SparqlParser;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An engine that has a graph of this process.
struct Here(Arc<Graph>);

impl fmt::Debug for Here {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Here")
    }
}

impl Services for Here {
    fn ask(&self, _engine: &str, query: &str, _left: Option<Duration>) -> Result<Answered> {
        let parsed = SparqlParser::new().parse_query(query).expect(query);
        let Results::Solutions(solutions) = evaluated(&self.0, parsed, 64)? else {
            unreachable!("{query}")
        };
        let variables = solutions.variables().to_vec();
        let rows = solutions.map(|row| {
            let terms = 0..variables.len();
            terms.map(|at| row.at(at).map(Term::from)).collect()
        });
        Ok(Answered {
            rows: rows.collect(),
            variables,
        })
    }
}

fn evaluated(graph: &Arc<Graph>, query: spargebra::Query, batch: usize) -> Result<Results> {
    let known = Known {
        url: "http://example.org/sparql".to_owned(),
        graphs: Vec::new(),
    };
    let known = BTreeMap::from([("here".to_owned(), known)]);
    let limits = Limits {
        allow_product: true,
        engines: Some(Engines::new(known, Arc::new(Here(Arc::clone(graph))))),
        ..Limits::default()
    };
    evaluate_in_batches(Dataset::new(graph), query, &limits, batch)
}

fn check(
    files: &[String],
    patterns: [&str; 2],
    operator: &str,
) -> std::result::Result<(), TestCaseError> {
    let [here, there] = patterns;
    // The first rows of a subquery may be others, and a blank node is of one graph.
    if patterns.iter().any(|pattern| pattern.contains("LIMIT")) {
        return Ok(());
    }
    let named = |file: &String| {
        let file = file.replace("_:b", ":f").replace(" {|", " ~ :r {|");
        file.replace(" >>", " ~ :s >>")
    };
    let files: Vec<String> = files.iter().map(named).collect();
    let parse = |group: &str| {
        let text = format!("{PROLOGUE}SELECT ?a ?b ?c ?d ?g {{ {here} {operator} }}");
        SparqlParser::new().parse_query(&text.replace("GROUP", group))
    };
    let service = format!("SERVICE <engine:here> {{ {there} }}");
    let (Ok(alone), Ok(federated)) = (parse(&format!("{{ {there} }}")), parse(&service)) else {
        return Ok(());
    };
    let graph = Arc::new(graph_of_files(&files));
    let expected = rows(evaluated(&graph, alone, 64).expect("an answer"), false);
    for batch in [1, 64] {
        let found = evaluated(&graph, federated.clone(), batch);
        let found = rows(found.expect("an answer"), false);
        prop_assert_eq!(
            &found,
            &expected,
            "{}{} {}: {}",
            files.join(""),
            here,
            operator,
            there
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256),
        max_shrink_iters: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_service_has_the_solutions_of_a_group(
        files in files(),
        here in pattern(),
        there in pattern(),
        operator in select(vec![
            "GROUP",
            "GROUP",
            "OPTIONAL { GROUP }",
            "OPTIONAL { GROUP FILTER(?a = ?b) }",
            "MINUS { GROUP }",
            "{ GROUP } UNION { ?a :p ?b GROUP }",
            "OPTIONAL { ?a :p ?b GROUP }",
            "GROUP GROUP",
            "{ SELECT ?a ?b { GROUP } }",
        ]),
    ) {
        check(&files, [&here, &there], operator)?;
    }
}
