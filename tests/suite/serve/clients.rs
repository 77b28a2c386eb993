//! Programs of others that ask a SPARQL endpoint.

use super::{Server, people};
use std::process::Command;

/// Asks a server by the client of rdflib: with solutions, a boolean and a graph, by GET and by POST.
const CLIENT: &str = r#"
import sys
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
endpoint = sys.argv[1]
for method in ("GET", "POST", "POST_FORM"):
    store = SPARQLStore(endpoint, method=method, returnFormat="json" if method == "POST" else "xml")
    graph = Graph(store)
    rows = list(graph.query("SELECT ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?name"))
    print([row.name.n3() for row in rows])
    print(graph.query("ASK { ?s <http://example.org/knows> ?o }").askAnswer)
    # For JSON this client accepts no form of a graph.
    if method != "POST":
        print(len(list(graph.query("CONSTRUCT { ?s <http://example.org/p> ?o } { ?s <http://example.org/knows> ?o }"))))
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
    let run = Command::new("python3")
        .args(["-c", CLIENT, &format!("http://{}/sparql", server.address)])
        .output()
        .expect("python3 runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let names = "['\"<script>alert(1)</script>\"', '\"爱丽丝\"@zh']\nTrue\n";
    let known = "[rdflib.term.URIRef('http://example.org/bob')]\n";
    assert_eq!(
        String::from_utf8_lossy(&run.stdout),
        format!("{names}1\n{known}{names}{known}{names}1\n{known}")
    );
}
