//! A build that copies what has not changed from the old snapshot gives, byte for byte, what a build from nothing gives;
//! and it does not read what it copies.
//!
//! `PROPTEST_CASES` says how many projects are tried.

use bixi::internals::build::{Built, build};
use bixi::internals::project::Project;
use bixi::internals::snapshot::{self, Contents, Digests};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::fs;
use std::path::Path;

/// Files of several syntaxes, two pairs of them with one name, so that blank nodes are called after the first.
const FILES: [&str; 9] = [
    "ontology/a.ttl",
    "ontology/terms.ttl",
    "data/a.ttl",
    "data/b.ttl",
    "data/b/a.ttl",
    "data/c.trig",
    "data/d.nq",
    "data/e.nt",
    "data/区域.ttl",
];

const PROLOGUES: [&str; 4] = [
    "@prefix : <http://e/> .\n",
    "@prefix : <http://e/> .\n@prefix v: <http://v/> .\n",
    "@prefix v: <http://other/> .\nPREFIX : <http://e/>\n",
    "# a line more\n\n@prefix : <http://e/> .\n",
];

const SETTINGS: [&str; 4] = [
    "inference = \"none\"\n",
    "inference = \"rdfs\"\nbase = \"http://base/\"\n",
    ACCEPTANCE,
    "",
];

const ACCEPTANCE: &str = "[acceptance]\nproperty = \"http://e/certainty\"\ndefault = \"quoted\"\n\
    [[acceptance.level]]\nname = \"stated\"\nvalues = [\"http://e/stated\"]\n\
    [[acceptance.level]]\nname = \"quoted\"\nvalues = [\"http://e/quoted\"]\n\
    [[acceptance.level]]\nname = \"claimed\"\nvalues = [\"http://e/claimed\"]\n";

const RULES: [&str; 2] = [
    "PREFIX : <http://e/> CONSTRUCT { ?a :r ?c } WHERE { ?a :p ?b . ?b :q ?c }",
    "PREFIX : <http://e/> CONSTRUCT { ?a :s 'made' } WHERE { ?a :q ?b }",
];

fn entity() -> impl Strategy<Value = String> + Clone {
    let names = vec![":a", ":b", ":c", ":d", ":e1", ":e12", ":温江", "_:x", "_:y"];
    select(names).prop_map(str::to_owned)
}

fn property() -> impl Strategy<Value = &'static str> + Clone {
    select(vec![":p", ":q", ":r", ":within", ":label"])
}

fn level() -> impl Strategy<Value = &'static str> {
    select(vec![":stated", ":quoted", ":claimed", ":unknown"])
}

fn literal() -> impl Strategy<Value = String> + Clone {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
    prop_oneof![
        (-3..40_i32).prop_map(|n| n.to_string()),
        (0..9_u8).prop_map(|n| format!("{n}.5")),
        (0..9_u8, select(vec!["en", "zh-Hans", "fr"]))
            .prop_map(|(n, tag)| format!("\"n{n}\"@{tag}")),
        (1..9_u8).prop_map(|n| format!("\"202{n}-0{n}-01\"^^<{XSD}date>")),
        (1..9_u8).prop_map(|n| format!("\"202{n}-01-01T00:00:0{n}Z\"^^<{XSD}dateTime>")),
        (0..4_u8).prop_map(|n| format!("\"x\"^^<http://e/type{n}>")),
        Just("\"\"".to_owned()),
    ]
}

fn object() -> impl Strategy<Value = String> + Clone {
    let simple = prop_oneof![2 => entity(), 2 => literal()];
    let triple = (entity(), property(), simple.clone());
    let triple = triple.prop_map(|(s, p, o)| format!("<<( {s} {p} {o} )>>"));
    let nested = (entity(), property(), triple.clone());
    let nested = nested.prop_map(|(s, p, o)| format!("<<( {s} {p} {o} )>>"));
    let brackets = (property(), simple.clone()).prop_map(|(p, o)| format!("[ {p} {o} ]"));
    let list = vec(simple.clone(), 0..3).prop_map(|items| format!("( {} )", items.join(" ")));
    prop_oneof![8 => simple, 1 => triple, 1 => nested, 1 => brackets, 1 => list]
}

/// Statements of Turtle: plain, annotated, only reified, and of the ontology.
fn statement() -> impl Strategy<Value = String> {
    let plain = (entity(), property(), object());
    let reifier = (0..6_u8).prop_map(|n| format!(":w{n}"));
    let annotated = (plain.clone(), reifier.clone(), level())
        .prop_map(|((s, p, o), r, l)| format!("{s} {p} {o} ~ {r} {{| :certainty {l} |}} ."));
    let reified = (entity(), property(), entity(), reifier, level())
        .prop_map(|(s, p, o, r, l)| format!("<< {s} {p} {o} ~ {r} >> :certainty {l} ."));
    let rdfs = "http://www.w3.org/2000/01/rdf-schema#";
    let owl = "http://www.w3.org/2002/07/owl#";
    let ontology = select(vec![
        format!(":p <{rdfs}subPropertyOf> :within ."),
        format!(":q <{rdfs}domain> :Class ."),
        format!(":within a <{owl}TransitiveProperty> ."),
        format!(":label <{rdfs}subPropertyOf> <{rdfs}label> ."),
    ]);
    let plain = plain.prop_map(|(s, p, o)| format!("{s} {p} {o} ."));
    prop_oneof![6 => plain, 2 => annotated, 2 => reified, 1 => ontology]
}

