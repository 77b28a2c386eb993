//! A build opens each of its files once, and what it notes of a file is of the bytes that it read.

mod tables;

use super::input::Large;
use super::{Built, build};
use crate::disk::opened;
use crate::finding::Finding;
use crate::graph::{Graph, Merge, Source};
use crate::limits::Limits;
use crate::project::{Project, digest};
use crate::read::Syntax;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// A project with a source that is read in pieces, and how often its files were opened.
struct Folder {
    root: PathBuf,
    _temporary: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = Self {
            root: fs::canonicalize(temporary.path()).expect("the folder"),
            _temporary: temporary,
        };
        folder.write("bixi.toml", "name = \"counted\"\n");
        folder.write("ontology/o.ttl", "<http://e/p> a <http://e/Property> .\n");
        for name in ["a", "b", "c"] {
            folder.write(&format!("data/{name}.ttl"), &statement(name));
        }
        folder.write("data/large.ttl", &large("1"));
        folder.write(
            "rules/r.rq",
            "CONSTRUCT { ?x <http://e/q> ?y } WHERE { ?x <http://e/p> ?y }",
        );
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// How often each file is opened to be read when the project is opened and built.
    fn opened(&self) -> BTreeMap<String, usize> {
        // A file that changed just before it was read would be read again by the next build.
        sleep(Duration::from_millis(100));
        opened::take(&self.root);
        let project = Project::open(&self.root).expect("a project");
        assert!(!matches!(
            build(&project).expect("a build"),
            Built::Refused(_)
        ));
        opened::take(&self.root)
    }
}

fn statement(object: &str) -> String {
    format!("<http://e/s> <http://e/p> <http://e/{object}> .\n")
}

/// Turtle of more than four mebibytes.
fn large(first: &str) -> String {
    let long = "x".repeat(1 << 20);
    let lines = (0..5).map(|n| format!("<http://e/{n}> <http://e/text> \"{long}\" .\n"));
    let text = lines.collect::<String>();
    format!("<http://e/large> <http://e/n> {first} .\n{text}")
}

fn once<const N: usize>(paths: [&str; N]) -> BTreeMap<String, usize> {
    paths.map(|path| (path.to_owned(), 1)).into()
}

#[test]
fn each_file_is_read_once_in_a_build() {
    let folder = Folder::new();
    let all = [
        "bixi.toml",
        "data/a.ttl",
        "data/b.ttl",
        "data/c.ttl",
        "data/large.ttl",
        "ontology/o.ttl",
        "rules/r.rq",
    ];
    assert_eq!(folder.opened(), once(all), "from nothing");
    let own = [".bixi/graph.bixi", ".bixi/stamps.json"];
    let with = |paths: &[&str]| -> BTreeMap<String, usize> {
        let paths = paths.iter().chain(&own).chain(&["bixi.toml"]);
        paths.map(|path| ((*path).to_owned(), 1)).collect()
    };
    assert_eq!(folder.opened(), with(&[]), "unchanged");
    for object in ["d", "longer"] {
        folder.write("data/b.ttl", &statement(object));
        let read = ["data/b.ttl", "rules/r.rq"];
        assert_eq!(folder.opened(), with(&read), "one source, `{object}`");
    }
    folder.write(
        "rules/r.rq",
        "CONSTRUCT { ?y <http://e/q> ?x } WHERE { ?x <http://e/p> ?y }",
    );
    assert_eq!(folder.opened(), with(&["rules/r.rq"]), "a rule");
    folder.write("data/large.ttl", &large("10"));
    let read = ["data/large.ttl", "rules/r.rq"];
    assert_eq!(folder.opened(), with(&read), "a large source");
    folder.write("bixi.toml", "name = \"other\"\n");
    assert_eq!(folder.opened(), with(&all[1..]), "the settings");
    fs::remove_file(folder.root.join("data/a.ttl")).expect("a file");
    folder.write("data/new.ttl", &statement("new"));
    let read = ["data/new.ttl", "rules/r.rq"];
    assert_eq!(folder.opened(), with(&read), "one goes, one comes");
    // Written again as it was: it is read to know that, and nothing is built.
    folder.write("data/b.ttl", &statement("longer"));
    folder.write("data/large.ttl", &large("10"));
    let read = ["data/b.ttl", "data/large.ttl", "rules/r.rq"];
    assert_eq!(folder.opened(), with(&read), "the same again");
    // A large source of the same length is only measured to know whether it is the same, so that one that is, costs
    // no more; if it is another one, it is then read.
    folder.write("data/large.ttl", &large("11"));
    let mut expected = with(&["rules/r.rq"]);
    expected.insert("data/large.ttl".to_owned(), 2);
    assert_eq!(
        folder.opened(),
        expected,
        "a large source as long as before"
    );
}

