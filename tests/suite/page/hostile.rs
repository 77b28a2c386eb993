//! What comes from a graph is shown and never obeyed: labels, IRIs, paths and messages that would be markup, scripts, commands of a
//! terminal, or would reorder or flood the page.

use super::{Stage, encoded};
use crate::browser::Reader;
use std::fs;

/// Labels that would do something if they were not text.
const LABELS: [&str; 7] = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "\"><svg onload=alert(3)>",
    "{{constructor.constructor('alert(4)')()}}",
    "javascript:alert(5)",
    "\\u202Egnp.exe \\u2066isolated",
    "\\u001B[31mred\\u0007",
];

/// A project whose every name is hostile.
fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for inner in ["data", "queries", "tests"] {
        fs::create_dir(folder.path().join(inner)).expect("a folder");
    }
    let mut turtle = "@prefix : <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n".to_owned();
    for (number, label) in LABELS.iter().enumerate() {
        let label = label.replace('"', "\\\"");
        let label = label.replace("\\\\\"", "\\\"");
        turtle.push_str(&format!(
            ":e{number} a :Class{number} ; rdfs:label \"{label}\" ; :p{number} :e0, \"{label}\", <javascript:alert({number})> .\n\
             :Class{number} rdfs:label \"class {label}\" . :p{number} rdfs:label \"property {label}\" .\n"
        ));
    }
    turtle.push_str(&format!(
        ":long rdfs:label \"{}\" ; :p0 :e0 .\n",
        "长long".repeat(2000)
    ));
    turtle.push_str(&format!(
        ":wide rdfs:label \"{}\" ; :p0 :e0 .\n",
        "W".repeat(10_000)
    ));
    turtle.push_str("<http://example.org/a%22%3E%3Cimg%20src=x%20onerror=alert(6)%3E> rdfs:label \"an IRI\" ; :p0 :e0 .\n");
    let settings = "name = \"<img src=x onerror=alert(7)>\"\nbase = \"http://example.org/\"\n";
    let query = "#+ title: <img src=x onerror=alert(8)>\n#+ description: <script>alert(9)</script>\nSELECT ?x ?label { ?x rdfs:label ?label ; :misspelt ?y }\n";
    let files = [
        ("bixi.toml", settings),
        ("data/hostile.ttl", turtle.as_str()),
        ("queries/<img src=x onerror=alert(10)>.rq", query),
        (
            "tests/<img src=x onerror=alert(11)>.rq",
            "#+ title: <img src=x onerror=alert(12)>\nASK { :e0 :p0 :wide }\n",
        ),
    ];
    for (path, text) in files {
        fs::write(folder.path().join(path), text).expect("a file");
    }
    folder
}

/// Where these names are shown.
fn addresses() -> Vec<String> {
    let mut addresses = vec!["/".to_owned(), "/query".to_owned(), "/explore".to_owned()];
    for part in ["", "/findings", "/tests", "/coverage", "/statistics"] {
        addresses.push(format!("/project{part}"));
    }
    for text in [
        "alert",
        "<img src=x onerror=alert(13)>",
        "long",
        "WWWWWWWWWW",
        "\u{202E}gnp",
    ] {
        addresses.push(format!("/find?text={}", encoded(text)));
    }
    let names = (0..LABELS.len()).map(|number| format!("e{number}"));
    let others = [
        "Class0",
        "p0",
        "long",
        "wide",
        "a%22%3E%3Cimg%20src=x%20onerror=alert(6)%3E",
    ];
    for name in names.chain(others.map(str::to_owned)) {
        let iri = encoded(&format!("http://example.org/{name}"));
        addresses.push(format!("/entity?iri={iri}"));
        addresses.push(format!("/explore?around={iri}"));
    }
    for iri in [
        "javascript:alert(14)",
        "<img src=x onerror=alert(15)>",
        "data:text/html,<script>alert(16)</script>",
    ] {
        addresses.push(format!("/entity?iri={}", encoded(iri)));
        addresses.push(format!("/explore?around={}", encoded(iri)));
    }
    for query in [
        "SELECT ?x ?label { ?x rdfs:label ?label }",
        "CONSTRUCT WHERE { ?x :p0 ?y }",
        "SELECT * { <img src=x onerror=alert(17)>",
    ] {
        addresses.push(format!("/query?query={}", encoded(query)));
    }
    addresses.push(format!(
        "/query?name={}",
        encoded("<img src=x onerror=alert(10)>")
    ));
    addresses
}

/// What markup from the graph would have made, and links that run a script.
const MADE: &str = "[...document.querySelectorAll('img[src=\"x\"], svg[onload], script:not([src]), [onerror], a[href^=\"javascript:\" i], a[href^=\"data:\" i]')].map((e) => e.outerHTML.slice(0, 200))";

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn hostile_names_are_only_shown() {
    let stage = Stage::of(hostile());
    let page = stage.browser.page(Reader {
        width: 360,
        ..Reader::default()
    });
    let mut wrong = Vec::new();
    for address in addresses() {
        page.go(&stage.url(&address));
        // What the server refuses is no fault of the page.
        let is_fault = |error: &String| !error.starts_with("log: Failed to load resource");
        let errors = page.errors().into_iter().filter(is_fault);
        wrong.extend(errors.map(|error| format!("{address}: {error}")));
        let made = page.evaluate(MADE);
        if made != serde_json::json!([]) {
            wrong.push(format!("{address}: {made}"));
        }
        let text = page.text();
        if text.contains(['\u{202E}', '\u{2066}', '\u{1B}', '\u{7}']) {
            wrong.push(format!(
                "{address}: a character reorders or controls the text"
            ));
        }
        let width = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        if width.as_i64().is_none_or(|width| width > 0) {
            wrong.push(format!("{address}: {width} pixels wider than its window"));
        }
    }
    let hosts: Vec<String> = page.hosts().into_iter().collect();
    assert_eq!(hosts, std::slice::from_ref(&stage.server.address));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
