//! Queries with `GRAPH`, `FROM` and `EXISTS` to a region of many files, each a named graph, beside oxigraph's memory store
//! in the same run.
//!
//! `cargo bench --bench graphs` does it with 1 M triples, `BIXI_BENCH_TRIPLES=100000` with as many as it says. Both engines
//! must give the same number of rows; each query has to be at least as fast as oxigraph. What is asked of one graph gets
//! orders of its own at the first time, so the first answer is timed, too.

mod beside;
mod region_data;

use beside::{Asked, Region};
use bixi::internals::rdf::NamedNode;
use std::env;

/// The queries; `$ONE` and `$TWO` stand for the names of files.
const QUERIES: [(&str, &str); 22] = [
    ("one graph", "SELECT * { GRAPH $ONE { ?s ?p ?o } }"),
    ("one, point", "SELECT * { GRAPH $ONE { :d49 ?p ?o } }"),
    (
        "one, star",
        "SELECT * { GRAPH $ONE { ?x a e:Park ; rdfs:label ?l ; e:supportedBy ?y } }",
    ),
    (
        "one, optional",
        "SELECT * { GRAPH $ONE { ?x e:locatedIn ?d OPTIONAL { ?x e:revenue ?r } } }",
    ),
    (
        "one, path",
        "SELECT * { GRAPH $ONE { ?x e:locatedIn+ ?d } }",
    ),
    (
        "one, group",
        "SELECT ?s (COUNT(*) AS ?n) { GRAPH $ONE { ?x e:sector ?s } } GROUP BY ?s",
    ),
    (
        "statements",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    ),
    ("where is", "SELECT ?g { GRAPH ?g { :d49 a ?c } }"),
    (
        "parks",
        "SELECT ?g ?x ?l { GRAPH ?g { ?x a e:Park ; rdfs:label ?l } }",
    ),
    (
        "star",
        "SELECT ?g ?x ?r ?n { GRAPH ?g { ?x a e:StateEnterprise ; e:revenue ?r ; e:employees ?n } }",
    ),
    (
        "optional",
        "SELECT ?g ?x ?r { GRAPH ?g { ?x a e:StateEnterprise OPTIONAL { ?x e:revenue ?r } } }",
    ),
    (
        "filter",
        "SELECT ?g ?x { GRAPH ?g { ?x e:employees ?n FILTER(?n > 4000) } }",
    ),
    (
        "union",
        "SELECT ?g ?x { GRAPH ?g { { ?x a e:Park } UNION { ?x a e:Policy } } }",
    ),
    (
        "minus",
        "SELECT ?g ?x { GRAPH ?g { ?x a e:StateEnterprise MINUS { ?x e:revenue ?r } } }",
    ),
    (
        "subquery",
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(?x) AS ?n) { ?x a e:TechEnterprise } } }",
    ),
    (
        "first of each",
        "SELECT ?g ?x { GRAPH ?g { SELECT ?x { ?x a e:Park } ORDER BY ?x LIMIT 2 } }",
    ),
    (
        "path",
        "SELECT ?g ?x ?d { GRAPH ?g { ?x a e:Park ; e:locatedIn+ ?d } }",
    ),
    (
        "not exists",
        "SELECT ?g ?x { GRAPH ?g { ?x a e:StateEnterprise FILTER NOT EXISTS { ?x e:revenue ?r } } }",
    ),
    (
        "other graph",
        "SELECT ?x ?g ?h { GRAPH ?g { ?x a e:Policy } GRAPH ?h { ?y e:supportedBy ?x } }",
    ),
    (
        "from",
        "SELECT ?x ?r FROM $ONE FROM $TWO { ?x a e:StateEnterprise ; e:revenue ?r }",
    ),
    (
        "exists optional",
        "SELECT ?x { ?x a e:StateEnterprise FILTER EXISTS { ?x e:locatedIn ?p OPTIONAL { ?x e:revenue ?r } FILTER(!BOUND(?r)) } }",
    ),
    (
        "exists union",
        "SELECT ?x { ?x a e:Park FILTER EXISTS { { ?x e:supportedBy ?y } UNION { ?z e:locatedIn ?x ; e:revenue ?r FILTER(?r > 1000) } } }",
    ),
];

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let region = Region::load("graphs", true);
    let names = &region.names;
    let one = names.iter().find(|n| n.as_str().contains("district049"));
    let two = names.iter().find(|n| n.as_str().contains("district050"));
    let [one, two] = [one, two].map(|name| name.or(names.first()).expect("a graph").to_string());
    println!("{}", Asked::HEADER);
    let mut product = 1.0_f64;
    for (name, text) in QUERIES {
        let text = text.replace("$ONE", &one).replace("$TWO", &two);
        let asked = region.ask(&text, &by_graph(&text, names));
        println!("{}", asked.line(name, 1.0));
        product *= asked.ratio();
    }
    println!(
        "geometric mean {:.1}×",
        product.powf(1.0 / QUERIES.len() as f64)
    );
}

/// A query for oxigraph, which takes the graphs of a subquery together: there the subquery is written once for each.
fn by_graph(text: &str, names: &[NamedNode]) -> String {
    let Some((head, subquery)) = text.split_once("GRAPH ?g { SELECT") else {
        return text.to_owned();
    };
    let (subquery, tail) = subquery
        .rsplit_once(" } }")
        .expect("the end of the pattern");
    let each: Vec<String> = names
        .iter()
        .map(|name| format!("{{ VALUES ?g {{ {name} }} GRAPH {name} {{ SELECT{subquery} }} }}"))
        .collect();
    format!("{head}{} }}{tail}", each.join(" UNION "))
}
