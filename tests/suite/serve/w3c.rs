//! The W3C's tests of the [protocol](https://www.w3.org/TR/sparql11-protocol/), of the
//! [graph store](https://www.w3.org/TR/sparql11-http-rdf-update/) and of
//! [service descriptions](https://www.w3.org/TR/sparql11-service-description/), as far as they read.

use super::{Response, Server, in_url, people, project};
use crate::manifest::{Manifest, suites};
use bixi::internals::rdf::Term;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Graph, GraphName, NamedNode, Quad};
use std::collections::BTreeMap;
use std::fs;

const HT: &str = "http://www.w3.org/2011/http#";
const CNT: &str = "http://www.w3.org/2011/content#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A request of a manifest.
struct Case<'m> {
    manifest: &'m Manifest,
    node: Term,
}

impl Case<'_> {
    fn text(&self, node: &Term, property: &str) -> Option<String> {
        match self.manifest.value(node, property)? {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
            _ => None,
        }
    }

    fn list(&self, node: &Term, property: &str) -> Vec<Term> {
        let mut items = Vec::new();
        let mut node = self.manifest.value(node, property);
        while let Some(list) = node {
            items.extend(self.manifest.value(&list, &format!("{RDF}first")));
            node = self.manifest.value(&list, &format!("{RDF}rest"));
        }
        items
    }

    fn method(&self) -> String {
        self.text(&self.node, &format!("{HT}methodName"))
            .expect("a method")
    }

    fn path(&self) -> String {
        self.text(&self.node, &format!("{HT}absolutePath"))
            .expect("a path")
    }

    fn headers(&self, node: &Term) -> Vec<(String, String)> {
        let headers = self.list(node, &format!("{HT}headers"));
        let header = |header: &Term| {
            let name = self
                .text(header, &format!("{HT}fieldName"))
                .expect("a name");
            let value = self
                .text(header, &format!("{HT}fieldValue"))
                .expect("a value");
            (name.to_ascii_lowercase(), value)
        };
        headers.iter().map(header).collect()
    }

    /// The body, in the encoding that the manifest names.
    fn body(&self, node: &Term) -> Option<(String, String)> {
        let body = self.manifest.value(node, &format!("{HT}body"))?;
        let encoding = self.text(&body, &format!("{CNT}characterEncoding"));
        Some((
            self.text(&body, &format!("{CNT}chars")).expect("a text"),
            encoding.unwrap_or_else(|| "UTF-8".to_owned()),
        ))
    }

    fn response(&self) -> Term {
        self.manifest
            .value(&self.node, &format!("{HT}resp"))
            .expect("a response")
    }

    /// Whether a status is one of those that are expected.
    fn expects(&self, status: u16) -> bool {
        let expected = self
            .manifest
            .values(&self.response(), &format!("{MF}expectedStatus"));
        let is = |expected: &Term| match expected
            .to_string()
            .trim_end_matches('>')
            .rsplit('#')
            .next()
        {
            Some("StatusCode2xx") => (200..300).contains(&status),
            Some("StatusCode3xx") => (300..400).contains(&status),
            Some("StatusCode4xx") => (400..500).contains(&status),
            Some("OK") => status == 200,
            Some("NotFound") => status == 404,
            Some("NoContent") => status == 204,
            other => unreachable!("a status that is not known: {other:?}"),
        };
        expected.iter().any(is)
    }

    /// Sends the request to a path.
    fn send(&self, server: &Server, target: &str) -> Response {
        let headers = self.headers(&self.node);
        let mut headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        headers.push(("host", "www.example"));
        let body = self
            .body(&self.node)
            .map_or_else(String::new, |(body, _)| body);
        server.request(&self.method(), target, &headers, &body)
    }
}

/// The requests of a test.
fn requests<'m>(manifest: &'m Manifest, test: &Term) -> Vec<Case<'m>> {
    let action = manifest
        .value(test, &format!("{MF}action"))
        .expect("an action");
    let case = |node: Term| Case { manifest, node };
    let requests = case(action.clone()).list(&action, &format!("{HT}requests"));
    requests.into_iter().map(case).collect()
}

