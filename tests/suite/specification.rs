//! Queries whose answers follow from the text of [SPARQL 1.1](https://www.w3.org/TR/sparql11-query/) and of
//! [XPath and XQuery Functions and Operators 3.1](https://www.w3.org/TR/xpath-functions-31/), one folder per section.
//!
//! A case is `NAME.sparql` and its answer: `NAME.tsv` (SPARQL 1.1 TSV, in any order unless the query has ORDER BY),
//! `NAME.nt` for CONSTRUCT, or `true` or `false` in `NAME.txt` for ASK. Its graph is `NAME.ttl`, or else `data.ttl` of
//! the folder, or else empty. The query begins with two comment lines: `# section: …` says what follows from which
//! sentence, `# confirmed: …` which engines other than oxigraph give the same answer.

use bixi::graph::{Graph, Part, Source};
use bixi::query::{Arguments, Dataset, Query, QueryResults, evaluate};
use bixi::rdf::Term;
use bixi::read::{Reading, read};
use bixi::source::SourceFile;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
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
    let failures: Vec<String> = queries
        .iter()
        .filter_map(|path| {
            check(path)
                .err()
                .map(|why| format!("{}: {why}", path.display()))
        })
        .collect();
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
    let graph = graph_of(path)?;
    let query = Query::new(SourceFile::new(path.display().to_string(), text.as_str()))
        .map_err(|error| error.to_string())?;
    let results = evaluate(Dataset::new(&graph), &query, &Arguments::new())
        .map_err(|error| error.to_string())?;
    let is_ordered = text.contains("ORDER BY");
    let (expected, actual) = match results {
        QueryResults::Boolean(answer) => (read_lines(path, "txt")?, vec![answer.to_string()]),
        QueryResults::Graph(triples) => {
            let triples: Result<Vec<_>, _> = triples.collect();
            let triples = triples.map_err(|error| error.to_string())?;
            let actual = triples.iter().map(|triple| format!("{triple} .")).collect();
            (read_lines(path, "nt")?, actual)
        }
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().iter().map(ToString::to_string);
            let mut actual = vec![variables.collect::<Vec<_>>().join("\t")];
            for solution in solutions {
                let solution = solution.map_err(|error| error.to_string())?;
                actual.push(row(solution.values()));
            }
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

/// The graph that a query is asked of.
fn graph_of(query: &Path) -> Result<Graph, String> {
    let own = query.with_extension("ttl");
    let data = if own.exists() {
        own
    } else {
        query.with_file_name("data.ttl")
    };
    let text = if data.exists() {
        fs::read_to_string(&data).map_err(|error| error.to_string())?
    } else {
        String::new()
    };
    let source = SourceFile::new("data.ttl", text);
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
        graph: Some("http://example.org/data.ttl".to_owned()),
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
        return Err("is no table".to_owned());
    };
    let variables = solutions.variables().iter().map(ToString::to_string);
    let mut rows = vec![variables.collect::<Vec<_>>().join("\t")];
    for solution in solutions {
        rows.push(row(solution.map_err(|error| error.to_string())?.values()));
    }
    Ok(rows)
}
