//! The calls of the page of query, with their exact answers on a small project.

use crate::serve::{Server, in_url, project};
use serde_json::Value;
use std::thread;
use std::time::{Duration, Instant};

const ONTOLOGY: &str = "@prefix : <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
    @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
    :Person a owl:Class ; rdfs:label \"person\"@en , \"人\"@zh .\n:Town a owl:Class ; rdfs:label \"town\"@en .\n\
    :livesIn a owl:ObjectProperty ; rdfs:label \"lives in\"@en , \"居住于\"@zh .\n:age a owl:DatatypeProperty ; rdfs:label \"age\"@en .\n";

const PEOPLE: &str = "@prefix : <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
    :alice a :Person ; rdfs:label \"Alice\"@en , \"爱丽丝\"@zh ; :livesIn :delft ; :age 30 .\n\
    :bob a :Person ; rdfs:label \"Bob\"@en ; :livesIn :delft .\n:delft a :Town ; rdfs:label \"Delft\"@en .\n";

const RESIDENTS: &str = "#+ title: 居民\n#+ title_en: Residents\n#+ description_en: Who lives in a town.\n#+ view: chart\n#+ params:\n\
    #+   town: { of: :Town, default: :delft, description_en: the town }\n#+   age: { type: integer, optional: true }\n\
    SELECT ?person ?age { ?person :livesIn ?_town_iri OPTIONAL { ?person :age ?age } FILTER(?age >= ?__age_integer) }\n";

fn town() -> (tempfile::TempDir, Server) {
    let folder = project(&[
        (
            "bixi.toml",
            "name = \"town\"\nbase = \"http://example.org/\"\nlanguages = [\"en\", \"zh\"]\n",
        ),
        ("ontology/town.ttl", ONTOLOGY),
        ("data/people.ttl", PEOPLE),
        ("queries/residents.rq", RESIDENTS),
    ]);
    let server = Server::start(folder.path(), &[]);
    (folder, server)
}

/// Makes a call with a form, and returns its status and its answer.
fn call(server: &Server, name: &str, form: &[(&str, &str)]) -> (u16, String) {
    let form: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{name}={}", in_url(value)))
        .collect();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let response = server.request("POST", &format!("/api/{name}"), &headers, &form.join("&"));
    (response.status, response.text().to_owned())
}

#[test]
fn a_text_is_checked_while_it_is_written() {
    let (_folder, server) = town();
    let text = "# 😀\nSELECT ?x { ?x :livesin :delft }";
    assert_eq!(
        call(&server, "check", &[("query", text)]),
        (
            200,
            r##"{"tokens":[{"kind":"comment","start":0,"end":4},{"kind":"keyword","start":5,"end":11},{"kind":"variable","start":12,"end":14},{"kind":"sign","start":15,"end":16},{"kind":"variable","start":17,"end":19},{"kind":"name","start":20,"end":28},{"kind":"name","start":29,"end":35},{"kind":"sign","start":36,"end":37}],"error":null,"warnings":[{"message":"no source uses the property `:livesin`","hint":"did you mean `:livesIn`?","at":{"start":20,"end":28}}],"parameters":[]}"##
                .to_owned()
        )
    );
    let (status, wrong) = call(&server, "check", &[("query", "SELECT ?x { ?x :livesIn }")]);
    let wrong: Value = serde_json::from_str(&wrong).expect("JSON");
    assert_eq!(status, 200);
    assert_eq!(
        wrong["error"].to_string(),
        r#"{"at":{"end":25,"start":24},"message":"expected a term, not `}`"}"#
    );
    let with_parameter = "SELECT ?x { ?x :age ?_years_integer }";
    let (_, checked) = call(&server, "check", &[("query", with_parameter)]);
    let checked: Value = serde_json::from_str(&checked).expect("JSON");
    assert_eq!(
        checked["parameters"].to_string(),
        r#"[{"is_optional":false,"kind":"integer","name":"years"}]"#
    );
}

#[test]
fn what_can_be_written_next_fits_the_pattern() {
    let (_folder, server) = town();
    let text = "# 😀\nSELECT * { ?x a :Person ; 居 }";
    assert_eq!(
        call(&server, "complete", &[("query", text), ("at", "32"), ("lang", "zh")]),
        (
            200,
            r#"{"start":31,"end":32,"suggestions":[{"text":":livesIn","label":"居住于","kind":"property","count":2}]}"#
                .to_owned()
        )
    );
    let (_, all) = call(
        &server,
        "complete",
        &[("query", "SELECT * { ?x :livesIn "), ("at", "23")],
    );
    let all: Value = serde_json::from_str(&all).expect("JSON");
    assert_eq!(
        all["suggestions"][0].to_string(),
        r#"{"count":2,"kind":"entity","label":"Delft","text":":delft"}"#
    );
    assert_eq!(
        call(&server, "complete", &[("query", "sel")]).1,
        r#"{"start":0,"end":3,"suggestions":[{"text":"SELECT","label":null,"kind":"keyword","count":null}]}"#
    );
}

