//! Reading beside oxttl, rio_turtle and oxrdfxml in the same run: triples and bytes a second, with interning into ids
//! included for bixi alone.
//!
//! `cargo bench --bench read` reads a region of 1 M triples as Turtle, N-Triples and RDF/XML, in 146 files and in one, on
//! one core and on all; `BIXI_BENCH_TRIPLES` sets the size. The engines run in turn; the medians count. A large file of
//! Turtle or N-Triples is read as a build reads it, as a stream of pieces.
//!
//! The next limit is the dictionary: of a profile of reading on one core, half is finding terms in the hash table and
//! comparing their bytes, which most often are in no cache; the lexer has an eighth. Of one large file, what its pieces say
//! is taken over by one core at a time, which a build does into the dictionary of the graph: on two cores the other one
//! reads on, on many that is the limit.

#[path = "region_data/mod.rs"]
mod region_data;

use bixi::internals::read::{LARGE, Reading, Syntax, read, read_stream};
use bixi::internals::source::SourceFile;
use bixi::internals::statement::Statements;
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use rio_api::parser::TriplesParser;
use std::env;
use std::sync::LazyLock;
use std::time::Instant;

/// How often each engine reads; the median counts.
const RUNS: usize = 5;

fn main() {
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let size = env::var("BIXI_BENCH_TRIPLES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let turtle: Vec<SourceFile> = region_data::region(size)
        .into_iter()
        .map(|(path, text)| SourceFile::new(path, text))
        .collect();
    let n_triples: Vec<SourceFile> = turtle.iter().map(as_n_triples).collect();
    let rdf_xml: Vec<SourceFile> = turtle.iter().map(as_rdf_xml).collect();
    report("Turtle", &turtle, &OF_TURTLE);
    report("Turtle in one file", &[in_one(&turtle)], &OF_TURTLE);
    report("N-Triples", &n_triples, &OF_TURTLE);
    report("N-Triples in one file", &[in_one(&n_triples)], &OF_TURTLE);
    report("RDF/XML", &rdf_xml, &OF_RDF_XML);
    let one = as_rdf_xml(&in_one(&turtle));
    report("RDF/XML in one file", &[one], &OF_RDF_XML);
}

fn as_n_triples(source: &SourceFile) -> SourceFile {
    let triples = oxttl::TurtleParser::new().for_slice(&source.bytes);
    let text: String = triples
        .map(|triple| format!("{} .\n", triple.expect("Turtle")))
        .collect();
    SourceFile::new(source.path.replace(".ttl", ".nt"), text)
}

/// A node element for each subject, with the prefixes of a region.
fn as_rdf_xml(source: &SourceFile) -> SourceFile {
    let mut writer = RdfSerializer::from_format(RdfFormat::RdfXml)
        .with_prefix("e", "http://example.org/eco/schema#")
        .and_then(|writer| writer.with_prefix("rdfs", "http://www.w3.org/2000/01/rdf-schema#"))
        .expect("IRIs")
        .for_writer(Vec::new());
    for triple in oxttl::TurtleParser::new().for_slice(&source.bytes) {
        let triple = triple.expect("Turtle");
        writer.serialize_triple(&triple).expect("memory");
    }
    let text = writer.finish().expect("memory");
    SourceFile::new(source.path.replace(".ttl", ".rdf"), text)
}

fn in_one(files: &[SourceFile]) -> SourceFile {
    let texts: Vec<&[u8]> = files.iter().map(|file| file.bytes.as_slice()).collect();
    SourceFile::new(files[0].path.as_str(), texts.concat())
}

/// An engine: its name, and how many triples it reads from files.
type Engine = (&'static str, fn(&[SourceFile]) -> usize);

const OF_TURTLE: [Engine; 4] = [
    ("bixi", bixi_read),
    ("bixi, all cores", bixi_read_parallel),
    ("oxttl", oxttl_read),
    ("rio_turtle", rio_read),
];

const OF_RDF_XML: [Engine; 3] = [
    ("bixi", bixi_read),
    ("bixi, all cores", bixi_read_parallel),
    ("oxrdfxml", oxrdfxml_read),
];

fn report(syntax: &str, files: &[SourceFile], engines: &[Engine]) {
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    let triples = bixi_read(files);
    let mut seconds = vec![Vec::new(); engines.len()];
    for _ in 0..RUNS {
        for ((name, engine), seconds) in engines.iter().zip(&mut seconds) {
            let started = Instant::now();
            assert_eq!(
                engine(files),
                triples,
                "`{name}` reads the same number of triples"
            );
            seconds.push(started.elapsed().as_secs_f64());
        }
    }
    let median = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds[RUNS / 2]
    };
    let medians: Vec<f64> = seconds.into_iter().map(median).collect();
    println!(
        "\n{syntax}: {triples} triples, {:.1} MB in {} files",
        bytes as f64 / 1e6,
        files.len()
    );
    println!(
        "{:18}{:>10}{:>14}{:>10}{:>12}",
        "", "seconds", "M triples/s", "MB/s", "bixi is"
    );
    for ((name, _), median) in engines.iter().zip(&medians) {
        println!(
            "{name:18}{median:>10.3}{:>14.2}{:>10.0}{:>11.1}×",
            triples as f64 / median / 1e6,
            bytes as f64 / median / 1e6,
            median / medians[0]
        );
    }
}

fn bixi_read(files: &[SourceFile]) -> usize {
    static ONE: LazyLock<ThreadPool> = LazyLock::new(|| {
        let builder = ThreadPoolBuilder::new().num_threads(1);
        builder.build().expect("a thread")
    });
    ONE.install(|| files.iter().map(bixi_one).sum())
}

fn bixi_read_parallel(files: &[SourceFile]) -> usize {
    files.par_iter().map(bixi_one).sum()
}

fn bixi_one(file: &SourceFile) -> usize {
    let reading = Reading {
        base: None,
        blank_node_prefix: "b",
    };
    let Some(syntax) = Syntax::of_path(&file.path).filter(|_| file.bytes.len() >= LARGE) else {
        return read(file, &reading).expect("few terms").statements.len();
    };
    let mut statements = 0;
    let each = |piece: &Statements| {
        statements += piece.statements.len();
        Ok(())
    };
    let end = read_stream(
        &file.path,
        &mut file.bytes.as_slice(),
        syntax,
        &reading,
        each,
    );
    statements + end.expect("few terms").statements.len()
}

fn oxttl_read(files: &[SourceFile]) -> usize {
    let one = |file: &SourceFile| match file.path.ends_with(".nt") {
        true => oxttl::NTriplesParser::new()
            .for_slice(&file.bytes)
            .filter(Result::is_ok)
            .count(),
        false => oxttl::TurtleParser::new()
            .for_slice(&file.bytes)
            .filter(Result::is_ok)
            .count(),
    };
    files.iter().map(one).sum()
}

fn rio_read(files: &[SourceFile]) -> usize {
    let one = |file: &SourceFile| {
        let mut count = 0;
        let mut add = |_: rio_api::model::Triple| -> Result<(), rio_turtle::TurtleError> {
            count += 1;
            Ok(())
        };
        match file.path.ends_with(".nt") {
            true => rio_turtle::NTriplesParser::new(file.bytes.as_slice()).parse_all(&mut add),
            false => rio_turtle::TurtleParser::new(file.bytes.as_slice(), None).parse_all(&mut add),
        }
        .expect("valid text");
        count
    };
    files.iter().map(one).sum()
}

fn oxrdfxml_read(files: &[SourceFile]) -> usize {
    let one = |file: &SourceFile| {
        RdfParser::from_format(RdfFormat::RdfXml)
            .for_slice(&file.bytes)
            .filter(Result::is_ok)
            .count()
    };
    files.iter().map(one).sum()
}
