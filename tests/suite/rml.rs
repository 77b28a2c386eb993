//! The cases of CSV of the [RML test cases](https://rml.io/test-cases/), each with mappings of ours: `tests/cases/rml.txt`.
//!
//! Below the name of a case are lines `! ID: MESSAGE` with what must be found, if something must be, and a mapping for each table
//! that it reads. The statements of a source are in the graph of its file, so the graphs of the expected quads do not count. Where a
//! case has the same blank node for several rows or tables, its mapping calls `bixi:node`. `english`, which a case has for a language tag that is none, is well-formed, so another one stands there.

use crate::manifest::suites;
use bixi::internals::finding::Finding;
use bixi::internals::mapping::{Mapping, no_table, statements};
use bixi::internals::query::Limits;
use bixi::internals::rdf::{NamedNode, NamedOrBlankNode, Prefixes, Quad, Term, Triple};
use bixi::internals::source::SourceFile;
use bixi::internals::statement::Statements;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Graph, NamedNodeRef};
use std::fs;
use std::path::Path;
use std::sync::Arc;

const CASES: &str = include_str!("../cases/rml.txt");

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn tables_become_what_the_cases_of_rml_expect() {
    let folder = suites("rml-csv");
    let cases = CASES.split("== ").filter(|case| !case.is_empty());
    let mut cases: Vec<(&str, &str)> = cases
        .map(|case| case.split_once('\n').expect("a name"))
        .collect();
    cases.sort();
    let entries = fs::read_dir(&folder).expect("the suite");
    let names = entries.map(|entry| entry.expect("a case").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name.starts_with("RMLTC"));
    names.sort();
    let known: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, names);
    let wrong = cases.iter();
    let wrong: Vec<String> = wrong
        .filter_map(|(name, case)| wrong_with(&folder.join(name), name, case))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Returns what a case is other than it should be.
fn wrong_with(folder: &Path, name: &str, case: &str) -> Option<String> {
    let expected: Vec<&str> = case
        .lines()
        .filter_map(|line| line.strip_prefix("! "))
        .collect();
    let mut graph = Graph::new();
    let mut found: Vec<Finding> = Vec::new();
    for (number, mapping) in case.split("#+ table: ").skip(1).enumerate() {
        let said = said(folder, &format!("#+ table: {mapping}"), number);
        let triples = said.statements.iter();
        graph.extend(triples.map(|one| triple(&said, one.triple)));
        found.extend(said.findings);
    }
    found.retain(|finding| finding.id != "unused-column");
    let found: Vec<String> = found
        .iter()
        .map(|finding| format!("{}: {}", finding.id, finding.message))
        .collect();
    let is_found = found.len() == expected.len()
        && found
            .iter()
            .zip(&expected)
            .all(|(found, expected)| found.starts_with(expected));
    if !is_found {
        return Some(format!("{name} finds\n{}", found.join("\n")));
    }
    // What an error stops makes nothing; that a case has an output all the same is not about it.
    let wanted = match fs::read_to_string(folder.join("output.nq")) {
        Ok(quads) if name != "RMLTC0004b-CSV" => quads,
        _ => String::new(),
    };
    let [made, wanted] = [lines(graph), lines(expected_graph(&wanted))];
    (made != wanted).then(|| {
        let [made, wanted] = [made, wanted].map(|lines| lines.join("\n"));
        format!("{name} makes\n{made}\nand not\n{wanted}")
    })
}

/// Returns what a mapping makes of its table.
fn said(folder: &Path, mapping: &str, number: usize) -> Statements {
    let mut prefixes = Prefixes::default();
    prefixes.declare("ex", "http://example.com/");
    prefixes.declare("foaf", "http://xmlns.com/foaf/0.1/");
    let file = SourceFile::new("mapping.rq", mapping);
    let base = Some("http://example.com/base/");
    let found = |findings| Statements {
        findings,
        ..Statements::default()
    };
    let mapping = match Mapping::read(file, &prefixes, base).expect("no limit") {
        Ok(mapping) => mapping,
        Err(findings) => return found(findings),
    };
    match fs::read(folder.join(&mapping.settings.table)) {
        Ok(bytes) => {
            let table = SourceFile::new(mapping.settings.table.clone(), bytes);
            let prefix = format!("t{number}-");
            let others = Arc::default();
            let limits = Limits::default();
            statements(&table, &[&mapping], &prefix, &others, &limits).expect("rows")
        }
        Err(_) => found(vec![no_table(&mapping)]),
    }
}

fn expected_graph(quads: &str) -> Graph {
    let parser = RdfParser::from_format(RdfFormat::NQuads).for_slice(quads.as_bytes());
    let quads = parser.map(|quad| quad.expect("N-Quads"));
    quads.map(|quad: Quad| Triple::from(quad)).collect()
}

fn lines(mut graph: Graph) -> Vec<String> {
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    lines.sort();
    lines
}

/// The triple of the numbers of an interner; no mapping of the cases makes triple terms.
fn triple(said: &Statements, ids: [u32; 3]) -> Triple {
    let [subject, predicate, object] = ids.map(|id| term(said, id));
    let subject: NamedOrBlankNode = match subject {
        Term::NamedNode(iri) => iri.into(),
        Term::BlankNode(node) => node.into(),
        other => unreachable!("{other} is a subject"),
    };
    let predicate = NamedNodeRef::new(predicate_text(&predicate)).expect("an IRI");
    Triple::new(subject, predicate.into_owned(), object)
}

fn predicate_text(term: &Term) -> &str {
    match term {
        Term::NamedNode(iri) => iri.as_str(),
        other => unreachable!("{other} is a predicate"),
    }
}

fn term(said: &Statements, id: u32) -> Term {
    let (tag, text) = said.interner.get(id);
    let text = String::from_utf8(text.to_vec()).expect("UTF-8");
    match tag.literal_type() {
        Some(of) => said.interner.literal_types()[of as usize]
            .literal(text)
            .into(),
        None if tag == bixi::internals::dictionary::Tag::BLANK => {
            oxigraph::model::BlankNode::new(text)
                .expect("a label")
                .into()
        }
        None => NamedNode::new(text).expect("an IRI").into(),
    }
}
