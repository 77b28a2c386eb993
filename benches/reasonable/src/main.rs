//! Closes a graph of N-Triples (a file `*.n3`) with [`reasonable`](https://docs.rs/reasonable), writes the closure, and
//! prints the seconds that the rules took and the most memory in MB.

use reasonable::reasoner::Reasoner;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: beside-reasonable FROM.n3 TO.nt".into());
    };
    let mut reasoner = Reasoner::new();
    reasoner.load_file(&from).map_err(|error| error.to_string())?;
    let started = Instant::now();
    reasoner.reason();
    let seconds = started.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<usize>().ok());
    println!("{seconds} {}", kilobytes.unwrap_or(0) / 1024);
    let mut file = BufWriter::new(File::create(to)?);
    for triple in reasoner.get_triples() {
        writeln!(file, "{triple} .")?;
    }
    Ok(file.flush()?)
}
