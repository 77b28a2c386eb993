//! The saved queries of the repository have the same solutions on engines elsewhere, whatever these hold triple terms as.
//!
//! `BIXI_OXIGRAPH` names the program of Oxigraph, `BIXI_VIRTUOSO` that of Virtuoso 7. They are started on free ports of this machine
//! in folders that go away.

mod encoded;
mod servers;

use bixi::{Arguments, BuildLimits, Project, Query, QueryLimits, Results, Snapshot};
use encoded::graphs;
use servers::{oxigraph, virtuoso};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Parameters of saved queries with arguments.
const ARGUMENTS: [(&str, &[(&str, &str)]); 10] = [
    ("located-in", &[("place", "湖里区")]),
    ("facts", &[("entity", "湖里区")]),
    ("facts", &[("text", "基金")]),
    ("find", &[("text", "创新")]),
    ("count-class", &[("class", "kgv:Policy")]),
    (
        "objects",
        &[("entity", "湖里区"), ("relation", "kgv:hasComponent")],
    ),
    ("where", &[("entity", "湖里区")]),
    ("connections", &[("a", "湖里区"), ("b", "厦门市")]),
    ("figures", &[("about", "湖里区"), ("lang", "en")]),
    ("caveats", &[("entity", "湖里区"), ("lang", "en")]),
];

/// A copy of the repository's graph with engines that hold it.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["data", "ontology", "queries", "imports"] {
            copy(&root.join(name), &folder.path().join(name));
        }
        fs::copy(root.join("bixi.toml"), folder.path().join("bixi.toml")).expect("settings");
        Self { folder }
    }

    fn project(&self) -> Project {
        Project::open(self.folder.path()).expect("a copy of the repository")
    }

    fn snapshot(&self) -> Snapshot {
        let project = self.project();
        let built = project.build(&BuildLimits::default()).expect("a graph");
        built.into_snapshot().expect("no errors in the files")
    }

    /// Adds an engine to the settings.
    fn add_engine(&self, name: &str, settings: &str, graphs: &[&String]) {
        let path = self.folder.path().join("bixi.toml");
        let mut text = fs::read_to_string(&path).expect("settings");
        text += &format!("\n[engines.{name}]\n{settings}timeout = 600\ngraphs = {graphs:?}\n");
        fs::write(&path, text).expect("settings");
    }

    fn queries(&self) -> Vec<(String, PathBuf)> {
        let entries = fs::read_dir(self.folder.path().join("queries")).expect("queries");
        let paths = entries.map(|entry| entry.expect("a file").path());
        let mut queries: Vec<(String, PathBuf)> = paths
            .map(|path| {
                let name = path.file_stem().expect("a name").to_string_lossy();
                (name.into_owned(), path)
            })
            .collect();
        queries.sort();
        queries
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("a file");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("a file")),
        }
    }
}

/// Returns the rows or triples of an answer, sorted; blank nodes have no names that hold beyond an answer.
fn rows(results: Results) -> Vec<String> {
    let mut rows: Vec<String> = match results {
        Results::Solutions(solutions) => solutions
            .map(|solution| {
                let cells = solution
                    .iter()
                    .map(|(name, value)| format!("{name}={}", shown(&value.to_string())));
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect(),
        Results::Graph(triples) => triples.map(|triple| shown(&triple.to_string())).collect(),
        Results::Boolean(answer) => vec![answer.to_string()],
    };
    rows.sort();
    rows
}

/// Returns a term with decimals in their shortest form, by which values are compared.
fn shown(term: &str) -> String {
    let decimal = "\"^^<http://www.w3.org/2001/XMLSchema#decimal>";
    match term.strip_suffix(decimal) {
        Some(value) if value.contains('.') => {
            let value = value.trim_end_matches('0').trim_end_matches('.');
            format!("{value}{decimal}")
        }
        _ => term.to_owned(),
    }
}

/// Asserts that all saved queries have the same rows here and on an engine.
fn all_are_equal(copy: &Copy, name: &str) {
    let project = copy.project();
    let engine = project.engine(name).expect("its settings");
    let here = copy.snapshot();
    let there = here.on(&engine);
    let limits = QueryLimits::default();
    let languages = ["zh-Hans", "en"].map(str::to_owned);
    let mut wrong = Vec::new();
    let mut compared = 0;
    let mut compare = |name: &str, query: &Query, arguments: &Arguments| {
        let arguments = bixi::internals::query::in_languages(query, arguments, &languages);
        let expected = here.query(query, &arguments, &limits);
        let expected = rows(
            expected
                .unwrap_or_else(|error| unreachable!("{name}: {error}"))
                .results,
        );
        match there.query(query, &arguments, &limits) {
            Ok(answer) => {
                let found = rows(answer.results);
                if found != expected {
                    let lost = expected.iter().find(|row| !found.contains(row));
                    let gained = found.iter().find(|row| !expected.contains(row));
                    let (here, there) = (expected.len(), found.len());
                    wrong.push(format!(
                        "{name}: {here} rows here, {there} there\n  {lost:?}\n  {gained:?}"
                    ));
                }
            }
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
        compared += 1;
    };
    for (name, path) in copy.queries() {
        let query = Query::read(&path).expect("a saved query");
        compare(&name, &query, &Arguments::new());
    }
    for (name, given) in ARGUMENTS {
        let query = project.query(name).expect("a saved query");
        let given = given
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        compare(name, &query, &given.collect());
    }
    assert!(compared >= 75, "only {compared} queries");
    assert!(
        wrong.is_empty(),
        "{} of {compared}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name the program of Oxigraph"
)]
fn saved_queries_are_equal_on_oxigraph() {
    let copy = Copy::new();
    let server = oxigraph();
    let snapshot = copy.snapshot();
    for encoding in ["rdf-1.2", "basic"] {
        let graphs = graphs(&snapshot, encoding);
        let settings = format!(
            "url = \"{0}/query\"\ngraph-store = \"{0}/store\"\nkind = \"oxigraph\"\nevidence = \"{encoding}\"\n",
            server.url
        );
        let name = encoding.replace('.', "-");
        copy.add_engine(&name, &settings, &graphs.keys().collect::<Vec<_>>());
        let engine = copy.project().engine(&name).expect("its settings");
        for (graph, triples) in &graphs {
            let graph = bixi::internals::rdf::NamedNode::new_unchecked(graph.as_str());
            engine
                .client()
                .put_graph(&graph, triples.as_bytes())
                .expect("a graph is put");
        }
        all_are_equal(&copy, &name);
    }
}

#[test]
#[cfg_attr(
    not(virtuoso),
    ignore = "BIXI_VIRTUOSO does not name the program of Virtuoso"
)]
fn saved_queries_are_equal_on_virtuoso() {
    let copy = Copy::new();
    let server = virtuoso();
    let graphs = graphs(&copy.snapshot(), "basic");
    server.load(&graphs);
    let settings = format!("url = \"{}/sparql\"\nkind = \"virtuoso\"\n", server.url);
    copy.add_engine("virtuoso", &settings, &graphs.keys().collect::<Vec<_>>());
    all_are_equal(&copy, "virtuoso");
}

/// The triples of graphs by their names.
type Graphs = BTreeMap<String, String>;
