//! Point queries over HTTP, beside `oxigraph serve-read-only` in the same run.
//!
//! `cargo bench --bench serve` does it with 1 M triples, `BIXI_BENCH_TRIPLES=5000000` with as many as it says. It needs `wrk`, and
//! for the peer the program `oxigraph`, on the path or named by `BIXI_BENCH_OXIGRAPH`. Both servers must give the same rows; then
//! they are asked in turn by 64 connections, and the medians of the runs are printed with the processor time of each request,
//! which a busy machine disturbs less. What is below its target is said.

#[path = "region_data/mod.rs"]
mod region_data;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

const QUERY: &str = "PREFIX : <http://example.org/eco/> SELECT ?p ?o WHERE { :e17 ?p ?o }";
/// The connections that ask at once, and for how many seconds.
const CONNECTIONS: &str = "-c64";
const SECONDS: &str = "-d5s";
/// How often each server is asked; the median counts.
const RUNS: usize = 3;
/// The least requests a second, and the most milliseconds that 99 of 100 requests take.
const LEAST_RATE: f64 = 20_000.0;
const MOST_LATENCY: f64 = 10.0;
/// The most milliseconds from the start of the program to its first answer, and the most bytes of its memory then.
const MOST_START: f64 = 50.0;
const MOST_MEMORY: f64 = 40e6;

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let asked = env::var("BIXI_BENCH_TRIPLES").ok();
    let triples = asked.map_or(1_000_000, |asked| asked.parse().expect("a number"));
    let folder = region(triples);
    let build = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["build", "--project"])
        .arg(&folder)
        .stderr(Stdio::null())
        .status();
    assert!(build.expect("the program runs").success());
    println!("{triples} triples; load of the machine {}", load());
    report_start(&folder);
    report_rates(&folder);
}

/// Writes a region into a folder and returns it.
fn region(triples: usize) -> PathBuf {
    let folder = env::temp_dir().join(format!("bixi-serve-{triples}"));
    for (path, text) in region_data::region(triples) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("a file");
    folder
}

/// A server that is stopped when this is dropped.
struct Server {
    child: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn bixi(folder: &Path) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["serve", "--port", "0", "--project"])
        .arg(folder)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let address = lines.by_ref().find_map(|line| {
        let line = line.expect("a line");
        Some(
            line.strip_prefix("serving at http://")?
                .split('/')
                .next()?
                .to_owned(),
        )
    });
    // What it says later must not fill the pipe.
    thread::spawn(move || lines.for_each(drop));
    let url = format!("http://{}/sparql", address.expect("the address"));
    Server { child, url }
}

/// Starts the peer on the same files, if it is there.
fn oxigraph(folder: &Path) -> Option<Server> {
    let program = env::var("BIXI_BENCH_OXIGRAPH").unwrap_or_else(|_| "oxigraph".to_owned());
    let location = folder.with_extension("oxigraph");
    if !location.exists() {
        let mut load = Command::new(&program);
        load.args(["load", "--location"])
            .arg(&location)
            .arg("--file");
        load.args(turtle(folder));
        let loaded = load
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .ok()?;
        assert!(loaded.success());
    }
    let port = "127.0.0.1:7880";
    let child = Command::new(&program)
        .args(["serve-read-only", "--bind", port, "--location"])
        .arg(&location)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    while TcpStream::connect(port).is_err() {
        thread::sleep(Duration::from_millis(20));
    }
    let url = format!("http://{port}/query");
    Some(Server { child, url })
}

fn turtle(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for part in ["ontology", "data"] {
        for entry in fs::read_dir(folder.join(part)).expect("a folder") {
            files.push(entry.expect("an entry").path());
        }
    }
    files.sort();
    files
}

/// Returns the target of the query at a server.
fn target(server: &Server) -> String {
    let query: String = QUERY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{}?query={query}", server.url)
}

