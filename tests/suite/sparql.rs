//! The W3C suites of SPARQL 1.0, 1.1 (queries, syntax, formats of results) and 1.2, on our dataset.
//! Updates are not for a graph whose sources are files, so that suite is not run. The other servers of the suite of `SERVICE` are graphs
//! in this process.

use crate::manifest::{Manifest, read, suites};
use bixi::errors::EngineError;
use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::query::{
    Answered, Dataset, DefaultGraph, Engines, Known, Limits, Query, Results, Services, Solution,
    evaluate_algebra,
};
use bixi::internals::rdf::{GraphName, NamedNode, Prefixes, Quad, Term, Triple};
use bixi::internals::read::{Reading, read as read_source};
use bixi::internals::source::SourceFile;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, QueryResultsSerializer, SliceQueryResultsParserOutput,
};
use spargebra::SparqlParser;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, fs};

const BASE: &str = "https://w3c.github.io/rdf-tests/sparql/";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const RS: &str = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#";

/// The tests that fail, each with its reason.
const FAILING: &str = include_str!("../cases/conformance/sparql.txt");

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_sparql_suites_pass_but_for_what_is_listed() {
    let folder = suites("sparql");
    let root = folder.join("sparql");
    let (mut count, mut failures) = (0, Vec::new());
    for manifest in [
        "sparql10/manifest-evaluation.ttl",
        "sparql10/manifest-syntax.ttl",
        "sparql11/manifest-sparql11-query.ttl",
        "sparql11/manifest-sparql11-results.ttl",
        "sparql11/service/manifest.ttl",
        "sparql12/manifest.ttl",
    ] {
        let manifest = Manifest::read(&root, BASE, manifest);
        for test in &manifest.tests {
            let Some(outcome) = run(&manifest, test) else {
                continue;
            };
            count += 1;
            if let Err(problem) = outcome {
                failures.push((short_name(test), problem));
            }
        }
    }
    println!("{count} tests, {} failures", failures.len());
    assert!(count >= 900, "only {count} tests were found");
    let listed: Vec<&str> = FAILING
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let unexpected: Vec<String> = failures
        .iter()
        .filter(|(name, _)| !listed.contains(&name.as_str()))
        .map(|(name, problem)| format!("{name}: {problem}"))
        .collect();
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    let passed: Vec<&&str> = listed
        .iter()
        .filter(|listed| failures.iter().all(|(name, _)| name != **listed))
        .collect();
    assert!(
        passed.is_empty(),
        "listed as failing, but they pass: {passed:?}"
    );
}

#[test]
fn what_no_graph_can_answer_is_refused() {
    let graph = Graph::from_parts(Vec::new(), None).expect("no statements");
    let aggregate = NamedNode::new_unchecked("http://e/median");
    let parser = SparqlParser::new().with_custom_aggregate_function(aggregate);
    for (text, message) in [
        (
            "ASK { FILTER EXISTS { SERVICE ?server { ?s ?p ?o } } }",
            "the query would ask another server with `SERVICE ?server`; no engine may be asked here",
        ),
        (
            "SELECT (<http://e/median>(?o) AS ?n) { ?s ?p ?o }",
            "the query calls `<http://e/median>` as an aggregate; SPARQL has no such aggregate",
        ),
        (
            "SELECT (<http://e/size>(1) AS ?n) {}",
            "there is no function `<http://e/size>`",
        ),
        (
            "SELECT (<http://www.w3.org/2001/XMLSchema#date>(1, 2) AS ?n) {}",
            "the cast `<http://www.w3.org/2001/XMLSchema#date>` takes one argument; this query gives it 2",
        ),
    ] {
        let query = parser.clone().parse_query(text).expect("SPARQL");
        let answer = evaluate_algebra(Dataset::new(&graph), query, &Limits::default());
        let error = answer.err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(message), "{text}");
    }
}

/// The last two parts of a test's IRI.
fn short_name(test: &Term) -> String {
    let name = test.to_string();
    let name = name.trim_matches(['<', '>']);
    let start = name.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    name[start..].to_owned()
}

