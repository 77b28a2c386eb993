//! `bixi test --changed` leaves out no expectation whose outcome is another: after random edits of a project, of its sources and of its
//! expectations, those whose outcome differs from the last run are not among those that would pass.
//!
//! `PROPTEST_CASES` says how many sequences of edits are tried.

use bixi::{BuildLimits, Built, Project, QueryLimits, Snapshot, TestOutcome};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PROLOGUE: &str = "@prefix : <http://e/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";

/// Statements that the two sources may have.
const STATEMENTS: [&str; 26] = [
    ":a a :Firm .",
    ":b a :Firm .",
    ":c a :Town .",
    ":a a :Frim .",
    ":d a :Firm , :Town .",
    ":a :in :c .",
    ":b :in :c .",
    ":c :in :d .",
    ":in a owl:TransitiveProperty .",
    ":a :near :b .",
    ":b :naer :a .",
    ":near rdfs:subPropertyOf :in .",
    ":a rdfs:label \"A\"@en .",
    ":b rdfs:label \"A\"@en .",
    ":b rdfs:label \"B\"@en , \"乙\"@zh .",
    ":d rdfs:label \"b\" .",
    ":a :size 1 .",
    ":a :size 2.0 .",
    ":c :size \"3\" .",
    ":b :size 1.0e0 .",
    ":a :in :c ~ :r {| :by :d |} .",
    "<< :b :in :d ~ :q >> :by :d .",
    ":r :by \"B\" .",
    ":d :size 4 , 5 .",
    ":Firm rdfs:subClassOf :Body .",
    "@prefix : <http://f/> . :a a :Firm .",
];

/// Expectations that may be there, each with the file beside it.
const QUERIES: [(&str, &str); 24] = [
    ("SELECT ?x { ?x a :Firm }", "x\n:a\n:b\n"),
    ("SELECT ?x { ?x a :Firm }", "x\nA\nb\n"),
    ("SELECT ?x { ?x a :Body }", "x\n*\n"),
    ("#+ expect: none\nSELECT ?x { ?x a :Frim }", ""),
    ("#+ expect: none\nSELECT ?x { ?x :naer ?y }", ""),
    ("#+ expect: none\nSELECT ?x { ?x :size \"9\" }", ""),
    (
        "#+ expect: none\n#+ allow-unknown: true\nSELECT ?x { ?x :sise ?y }",
        "",
    ),
    ("SELECT ?x ?y { ?x :in ?y }", "x,y\n:a,:c\n:a,:d\n:b,:c\n"),
    ("SELECT ?x { ?x :in* :d }", "x\n:d\n:c\n"),
    ("SELECT ?x ?y { ?x :near? ?y FILTER(?x = :zz) }", "x,y\n"),
    ("SELECT ?x ?y { ?x :size ?n . ?x :in* ?y }", "x,y\n:a,:a\n"),
    ("SELECT (COUNT(*) AS ?n) { ?x :in ?y }", "n\n1\n"),
    ("SELECT (SUM(?s) AS ?n) { ?x :size ?s }", "n\n1\n"),
    ("SELECT ?x { ?x :size ?s } LIMIT 1", "x\n:a\n"),
    ("#+ order: strict\nSELECT ?x { ?x :size ?s }", "x\n:a\n:b\n"),
    ("ASK { ?x ?p :d }", ""),
    ("ASK { GRAPH ?g { :a a :Firm } }", ""),
    ("ASK { ?r :by :d }", ""),
    ("ASK { :a :in :c FILTER EXISTS { ?x :size 4 } }", ""),
    ("ASK { ?x !(:in|:near) ?y FILTER(isIRI(?y)) }", ""),
    ("SELECT ?x { ?x a :Town MINUS { ?x a :Firm } }", "x\n:c\n"),
    ("#+ query: of\n#+ with: { town: A }", "x\n*\n"),
    (
        "#+ query: of\n#+ with: [{ town: B }, { town: \":c\" }]",
        "_town,x\nB,*\n:c,:a\n",
    ),
    (
        "#+ severity: warning\n#+ error-if: \"> 1\"\nSELECT ?x { ?x :in ?y }",
        "",
    ),
];

