//! Materialising OWL 2 RL: time and memory by size, for the region of every benchmark with an ontology, and for a university
//! after the manner of [LUBM](https://swat.cse.lehigh.edu/projects/lubm/); on the smallest size beside Python's owlrl.
//!
//! `cargo bench --bench infer` runs 100 k, 1 M and 5 M triples, each in a process of its own; `BIXI_BENCH_TRIPLES` sets one
//! size. Seconds are those of the rules and those of sorting what they gave into the graph. Memory is that of the closed
//! graph (the size of its snapshot, which is its columns) and the most that the process had, with how many times the graph
//! that is; it maps the graph of a snapshot, so nothing of reading the texts is counted.
//!
//! Besides, on the sizes that they can do: owlrl, if `python3` (or what `BIXI_BENCH_PYTHON` names) has it; and the crate
//! `reasonable`, which is a package of its own in `benches/reasonable`, since it does not compile beside an oxrdf with the
//! triple terms of RDF 1.2. All read before the clock starts. Each is compared with the default profile and with the full one,
//! which gives what holds of everything too. The rules that `reasonable` has are those of the default profile without some
//! on schemas, and that every subject is an `owl:Thing`; so the line `both` is the default profile with that as a rule of a
//! user. The closures are compared statement by statement: those on blank nodes and literals are not counted.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::infer::{Closure, Settings, close, materialise, own_rules};
use bixi::internals::project::Inference;
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

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

/// The most memory that this process had so far, in MB.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) / 1024
}

/// Files of about so many triples.
type Make = fn(usize) -> Vec<(String, String)>;

/// The graphs, each with its ontology.
const DATA: [(&str, &str, Make); 2] = [
    ("region", REGION, region_data::region),
    ("university", UNIVERSITY, universities),
];

fn files(name: &str, size: usize) -> Vec<(String, String)> {
    let (_, ontology, make) = DATA[usize::from(name != "region")];
    let mut files = make(size);
    files.push(("ontology/axioms.ttl".to_owned(), ontology.to_owned()));
    files
}

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    if let Some(path) = env::var_os("BIXI_BENCH_GRAPH") {
        return run(Path::new(&path));
    }
    let size = env::var("BIXI_BENCH_TRIPLES")
        .ok()
        .and_then(|n| n.parse().ok());
    let sizes = size.map_or_else(|| vec![100_000, 1_000_000, 5_000_000], |size| vec![size]);
    println!(
        "{:12} {:>9} {:>9} {:>8} {:>8} {:>9} {:>9} {:>8} {:>6}",
        "data",
        "triples",
        "inferred",
        "rules s",
        "index s",
        "1000/s",
        "graph MB",
        "peak MB",
        "times"
    );
    let folder = tempfile::tempdir().expect("a folder");
    for (name, ..) in DATA {
        for size in &sizes {
            let path = folder.path().join(format!("{name}.bixi"));
            write(graph(&files(name, *size)), &path);
            let itself = env::current_exe().expect("this program");
            let run = Command::new(itself).env("BIXI_BENCH_GRAPH", &path).status();
            assert!(run.expect("a process").success());
        }
    }
    for (name, ..) in DATA {
        beside_reasonable(name, size.unwrap_or(20_000).min(20_000));
        beside_owlrl(name, size.unwrap_or(20_000).min(20_000));
    }
}

/// Applies the rules to the graph of a snapshot.
fn run(path: &Path) {
    let graph = bixi::internals::snapshot::open(path)
        .expect("a snapshot")
        .graph;
    let triples = graph.len();
    let settings = Settings::default();
    let started = Instant::now();
    let closure = close(&graph, &settings, &[]).expect("a closure");
    let rules = started.elapsed().as_secs_f64();
    let inferred = closure.triples.len();
    drop(closure);
    let started = Instant::now();
    let (closed, _) =
        materialise(graph, &settings, &[], "urn:inferred".to_owned()).expect("a graph");
    let all = started.elapsed().as_secs_f64();
    let peak = peak();
    assert_eq!(closed.len(), triples + inferred);
    let closed_path = path.with_extension("closed");
    write(closed, &closed_path);
    let memory = fs::metadata(&closed_path).expect("a snapshot").len() as usize / 1024 / 1024;
    let name = path.file_stem().and_then(|name| name.to_str());
    println!(
        "{:12} {triples:>9} {inferred:>9} {rules:>8.3} {:>8.3} {:>9.0} {memory:>9} {peak:>8} {:>6.2}",
        name.unwrap_or_default(),
        (all - rules).max(0.0),
        inferred as f64 / all / 1000.0,
        peak as f64 / memory.max(1) as f64
    );
}