/// Runs a test; `None` if it is of a kind that is not run.
fn run(manifest: &Manifest, test: &Term) -> Option<Result<(), String>> {
    let is_rejected = manifest
        .values(
            test,
            "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#approval",
        )
        .iter()
        .any(|approval| approval.to_string().ends_with("Rejected>"));
    if is_rejected {
        return None;
    }
    let types = manifest.values(test, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    let kind = types.iter().find_map(|kind| match kind {
        Term::NamedNode(kind) => kind.as_str().strip_prefix(MF),
        _ => None,
    })?;
    let action = manifest.value(test, &format!("{MF}action"))?;
    match kind {
        "QueryEvaluationTest" | "CSVResultFormatTest" => Some(evaluate(manifest, test, &action)),
        "PositiveSyntaxTest" | "PositiveSyntaxTest11" | "PositiveSyntaxTest12" => {
            Some(parse(manifest, &action).map(|_| ()))
        }
        "NegativeSyntaxTest" | "NegativeSyntaxTest11" | "NegativeSyntaxTest12" => {
            Some(match parse(manifest, &action) {
                Ok(_) => Err("was parsed".to_owned()),
                Err(_) => Ok(()),
            })
        }
        _ => None,
    }
}

fn iri(term: &Term) -> String {
    let text = term.to_string();
    text.trim_matches(['<', '>']).to_owned()
}

fn parse(manifest: &Manifest, action: &Term) -> Result<spargebra::Query, String> {
    let query = iri(action);
    let text = fs::read_to_string(manifest.path(&query)).map_err(|error| error.to_string())?;
    let source = SourceFile::new("q.rq", text);
    let read = Query::new(source).map_err(|error| error.to_string())?;
    bixi::internals::query::parse(&read, &Prefixes::default(), Some(&query))
        .map_err(|error| error.to_string())
}

fn evaluate(manifest: &Manifest, test: &Term, action: &Term) -> Result<(), String> {
    let query = manifest
        .value(action, &format!("{QT}query"))
        .ok_or("has no query")?;
    let query = parse(manifest, &query)?;
    let graph = graph(manifest, action, &query);
    let dataset = Dataset::new(&graph).with_default_graph(DefaultGraph::Own);
    let limits = limits(Endpoints::of(manifest, action));
    let results = evaluate_algebra(dataset, query, &limits).map_err(|error| error.to_string())?;
    let expected = iri(&manifest
        .value(test, &format!("{MF}result"))
        .ok_or("no result")?);
    let path = manifest.path(&expected);
    if expected.ends_with(".csv") {
        return compare_csv(results, &path);
    }
    let lax = manifest
        .value(test, &format!("{MF}resultCardinality"))
        .is_some_and(|cardinality| iri(&cardinality).ends_with("LaxCardinality"));
    let (actual, expected) = (Answer::of(results), Answer::read(&path, &expected)?);
    expected.compare(actual, lax)
}

/// The dataset of a test: its data is the default graph, its graph data and what the query takes with `FROM` are named.
fn graph(manifest: &Manifest, action: &Term, query: &spargebra::Query) -> Graph {
    let mut files: Vec<(String, Option<String>)> = Vec::new();
    for data in manifest.values(action, &format!("{QT}data")) {
        files.push((iri(&data), None));
    }
    for data in manifest.values(action, &format!("{QT}graphData")) {
        files.push((iri(&data), Some(iri(&data))));
    }
    if let Some(dataset) = query.dataset() {
        let named = dataset.named.iter().flatten();
        for name in dataset.default.iter().chain(named) {
            files.push((name.as_str().to_owned(), Some(name.as_str().to_owned())));
        }
        files.sort();
        files.dedup();
    }
    graph_of(manifest, files)
}

/// The servers of a test, by their URLs; one without data is not there.
#[derive(Clone)]
struct Endpoints(Arc<BTreeMap<String, Option<Graph>>>);

impl Endpoints {
    fn of(manifest: &Manifest, action: &Term) -> Self {
        let absent = ("http://invalid.endpoint.org/sparql".to_owned(), None);
        let mut endpoints = BTreeMap::from([absent]);
        for service in manifest.values(action, &format!("{QT}serviceData")) {
            let url = manifest.value(&service, &format!("{QT}endpoint"));
            let data = manifest
                .value(&service, &format!("{QT}data"))
                .expect("data");
            let graph = graph_of(manifest, vec![(iri(&data), None)]);
            endpoints.insert(iri(&url.expect("a URL")), Some(graph));
        }
        Self(Arc::new(endpoints))
    }
}

/// Limits of a query that may ask servers.
fn limits(endpoints: Endpoints) -> Limits {
    let known = endpoints.0.keys().map(|url| {
        let known = Known {
            url: url.clone(),
            graphs: Vec::new(),
        };
        (url.clone(), known)
    });
    Limits {
        engines: Some(Engines::new(known.collect(), Arc::new(endpoints))),
        ..Limits::default()
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Services for Endpoints {
    fn ask(&self, engine: &str, query: &str, _left: Option<Duration>) -> bixi::Result<Answered> {
        let Some(graph) = self.0.get(engine).and_then(Option::as_ref) else {
            return Err(bixi::Error::from(EngineError::Unreachable {
                engine: engine.to_owned(),
                url: engine.to_owned(),
                problem: "it is not there".to_owned(),
            }));
        };
        let query = SparqlParser::new().parse_query(query).expect(query);
        let dataset = Dataset::new(graph).with_default_graph(DefaultGraph::Own);
        let limits = limits(self.clone());
        let Results::Solutions(solutions) = evaluate_algebra(dataset, query, &limits)? else {
            unreachable!("a SELECT query")
        };
        let variables = solutions.variables().to_vec();
        let term = |solution: &Solution, at| solution.at(at).map(Term::from);
        let rows = solutions.map(|row| (0..variables.len()).map(|at| term(&row, at)).collect());
        Ok(Answered {
            rows: rows.collect(),
            variables,
        })
    }
}

/// A graph of files, each in the default graph or in one with a name.
fn graph_of(manifest: &Manifest, files: Vec<(String, Option<String>)>) -> Graph {
    let part = |(index, (file, graph)): (usize, (String, Option<String>))| {
        let path = manifest.path(&file);
        let source = SourceFile::new(path.display().to_string(), fs::read(&path).expect("data"));
        let prefix = format!("b{index}-");
        let reading = Reading {
            base: Some(&file),
            blank_node_prefix: &prefix,
        };
        let said = read_source(&source, &reading).expect("few terms");
        assert!(said.findings.is_empty(), "{file}: {:?}", said.findings);
        let lines = source.line_count();
        Part {
            source: Source {
                path: file,
                digest: [0; 32],
                lines,
            },
            graph,
            said,
        }
    };
    let parts = files.into_iter().enumerate().map(part).collect();
    Graph::from_parts(parts, None).expect("a small graph")
}

type Row = Vec<(String, Term)>;

enum Answer {
    Boolean(bool),
    Rows { rows: Vec<Row>, is_ordered: bool },
    Graph(Vec<Triple>),
}

impl Answer {
    fn of(results: Results) -> Self {
        match results {
            Results::Boolean(answer) => Self::Boolean(answer),
            Results::Graph(triples) => Self::Graph(triples.collect()),
            Results::Solutions(solutions) => {
                let row =
                    |solution: Solution| row(solution.iter().map(|(v, t)| (v.as_str(), t.into())));
                let (rows, is_ordered) = (solutions.map(row).collect(), true);
                Self::Rows { rows, is_ordered }
            }
        }
    }

    fn read(path: &Path, iri: &str) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|error| error.to_string())?;
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let Some(format) = QueryResultsFormat::from_extension(extension) else {
            return Ok(Self::of_graph(read(path, iri)));
        };
        let parsed = QueryResultsParser::from_format(format)
            .for_slice(&bytes)
            .map_err(|error| error.to_string())?;
        Ok(match parsed {
            SliceQueryResultsParserOutput::Boolean(answer) => Self::Boolean(answer),
            SliceQueryResultsParserOutput::Solutions(solutions) => {
                let mut rows = Vec::new();
                for solution in solutions {
                    let solution = solution.map_err(|error| error.to_string())?;
                    rows.push(row(solution.iter().map(|(v, t)| (v.as_str(), t.clone()))));
                }
                let is_ordered = false;
                Self::Rows { rows, is_ordered }
            }
        })
    }

    /// Old tests have their rows as a graph of the vocabulary of result sets.
    fn of_graph(triples: Vec<Triple>) -> Self {
        let values = |subject: &Term, property: &str| -> Vec<Term> {
            let property = format!("{RS}{property}");
            let fits = |t: &&Triple| {
                Term::from(t.subject.clone()) == *subject && t.predicate.as_str() == property
            };
            triples
                .iter()
                .filter(fits)
                .map(|t| t.object.clone())
                .collect()
        };
        let set = triples
            .iter()
            .find(|t| t.object.to_string() == format!("<{RS}ResultSet>"));
        let Some(set) = set.map(|t| Term::from(t.subject.clone())) else {
            return Self::Graph(triples);
        };
        if let [Term::Literal(answer)] = values(&set, "boolean").as_slice() {
            return Self::Boolean(answer.value() == "true");
        }
        let mut rows: Vec<(Option<i64>, Row)> = Vec::new();
        for solution in values(&set, "solution") {
            let bindings = values(&solution, "binding");
            let cells = bindings.iter().filter_map(|binding| {
                let name = values(binding, "variable").pop()?;
                let Term::Literal(name) = name else {
                    return None;
                };
                Some((name.value().to_owned(), values(binding, "value").pop()?))
            });
            let index = match values(&solution, "index").pop() {
                Some(Term::Literal(index)) => index.value().parse().ok(),
                _ => None,
            };
            let cells: Vec<(String, Term)> = cells.collect();
            rows.push((
                index,
                row(cells.iter().map(|(n, t)| (n.as_str(), t.clone()))),
            ));
        }
        let is_ordered = rows.iter().all(|(index, _)| index.is_some());
        rows.sort_by_key(|(index, _)| *index);
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Self::Rows { rows, is_ordered }
    }

    /// Compares an actual answer with this one.
    fn compare(self, actual: Self, lax: bool) -> Result<(), String> {
        match (self, actual) {
            (Self::Boolean(expected), Self::Boolean(actual)) if expected == actual => Ok(()),
            (Self::Graph(expected), Self::Graph(actual)) => {
                let quads = |triples: Vec<Triple>| {
                    let named = |t: Triple| t.in_graph(GraphName::DefaultGraph);
                    triples.into_iter().map(named).collect()
                };
                same(quads(expected), quads(actual))
            }
            (
                Self::Rows {
                    rows: mut expected,
                    is_ordered,
                },
                Self::Rows {
                    rows: mut actual, ..
                },
            ) => {
                if lax {
                    for rows in [&mut expected, &mut actual] {
                        rows.sort_by_key(|row| format!("{row:?}"));
                        rows.dedup();
                    }
                }
                same(quads(&expected, is_ordered), quads(&actual, is_ordered))
            }
            _ => Err("is another kind of answer".to_owned()),
        }
    }
}

/// A row with its columns by name and language tags in lower case, as a graph has them.
fn row<'a>(cells: impl Iterator<Item = (&'a str, Term)>) -> Row {
    let mut row: Row = cells
        .map(|(name, term)| (name.to_owned(), lower(term)))
        .collect();
    row.sort_by(|a, b| a.0.cmp(&b.0));
    row
}