/// Files of statements that may be expected.
const FILES: [(&str, &str); 6] = [
    ("tests/1.holds.ttl", ":a :in :c ."),
    ("tests/2.holds.ttl", "[] a :Firm ; :in :d ."),
    ("tests/3.absent.ttl", ":a a :Frim ."),
    ("tests/4.inferred.ttl", ":a :in :d ."),
    ("tests/5.inferred.ttl", ":a a :Body ."),
    ("tests/6.absent.ttl", ":b :in :d ."),
];

/// One change of a file.
#[derive(Clone, Debug)]
enum Edit {
    /// Adds a statement to a source, or takes it away.
    Statement(usize, usize),
    /// Adds an expectation of a query, or takes it away.
    Query(usize),
    /// Changes the rows of one.
    Rows(usize, &'static str),
    /// Adds a file of statements, or takes it away.
    File(usize),
    /// Changes the saved query.
    Saved(&'static str),
    /// Changes the settings.
    Settings(&'static str),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        12 => (0..2_usize, 0..STATEMENTS.len()).prop_map(|(file, of)| Edit::Statement(file, of)),
        3 => (0..QUERIES.len()).prop_map(Edit::Query),
        2 => (0..QUERIES.len(), select(vec!["x\n:a\n", "x\n:b\n:d\n", "x,y\n:a,B\n", "n\n2\n"]))
            .prop_map(|(of, rows)| Edit::Rows(of, rows)),
        2 => (0..FILES.len()).prop_map(Edit::File),
        1 => select(vec![SAVED, "SELECT ?x { ?x :near|:in ?_town_iri }"]).prop_map(Edit::Saved),
        1 => select(vec!["", "inference = \"none\"\n", "languages = [\"zh\"]\n"])
            .prop_map(Edit::Settings),
    ]
}

const SAVED: &str = "SELECT ?x { ?x :in ?_town_iri }";

/// A project that is edited.
struct Edited {
    folder: tempfile::TempDir,
    statements: [Vec<usize>; 2],
}

impl Edited {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for path in ["data", "tests", "queries"] {
            fs::create_dir(folder.path().join(path)).expect("a folder");
        }
        let new = Self {
            folder,
            statements: [vec![0, 1, 5, 6, 12, 14], vec![2, 7, 8, 16]],
        };
        new.write("queries/of.rq", SAVED);
        new.write_sources();
        (0..QUERIES.len()).for_each(|of| new.toggle_query(of));
        (0..FILES.len()).for_each(|of| new.toggle_file(of));
        new
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.root().join(path), text).expect("a file");
    }

    fn write_sources(&self) {
        for (name, statements) in ["data/a.ttl", "data/b.ttl"].iter().zip(&self.statements) {
            let lines = statements.iter().map(|of| STATEMENTS[*of]);
            let lines: Vec<&str> = lines.collect();
            self.write(name, &format!("{PROLOGUE}{}\n", lines.join("\n")));
        }
    }

    fn toggle(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        match place.exists() {
            true => fs::remove_file(place).expect("a file"),
            false => self.write(path, text),
        }
    }

    fn toggle_query(&self, of: usize) {
        let (query, rows) = QUERIES[of];
        self.toggle(&format!("tests/q{of}.rq"), query);
        if !rows.is_empty() {
            self.write(&format!("tests/q{of}.csv"), rows);
        }
    }

    fn toggle_file(&self, of: usize) {
        let (path, text) = FILES[of];
        self.toggle(path, &format!("{PROLOGUE}{text}\n"));
    }

    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Statement(file, of) => {
                let statements = &mut self.statements[*file];
                match statements.iter().position(|known| known == of) {
                    Some(at) => drop(statements.remove(at)),
                    None => statements.push(*of),
                }
                self.write_sources();
            }
            Edit::Query(of) => self.toggle_query(*of),
            Edit::Rows(of, rows) => self.write(&format!("tests/q{of}.csv"), rows),
            Edit::File(of) => self.toggle_file(*of),
            Edit::Saved(text) => self.write("queries/of.rq", text),
            Edit::Settings(text) => self.write("bixi.toml", text),
        }
    }

    fn built(&self) -> (Project, Snapshot) {
        let project = Project::open(self.root()).expect("a project");
        match project.build(&BuildLimits::default()).expect("a build") {
            Built::New { snapshot, .. } | Built::Unchanged(snapshot) => (project, snapshot),
            Built::Refused(findings) => unreachable!("{findings:?}"),
        }
    }
}

