//! Programs of others that ask a SPARQL endpoint, and random queries, whose answers are those of the library.

use super::{Server, in_url, people, project};
use crate::random_queries::{PROLOGUE, files, query};
use bixi::{
    Arguments, GraphFormat, Project, Query, QueryLimits, Results, Snapshot, SolutionsFormat,
    write_boolean,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a program with the address of the endpoint as its last argument, and returns what it prints.
fn run(program: &str, arguments: &[&str], folder: &Path, server: &Server) -> String {
    let run = Command::new(program)
        .args(arguments)
        .arg(format!("http://{}/sparql", server.address))
        .current_dir(folder)
        .output()
        .expect("the program runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    String::from_utf8(run.stdout).expect("UTF-8")
}

/// Asks by the client of rdflib: with solutions, a boolean and a graph, by each method and with each form.
const RDFLIB: &str = r#"
import sys
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
for method in ("GET", "POST", "POST_FORM"):
    for form in ("xml", "json"):
        graph = Graph(SPARQLStore(sys.argv[1], method=method, returnFormat=form))
        rows = graph.query("SELECT ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?name")
        print([row.name.n3() for row in rows])
        print(graph.query("ASK { ?s <http://example.org/knows> ?o }").askAnswer)
        print(len(list(graph.query("CONSTRUCT { ?s <http://example.org/p> ?o } { ?s <http://example.org/knows> ?o }"))))
        print(len(list(graph.query("DESCRIBE <http://example.org/alice>"))))
        print(list(graph.objects(URIRef("http://example.org/alice"), URIRef("http://example.org/knows"))))
"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn the_client_of_rdflib_is_answered() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let once = "['\"<script>alert(1)</script>\"', '\"爱丽丝\"@zh']\nTrue\n1\n2\n[rdflib.term.URIRef('http://example.org/bob')]\n";
    assert_eq!(
        run("python3", &["-c", RDFLIB], folder.path(), &server),
        once.repeat(6)
    );
}

/// Asks by SPARQLWrapper: each form that it knows, by each method.
const SPARQLWRAPPER: &str = r#"
import sys, warnings
warnings.simplefilter("ignore")
from SPARQLWrapper import SPARQLWrapper, CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
def ask(method, form, query):
    client = SPARQLWrapper(sys.argv[1])
    client.setMethod(method)
    client.setReturnFormat(form)
    client.setQuery(query)
    return client.query().convert()
solutions = "SELECT ?o { <http://example.org/alice> <http://example.org/knows> ?o }"
for method in (GET, POST):
    print(ask(method, JSON, solutions)["results"]["bindings"], len(ask(method, XML, solutions).getElementsByTagName("uri")))
    print(ask(method, CSV, solutions), ask(method, TSV, solutions))
    graph = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
    print(len(ask(method, XML, graph)), len(ask(method, RDFXML, graph)), len(ask(method, JSONLD, graph)))
    print([b"knows" in ask(method, form, graph) for form in (TURTLE, N3)])
client = SPARQLWrapper(sys.argv[1], returnFormat=JSON)
client.setMethod(POST)
client.setRequestMethod(POSTDIRECTLY)
client.setQuery("ASK {}")
print(client.query().convert())
try:
    ask(GET, JSON, "SELECT * {")
except QueryBadFormed as error:
    print("this `{` is not closed" in str(error))
"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn sparqlwrapper_is_answered() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let by_method = "[{'o': {'type': 'uri', 'value': 'http://example.org/bob'}}] 1\n\
        b'o\\r\\nhttp://example.org/bob\\r\\n' b'?o\\n<http://example.org/bob>\\n'\n\
        3 3 3\n[True, True]\n";
    assert_eq!(
        run("python3", &["-c", SPARQLWRAPPER], folder.path(), &server),
        format!(
            "{}{{'head': {{}}, 'boolean': True}}\nTrue\n",
            by_method.repeat(2)
        )
    );
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn the_program_of_the_page_about_the_server_prints_labels() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/serve.md");
    let page = fs::read_to_string(page).expect("a page");
    let program = page.split("```python\n").nth(1).expect("a program");
    let (program, _) = program.split_once("```").expect("its end");
    let folder = project(&[(
        "data/parks.ttl",
        "@prefix kgv: <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
         kgv:north a kgv:Park ; rdfs:label \"North Park\" .\n",
    )]);
    let server = Server::start(folder.path(), &[]);
    let served = format!("http://{}/sparql", server.address);
    let program = program.replace("http://127.0.0.1:7878/sparql", &served);
    assert!(program.contains(&served));
    assert_eq!(
        run("python3", &["-c", &program], folder.path(), &server),
        "North Park\n"
    );
}

/// Makes a data frame of pandas.
const DATA_FRAME: &str = r#"
import sys, sparql_dataframe
query = "SELECT ?s ?name (1.5 AS ?n) { ?s rdfs:label ?name } ORDER BY ?s"
for post in (False, True):
    frame = sparql_dataframe.get(sys.argv[1], query, post)
    print(list(frame.columns), frame.shape, frame["n"].sum(), list(frame["name"]))
