//! Tables beside what else reads and maps them, in the same run: the crates `csv` and `calamine` alone, and
//! [morph-kgc](https://github.com/morph-kgc/morph-kgc) with the same mapping in RML.
//!
//! `cargo bench --bench tables` prints rows and statements a second of a table of a million rows and ten columns, of which a
//! mapping makes ten statements a row; `BIXI_BENCH_ROWS` sets another number of rows. morph-kgc maps the first tenth in a process
//! of its own, if the program that `BIXI_BENCH_PYTHON` names, else `python3`, has it; its time is that of the process, and its
//! N-Triples are compared with the graph. Then 50 tables are rebuilt after one of them changed, beside 50 files of Turtle with the
//! same statements, and two tables, one twice as long as the other, are built in processes of their own, of which the memory
//! counts: their mapping makes few statements, so that the graph takes none to speak of. `BIXI_BENCH_MEGABYTES` sets the size
//! of the smaller one, 100 by default. Runs take turns; medians count.

#[path = "tables_data/mod.rs"]
mod tables_data;

use bixi::internals::build::{Built, build};
use bixi::internals::mapping::{Mapping, statements};
use bixi::internals::project::Project;
use bixi::internals::query::Limits;
use bixi::internals::rdf::Prefixes;
use bixi::internals::snapshot::Snapshot;
use bixi::internals::source::SourceFile;
use bixi::internals::table::{Dialect, Table};
use calamine::{Reader, Xlsx};
use rayon::ThreadPoolBuilder;
use std::fs::{self, File};
use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use std::{env, thread};
use tables_data::{COLUMNS, MAPPING, MAPPING_OF_FEW, STATEMENTS};

/// How often each is run.
const RUNS: usize = 3;
/// Set in a child process, which is to build.
const CHILD: &str = "BIXI_BENCH_CHILD";
/// A batch of rows.
const BATCH: usize = 1 << 14;
/// The tables of the rebuild, and the rows of each.
const TABLES: usize = 50;
const ROWS_OF_EACH: usize = 2000;

