//! What comes from a graph is shown and never obeyed: labels, IRIs, paths and messages that would be markup, scripts, commands of a
//! terminal, or would reorder or flood the page.

use super::{Stage, encoded};
use crate::browser::{Page, Reader};
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
    turtle.push_str(&format!(
        ":huge rdfs:label \"{}\" ; :p0 :e0 .\n",
        "100 kB of it ".repeat(8000)
    ));
    // Right to left, joined and piled characters, markup as a datatype, and nothing to read.
    turtle.push_str(
        ":arabic rdfs:label \"مرحبا بالعالم (1) abc\"@ar , \"שלום <b>עולם</b>\"@he ; :p0 :e0 .\n\
         :emoji rdfs:label \"👩‍👩‍👧‍👦 🏳️‍🌈 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘\" ; :p0 :e0 .\n\
         :markup rdfs:label \"markup\" ; :text \"<p onclick=alert(18)>x</p><style>*{display:none}</style>\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> ; :p0 :e0 .\n\
         :empty rdfs:label \"\" ; :p0 :e0 .\n:spaces rdfs:label \"   \" ; :p0 :e0 .\n",
    );
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
        "huge",
        "arabic",
        "emoji",
        "markup",
        "empty",
        "spaces",
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
    let script = script_of_axe();
    let mut wrong = Vec::new();
    for address in addresses() {
        page.go(&stage.url(&address));
        let found = script.iter().flat_map(|script| page.axe(script));
        wrong.extend(found.map(|fault| format!("{address}: {fault}")));
        // What the server refuses is not a fault of the page.
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

/// The script of axe, if there is one.
fn script_of_axe() -> Option<String> {
    let path = std::env::var("BIXI_AXE").ok()?;
    Some(fs::read_to_string(path).expect("the script of axe"))
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn a_very_long_name_leaves_room_for_the_rest() {
    let stage = Stage::of(hostile());
    let iri = encoded("http://example.org/huge");
    let page = stage.page(&format!("/entity?iri={iri}"), Reader::default());
    let height = "document.documentElement.scrollHeight";
    let before = page.evaluate(height);
    assert!(
        before.as_f64().is_some_and(|height| height < 3000.0),
        "{before}"
    );
    page.click(&page.find("button", "Show all 104,000 characters"));
    page.wait_until(&format!("{height} > 3000"));
    assert_eq!(page.errors(), [""; 0]);
}

#[test]
#[cfg_attr(
    not(browser),
    ignore = "BIXI_BROWSER=none says that there is no browser"
)]
fn an_entity_with_very_many_properties_shows_some_and_then_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut turtle = "@prefix : <http://example.org/> .\n:many :p 1".to_owned();
    for number in 0..3000 {
        turtle.push_str(&format!(" ;\n :q{number} {number}"));
    }
    fs::write(folder.path().join("many.ttl"), format!("{turtle} .\n")).expect("a file");
    let stage = Stage::of(folder);
    let iri = encoded("http://example.org/many");
    let page = stage.page(&format!("/entity?iri={iri}"), Reader::default());
    let groups = |page: &Page| page.evaluate("document.querySelectorAll('.group').length");
    assert_eq!(groups(&page), 100);
    page.click(&page.find("button", "100 more of 2901 properties"));
    assert_eq!(groups(&page), 200);
    let focused = page.evaluate(
        "document.activeElement.closest('.group') === document.querySelectorAll('.group')[100]",
    );
    assert_eq!(focused, true);
    assert_eq!(page.errors(), [""; 0]);
}
