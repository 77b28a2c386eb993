//! Building and asking a region graph, beside oxigraph's memory store in the same run.
//!
//! `cargo bench --bench region` does it with 100 k and 1 M triples, `BIXI_BENCH_TRIPLES=5000000` with as many as it says.
//! Builds are whole processes, so that their peak memory is their own. Warm queries run in turn on both engines, which
//! must give the same number of rows; divan then times them on the first size. Two ratios are printed: that of the
//! medians, and the median of the ratios of runs side by side, which a busy machine disturbs less. What is below its
//! target is said. The shortest queries are bounded by parsing, which both engines leave to the same parser: a point
//! query cannot become much faster than the peer's. The next limit of the others is decoding the terms of the answer.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::internals::build::{Built, build};
use bixi::internals::dictionary::fold;
use bixi::internals::project::Project;
use bixi::internals::query::{Arguments, Budget, Dataset, Limits, Query, Results, evaluate, find};
use bixi::internals::snapshot::Snapshot;
use bixi::internals::source::SourceFile;
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use std::{env, fs};

/// The queries, each with how many times as fast as oxigraph's memory store it has to be: what the best engine that was
/// measured reaches.
const QUERIES: [(&str, f64); 12] = [
    ("point", 1.0),
    ("star", 2.4),
    ("chain", 4.0),
    ("path", 10.0),
    ("aggregate", 15.0),
    ("optional", 6.0),
    ("text", 6.0),
    ("orderlimit", 15.0),
    ("construct", 3.0),
    ("negation", 5.0),
    ("groupby", 15.0),
    ("join3", 7.0),
];
/// The geometric mean that is to be reached.
const LEAST_MEAN: f64 = 6.0;
/// What a cold point query may take, in milliseconds and bytes.
const MOST_COLD: (f64, f64) = (5.0, 16e6);
const PREFIXES: [(&str, &str); 4] = [
    ("", "http://example.org/eco/"),
    ("e", "http://example.org/eco/schema#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
/// Set in a child process: what it is to build, and where.
const CHILD: &str = "BIXI_BENCH_CHILD";
/// How often a build is run; the median counts.
const BUILDS: usize = 3;

fn main() {
    if let Ok(engine) = env::var(CHILD) {
        return child(&engine);
    }
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    for size in sizes() {
        let region = Region::new(size);
        report_builds(&region.folder);
        report_rebuild(&region.folder);
        report_cold_query(&region.folder);
        report_warm_queries(&region);
        report_find(&region);
    }
    divan::main();
}

fn sizes() -> Vec<usize> {
    let asked = env::var("BIXI_BENCH_TRIPLES").ok();
    asked
        .and_then(|size| size.parse().ok())
        .map_or(vec![100_000, 1_000_000], |size| vec![size])
}

/// A region as a project on disk, and in both engines.
struct Region {
    folder: PathBuf,
    snapshot: LazyLock<Snapshot, Box<dyn FnOnce() -> Snapshot + Send + Sync>>,
    store: LazyLock<Store, Box<dyn FnOnce() -> Store + Send + Sync>>,
}

impl Region {
    fn new(triples: usize) -> Self {
        let folder = env::temp_dir().join(format!("bixi-region-{triples}"));
        for (path, text) in region_data::region(triples) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        // Both hold what the files say and no more.
        fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("a file");
        let (for_bixi, for_oxigraph) = (folder.clone(), folder.clone());
        Self {
            folder,
            snapshot: LazyLock::new(Box::new(move || bixi_build(&for_bixi))),
            store: LazyLock::new(Box::new(move || oxigraph_load(&for_oxigraph))),
        }
    }
}

/// The region of the divan benchmarks.
static FIRST: LazyLock<Region> = LazyLock::new(|| Region::new(sizes()[0]));

fn bixi_build(folder: &Path) -> Snapshot {
    match build(&Project::open(folder).expect("a project")).expect("a build") {
        Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
        Built::Refused(findings) => unreachable!("{findings:?}"),
    }
}

fn oxigraph_load(folder: &Path) -> Store {
    let store = Store::new().expect("a store");
    let project = Project::open(folder).expect("a project");
    for path in project.source_paths().expect("paths") {
        let bytes = project.read(&path).expect("a file").bytes;
        store
            .load_from_slice(RdfFormat::Turtle, &bytes)
            .expect("Turtle");
    }
    store
}

/// Builds once and prints seconds and the peak memory in bytes.
fn child(engine: &str) {
    let folder = PathBuf::from(env::args().nth(1).expect("a folder"));
    let started = Instant::now();
    let statements = match engine {
        "bixi" => bixi_build(&folder).graph.len(),
        _ => oxigraph_load(&folder).len().expect("a length"),
    };
    println!(
        "{} {} {statements}",
        started.elapsed().as_secs_f64(),
        peak_memory("self")
    );
}

/// The most memory that a process had, in bytes; 0 where the system does not tell.
fn peak_memory(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kibibytes.unwrap_or(0) * 1024
}

/// Seconds, peak memory and statements of a build in a process of its own.
fn build_once(folder: &Path, engine: &str) -> [f64; 3] {
    let output = Command::new(env::current_exe().expect("this program"))
        .arg(folder)
        .env(CHILD, engine)
        .output()
        .expect("a child");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace();
    [(); 3].map(|()| {
        numbers
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number")
    })
}

/// Median seconds, median peak memory, and statements of a build.
fn measure(folder: &Path, engine: &str) -> (f64, f64, usize) {
    let (mut seconds, mut memory, mut statements) = (Vec::new(), Vec::new(), 0);
    for _ in 0..BUILDS {
        let _ = fs::remove_dir_all(folder.join(".bixi"));
        let numbers = build_once(folder, engine);
        seconds.push(numbers[0]);
        memory.push(numbers[1]);
        statements = numbers[2] as usize;
    }
    (median(&mut seconds), median(&mut memory), statements)
}

/// A rebuild after one file changed and a build from nothing, in turn; both must give the same bytes.
fn report_rebuild(folder: &Path) {
    let paths = Project::open(folder).and_then(|project| project.source_paths());
    let paths = paths.expect("paths");
    let changed = folder.join(&paths[paths.len() / 2]);
    let text = fs::read_to_string(&changed).expect("a file");
    let output = folder.join(".bixi");
    let (mut rebuilds, mut ratios) = (Vec::new(), Vec::new());
    for number in 0..9 {
        let more = format!("{text}:changed{number} e:number {number} .\n");
        fs::write(&changed, more).expect("a file");
        let [rebuild, ..] = build_once(folder, "bixi");
        let bytes = fs::read(output.join("graph.bixi")).expect("a snapshot");
        fs::remove_dir_all(&output).expect("a folder");
        let [from_nothing, ..] = build_once(folder, "bixi");
        let expected = fs::read(output.join("graph.bixi")).expect("a snapshot");
        assert!(bytes == expected, "both builds give the same bytes");
        rebuilds.push(rebuild);
        ratios.push(from_nothing / rebuild);
    }
    fs::write(&changed, text).expect("a file");
    println!(
        "rebuild after one of {} files changed: {:.3} s, {:.1}× faster than from nothing, the same bytes",
        paths.len(),
        median(&mut rebuilds),
        median(&mut ratios)
    );
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn report_builds(folder: &Path) {
    let (peer, peer_memory, peer_statements) = measure(folder, "oxigraph");
    let (own, own_memory, statements) = measure(folder, "bixi");
    assert_eq!(statements, peer_statements, "both hold the same statements");
    println!(
        "\nbuild, {statements} statements in {} files",
        files(folder)
    );
    println!("{:24}{:>12}{:>14}", "", "seconds", "peak MB");
    println!(
        "{:24}{own:>12.3}{:>14.0}",
        "bixi (read, sort, write)",
        own_memory / 1e6
    );
    println!(
        "{:24}{peer:>12.3}{:>14.0}",
        "oxigraph memory store",
        peer_memory / 1e6
    );
    println!(
        "{:24}{:>11.1}×{:>13.2}",
        "ratio",
        peer / own,
        own_memory / peer_memory
    );
    let size = fs::metadata(folder.join(".bixi/graph.bixi"))
        .map(|file| file.len())
        .unwrap_or(0);
    println!(
        "snapshot: {:.1} bytes a statement",
        size as f64 / statements as f64
    );
}

fn files(folder: &Path) -> usize {
    Project::open(folder)
        .and_then(|project| project.source_paths())
        .map_or(0, |paths| paths.len())
}

/// A query from process start to answer.
fn report_cold_query(folder: &Path) {
    let _ = bixi_build(folder);
    let mut times: Vec<f64> = (0..11)
        .map(|_| cold_query(folder).as_secs_f64() * 1000.0)
        .collect();
    let memory = cold_memory(folder) as f64;
    let time = median(&mut times);
    println!(
        "cold point query, a whole process: {time:.1} ms (median of 11){}; peak {:.1} MB{}",
        remark(time <= MOST_COLD.0, MOST_COLD.0),
        memory / 1e6,
        remark(memory <= MOST_COLD.1, MOST_COLD.1 / 1e6),
    );
}

/// What is to be said of a figure: nothing, or what it should have been.
fn remark(is_reached: bool, target: f64) -> String {
    match is_reached {
        true => String::new(),
        false => format!("  MISSES {target}"),
    }
}

fn cold_query(folder: &Path) -> Duration {
    let started = Instant::now();
    let output = cold_command(folder).output().expect("the program");
    assert!(output.status.success());
    started.elapsed()
}

fn cold_command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bixi"));
    command
        .args(["query", "-e", "SELECT ?p ?o { :e17 ?p ?o }", "--project"])
        .arg(folder);
    command
}

/// The peak memory in bytes of a cold query: the last that was seen of it while it ran.
fn cold_memory(folder: &Path) -> u64 {
    let mut child = cold_command(folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program");
    let process = child.id().to_string();
    let mut peak = 0;
    while child.try_wait().expect("a state").is_none() {
        peak = peak.max(peak_memory(&process));
    }
    peak
}

/// Medians of warm queries, the engines in turn, and the ratios.
fn report_warm_queries(region: &Region) {
    println!(
        "\n{:12}{:>10}{:>14}{:>14}{:>10}{:>10}{:>10}",
        "query", "rows", "bixi ms", "oxigraph ms", "ratio", "paired", "target"
    );
    let mut product = 1.0_f64;
    for (name, target) in QUERIES {
        let (rows, peer_rows) = (ask_bixi(region, name), ask_oxigraph(region, name));
        assert_eq!(
            rows, peer_rows,
            "`{name}` gives both engines the same number of rows"
        );
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        let started = Instant::now();
        while own.len() < 5 || (started.elapsed() < Duration::from_millis(400) && own.len() < 200) {
            own.push(milliseconds(|| ask_bixi(region, name)));
            peer.push(milliseconds(|| ask_oxigraph(region, name)));
        }
        let mut ratios: Vec<f64> = own
            .iter()
            .zip(&peer)
            .map(|(own, peer)| peer / own)
            .collect();
        let (own, peer, paired) = (median(&mut own), median(&mut peer), median(&mut ratios));
        let ratio = peer / own;
        product *= ratio;
        println!(
            "{name:12}{rows:>10}{own:>14.3}{peer:>14.3}{ratio:>9.1}×{paired:>9.1}×{target:>9}×{}",
            remark(ratio.max(paired) >= target, target)
        );
    }
    let mean = product.powf(1.0 / QUERIES.len() as f64);
    println!(
        "geometric mean {mean:.1}×{}\n",
        remark(mean >= LEAST_MEAN, LEAST_MEAN)
    );
}

/// How long it takes to find entities by a part of their names, beside a look at every text of the dictionary.
fn report_find(region: &Region) {
    let graph = &region.snapshot.graph;
    println!(
        "{:12}{:>10}{:>14}{:>14}",
        "find", "entities", "bixi ms", "all texts ms"
    );
    for text in [
        "量子",
        "园",
        "Jade Networks 42",
        "1234",
        "Harbour Sistems 7",
    ] {
        let (mut own, mut all, mut found) = (Vec::new(), Vec::new(), 0);
        for _ in 0..9 {
            own.push(milliseconds(|| {
                let budget = Budget::new(&Limits::default());
                let all = find(Dataset::new(graph), text, false, &budget);
                found = all.expect("no limits").len();
                found
            }));
            all.push(milliseconds(|| {
                let (mut folded, mut length) = (String::new(), 0);
                let dictionary = &graph.dictionary;
                dictionary.each_text(dictionary.literals(), |_, text| {
                    folded.clear();
                    fold(std::str::from_utf8(text).unwrap_or_default(), &mut folded);
                    length += folded.len();
                });
                length
            }));
        }
        let (own, all) = (median(&mut own), median(&mut all));
        println!("{text:12}{found:>10}{own:>14.3}{all:>14.3}");
    }
    println!();
}

fn milliseconds(work: impl FnOnce() -> usize) -> f64 {
    let started = Instant::now();
    divan::black_box(work());
    started.elapsed().as_secs_f64() * 1000.0
}

fn text(name: &str) -> String {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/region-queries/{name}.rq"));
    fs::read_to_string(path).expect("a query")
}

fn ask_bixi(region: &Region, name: &str) -> usize {
    let query = Query::new(SourceFile::new(name, text(name))).expect("a query");
    let dataset = Dataset::new(&region.snapshot.graph);
    count(evaluate(dataset, &query, &Arguments::new()).expect("an answer"))
}

fn ask_oxigraph(region: &Region, name: &str) -> usize {
    let evaluator = PREFIXES
        .iter()
        .fold(SparqlEvaluator::new(), |evaluator, (name, iri)| {
            evaluator.with_prefix(*name, *iri).expect("an IRI")
        });
    let query = evaluator.parse_query(&text(name)).expect("a query");
    count_of_peer(query.on_store(&region.store).execute().expect("an answer"))
}

/// Returns the number of rows or triples; every value of them is read.
fn count(results: Results) -> usize {
    match results {
        Results::Solutions(rows) => rows.inspect(|row| read(row.values())).count(),
        Results::Graph(triples) => triples.map(std::hint::black_box).count(),
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
        std::hint::black_box(value);
    });
}

#[divan::bench(args = QUERIES.map(|(name, _)| name))]
fn bixi_warm(name: &str) -> usize {
    ask_bixi(&FIRST, name)
}

#[divan::bench(args = QUERIES.map(|(name, _)| name))]
fn oxigraph_warm(name: &str) -> usize {
    ask_oxigraph(&FIRST, name)
}
