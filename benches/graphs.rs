//! Queries with `GRAPH`, `FROM` and `EXISTS` to a region of many files, each a named graph, beside oxigraph's memory store
//! in the same run.
//!
//! `cargo bench --bench graphs` does it with 1 M triples, `BIXI_BENCH_TRIPLES=100000` with as many as it says. Both engines
//! must give the same number of rows; each query has to be at least as fast as oxigraph. What is asked of one graph gets
//! orders of its own at the first time, so the first answer is timed, too.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::build::{Built, build};
use bixi::project::Project;
use bixi::query::{Arguments, Dataset, Query, evaluate};
use bixi::rdf::{NamedNode, Term};
use bixi::snapshot::Snapshot;
use bixi::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::time::{Duration, Instant};
use std::{env, fs};

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
const PREFIXES: [(&str, &str); 3] = [
    ("", "http://example.org/eco/"),
    ("e", "http://example.org/eco/schema#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
];

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let size = env::var("BIXI_BENCH_TRIPLES").ok();
    let size = size.and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let folder = env::temp_dir().join(format!("bixi-graphs-{size}"));
    for (path, text) in region_data::region(size) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("a file");
    let project = Project::open(&folder).expect("a project");
    let snapshot = match build(&project).expect("a build") {
        Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
        Built::Refused(findings) => unreachable!("{findings:?}"),
    };
    let names = names(&snapshot);
    let store = load(&project, &names);
    report(&snapshot, &store, &names);
}

/// The names of the graphs, which end in the paths of the files.
fn names(snapshot: &Snapshot) -> Vec<NamedNode> {
    let graph = &snapshot.graph;
    let names = graph.graph_names().into_iter();
    let name = |id| match graph.dictionary.term(id) {
        Term::NamedNode(name) => Some(name),
        _ => None,
    };
    names.filter_map(name).collect()
}

fn load(project: &Project, names: &[NamedNode]) -> Store {
    let store = Store::new().expect("a store");
    for path in project.source_paths().expect("paths") {
        let bytes = project.read(&path).expect("a file").bytes;
        let name = names.iter().find(|name| name.as_str().ends_with(&path));
        let name = name.expect("a graph of each file").clone();
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_default_graph(name);
        store.load_from_slice(parser, &bytes).expect("Turtle");
    }
    store
}

/// Medians of warm queries, the engines in turn, and their ratios.
fn report(snapshot: &Snapshot, store: &Store, names: &[NamedNode]) {
    let one = names.iter().find(|n| n.as_str().contains("district049"));
    let two = names.iter().find(|n| n.as_str().contains("district050"));
    let [one, two] = [one, two].map(|name| name.or(names.first()).expect("a graph").to_string());
    println!(
        "{:16}{:>10}{:>10}{:>12}{:>14}{:>10}{:>10}",
        "query", "rows", "first ms", "bixi ms", "oxigraph ms", "ratio", "paired"
    );
    let mut product = 1.0_f64;
    for (name, text) in QUERIES {
        let text = text.replace("$ONE", &one).replace("$TWO", &two);
        let started = Instant::now();
        let rows = ask_bixi(snapshot, &text);
        let first = started.elapsed().as_secs_f64() * 1000.0;
        let of_peer = by_graph(&text, names);
        let peer_rows = ask_oxigraph(store, &of_peer);
        assert_eq!(rows, peer_rows, "`{name}` has the same rows");
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        let started = Instant::now();
        while own.len() < 5 || (started.elapsed() < Duration::from_millis(400) && own.len() < 100) {
            own.push(milliseconds(|| ask_bixi(snapshot, &text)));
            peer.push(milliseconds(|| ask_oxigraph(store, &of_peer)));
        }
        let ratios = own.iter().zip(&peer).map(|(own, peer)| peer / own);
        let mut ratios: Vec<f64> = ratios.collect();
        let (own, peer, paired) = (median(&mut own), median(&mut peer), median(&mut ratios));
        let ratio = peer / own;
        product *= ratio;
        // A busy machine disturbs runs side by side less than medians.
        let remark = if ratio.max(paired) < 1.0 {
            "  MISSES 1"
        } else {
            ""
        };
        println!(
            "{name:16}{rows:>10}{first:>10.3}{own:>12.3}{peer:>14.3}{ratio:>9.1}×{paired:>9.1}×{remark}"
        );
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

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn milliseconds(work: impl FnOnce() -> usize) -> f64 {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed().as_secs_f64() * 1000.0
}

fn ask_bixi(snapshot: &Snapshot, text: &str) -> usize {
    let query = Query::new(SourceFile::new("query", text)).expect("a query");
    let dataset = Dataset::new(&snapshot.graph);
    count(evaluate(dataset, &query, &Arguments::new()).expect("an answer"))
}

fn ask_oxigraph(store: &Store, text: &str) -> usize {
    let evaluator = PREFIXES
        .iter()
        .fold(SparqlEvaluator::new(), |evaluator, (name, iri)| {
            evaluator.with_prefix(*name, *iri).expect("an IRI")
        });
    let mut query = evaluator.parse_query(text).expect("a query");
    if !text.contains("FROM") {
        query.dataset_mut().set_default_graph_as_union();
    }
    count(query.on_store(store).execute().expect("an answer"))
}

/// How many rows there are; every term of them is made.
fn count(results: QueryResults) -> usize {
    match results {
        QueryResults::Solutions(rows) => rows.filter(Result::is_ok).count(),
        QueryResults::Graph(triples) => triples.filter(Result::is_ok).count(),
        QueryResults::Boolean(answer) => usize::from(answer),
    }
}
