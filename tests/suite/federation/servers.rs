//! A region in three parts, each with a server of its own: queries that ask all three for each of their patterns have the same answers
//! as the whole region has here. The servers are bixi's, and those of `BIXI_OXIGRAPH`, a program of Oxigraph.

use crate::differential::rows;
use crate::region_data::region;
use crate::serve::Server;
use bixi::{Arguments, BuildLimits, EngineAnswers, Project, Query, QueryLimits, Snapshot};
use spargebra::SparqlParser;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNode;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const PROLOGUE: &str = "PREFIX : <http://example.org/eco/>\nPREFIX e: <http://example.org/eco/schema#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n";

/// The triples of the region.
const TRIPLES: usize = 3000;

/// The queries of the benchmark but for the one whose path leads through all parts.
fn queries() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/region-queries");
    let entries = fs::read_dir(folder).expect("the queries");
    let mut queries: Vec<(String, String)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(path).expect("a query"))
        })
        .filter(|(name, _)| name != "path")
        .collect();
    queries.sort();
    assert!(queries.len() >= 10);
    queries
}

/// Writes files into a new folder as a project.
fn folder(files: &[(String, String)], settings: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    for (name, text) in files {
        let path = folder.path().join("data").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    // What follows from statements in several parts, none of the servers knows.
    let settings = format!("inference = \"none\"\n{settings}");
    fs::write(folder.path().join("bixi.toml"), settings).expect("settings");
    folder
}

fn built(folder: &TempDir) -> (Project, Snapshot) {
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    (project, built.into_snapshot().expect("no errors"))
}

/// The region in three parts.
fn thirds() -> [Vec<(String, String)>; 3] {
    let mut thirds = [const { Vec::new() }; 3];
    for (number, file) in region(TRIPLES).into_iter().enumerate() {
        thirds[number % 3].push(file);
    }
    assert!(thirds.iter().all(|files| !files.is_empty()));
    thirds
}

/// A query in which each triple pattern is matched by each of the engines.
fn federated(text: &str) -> String {
    let mut query = SparqlParser::new()
        .parse_query(&format!("{PROLOGUE}{text}"))
        .expect("a query");
    let (spargebra::Query::Select { pattern, .. }
    | spargebra::Query::Construct { pattern, .. }
    | spargebra::Query::Describe { pattern, .. }
    | spargebra::Query::Ask { pattern, .. }) = &mut query;
    distribute(pattern);
    query.to_string()
}

fn distribute(pattern: &mut GraphPattern) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            let everywhere = patterns.iter().map(|triple| {
                let service = |name: &str| GraphPattern::Service {
                    name: NamedNode::new_unchecked(name).into(),
                    inner: Box::new(GraphPattern::Bgp {
                        patterns: vec![triple.clone()],
                    }),
                    silent: false,
                };
                ["engine:a", "engine:b", "engine:c"]
                    .map(service)
                    .into_iter()
                    .reduce(|left, right| GraphPattern::Union {
                        left: Box::new(left),
                        right: Box::new(right),
                    })
                    .expect("three")
            });
            *pattern = everywhere
                .reduce(|left, right| GraphPattern::Join {
                    left: Box::new(left),
                    right: Box::new(right),
                })
                .expect("a triple pattern");
        }
        GraphPattern::LeftJoin { left, right, .. } => {
            distribute(left);
            distribute(right);
        }
        GraphPattern::Filter { expr, inner } => {
            if let Expression::Not(exists) = expr
                && let Expression::Exists(pattern) = &mut **exists
            {
                distribute(pattern);
            }
            distribute(inner);
        }
        GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. } => distribute(inner),
        other => unreachable!("{other}"),
    }
}

/// Rows with decimals as Oxigraph keeps them, without the zero at their end.
fn by_value(mut rows: Vec<String>) -> Vec<String> {
    let end = "\"^^<http://www.w3.org/2001/XMLSchema#decimal>";
    for row in &mut rows {
        *row = row.replace(&format!("0{end}"), end);
    }
    rows.sort();
    rows
}

