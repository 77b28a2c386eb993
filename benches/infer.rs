//! Materialising OWL 2 RL: time and memory by size, for the region of every benchmark with an ontology, and for a university
//! after the manner of [LUBM](https://swat.cse.lehigh.edu/projects/lubm/); on the smallest size beside Python's owlrl.
//!
//! `cargo bench --bench infer` runs 100 k and 1 M triples; `BIXI_BENCH_TRIPLES` sets one size. owlrl runs as a whole process
//! if `python3` (or what `BIXI_BENCH_PYTHON` names) has it. The crate `reasonable` 0.4.4 is no dependency: it does not compile
//! beside an oxrdf that has the triple terms of RDF 1.2.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::graph::{Graph, Part, Source};
use bixi::infer::{Settings, close, materialise};
use bixi::read::{Reading, read};
use bixi::source::SourceFile;
use std::env;
use std::fmt::Write;
use std::fs;
use std::process::Command;
use std::time::Instant;

/// What the region says of its classes and properties, besides the hierarchy of enterprises that it comes with.
const REGION: &str = "@prefix e: <http://example.org/eco/schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:locatedIn rdfs:subPropertyOf e:within ; rdfs:range e:Place ; owl:inverseOf e:locationOf .
e:within a owl:TransitiveProperty .
e:partnerOf a owl:SymmetricProperty .
e:subsidiaryOf rdfs:domain e:Enterprise ; rdfs:range e:Enterprise .
e:issuedBy owl:inverseOf e:issues .
e:Enterprise rdfs:subClassOf e:Actor . e:University rdfs:subClassOf e:Actor . e:Park rdfs:subClassOf e:Place .
e:District rdfs:subClassOf e:Place . e:City rdfs:subClassOf e:Place . e:Province rdfs:subClassOf e:Place .
e:supportsSectorOf owl:propertyChainAxiom ( e:supports e:sector ) .
e:Place owl:disjointWith e:Fund .
";

/// Classes and properties of universities.
const UNIVERSITY: &str = "@prefix u: <http://example.org/university#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
u:FullProfessor rdfs:subClassOf u:Professor . u:AssistantProfessor rdfs:subClassOf u:Professor .
u:Professor rdfs:subClassOf u:Faculty . u:Lecturer rdfs:subClassOf u:Faculty . u:Faculty rdfs:subClassOf u:Employee .
u:Employee rdfs:subClassOf u:Person . u:Student rdfs:subClassOf u:Person . u:GraduateStudent rdfs:subClassOf u:Student .
u:Department rdfs:subClassOf u:Organization . u:University rdfs:subClassOf u:Organization .
u:headOf rdfs:subPropertyOf u:worksFor . u:worksFor rdfs:subPropertyOf u:memberOf ; rdfs:range u:Organization .
u:memberOf owl:inverseOf u:member .
u:subOrganizationOf a owl:TransitiveProperty ; rdfs:range u:Organization .
u:degreeFrom owl:inverseOf u:hasAlumnus ; rdfs:domain u:Person ; rdfs:range u:University .
u:advisor rdfs:range u:Professor ; rdfs:domain u:Person .
u:teacherOf rdfs:range u:Course ; rdfs:domain u:Faculty .
u:Chair owl:intersectionOf ( u:Person u:Head ) . u:Head owl:someValuesFrom u:Department ; owl:onProperty u:headOf .
u:Student owl:disjointWith u:Organization .
";

/// Universities of about so many triples; every number follows from the size.
fn universities(size: usize) -> Vec<(String, String)> {
    let mut text =
        "@prefix : <http://example.org/data/> .\n@prefix u: <http://example.org/university#> .\n"
            .to_owned();
    let departments = size / 1450 + 1;
    for d in 0..departments {
        let university = d / 15;
        let _ = writeln!(
            text,
            ":u{university} a u:University .\n:d{d} a u:Department ; u:subOrganizationOf :u{university} ."
        );
        for g in 0..10 {
            let _ = writeln!(
                text,
                ":g{d}_{g} a u:ResearchGroup ; u:subOrganizationOf :d{d} ."
            );
        }
        for f in 0..35 {
            let class = ["FullProfessor", "AssistantProfessor", "Lecturer"][f % 3];
            let works = if f == 0 { "headOf" } else { "worksFor" };
            let from = (d * 7 + f) % (departments / 15 + 1);
            let _ = writeln!(
                text,
                ":f{d}_{f} a u:{class} ; u:{works} :d{d} ; u:degreeFrom :u{from} ; u:name \"Faculty {f} of {d}\" ; u:teacherOf :c{d}_{f} ."
            );
        }
        for s in 0..240 {
            let (class, advisor) = if s % 4 == 0 {
                (
                    "GraduateStudent",
                    format!(" ; u:advisor :f{d}_{}", s % 35 / 3 * 3),
                )
            } else {
                ("Student", String::new())
            };
            let _ = writeln!(
                text,
                ":s{d}_{s} a u:{class} ; u:memberOf :d{d} ; u:name \"Student {s} of {d}\" ; u:takesCourse :c{d}_{} , :c{d}_{}{advisor} .",
                s % 35,
                (s * 3 + 1) % 35
            );
        }
    }
    vec![("data/universities.ttl".to_owned(), text)]
}

