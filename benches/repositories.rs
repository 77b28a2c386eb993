//! Public repositories built as they stand, beside `wc` and oxigraph's parsers, and a start in a folder of 100,000 files.
//!
//! `BIXI_REAL=FOLDER cargo bench --bench repositories` copies each folder in `FOLDER` and runs `bixi build --keep-going` in
//! the copy from nothing, with inference as without settings and without inference. The peer reads the sources of the
//! same project once: the program `wc` over all of them, then oxttl, oxrdfxml or oxjsonld on one core, up to the first
//! fault of each file. They run in turn; the medians count, and both builds are divided by the peer's time. Statements are those that bixi's snapshot has and the distinct
//! ones that the parsers find in the files that they can read.

use bixi::Project;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use std::{env, fs};

/// How often each is done; the median counts.
const RUNS: usize = 5;
/// The files beside one source in the folder in which a start is measured.
const OTHER_FILES: usize = 100_000;
/// How many of them are in one folder.
const IN_A_FOLDER: usize = 200;

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    match env::var_os("BIXI_REAL") {
        Some(folder) => repositories(Path::new(&folder)),
        None => println!("BIXI_REAL does not name the folder of the public repositories"),
    }
    start();
}

/// Prints a line for each repository, and one for all together.
fn repositories(folder: &Path) {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut repositories: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    repositories.sort();
    println!(
        "{:16}{:>8}{:>8}{:>12}{:>12}{:>12}{:>10}{:>14}{:>10}",
        "", "files", "MB", "statements", "parsers", "wc+parse s", "build", "no inference", "ratios"
    );
    let mut total = Times::default();
    for repository in repositories {
        let name = repository.file_name().expect("a name").to_string_lossy();
        let copied = tempfile::tempdir().expect("a folder");
        copy(&repository, copied.path());
        let times = measure(&name, copied.path());
        total.peer += times.peer;
        total.build += times.build;
        total.plain += times.plain;
    }
    println!(
        "{:56}{:>12.3}{:>10.3}{:>13.3}{:>9.2}×{:>7.2}×",
        "together",
        total.peer,
        total.build,
        total.plain,
        total.build / total.peer,
        total.plain / total.peer
    );
}

/// Seconds: of the peer, of a build, and of one without inference.
#[derive(Default)]
struct Times {
    peer: f64,
    build: f64,
    plain: f64,
}

fn measure(name: &str, folder: &Path) -> Times {
    let project = Project::open(folder).expect("a project");
    let sources = project.source_paths().expect("sources");
    let files: Vec<PathBuf> = sources.iter().map(|path| folder.join(path)).collect();
    let bytes: u64 = files
        .iter()
        .map(|file| file.metadata().expect("a file").len())
        .sum();
    let mut all = [const { Vec::new() }; 3];
    let mut output = None;
    for _ in 0..RUNS {
        all[0].push(seconds(|| read(&files)));
        all[1].push(seconds(|| output = Some(build(folder))));
        fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("settings");
        all[2].push(seconds(|| {
            build(folder);
        }));
        fs::remove_file(folder.join("bixi.toml")).expect("settings");
    }
    let [peer, build, plain] = all.map(median);
    let text = String::from_utf8(output.expect("a build").stdout).expect("text");
    println!(
        "{name:16}{:>8}{:>8.2}{:>12}{:>12}{peer:>12.3}{build:>10.3}{plain:>13.3}{:>9.2}×{:>7.2}×",
        files.len(),
        bytes as f64 / 1e6,
        statements(&text),
        distinct(&files),
        build / peer,
        plain / peer
    );
    Times { peer, build, plain }
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[RUNS / 2]
}

fn seconds(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// A build from nothing, in a process of its own.
fn build(folder: &Path) -> Output {
    let snapshot = folder.join(".bixi");
    if snapshot.exists() {
        fs::remove_dir_all(snapshot).expect("the snapshot before");
    }
    let mut bixi = Command::new(env!("CARGO_BIN_EXE_bixi"));
    let output = bixi
        .args(["build", "--keep-going"])
        .current_dir(folder)
        .output();
    output.expect("bixi runs")
}

/// What a build says: `built in 0.05 s: 18 sources, 13,482 statements, …`.
fn statements(text: &str) -> String {
    let counts = text
        .split(", ")
        .find_map(|part| part.strip_suffix(" statements"));
    counts.expect("a number of statements").to_owned()
}

/// Counts lines, words and bytes, and parses.
fn read(files: &[PathBuf]) {
    let wc = Command::new("wc")
        .args(files)
        .stdout(Stdio::null())
        .status();
    assert!(wc.expect("wc runs").success(), "wc counts");
    for file in files {
        let bytes = fs::read(file).expect("a file");
        parse(file, &bytes, |_| ());
    }
}

/// Parses up to the first fault; returns whether there is none.
fn parse(file: &Path, bytes: &[u8], mut each: impl FnMut(Quad)) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str());
    let format = match extension {
        Some("ttl" | "shacl") => RdfFormat::Turtle,
        Some("nt") => RdfFormat::NTriples,
        Some("nq") => RdfFormat::NQuads,
        Some("trig") => RdfFormat::TriG,
        Some("owl" | "rdf" | "xml") => RdfFormat::RdfXml,
        Some("json" | "jsonld") => RdfFormat::JsonLd {
            profile: Default::default(),
        },
        _ => return false,
    };
    let parser = RdfParser::from_format(format).with_base_iri("https://x.example/");
    for quad in parser
        .expect("an IRI")
        .rename_blank_nodes()
        .for_slice(bytes)
    {
        match quad {
            Ok(quad) => each(quad),
            Err(_) => return false,
        }
    }
    true
}

/// The distinct statements of the files without a fault.
fn distinct(files: &[PathBuf]) -> usize {
    let mut distinct = HashSet::new();
    for file in files {
        let mut quads = Vec::new();
        let bytes = fs::read(file).expect("a file");
        if parse(file, &bytes, |quad| quads.push(quad)) {
            distinct.extend(quads);
        }
    }
    distinct.len()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            fs::create_dir(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).expect("a file")).expect("a copy");
        }
    }
}

/// Prints how long a start takes without settings beside many other files.
fn start() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..OTHER_FILES {
        let within = folder
            .path()
            .join(format!("notes/{}", number / IN_A_FOLDER));
        if number % IN_A_FOLDER == 0 {
            fs::create_dir_all(&within).expect("a folder");
        }
        fs::write(within.join(format!("{number}.txt")), "a note").expect("a file");
    }
    fs::write(folder.path().join("people.ttl"), "<a> <knows> <b> .").expect("a file");
    build(folder.path());
    let ask = || {
        let mut bixi = Command::new(env!("CARGO_BIN_EXE_bixi"));
        let output = bixi.args(["query", "-e", "ASK { ?a ?knows ?b }"]);
        let output = output
            .current_dir(folder.path())
            .output()
            .expect("bixi runs");
        assert_eq!(output.stdout, b"true\n", "the source is found");
    };
    let times = (0..RUNS).map(|_| seconds(ask)).collect();
    println!(
        "\na start and a question beside {OTHER_FILES} other files: {:.3} s",
        median(times)
    );
}
