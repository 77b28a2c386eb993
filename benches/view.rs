//! Pictures of generated graphs: folded, laid out, written. `cargo bench --bench view` prints times and sizes.
//!
//! Budgets: SVG of 200 nodes in 0.3 s, of 5,000 nodes in 5 s.

use bixi::build::compile;
use bixi::graph::Graph;
use bixi::layout::{Scene, scene};
use bixi::project::Project;
use bixi::query::{Dataset, ViewBlock};
use bixi::view::{Folding, Selection, View, between, fold};
use bixi::write;
use std::time::{Duration, Instant};

/// How often each picture is drawn; the median counts.
const RUNS: usize = 5;

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    for (nodes, budget) in [(200, 0.3), (5000, 5.0)] {
        let graph = graph(nodes);
        let folding = Folding {
            dataset: Dataset::new(&graph),
            languages: vec!["zh-Hans".to_owned()],
            block: ViewBlock::default(),
        };
        let selection = selection(&graph);
        let draw = || -> (View, Scene, String) {
            let view = fold(&folding, &selection, "图");
            let scene = scene(&view);
            let svg = write::svg(&view, &scene);
            (view, scene, svg)
        };
        let mut seconds: Vec<Duration> = (0..RUNS).map(|_| time(draw).0).collect();
        seconds.sort();
        let median = seconds[RUNS / 2].as_secs_f64();
        let (_, (view, scene, svg)) = time(draw);
        println!(
            "SVG of {nodes} nodes, {} edges: {median:.3} s (budget {budget} s), {} kB",
            view.graph.edge_count(),
            svg.len() / 1000
        );
        let (took, page) = time(|| write::page(&view, &scene, &folding));
        println!(
            "HTML of {nodes} nodes: {:.3} s more, {} kB",
            took.as_secs_f64(),
            page.len() / 1000
        );
        let path = std::env::temp_dir().join(format!("bixi-view-{nodes}.html"));
        if std::fs::write(&path, page).is_ok() {
            println!("the page is {}", path.display());
        }
    }
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
    between(Dataset::new(graph), &nodes)
}