/// Writes a graph as a snapshot.
fn write(graph: Graph, path: &Path) {
    let lock = bixi::internals::snapshot::lock(path).expect("a lock");
    let contents = bixi::internals::snapshot::Contents {
        graph,
        ..Default::default()
    };
    bixi::internals::snapshot::write(contents, (), path, &lock).expect("a snapshot");
}

/// A term that is the same in another program: no blank node.
fn named(graph: &Graph, closure: &Closure, id: u32) -> Option<String> {
    let Some(made) = id.checked_sub(graph.dictionary.len() as u32) else {
        let term = graph.dictionary.term(id);
        return (!matches!(term, bixi::internals::rdf::Term::BlankNode(_)))
            .then(|| term.to_string());
    };
    let (tag, text) = closure.made.get(made);
    // Rules of the W3C make IRIs and numbers; the numbers are only in the axioms of datatypes.
    tag.literal_type()
        .is_none()
        .then(|| format!("<{}>", String::from_utf8_lossy(text)))
}

/// A rule of a user.
const ALL_ARE_THINGS: &str =
    "PREFIX owl: <http://www.w3.org/2002/07/owl#>\nCONSTRUCT { ?s a owl:Thing } WHERE { ?s ?p ?o }";

/// The statements of a graph with what follows by a profile and rules, and the seconds that these took.
fn closed(graph: &Graph, profile: Inference, rules: &[SourceFile]) -> (BTreeSet<String>, f64) {
    let settings = Settings {
        profile,
        ..Settings::default()
    };
    let (own, findings) = own_rules(graph, rules, &|_| None);
    assert_eq!(findings, []);
    let started = Instant::now();
    let closure = close(graph, &settings, &own).expect("a closure");
    let seconds = started.elapsed().as_secs_f64();
    let all = graph
        .triples(None, None, None)
        .chain(closure.triples.iter().copied());
    let statement = |triple: [u32; 3]| {
        let [s, p, o] = triple.map(|id| named(graph, &closure, id));
        let subject = s.filter(|subject| !subject.starts_with('"'))?;
        Some(format!("{subject} {} {} .", p?, o?))
    };
    (all.filter_map(statement).collect(), seconds)
}

/// The statements of a file of N-Triples that another program wrote, without those on blank nodes and literals.
fn statements(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).expect("a closure");
    let plain = text.lines().filter(|line| line.starts_with('<'));
    let text = plain.collect::<Vec<_>>().join("\n");
    let graph = graph(&[("closure.nt".to_owned(), text)]);
    closed(&graph, Inference::None, &[]).0
}

/// Prints how long a program and the profiles took, from how many statements to how many, and in what the closures differ.
fn compare(name: &str, program: &str, seconds: f64, path: &Path, graph: &Graph, both: bool) {
    let theirs = statements(path);
    let said = closed(graph, Inference::None, &[]).0.len();
    println!(
        "{name:12} beside {program}: {seconds:.4} s, {said} statements in, {} out",
        theirs.len()
    );
    let things = SourceFile::new("rules/things.rq", ALL_ARE_THINGS);
    let mut lines = vec![
        ("default", Inference::OwlRl, vec![]),
        ("full", Inference::OwlRlFull, vec![]),
    ];
    if both {
        lines.insert(0, ("both", Inference::OwlRl, vec![things]));
    }
    for (what, profile, rules) in lines {
        let (ours, took) = closed(graph, profile, &rules);
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
            let mut only = one.difference(other);
            let example = only.next().map(|one| format!(" ({one})"));
            format!(
                "{}{}",
                one.difference(other).count(),
                example.unwrap_or_default()
            )
        };
        println!(
            "{:12}   {what:8} {took:.4} s, {} out: {:.1} times as fast; only there {}; only here {}",
            "",
            ours.len(),
            seconds / took,
            only(&theirs, &ours),
            only(&ours, &theirs),
        );
    }
}

