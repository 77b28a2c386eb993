//! Queries whose answers follow from the text of [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/) and of
//! [XPath and XQuery Functions and Operators 3.1](https://www.w3.org/TR/xpath-functions-31/), one folder per section.
//!
//! A case is `NAME.sparql` and its answer: `NAME.tsv` (SPARQL 1.1 TSV, in any order unless the query has ORDER BY),
//! `NAME.nt` for CONSTRUCT and DESCRIBE, or `true` or `false` in `NAME.txt` for ASK. Its graph is `NAME.ttl`, or else
//! `data.ttl` of the folder, or else empty; with `.trig` it is a dataset whose default graph is not a union. The query begins
//! with two comment lines: `# section: …` says what follows from which sentence, `# confirmed: …` which engines other
//! than oxigraph give the same answer; `confirm.py` asks rdflib again. `open.txt` lists the cases that have another answer
//! in bixi, each with the reason behind a tab; a listed case with the right answer is a failure.

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::query::{Arguments, Dataset, DefaultGraph, Query, Results, evaluate};
use bixi::internals::rdf::Term;
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the sections.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/specification")
}

/// The paths in a folder, sorted.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn answers_follow_from_the_specifications() {
    let queries: Vec<PathBuf> = entries(&root())
        .iter()
        .filter(|path| path.is_dir())
        .flat_map(|section| entries(section))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "sparql")
        })
        .collect();
    assert!(!queries.is_empty(), "the cases are gone");
    let listed = fs::read_to_string(root().join("open.txt")).expect("open.txt");
    let mut open: BTreeSet<&str> = listed
        .lines()
        .map(|line| line.split_once('\t').expect("a reason").0)
        .collect();
    let mut failures = Vec::new();
    for path in &queries {
        let name = path
            .strip_prefix(root())
            .expect("a case")
            .with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        match (check(path), open.remove(&*name)) {
            (Err(why), false) => failures.push(format!("{}: {why}", path.display())),
            (Ok(()), true) => failures.push(format!("{name} is right: take it out of open.txt")),
            (Ok(()), false) | (Err(_), true) => {}
        }
    }
    failures.extend(
        open.iter()
            .map(|name| format!("{name} is in open.txt, and no case")),
    );
    let (count, failed) = (queries.len(), failures.len());
    assert!(
        failures.is_empty(),
        "{failed} of {count}\n{}",
        failures.join("\n")
    );
}

/// Compares the answer to one query with the expected one.
fn check(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut lines = text.lines();
    for key in ["# section: ", "# confirmed: "] {
        if !lines.next().is_some_and(|line| line.starts_with(key)) {
            return Err(format!("has no line `{key}…`"));
        }
    }
    let data = data_of(path);
    let graph = graph_of(&data)?;
    let default_graph = if is_trig(&data) {
        DefaultGraph::Own
    } else {
        DefaultGraph::Union
    };
    let query = Query::new(SourceFile::new(path.display().to_string(), text.as_str()))
        .map_err(|error| error.to_string())?;
    let dataset = Dataset::new(&graph).with_default_graph(default_graph);
    let results =
        evaluate(dataset, &query, &Arguments::new()).map_err(|error| error.to_string())?;
    let is_ordered = text.contains("ORDER BY");
    let (expected, actual) = match results {
        Results::Boolean(answer) => (read_lines(path, "txt")?, vec![answer.to_string()]),
        Results::Graph(triples) => {
            let actual: Vec<_> = triples.map(|triple| format!("{triple} .")).collect();
            let expected = read_lines(path, "nt")?;
            if actual.len() != expected.len() {
                return Err(format!("expected\n  {expected:?}\ngot\n  {actual:?}"));
            }
            (canonical(&expected)?, canonical(&actual)?)
        }
        Results::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(ToString::to_string);
            let mut actual = vec![variables.collect::<Vec<_>>().join("\t")];
            actual.extend(solutions.map(|solution| row(&solution.into_values())));
            (expected_rows(path)?, actual)
        }
    };
    let sorted = |mut lines: Vec<String>| {
        if !is_ordered {
            lines.sort();
        }
        lines.join("\n  ")
    };
    let (expected, actual) = (sorted(expected), sorted(actual));
    if expected == actual {
        return Ok(());
    }
    Err(format!("expected\n  {expected}\ngot\n  {actual}"))
}

/// The triples in an order and with labels of blank nodes that do not depend on those that were given.
fn canonical(lines: &[String]) -> Result<Vec<String>, String> {
    let mut graph = oxigraph::model::Graph::new();
    for quad in RdfParser::from_format(RdfFormat::NTriples).for_slice(lines.join("\n").as_bytes()) {
        graph.insert(&quad.map_err(|error| error.to_string())?.into());
    }
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut lines: Vec<String> = graph.iter().map(|triple| format!("{triple} .")).collect();
    lines.sort();
    Ok(lines)
}

/// The file of the graph or dataset that a query is asked of, whether there is one or not.
fn data_of(query: &Path) -> PathBuf {
    ["ttl", "trig"]
        .iter()
        .map(|extension| query.with_extension(extension))
        .chain([query.with_file_name("data.trig")])
        .find(|path| path.exists())
        .unwrap_or_else(|| query.with_file_name("data.ttl"))
}

fn is_trig(data: &Path) -> bool {
    data.extension()
        .is_some_and(|extension| extension == "trig")
}

fn graph_of(data: &Path) -> Result<Graph, String> {
    let text = if data.exists() {
        fs::read_to_string(data).map_err(|error| error.to_string())?
    } else {
        String::new()
    };
    let source = SourceFile::new(data.display().to_string(), text);
    let reading = Reading {
        base: Some("http://example.org/data.ttl"),
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).map_err(|error| error.to_string())?;
    if !said.findings.is_empty() {
        return Err(format!("{}: {:?}", data.display(), said.findings));
    }
    let part = Part {
        source: Source {
            path: source.path.clone(),
            digest: [0; 32],
            lines: source.line_count(),
        },
        graph: (!is_trig(data)).then(|| "http://example.org/data.ttl".to_owned()),
        said,
    };
    Graph::from_parts(vec![part], None).map_err(|error| error.to_string())
}

fn row(terms: &[Option<Term>]) -> String {
    let cell = |term: &Option<Term>| term.as_ref().map(ToString::to_string).unwrap_or_default();
    terms.iter().map(cell).collect::<Vec<_>>().join("\t")
}

fn read_lines(query: &Path, extension: &str) -> Result<Vec<String>, String> {
    let path = query.with_extension(extension);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// The head and the rows of the expected table, each term written as in N-Triples.
fn expected_rows(query: &Path) -> Result<Vec<String>, String> {
    let path = query.with_extension("tsv");
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let parsed = QueryResultsParser::from_format(QueryResultsFormat::Tsv)
        .for_slice(&bytes)
        .map_err(|error| error.to_string())?;
    let SliceQueryResultsParserOutput::Solutions(solutions) = parsed else {
        return Err("is not a table".to_owned());
    };
    let variables = solutions.variables().iter().map(ToString::to_string);
    let mut rows = vec![variables.collect::<Vec<_>>().join("\t")];
    for solution in solutions {
        rows.push(row(solution.map_err(|error| error.to_string())?.values()));
    }
    Ok(rows)
}