fn graph(files: &[(String, String)]) -> Graph {
    let parts = files.iter().enumerate().map(|(number, (path, text))| {
        let source = SourceFile::new(path.as_str(), text.as_str());
        let prefix = format!("b{number}-");
        let said = read(
            &source,
            &Reading {
                base: None,
                blank_node_prefix: &prefix,
            },
        )
        .expect("Turtle");
        let source = Source {
            path: path.clone(),
            digest: [0; 32],
            lines: source.line_count(),
        };
        Part {
            source,
            graph: Some(format!("urn:{path}")),
            said,
        }
    });
    Graph::from_parts(parts.collect(), None).expect("a graph")
}

/// The most memory that this process had so far, in MB, and forgets it where the system can.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    let kilobytes = line
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<usize>().ok());
    let _ = fs::write("/proc/self/clear_refs", "5");
    kilobytes.unwrap_or(0) / 1024
}

/// The memory that this process has, in MB.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status
        .split_whitespace()
        .nth(1)
        .and_then(|n| n.parse::<usize>().ok())
        .unwrap_or(0)
        / 256
}

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let size = env::var("BIXI_BENCH_TRIPLES")
        .ok()
        .and_then(|n| n.parse().ok());
    let sizes = size.map_or_else(|| vec![100_000, 1_000_000], |size| vec![size]);
    println!(
        "{:12} {:>9} {:>9} {:>8} {:>8} {:>9} {:>9} {:>8}",
        "data", "triples", "inferred", "rules s", "index s", "1000/s", "graph MB", "peak MB"
    );
    for (name, ontology, make) in [
        (
            "region",
            REGION,
            region_data::region as fn(usize) -> Vec<(String, String)>,
        ),
        ("university", UNIVERSITY, universities),
    ] {
        for size in &sizes {
            let mut files = make(*size);
            files.push(("ontology/axioms.ttl".to_owned(), ontology.to_owned()));
            run(name, &files);
        }
        let mut files = make(20_000);
        files.push(("ontology/axioms.ttl".to_owned(), ontology.to_owned()));
        beside_owlrl(name, &files);
    }
}

fn run(name: &str, files: &[(String, String)]) {
    let graph = graph(files);
    let triples = graph.len();
    let started = Instant::now();
    let inferred = close(&graph, &Settings::default(), &[])
        .expect("a closure")
        .triples
        .len();
    let rules = started.elapsed().as_secs_f64();
    peak();
    let started = Instant::now();
    let (closed, _) =
        materialise(graph, &Settings::default(), &[], "urn:inferred".to_owned()).expect("a graph");
    let all = started.elapsed().as_secs_f64();
    let peak = peak();
    assert_eq!(closed.len(), triples + inferred);
    println!(
        "{name:12} {triples:>9} {inferred:>9} {rules:>8.3} {:>8.3} {:>9.0} {:>9} {peak:>8}",
        (all - rules).max(0.0),
        inferred as f64 / all / 1000.0,
        resident()
    );
}

/// The same data in owlrl, read included, and in this engine.
fn beside_owlrl(name: &str, files: &[(String, String)]) {
    let python = env::var("BIXI_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_owlrl = Command::new(&python).args(["-c", "import owlrl"]).output();
    if !has_owlrl.is_ok_and(|output| output.status.success()) {
        println!("{name:12} beside owlrl: skipped, `{python}` has no owlrl");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for (number, (_, text)) in files.iter().enumerate() {
        let path = folder.path().join(format!("{number}.ttl"));
        fs::write(&path, text).expect("a file");
        paths.push(path);
    }
    let script = "import sys, rdflib, owlrl\ng = rdflib.Graph()\nfor p in sys.argv[1:]: g.parse(p, format='turtle')\n\
                  owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(g)\nprint(len(g))";
    let started = Instant::now();
    let output = Command::new(&python)
        .args(["-c", script])
        .args(&paths)
        .output()
        .expect("python3");
    let theirs = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let (closed, _) = materialise(
        graph(files),
        &Settings::default(),
        &[],
        "urn:inferred".to_owned(),
    )
    .expect("a graph");
    let ours = started.elapsed().as_secs_f64();
    println!(
        "{name:12} beside owlrl: {theirs:.1} s for {} triples (with trivial ones), here {ours:.3} s for {}: {:.0} times as fast",
        String::from_utf8_lossy(&output.stdout).trim(),
        closed.len(),
        theirs / ours
    );
}
