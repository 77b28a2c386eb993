//! The W3C suites for RDF 1.1 and 1.2 ([rdf-tests](https://github.com/w3c/rdf-tests)), read from the folder that the
//! environment variable `BIXI_CONFORMANCE` names; without it they are ignored.

use crate::quads::{canonical, quads, said};
use bixi::internals::read::Syntax;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNode, NamedOrBlankNodeRef, Quad, TermRef};
use oxttl::{NQuadsParser, TurtleParser};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const FOLDERS: [(&str, &str, usize, usize); 5] = [
    ("turtle", "rdf-turtle", 313, 103),
    ("turtle", "rdf-trig", 356, 60),
    ("turtle", "rdf-n-triples", 70, 70),
    ("turtle", "rdf-n-quads", 87, 68),
    ("rdf-xml", "rdf-xml", 166, 31),
];

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn w3c_suites_of_rdf_1_1_and_1_2() {
    let root = std::env::var_os("BIXI_CONFORMANCE").expect("BIXI_CONFORMANCE is set");
    let root = PathBuf::from(root);
    let mut failures = Vec::new();
    for (suites, folder, of_1_1, of_1_2) in FOLDERS {
        let mut run = BTreeSet::new();
        for (version, expected) in [("rdf11", of_1_1), ("rdf12", of_1_2)] {
            let before = run.len();
            let manifest = root
                .join(suites)
                .join("rdf")
                .join(version)
                .join(folder)
                .join("manifest.ttl");
            suite(&manifest, &mut run, &mut failures);
            assert_eq!(
                run.len() - before,
                expected,
                "tests run of {version}/{folder}"
            );
        }
    }
    assert!(
        failures.is_empty(),
        "{}\n{} failed",
        failures.join("\n"),
        failures.len()
    );
}

/// Runs the tests that a manifest and those it includes list, each once.
fn suite(manifest: &Path, run: &mut BTreeSet<String>, failures: &mut Vec<String>) {
    let folder = manifest.parent().unwrap();
    let text = fs::read(manifest).unwrap();
    let here = format!("file://{}", manifest.canonicalize().unwrap().display());
    let parser = TurtleParser::new().with_base_iri(&here).unwrap();
    let graph: Graph = parser
        .for_slice(&text)
        .map(|triple| triple.unwrap())
        .collect();
    for node in graph.subjects_for_predicate_object(rdf::TYPE, mf("Manifest").as_ref()) {
        for list in graph.objects_for_subject_predicate(node, mf("include").as_ref()) {
            for included in items(&graph, list) {
                suite(&path_of(&included), run, failures);
            }
        }
        let base = objects(&graph, node, "assumedTestBase");
        for list in graph.objects_for_subject_predicate(node, mf("entries").as_ref()) {
            for test in items(&graph, list) {
                if run.insert(test.clone()) {
                    let base = base.first().map(String::as_str);
                    let test = Test::new(&graph, &test, folder, base);
                    failures.extend(test.failure());
                }
            }
        }
    }
}

struct Test {
    name: String,
    kind: String,
    action: PathBuf,
    result: Option<PathBuf>,
    base: String,
}

impl Test {
    fn new(graph: &Graph, iri: &str, folder: &Path, base: Option<&str>) -> Self {
        let iri = NamedNode::new(iri).unwrap();
        let kind = graph
            .object_for_subject_predicate(&iri, rdf::TYPE)
            .unwrap()
            .to_string();
        let file = |property| {
            let values = objects(graph, iri.as_ref().into(), property);
            values.first().map(|iri| path_of(iri))
        };
        let action = file("action").unwrap();
        let relative = action.strip_prefix(folder.canonicalize().unwrap()).unwrap();
        let base = base.map_or_else(
            || "https://w3c.github.io/rdf-tests/rdf/rdf11/".to_owned(),
            str::to_owned,
        );
        Self {
            name: iri.as_str().to_owned(),
            kind: kind
                .trim_matches(['<', '>'])
                .rsplit('#')
                .next()
                .unwrap()
                .to_owned(),
            base: format!("{base}{}", relative.display()),
            action,
            result: file("result"),
        }
    }

    fn failure(&self) -> Option<String> {
        let text = fs::read(&self.action).unwrap();
        let extension = self.action.extension().unwrap().to_str().unwrap();
        let said = said(
            &text,
            Syntax::of_extension(extension).unwrap(),
            Some(&self.base),
        );
        let findings: Vec<String> = said
            .findings
            .iter()
            .map(|f| format!("{} {}", f.id, f.message))
            .collect();
        let problem = match (self.kind.as_str(), findings.is_empty()) {
            (kind, true) if kind.contains("Negative") => Some("no finding".to_owned()),
            (kind, false) if !kind.contains("Negative") => Some(findings.join("; ")),
            (kind, true) if kind.ends_with("Eval") => self.difference(canonical(quads(&said))),
            (kind, true) if kind.ends_with("C14N") => self.difference_of_text(&quads(&said)),
            _ => None,
        };
        problem.map(|problem| format!("{} ({}): {problem}", self.name, self.kind))
    }

    fn difference(&self, found: Vec<String>) -> Option<String> {
        let text = fs::read(self.result.as_ref().unwrap()).unwrap();
        let expected = canonical(
            NQuadsParser::new()
                .for_slice(&text)
                .map(|quad| quad.unwrap()),
        );
        (found != expected).then(|| {
            format!(
                "found\n{}\nexpected\n{}",
                found.join("\n"),
                expected.join("\n")
            )
        })
    }

    fn difference_of_text(&self, quads: &[Quad]) -> Option<String> {
        let expected = fs::read_to_string(self.result.as_ref().unwrap()).unwrap();
        let found: String = quads.iter().map(|quad| format!("{quad} .\n")).collect();
        (found != expected).then(|| format!("found\n{found}expected\n{expected}"))
    }
}

fn mf(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{MF}{name}"))
}

fn objects(graph: &Graph, subject: NamedOrBlankNodeRef, property: &str) -> Vec<String> {
    graph
        .objects_for_subject_predicate(subject, mf(property).as_ref())
        .map(iri_of)
        .collect()
}

fn iri_of(term: TermRef) -> String {
    term.to_string().trim_matches(['<', '>']).to_owned()
}

fn items(graph: &Graph, list: TermRef) -> Vec<String> {
    let mut found = Vec::new();
    let mut node = list.into_owned();
    while let TermRef::BlankNode(list) = node.as_ref() {
        found.extend(
            graph
                .object_for_subject_predicate(list, rdf::FIRST)
                .map(iri_of),
        );
        node = graph
            .object_for_subject_predicate(list, rdf::REST)
            .unwrap()
            .into_owned();
    }
    found
}

fn path_of(iri: &str) -> PathBuf {
    let path = iri.strip_prefix("file://").unwrap();
    PathBuf::from(path).canonicalize().unwrap()
}
