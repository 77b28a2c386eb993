//! Every saved query of the repository, as its front matter describes it: with values of the wrong kind, of two subjects, in both
//! languages, and beside a thing that has no English name.

use crate::third_article::with_the_article;
use bixi::internals::project::Project;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A person, an indicator and a class: whatever a parameter asks for, one of them is something else.
const THINGS: [&str; 3] = ["kg:nie-chao", "kg:ind-headcount", "kgv:Park"];

/// What has no English name: an enterprise in a park, its manager, its figure, its partner, its honour.
const NAMELESS: &str = include_str!("../cases/third-article/nameless.ttl");

struct Saved {
    name: String,
    params: BTreeMap<String, Param>,
}

struct Param {
    kind: Option<String>,
    of: Vec<String>,
}

/// Returns the saved queries that give rows, with their parameters.
fn saved_queries(folder: &Path) -> Vec<Saved> {
    let project = Project::open(folder).expect("the copy");
    let names = project.query_names().expect("queries/");
    names
        .into_iter()
        .filter(|name| !name.ends_with("-view"))
        .map(|name| {
            let params = parameters(&folder.join(format!("queries/{name}.rq")));
            Saved { name, params }
        })
        .collect()
}

/// Reads the lines `#+   name: { type: …, of: … }` of a query.
fn parameters(path: &Path) -> BTreeMap<String, Param> {
    let text = fs::read_to_string(path).expect("a query");
    let lines = text.lines().filter_map(|line| line.strip_prefix("#+   "));
    lines
        .map(|line| {
            let (name, rest) = line.split_once(": {").expect("a parameter");
            let value = |key: &str| {
                let rest = rest.split_once(&format!("{key}: "))?.1;
                let end = if rest.starts_with('[') { ']' } else { ',' };
                Some(rest.split(end).next()?.trim_matches(['[', ' ', '}']))
            };
            let of = value("of").map(|of| of.split(", ").map(str::to_owned).collect());
            let param = Param {
                kind: value("type").map(str::to_owned),
                of: of.unwrap_or_default(),
            };
            (name.to_owned(), param)
        })
        .collect()
}

fn ask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns the cells of an answer as (variable, text, whether a language marks it), row by row.
fn rows(output: &Output, what: &str) -> Vec<Vec<(String, String, bool)>> {
    assert!(output.status.success(), "{what}: {}", said(output));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let bindings = answer["results"]["bindings"].as_array().expect("rows");
    let cell = |(name, value): (&String, &Value)| {
        let text = value["value"].as_str().expect("a value").to_owned();
        (name.clone(), text, value.get("xml:lang").is_some())
    };
    bindings
        .iter()
        .map(|row| row.as_object().expect("a row").iter().map(cell).collect())
        .collect()
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_saved_query_has_all_its_rows_in_english_and_marks_what_is_chinese() {
    let copy = with_the_article();
    fs::write(copy.path().join("data/nameless.ttl"), NAMELESS).expect("a source");
    let mut wrong = Vec::new();
    for query in saved_queries(copy.path()) {
        let answer = |language: &str| {
            let arguments = ["query", &query.name, "--lang", language, "--format", "json"];
            rows(&ask(copy.path(), &arguments), &query.name)
        };
        let (chinese, english) = (answer("zh-Hans"), answer("en"));
        if chinese.len() != english.len() {
            let counts = (chinese.len(), english.len());
            wrong.push(format!("{}: rows {counts:?}", query.name));
        }
        for (name, text, marked) in english.iter().flatten() {
            // Remarks are English and quote the word that they are about.
            let quotes = ["note", "detail"].contains(&name.as_str());
            if is_chinese(text) && !marked && !quotes && !text.contains(" @zh") {
                wrong.push(format!("{}: ?{name} is `{text}`", query.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_saved_query_is_described_in_both_languages() {
    let copy = with_the_article();
    for query in saved_queries(copy.path()) {
        for (language, right) in [("en", false), ("zh-Hans", true)] {
            let help = ask(
                copy.path(),
                &["query", &query.name, "--lang", language, "--help"],
            );
            let text = String::from_utf8_lossy(&help.stdout).into_owned();
            let title = text.lines().next().unwrap_or_default();
            assert_eq!(is_chinese(title), right, "{}: {text}", query.name);
        }
    }
    let listed = ask(copy.path(), &["query", "--lang", "en"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(!is_chinese(&listed), "{listed}");
}

#[test]
fn every_saved_query_refuses_values_of_the_wrong_kind() {
    let copy = with_the_article();
    let mut wrong = Vec::new();
    for query in saved_queries(copy.path()) {
        for (name, param) in &query.params {
            let option = format!("--{name}");
            let typed =
                param.kind.as_deref() != Some("iri") && param.kind.as_deref() != Some("literal");
            let mut refused = 0;
            for thing in THINGS {
                let output = ask(
                    copy.path(),
                    &["query", &query.name, &option, thing, "--format", "csv"],
                );
                let message = said(&output);
                match output.status.code() {
                    Some(0) => {}
                    // What is refused once is not asked again: a run takes its time.
                    Some(2) if message.contains(&option) => {
                        refused += 1;
                        break;
                    }
                    code => wrong.push(format!(
                        "{} {option} {thing}: {code:?} {message}",
                        query.name
                    )),
                }
            }
            if typed && refused == 0 {
                wrong.push(format!("{} {option} takes everything", query.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_saved_query_answers_for_two_subjects_of_each_kind() {
    let copy = with_the_article();
    let mut wrong = Vec::new();
    let mut ends: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for query in saved_queries(copy.path()) {
        for (name, param) in query.params.iter().filter(|(_, p)| !p.of.is_empty()) {
            let two = ends.entry(param.of.clone());
            let two = two.or_insert_with(|| first_and_last(copy.path(), &param.of));
            let option = format!("--{name}");
            for thing in two.iter() {
                let arguments = ["query", &query.name, &option, thing, "--lang", "en"];
                let output = ask(copy.path(), &arguments);
                if output.status.code() != Some(0) || said(&output).contains("leaves out no row") {
                    wrong.push(format!(
                        "{} {option} {thing}: {}",
                        query.name,
                        said(&output)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the first and the last instance of classes.
fn first_and_last(folder: &Path, classes: &[String]) -> Vec<String> {
    let query = format!(
        "SELECT DISTINCT ?x {{ VALUES ?class {{ {} }} ?x a/rdfs:subClassOf* ?class FILTER(ISIRI(?x)) }} ORDER BY ?x",
        classes.join(" ")
    );
    let output = ask(folder, &["query", "-e", &query, "--format", "json"]);
    let found = rows(&output, &query);
    assert!(!found.is_empty(), "nothing is of the classes {classes:?}");
    let ends = [found.first(), found.last()]
        .into_iter()
        .flatten()
        .flatten();
    ends.map(|(_, iri, _)| format!("<{iri}>")).collect()
}