fn lower(term: Term) -> Term {
    use bixi::internals::rdf::Literal;
    match term {
        Term::Literal(literal) => match (literal.language(), literal.direction()) {
            (Some(tag), Some(direction)) => {
                Literal::new_directional_language_tagged_literal_unchecked(
                    literal.value(),
                    tag.to_ascii_lowercase(),
                    direction,
                )
                .into()
            }
            (Some(tag), None) => Literal::new_language_tagged_literal_unchecked(
                literal.value(),
                tag.to_ascii_lowercase(),
            )
            .into(),
            _ => canonical_number(literal).into(),
        },
        Term::Triple(triple) => Term::Triple(Box::new(Triple::new(
            triple.subject,
            triple.predicate,
            lower(triple.object),
        ))),
        other => other,
    }
}

/// Expected results write numbers in forms of their own; what counts is the value.
fn canonical_number(literal: bixi::internals::rdf::Literal) -> bixi::internals::rdf::Literal {
    use oxsdatatypes::{Decimal, Double, Float, Integer};
    let text = literal.value();
    let datatype = literal.datatype().into_owned();
    let canonical = match datatype.as_str().rsplit('#').next() {
        Some("integer") => text.parse().ok().map(|n: Integer| n.to_string()),
        Some("decimal") => text.parse().ok().map(|n: Decimal| n.to_string()),
        Some("double") => text.parse().ok().map(|n: Double| n.to_string()),
        Some("float") => text.parse().ok().map(|n: Float| n.to_string()),
        _ => None,
    };
    match canonical {
        Some(text) => bixi::internals::rdf::Literal::new_typed_literal(text, datatype),
        None => literal,
    }
}

