//! Classifying an ontology of the shapes of the [Gene Ontology](https://geneontology.org/) by OWL 2 EL: is_a, parts, classes that are
//! defined by a genus and what distinguishes them, regulation along parts, and disjoint branches.
//!
//! `cargo bench --bench classify` generates 50,000 classes with 100,000 axioms; `BIXI_BENCH_CLASSES` sets another number. It prints
//! the seconds of what follows, with its proofs, and of sorting it into the graph, and the most memory that the process had, with
//! the text and the graph in it. The budget is 5 s and 1 GB.

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::infer::{Settings, close, materialise};
use bixi::internals::project::Inference;
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use std::env;
use std::fmt::Write;
use std::fs;
use std::time::Instant;

/// Properties, as the Gene Ontology has them.
const PROPERTIES: &str = "@prefix : <http://example.org/go/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:p0 a owl:TransitiveProperty .
:p1 owl:propertyChainAxiom ( :p1 :p0 ), ( :p0 :p1 ) .
:p2 rdfs:subPropertyOf :p1 .
:p3 rdfs:subPropertyOf :p1 .
";

/// [Xorshift](https://en.wikipedia.org/wiki/Xorshift): the same numbers every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    /// A class some levels above one, in a hierarchy where each has `fan` below it.
    fn above(&mut self, class: usize, fan: usize) -> usize {
        let (low, high) = (class / (fan * 2), class / fan);
        (low + self.below(high - low)).min(class - 1)
    }
}

/// An ontology of some classes with twice as many axioms.
fn ontology(classes: usize) -> String {
    let mut text = PROPERTIES.to_owned();
    let mut numbers = Numbers(88_172_645_463_325_252);
    let some = |role: usize, class: usize| {
        format!("[ a owl:Restriction ; owl:onProperty :p{role} ; owl:someValuesFrom :c{class} ]")
    };
    for class in 1..classes {
        let mut above = format!(":c{}", numbers.above(class, 3));
        if numbers.below(10) < 3 {
            let _ = write!(above, ", :c{}", numbers.above(class, 3));
        }
        if numbers.below(10) < 3 {
            let (filler, role) = (numbers.above(class, 6), numbers.below(4));
            let _ = write!(above, ", {}", some(role, filler));
        }
        let _ = writeln!(text, ":c{class} a owl:Class ; rdfs:subClassOf {above} .");
        if numbers.below(10) < 2 {
            let (genus, filler) = (numbers.above(class, 3), numbers.above(class, 2));
            let difference = some(numbers.below(6), filler);
            let _ = writeln!(
                text,
                ":c{class} owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :c{genus} {difference} ) ] ."
            );
        }
    }
    for _ in 0..30 {
        let [one, other] = [0; 2].map(|_| classes / 2 + numbers.below(classes / 100));
        let _ = writeln!(text, ":c{one} owl:disjointWith :c{other} .");
    }
    text
}

fn graph(text: String) -> Graph {
    let source = SourceFile::new("go.ttl", text);
    let reading = Reading {
        base: None,
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).expect("Turtle");
    let source = Source {
        path: "go.ttl".to_owned(),
        digest: [0; 32],
        lines: source.line_count(),
    };
    let part = Part {
        source,
        graph: None,
        said,
    };
    Graph::from_parts(vec![part], None).expect("a graph")
}

/// The most memory that this process had so far, in MB.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) / 1024
}

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let classes = env::var("BIXI_BENCH_CLASSES").ok();
    let classes = classes
        .and_then(|number| number.parse().ok())
        .unwrap_or(50_000);
    let graph = graph(ontology(classes));
    let settings = Settings {
        profile: Inference::OwlEl,
        ..Settings::default()
    };
    let before = peak();
    let start = Instant::now();
    let closure = close(&graph, &settings, &[]).expect("few terms");
    let seconds = start.elapsed().as_secs_f64();
    let hidden = closure.hidden.iter().filter(|hidden| **hidden).count();
    let (follows, looks) = (closure.triples.len() - hidden, closure.looks);
    drop(closure);
    let start = Instant::now();
    let inferred = "urn:inferred".to_owned();
    let (graph, _) = materialise(graph, &settings, &[], inferred).expect("few terms");
    let all = start.elapsed().as_secs_f64();
    println!(
        "{classes} classes: {follows} statements follow, {hidden} more for proofs, in {seconds:.2} s ({:.2} s with sorting), by {looks} applications of rules; {before} MB before, {} MB at most; {} statements",
        all,
        peak(),
        graph.len()
    );
}