/// What a file holds, by its syntax.
#[derive(Clone, Debug)]
struct Content {
    prologue: usize,
    statements: Vec<String>,
    /// In which graph each statement stands, where the syntax has graphs.
    graphs: Vec<usize>,
    lines: Vec<(u8, u8, u8)>,
}

impl Content {
    fn text(&self, path: &str) -> String {
        if path.ends_with(".nt") || path.ends_with(".nq") {
            let graph = |n: u8| match (path.ends_with(".nq"), n % 3) {
                (true, 0) => "<http://e/graph>",
                (true, 1) => "_:g",
                _ => "",
            };
            let line = |(s, o, g): &(u8, u8, u8)| {
                format!(
                    "<http://e/e{s}> <http://e/p> \"{o}\" {} .\n_:b{g} <http://e/q> _:b{s} {} .\n",
                    graph(*g),
                    graph(*o)
                )
            };
            return self.lines.iter().map(line).collect();
        }
        let mut text = PROLOGUES[self.prologue].to_owned();
        for (statement, graph) in self.statements.iter().zip(&self.graphs) {
            let graph = ["", "", ":g1 ", "_:g2 "][*graph];
            if path.ends_with(".trig") && !graph.is_empty() {
                text.push_str(&format!("{graph}{{\n{statement}\n}}\n"));
            } else {
                text.push_str(&format!("{statement}\n"));
            }
        }
        text
    }
}

fn content() -> impl Strategy<Value = Content> {
    let line = (0..9_u8, 0..9_u8, 0..9_u8);
    (
        0..PROLOGUES.len(),
        vec(statement(), 0..9),
        vec(0..4_usize, 9),
        vec(line, 0..5),
    )
        .prop_map(|(prologue, statements, graphs, lines)| Content {
            prologue,
            statements,
            graphs,
            lines,
        })
}

#[derive(Clone, Debug)]
enum Edit {
    Write(usize, Content),
    Remove(usize),
    Rename(usize, usize),
    /// The same text with another time.
    Touch(usize),
    Configure(usize),
    Rules(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let file = 0..FILES.len();
    prop_oneof![
        6 => (file.clone(), content()).prop_map(|(file, content)| Edit::Write(file, content)),
        2 => file.clone().prop_map(Edit::Remove),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => file.prop_map(Edit::Touch),
        1 => (0..SETTINGS.len()).prop_map(Edit::Configure),
        1 => (0..=RULES.len()).prop_map(Edit::Rules),
    ]
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn apply(root: &Path, edit: &Edit) {
    let path = |file: &usize| root.join(FILES[*file]);
    match edit {
        Edit::Write(file, content) => write(root, FILES[*file], &content.text(FILES[*file])),
        Edit::Remove(file) => {
            let _ = fs::remove_file(path(file));
        }
        Edit::Rename(from, to) => {
            if let Ok(text) = fs::read_to_string(path(from)) {
                let extension = |file: &usize| path(file).extension().map(ToOwned::to_owned);
                if extension(from) == extension(to) {
                    write(root, FILES[*to], &text);
                    let _ = fs::remove_file(path(from));
                }
            }
        }
        Edit::Touch(file) => {
            if let Ok(text) = fs::read_to_string(path(file)) {
                write(root, FILES[*file], &text);
            }
        }
        Edit::Configure(settings) => write(root, "bixi.toml", SETTINGS[*settings]),
        Edit::Rules(rule) => match RULES.get(*rule) {
            Some(text) => write(root, "rules/own.rq", text),
            None => {
                let _ = fs::remove_file(root.join("rules/own.rq"));
            }
        },
    }
    // There is always something to build.
    write(
        root,
        "data/z.ttl",
        "<http://e/z> <http://e/p> <http://e/a> .\n",
    );
}

/// The bytes of the snapshot after a build.
fn built(root: &Path) -> Vec<u8> {
    let project = Project::open(root).expect("a project");
    match build(&project).expect("a build") {
        Built::New(..) | Built::Unchanged(_) => {}
        Built::Refused(findings) => unreachable!("{findings:?}"),
    }
    fs::read(project.snapshot_path()).expect("the snapshot")
}

fn built_from_nothing(root: &Path) -> Vec<u8> {
    let (output, aside) = (root.join(".bixi"), root.join(".aside"));
    fs::rename(&output, &aside).expect("the build output");
    let bytes = built(root);
    fs::remove_dir_all(&output).expect("the build output");
    fs::rename(&aside, &output).expect("the build output");
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40)
    ) })]

    #[test]
    fn a_revised_snapshot_is_the_one_that_a_build_from_nothing_gives(
        settings in 0..SETTINGS.len(),
        contents in vec(content(), FILES.len()),
        edits in vec(vec(edit(), 1..4), 1..5),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        apply(root, &Edit::Configure(settings));
        for (path, content) in FILES.iter().zip(&contents) {
            write(root, path, &content.text(path));
        }
        built(root);
        for edits in &edits {
            edits.iter().for_each(|edit| apply(root, edit));
            prop_assert!(built(root) == built_from_nothing(root), "after {edits:?}");
        }
    }
}