/// The name of a part of the bench, and what runs it for a number of rows.
type Part = (&'static str, fn(usize));

fn main() {
    if env::var_os(CHILD).is_some() {
        return child();
    }
    // `cargo test --benches` passes this; then there is nothing to measure.
    if env::args().any(|argument| argument == "--test") {
        return;
    }
    let rows = number("BIXI_BENCH_ROWS").unwrap_or(1_000_000);
    let asked: Vec<String> = env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    let parts: [Part; 6] = [
        ("reading", report_reading),
        ("mapping", report_mapping),
        ("build", report_build),
        ("morph", report_morph),
        ("rebuild", |_| report_rebuild()),
        ("memory", |_| report_memory()),
    ];
    for (name, report) in parts {
        if asked.is_empty() || asked.iter().any(|one| one == name) {
            report(rows);
        }
    }
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

/// Median seconds of each of some functions, which run in turn.
fn medians<const N: usize>(functions: [&dyn Fn(); N]) -> [f64; N] {
    let mut seconds = [const { Vec::new() }; N];
    for _ in 0..RUNS {
        for (function, seconds) in functions.iter().zip(&mut seconds) {
            let started = Instant::now();
            function();
            seconds.push(started.elapsed().as_secs_f64());
        }
    }
    seconds.map(|mut seconds| median(&mut seconds))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What is to be said of a figure: nothing, or what it should have been.
fn remark(is_reached: bool, target: &str) -> String {
    match is_reached {
        true => String::new(),
        false => format!("  MISSES {target}"),
    }
}

/// Reading alone, on one core.
fn report_reading(rows: usize) {
    let text = tables_data::csv(rows);
    let expected = cells_by_csv(&text);
    assert_eq!(
        cells_by_bixi("t.csv", &text),
        expected,
        "both read the same"
    );
    let [own, peer] = medians([
        &|| assert_eq!(cells_by_bixi("t.csv", &text), expected),
        &|| assert_eq!(cells_by_csv(&text), expected),
    ]);
    println!(
        "\nreading a CSV of {rows} rows, {:.0} MB, on one core",
        text.len() as f64 / 1e6
    );
    line("bixi", own, rows, "rows");
    line("the crate csv", peer, rows, "rows");
    println!("{:24}{:>11.2}×", "ratio", own / peer);

    let rows = rows / 10;
    let workbook = tables_data::workbook(rows);
    let [own, peer] = medians([
        &|| assert_eq!(cells_by_bixi("t.xlsx", &workbook).0, rows),
        &|| assert_eq!(rows_by_calamine(&workbook), rows),
    ]);
    println!(
        "\nreading a workbook of {rows} rows, {:.0} MB",
        workbook.len() as f64 / 1e6
    );
    line("bixi", own, rows, "rows");
    line("calamine", peer, rows, "rows");
    println!(
        "{:24}{:>11.2}×{}",
        "ratio",
        own / peer,
        remark(own / peer <= 1.5, "1.5")
    );
}

fn line(name: &str, seconds: f64, many: usize, what: &str) {
    let each = many as f64 / seconds / 1e6;
    println!("{name:24}{seconds:>10.3} s{each:>10.2} M {what}/s");
}

/// Rows, and bytes in their cells.
fn cells_by_bixi(path: &str, bytes: &[u8]) -> (usize, usize) {
    let bytes = Cursor::new(bytes.to_vec());
    let mut table = Table::open(path, bytes, &Dialect::default()).expect("a table");
    let (mut rows, mut length) = (0, 0);
    while let Some(batch) = table.next_batch(BATCH).expect("rows") {
        rows += batch.len();
        let cells = (0..batch.len()).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
        length += cells
            .filter_map(|(row, column)| batch.cell(row, column))
            .map(str::len)
            .sum::<usize>();
    }
    assert_eq!(table.findings, []);
    (rows, length)
}

fn cells_by_csv(text: &[u8]) -> (usize, usize) {
    let mut reader = csv::Reader::from_reader(text);
    let (mut record, mut rows, mut length) = (csv::StringRecord::new(), 0, 0);
    while reader.read_record(&mut record).expect("a row") {
        rows += 1;
        length += record.iter().map(str::len).sum::<usize>();
    }
    (rows, length)
}

fn rows_by_calamine(workbook: &[u8]) -> usize {
    let mut workbook = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let name = workbook.sheet_names().first().cloned().expect("a sheet");
    let range = workbook.worksheet_range(&name).expect("a sheet");
    range.height() - 1
}

/// From a table in memory to the statements of its pieces, which nobody keeps.
fn report_mapping(rows: usize) {
    let table = SourceFile::new("firms.csv", tables_data::csv(rows));
    let text = format!("#+ table: firms.csv\n{MAPPING}");
    let mapping = Mapping::read(
        SourceFile::new("firms.rq", text),
        &Prefixes::default(),
        None,
    );
    let mapping = mapping.expect("a mapping").expect("a mapping");
    let map = || {
        let graph = Arc::default();
        let said = statements(&table, &[&mapping], "b", &graph, &Limits::default());
        let said = said.expect("rows");
        assert_eq!(said.findings, []);
        assert_eq!(said.statements.len(), rows * STATEMENTS);
    };
    println!("\nmapping a CSV of {rows} rows");
    for cores in [1, thread::available_parallelism().map_or(1, usize::from)] {
        let pool = ThreadPoolBuilder::new().num_threads(cores).build();
        let pool = pool.expect("threads");
        let [seconds] = medians([&|| pool.install(map)]);
        line(
            &format!("bixi, {cores} cores"),
            seconds,
            rows * STATEMENTS,
            "statements",
        );
    }
}

/// An empty folder of this name, for a project.
fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("bixi-tables-{name}"));
    let _ = fs::remove_dir_all(&folder);
    for inner in ["data", "imports"] {
        fs::create_dir_all(folder.join(inner)).expect("a folder");
    }
    fs::write(folder.join("bixi.toml"), "inference = \"none\"\n").expect("a file");
    folder
}

fn write_table(folder: &Path, name: &str, rows: std::ops::Range<usize>, mapping: &str) {
    let table = File::create(folder.join(format!("data/{name}.csv"))).expect("a file");
    tables_data::write_csv(rows, BufWriter::new(table)).expect("a file");
    let mapping = format!("#+ table: data/{name}.csv\n{mapping}");
    fs::write(folder.join(format!("imports/{name}.rq")), mapping).expect("a file");
}

/// A project with one table.
fn one_table(name: &str, rows: usize, mapping: &str) -> PathBuf {
    let folder = folder(name);
    write_table(&folder, "firms", 0..rows, mapping);
    folder
}

/// Builds once and prints seconds, the peak memory in bytes, and statements.
fn child() {
    let folder = PathBuf::from(env::args().nth(1).expect("a folder"));
    let started = Instant::now();
    let statements = snapshot(&folder).graph.len();
    let seconds = started.elapsed().as_secs_f64();
    println!("{seconds} {} {statements}", peak_memory());
}

fn snapshot(folder: &Path) -> Snapshot {
    match build(&Project::open(folder).expect("a project")).expect("a build") {
        Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
        Built::Refused(findings) => unreachable!("{findings:?}"),
    }
}

/// The most memory that this process had, in bytes; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
    });
    kibibytes.unwrap_or(0) * 1024
}

