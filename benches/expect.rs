//! Expectations from the start of the program to its exit: those of this repository, a thousand of the region graph, and a cycle of
//! `--watch` after an edit.
//!
//! `cargo bench --bench expect` prints medians and what is beyond its budget, with the load of the machine. The thousand are of 100 k
//! triples; `BIXI_BENCH_TRIPLES` sets another number. The cycle is of the graph with that many triples, and of the one of 147 files,
//! which is the one of a million. Runs with one job and with two take turns.

#[path = "region_data/mod.rs"]
mod region_data;

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Instant;
use std::{env, fs, thread};

/// How often each is run; the median counts.
const RUNS: usize = 7;
/// The expectations of the region.
const EXPECTATIONS: usize = 1000;
/// The triples of the graph of 147 files.
const OF_147_FILES: usize = 1_000_000;
/// What is to be kept, in seconds, and how much faster two jobs are than one.
const MOST_OF_REPOSITORY: f64 = 0.3;
const MOST_OF_REGION: f64 = 2.0;
const MOST_OF_CYCLE: f64 = 0.5;
const LEAST_SPEEDUP: f64 = 1.7;

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let asked = env::var("BIXI_BENCH_TRIPLES").ok();
    let triples = asked.map_or(100_000, |asked| asked.parse().expect("a number"));
    report_repository();
    let region = region(triples);
    report_region(&region, triples);
    report_cycle(&region, triples);
    if triples != OF_147_FILES {
        report_cycle(&self::region(OF_147_FILES), OF_147_FILES);
    }
}

/// The expectations of this repository, when nothing has to be built.
fn report_repository() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    test(folder, &[]);
    let times: Vec<f64> = (0..RUNS).map(|_| test(folder, &[])).collect();
    let changed: Vec<f64> = (0..RUNS).map(|_| test(folder, &["--changed"])).collect();
    let (time, changed) = (median(times), median(changed));
    println!(
        "this repository: {time:.3} s, {changed:.3} s if nothing has changed{}",
        load()
    );
    say_if(time > MOST_OF_REPOSITORY, MOST_OF_REPOSITORY);
}

/// A thousand expectations, by one job and by two in turns.
fn report_region(folder: &Path, triples: usize) {
    test(folder, &["--jobs", "1"]);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        one.push(test(folder, &["--jobs", "1"]));
        two.push(test(folder, &["--jobs", "2"]));
    }
    let changed: Vec<f64> = (0..RUNS).map(|_| test(folder, &["--changed"])).collect();
    let (one, two, changed) = (median(one), median(two), median(changed));
    println!(
        "{EXPECTATIONS} expectations of {triples} triples: {one:.3} s by one job, {two:.3} s by two ({:.2}×), {changed:.3} s if nothing has changed{}",
        one / two,
        load()
    );
    say_if(two > MOST_OF_REGION, MOST_OF_REGION);
    if one / two < LEAST_SPEEDUP {
        println!("  two jobs are less than {LEAST_SPEEDUP}× as fast as one");
    }
}

/// From an edit of a file to the summary.
fn report_cycle(folder: &Path, triples: usize) {
    let mut watching = Watching::start(folder);
    watching.cycle();
    let file = folder.join("data/district003.ttl");
    let text = fs::read_to_string(&file).expect("a file");
    let mut times = Vec::new();
    for run in 0..RUNS {
        let edited = format!("{text}:edit{run} e:employees {run} .\n");
        let started = Instant::now();
        fs::write(&file, edited).expect("a file");
        watching.cycle();
        times.push(started.elapsed().as_secs_f64());
    }
    fs::write(&file, text).expect("a file");
    watching.cycle();
    let files = fs::read_dir(folder.join("data")).expect("a folder").count() + 1;
    let time = median(times);
    println!(
        "a cycle of --watch, {triples} triples in {files} files: {time:.3} s{}",
        load()
    );
    say_if(time > MOST_OF_CYCLE, MOST_OF_CYCLE);
}

/// The program that watches, stopped when this is dropped.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new("sh")
            // The summary is on standard output, and the talk on standard error; both are wanted in their order.
            .args(["-c", "exec \"$0\" test --watch --project \"$1\" 1>&2"])
            .arg(env!("CARGO_BIN_EXE_bixi"))
            .arg(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let errors = child.stderr.take().expect("standard error");
        Self {
            child,
            lines: BufReader::new(errors).lines(),
        }
    }

    /// Waits for the next summary.
    fn cycle(&mut self) {
        let line = self.lines.by_ref().map(|line| line.expect("a line"));
        let summary = line.into_iter().find(|line| line.ends_with(" failed"));
        let summary = summary.expect("a summary");
        assert!(summary.ends_with(" passed, 0 failed"), "{summary}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a region with its expectations into a folder, and returns it.
fn region(triples: usize) -> PathBuf {
    let folder = env::temp_dir().join(format!("bixi-expect-{triples}"));
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for (path, text) in region_data::region(triples) {
        write(&path, &text);
    }
    write("bixi.toml", "inference = \"none\"\n");
    for n in 0..EXPECTATIONS {
        write(&format!("tests/{n:04}.rq"), &expectation(n));
    }
    // The rows are those of today.
    let accepted = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["test", "--accept", "--project"])
        .arg(&folder)
        .env_remove("CI")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    accepted.expect("the program runs");
    folder
}

/// Questions as people have them: what there is of an entity, who is connected with it, how many there are, and what must not be.
fn expectation(n: usize) -> String {
    let entity = n * 9;
    let question = match n % 5 {
        0 => format!(
            "SELECT ?name ?size {{ :e{entity} rdfs:label ?name ; e:employees ?size FILTER(LANG(?name) = 'zh') }}"
        ),
        1 => format!(
            "SELECT ?partner ?name {{ :e{entity} e:partnerOf ?partner . ?partner rdfs:label ?name FILTER(LANG(?name) = 'en') }}"
        ),
        2 => format!(
            "SELECT (COUNT(?firm) AS ?firms) {{ ?firm e:locatedIn :park{}_0 ; a e:TechEnterprise }}",
            n % 14
        ),
        3 => format!("SELECT ?place {{ :e{entity} e:locatedIn+ ?place }}"),
        _ => format!("SELECT ?fund ?amount {{ ?fund e:supports :e{entity} ; e:amount ?amount }}"),
    };
    format!("{question}\n")
}

/// Runs all expectations, which must pass, and returns the seconds.
fn test(folder: &Path, options: &[&str]) -> f64 {
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["test", "--project"])
        .arg(folder)
        .args(options)
        .output()
        .expect("the program runs");
    let time = started.elapsed().as_secs_f64();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    time
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// The load of the machine, where it is told.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!(" (load {load}, {cores} cores)")
}

fn say_if(is_missed: bool, budget: f64) {
    if is_missed {
        println!("  beyond its budget of {budget} s");
    }
}
