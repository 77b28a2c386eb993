//! A query that is evaluated for many values at once has the solutions that it has with each value in the place of the variable.

use crate::naive::graph_of;
use bixi::internals::query::{
    Dataset, Limits, Prebound, Query, Results, Solutions, evaluate_algebra, evaluate_prebound,
    parse,
};
use bixi::internals::source::SourceFile;

const DATA: &str = "@prefix : <http://e/> .
:a :p :b, :c ; :q 1, 2 ; :r :x .
:b :p :c ; :q 3 ; a :T .
:c :p :a, :c ; :r :y .
:d :q 1, 4 ; a :T .
:x :label \"x\" . :y :label \"y\", \"z\" .
";

/// What is selected besides `$this`, and the pattern.
const QUERIES: [(&str, &str); 31] = [
    ("?v", "{ $this :p ?v }"),
    ("?v", "{ $this :p/:p ?v }"),
    ("?v", "{ $this :p* ?v }"),
    ("?v", "{ ?v :p $this }"),
    ("?v", "{ $this :p ?v FILTER ($this != ?v) }"),
    ("?v", "{ ?v :p ?w FILTER ($this = ?w) }"),
    (
        "?v",
        "{ $this :p ?v OPTIONAL { ?v :r ?w FILTER ($this != ?w) } FILTER (!BOUND(?w)) }",
    ),
    (
        "?v ?w",
        "{ ?v :p ?w OPTIONAL { ?w :r ?x FILTER ($this = ?v) } FILTER (BOUND(?x)) }",
    ),
    (
        "?v",
        "{ ?v a :T OPTIONAL { $this :p ?v . $this :q ?n } FILTER (!BOUND(?n)) }",
    ),
    (
        "?v",
        "{ { $this :p ?v } UNION { ?v :q ?n FILTER ($this = ?v) } }",
    ),
    ("?v", "{ { $this :p ?v } UNION { ?v a :T } }"),
    ("?v", "{ $this :p ?v FILTER NOT EXISTS { ?v :p $this } }"),
    ("?v", "{ ?v a :T FILTER NOT EXISTS { $this :p ?v } }"),
    (
        "?v",
        "{ ?v a :T FILTER EXISTS { ?w :p ?v FILTER ($this = ?w) } }",
    ),
    (
        "?v",
        "{ ?v a :T FILTER NOT EXISTS { ?w :p ?v FILTER NOT EXISTS { ?x :p ?w FILTER ($this = ?x) } } }",
    ),
    ("?v", "{ BIND ($this AS ?v) }"),
    ("?v", "{ { BIND ($this AS ?v) } FILTER (?v != :a) }"),
    ("?v", "{ $this :q ?n BIND (?n + 1 AS ?v) }"),
    (
        "?n",
        "{ { SELECT $this (COUNT(?v) AS ?n) { $this :p ?v } GROUP BY $this } }",
    ),
    ("?n", "{ { SELECT (COUNT(?v) AS ?n) { $this :p ?v } } }"),
    (
        "?n",
        "{ { SELECT (MAX(?v) AS ?n) { $this :q ?v } } FILTER (?n > 1) }",
    ),
    (
        "?v ?n",
        "{ { SELECT ?v (COUNT(*) AS ?n) { $this :p ?v . ?v :p ?w } GROUP BY ?v } }",
    ),
    ("?v", "{ { SELECT DISTINCT ?v { $this :p/:p ?v } } }"),
    (
        "?v",
        "{ { SELECT ?v { $this :p ?v } ORDER BY ?v LIMIT 1 } }",
    ),
    (
        "?v",
        "{ $this :p ?v . { SELECT ?v { ?v :q ?n FILTER (?n > 1) } } }",
    ),
    ("?v", "{ FILTER (BOUND($this)) ?v a :T }"),
    ("?v", "{ { FILTER ($this = :a) } ?v a :T }"),
    (
        "?v",
        "{ $this :r/:label ?v FILTER (STRLEN(?v) > 0 && $this != :b) }",
    ),
    ("?v", "{ ?v :p+ ?w FILTER ($this IN (?w, :d)) }"),
    (
        "?v",
        "{ { $this :p ?v FILTER EXISTS { $this :q ?n } } UNION { { ?v :label ?l FILTER ($this = :c) } } }",
    ),
    (
        "?v",
        "{ OPTIONAL { $this :p ?v } OPTIONAL { $this :r ?v } }",
    ),
];

fn parsed(text: &str) -> spargebra::Query {
    let text = format!("PREFIX : <http://e/>\n{text}");
    let query = Query::new(SourceFile::new("query", text.clone())).expect("a query");
    let parsed = parse(&query, &bixi::internals::rdf::Prefixes::default(), None);
    parsed.expect("SPARQL")
}

/// The solutions as lines, each with the value of `$this` before the others.
fn lines(solutions: Solutions, this: Option<&str>, selected: &str) -> Vec<String> {
    let names: Vec<String> = selected
        .split(' ')
        .map(|name| name[1..].to_owned())
        .collect();
    let line = |solution: bixi::Solution| {
        let value = |name: &str| {
            solution
                .get(name)
                .map(|term| term.to_string())
                .unwrap_or_default()
        };
        let this = this.map_or_else(|| value("this"), str::to_owned);
        let others: Vec<String> = names.iter().map(|name| value(name)).collect();
        format!("{this} {}", others.join(" "))
    };
    let mut lines: Vec<String> = solutions.map(line).collect();
    lines.sort();
    lines
}

#[test]
fn many_values_at_once_are_as_each_in_the_place_of_the_variable() {
    let source = SourceFile::new("data.ttl", DATA);
    let graph = graph_of(&source, None);
    let dataset = Dataset::new(&graph);
    let limits = Limits {
        allow_product: true,
        ..Limits::default()
    };
    let nodes = ["a", "b", "c", "d", "x"].map(|name| format!("http://e/{name}"));
    let rows = nodes
        .iter()
        .map(|iri| vec![graph.dictionary.find_iri(iri).expect("a node")]);
    let values = Prebound {
        variables: vec!["this".to_owned()],
        rows: rows.collect(),
    };
    let mut found = 0;
    for (selected, pattern) in QUERIES {
        let query = parsed(&format!("SELECT $this {selected} {pattern}"));
        let at_once = evaluate_prebound(dataset, &query, &values, &limits).expect("solutions");
        let at_once = at_once
            .into_iter()
            .flat_map(|solutions| lines(solutions, None, selected));
        let mut at_once: Vec<String> = at_once.collect();
        at_once.sort();
        let mut each: Vec<String> = Vec::new();
        for iri in &nodes {
            // What is selected or grouped by cannot be a term.
            let written = pattern
                .replace("SELECT $this ", "SELECT ")
                .replace(" GROUP BY $this", "")
                .replace("BOUND($this)", "true")
                .replace("$this", &format!("<{iri}>"));
            let query = parsed(&format!("SELECT {selected} {written}"));
            let results = evaluate_algebra(dataset, query, &limits).expect("solutions");
            let Results::Solutions(solutions) = results else {
                unreachable!("a SELECT query")
            };
            let of_this = lines(solutions, Some(&format!("<{iri}>")), selected);
            // A group of no solutions has none if it is grouped by a variable.
            let is_grouped = pattern.contains("GROUP BY $this");
            each.extend(
                of_this
                    .into_iter()
                    .filter(|line| !(is_grouped && line.contains("\"0\""))),
            );
        }
        each.sort();
        found += each.len();
        assert_eq!(at_once, each, "{pattern}");
    }
    assert!(found > 60, "{found} solutions are too few to compare");
}
