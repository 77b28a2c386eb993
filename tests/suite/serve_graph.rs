//! The JSON calls about nodes and edges, and those that draw: their exact answers on a small project.

use crate::serve::{Server, in_url, project};

const TOWN: &str = r#"@prefix : <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:alice a :Person ; rdfs:label "Alice"@en, "爱丽丝"@zh ; :knows :bob ; :livesIn :delft .
:bob a :Person ; rdfs:label "Bob"@en ; :livesIn :delft ; :has [ rdfs:label "a box"@en ] .
:delft a :Town ; rdfs:label "Delft"@en ; :population 100 .
"#;

const ONTOLOGY: &str = r#"@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix style: <https://bixi.example/vocab/style#> .
:Person a owl:Class ; rdfs:label "person"@en ; style:color "green" ; style:icon "人"@zh, "P"@en .
:Town a owl:Class ; rdfs:label "town"@en .
:knows a owl:SymmetricProperty ; rdfs:label "knows"@en, "认识"@zh .
:livesIn a owl:ObjectProperty ; rdfs:label "lives in"@en .
"#;

fn town() -> tempfile::TempDir {
    project(&[
        (
            "bixi.toml",
            "name = \"town\"\nbase = \"http://example.org/\"\nlanguages = [\"en\", \"zh\"]\n",
        ),
        ("data/town.ttl", TOWN),
        ("ontology/town.ttl", ONTOLOGY),
        (
            "queries/residents.rq",
            "#+ title: Residents\nSELECT ?town (COUNT(*) AS ?residents) { ?person :livesIn ?town FILTER(?town = ?_town_iri) } GROUP BY ?town",
        ),
    ])
}

const ALICE: &str = r##"{"id":"http://example.org/alice","entity":{"type":"uri","value":"http://example.org/alice","name":":alice","label":"Alice"},"class":{"type":"uri","value":"http://example.org/Person","name":":Person","label":"person"},"color":"#009e73","icon":"P"}"##;
const BOB: &str = r##"{"id":"http://example.org/bob","entity":{"type":"uri","value":"http://example.org/bob","name":":bob","label":"Bob"},"class":{"type":"uri","value":"http://example.org/Person","name":":Person","label":"person"},"color":"#009e73","icon":"P"}"##;
const DELFT: &str = r#"{"id":"http://example.org/delft","entity":{"type":"uri","value":"http://example.org/delft","name":":delft","label":"Delft"},"class":{"type":"uri","value":"http://example.org/Town","name":":Town","label":"town"},"color":null,"icon":null}"#;
const LIVES_IN: &str =
    r#"{"type":"uri","value":"http://example.org/livesIn","name":":livesIn","label":"lives in"}"#;
const KNOWS: &str =
    r#"{"type":"uri","value":"http://example.org/knows","name":":knows","label":"knows"}"#;

fn edge(from: &str, property: &str, to: &str, is_inferred: bool) -> String {
    format!(
        r#"{{"from":"http://example.org/{from}","property":{property},"to":"http://example.org/{to}","is_inferred":{is_inferred}}}"#
    )
}

