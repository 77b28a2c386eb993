//! A region in a snapshot and in oxigraph's memory store, and queries that both are asked in turn.

use crate::region_data;
use bixi::internals::build::{Built, build};
use bixi::internals::project::Project;
use bixi::internals::query::{
    Arguments, Dataset, Limits, Query, Results, Rewrite, evaluate, evaluate_algebra, filled,
    logical,
};
use bixi::internals::rdf::{GraphName, NamedNode, Term};
use bixi::internals::snapshot::Snapshot;
use bixi::internals::source::SourceFile;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

const PREFIXES: [(&str, &str); 4] = [
    ("", "http://example.org/eco/"),
    ("e", "http://example.org/eco/schema#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
/// The triples, if `BIXI_BENCH_TRIPLES` does not say how many.
const TRIPLES: usize = 1_000_000;

/// Both engines with the same statements.
pub struct Region {
    /// Where the files are.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub folder: PathBuf,
    snapshot: Snapshot,
    store: Store,
    /// The names of the graphs that the peer has, each for a file; none if all is in its default graph.
    pub names: Vec<NamedNode>,
}

impl Region {
    /// Builds and loads a region, in a folder with a name of its own; for the peer either each file is a named graph, or
    /// all are in its default graph.
    pub fn load(name: &str, has_graphs: bool) -> Self {
        let size = env::var("BIXI_BENCH_TRIPLES").ok();
        let size = size.and_then(|size| size.parse().ok()).unwrap_or(TRIPLES);
        let folder = env::temp_dir().join(format!("bixi-{name}-{size}"));
        for (path, text) in region_data::region(size) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("a file");
        let project = Project::open(&folder).expect("a project");
        let snapshot = match build(&project).expect("a build") {
            Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
            Built::Refused(findings) => unreachable!("{findings:?}"),
        };
        let names = match has_graphs {
            true => names(&snapshot),
            false => Vec::new(),
        };
        let store = load(&project, &names);
        Self {
            folder,
            snapshot,
            store,
            names,
        }
    }

    /// Asks both the same, which may have to be written in two ways, until it is known how long that takes.
    pub fn ask(&self, text: &str, of_peer: &str) -> Asked {
        let started = Instant::now();
        let rows = self.ask_bixi(text);
        let first = started.elapsed().as_secs_f64() * 1000.0;
        assert_eq!(
            rows,
            self.ask_oxigraph(of_peer),
            "`{text}` has the same rows"
        );
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        let started = Instant::now();
        while own.len() < 5 || (started.elapsed() < Duration::from_millis(400) && own.len() < 100) {
            own.push(milliseconds(|| self.ask_bixi(text)));
            peer.push(milliseconds(|| self.ask_oxigraph(of_peer)));
        }
        let ratios = own.iter().zip(&peer).map(|(own, peer)| peer / own);
        let mut ratios: Vec<f64> = ratios.collect();
        Asked {
            rows,
            first,
            own: median(&mut own),
            peer: median(&mut peer),
            paired: median(&mut ratios),
        }
    }

    /// Asserts that both give the same solutions to a query.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn compare(&self, text: &str) {
        let query = Query::new(SourceFile::new("query", text)).expect("a query");
        let dataset = Dataset::new(&self.snapshot.graph);
        let own = evaluate(dataset, &query, &Arguments::new()).expect("an answer");
        let query = with_prefixes().parse_query(text).expect("a query");
        let of_peer = query.on_store(&self.store).execute().expect("an answer");
        let (own, of_peer) = (written(own), written_by_peer(of_peer));
        let other = own.iter().zip(&of_peer).find(|(a, b)| a != b);
        assert!(
            own.len() == of_peer.len() && other.is_none(),
            "`{text}` has other solutions: {other:?}"
        );
    }

    /// Returns the solutions, a line for each, in the order of lines; numbers have nine digits, so that engines which add them
    /// in other orders agree.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn answer(&self, text: &str) -> Vec<String> {
        let query = Query::new(SourceFile::new("query", text)).expect("a query");
        let dataset = Dataset::new(&self.snapshot.graph);
        match evaluate(dataset, &query, &Arguments::new()).expect("an answer") {
            Results::Solutions(solutions) => {
                let names = solutions.variables().to_vec();
                sorted(solutions.map(|row| {
                    line(
                        names
                            .iter()
                            .map(|name| row.get(name.as_str()).map(Term::from)),
                    )
                }))
            }
            Results::Boolean(answer) => vec![answer.to_string()],
            Results::Graph(_) => unreachable!("rows are compared"),
        }
    }

    /// Returns the same of the peer.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn answer_of_oxigraph(&self, text: &str) -> Vec<String> {
        let query = with_prefixes().parse_query(text).expect("a query");
        match query.on_store(&self.store).execute().expect("an answer") {
            QueryResults::Solutions(solutions) => {
                let names = solutions.variables().to_vec();
                sorted(solutions.map(|row| {
                    let row = row.expect("a solution");
                    line(names.iter().map(|name| row.get(name.as_str()).cloned()))
                }))
            }
            QueryResults::Boolean(answer) => vec![answer.to_string()],
            QueryResults::Graph(_) => unreachable!("rows are compared"),
        }
    }

    /// Returns the median time of a query in milliseconds.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn time(&self, text: &str) -> f64 {
        measured(|| self.ask_bixi(text))
    }

    /// Returns the same of the peer.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn time_of_oxigraph(&self, text: &str) -> f64 {
        measured(|| self.ask_oxigraph(text))
    }

    /// Returns how long it takes to parse a query, to lower and rewrite it, and to choose a physical plan: medians in
    /// microseconds.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn planning(&self, text: &str) -> [f64; 3] {
        let query = Query::new(SourceFile::new("query", text)).expect("a query");
        let graph = &self.snapshot.graph;
        let limits = Limits::default();
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..1001 {
            let started = Instant::now();
            let parsed = filled(&query, &Arguments::new(), graph).expect("SPARQL");
            let is_parsed = Instant::now();
            let logical = logical(Dataset::new(graph), parsed, &Rewrite::ALL, &limits)
                .expect("a logical plan");
            let is_logical = Instant::now();
            std::hint::black_box(logical.planned().expect("a plan"));
            let steps = [started, is_parsed, is_logical, Instant::now()];
            for (times, step) in times.iter_mut().zip(steps.windows(2)) {
                times.push((step[1] - step[0]).as_secs_f64() * 1e6);
            }
        }
        times.map(|mut times| median(&mut times))
    }

    /// Returns the triples as ids, and the terms with theirs.
    #[allow(dead_code, reason = "not every bench uses it")]
    pub fn ids(&self) -> (Vec<[u32; 3]>, BTreeMap<u32, Term>) {
        let graph = &self.snapshot.graph;
        let triples: Vec<[u32; 3]> = graph.triples(None, None, None).collect();
        let terms = triples.iter().flatten();
        let terms = terms.map(|id| (*id, graph.dictionary.term(*id)));
        let terms = terms.collect();
        (triples, terms)
    }

    fn ask_bixi(&self, text: &str) -> usize {
        let query = Query::new(SourceFile::new("query", text)).expect("a query");
        let graph = &self.snapshot.graph;
        let parsed = filled(&query, &Arguments::new(), graph).expect("an algebra");
        // The pairs of a university are compared one by one, and more in larger regions.
        let limits = Limits {
            allow_product: true,
            ..Limits::default()
        };
        count(evaluate_algebra(Dataset::new(graph), parsed, &limits).expect("an answer"))
    }

    fn ask_oxigraph(&self, text: &str) -> usize {
        let mut query = with_prefixes().parse_query(text).expect("a query");
        if !self.names.is_empty() && !text.contains("FROM") {
            query.dataset_mut().set_default_graph_as_union();
        }
        count_of_peer(query.on_store(&self.store).execute().expect("an answer"))
    }
}