/// Seconds, peak memory in bytes and statements of a build in a process of its own.
fn build_once(folder: &Path) -> [f64; 3] {
    let output = Command::new(env::current_exe().expect("this program"))
        .arg(folder)
        .env(CHILD, "build")
        .output()
        .expect("a child");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    numbers
        .try_into()
        .unwrap_or_else(|_| unreachable!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn build_from_nothing(folder: &Path) -> [f64; 3] {
    let _ = fs::remove_dir_all(folder.join(".bixi"));
    build_once(folder)
}

/// Median seconds and peak memory of builds from nothing, and the statements.
fn built(folder: &Path) -> [f64; 3] {
    let runs = [(); RUNS].map(|()| build_from_nothing(folder));
    let of = |index: usize| median(&mut runs.map(|run| run[index]));
    [of(0), of(1), of(2)]
}

/// From a table on disk to a snapshot, on all cores.
fn report_build(rows: usize) {
    let folder = one_table("build", rows, MAPPING);
    let [seconds, memory, statements] = built(&folder);
    assert_eq!(statements as usize, rows * STATEMENTS);
    println!("\nbuild of a CSV of {rows} rows, {statements} statements");
    line("bixi", seconds, statements as usize, "statements");
    println!("{:24}{:>10.0} MB", "peak", memory / 1e6);
    let each = statements / seconds / 1e6;
    println!("{:24}{}", "", remark(each >= 1.5, "1.5 M statements/s"));
}

/// The same beside morph-kgc, which writes N-Triples.
fn report_morph(rows: usize) {
    let rows = rows / 10;
    let folder = one_table("morph", rows, MAPPING);
    let [own, memory, _] = built(&folder);
    println!("\nbuild of a CSV of {rows} rows beside morph-kgc");
    line("bixi", own, rows * STATEMENTS, "statements");
    println!("{:24}{:>10.0} MB", "peak", memory / 1e6);
    let table = folder.join("data/firms.csv");
    fs::write(
        folder.join("firms.rml.ttl"),
        tables_data::rml(&table.display().to_string()),
    )
    .expect("a file");
    let output = folder.join("firms.nt");
    let settings = format!(
        "[CONFIGURATION]\noutput_file={}\noutput_format=N-TRIPLES\nlogging_level=ERROR\n[firms]\nmappings={}\n",
        output.display(),
        folder.join("firms.rml.ttl").display()
    );
    fs::write(folder.join("morph.ini"), settings).expect("a file");
    let python = env::var_os("BIXI_BENCH_PYTHON").unwrap_or_else(|| "python3".into());
    let run = || {
        let mut command = Command::new(&python);
        command
            .args(["-m", "morph_kgc"])
            .arg(folder.join("morph.ini"));
        let started = Instant::now();
        let output = command.output().ok()?;
        output
            .status
            .success()
            .then(|| started.elapsed().as_secs_f64())
    };
    let seconds: Option<Vec<f64>> = (0..RUNS).map(|_| run()).collect();
    let Some(mut seconds) = seconds else {
        println!("{:24}is not there", "morph-kgc");
        return;
    };
    let peer = median(&mut seconds);
    line("morph-kgc", peer, rows * STATEMENTS, "statements");
    println!(
        "{:24}{:>11.1}×{}",
        "ratio",
        peer / own,
        remark(peer / own >= 10.0, "10")
    );
    let graph = &snapshot(&folder).graph;
    let mut lines: Vec<String> = graph
        .triples(None, None, None)
        .map(|triple| {
            triple
                .map(|id| graph.dictionary.term(id).to_string())
                .join(" ")
        })
        .collect();
    let triples = oxttl::NTriplesParser::new().for_reader(File::open(&output).expect("N-Triples"));
    let of_peer = triples.map(|triple| triple.expect("N-Triples").to_string());
    let mut of_peer: Vec<String> = of_peer.collect();
    lines.sort();
    of_peer.sort();
    of_peer.dedup();
    assert!(lines == of_peer, "both make the same statements");
    println!("{:24}the same statements", "");
}

/// A rebuild after one table of many changed, and after one file of Turtle with the same statements did.
fn report_rebuild() {
    let (of_tables, of_turtle) = (folder("many"), folder("turtle"));
    let rows = |number: usize| number * ROWS_OF_EACH..(number + 1) * ROWS_OF_EACH;
    for number in 0..TABLES {
        write_table(&of_tables, &format!("t{number}"), rows(number), MAPPING);
        let text = tables_data::turtle(rows(number));
        fs::write(of_turtle.join(format!("data/t{number}.ttl")), text).expect("a file");
    }
    let statements = [&of_tables, &of_turtle].map(|folder| build_from_nothing(folder)[2]);
    assert_eq!(
        statements[0], statements[1],
        "both have the same statements"
    );
    let changed = TABLES / 2;
    let more = |turn: usize| {
        let first = (TABLES + turn) * ROWS_OF_EACH;
        first..first + 1
    };
    let (mut tables, mut turtle) = (Vec::new(), Vec::new());
    for turn in 0..3 * RUNS {
        let rows = changed * ROWS_OF_EACH..(changed + 1) * ROWS_OF_EACH;
        let mut table = Vec::new();
        tables_data::write_csv(rows.clone(), &mut table).expect("memory");
        let mut one = Vec::new();
        tables_data::write_csv(more(turn), &mut one).expect("memory");
        let row = one.splitn(2, |byte| *byte == b'\n').nth(1).expect("a row");
        table.extend_from_slice(row);
        fs::write(of_tables.join(format!("data/t{changed}.csv")), table).expect("a file");
        let text = tables_data::turtle(rows) + &tables_data::turtle(more(turn));
        fs::write(of_turtle.join(format!("data/t{changed}.ttl")), text).expect("a file");
        tables.push(build_once(&of_tables)[0]);
        turtle.push(build_once(&of_turtle)[0]);
    }
    println!(
        "\nrebuild after one of {TABLES} files changed, {} statements",
        statements[0]
    );
    let (tables, turtle) = (median(&mut tables), median(&mut turtle));
    println!("{:24}{:>10.1} ms", "tables", tables * 1e3);
    println!("{:24}{:>10.1} ms", "Turtle", turtle * 1e3);
    println!(
        "{:24}{:>11.2}×{}",
        "ratio",
        tables / turtle,
        remark(tables / turtle <= 1.1, "1.1")
    );
}

/// The peak memory of builds of two tables.
fn report_memory() {
    let megabytes = number("BIXI_BENCH_MEGABYTES").unwrap_or(100);
    let length = tables_data::csv(1000).len() as f64 / 1000.0;
    let mut peaks = Vec::new();
    println!("\npeak memory of a build with few statements");
    for megabytes in [megabytes, 2 * megabytes] {
        let rows = (megabytes as f64 * 1e6 / length) as usize;
        let folder = one_table("memory", rows, MAPPING_OF_FEW);
        let [seconds, memory, statements] = build_from_nothing(&folder);
        println!(
            "{megabytes:>6} MB, {rows} rows{seconds:>10.2} s{:>8.0} MB{statements:>10} statements",
            memory / 1e6
        );
        fs::remove_dir_all(folder).expect("a folder");
        peaks.push(memory);
    }
    let ratio = peaks[1] / peaks[0];
    println!(
        "{:24}{ratio:>11.2}×{}",
        "ratio",
        remark(ratio <= 1.2, "1.2")
    );
}