#[test]
fn a_text_is_formatted_or_its_fault_is_told() {
    let (_folder, server) = town();
    assert_eq!(
        call(
            &server,
            "format",
            &[("query", "select ?x{?x a :Person;:age ?a.# why\n}")]
        ),
        (
            200,
            r##"{"query":"SELECT ?x {\n  ?x a :Person ; :age ?a . # why\n}\n"}"##.to_owned()
        )
    );
    assert_eq!(
        call(&server, "format", &[("query", "# 😀\nselct ?x { }")]),
        (
            400,
            r#"{"at":{"end":10,"start":5},"error":"expected `SELECT`, `ASK`, `CONSTRUCT` or `DESCRIBE`, not `selct`","hint":"did you mean `SELECT`?"}"#
                .to_owned()
        )
    );
    assert_eq!(
        call(&server, "format", &[]),
        (400, r#"{"error":"give `query` as a parameter"}"#.to_owned())
    );
}

#[test]
fn what_is_nested_deep_is_formatted_on_a_stack_of_its_own() {
    let (_folder, server) = town();
    let nots = "!".repeat(15_000);
    let text = format!("ask {{ filter({nots}true) }}");
    let (status, answer) = call(&server, "format", &[("query", &text)]);
    assert_eq!(
        (status, answer),
        (
            200,
            format!(r#"{{"query":"ASK {{\n  FILTER({nots}true)\n}}\n"}}"#)
        )
    );
}

#[test]
fn saved_queries_say_what_their_parameters_are() {
    let (_folder, server) = town();
    let parameters = r#"{"name":"age","kind":"integer","is_optional":true},{"name":"town","kind":"iri","of":[{"type":"uri","value":"http://example.org/Town","name":":Town","label":"town"}],"is_optional":false,"default":{"value":":delft","label":"Delft"},"description":"the town""#;
    assert_eq!(
        call(&server, "queries", &[("lang", "en")]).1,
        format!(
            r#"{{"queries":[{{"name":"residents","title":"Residents","description":"Who lives in a town.","view":"chart","parameters":[{parameters}}}]}}]}}"#
        )
    );
    let one = call(&server, "queries", &[("name", "residents"), ("lang", "zh")]).1;
    let one: Value = serde_json::from_str(&one).expect("JSON");
    let query = &one["queries"][0];
    assert_eq!(query["title"], "居民");
    assert_eq!(query["query"], RESIDENTS);
    assert_eq!(
        query["parameters"][1]["choices"].to_string(),
        r#"[{"label":"Delft","name":":delft","type":"uri","value":"http://example.org/delft"}]"#
    );
    let (status, none) = call(&server, "queries", &[("name", "resident")]);
    assert_eq!(status, 400);
    assert!(none.contains("residents"), "{none}");
}

/// The lines of an answer, the time left out.
fn lines(server: &Server, form: &[(&str, &str)]) -> Vec<String> {
    let (status, text) = call(server, "run", form);
    assert_eq!(status, 200, "{text}");
    let lines = text
        .lines()
        .map(|line| match line.split_once(",\"milliseconds\":") {
            Some((line, _)) => format!("{line}}}"),
            None => line.to_owned(),
        });
    lines.collect()
}

#[test]
fn an_answer_comes_in_lines() {
    let (_folder, server) = town();
    assert_eq!(
        lines(
            &server,
            &[("name", "residents"), ("lang", "en"), ("limit", "1")]
        ),
        [
            r#"{"kind":"select","variables":["person","age"],"count":2,"view":"chart","title":"Residents"}"#,
            r#"{"terms":[{"type":"uri","value":"http://example.org/alice","name":":alice","label":"Alice"},{"type":"literal","value":"30","datatype":"http://www.w3.org/2001/XMLSchema#integer"}],"rows":[[0,1]]}"#,
            r#"{"is_end":true,"rows":1,"is_incomplete":true,"warnings":[],"defaults":[{"name":"town","value":":delft"}],"taken":[]}"#,
        ]
    );
    let all = "SELECT ?x { ?x :livesIn :delft } ORDER BY ?x";
    assert_eq!(
        lines(&server, &[("query", all), ("limit", "1")])[2],
        r#"{"is_end":true,"rows":1,"is_incomplete":true,"warnings":[],"defaults":[],"taken":[]}"#
    );
    assert_eq!(
        lines(&server, &[("query", "ASK { :alice :livesin :delft }")]),
        [
            r#"{"kind":"ask","variables":[],"count":0,"boolean":false}"#,
            r#"{"is_end":true,"rows":0,"is_incomplete":false,"warnings":[{"message":"no source uses the property `:livesin`","hint":"did you mean `:livesIn`?","at":{"start":13,"end":21}}],"defaults":[],"taken":[]}"#,
        ]
    );
    let made = "CONSTRUCT { ?x :in ?t } { ?x :livesIn ?t ; :age ?age }";
    assert_eq!(
        lines(&server, &[("query", made)])[1..],
        [
            r#"{"terms":[{"type":"uri","value":"http://example.org/alice","name":":alice","label":"Alice"},{"type":"uri","value":"http://example.org/in","name":":in"},{"type":"uri","value":"http://example.org/delft","name":":delft","label":"Delft"}],"rows":[[0,1,2]]}"#,
            r#"{"is_end":true,"rows":1,"is_incomplete":false,"warnings":[],"defaults":[],"taken":[],"turtle":"@prefix : <http://example.org/> .\n\n:alice :in :delft .\n"}"#,
        ]
    );
    assert_eq!(
        call(&server, "run", &[("query", "SELECT * { ?s ?p }")]),
        (
            400,
            r#"{"at":{"end":18,"start":17},"error":"expected a term, not `}`"}"#.to_owned()
        )
    );
    assert_eq!(
        call(&server, "run", &[("name", "residents"), ("city", "x")]),
        (
            400,
            r#"{"error":"the query has no parameter `city`"}"#.to_owned()
        )
    );
    assert_eq!(
        lines(
            &server,
            &[
                ("query", "SELECT ?x { ?x rdfs:label ?_name_en }"),
                ("param", "name=Bob")
            ]
        )[1],
        r#"{"terms":[{"type":"uri","value":"http://example.org/bob","name":":bob","label":"Bob"}],"rows":[[0]]}"#
    );
}

#[test]
fn a_query_that_runs_is_seen_and_ended() {
    let (_folder, server) = town();
    let none = server.get("/api/progress?id=long", &[]);
    assert_eq!(none.text(), r#"{"is_running":false}"#);
    // Products that have nothing to do with each other take long.
    let values: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    let values = values.join(" ");
    let long = format!(
        "SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} VALUES ?c {{ {values} }} FILTER(MD5(CONCAT(STR(?a), STR(?b), STR(?c))) = \"\") }}"
    );
    thread::scope(|scope| {
        let running = scope.spawn(|| call(&server, "run", &[("query", &long), ("id", "long")]));
        let started = Instant::now();
        let mut is_seen = false;
        while started.elapsed() < Duration::from_secs(30) && !is_seen && !running.is_finished() {
            let now = server.get("/api/progress?id=long", &[]);
            let now: Value = serde_json::from_str(now.text()).expect("JSON");
            is_seen =
                now["is_running"] == true && now["operator"].is_string() && now["rows"].is_u64();
        }
        assert!(is_seen, "{:?}", running.join());
        let ended = server.get("/api/cancel?id=long", &[]);
        assert_eq!(ended.text(), r#"{"is_cancelled":true}"#);
        let (status, text) = running.join().expect("an answer");
        assert_eq!(status, 503, "{text}");
    });
    assert_eq!(
        server.get("/api/cancel?id=long", &[]).text(),
        r#"{"is_cancelled":false}"#
    );
}

#[test]
fn a_plan_has_expected_and_actual_rows() {
    let (_folder, server) = town();
    let query = "SELECT ?x { ?x :livesIn :delft }";
    let (_, plan) = call(&server, "plan", &[("query", query)]);
    let plan: Value = serde_json::from_str(&plan).expect("JSON");
    assert_eq!(plan["executed"], false);
    assert_eq!(plan["operators"][0]["pattern"], "?x :livesIn :delft");
    let (_, plan) = call(&server, "plan", &[("query", query), ("analyze", "true")]);
    let plan: Value = serde_json::from_str(&plan).expect("JSON");
    assert_eq!(plan["operators"][0]["rows"], 2);
}
