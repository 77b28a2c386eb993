//! `bixi push` and `bixi pull`: what an engine has after them, and what they say when it fails.

use crate::double::{Double, Fault, Request};
use crate::exported::{Choices, choices, every_term, write_project};
use crate::session::replay;
use bixi::internals::remote::{Client, Form};
use bixi::publishing::{PullOptions, PushOptions};
use bixi::{BuildLimits, Project};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const PARKS: &str = "@prefix : <http://e/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
:Zone rdfs:subClassOf :Place .
:park a :Zone ; rdfs:label \"公园\"@zh-Hans, \"Park\"@en ; :area 1.50 ; :firm :optics ~ :r {| :page 7 ; :certainty :sure |} .
[] :of :park ; :note \"two\\nlines\" .
:d rdf:reifies <<( :park :firm :doubtful )>> ; :certainty :doubted .
";

const FIRMS: &str = "@prefix : <http://e/> .
:optics a :Firm ; :founded \"1921\"^^<http://www.w3.org/2001/XMLSchema#gYear> .
";

const SETTINGS: &str = "name = \"parks\"
base = \"http://e/graph/\"
inference = \"rdfs\"

[acceptance]
property = \"http://e/certainty\"
default = \"sure\"

[[acceptance.level]]
name = \"sure\"
values = [\"http://e/sure\"]

[[acceptance.level]]
name = \"doubted\"
values = [\"http://e/doubted\"]

[engines.prod]
";

const GRAPHS: [&str; 4] = [
    "http://e/graph/data/firms.ttl",
    "http://e/graph/data/parks.ttl",
    "http://e/graph/data/parks.ttl?certainty=doubted",
    "http://e/graph/inferred",
];
const MANIFEST: &str = "http://e/graph/manifest";

/// A project with an engine, which is built.
fn project(engine: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    write(folder.path(), "data/parks.ttl", PARKS);
    write(folder.path(), "data/firms.ttl", FIRMS);
    write(folder.path(), "bixi.toml", &format!("{SETTINGS}{engine}"));
    replay("$ bixi build", folder.path());
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::write(folder.join(path), text).expect("a file");
}

/// What a command prints, with a name for the address of the engine.
fn said(folder: &TempDir, command: &str, engine: &Double) -> String {
    let text = replay(&format!("$ {command}"), folder.path());
    let text = text.replace(engine.address(), "ENGINE");
    let (_, said) = text.split_once('\n').expect("the command");
    said.to_owned()
}

/// The graphs that are sent, and those that are removed.
fn puts(engine: &Double) -> Vec<String> {
    let mut changes = engine.changes();
    changes.retain(|change| !change.ends_with(MANIFEST) && change != "update");
    changes
}

fn state(engine: &Double) -> String {
    let lines = engine.graph(MANIFEST);
    let state = lines
        .iter()
        .find(|line| line.contains("publication#state>"));
    let state = state.expect("a manifest that has a state");
    state.rsplit(' ').next().expect("a value").to_owned()
}

#[test]
fn a_push_sends_each_source_once() {
    let engine = Double::start();
    let folder = project(&engine.settings());
    assert_eq!(
        said(&folder, "bixi push prod --dry-run", &engine),
        "graph           level    triples  change
─────────────────────────────────────────
data/firms.ttl                 2  new
data/parks.ttl                21  new
data/parks.ttl  doubted        1  new
inferred                       1  new
! would send 4 graphs with 25 triples to `prod`\n"
    );
    assert!(engine.changes().is_empty());
    assert_eq!(
        said(&folder, "bixi push prod --check", &engine),
        "graph           level    triples  change
─────────────────────────────────────────
data/firms.ttl                 2  new
data/parks.ttl                21  new
data/parks.ttl  doubted        1  new
inferred                       1  new
! sent 4 graphs with 25 triples to `prod`
! checked: the statements of 4 graphs by their number, those of 6 subjects by their values\n"
    );
    assert_eq!(puts(&engine), GRAPHS.map(|graph| format!("PUT {graph}")));
    assert_eq!(
        engine.graph(GRAPHS[2]),
        ["<http://e/park> <http://e/firm> <http://e/doubtful>"]
    );
    assert_eq!(state(&engine), "\"finished\"");
    let parks = engine.graph(GRAPHS[1]).join("\n");
    assert!(parks.contains("<urn:bixi:blank:parks-1> <http://e/of> <http://e/park>"));
    assert!(parks.contains("\"公园\"@zh-"), "{parks}");
    assert!(!parks.contains("<<("), "{parks}");

    engine.mend();
    assert_eq!(
        said(&folder, "bixi push prod", &engine),
        "! nothing to send: `prod` has 4 graphs as they are here\n"
    );
    assert!(engine.changes().is_empty(), "{:?}", engine.changes());
}

#[test]
fn only_what_changed_is_sent_and_what_is_gone_is_removed() {
    let engine = Double::start();
    let folder = project(&engine.settings());
    engine.add(
        "http://e/others",
        "<http://e/a> <http://e/b> <http://e/c> .",
    );
    said(&folder, "bixi push prod", &engine);
    let firms = format!("{FIRMS}:lens a :Firm .\n");
    write(folder.path(), "data/firms.ttl", &firms);
    write(
        folder.path(),
        "data/more.ttl",
        "<http://e/x> <http://e/y> 1 .",
    );
    engine.mend();
    assert_eq!(
        said(&folder, "bixi push prod 2> errors; tail -1 errors", &engine),
        "graph           triples  change
─────────────────────────────────
data/firms.ttl        3  changed
data/more.ttl         1  new
sent 2 graphs with 4 triples to `prod`; 3 graphs unchanged\n"
    );
    let more = "http://e/graph/data/more.ttl";
    assert_eq!(
        puts(&engine),
        [format!("PUT {}", GRAPHS[0]), format!("PUT {more}")]
    );
    fs::remove_file(folder.path().join("data/more.ttl")).expect("a file");
    engine.mend();
    assert_eq!(
        said(&folder, "bixi push prod 2> errors; tail -1 errors", &engine),
        "graph          triples  change
────────────────────────────────
data/more.ttl        1  removed
removed 1 graph of `prod`; 4 graphs unchanged\n"
    );
    assert_eq!(puts(&engine), [format!("DELETE {more}")]);
    assert!(engine.graph(more).is_empty());
    assert_eq!(engine.graph("http://e/others").len(), 1);
}

#[test]
fn graphs_of_others_are_not_touched() {
    let engine = Double::start();
    let folder = project(&engine.settings());
    engine.add(GRAPHS[0], "<http://e/a> <http://e/b> <http://e/c> .");
    assert_eq!(
        said(&folder, "bixi push prod", &engine),
        "! error: <http://e/graph/data/firms.ttl> at `prod` has statements already, and no manifest of bixi lists it; `--adopt` \
         replaces it\n? 2\n"
    );
    assert!(engine.changes().is_empty());
    said(&folder, "bixi push prod --adopt", &engine);
    assert_eq!(engine.graph(GRAPHS[0]).len(), 2);

    let settings = fs::read_to_string(folder.path().join("bixi.toml")).expect("the settings");
    write(
        folder.path(),
        "bixi.toml",
        &settings.replace("\"parks\"", "\"other\""),
    );
    engine.mend();
    assert_eq!(
        said(&folder, "bixi push prod 2> errors; tail -1 errors", &engine),
        "error: <http://e/graph/manifest> at `prod` says that the graphs there are of the project `parks` with the base \
         <http://e/graph/>; give this project a `base` of its own in `bixi.toml`, or have <http://e/graph/manifest> removed there\n"
    );
    assert!(engine.changes().is_empty());
    engine.add(MANIFEST, "<http://e/a> <http://e/b> <http://e/c> .");
}

#[test]
fn a_push_that_breaks_off_is_not_believed_and_goes_on() {
    for has_store in [true, false] {
        let engine = Double::start();
        let settings = match has_store {
            true => engine.settings(),
            false => engine.settings_without_store(),
        };
        let folder = project(&settings);
        let mut sent = 0;
        engine.fail(move |request: &Request| {
            let text = format!(
                "{}{}",
                request.parameter("graph"),
                request.parameter("update")
            );
            let is_data = GRAPHS
                .iter()
                .any(|graph| text.contains(&format!("GRAPH <{graph}> {{")) || text == *graph);
            sent += usize::from(is_data);
            (sent > 2).then_some(Fault::Answer(507, "", "the disk is full"))
        });
        assert_eq!(
            said(&folder, "bixi push prod", &engine),
            "! note: the manifest at `prod` is marked as unfinished; push again to go on where this push ended\n\
             ! error: `prod` answered with status 507: the disk is full\n? 2\n"
        );
        assert_eq!(state(&engine), "\"unfinished\"");
        engine.mend();
        assert_eq!(
            said(&folder, "bixi push prod --check", &engine),
            "graph           level    triples  change
──────────────────────────────────────────
data/parks.ttl  doubted        1  changed
inferred                       1  changed
! went on with a push that did not come to its end; sent 2 graphs with 2 triples to `prod`; 2 graphs unchanged
! checked: the statements of 4 graphs by their number, those of 6 subjects by their values\n"
        );
        assert_eq!(state(&engine), "\"finished\"");
        if has_store {
            assert_eq!(puts(&engine).len(), 2);
        }
    }
}

#[test]
fn an_engine_that_takes_only_updates_has_the_same_graphs() {
    let (one, other) = (Double::start(), Double::start());
    let folder = project(&one.settings());
    said(&folder, "bixi push prod", &one);
    let folder = project(&other.settings_without_store());
    said(&folder, "bixi push prod", &other);
    assert_eq!(one.graphs(), other.graphs());
    for graph in GRAPHS {
        assert_eq!(one.graph(graph), other.graph(graph));
    }
    assert_eq!(
        said(&folder, "bixi pull prod", &other),
        "graph           level    there  here  added  missing
─────────────────────────────────────────────────────
data/firms.ttl               2     2      0        0
data/parks.ttl              13    13      0        0
data/parks.ttl  doubted      1     1      0        0
inferred                     1     1      0        0
! 4 graphs with 17 statements at `prod`\n"
    );
}

#[test]
fn what_is_pulled_is_what_was_pushed() {
    for encoding in ["basic", "statement", "rdf-1.2"] {
        let engine = Double::start();
        let folder = project(&format!("{}evidence = \"{encoding}\"\n", engine.settings()));
        said(&folder, "bixi push prod", &engine);
        assert_eq!(
            said(&folder, "bixi pull prod -o there", &engine),
            "graph           level    there  here  added  missing
─────────────────────────────────────────────────────
data/firms.ttl               2     2      0        0
data/parks.ttl              13    13      0        0
data/parks.ttl  doubted      1     1      0        0
inferred                     1     1      0        0
! 4 graphs with 17 statements at `prod`; files in `there`\n"
        );
        let parks = fs::read_to_string(folder.path().join("there/data/parks.ttl")).expect("a file");
        assert_eq!(parks, PULLED, "{encoding}");
        assert!(folder.path().join("there/data/parks.doubted.ttl").exists());
    }
}

const PULLED: &str =
    "# Pulled from <http://e/graph/data/parks.ttl> at `prod`; the next pull replaces this file.

@prefix : <http://e/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:Zone rdfs:subClassOf :Place .

:d :certainty :doubted ;
    rdf:reifies <<( :park :firm :doubtful )>> .

:park a :Zone ;
    :area 1.5 ;
    :firm :optics ;
    rdfs:label \"Park\"@en, \"公园\"@zh-Hans .

:r :certainty :sure ;
    :page 7 ;
    rdf:reifies <<( :park :firm :optics )>> .

_:b1 :note \"two\\nlines\" ;
    :of :park .
";

#[test]
fn a_pull_writes_no_source_and_no_file_of_others() {
    let engine = Double::start();
    let folder = project(&engine.settings());
    said(&folder, "bixi push prod", &engine);
    assert_eq!(
        said(&folder, "bixi pull prod -o .", &engine),
        "! error: `./data/firms.ttl` would be a source of this project; choose a folder where no sources are\n? 2\n"
    );
    fs::create_dir_all(folder.path().join("there/data")).expect("a folder");
    write(folder.path(), "there/data/firms.ttl", "# mine\n");
    assert_eq!(
        said(&folder, "bixi pull prod -o there", &engine),
        "! error: `there/data/firms.ttl` is not a file that a pull wrote, so it is not replaced; choose another folder\n? 2\n"
    );
    fs::remove_file(folder.path().join("there/data/firms.ttl")).expect("a file");
    said(&folder, "bixi pull prod -o there", &engine);
    engine.add(GRAPHS[0], "<http://e/a> <http://e/b> <http://e/c> .");
    assert_eq!(
        said(
            &folder,
            "bixi pull prod -o there --graph data/firms.ttl; grep ':a ' there/data/firms.ttl",
            &engine
        ),
        "graph           there  here  added  missing
────────────────────────────────────────────
data/firms.ttl      3     2      1        0
:a :b :c .
! 1 graph with 3 statements at `prod`; files in `there`\n"
    );
    assert_eq!(
        said(&folder, "bixi pull prod --graph http://e/none", &engine),
        "! error: `prod` has no statements in <http://e/none>\n? 2\n"
    );
}

#[test]
fn a_check_sees_what_is_otherwise() {
    let engine = Double::start();
    let folder = project(&engine.settings());
    said(&folder, "bixi push prod", &engine);
    engine.add(GRAPHS[0], "<http://e/optics> <http://e/founded> 1922 .");
    assert_eq!(
        said(&folder, "bixi push prod --check", &engine),
        "! nothing to send: `prod` has 4 graphs as they are here
! error: <http://e/graph/data/firms.ttl>: 3 statements are there, and 2 were sent
! error: <http://e/graph/data/firms.ttl>: <http://e/optics> <http://e/founded> \
         \"1922\"^^<http://www.w3.org/2001/XMLSchema#integer> is there, and was not sent
! checked 4 graphs and 6 subjects: 2 differences\n? 1\n"
    );
}

#[test]
fn evidence_that_could_not_be_told_apart_is_refused() {
    let engine = Double::start();
    let statement = format!("{}evidence = \"statement\"\n", engine.settings());
    let cases = [
        (
            "<http://e/s> a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement> .",
            "the `rdf:Statement` <http://e/s>",
        ),
        (
            "<http://e/s> <http://e/says> <<( <http://e/a> <http://e/b> 1 )>> .",
            "the triple term of <http://e/s> <http://e/says>",
        ),
        (
            "<http://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( <http://e/a> <http://e/b> 1 )>>, \
             <<( <http://e/a> <http://e/b> 2 )>> .",
            "the several triples that <http://e/s> reifies",
        ),
        (
            "<http://e/s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> \
             <<( <http://e/a> <http://e/b> <<( <http://e/a> <http://e/b> 2 )>> )>> .",
            "the triple term in a triple term of <http://e/s>",
        ),
    ];
    let folder = project(&statement);
    for (turtle, what) in cases {
        write(folder.path(), "data/firms.ttl", turtle);
        assert_eq!(
            said(
                &folder,
                "bixi push prod --dry-run 2> errors; tail -1 errors",
                &engine
            ),
            format!(
                "error: `evidence = \"statement\"` cannot publish {what} in <http://e/graph/data/firms.ttl>, which could not be told \
                 apart; `evidence = \"basic\"` can\n"
            )
        );
    }
    for (path, text, iri) in [
        (
            "data/firms.ttl",
            "<urn:bixi:blank:a> <http://e/b> 1 .",
            "urn:bixi:blank:a",
        ),
        (
            "data/firms.ttl",
            "<http://e/a> <http://e/b> \"x\"^^<https://www.w3.org/ns/i18n#ar_rtl> .",
            "https://www.w3.org/ns/i18n#ar_rtl",
        ),
        (
            "data/firms.trig",
            "<http://e/graph/manifest> { <http://e/a> <http://e/b> 1 }",
            MANIFEST,
        ),
        (
            "data/firms.trig",
            "<http://e/graph/data/parks.ttl?certainty=doubted> { <http://e/a> <http://e/b> 1 }",
            GRAPHS[2],
        ),
    ] {
        write(folder.path(), "data/firms.ttl", FIRMS);
        write(folder.path(), path, text);
        let push = "bixi push prod --dry-run 2> errors; tail -1 errors";
        assert_eq!(
            said(&folder, push, &engine),
            format!(
                "error: the sources have <{iri}>, a name that bixi gives to what it publishes, so that it could not be told apart; \
                 rename it\n"
            )
        );
    }
    assert!(engine.changes().is_empty());
}

const PAGE: &str =
    "<html><head><title>Sign in</title></head><body>Please <b>sign in</b></body></html>";

/// What goes wrong, and what a query and a push say; a push sees nothing of some faults.
fn faults() -> [(Fault, &'static str, &'static str); 15] {
    let answer = Fault::Answer;
    let same = |fault, said| (fault, said, said);
    let unseen = |fault, said| (fault, said, "");
    [
        same(
            answer(500, "", "out of memory"),
            "`prod` answered with status 500: out of memory",
        ),
        same(
            answer(507, "", "no space left on device"),
            "`prod` answered with status 507: no space left on device",
        ),
        same(
            answer(429, "retry-after: 60\r\n", "too many requests"),
            "`prod` answered with status 429: too many requests",
        ),
        same(
            answer(429, "retry-after: 0\r\n", "too many requests"),
            "`prod` answered with status 429: too many requests",
        ),
        same(
            answer(200, "content-type: text/html\r\n", PAGE),
            "`prod` answered in text/html, which is not what was asked for: Sign in Please sign in",
        ),
        unseen(
            answer(
                200,
                "content-type: text/plain\r\n",
                "java.lang.OutOfMemoryError",
            ),
            "`prod` answered in text/plain, which is not what was asked for: java.lang.OutOfMemoryError",
        ),
        unseen(
            answer(200, "content-type: application/json\r\n", "{\"head\":"),
            "the answer of `prod` cannot be read: Parser error at line 1 column 9: Unexpected end of file, a value was expected",
        ),
        same(
            answer(307, "location: http://example.org/sparql\r\n", ""),
            "`prod` redirects to <http://example.org/sparql>, which is on another host; if that is right, make it the URL in \
             `bixi.toml`",
        ),
        (
            Fault::Close,
            "`prod` cannot be reached at <http://ENGINE/query>: io: Peer disconnected",
            "`prod` cannot be reached at <http://ENGINE/store?graph=http%3A%2F%2Fe%2Fgraph%2Fdata%2Ffirms.ttl>: io: Peer disconnected",
        ),
        (
            Fault::CloseAfter,
            "`prod` cannot be reached at <http://ENGINE/query>: io: Peer disconnected",
            "`prod` cannot be reached at <http://ENGINE/store?graph=http%3A%2F%2Fe%2Fgraph%2Fdata%2Ffirms.ttl>: io: Peer disconnected",
        ),
        unseen(
            Fault::Cut,
            "the answer of `prod` is not complete: io: Peer disconnected",
        ),
        unseen(
            Fault::CutWithoutLength,
            "the answer of `prod` cannot be read: Parser error at line 1 column 70: Unexpected end of file",
        ),
        unseen(
            Fault::Longer(" Connection refused"),
            "the answer of `prod` cannot be read: Parser error at line 1 column 142: Unexpected char: 'C'",
        ),
        same(
            Fault::Slow(Duration::from_secs(3)),
            "`prod` did not answer within 1 s; `engines.prod.timeout` sets this limit",
        ),
        unseen(
            Fault::Status(206),
            "the answer of `prod` is not complete: its status is 206, Partial Content",
        ),
    ]
}

#[test]
fn what_goes_wrong_is_said_and_nothing_is_believed() {
    let engine = Double::start();
    let folder = project(&format!("{}timeout = 1\n", engine.settings()));
    said(&folder, "bixi push prod", &engine);
    let opened = Project::open(folder.path()).expect("a project");
    let config = &opened.config.engines["prod"];
    let client = Client::new("prod", config, folder.path()).expect("a client");
    let mut wrong = Vec::new();
    for (number, (fault, of_query, of_push)) in faults().into_iter().enumerate() {
        let now = fault.clone();
        engine.fail(move |_| Some(now.clone()));
        let answer = client.query(
            Form::Select,
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        );
        let error = answer.expect_err("a fault").to_string();
        let error = error.replace(engine.address(), "ENGINE");
        if error != of_query {
            wrong.push(format!("{fault:?}: {error}"));
        }
        if of_push.is_empty() {
            continue;
        }
        let now = fault.clone();
        let text = format!("<http://e/a> <http://e/b> \"{number}\" .");
        write(folder.path(), "data/firms.ttl", &text);
        engine.fail(move |request| {
            let is_sent = request.method == "PUT" && request.parameter("graph") == GRAPHS[0];
            is_sent.then(|| now.clone())
        });
        let push = said(&folder, "bixi push prod 2> errors; tail -2 errors", &engine);
        let expected = format!(
            "note: the manifest at `prod` is marked as unfinished; push again to go on where this push ended\nerror: {of_push}\n"
        );
        if push != expected {
            wrong.push(format!("{fault:?}: {push}"));
        }
        assert_eq!(state(&engine), "\"unfinished\"", "{fault:?}");
        engine.mend();
        said(&folder, "bixi push prod", &engine);
        let there = engine.graph(GRAPHS[0]);
        assert_eq!(there, [format!("<http://e/a> <http://e/b> \"{number}\"")]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn digests_prove_who_pushes() {
    let engine = Double::start();
    engine.protect("kg", "secret");
    let auth = "auth = { digest = { user = \"kg\", password-env = \"KG\" } }\n";
    let folder = project(&format!("{}{auth}", engine.settings()));
    assert_eq!(
        said(&folder, "KG=wrong bixi push prod", &engine),
        "! error: `prod` answered with status 401: who are you?\n? 2\n"
    );
    assert_eq!(
        said(&folder, "bixi push prod", &engine),
        "! error: the environment variable `KG`, which `engines.prod.auth` names, is not set\n? 2\n"
    );
    assert_eq!(
        said(&folder, "KG=secret bixi push prod | tail -1", &engine),
        "inferred                       1  new\n! sent 4 graphs with 25 triples to `prod`\n"
    );
}

/// Publishes a project, over what was published before, and fetches it again.
fn comes_back(engine: &Double, choices: &Choices, encoding: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    write_project(folder.path(), choices);
    let settings = format!(
        "base = \"http://project/\"\ninference = \"none\"\nsources = [\"*.*\"]\n[engines.prod]\n{}evidence = \"{encoding}\"\n",
        engine.settings()
    );
    write(folder.path(), "bixi.toml", &settings);
    let project = Project::open(folder.path()).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = built.into_snapshot().expect("no errors");
    let prod = project.engine("prod").expect("an engine");
    let options = PushOptions {
        checks: true,
        ..PushOptions::default()
    };
    let pushed = project.push(&snapshot, &prod, &options, &mut |_| {});
    let checked = pushed.expect("a push").checked.expect("a check");
    assert_eq!(checked.differences, [], "{encoding}");
    let pulled = project.pull(&snapshot, &prod, &PullOptions::default(), &mut |_| {});
    for graph in pulled.expect("a pull").graphs {
        let difference = graph.difference.expect("a graph of the project");
        let differing = (difference.added, difference.missing);
        assert_eq!(differing, (0, 0), "{encoding}: {}", graph.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_graph_comes_back(first in choices(), second in choices()) {
        let engine = Double::start();
        for encoding in ["basic", "rdf-1.2"] {
            comes_back(&engine, &first, encoding);
            comes_back(&engine, &second, encoding);
        }
    }
}

#[test]
fn every_term_comes_back() {
    let engine = Double::start();
    for encoding in ["basic", "rdf-1.2"] {
        comes_back(&engine, &every_term(7), encoding);
    }
}