/// What somebody sees of an outcome: whether it passed, and the warnings.
type Seen = (bool, Vec<String>);

fn seen(outcome: &TestOutcome) -> Seen {
    (outcome.passed(), outcome.warnings.clone())
}

/// Runs all expectations and returns what came of each, and the names of those that `--changed` would leave out.
fn run(edited: &Edited) -> (BTreeMap<String, Seen>, Vec<String>) {
    let (project, snapshot) = edited.built();
    let names = project.expectations().expect("expectations");
    let fingerprints = project.test_fingerprints(&snapshot, &names);
    let record = project.test_record();
    let left_out = names.iter();
    let left_out = left_out.filter(|name| record.would_pass(name, &fingerprints));
    let left_out = left_out.cloned().collect();
    let outcomes = names.iter().map(|name| {
        let outcome = project.test(&snapshot, name, &QueryLimits::default());
        outcome.expect("an outcome")
    });
    let outcomes: Vec<TestOutcome> = outcomes.collect();
    let recorded = project.record_tests(&names, &outcomes, &fingerprints);
    recorded.expect("a record");
    let outcomes = outcomes.iter();
    let seen = outcomes.map(|outcome| (outcome.path.clone(), seen(outcome)));
    (seen.collect(), left_out)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn what_is_left_out_has_the_same_outcome(steps in vec(vec(edit(), 1..3), 1..8)) {
        let mut edited = Edited::new();
        let (mut before, first) = run(&edited);
        prop_assert!(first.is_empty());
        for edits in steps {
            edits.iter().for_each(|edit| edited.edit(edit));
            let (now, left_out) = run(&edited);
            for name in left_out {
                prop_assert_eq!(before.get(&name), now.get(&name), "{} after {:?}", name, edits);
            }
            before = now;
        }
    }
}

#[test]
fn what_reads_nothing_that_changed_is_left_out() {
    let mut edited = Edited::new();
    let (before, _) = run(&edited);
    let (_, unchanged) = run(&edited);
    let passed = before
        .iter()
        .filter(|(_, (passed, warnings))| *passed && warnings.is_empty());
    let passed: Vec<&String> = passed.map(|(name, _)| name).collect();
    assert_eq!(unchanged.iter().collect::<Vec<_>>(), passed);
    // A size: what reads no sizes is left out, apart from what reads everything.
    edited.edit(&Edit::Statement(1, 23));
    let (_, left_out) = run(&edited);
    let is_left_out = |name: &str| left_out.iter().any(|one| one == name);
    assert!(
        is_left_out("tests/q0.rq") && is_left_out("tests/1.holds.ttl"),
        "{left_out:?}"
    );
    assert!(
        !is_left_out("tests/q12.rq") && !is_left_out("tests/q15.rq"),
        "{left_out:?}"
    );
}

#[test]
fn a_class_that_has_become_a_property_is_seen() {
    const NAME: &str = "tests/3.absent.ttl";
    let edited = Edited::new();
    edited.write("data/c.ttl", &format!("{PROLOGUE}:z a :Frim .\n"));
    let (before, _) = run(&edited);
    assert_eq!(before.get(NAME), Some(&(true, Vec::new())));
    edited.write("data/c.ttl", &format!("{PROLOGUE}:z :Frim :d .\n"));
    let (after, left_out) = run(&edited);
    assert!(!left_out.iter().any(|name| name == NAME), "{left_out:?}");
    assert_eq!(after.get(NAME), Some(&(false, Vec::new())));
}
