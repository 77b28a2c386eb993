//! Every file of `tests/cases/csvw/` is a table, its metadata, and what comes of them, each below a line `== NAME`: what the proposed
//! mapping makes, compared as a graph, and the findings about the metadata.

use super::*;
use crate::mapping::{Mapping, statements};
use crate::proposal::{Called, Settled, mapping};
use crate::query::Limits;
use crate::read::Reading;
use crate::statement::Statements;
use oxigraph::model::Graph;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const BASE: &str = "http://example.org/meta.json";

/// The triples as sorted lines, the same for isomorphic graphs.
fn lines(said: &Statements) -> Vec<String> {
    let triples = said.statements.iter();
    let triples = triples.map(|one| said.triple(one.triple).expect("a triple"));
    let mut graph: Graph = triples.collect();
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

fn turtle(text: &str) -> Statements {
    let reading = Reading {
        base: Some("http://example.org/t.csv"),
        blank_node_prefix: "x",
    };
    let prefixes = "@prefix : <http://example.org/t.csv#> . @prefix schema: <http://schema.org/> . \
                    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";
    let file = SourceFile::new("t.ttl", format!("{prefixes}{text}"));
    let said = read::read(&file, &reading).expect("Turtle");
    assert_eq!(said.findings, [], "{text}");
    said
}

fn shown(finding: &Finding, file: &SourceFile) -> String {
    let (start, _) = finding.place.positions(Some(file));
    let hint = finding.hint.as_ref();
    let hint = hint.map_or(String::new(), |hint| format!("; {hint}"));
    format!("{start} {}: {}{hint}\n", finding.id, finding.message)
}

/// Returns what the proposed mapping makes, with its text, and what is found in the metadata.
fn proposed(table: &SourceFile, metadata: &Metadata) -> (Statements, String, String) {
    let mut names = Names::of(None, &Settled::default());
    let asked = Asked {
        table,
        settings: Settings {
            table: table.path.clone(),
            ..Settings::default()
        },
        class: None,
        called: Called::of_file("t.csv"),
        others: &[],
        is_mapped: false,
    };
    let found = |findings: &[Finding]| {
        let findings = findings.iter().map(|one| {
            let mut parts = metadata.parts.iter();
            match parts.find(|(_, part)| part.path == one.place.file) {
                Some((_, part)) => format!("{}:{}", part.path, shown(one, part)),
                None => shown(one, &metadata.file),
            }
        });
        findings.collect::<String>()
    };
    let draft = match draft(asked, metadata, BASE, &mut names).expect("it can be read") {
        Ok(draft) => draft,
        Err(findings) => return (Statements::default(), String::new(), found(&findings)),
    };
    let text = mapping(&draft, &names.prefixes, false);
    let file = SourceFile::new("m.rq", text.clone());
    let read = Mapping::read(file, &Prefixes::default(), Some(BASE)).expect("no limit");
    let read = read.unwrap_or_else(|findings| unreachable!("{findings:?}\n{text}"));
    let limits = Limits::default();
    let said = statements(table, &[&read], "r", &Arc::default(), &limits).expect("rows");
    let mut findings = found(&draft.findings);
    for finding in said.findings.iter().filter(|one| one.id != "unused-column") {
        findings.push_str(&format!("{}: {}\n", finding.id, finding.message));
    }
    (said, text, findings)
}

#[test]
fn metadata_make_the_statements_of_their_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/csvw");
    let entries = fs::read_dir(&folder).expect("the folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in &paths {
        let case = fs::read_to_string(path).expect("a case");
        let parts = case.split("== ").filter(|part| !part.is_empty());
        let parts = parts.map(|part| part.split_once('\n').expect("a name"));
        let parts: BTreeMap<&str, &str> = parts.collect();
        let table = SourceFile::new("t.csv", parts["table"]);
        let file = SourceFile::new("meta.json", parts["metadata"]);
        let others = references(&file).into_iter().filter_map(|reference| {
            let text = *parts.get(reference.as_str())?;
            let other = SourceFile::new(&reference, text);
            Some((reference, other))
        });
        let others = others.collect();
        let metadata = Metadata {
            file,
            parts: others,
        };
        let (said, text, findings) = proposed(&table, &metadata);
        let name = path.file_stem().expect("a name").display();
        let (made, expected) = (lines(&said), lines(&turtle(parts["turtle"])));
        if made != expected {
            let (made, expected) = (made.join("\n"), expected.join("\n"));
            wrong.push(format!(
                "{name} makes\n{made}\nand not\n{expected}\nby\n{text}"
            ));
        }
        if std::env::var_os("BIXI_ACCEPT").is_some() {
            let (before, _) = case.split_once("== findings").expect("findings");
            fs::write(path, format!("{before}== findings\n{findings}")).expect("a case");
        } else if findings != parts["findings"] {
            wrong.push(format!("{name} finds\n{findings}"));
        }
    }
    assert!(
        paths.len() > 10 && wrong.is_empty(),
        "{}",
        wrong.join("\n\n")
    );
}
