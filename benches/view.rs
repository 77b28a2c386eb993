//! Pictures of generated graphs: folded, laid out, written. `cargo bench --bench view` prints times, memory and sizes.
//!
//! Budgets: SVG of 200 nodes in 0.3 s, of 5,000 nodes in 5 s; memory linear in the number of nodes, measured as whole
//! processes; the page of 5,000 nodes opens in Chromium in 2 s and moves without stutter.

#[path = "view_browser/mod.rs"]
mod view_browser;

use bixi::internals::build::compile;
use bixi::internals::graph::Graph;
use bixi::internals::layout::{Scene, scene};
use bixi::internals::project::Project;
use bixi::internals::query::{Budget, Dataset, Limits};
use bixi::internals::view::{Folding, Selection, View, ViewBlock, between, beyond, fold};
use bixi::internals::write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How often each picture is drawn; the median counts.
const RUNS: usize = 5;
/// The environment variable that makes this program draw one picture and say how much memory it took.
const CHILD: &str = "BIXI_BENCH_VIEW_NODES";

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    if let Some(nodes) = std::env::var(CHILD).ok().and_then(|n| n.parse().ok()) {
        return child(nodes);
    }
    for (nodes, budget) in [(200, 0.3), (5000, 5.0)] {
        let graph = graph(nodes);
        let folding = folding(&graph);
        let selection = selection(&graph);
        let draw = || draw(&folding, &selection);
        let mut seconds: Vec<Duration> = (0..RUNS).map(|_| time(draw).0).collect();
        seconds.sort();
        let median = seconds[RUNS / 2].as_secs_f64();
        let (_, (view, scene, svg)) = time(draw);
        println!(
            "SVG of {nodes} nodes, {} edges: {median:.3} s (budget {budget} s), {} kB",
            view.graph.edge_count(),
            svg.len() / 1000
        );
        let (took, page) = time(|| {
            let wide = beyond(&folding, &view, &unlimited()).expect("no limits");
            write::page(&view, &scene, &wide, write::Theme::Auto)
        });
        println!(
            "HTML of {nodes} nodes: {:.3} s more, {} kB",
            took.as_secs_f64(),
            page.len() / 1000
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.html");
        std::fs::write(&path, page).expect("a file");
        browser(nodes, &path);
    }
    memory();
}

/// How the page does in a browser.
fn browser(nodes: usize, page: &Path) {
    let Some(measured) = view_browser::measure(page) else {
        println!("skipped: there is no Chromium to open the page of {nodes} nodes in");
        return;
    };
    let frames = &measured.frames;
    let at = |part: usize| frames.get(frames.len() * part / 100).copied();
    println!(
        "HTML of {nodes} nodes in Chromium: first frame after {:.2} s (budget 2 s); dragged, {} frames, \
         {:.0} ms in the middle, {:.0} ms at 95 %, {:.0} ms at most",
        measured.opened / 1000.0,
        frames.len(),
        at(50).unwrap_or(0.0),
        at(95).unwrap_or(0.0),
        frames.last().copied().unwrap_or(0.0)
    );
}

/// The peak memory of drawing, by the number of nodes.
fn memory() {
    let program = std::env::current_exe().expect("this program");
    let mut before: Option<f64> = None;
    for nodes in [1250, 2500, 5000, 10_000] {
        let child = Command::new(&program)
            .env(CHILD, nodes.to_string())
            .output();
        let said = child.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let numbers: Vec<f64> = said
            .iter()
            .flat_map(|s| s.split_whitespace())
            .filter_map(|n| n.parse().ok())
            .collect();
        let [seconds, graph, peak] = numbers[..] else {
            println!("skipped: this system does not tell the peak memory of a process");
            return;
        };
        let growth = before.map_or(String::new(), |before| {
            format!(", {:.2} times that of half", peak / before)
        });
        println!(
            "{nodes} nodes: {seconds:.2} s, peak {:.0} MB (the graph alone {:.0} MB){growth}",
            peak / 1e6,
            graph / 1e6
        );
        before = Some(peak);
    }
}

/// Draws once; prints seconds, and the peak memory before and after in bytes.
fn child(nodes: usize) {
    let graph = graph(nodes);
    let before = peak_memory();
    let folding = folding(&graph);
    let (took, _) = time(|| draw(&folding, &selection(&graph)));
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!("{} {before} {after}", took.as_secs_f64());
    }
}

/// The most memory that this process had, in bytes, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}

fn folding(graph: &Graph) -> Folding<'_> {
    Folding {
        dataset: Dataset::new(graph),
        is_vocabulary: &|_| false,
        languages: vec!["zh-Hans".to_owned()],
        reader: None,
        block: ViewBlock::default(),
        keeps_languages: false,
    }
}

fn draw(folding: &Folding, selection: &Selection) -> (View, Scene, String) {
    let view = fold(folding, selection, "图", &unlimited()).expect("no limits");
    let scene = scene(&view);
    let svg = write::svg(&view, &scene, write::Theme::Light);
    (view, scene, svg)
}

fn unlimited() -> Budget {
    Budget::new(&Limits::default())
}

fn time<T>(run: impl Fn() -> T) -> (Duration, T) {
    let started = Instant::now();
    let result = run();
    (started.elapsed(), result)
}

/// A graph as a Turtle file would give it: most links are near, every eighth is not.
fn graph(nodes: usize) -> Graph {
    let mut text = String::from(
        "PREFIX e: <http://e/>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n",
    );
    for node in 0..nodes {
        text.push_str(&format!(
            "e:n{node} a e:C{} ; rdfs:label \"第{node}号企业\"@zh-Hans",
            node % 7
        ));
        for link in 0..1 + node % 2 {
            let number = node * 7919 + link * 104_729;
            let other = if number % 8 == 0 {
                number % nodes
            } else {
                (node + 1 + number % 9) % nodes
            };
            text.push_str(&format!(" ; e:p{link} e:n{other}"));
        }
        text.push_str(" .\n");
    }
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("data/graph.ttl"), text).expect("a file");
    let project = Project::open(folder.path()).expect("a project");
    compile(&project).expect("a graph").0
}

/// All nodes and what is said between them.
fn selection(graph: &Graph) -> Selection {
    let nodes: Vec<_> = graph
        .labels()
        .map(|(term, _)| graph.dictionary.term(term))
        .collect();
    between(Dataset::new(graph), &nodes, &unlimited()).expect("no limits")
}