/// Asks the queries of a project that has nothing but the engines, and of the whole region.
fn compare(urls: [String; 3]) {
    let settings = ["a", "b", "c"].iter().zip(urls);
    let settings = settings.map(|(name, url)| format!("[engines.{name}]\nurl = \"{url}\"\n"));
    let nothing = [(
        "nothing.ttl".to_owned(),
        "<http://e/s> <http://e/p> <http://e/o> .\n".to_owned(),
    )];
    let empty = folder(&nothing, &settings.collect::<String>());
    let (project, here) = built(&empty);
    let whole = folder(&region(TRIPLES), "");
    let (_, whole) = built(&whole);
    let answer = |snapshot: &Snapshot, text: &str, limits: &QueryLimits| {
        let query = Query::from_text(text).expect("a query");
        let answered = snapshot.query(&query, &Arguments::new(), limits);
        answered.map(|answer| by_value(rows(answer.results, false)))
    };
    let asked = |answers| QueryLimits {
        engines: Some(project.engines(answers)),
        ..QueryLimits::default()
    };
    for (name, text) in queries() {
        let expected = answer(
            &whole,
            &format!("{PROLOGUE}{text}"),
            &QueryLimits::default(),
        );
        let expected = expected.expect("an answer");
        assert!(!expected.is_empty(), "{name}");
        let text = federated(&text);
        let found = answer(&here, &text, &asked(EngineAnswers::AskedAndRecorded));
        let found = found.expect(&name);
        let (few, many) = (found.len(), expected.len());
        assert!(
            found == expected,
            "{name} has other rows: {few} instead of {many}"
        );
        let recorded = answer(&here, &text, &asked(EngineAnswers::Recorded));
        assert!(
            recorded.expect(&name) == expected,
            "{name} differs where it is recorded"
        );
    }
}

#[test]
fn three_servers_of_bixi_answer_as_the_whole_region() {
    let folders = thirds().map(|files| folder(&files, ""));
    let servers = folders
        .each_ref()
        .map(|folder| Server::start(folder.path(), &[]));
    compare(
        servers
            .each_ref()
            .map(|server| format!("http://{}/sparql", server.address)),
    );
}

/// A server of Oxigraph that is stopped when this is dropped.
struct Oxigraph {
    child: Child,
    address: String,
    _store: TempDir,
}

impl Oxigraph {
    fn start(files: &[(String, String)]) -> Self {
        let program = std::env::var_os("BIXI_OXIGRAPH").expect("BIXI_OXIGRAPH is set");
        let data = folder(files, "");
        let store = tempfile::tempdir().expect("a folder");
        let mut load = Command::new(&program);
        load.args(["load", "--location"]).arg(store.path());
        for (name, _) in files {
            load.arg("--file").arg(data.path().join("data").join(name));
        }
        let loaded = load.stderr(Stdio::null()).status().expect("it runs");
        assert!(loaded.success());
        // Any port that is free.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        drop(listener);
        let mut child = Command::new(&program)
            .args(["serve-read-only", "--bind", &address, "--location"])
            .arg(store.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let is_up = |line: std::io::Result<String>| line.expect("a line").contains("http://");
        assert!(lines.by_ref().any(is_up), "it listens");
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address,
            _store: store,
        }
    }
}

impl Drop for Oxigraph {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name a program of Oxigraph"
)]
fn three_servers_of_oxigraph_answer_as_the_whole_region() {
    let servers = thirds().map(|files| Oxigraph::start(&files));
    compare(
        servers
            .each_ref()
            .map(|server| format!("http://{}/query", server.address)),
    );
}

#[test]
fn a_server_asks_engines_only_if_it_is_told_to() {
    let there = folder(
        &[(
            "b.ttl".to_owned(),
            "<http://e/s> <http://e/p> <http://e/o> .\n".to_owned(),
        )],
        "",
    );
    let there = Server::start(there.path(), &[]);
    let settings = format!(
        "[engines.there]\nurl = \"http://{}/sparql\"\n",
        there.address
    );
    let here = folder(
        &[(
            "a.ttl".to_owned(),
            "<http://e/s> a <http://e/C> .\n".to_owned(),
        )],
        &settings,
    );
    let target = "/sparql?query=SELECT%20?o%20%7B%20?s%20a%20?c%20SERVICE%20%3Cengine:there%3E%20%7B%20?s%20%3Chttp://e/p%3E%20?o%20%7D%20%7D";
    let ask = |options: &[&str]| {
        let server = Server::start(here.path(), options);
        let answer = server.get(target, &[("accept", "text/csv")]);
        (answer.status, answer.text().to_owned())
    };
    assert_eq!(ask(&["--engines"]), (200, "o\r\nhttp://e/o\r\n".to_owned()));
    let (status, said) = ask(&[]);
    assert_eq!(status, 400);
    assert!(said.contains("no engine may be asked here"), "{said}");
}