#[test]
fn what_has_not_changed_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let annotated = "@prefix : <http://e/> .\n:a :p :b ~ :w1 {| :certainty :claimed |} .\n";
    write(root, "bixi.toml", ACCEPTANCE);
    write(root, "data/a.ttl", annotated);
    write(
        root,
        "data/b.ttl",
        "<http://e/c> <http://e/p> <http://e/d> .\n",
    );
    // A file that changed just before it was read would be read again.
    let settle = || std::thread::sleep(std::time::Duration::from_millis(100));
    settle();
    built(root);
    // Who reads this finds that it is not Turtle; the stamps say that it is as it was.
    write(root, "data/a.ttl", &"?".repeat(annotated.len()));
    let project = Project::open(root).expect("a project");
    let text = fs::read(project.stamps_path()).expect("the stamps");
    let mut stamps: serde_json::Value = serde_json::from_slice(&text).expect("the stamps");
    let files = stamps["files"].as_array_mut().expect("files");
    for file in files.iter_mut().filter(|file| file["path"] == "data/a.ttl") {
        let stamp = project.stamp("data/a.ttl").expect("a stamp");
        *file = serde_json::to_value(stamp).expect("a stamp");
    }
    write(root, ".bixi/stamps.json", &stamps.to_string());
    settle();
    for text in ["", "<http://e/c> <http://e/q> 3 .\n"] {
        write(root, "data/b.ttl", text);
        built(root);
    }
    write(root, "data/c.ttl", "<http://e/new> <http://e/q> 4 .\n");
    fs::remove_file(root.join("data/b.ttl")).expect("a file");
    write(root, "rules/own.rq", RULES[0]);
    built(root);
}

#[test]
fn warnings_of_what_is_not_read_again_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let no_iri = "{ \"@id\": \"http://e/a\", \"http://e/p\": 1, \"name\": \"a\" }";
    write(root, "data/a.jsonld", no_iri);
    write(root, "data/b.ttl", "<http://e/c> <http://e/p> 2 .\n");
    let found = || {
        let project = Project::open(root).expect("a project");
        let (Built::New(snapshot, _) | Built::Unchanged(snapshot)) =
            build(&project).expect("a build")
        else {
            unreachable!("nothing is wrong with it");
        };
        bixi::internals::build::findings(&snapshot).expect("findings")
    };
    let first = found();
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(first[0].place.file, "data/a.jsonld");
    assert_eq!(found(), first, "unchanged");
    write(root, "data/b.ttl", "<http://e/c> <http://e/p> 3 .\n");
    assert_eq!(found(), first, "another source changed");
    write(
        root,
        "data/a.jsonld",
        "{ \"@id\": \"http://e/a\", \"http://e/p\": 1 }",
    );
    assert_eq!(found(), [], "mended");
}

#[test]
fn a_snapshot_of_another_program_is_not_copied_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "data/a.ttl", "<http://e/a> <http://e/p> 1 .\n");
    let expected = built(root);
    let project = Project::open(root).expect("a project");
    let path = project.snapshot_path();
    // As one that read the number otherwise would have left it.
    let other = tempfile::tempdir().expect("a folder");
    write(
        other.path(),
        "data/a.ttl",
        "<http://e/a> <http://e/p> 2 .\n",
    );
    built(other.path());
    let others = Project::open(other.path()).expect("a project");
    let read_so = snapshot::open(&others.snapshot_path()).expect("a snapshot");
    let mut graph = read_so.graph;
    graph.sources = snapshot::open(&path).expect("a snapshot").graph.sources;
    let lock = snapshot::lock(&path).expect("a lock");
    let digests = Digests {
        all: "of other sources".to_owned(),
        settings: "of another program".to_owned(),
    };
    let contents = Contents {
        graph,
        digests,
        ..Contents::default()
    };
    snapshot::write(contents, (), &path, &lock).expect("a snapshot");
    drop(lock);
    assert!(built(root) == expected);
}
