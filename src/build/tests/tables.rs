//! A large table is read in pieces, and says the same as if it were read as a whole.

use super::super::tables::{LargeTable, Tables};
use super::Folder;
use crate::build::{Built, build};
use crate::error::Error;
use crate::graph::Merge;
use crate::limits::Limits;
use crate::project::Project;
use rayon::ThreadPoolBuilder;
use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

const MAPPING: &str = "#+ table: data/t.csv\nPREFIX : <http://e/>\n\
    CONSTRUCT { ?row :id ?id ; :text ?text ; :part [ :of ?id ] } WHERE { BIND(IRI(CONCAT(\"http://e/\", ?id)) AS ?row) }";

/// A project with a table of more than 4 MB, of which each text but a few stands in ten rows.
fn folder() -> Folder {
    let folder = Folder::new();
    let mut table = "id,text\n".to_owned();
    for row in 0..9000 {
        writeln!(table, "{row},{:0500}", row / 10).expect("memory");
    }
    assert!(table.len() > 4 << 20);
    folder.write("data/t.csv", &table);
    folder.write("imports/t.rq", MAPPING);
    folder
}

/// The bytes of a snapshot that is built with some threads, and its statements with their places.
fn built(folder: &Folder, threads: usize) -> (Vec<u8>, Vec<String>) {
    let project = Project::open(&folder.root).expect("a project");
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    let built = pool.expect("threads").install(|| build(&project));
    let snapshot = match built.expect("a build") {
        Built::New(snapshot, _) | Built::Unchanged(snapshot) => snapshot,
        Built::Refused(findings) => unreachable!("{findings:?}"),
    };
    let graph = &snapshot.graph;
    let statements = graph.triples(None, None, None).map(|triple| {
        let places = graph.places_of(triple);
        let places: Vec<String> = places.iter().map(|one| graph.display_place(one)).collect();
        let terms = triple.map(|id| graph.dictionary.term(id).to_string());
        format!("{} {}", terms.join(" "), places.join(" "))
    });
    let statements = statements.collect();
    let bytes = fs::read(project.snapshot_path()).expect("a snapshot");
    (bytes, statements)
}

#[test]
fn a_large_table_says_the_same_in_pieces_and_as_a_whole() {
    let folder = folder();
    let from_nothing = |threads| {
        fs::remove_dir_all(folder.root.join(".bixi")).ok();
        built(&folder, threads)
    };
    let (bytes, in_pieces) = from_nothing(1);
    let statement = "<http://e/8999> <http://e/id> \"8999\" data/t.csv:9001".to_owned();
    assert!(in_pieces.contains(&statement));
    for threads in [2, 5] {
        assert!(from_nothing(threads).0 == bytes, "{threads} threads");
    }

    folder.write(
        "data/a.ttl",
        "<http://e/a> <http://e/p> <http://e/changed> .\n",
    );
    let (rebuilt, _) = built(&folder, 2);
    assert!(rebuilt == from_nothing(2).0, "the table is copied");

    // What is left out if it is broken is read as a whole.
    folder.write(
        "bixi.toml",
        "name = \"counted\"\n[build]\nbroken = \"skip\"\n",
    );
    let (_, mut whole) = from_nothing(2);
    whole.retain(|line| line.contains("data/t.csv"));
    let of_table = in_pieces.iter().filter(|line| line.contains("data/t.csv"));
    assert!(whole.iter().eq(of_table));
    assert_eq!(whole.len(), 4 * 9000);
}

#[test]
fn the_limits_of_a_build_are_looked_at_for_each_piece_of_a_table() {
    let folder = folder();
    let project = Project::open(&folder.root).expect("a project");
    let inventory = project.inventory().expect("files");
    let tables = Tables::of(&project, &inventory).expect("mappings");
    let limits = Limits {
        timeout: Some(Duration::ZERO),
        ..Limits::default()
    };
    limits.work.enter("reading `data/t.csv`");
    let mut merge = Merge::default();
    merge.begin(None).expect("few terms");
    let table = LargeTable {
        project: &project,
        path: "data/t.csv",
        blank_node_prefix: "t-",
        others: None,
    };
    let read = tables.read(&table, &mut merge, &limits);
    assert!(matches!(read, Err(Error::BuildLimit { .. })), "{read:?}");
}