#[test]
fn links_are_counted_before_they_are_followed() {
    let folder = town();
    let server = Server::start(folder.path(), &[]);
    let delft = server.get("/api/neighbours?iri=Delft", &[]);
    let class = r#"{"property":{"type":"uri","value":"http://www.w3.org/1999/02/22-rdf-syntax-ns#type","name":"rdf:type"},"direction":"out","count":1}"#;
    assert_eq!(
        delft.text(),
        format!(
            r#"{{"nodes":[{DELFT}],"edges":[],"properties":[{class},{{"property":{LIVES_IN},"direction":"in","count":2}}]}}"#
        )
    );
    let alice = server.get("/api/neighbours?iri=:alice&inferred=true&lang=zh", &[]);
    let known = r#"{"property":{"type":"uri","value":"http://example.org/knows","name":":knows","label":"认识"},"direction":"in","count":1}"#;
    assert!(alice.text().contains(known), "{}", alice.text());
    assert!(alice.text().contains(r#""icon":"人""#), "{}", alice.text());
    let wrong = server.get("/api/neighbours?iri=:alice&inferred=yes", &[]);
    assert_eq!(wrong.status, 400);
    assert_eq!(
        wrong.text(),
        r#"{"error":"`inferred` is `true` or `false`, not `yes`"}"#
    );
}

#[test]
fn links_by_a_property_come_in_pages() {
    let folder = town();
    let server = Server::start(folder.path(), &[]);
    let get = |more: &str| {
        let url = format!("/api/expand?iri=:delft&property=:livesIn{more}");
        server.get(&url, &[]).text().to_owned()
    };
    let first = edge("alice", LIVES_IN, "delft", false);
    assert_eq!(
        get("&direction=in&limit=1"),
        format!(r#"{{"count":2,"nodes":[{ALICE},{DELFT}],"edges":[{first}]}}"#)
    );
    let second = edge("bob", LIVES_IN, "delft", false);
    assert_eq!(
        get("&direction=in&offset=1"),
        format!(r#"{{"count":2,"nodes":[{BOB},{DELFT}],"edges":[{second}]}}"#)
    );
    assert_eq!(
        get(""),
        format!(r#"{{"count":0,"nodes":[{DELFT}],"edges":[]}}"#)
    );
    assert_eq!(
        get("&direction=up"),
        r#"{"error":"`direction` is `out` or `in`, not `up`"}"#
    );
    // A blank node is followed by the id that an edge gave.
    let boxed = server.get("/api/expand?iri=:bob&property=:has", &[]);
    let boxed: serde_json::Value = serde_json::from_str(boxed.text()).expect("JSON");
    let id = boxed["edges"][0]["to"].as_str().expect("an id");
    assert!(id.starts_with("_:"), "{id}");
    let back = server.get(&format!("/api/neighbours?iri={}", in_url(id)), &[]);
    assert!(
        back.text().contains(r#""direction":"in","count":1"#),
        "{}",
        back.text()
    );
}

#[test]
fn links_between_entities_and_paths_are_nodes_and_edges() {
    let folder = town();
    let server = Server::start(folder.path(), &[]);
    let between = server.get("/api/between?iri=:alice&iri=:bob&iri=:nobody", &[]);
    let known = edge("alice", KNOWS, "bob", false);
    assert_eq!(
        between.text(),
        format!(r#"{{"nodes":[{ALICE},{BOB}],"edges":[{known}]}}"#)
    );
    let all = server.request(
        "POST",
        "/api/between",
        &[("content-type", "application/x-www-form-urlencoded")],
        "iri=:alice&iri=:bob&inferred=true",
    );
    let back = edge("bob", KNOWS, "alice", true);
    assert_eq!(
        all.text(),
        format!(r#"{{"nodes":[{ALICE},{BOB}],"edges":[{known},{back}]}}"#)
    );
    let path = server.get("/api/path?from=Alice&to=Delft", &[]);
    let lives = edge("alice", LIVES_IN, "delft", false);
    assert_eq!(
        path.text(),
        format!(r#"{{"nodes":[{ALICE},{DELFT}],"edges":[{lives}]}}"#)
    );
    let none = server.get("/api/path?from=Alice&to=:Town", &[]);
    assert_eq!(none.status, 400);
    assert!(none.text().contains("no path"), "{}", none.text());
}

#[test]
fn pictures_are_those_of_the_command_line() {
    let folder = town();
    let server = Server::start(folder.path(), &[]);
    let drawn = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_bixi"))
            .args(["view", "--project"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let construct = "CONSTRUCT { ?a :knows ?b } WHERE { ?a :knows ?b }";
    std::fs::write(folder.path().join("k.rq"), construct).expect("a file");
    let query = folder.path().join("k.rq");
    let pairs = [
        (
            "around=Delft&format=svg".to_owned(),
            vec!["--around", "Delft", "--format", "svg"],
        ),
        (
            "around=Delft&format=json&depth=2&only=:livesIn".to_owned(),
            vec![
                "--around", "Delft", "--format", "json", "--depth", "2", "--only", ":livesIn",
            ],
        ),
        (
            "path=Alice&path=Delft".to_owned(),
            vec!["--path", "Alice", "Delft", "--format", "svg"],
        ),
        (
            "class=:Person&group=class".to_owned(),
            vec!["--class", ":Person", "--group", "class", "--format", "svg"],
        ),
        (
            "ontology=true&direction=LR".to_owned(),
            vec!["--ontology", "--direction", "LR", "--format", "svg"],
        ),
        (
            "name=residents&town=Delft&layout=force".to_owned(),
            vec![
                "residents",
                "--town",
                "Delft",
                "--layout",
                "force",
                "--format",
                "svg",
            ],
        ),
    ];
    for (url, arguments) in pairs {
        let answer = server.get(&format!("/api/view?{url}"), &[]);
        assert_eq!(answer.status, 200, "{url}: {}", answer.text());
        assert_eq!(answer.text(), drawn(&arguments), "{url}");
    }
    let text = server.get(&format!("/api/view?query={}", in_url(construct)), &[]);
    assert_eq!(text.header("content-type"), "image/svg+xml");
    let saved = drawn(&[query.to_str().expect("a path"), "--format", "svg"]);
    // Only the title differs: that of a query without one is its file.
    assert_eq!(text.text().lines().count(), saved.lines().count());
    let wrong = server.get("/api/view?around=Delft&class=:Person", &[]);
    assert_eq!(
        wrong.text(),
        r#"{"error":"give one of `around`, `class`, `ontology=true`, `name`, `query`, or `path` twice"}"#
    );
    let layout = server.get("/api/view?around=Delft&layout=round", &[]);
    assert_eq!(
        layout.text(),
        r#"{"error":"layouts are auto, layered, tree, radial and force"}"#
    );
}

#[test]
fn the_numbers_of_rows_are_a_chart() {
    let folder = town();
    let server = Server::start(folder.path(), &[]);
    let chart = server.get("/api/chart?name=residents&town=Delft&kind=bar", &[]);
    assert_eq!(chart.header("content-type"), "image/svg+xml");
    // Its own style holds where it is opened by itself.
    let policy = chart.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'; "));
    let drawn = std::process::Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args([
            "query",
            "residents",
            "--town",
            "Delft",
            "--chart",
            "bar",
            "--project",
        ])
        .arg(folder.path())
        .output()
        .expect("the program runs");
    assert_eq!(
        chart.text(),
        String::from_utf8(drawn.stdout).expect("UTF-8")
    );
    let ask = server.get("/api/chart?query=ASK%7B%7D", &[]);
    assert_eq!(
        ask.text(),
        r#"{"error":"only the rows of a SELECT query can be a chart"}"#
    );
    let nothing = server.get("/api/chart", &[]);
    assert_eq!(
        nothing.text(),
        r#"{"error":"give `query` or `name` as a parameter"}"#
    );
}