/// Asks once and returns the lines of the answer in TSV, but for the first.
fn rows(server: &Server) -> BTreeSet<String> {
    let target = target(server);
    let (host, path) = target["http://".len()..].split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("a connection");
    let request = format!(
        "GET /{path} HTTP/1.1\r\nhost: {host}\r\naccept: text/tab-separated-values\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let lines = text.lines().filter(|line| line.contains('\t'));
    lines.skip(1).map(|line| line.trim().to_owned()).collect()
}

fn report_start(folder: &Path) {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            let server = bixi(folder);
            assert!(!rows(&server).is_empty());
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let server = bixi(folder);
    rows(&server);
    thread::sleep(Duration::from_secs(1));
    let memory = memory(&server);
    println!(
        "start to first answer {:.1} ms, idle {:.1} MB",
        times[2],
        memory / 1e6
    );
    say_if(times[2] > MOST_START, "the start is slow");
    say_if(memory > MOST_MEMORY, "the idle memory is large");
}

/// The resident bytes of a server.
fn memory(server: &Server) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id()));
    let status = status.unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    number.unwrap_or(f64::NAN) * 1024.0
}

/// The processor time of a server, in microseconds.
fn processor_time(server: &Server) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.child.id()));
    let stat = stat.unwrap_or_default();
    let fields = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace();
    let ticks: Vec<f64> = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    // A tick is a hundredth of a second on Linux.
    ticks.iter().sum::<f64>() * 10_000.0
}

fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

/// What `wrk` measured.
#[derive(Clone, Copy)]
struct Measured {
    rate: f64,
    /// Milliseconds of the middle request, and of the last but one of a hundred.
    median: f64,
    latency: f64,
    /// Microseconds of processor time for a request.
    work: f64,
}

fn measured(server: &Server) -> Measured {
    let before = processor_time(server);
    let run = Command::new("wrk")
        .args(["-t1", CONNECTIONS, SECONDS, "--latency", "-H"])
        .arg("accept: application/sparql-results+json")
        .arg(target(server))
        .output()
        .expect("`wrk` runs");
    let text = String::from_utf8(run.stdout).expect("UTF-8");
    assert!(
        !text.contains("Non-2xx") && !text.contains("Socket errors"),
        "{text}"
    );
    let after = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| unreachable!("no {name} in {text}"))
            .trim()
            .to_owned()
    };
    let requests = text
        .lines()
        .find_map(|line| line.trim().split_once(" requests in"));
    let requests: f64 = requests.expect("a number").0.parse().expect("a number");
    Measured {
        rate: after("Requests/sec:").parse().expect("a number"),
        median: milliseconds(&after("50%")),
        latency: milliseconds(&after("99%")),
        work: (processor_time(server) - before) / requests,
    }
}

fn milliseconds(text: &str) -> f64 {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let found = units.iter().find_map(|(unit, factor)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(number * factor)
    });
    found.expect("a time")
}

fn report_rates(folder: &Path) {
    let ours = bixi(folder);
    let peer = oxigraph(folder);
    if let Some(peer) = &peer {
        assert_eq!(rows(&ours), rows(peer));
    }
    let (mut of_ours, mut of_peer) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        of_ours.push(measured(&ours));
        of_peer.extend(peer.as_ref().map(measured));
    }
    let middle = report("bixi", &mut of_ours);
    say_if(middle.rate < LEAST_RATE, "the rate is low");
    say_if(middle.latency > MOST_LATENCY, "the latency is high");
    match of_peer.is_empty() {
        true => println!("oxigraph is not installed"),
        false => {
            let peer = report("oxigraph", &mut of_peer);
            println!("{:.2} times its rate", middle.rate / peer.rate);
            say_if(
                middle.rate < peer.rate,
                "the rate is below that of oxigraph",
            );
        }
    }
}

/// Prints the run with the median rate and returns it.
fn report(name: &str, runs: &mut [Measured]) -> Measured {
    runs.sort_by(|a, b| a.rate.total_cmp(&b.rate));
    let middle = runs[runs.len() / 2];
    let Measured {
        rate,
        median,
        latency,
        work,
    } = middle;
    println!(
        "{name}: {rate:.0} requests/s, p50 {median:.2} ms, p99 {latency:.2} ms, {work:.0} µs of processor time a request; load {}",
        load()
    );
    middle
}

fn say_if(is_missed: bool, what: &str) {
    if is_missed {
        println!("  below its target: {what}");
    }
}