/// Reads a content as that of `data/large.ttl`, and after it a second source.
fn read_as_large(project: &Project, content: impl Read + Send) -> crate::error::Result<Graph> {
    let mut merge = Merge::default();
    let large = Large {
        project,
        path: "data/large.ttl",
        syntax: Syntax::Turtle,
        blank_node_prefix: "b-",
    };
    merge.begin(None)?;
    let findings: Vec<Finding> = large.read(content, &mut merge, &Limits::default())?;
    assert_eq!(findings, []);
    merge.begin(None)?;
    let second = crate::source::SourceFile::new("data/z.ttl", statement("z"));
    let reading = crate::read::Reading {
        base: None,
        blank_node_prefix: "z-",
    };
    merge.say(&crate::read::read(&second, &reading)?)?;
    merge.end(Source {
        path: "data/z.ttl".to_owned(),
        digest: digest(&second.bytes),
        lines: 1,
    })?;
    merge.finish(None)
}

/// A content during the reading of which something happens.
struct Interrupted<'a, F> {
    content: &'a [u8],
    happens: Option<F>,
}

impl<F: FnOnce()> Read for Interrupted<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.content.len() < 2 << 20
            && let Some(happens) = self.happens.take()
        {
            happens();
        }
        self.content.read(buffer)
    }
}

#[test]
fn a_large_source_that_is_saved_while_it_is_read_is_an_error() {
    let folder = Folder::new();
    let project = Project::open(&folder.root).expect("a project");
    let (before, after) = (large("1"), large("2"));
    let read = |happens: fn(&Path, &str)| {
        let interrupted = Interrupted {
            content: before.as_bytes(),
            happens: Some(|| happens(&folder.root.join("data/large.ttl"), &after)),
        };
        read_as_large(&project, interrupted)
    };
    assert!(read(|_, _| ()).is_ok());
    let written_over = read(|path, text| fs::write(path, text).expect("a file"));
    let renamed = read(|path, text| {
        let beside = path.with_extension("new");
        fs::write(&beside, text).expect("a file");
        fs::rename(beside, path).expect("a file");
    });
    for outcome in [written_over, renamed] {
        let error = crate::error::chain(&outcome.expect_err("a changed file"));
        let said = "cannot read `data/large.ttl`: it changes while it is read";
        assert_eq!(error, said);
    }
}

#[test]
fn digest_lines_and_places_are_of_the_bytes_that_were_read() {
    let folder = Folder::new();
    let project = Project::open(&folder.root).expect("a project");
    // As if it had been saved with more lines since it was opened.
    let content = format!("{}# one\n# two\n{}", large("3"), statement("last"));
    let graph = read_as_large(&project, content.as_bytes()).expect("a graph");
    assert_eq!(graph.sources[0].digest, digest(content.as_bytes()));
    assert_eq!(graph.sources[0].lines, 9);
    let places = graph.triples(None, None, None).flat_map(|triple| {
        let places = graph.places_of(triple);
        places.into_iter().map(|place| graph.display_place(&place))
    });
    let mut places: Vec<String> = places.collect();
    places.sort();
    assert_eq!(
        places,
        [
            "data/large.ttl:1",
            "data/large.ttl:2",
            "data/large.ttl:3",
            "data/large.ttl:4",
            "data/large.ttl:5",
            "data/large.ttl:6",
            "data/large.ttl:9",
            "data/z.ttl:1"
        ]
    );
}