"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn pandas_is_answered() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let frame = "['s', 'name', 'n'] (2, 3) 3.0 ['爱丽丝', '<script>alert(1)</script>']\n";
    assert_eq!(
        run("python3", &["-c", DATA_FRAME], folder.path(), &server),
        frame.repeat(2)
    );
}

/// Asks by Comunica.
const COMUNICA: &str = r#"
const { QueryEngine } = require("@comunica/query-sparql");
(async () => {
    const engine = new QueryEngine();
    const sources = [{ type: "sparql", value: process.argv[1] }];
    const text = "SELECT ?s ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?name";
    const rows = await (await engine.queryBindings(text, { sources })).toArray();
    for (const row of rows) console.log(row.get("s").value, row.get("name").value);
    console.log(await engine.queryBoolean("ASK { ?s <http://example.org/knows> ?o }", { sources }));
    const triples = await engine.queryQuads("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", { sources });
    console.log((await triples.toArray()).length);
})();
"#;

#[test]
#[cfg_attr(
    not(comunica),
    ignore = "BIXI_COMUNICA does not name a folder in which Comunica is installed"
)]
fn comunica_is_answered() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let installed = std::env::var("BIXI_COMUNICA").expect("BIXI_COMUNICA");
    assert_eq!(
        run("node", &["-e", COMUNICA], Path::new(&installed), &server),
        "http://example.org/bob <script>alert(1)</script>\nhttp://example.org/alice 爱丽丝\ntrue\n3\n"
    );
}

/// Returns what the library answers, in JSON or N-Triples.
fn answer(snapshot: &Snapshot, query: &Query) -> bixi::Result<Vec<u8>> {
    let mut text = Vec::new();
    let answer = snapshot.query(query, &Arguments::new(), &QueryLimits::default())?;
    match answer.results {
        Results::Solutions(solutions) => {
            solutions.write(SolutionsFormat::Json, snapshot.prefixes(), &mut text)?;
        }
        Results::Graph(triples) => {
            triples.write(GraphFormat::NTriples, snapshot.prefixes(), &mut text)?;
        }
        Results::Boolean(is_true) => write_boolean(is_true, SolutionsFormat::Json, &mut text)?,
    }
    Ok(text)
}

#[test]
fn random_queries_are_answered_as_by_the_library() {
    let mut runner = TestRunner::deterministic();
    let mut drawn = |strategy: &dyn Fn(&mut TestRunner) -> Vec<String>| strategy(&mut runner);
    let graph = drawn(&|runner| files().new_tree(runner).expect("a graph").current());
    let texts = drawn(&|runner| {
        let query = query();
        let mut next = || query.new_tree(runner).expect("a query").current();
        (0..1000).map(|_| format!("{PROLOGUE}{}", next())).collect()
    });
    let folder = project(&[("bixi.toml", "base = \"http://example.org/\"\n")]);
    for (number, text) in graph.iter().enumerate() {
        let file = folder.path().join(format!("{number}.ttl"));
        fs::write(file, format!("{PROLOGUE}{text}")).expect("a file");
    }
    let server = Server::start(folder.path(), &["--allow-product"]);
    let project = Project::open(folder.path()).expect("a project");
    let snapshot = Snapshot::open(&project.snapshot_path()).expect("a snapshot");
    let snapshot = snapshot.for_reader(&project.languages(&snapshot));
    let accept = "application/sparql-results+json, application/n-triples";
    let mut answered = 0;
    for text in &texts {
        let form = format!("query={}", in_url(text));
        let headers = [
            ("accept", accept),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let response = server.request("POST", "/sparql", &headers, &form);
        let query = Query::from_text(text).map(|query| query.with_base("http://example.org/"));
        match query.and_then(|query| answer(&snapshot, &query)) {
            Ok(expected) => {
                assert_eq!(response.status, 200, "{text}\n{}", response.text());
                assert!(response.body == expected, "{text}\n{}", response.text());
                answered += 1;
            }
            Err(error) => assert!(response.status >= 400, "{text}\n{error}"),
        }
    }
    assert!(answered > 500, "{answered} queries are answered");
}

/// Reads everything as rdflib does that knows no triple terms.
const RDFLIB_GRAPH: &str = r#"
import sys
from rdflib import Graph
graph = sys.argv[1].replace("/sparql", "/graph?default&version=1.1")
for url in (graph, graph + "&format=rdfxml"):
    print(len(Graph().parse(url)))
"#;

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn rdflib_reads_a_graph_with_triple_terms_in_version_1_1() {
    let folder = project(&[("data/a.ttl", "<urn:a> <urn:b> <urn:c> {| <urn:d> 1 |} .\n")]);
    let server = Server::start(folder.path(), &[]);
    // The statement, what is said of its reifier, that it reifies, and the four of the encoded triple term.
    assert_eq!(
        run("python3", &["-c", RDFLIB_GRAPH], folder.path(), &server),
        "7\n7\n"
    );
}