fn name(test: &Term) -> String {
    let iri = test.to_string();
    iri.trim_end_matches('>')
        .rsplit('#')
        .next()
        .expect("a name")
        .to_owned()
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_protocol_of_the_w3c() {
    let root = suites("sparql/sparql");
    let base = "http://example.org/tests/";
    let manifest = Manifest::read(&root, base, "sparql11/protocol/manifest.ttl");
    let mut quads = String::new();
    for number in 1..=3 {
        let file = root.join(format!("sparql11/protocol/data{number}.nt"));
        let graph = format!(" <http://kasei.us/2009/09/sparql/data/data{number}.rdf> .");
        for line in fs::read_to_string(file)
            .expect("a file of the suite")
            .lines()
        {
            if let Some(triple) = line.trim().strip_suffix('.') {
                quads.push_str(&format!("{}{graph}\n", triple.trim_end()));
            }
        }
    }
    let folder = project(&[("data/graphs.nq", quads.as_str())]);
    let server = Server::start(folder.path(), &["--host", "www.example"]);
    let (mut passed, mut refused) = (0, 0);
    for test in &manifest.tests {
        let name = name(test);
        for request in requests(&manifest, test) {
            let path = request.path();
            let response = request.send(&server, &path);
            // What is served is read-only: updates are refused, and what follows them is not asked.
            if name.starts_with("update_") {
                assert_eq!(response.status, 403, "{name}: {}", response.text());
                refused += 1;
                break;
            }
            assert!(request.expects(response.status), "{name}: {response:?}");
            let expected = request.response();
            let media_type = response.header("content-type").to_owned();
            match request
                .text(&expected, &format!("{MF}expectedFormat"))
                .as_deref()
            {
                Some("boolean" | "tabular") => {
                    assert_eq!(media_type, "application/sparql-results+json")
                }
                Some("RDF") => assert!(
                    media_type.starts_with("text/turtle"),
                    "{name}: {media_type}"
                ),
                Some(other) => unreachable!("a form that is not known: {other}"),
                None => {}
            }
            if let Some(expected) = request.text(&expected, &format!("{MF}expectedBoolean")) {
                assert!(
                    response.text().contains(&format!("\"boolean\":{expected}")),
                    "{name}: {response:?}"
                );
            }
        }
        passed += 1;
    }
    assert_eq!((passed, refused), (34, 7));
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_graph_store_of_the_w3c() {
    let root = suites("sparql/sparql");
    let base = "http://example.org/tests/";
    let mut read = 0;
    for kind in ["direct", "indirect"] {
        let path = format!("sparql11/graph-store-protocol/manifest-{kind}.ttl");
        let manifest = Manifest::read(&root, base, &path);
        assert!(!manifest.tests.is_empty());
        for test in &manifest.tests {
            read += graph_store_test(&manifest, test);
        }
    }
    assert_eq!(read, 18);
}

/// Runs the reading requests of a test; what the others would change is changed in the sources. Returns the number of reading
/// requests.
fn graph_store_test(manifest: &Manifest, test: &Term) -> usize {
    let name = name(test);
    let mut graphs: BTreeMap<String, Vec<Quad>> = BTreeMap::new();
    let mut read = 0;
    for request in requests(manifest, test) {
        let path = request
            .path()
            .replace("$LOCATION$", &in_url("http://www.example/gsp/new"));
        let graph = match path.split_once("?graph=") {
            Some((_, graph)) => decoded(graph),
            None if path.ends_with("?default") => String::new(),
            None if path == "/gsp" => "http://www.example/gsp/new".to_owned(),
            None => format!("http://www.example{path}"),
        };
        let method = request.method();
        if let "GET" | "HEAD" = method.as_str() {
            let folder = store(&graphs);
            let server = Server::start(folder.path(), &["--host", "www.example"]);
            let response = request.send(&server, &path.replace("/gsp?", "/graph?"));
            assert!(request.expects(response.status), "{name}: {response:?}");
            let expected = request.response();
            for (header, value) in request.headers(&expected) {
                if header != "content-length" {
                    assert_eq!(response.header(&header), value, "{name}");
                }
            }
            if let Some((text, _)) = request.body(&expected) {
                let found = response.text();
                let found = canonical(&quads(found, "http://www.example/"));
                assert_eq!(
                    found,
                    canonical(&quads(&text, "http://www.example/")),
                    "{name}"
                );
            }
            read += 1;
            continue;
        }
        let said = request.body(&request.node).map(|(text, _)| {
            let parts = parts(&text);
            parts.iter().flat_map(|part| quads(part, &graph)).collect()
        });
        match method.as_str() {
            "PUT" => drop(graphs.insert(graph, said.unwrap_or_default())),
            "POST" => graphs
                .entry(graph)
                .or_default()
                .extend(said.unwrap_or_default()),
            "DELETE" => drop(graphs.remove(&graph)),
            other => unreachable!("a method that is not known: {other}"),
        }
    }
    read
}

/// The Turtle texts of a body: its parts, if it is one of several.
fn parts(text: &str) -> Vec<String> {
    let first = text.trim_start().lines().next();
    let Some(boundary) = first.filter(|line| line.starts_with("--")) else {
        return vec![text.to_owned()];
    };
    let text = text.replace('\r', "");
    let parts = text.split(boundary.trim_end());
    let bodies = parts.filter_map(|part| part.split_once("\n\n"));
    bodies.map(|(_, body)| body.to_owned()).collect()
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'%' => {
                let digits = std::str::from_utf8(&after[..2]).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("digits"));
                &after[2..]
            }
            byte => {
                bytes.push(*byte);
                after
            }
        };
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A project whose sources have some graphs.
fn store(graphs: &BTreeMap<String, Vec<Quad>>) -> tempfile::TempDir {
    let mut text = String::from("<urn:a> <urn:b> <urn:c> <urn:other> .\n");
    if graphs.contains_key("") {
        text.clear();
    }
    for (graph, quads) in graphs {
        for quad in quads {
            let name = match graph.as_str() {
                "" => GraphName::DefaultGraph,
                graph => NamedNode::new_unchecked(graph).into(),
            };
            let quad = Quad::new(
                quad.subject.clone(),
                quad.predicate.clone(),
                quad.object.clone(),
                name,
            );
            text.push_str(&format!("{quad} .\n"));
        }
    }
    project(&[
        ("bixi.toml", "base = \"http://www.example/\"\n"),
        ("data/store.nq", &text),
    ])
}

/// The triples of a Turtle text.
fn quads(text: &str, base: &str) -> Vec<Quad> {
    let base = if base.is_empty() {
        "http://www.example/"
    } else {
        base
    };
    RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri(base)
        .expect("an IRI")
        .for_slice(text.as_bytes())
        .map(|quad| quad.unwrap_or_else(|error| unreachable!("{error}: {text}")))
        .collect()
}

fn canonical(quads: &[Quad]) -> Vec<String> {
    let mut graph: Graph = quads
        .iter()
        .map(|quad| oxigraph::model::Triple::from(quad.clone()))
        .collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_service_description_of_the_w3c() {
    let root = suites("sparql/sparql");
    let manifest = Manifest::read(
        &root,
        "http://example.org/tests/",
        "sparql11/service-description/manifest.ttl",
    );
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let response = server.get("/sparql", &[("accept", "text/turtle")]);
    let described = quads(response.text(), "http://localhost/");
    let sd = |name: &str| format!("<http://www.w3.org/ns/sparql-service-description#{name}>");
    let said = |property: &str| -> Vec<&Quad> {
        described
            .iter()
            .filter(|quad| quad.predicate.to_string() == sd(property))
            .collect()
    };
    for test in &manifest.tests {
        match name(test).as_str() {
            "returns-rdf" => assert_eq!(response.status, 200),
            "has-endpoint-triple" => {
                let endpoints = said("endpoint");
                assert_eq!(endpoints.len(), 1);
                assert_eq!(endpoints[0].object.to_string(), "<http://localhost/sparql>");
            }
            // By the specification, 3: what may stand at each property.
            "conforms-to-schema" => {
                let is_a = |node: &Term, class: &str| {
                    let class = sd(class);
                    described.iter().any(|quad| {
                        Term::from(quad.subject.clone()) == *node
                            && quad.object.to_string() == class
                    })
                };
                let ranges = [
                    ("defaultDataset", "Dataset"),
                    ("defaultGraph", "Graph"),
                    ("namedGraph", "NamedGraph"),
                ];
                for (property, class) in ranges {
                    assert!(
                        said(property).iter().all(|quad| is_a(&quad.object, class)),
                        "{property}"
                    );
                }
                assert_eq!(said("defaultDataset").len(), 1);
                assert_eq!(said("namedGraph").len(), said("name").len());
            }
            other => unreachable!("a test that is not known: {other}"),
        }
    }
    assert_eq!(manifest.tests.len(), 3);
}