/// Rows as a graph, so that blank nodes may be called differently.
fn quads(rows: &[Row], is_ordered: bool) -> Vec<Quad> {
    let mut quads = Vec::new();
    let name = |name: String| NamedNode::new_unchecked(format!("urn:{name}"));
    for (number, row) in rows.iter().enumerate() {
        let node = bixi::internals::rdf::BlankNode::new_unchecked(format!("row{number}"));
        let index = if is_ordered { number } else { 0 };
        let mut add = |property: NamedNode, value: Term| {
            quads.push(Quad::new(
                node.clone(),
                property,
                value,
                GraphName::DefaultGraph,
            ));
        };
        add(
            name("index".to_owned()),
            Term::from(name(index.to_string())),
        );
        for (variable, term) in row {
            add(name(format!("variable:{variable}")), term.clone());
        }
    }
    quads
}

fn same(expected: Vec<Quad>, actual: Vec<Quad>) -> Result<(), String> {
    let canonical = |quads: &[Quad]| {
        let mut dataset: oxigraph::model::Dataset = quads.iter().cloned().collect();
        dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
        dataset
    };
    if canonical(&expected) == canonical(&actual) {
        return Ok(());
    }
    let show = |quads: &[Quad]| {
        let lines: Vec<String> = quads.iter().map(|quad| format!("    {quad}")).collect();
        lines.join("\n")
    };
    Err(format!(
        "expected\n{}\n  but got\n{}",
        show(&expected),
        show(&actual)
    ))
}

