//! A table that is read some rows at a time makes the same of it, in memory that does not grow with its rows.

use super::super::statements::stream_by;
use super::*;
use crate::in_order::most_under_way;
use crate::table::Bytes;
use rayon::ThreadPoolBuilder;
use std::fmt::Write as _;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const PROLOGUE: &str = "PREFIX : <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";

fn mapping(text: &str) -> Mapping {
    let text = text.replace("CONSTRUCT", &format!("{PROLOGUE}CONSTRUCT"));
    let read = Mapping::read(SourceFile::new("m.rq", text), &Prefixes::default(), None);
    read.expect("no limit is passed").expect("a mapping")
}

/// What mappings make of a table: statements in order with their rows, then findings with their places.
fn made_by(rows_at_once: usize, threads: usize, table: &str, mappings: &[&Mapping]) -> Vec<String> {
    let graph = graph(":n0 <http://www.w3.org/2000/01/rdf-schema#label> \"n 0\" .");
    let bytes = table.as_bytes().to_vec();
    let open = || -> Result<Box<dyn Bytes>> { Ok(Box::new(Cursor::new(bytes.clone()))) };
    let input = Input {
        path: "t.csv",
        open: &open,
        blank_node_prefix: "t-",
        graph: &graph,
    };
    let mut made = Vec::new();
    let each = |piece: Statements| {
        for one in &piece.statements {
            made.push(format!("{}: {}", one.line, triple(&piece, one.triple)));
        }
        let used = piece.statements.iter().flat_map(|one| one.triple);
        let wanted = piece.interner.wanted(used);
        assert!(wanted.iter().all(|is_wanted| *is_wanted), "unused terms");
        Ok(())
    };
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    let limits = Limits::default();
    let end = pool
        .expect("threads")
        .install(|| stream_by(rows_at_once, &input, mappings, &limits, each));
    let end = end.expect("a table in memory");
    made.extend(end.findings.iter().map(|one| format!("{one:?}")));
    made
}

#[test]
fn neither_threads_nor_the_rows_of_a_piece_make_a_difference() {
    let mut table = "id,name,tags,born\n".to_owned();
    for row in 0..200 {
        let tags = ["", "a", "a;b", "b; c ;a;b"][row % 4];
        let born = ["1970", "x", "", "2001"][row * 7 % 4];
        let id = if row % 9 == 8 { "" } else { "i" };
        writeln!(table, "{id}{},\"n\n{}\",{tags},{born}", row % 50, row % 3).expect("memory");
        if row % 13 == 0 {
            table.push_str("\n,,,\n");
        }
    }
    let first = mapping(
        "#+ table: t.csv\n#+ split: { tags: \";\" }\n#+ types: { born: xsd:gYear }\n\
         CONSTRUCT { ?x :name ?name ; :tag ?tags ; :is [ :born ?born ; :in ?node ] . [] :of ?x . ?name :no ?born .
           :once :seen ?seen }
         WHERE { BIND(IRI(CONCAT(\"http://e/\", ?id)) AS ?x) BIND(BNODE() AS ?node) BIND(IRI(?name) AS ?bad)
           BIND(IF(?name = \"never\", 1, ?none) AS ?seen) BIND(IF(false, 1, 1/0) AS ?none) }",
    );
    let second = mapping(
        "#+ table: t.csv\n#+ key: id\nCONSTRUCT { [] :all ?name , ?tags ; :same ?known }\n\
         WHERE { FILTER(STRLEN(?tags) > 1) BIND(bixi:entity(?name) AS ?known) }",
    );
    let expected = made_by(usize::MAX, 1, &table, &[&first, &second]);
    assert!(expected.len() > 1000, "{expected:?}");
    assert!(expected.iter().any(|line| line.contains("_:t-2n2")));
    assert!(expected.iter().any(|line| line.contains("_:t-m2r")));
    for id in [
        "invalid-cell",
        "duplicate-key",
        "unknown-reference",
        "no-triple-from-row",
    ] {
        assert!(expected.iter().any(|line| line.contains(id)), "{id}");
    }
    for (rows_at_once, threads) in [(1, 1), (1, 3), (7, 2), (64, 8), (4096, 2)] {
        let made = made_by(rows_at_once, threads, &table, &[&first, &second]);
        for (made, expected) in made.iter().zip(&expected) {
            assert_eq!(
                made, expected,
                "{rows_at_once} rows at once, {threads} threads"
            );
        }
        assert_eq!(made.len(), expected.len());
    }
}

/// Bytes that count how many of them were read.
struct Counted(Cursor<Vec<u8>>, Arc<AtomicUsize>);

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        // Where reading is now: the encoding is found out before, by all bytes.
        self.1.store(self.0.position() as usize, Ordering::Relaxed);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// What is counted while a table of some rows becomes statements.
#[derive(Debug, PartialEq)]
struct Held {
    /// The most bytes of the table that were read and whose rows were not taken over.
    bytes: usize,
    /// The most terms and statements of a piece.
    terms: usize,
    statements: usize,
    /// The rows that were evaluated.
    rows: usize,
}

const ROWS_AT_ONCE: usize = 100;

fn held(rows: usize) -> Held {
    let text: String = (0..rows)
        .map(|row| format!("{row:020},{row:0100}\n"))
        .collect();
    let text = format!("{:>20},{:>100}\n{text}", "a", "b");
    let length = text.len() / (rows + 1);
    let read = Arc::new(AtomicUsize::new(0));
    let open = || -> Result<Box<dyn Bytes>> {
        let bytes = Cursor::new(text.clone().into_bytes());
        Ok(Box::new(Counted(bytes, Arc::clone(&read))))
    };
    let graph = Arc::default();
    let input = Input {
        path: "t.csv",
        open: &open,
        blank_node_prefix: "t-",
        graph: &graph,
    };
    let mapping = mapping("#+ table: t.csv\nCONSTRUCT { [] :a ?a ; :b ?b } WHERE {}");
    let mut held = Held {
        bytes: 0,
        terms: 0,
        statements: 0,
        rows: 0,
    };
    let each = |piece: Statements| {
        held.rows += piece.statements.len() / 2;
        let taken = (held.rows + 1) * length;
        let ahead = read.load(Ordering::Relaxed).saturating_sub(taken);
        held.bytes = held.bytes.max(ahead);
        held.terms = held.terms.max(piece.interner.len());
        held.statements = held.statements.max(piece.statements.len());
        Ok(())
    };
    let pool = ThreadPoolBuilder::new().num_threads(2).build();
    let limits = Limits::default();
    let (end, under_way) = pool.expect("threads").install(|| {
        let end = stream_by(ROWS_AT_ONCE, &input, &[&mapping], &limits, each);
        (end, most_under_way())
    });
    assert_eq!(end.expect("a table in memory").findings, []);
    // What is under way, and the pieces of text that the reader has in its hands.
    let most = (under_way + 1) * ROWS_AT_ONCE * length + (4 << 16);
    assert!(held.bytes <= most, "{held:?}, but {most} bytes at most");
    held
}

#[test]
fn twice_the_rows_take_twice_the_work_and_no_more_memory() {
    let (few, many) = (held(10_000), held(20_000));
    assert_eq!((few.rows, many.rows), (10_000, 20_000));
    // A row has a blank node and two texts, and all have two properties.
    assert_eq!((few.terms, many.terms), (302, 302));
    assert_eq!((few.statements, many.statements), (200, 200));
    assert!(20_000 * 122 > 2 * many.bytes, "{many:?}");
}