#[test]
fn a_file_that_is_gone_is_missed_however_shortly_it_was_there() {
    let folder = Folder::new();
    fs::remove_file(folder.root.join("data/large.ttl")).expect("a file");
    folder.write(
        "data/b.ttl",
        "<http://e/x> <http://www.w3.org/2002/07/owl#imports> <http://e/v> .\n",
    );
    let built = || {
        let project = Project::open(&folder.root).expect("a project");
        match build(&project).expect("a build") {
            Built::New(snapshot, _) => snapshot.graph.said_len(),
            _ => 0,
        }
    };
    built();
    // All other files have settled.
    sleep(Duration::from_millis(100));
    folder.write(
        "imports/v.ttl",
        "<http://e/v> a <http://www.w3.org/2002/07/owl#Ontology> .\n",
    );
    let with = built();
    fs::remove_file(folder.root.join("imports/v.ttl")).expect("a file");
    assert_eq!(built(), with - 1);
}

#[test]
fn a_table_with_names_of_entities_is_read_again_when_another_source_changes() {
    let folder = Folder::new();
    fs::remove_file(folder.root.join("data/large.ttl")).expect("a file");
    folder.write("data/firms.csv", "id,city\n1,成都\n");
    folder.write(
        "imports/firms.rq",
        "#+ table: data/firms.csv\nCONSTRUCT { ?firm <http://e/in> ?place }\n\
         WHERE { BIND(IRI(CONCAT(\"http://e/f\", ?id)) AS ?firm) BIND(bixi:entity(?city) AS ?place) }",
    );
    let city = |name: &str, label: &str| {
        let text = format!(
            "<http://e/{name}> <http://www.w3.org/2000/01/rdf-schema#label> \"{label}\" .\n"
        );
        folder.write("data/places.ttl", &text);
    };
    let cities = || {
        let project = Project::open(&folder.root).expect("a project");
        let snapshot = match build(&project).expect("a build") {
            Built::New(snapshot, _) => snapshot,
            _ => unreachable!("something has changed"),
        };
        let graph = &snapshot.graph;
        let property = graph.dictionary.find_iri("http://e/in");
        let triples = property.map(|property| graph.triples(None, Some(property), None));
        let cities = triples.into_iter().flatten();
        let cities: Vec<String> = cities.map(|triple| graph.display(triple[2])).collect();
        let found = super::findings(&snapshot).expect("findings");
        let found = found
            .into_iter()
            .filter(|one| one.id == "unknown-reference");
        (cities, found.map(|one| one.message).collect::<Vec<_>>())
    };
    let none: Vec<String> = Vec::new();
    let unknown = vec!["`成都` in row 2, column `city`, names no entity".to_owned()];
    city("a", "成都");
    assert_eq!(cities(), (vec!["<http://e/a>".to_owned()], none.clone()));
    city("a", "绵阳");
    assert_eq!(cities(), (none.clone(), unknown));
    city("b", "成都");
    assert_eq!(cities(), (vec!["<http://e/b>".to_owned()], none));
}

#[test]
fn a_look_up_finds_what_another_mapping_of_its_table_makes() {
    let folder = Folder::new();
    fs::remove_file(folder.root.join("data/large.ttl")).expect("a file");
    folder.write("data/firms.csv", "id,name,parent\n1,康弘,\n2,弘达,康弘\n");
    let mapping = |name: &str, template: &str, bind: &str| {
        let text = format!(
            "#+ table: data/firms.csv\nCONSTRUCT {{ ?firm {template} }}\n\
             WHERE {{ BIND(IRI(CONCAT(\"http://e/f\", ?id)) AS ?firm) {bind} }}"
        );
        folder.write(&format!("imports/{name}.rq"), &text);
    };
    let label = "<http://www.w3.org/2000/01/rdf-schema#label> ?name";
    mapping("names", label, "");
    mapping(
        "parents",
        "<http://e/of> ?of",
        "BIND(bixi:entity(?parent) AS ?of)",
    );
    let project = Project::open(&folder.root).expect("a project");
    let Built::New(snapshot, _) = build(&project).expect("a build") else {
        unreachable!("there was no snapshot");
    };
    let graph = &snapshot.graph;
    let property = graph.dictionary.find_iri("http://e/of");
    let triples = graph.triples(None, property, None);
    let shown: Vec<[String; 3]> = triples.map(|ids| ids.map(|id| graph.display(id))).collect();
    let expected = ["<http://e/f2>", "<http://e/of>", "<http://e/f1>"].map(str::to_owned);
    assert!(property.is_some() && shown == [expected], "{shown:?}");
}
