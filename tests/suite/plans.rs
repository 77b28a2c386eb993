//! How queries are evaluated: each query of `tests/cases/plan` has the solutions of oxigraph's evaluator without
//! optimisation, and does it in the operators and with the rows of its `.plan`; `BIXI_ACCEPT=1` rewrites those.
//!
//! A plan has no times: where it has more rows than before, somebody has to wait longer. Each query stands for one
//! rewrite or one trap, which its first line names. They end in `.sparql`, since `.rq` below `tests` are expectations
//! of the repository's own graph.

use crate::differential::{rows, without_graph_variables};
use crate::oracle;
use crate::paths_as_unions::as_unions;
use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::query::{Arguments, Dataset, Limits, Query, answer, explain};
use bixi::internals::rdf::{GraphName, Term, Triple};
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use bixi::internals::write;
use spareval::QueryEvaluator;
use spargebra::SparqlParser;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

pub const PREFIXES: [(&str, &str); 4] = [
    ("", "http://example.org/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
const WORDS: [&str; 6] = ["量子", "信息", "生物", "医药", "智能", "材料"];

/// Two hundred firms in twenty parks of four districts; few firms have what makes a query selective. Places, firms and
/// funds are a file each, and the funds are in one with a firm that is in that of the firms, too.
pub fn turtle() -> [(&'static str, String); 3] {
    let [mut places, mut firms, mut funds] = [(); 3].map(|()| {
        PREFIXES.iter().fold(String::new(), |text, (name, iri)| {
            format!("{text}@prefix {name}: <{iri}> .\n")
        })
    });
    places
        .push_str(":Firm rdfs:subClassOf :Organisation . :Organisation rdfs:subClassOf :Agent .\n");
    for (n, word) in WORDS.iter().enumerate().take(4) {
        // Writing to a string does not fail.
        let _ = writeln!(
            places,
            ":d{n} a :District ; :in :city ; rdfs:label \"{}区\"@zh .",
            word
        );
    }
    for n in 0..20 {
        let _ = writeln!(
            places,
            ":park{n} a :Park ; :in :d{} ; rdfs:label \"Park {n}\" .",
            n % 4
        );
    }
    let text = &mut firms;
    for n in 0..200_usize {
        let (word, other) = (WORDS[n % 6], WORDS[n / 6 % 6]);
        let _ = write!(
            text,
            ":f{n} a :Firm ; :in :park{} ; rdfs:label \"{word}{other}{n}\"@zh , \"Firm {n}\"@en ; :staff {} ; :since \"20{:02}-0{}-1{}\"^^xsd:date",
            n % 20,
            n * 7 % 90,
            n % 20,
            n % 9 + 1,
            n % 10
        );
        if n % 3 == 0 {
            let _ = write!(
                text,
                " ; :income {}.5 ; :partner :f{} , :f{}",
                n * 13 % 700,
                n * 7 % 200,
                n + 1
            );
        }
        if n % 50 == 7 {
            let _ = write!(text, " ; :listed true ; :code \"C{n}\"");
        }
        if n % 5 == 0 {
            let _ = write!(
                text,
                " ; :rated :good{} ~ :e{n} {{| :source :doc{} ; :level {} |}}",
                n % 3,
                n % 7,
                n % 4
            );
        }
        if n > 0 && n % 4 == 0 {
            let _ = write!(text, " ; :owner :f{}", n / 2);
        }
        text.push_str(" .\n");
    }
    for n in 0..10 {
        let _ = writeln!(
            text,
            "<< :f{n} :rated :poor ~ :x{n} >> :source :doc{} .",
            n % 2
        );
    }
    for n in [7, 50, 57] {
        let _ = writeln!(text, "<< :f{n} :in :park{} >> :certainty :stated .", n % 20);
    }
    funds.push_str(":f0 a :Firm ; rdfs:label \"Firm 0\"@en .\n");
    for n in 0..10 {
        let _ = writeln!(
            funds,
            ":fund{n} a :Fund ; :supports :f{} ; :code \"C{}\" .",
            n * 20,
            n * 50 + 7
        );
    }
    [("places", places), ("firms", firms), ("funds", funds)]
}

/// The graph of Turtle documents, each a named graph.
pub fn graph_of(documents: &[(impl AsRef<str>, String)]) -> Graph {
    let part = |(path, text): &(_, String)| {
        let path = AsRef::<str>::as_ref(path);
        let source = SourceFile::new(format!("{path}.ttl"), text.as_str());
        let prefix = format!("{path}-");
        let reading = Reading {
            base: None,
            blank_node_prefix: &prefix,
        };
        Part {
            source: Source {
                path: source.path.clone(),
                digest: [0; 32],
                lines: source.line_count(),
            },
            graph: Some(format!("http://example.org/{path}")),
            said: read(&source, &reading).expect("few terms"),
        }
    };
    let parts = documents.iter().map(part).collect();
    Graph::from_parts(parts, None).expect("a small graph")
}

/// Its triples for oxigraph's evaluator, in their graphs and in the default graph.
pub fn dataset_of(graph: &Graph) -> oxigraph::model::Dataset {
    let mut dataset = oxigraph::model::Dataset::new();
    for ids in graph.triples(None, None, None) {
        let [subject, predicate, object] = ids.map(|id| graph.dictionary.term(id));
        let triple = Triple::from_terms(subject, predicate, object).expect("a triple");
        dataset.insert(&triple.clone().in_graph(GraphName::DefaultGraph));
        for name in graph.graphs_of(ids).into_iter().flatten() {
            if let Term::NamedNode(name) = graph.dictionary.term(name) {
                dataset.insert(&triple.clone().in_graph(name));
            }
        }
    }
    dataset
}

/// Where the queries are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/plan")
}

/// The columns of rows and operators, without the times.
fn plan_of(explanation: &str) -> String {
    let mut plan = String::new();
    for line in explanation.lines() {
        let (numbers, operator) = (line.get(..25), line.get(36..));
        match (numbers, operator) {
            (Some(numbers), Some(operator)) => {
                let _ = writeln!(plan, "{numbers}{operator}");
            }
            _ => {
                let _ = writeln!(plan, "{line}");
            }
        }
    }
    plan
}

/// What is wrong with one query.
fn check(graph: &Graph, path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).expect("a query");
    let ask = || {
        let query = Query::new(SourceFile::new("query", text.as_str())).expect("a query");
        let limits = Limits::default();
        answer(
            Dataset::new(graph),
            &query,
            &Arguments::new(),
            &limits,
            true,
        )
        .expect("an answer")
    };
    // That of a subquery is none of the solutions.
    let modifiers = text.rsplit('}').next().unwrap_or_default();
    let is_ordered = modifiers.contains("ORDER BY");
    let answered = ask();
    let planned = {
        let query = Query::new(SourceFile::new("query", text.as_str())).expect("a query");
        let plan = || {
            explain(
                Dataset::new(graph),
                &query,
                &Arguments::new(),
                &Limits::default(),
            )
            .expect("a plan")
        };
        let planned = plan();
        assert_eq!(planned, plan(), "the plan of {} is a value", path.display());
        planned
    };
    let executed = plan_of(&write::plan(&answered.executed));
    let plan = format!("{}\n{executed}", write::plan(&planned));
    let solutions = rows(answered.results, is_ordered);

    let parser = PREFIXES
        .iter()
        .fold(SparqlParser::new(), |parser, (name, iri)| {
            parser.with_prefix(*name, *iri).expect("an IRI")
        });
    let text = without_graph_variables(
        &text,
        &["places", "firms", "funds"].map(|path| format!("http://example.org/{path}")),
    );
    let query = as_unions(&parser.parse_query(&text).expect("SPARQL"));
    let dataset = dataset_of(graph);
    let evaluator = QueryEvaluator::new().without_optimizations();
    let expected = evaluator
        .prepare(&query)
        .execute(&dataset)
        .expect("an answer");
    let expected = rows(oracle::results(expected), is_ordered);
    if solutions != expected {
        let (found, wanted) = (solutions.len(), expected.len());
        return Some(format!(
            "{found} solutions, {wanted} expected, or others: {}",
            path.display()
        ));
    }

    let golden = path.with_extension("plan");
    if env::var_os("BIXI_ACCEPT").is_some() {
        fs::write(&golden, &plan).expect("a plan");
    }
    let accepted = fs::read_to_string(&golden).unwrap_or_default();
    (accepted != plan).then(|| format!("{}:\n{plan}instead of\n{accepted}", path.display()))
}

#[test]
fn queries_are_evaluated_as_planned() {
    let graph = graph_of(&turtle());
    // As a snapshot has it, so that texts are looked up in it.
    graph.dictionary.bigrams();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "sparql")
        })
        .collect();
    paths.sort();
    assert!(paths.len() >= 40, "the queries are there");
    let wrong: Vec<String> = paths
        .iter()
        .filter_map(|path| check(&graph, path))
        .collect();
    assert!(
        wrong.is_empty(),
        "`BIXI_ACCEPT=1` takes these plans:\n{}",
        wrong.join("\n")
    );
}
