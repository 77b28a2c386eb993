//! The calls of the pages of search and of entities: their answers, byte for byte, in `tests/cases/serve/entity.txt`, on a project
//! with hostile labels; `BIXI_ACCEPT=1` rewrites them.

use crate::serve::{Server, in_url, project};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

const SETTINGS: &str = r#"name = "towns"
base = "http://example.org/"
languages = ["zh", "en"]

[check]
printed = ["http://example.org/printedAs"]

[acceptance]
property = "http://example.org/certainty"
default = "stated"

[[acceptance.level]]
name = "stated"
values = ["http://example.org/stated"]

[[acceptance.level]]
name = "claimed"
values = ["http://example.org/claimed"]
"#;

const ONTOLOGY: &str = r#"@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:Town a owl:Class ; rdfs:subClassOf :Place ; rdfs:label "town"@en, "镇"@zh .
:Place a owl:Class ; rdfs:label "place"@en, "地方"@zh .
:twinOf a owl:SymmetricProperty ; rdfs:label "twin of"@en, "友好城市"@zh .
:printedAs rdfs:label "printed as"@en .
:unit rdfs:label "unit"@en .
"#;

const DATA: &str = r#"@prefix : <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

:delft a :Town ; rdfs:label "代尔夫特"@zh, "Delft"@en ; :twinOf :jena ~ :e1 {| :certainty :stated ; :source "page 3" |} ;
    :budget :figure ; :mayor [ rdfs:label "the mayor \"<b>\""@en ] .
:jena a :Town ; rdfs:label "<img src=x onerror=alert(1)>"@en ; rdfs:comment "line\nbreak \u202E \"quoted\""@en .
<http://example.org/成都> a :Town ; rdfs:label "成都"@zh .
:figure :printedAs "more than 3 million"@en ; :amount 3000000 ; :unit :euro .
:euro rdfs:label "euro"@en .
<< :delft :twinOf <http://example.org/成都> ~ :e2 >> :certainty :claimed .
"#;

/// What is asked, as the target of a request, with spaces and characters beyond ASCII as they are.
const CALLS: [&str; 22] = [
    "/api/find?text=del",
    "/api/find?text=img src&lang=en",
    "/api/find?text=成&class=http://example.org/Place",
    "/api/find?text=成&class=http://example.org/nothing",
    "/api/find?class=http://example.org/Place&offset=1&limit=1&lang=en",
    "/api/find?text=million",
    "/api/find?text=deltf",
    "/api/entity?iri=http://example.org/delft&lang=en",
    "/api/entity?name=Delft&property=http://www.w3.org/1999/02/22-rdf-syntax-ns#type&offset=1&limit=1",
    "/api/entity?iri=http://example.org/Town&property=http://www.w3.org/1999/02/22-rdf-syntax-ns#type&direction=in&limit=2",
    "/api/entity?iri=http://example.org/nowhere",
    "/api/entity",
    "/api/entity?iri=http://example.org/delft&direction=up",
    "/api/compare?iri=http://example.org/delft&iri=http://example.org/jena&lang=en",
    "/api/compare",
    "/api/source?file=data/towns.ttl&line=4&around=1",
    "/api/source?file=bixi.toml&line=1",
    "/api/source?file=../../etc/passwd&line=1",
    "/api/why?subject=<http://example.org/jena>&predicate=<http://example.org/twinOf>&object=<http://example.org/delft>&lang=en",
    "/api/why?subject=<http://example.org/jena>&predicate=rdfs:comment&object=\"line\\nbreak \u{202E} \\\"quoted\\\"\"@en",
    "/api/why?subject=:jena&predicate=:twinOf&object=:euro",
    "/api/why?subject=:jena&predicate=:twinOf",
];

fn towns() -> tempfile::TempDir {
    project(&[
        ("bixi.toml", SETTINGS),
        ("ontology/towns.ttl", ONTOLOGY),
        ("data/towns.ttl", DATA),
    ])
}

/// Writes a target as it is sent: the values of its parameters are encoded.
fn encoded(target: &str) -> String {
    let Some((path, parameters)) = target.split_once('?') else {
        return target.to_owned();
    };
    let encoded = parameters.split('&').map(|parameter| {
        let (name, value) = parameter.split_once('=').expect("a value");
        format!("{name}={}", in_url(value))
    });
    format!("{path}?{}", encoded.collect::<Vec<_>>().join("&"))
}

