//! What holds of any bytes as a query, as `bixi.toml` and as a snapshot: the bodies of fuzz targets, and bounded runs of
//! them on damaged files. An error is a message; nothing panics, and what is opened can be asked.

use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::project::Project;
use bixi::internals::query::{Arguments, Dataset, Limits, Query, Results, answer};
use bixi::internals::read::{Reading, read};
use bixi::internals::snapshot;
use bixi::internals::source::SourceFile;
use bixi::internals::write::{SolutionsFormat, solutions};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

const TURTLE: &str = "@prefix : <http://example.org/> .\n\
    :a a :C ; :p :b, \"温江\"@zh-Hans, 4.2, true ; :in [ :in :c ] .\n\
    :b :p :c ~ :r {| :q \"2020-01-02\"^^<http://www.w3.org/2001/XMLSchema#date> |} .\n";

static GRAPH: LazyLock<Graph> = LazyLock::new(|| {
    let source = SourceFile::new("a.ttl", TURTLE);
    let reading = Reading {
        base: None,
        blank_node_prefix: "b",
    };
    let said = read(&source, &reading).expect("few terms");
    let part = Part {
        source: Source {
            path: source.path.clone(),
            digest: [0; 32],
            lines: source.line_count(),
        },
        graph: Some("http://example.org/a.ttl".to_owned()),
        said,
    };
    Graph::from_parts(vec![part], None).expect("a small graph")
});

/// Front matter and SPARQL: an answer within its limits, or an error that says something.
pub fn query(bytes: &[u8]) {
    ask(&GRAPH, bytes);
}

fn ask(graph: &Graph, bytes: &[u8]) {
    let limits = Limits {
        timeout: Some(Duration::from_secs(1)),
        ..Limits::default()
    };
    let answered = Query::new(SourceFile::new("q.rq", bytes)).and_then(|query| {
        let answer = answer(
            Dataset::new(graph),
            &query,
            &Arguments::new(),
            &limits,
            true,
        )?;
        match answer.results {
            Results::Solutions(rows) => {
                let mut output = Vec::new();
                solutions(
                    rows,
                    SolutionsFormat::Table(None),
                    &graph.prefixes,
                    &mut output,
                )
                .map(drop)
            }
            Results::Graph(triples) => {
                triples.take(1000).for_each(drop);
                Ok(())
            }
            Results::Boolean(_) => Ok(()),
        }
    });
    if let Err(error) = answered {
        assert!(!error.to_string().trim().is_empty());
    }
}

/// `bixi.toml`: a project that can be built, or an error that names the file.
pub fn settings(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    fs::write(folder.path().join("data/a.ttl"), TURTLE).expect("a file");
    fs::write(folder.path().join("bixi.toml"), bytes).expect("a file");
    match Project::open(folder.path()) {
        Ok(project) => drop(bixi::internals::build::compile(&project)),
        Err(error) => assert!(error.to_string().contains("bixi.toml"), "{error}"),
    }
}

/// A snapshot: an error that names it, or a graph that can be asked.
pub fn snapshot(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("graph.bixi");
    fs::write(&path, bytes).expect("a file");
    for open in [snapshot::open, snapshot::open_whole] {
        match open(&path) {
            Ok(snapshot) => {
                for text in [
                    "SELECT * { ?s ?p ?o } ORDER BY ?o",
                    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p+ ?o FILTER(CONTAINS(STR(?o), \"温\")) } }",
                ] {
                    ask(&snapshot.graph, text.as_bytes());
                }
            }
            Err(error) => assert!(error.to_string().contains("graph.bixi"), "{error}"),
        }
    }
}

/// Bytes of a snapshot of a small project.
pub fn snapshot_of_a_project() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    fs::write(folder.path().join("data/a.ttl"), TURTLE).expect("a file");
    let project = Project::open(folder.path()).expect("a project");
    drop(bixi::internals::build::build(&project).expect("a build"));
    fs::read(project.snapshot_path()).expect("the snapshot")
}

/// The queries of this repository, which the damage starts from.
pub fn queries() -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("queries"))
        .expect("queries/")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rq"))
        .collect();
    paths.sort();
    let read = |path| fs::read(path).expect("a query");
    paths.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    const SETTINGS: &str = "name = \"a\"\nbase = \"http://e/\"\nlanguages = [\"zh-Hans\", \"en\"]\ninference = \"rdfs\"\n\
        [acceptance]\nproperty = \"http://e/c\"\ndefault = \"stated\"\n\
        [[acceptance.levels]]\nname = \"stated\"\nvalues = [\"http://e/s\"]\n";

    /// Pieces of queries and settings that change what stands around them.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let words = select(vec![
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "<<",
            ">>",
            "<<(",
            "{|",
            "\"",
            "'''",
            "<",
            ">",
            "?x",
            "$y",
            ":a",
            "_:b",
            "1e400",
            "-0.0",
            "99999999999999999999",
            "\"x\"@en",
            "^^",
            "\\u",
            "\\uD800",
            "#",
            "#+ ",
            "#+ params:\n",
            "OPTIONAL",
            "UNION",
            "MINUS",
            "GRAPH ?g",
            "SELECT *",
            "FILTER",
            "BIND",
            "AS",
            "VALUES",
            "GROUP BY",
            "HAVING",
            "ORDER BY",
            "LIMIT 0",
            "*",
            "+",
            "|",
            "!",
            "^",
            "/",
            "EXISTS",
            "COUNT(*)",
            "REGEX",
            "\0",
            "\u{FEFF}",
            "温",
            "\u{10FFFF}",
            "\r",
            "\n",
            " = ",
            "[[",
            "nan",
            "0x",
        ]);
        let bytes = prop::collection::vec(any::<u8>(), 1..4);
        prop_oneof![5 => words.prop_map(|word| word.as_bytes().to_vec()), 1 => bytes]
    }

    /// A file with some pieces put in, and some of its bytes taken out.
    fn damaged(files: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
        let damage = (any::<Index>(), 0..12_usize, piece());
        (select(files), prop::collection::vec(damage, 1..5)).prop_map(|(mut bytes, damages)| {
            for (at, taken, put) in damages {
                let at = at.index(bytes.len() + 1);
                let end = (at + taken).min(bytes.len());
                bytes.splice(at..end, put);
            }
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]

        #[test]
        fn damaged_queries_are_answered_or_refused(bytes in damaged(queries())) {
            query(&bytes);
        }

        #[test]
        fn damaged_settings_are_used_or_refused(bytes in damaged(vec![SETTINGS.as_bytes().to_vec()])) {
            settings(&bytes);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn damaged_snapshots_are_opened_or_refused(bytes in damaged(vec![snapshot_of_a_project()])) {
            snapshot(&bytes);
        }
    }
}