/// CSV does not say what kind of term a cell is, so the text is compared, in any order of lines and of blank node labels.
fn compare_csv(results: Results, path: &Path) -> Result<(), String> {
    let Results::Solutions(solutions) = results else {
        return Err("is not a table".to_owned());
    };
    let variables = solutions.variables().to_vec();
    let mut serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Csv)
        .serialize_solutions_to_writer(Vec::new(), variables)
        .map_err(|error| error.to_string())?;
    for solution in solutions {
        serializer
            .serialize(solution.iter())
            .map_err(|error| error.to_string())?;
    }
    let actual = serializer.finish().map_err(|error| error.to_string())?;
    let expected = fs::read(path).map_err(|error| error.to_string())?;
    let lines = |bytes: &[u8]| {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().expect("a header").clone();
        let cell = |(name, cell): (&str, &str)| {
            let label = if cell.starts_with("_:") { "_:" } else { cell };
            let number = label.parse().map(|n: f64| n.to_string());
            (name.to_owned(), number.unwrap_or_else(|_| label.to_owned()))
        };
        let line = |record: csv::StringRecord| {
            let mut cells: Vec<_> = header.iter().zip(&record).map(cell).collect();
            cells.sort();
            cells
        };
        let mut lines: Vec<_> = reader.records().map(|r| line(r.expect("a line"))).collect();
        lines.sort();
        lines
    };
    let (expected, actual) = (lines(&expected), lines(&actual));
    if expected == actual {
        Ok(())
    } else {
        Err(format!("expected {expected:?}, got {actual:?}"))
    }
}