#[test]
fn calls_of_search_and_entities_answer_exactly() {
    let folder = towns();
    let server = Server::start(folder.path(), &[]);
    let mut transcript = String::new();
    for call in CALLS {
        let response = server.get(&encoded(call), &[]);
        assert_eq!(
            response.header("content-type"),
            "application/json",
            "{call}"
        );
        transcript.push_str(&format!(
            "{call}\n{} {}\n\n",
            response.status,
            response.text()
        ));
    }
    let path = Path::new("tests/cases/serve/entity.txt");
    if env::var_os("BIXI_ACCEPT").is_some() {
        fs::write(path, &transcript).expect("a file");
    }
    let expected = fs::read_to_string(path).expect("a file");
    for (answer, expected) in transcript.split("\n\n").zip(expected.split("\n\n")) {
        assert_eq!(answer, expected);
    }
    assert_eq!(transcript, expected);
}

#[test]
fn the_command_line_says_the_same_as_data() {
    let folder = towns();
    let server = Server::start(folder.path(), &[]);
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let cases = [
        ("/api/entity?name=:delft", ["show", ":delft"]),
        ("/api/find?text=del", ["find", "del"]),
        (
            "/api/find?text=nothing like it",
            ["find", "nothing like it"],
        ),
    ];
    for (call, command) in cases {
        let said = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(command)
            .args(["--format", "json", "--project"])
            .arg(folder.path())
            .output()
            .expect("the program runs");
        let said = String::from_utf8(said.stdout).expect("UTF-8");
        let answer = server.get(&encoded(call), &[]);
        assert_eq!(read(&said), read(answer.text()), "{call}");
    }
}

#[test]
fn a_blank_node_has_an_address_of_its_own() {
    let folder = towns();
    let server = Server::start(folder.path(), &[]);
    let target =
        encoded("/api/entity?iri=http://example.org/delft&property=http://example.org/mayor");
    let delft = server.get(&target, &[]);
    let delft: serde_json::Value = serde_json::from_str(delft.text()).expect("JSON");
    let mayor = &delft["outgoing"][0]["statements"][0]["value"];
    assert_eq!(mayor["type"], "bnode", "{delft}");
    let name = format!("_:{}", mayor["value"].as_str().expect("a name"));
    let mayor = server.get(&encoded(&format!("/api/entity?iri={name}")), &[]);
    let mayor: serde_json::Value = serde_json::from_str(mayor.text()).expect("JSON");
    assert_eq!(mayor["entity"]["label"], "the mayor \"<b>\"");
    let back = &mayor["incoming"][0]["statements"][0]["value"];
    assert_eq!(back["value"], "http://example.org/delft");
}

#[test]
fn an_entity_is_at_its_own_path_under_the_base() {
    let folder = towns();
    let server = Server::start(folder.path(), &[]);
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let types = |target: &str, accept: &str| {
        let response = server.get(target, &[("accept", accept)]);
        (response.status, response.header("content-type").to_owned())
    };
    let page = (200, "text/html; charset=utf-8".to_owned());
    let turtle = (200, "text/turtle; charset=utf-8".to_owned());
    assert_eq!(types("/delft", browser), page);
    assert_eq!(types("/delft", "*/*"), turtle);
    assert_eq!(types("/delft?format=turtle", browser), turtle);
    let linked = (200, "application/ld+json".to_owned());
    assert_eq!(types("/delft", "application/ld+json"), linked);
    assert_eq!(types("/%E6%88%90%E9%83%BD", browser), page);
    let described = server.get(
        "/%E6%88%90%E9%83%BD",
        &[("accept", "application/n-triples")],
    );
    assert!(
        described.text().contains("\"成都\"@zh"),
        "{}",
        described.text()
    );
    // The evidence in a source is of version 1.2.
    let source = (200, "text/turtle; charset=utf-8; version=1.2".to_owned());
    assert_eq!(types("/data/towns.ttl", browser), source);
    assert_eq!(types("/delf", browser).0, 404);
    let nowhere = (404, page.1.clone());
    assert_eq!(
        types("/entity?iri=http://example.org/nowhere", browser),
        nowhere
    );
    assert_eq!(types("/find?text=x", browser), page);
    assert_eq!(server.request("PUT", "/delft", &[], "").status, 405);
}
