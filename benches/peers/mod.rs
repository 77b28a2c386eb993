//! Other engines than oxigraph beside bixi: [DuckDB](https://duckdb.org) with SQL over a table of ids, as the fastest that
//! somebody could write by hand, and [maplib](https://github.com/DataTreehouse/maplib), SPARQL on data frames. Each is asked in
//! a process of Python, where it is timed; those are peers whose packages `BIXI_BENCH_PYTHON`, or `python3`, can import.
//! Virtuoso is none of them: it is a server that has to be installed and configured, and is reached through the network only.

use crate::beside::Region;
use serde::Deserialize;
use serde_json::json;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Queries that have a shape in common.
#[derive(Deserialize)]
pub struct Shape {
    pub name: String,
    pub query: Vec<Asked>,
}

/// A query in both languages.
#[derive(Deserialize)]
pub struct Asked {
    pub name: String,
    pub sparql: String,
    pub sql: String,
    /// The peers that are not asked.
    #[serde(default)]
    pub skip: Vec<String>,
}

impl Asked {
    /// Returns whether any of the solutions will do, so that engines agree in their number only.
    pub fn takes_any(&self) -> bool {
        self.sparql.contains("LIMIT") && !self.sparql.contains("ORDER BY")
    }
}

/// Returns the queries of `queries.toml`.
pub fn shapes() -> Vec<Shape> {
    #[derive(Deserialize)]
    struct Shapes {
        shape: Vec<Shape>,
    }
    let shapes: Shapes = toml::from_str(include_str!("queries.toml")).expect("queries");
    shapes.shape
}

/// An engine in a process.
pub struct Peer {
    pub name: &'static str,
    pub version: String,
    folder: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What it answered.
#[derive(Deserialize)]
pub struct Answer {
    /// The median of its times.
    pub ms: Option<f64>,
    /// Its solutions, as [`Region::answer`] writes them.
    pub rows: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Ready {
    version: String,
}

/// Starts the peers that are installed, and loads the region into them.
pub fn start(region: &Region) -> Vec<Peer> {
    export(region);
    let peers = ["duckdb", "maplib"].into_iter();
    let peers = peers.filter_map(|name| Peer::start(name, &region.folder));
    peers.collect()
}

impl Peer {
    fn start(name: &'static str, folder: &Path) -> Option<Self> {
        let python = env::var_os("BIXI_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/peer.py");
        let mut child = Command::new(python)
            .args([program.as_os_str(), name.as_ref(), folder.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let Some(Ready { version }) = next(&mut output) else {
            child.wait().expect("the peer ends");
            return None;
        };
        Some(Self {
            name,
            version,
            folder: folder.to_owned(),
            child,
            input,
            output,
        })
    }

    /// Asks a query; `None` if the peer is not to be asked or cannot answer it.
    pub fn ask(&mut self, asked: &Asked) -> Option<(f64, Vec<String>)> {
        if asked.skip.iter().any(|skipped| skipped == self.name) {
            return None;
        }
        let query = json!({ "sparql": asked.sparql, "sql": asked.sql });
        // A query may end a peer, which is then started again for the others.
        writeln!(self.input, "{query}").ok();
        let Some(answer) = next::<Answer>(&mut self.output) else {
            *self = Self::start(self.name, &self.folder)?;
            return None;
        };
        answer.ms.zip(answer.rows)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn next<T: serde::de::DeserializeOwned>(output: &mut impl BufRead) -> Option<T> {
    let mut line = String::new();
    output.read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

/// Writes the triples and the terms of a region as CSV.
fn export(region: &Region) {
    let (triples, terms) = region.ids();
    let mut text = String::from("s,p,o\n");
    for [s, p, o] in triples {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{s},{p},{o}");
    }
    fs::write(region.folder.join("triples.csv"), text).expect("a file");
    let mut text = String::from("id,text,lang,number\n");
    for (id, term) in terms {
        let (lexical, language) = crate::beside::parts(&term);
        let number: Option<f64> = lexical.parse().ok();
        let number = number.map_or_else(String::new, |number| number.to_string());
        let lexical = lexical.replace('"', "\"\"");
        let _ = writeln!(text, "{id},\"{lexical}\",{language},{number}");
    }
    fs::write(region.folder.join("terms.csv"), text).expect("a file");
}
