//! Publishing a region graph to oxigraph's server, beside one PUT of the same statements by curl.
//!
//! `cargo bench --bench push` does it with 1 M triples, `BIXI_BENCH_TRIPLES=5000000` with as many as it says. It needs `curl`, and
//! the program `oxigraph`, on the path or named by `BIXI_BENCH_OXIGRAPH`. Each run has a server of its own with an empty store, and
//! the two are run in turn; the medians are printed, and what is below its target is said. Then one file is changed, and the push
//! that sends it is timed.

#[path = "region_data/mod.rs"]
mod region_data;

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

/// How often each is run; the median counts.
const RUNS: usize = 3;
/// The least share of the rate of one PUT.
const LEAST_SHARE: f64 = 0.8;

fn main() {
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let asked = env::var("BIXI_BENCH_TRIPLES").ok();
    let triples = asked.map_or(1_000_000, |asked| asked.parse().expect("a number"));
    let folder = region(triples);
    let lines = folder.join("all.nt");
    settle(&folder, 1);
    bixi(&folder, &["build"]);
    bixi(&folder, &["export", "-o", &lines.display().to_string()]);
    let (mut pushes, mut puts, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        let server = Server::start();
        puts.push(put(&server, &lines));
        drop(server);
        let server = Server::start();
        settle(&folder, server.port);
        pushes.push(push(&folder));
        change(&folder, run);
        bixi(&folder, &["build"]);
        after.push(push(&folder));
    }
    let (push, put) = (median(&mut pushes), median(&mut puts));
    let rate = |seconds: f64| triples as f64 / seconds / 1000.0;
    let share = put / push;
    println!(
        "{triples} triples: push {push:.2} s ({:.0} k/s), one PUT {put:.2} s ({:.0} k/s), share {share:.2}",
        rate(push),
        rate(put)
    );
    println!("after a change of one file: {:.2} s", median(&mut after));
    if share < LEAST_SHARE {
        println!("below its target: a share of {LEAST_SHARE}");
    }
}

/// Writes a region into a folder and returns it.
fn region(triples: usize) -> PathBuf {
    let folder = env::temp_dir().join(format!("bixi-push-{triples}"));
    for (path, text) in region_data::region(triples) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// Writes the settings, with the engine at a port.
fn settle(folder: &Path, port: u16) {
    let url = format!("http://127.0.0.1:{port}");
    let settings = format!(
        "name = \"region\"\nbase = \"http://example.org/graph/\"\ninference = \"none\"\n[engines.prod]\nurl = \"{url}/query\"\n\
         graph-store = \"{url}/store\"\nupdate = \"{url}/update\"\nkind = \"oxigraph\"\ntimeout = 600\n"
    );
    fs::write(folder.join("bixi.toml"), settings).expect("the settings");
}

/// Adds a statement to the first file of the region.
fn change(folder: &Path, run: usize) {
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join("data"))
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let first = files.first().expect("a file");
    let text = fs::read_to_string(first).expect("a file");
    let text = format!("{text}\n<http://example.org/changed> <http://example.org/run> {run} .\n");
    fs::write(first, text).expect("a file");
}

fn bixi(folder: &Path, arguments: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(arguments)
        .arg("--project")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.expect("the program runs").success(), "{arguments:?}");
}

/// The seconds of a push.
fn push(folder: &Path) -> f64 {
    let started = Instant::now();
    bixi(folder, &["push", "prod"]);
    started.elapsed().as_secs_f64()
}

/// The seconds of one PUT.
fn put(server: &Server, lines: &Path) -> f64 {
    let started = Instant::now();
    let status = Command::new("curl")
        .args([
            "-sS",
            "--fail",
            "-H",
            "content-type: application/n-triples",
            "-T",
        ])
        .arg(lines)
        .arg(format!(
            "http://127.0.0.1:{}/store?graph=http://example.org/graph",
            server.port
        ))
        .stdout(Stdio::null())
        .status();
    assert!(status.expect("curl").success());
    started.elapsed().as_secs_f64()
}

fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// A server with an empty store, which ends with this.
struct Server {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Server {
    fn start() -> Self {
        let program = env::var_os("BIXI_BENCH_OXIGRAPH").unwrap_or_else(|| "oxigraph".into());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let folder = env::temp_dir().join(format!("bixi-push-store-{port}"));
        let child = Command::new(program)
            .arg("serve")
            .arg("--location")
            .arg(&folder)
            .args(["--bind", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("oxigraph runs");
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "oxigraph does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        Self {
            child,
            port,
            folder,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
