//! The public API: what of the crate is public, and that what it gives can be used by several threads.

use bixi::{
    Answer, Arguments, BuildLimits, Built, Drawing, Error, Finding, Project, Query, QueryLimits,
    Results, Snapshot, Solution, Solutions, TestOutcome, Triples, Why, internals::example,
};
use std::fs;
use std::path::Path;
use std::thread;

/// The lines of `lib.rs` that make something public, without what is hidden from its documentation.
fn public_lines() -> String {
    let lib = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let lib = fs::read_to_string(lib).expect("lib.rs");
    let (lib, _) = lib.split_once("#[doc(hidden)]").expect("what is hidden");
    let mut lines = String::new();
    let mut is_open = false;
    for line in lib.lines() {
        is_open |= line.trim_start().starts_with("pub ");
        if line == "}" {
            lines.push_str("}\n");
        }
        if is_open {
            lines.push_str(line);
            lines.push('\n');
        }
        is_open &= !line.ends_with(';') && !line.ends_with(" {") || line.ends_with("::{");
    }
    lines
}

#[test]
fn what_is_public_is_listed() {
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/face.txt");
    let lines = public_lines();
    if std::env::var_os("BIXI_ACCEPT").is_some() {
        fs::write(&listed, &lines).expect("a file");
    }
    assert_eq!(lines, fs::read_to_string(&listed).expect("a list"));
}

#[test]
fn the_program_uses_only_what_is_public() {
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    for entry in fs::read_dir(cli).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            // The files of new projects.
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file");
        assert!(!text.contains("internals"), "{}", path.display());
    }
}

fn is_shared<T: Send + Sync + 'static>() {}

#[test]
fn what_a_snapshot_gives_can_be_sent_to_another_thread_and_outlives_it() {
    is_shared::<Snapshot>();
    is_shared::<Project>();
    is_shared::<Built>();
    is_shared::<Query>();
    is_shared::<Answer>();
    is_shared::<Results>();
    is_shared::<Solutions>();
    is_shared::<Solution>();
    is_shared::<Triples>();
    is_shared::<Drawing>();
    is_shared::<Why>();
    is_shared::<TestOutcome>();
    is_shared::<Finding>();
    is_shared::<Error>();
    is_shared::<QueryLimits>();
    is_shared::<BuildLimits>();
}

fn snapshot(folder: &Path) -> Snapshot {
    example::write(folder).expect("a project");
    let project = Project::open(folder).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    built.into_snapshot().expect("no findings")
}

fn answer(snapshot: &Snapshot, text: &str) -> Results {
    let query = Query::from_text(text).expect("a query");
    let answer = snapshot.query(&query, &Arguments::new(), &QueryLimits::default());
    answer.expect("an answer").results
}

#[test]
fn one_snapshot_is_asked_by_several_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let snapshot = snapshot(folder.path());
    let asked = [
        ("SELECT ?x ?y { ?x :knows ?y } ORDER BY ?x", 2),
        ("SELECT (CONCAT(?l, '!') AS ?m) { ?x rdfs:label ?l }", 6),
        ("CONSTRUCT { ?y :home [ :of ?x ] } { ?x :livesIn ?y }", 4),
        ("DESCRIBE :alice", 4),
        ("ASK { :bob :knows :alice }", 1),
    ];
    let threads: Vec<_> = (0..8)
        .flat_map(|_| asked)
        .map(|(text, count)| {
            let snapshot = snapshot.clone();
            thread::spawn(move || (text, count, answer(&snapshot, text)))
        })
        .collect();
    // The results own what they need.
    drop(snapshot);
    for thread in threads {
        let (text, count, results) = thread.join().expect("an answer");
        let read = match results {
            Results::Solutions(solutions) => {
                assert_eq!(solutions.len(), count, "{text}");
                solutions.filter(|row| row.iter().count() > 0).count()
            }
            Results::Graph(triples) => {
                assert_eq!(triples.len(), count, "{text}");
                triples.count()
            }
            Results::Boolean(answer) => usize::from(answer),
        };
        assert_eq!(read, count, "{text}");
    }
}

#[test]
fn solutions_are_read_by_name_and_position_and_can_be_cut() {
    let folder = tempfile::tempdir().expect("a folder");
    let snapshot = snapshot(folder.path());
    let text = "SELECT ?x ?nobody ?l { ?x a :Person ; rdfs:label ?l OPTIONAL { ?x :hates ?nobody } } ORDER BY ?l";
    let Results::Solutions(mut solutions) = answer(&snapshot, text) else {
        unreachable!("a SELECT query");
    };
    let names: Vec<&str> = solutions.variables().iter().map(|v| v.as_str()).collect();
    assert_eq!(names, ["x", "nobody", "l"]);
    let first = solutions.next().expect("a solution");
    assert_eq!(first.get("x"), first.at(0));
    assert_eq!(
        first.get("l").map(|name| name.to_string()),
        Some("\"Alice\"@en".to_owned())
    );
    assert_eq!(
        (first.get("nobody"), first.get("other"), first.at(9)),
        (None, None, None)
    );
    let bound: Vec<&str> = first.iter().map(|(v, _)| v.as_str()).collect();
    assert_eq!(bound, ["x", "l"]);
    assert_eq!(solutions.len(), 1);
    solutions.truncate(0);
    assert_eq!((solutions.len(), solutions.next()), (0, None));
}