fn with_prefixes() -> SparqlEvaluator {
    let evaluator = SparqlEvaluator::new();
    PREFIXES.iter().fold(evaluator, |evaluator, (name, iri)| {
        evaluator.with_prefix(*name, *iri).expect("an IRI")
    })
}

/// Returns the solutions as sorted lines.
fn written(results: Results) -> Vec<String> {
    let Results::Solutions(solutions) = results else {
        return Vec::new();
    };
    sorted(solutions.map(|solution| {
        let bindings = solution
            .iter()
            .map(|(name, term)| format!("{name}={term} "));
        bindings.collect()
    }))
}

/// Returns the same lines for the peer.
fn written_by_peer(results: QueryResults) -> Vec<String> {
    let QueryResults::Solutions(solutions) = results else {
        return Vec::new();
    };
    sorted(solutions.map(|solution| {
        let solution = solution.expect("a solution");
        let bindings = solution
            .iter()
            .map(|(name, term)| format!("{name}={term} "));
        bindings.collect()
    }))
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// Returns the median of three runs at least, and of as many more as fit 0.4 seconds.
#[allow(dead_code, reason = "not every bench uses it")]
fn measured(mut work: impl FnMut() -> usize) -> f64 {
    let (mut times, started) = (Vec::new(), Instant::now());
    while times.len() < 3 || (started.elapsed() < Duration::from_millis(400) && times.len() < 100) {
        times.push(milliseconds(&mut work));
    }
    median(&mut times)
}

fn line(terms: impl Iterator<Item = Option<Term>>) -> String {
    let cells = terms.map(|term| term.map_or_else(String::new, |term| cell(&term)));
    cells.collect::<Vec<_>>().join("|")
}

fn cell(term: &Term) -> String {
    let (text, _) = parts(term);
    match text.parse::<f64>() {
        Ok(number) => format!("{number:.8e}"),
        Err(_) => text,
    }
}

/// Returns the IRI or the lexical form of a term, and its language.
#[allow(dead_code, reason = "not every bench uses it")]
pub fn parts(term: &Term) -> (String, String) {
    match term {
        Term::NamedNode(iri) => (iri.as_str().to_owned(), String::new()),
        Term::Literal(literal) => {
            let language = literal.language().unwrap_or("").to_owned();
            (literal.value().to_owned(), language)
        }
        other => (other.to_string(), String::new()),
    }
}

/// How a query was answered; times are medians in milliseconds.
pub struct Asked {
    rows: usize,
    /// The first time that bixi was asked.
    first: f64,
    own: f64,
    peer: f64,
    /// The median of the ratios of runs side by side, which a busy machine disturbs less.
    paired: f64,
}

impl Asked {
    /// The heads of the columns of lines.
    pub const HEADER: &str = "query                                rows  first ms     bixi ms   oxigraph ms     ratio    paired";

    /// How many times as fast as oxigraph bixi is.
    pub fn ratio(&self) -> f64 {
        self.peer / self.own
    }

    /// A line of a table, with a remark if neither ratio is what it has to be.
    pub fn line(&self, name: &str, least: f64) -> String {
        let ratio = self.ratio();
        let remark = match ratio.max(self.paired) < least {
            true => format!("  MISSES {least}"),
            false => String::new(),
        };
        format!(
            "{name:30}{:>11}{:>10.3}{:>12.3}{:>14.3}{ratio:>9.1}×{:>9.1}×{remark}",
            self.rows, self.first, self.own, self.peer, self.paired
        )
    }
}

/// They end in the paths of the files.
fn names(snapshot: &Snapshot) -> Vec<NamedNode> {
    let graph = &snapshot.graph;
    let names = graph.graph_names().into_iter();
    let name = |id| match graph.dictionary.term(id) {
        Term::NamedNode(name) => Some(name),
        _ => None,
    };
    names.filter_map(name).collect()
}

fn load(project: &Project, names: &[NamedNode]) -> Store {
    let store = Store::new().expect("a store");
    for path in project.source_paths().expect("paths") {
        let bytes = project.read(&path).expect("a file").bytes;
        let name = names.iter().find(|name| name.as_str().ends_with(&path));
        let name = name.cloned().map_or(GraphName::DefaultGraph, Into::into);
        let parser = RdfParser::from_format(RdfFormat::Turtle).with_default_graph(name);
        store.load_from_slice(parser, &bytes).expect("Turtle");
    }
    store
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn milliseconds(work: impl FnOnce() -> usize) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64() * 1000.0
}

/// Returns the number of rows or triples; every value of them is read.
fn count(results: Results) -> usize {
    match results {
        Results::Solutions(rows) => rows.inspect(|row| read(row.values())).count(),
        Results::Graph(triples) => triples.map(black_box).count(),
        Results::Boolean(answer) => usize::from(answer),
    }
}

/// Returns the same number for the peer.
fn count_of_peer(results: QueryResults) -> usize {
    match results {
        QueryResults::Solutions(rows) => rows
            .map(|row| row.expect("a solution"))
            .inspect(|row| read(row.values().iter()))
            .count(),
        QueryResults::Graph(triples) => triples.filter(Result::is_ok).count(),
        QueryResults::Boolean(answer) => usize::from(answer),
    }
}

fn read<T>(values: impl Iterator<Item = T>) {
    values.for_each(|value| {
        black_box(value);
    });
}