/// What another program prints, if it ends in time.
fn output(command: &mut Command) -> Result<String, String> {
    const LIMIT: Duration = Duration::from_secs(120);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let started = Instant::now();
    while child
        .try_wait()
        .map_err(|error| error.to_string())?
        .is_none()
    {
        if started.elapsed() > LIMIT {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("not done after {} s", LIMIT.as_secs()));
        }
        sleep(Duration::from_millis(20));
    }
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The rules in the crate `reasonable`.
fn beside_reasonable(name: &str, size: usize) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/reasonable/Cargo.toml");
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--release",
            "--quiet",
            "--locked",
            "--manifest-path",
        ])
        .arg(&manifest)
        .env_remove("CARGO_TARGET_DIR")
        .status();
    if !built.is_ok_and(|status| status.success()) {
        println!("{name:12} beside reasonable: skipped, it does not build here");
        return;
    }
    let program = manifest.with_file_name("target/release/beside-reasonable");
    let mut files = files(name, size);
    for (_, text) in &mut files {
        // It has no chains of properties (`prp-spo2`).
        let lines = text
            .lines()
            .filter(|line| !line.contains("propertyChainAxiom"));
        *text = lines.collect::<Vec<_>>().join("\n");
    }
    let graph = graph(&files);
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("a.n3"), folder.path().join("b.nt"));
    let mut text = String::new();
    for triple in graph.triples(None, None, None) {
        let [s, p, o] = triple.map(|id| graph.dictionary.term(id));
        let _ = writeln!(text, "{s} {p} {o} .");
    }
    fs::write(&from, text).expect("a file");
    let said = output(Command::new(program).args([&from, &to]));
    let Some((seconds, peak)) = said.as_ref().ok().and_then(|said| said.split_once(' ')) else {
        println!(
            "{name:12} beside reasonable ({} triples): {said:?}",
            graph.len()
        );
        return;
    };
    let seconds = seconds.parse().expect("seconds");
    compare(
        name,
        &format!("reasonable ({} triples, {peak} MB)", graph.len()),
        seconds,
        &to,
        &graph,
        true,
    );
}

/// The rules in Python's owlrl.
fn beside_owlrl(name: &str, size: usize) {
    let python = env::var("BIXI_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_owlrl = Command::new(&python).args(["-c", "import owlrl"]).output();
    if !has_owlrl.is_ok_and(|output| output.status.success()) {
        println!("{name:12} beside owlrl: skipped, `{python}` has no owlrl");
        return;
    }
    let files = files(name, size);
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("closure.nt");
    let mut paths = vec![to.clone()];
    for (number, (_, text)) in files.iter().enumerate() {
        let path = folder.path().join(format!("{number}.ttl"));
        fs::write(&path, text).expect("a file");
        paths.push(path);
    }
    let script = "import sys, time, rdflib, owlrl\ng = rdflib.Graph()\nfor p in sys.argv[2:]: g.parse(p, format='turtle')\n\
                  t = time.perf_counter()\nowlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(g)\n\
                  print(time.perf_counter() - t)\ng.serialize(sys.argv[1], format='nt', encoding='utf-8')";
    let said = output(Command::new(&python).args(["-c", script]).args(&paths));
    let Some(seconds) = said.as_ref().ok().and_then(|said| said.parse().ok()) else {
        println!("{name:12} beside owlrl ({size} triples): {said:?}");
        return;
    };
    let graph = graph(&files);
    compare(
        name,
        &format!("owlrl ({} triples)", graph.len()),
        seconds,
        &to,
        &graph,
        false,
    );
}
