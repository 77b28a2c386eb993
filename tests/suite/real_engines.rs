//! The graph of this repository, published to servers of others and fetched again.

use crate::servers::{PASSWORD, Server};
use crate::session::replay;
use crate::sessions::copy_into;
use bixi::internals::remote::{Answer, Client, Form};
use bixi::{BuildLimits, Project};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The repository as a project with an engine, built.
fn repository(engine: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["data", "ontology"] {
        fs::create_dir(folder.path().join(part)).expect("a folder");
        copy_into(&root.join(part), &folder.path().join(part));
    }
    let settings = fs::read_to_string(root.join("bixi.toml")).expect("the settings");
    let settings = format!("{settings}\n[engines.prod]\n{engine}");
    fs::write(folder.path().join("bixi.toml"), settings).expect("a file");
    replay("$ bixi build", folder.path());
    folder
}

/// What a command prints on both streams.
fn said(folder: &TempDir, command: &str) -> String {
    let (variable, password) = PASSWORD;
    let text = replay(
        &format!("$ {variable}={password} {command} 2>&1"),
        folder.path(),
    );
    let (_, said) = text.split_once('\n').expect("the command");
    said.to_owned()
}

/// The rows of a pull that are otherwise there, and the number of graphs.
fn pulled(folder: &TempDir) -> (Vec<String>, usize) {
    let table = said(folder, "bixi pull prod");
    assert!(table.contains(" statements at `prod`"), "{table}");
    let rows = table.lines().skip(2);
    let rows: Vec<&str> = rows
        .take_while(|line| !line.contains(" at `prod`"))
        .collect();
    let differing = rows.iter().filter(|row| !row.ends_with("  0        0"));
    let words = |row: &&str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    (differing.map(words).collect(), rows.len())
}

/// Pushes, and checks what is there.
fn pushed(folder: &TempDir, differing: &[&str]) {
    let push = said(folder, "bixi push prod --check");
    assert!(
        push.contains("\nchecked: the statements of 38 graphs"),
        "{push}"
    );
    assert!(!push.contains('?'), "{push}");
    let (rows, graphs) = pulled(folder);
    assert_eq!(rows, differing);
    assert_eq!(graphs, 38);
    assert_eq!(
        said(folder, "bixi push prod"),
        "nothing to send: `prod` has 38 graphs as they are here\n"
    );
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name oxigraph's server"
)]
fn oxigraph_has_what_was_pushed_in_each_encoding() {
    let server = Server::oxigraph();
    let folder = repository(&server.settings);
    pushed(&folder, &[]);
    let path = folder.path().join("bixi.toml");
    let settings = fs::read_to_string(&path).expect("the settings");
    fs::write(&path, format!("{settings}evidence = \"basic\"\n")).expect("a file");
    pushed(&folder, &[]);
    fs::write(&path, format!("{settings}evidence = \"statement\"\n")).expect("a file");
    let refused = said(&folder, "bixi push prod");
    assert!(
        refused.contains("cannot publish the several triples that <https://bixi.example/kg/"),
        "{refused}"
    );
    assert_eq!(pulled(&folder), (Vec::new(), 38));
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name oxigraph's server"
)]
fn of_many_files_the_one_that_changed_is_sent() {
    let server = Server::oxigraph();
    let folder = files(&server.settings, 147, 100);
    said(&folder, "bixi push prod");
    fs::write(
        folder.path().join("data/f77.ttl"),
        "<http://e/a> <http://e/b> 1 .",
    )
    .expect("a file");
    assert_eq!(
        said(&folder, "bixi push prod --check"),
        "built in 0.00 s: 147 sources, 14,601 statements, 29,351 terms\n\
         graph         triples  change\n───────────────────────────────\ndata/f77.ttl        1  changed\n\
         sent 1 graph with 1 triple to `prod`; 146 graphs unchanged\n\
         checked: the statements of 147 graphs by their number, those of 439 subjects by their values\n"
    );
}

/// A project of files with a number of triples each.
fn files(engine: &str, number: usize, triples: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    for file in 0..number {
        let lines: String = (0..triples)
            .map(|n| format!("<http://e/{file}/{n}> <http://e/p> \"{file} {n}\" .\n"))
            .collect();
        fs::write(folder.path().join(format!("data/f{file}.ttl")), lines).expect("a file");
    }
    let settings = format!(
        "name = \"files\"\nbase = \"http://e/\"\ninference = \"none\"\n[engines.prod]\n{engine}"
    );
    fs::write(folder.path().join("bixi.toml"), settings).expect("a file");
    replay("$ bixi build", folder.path());
    folder
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name oxigraph's server"
)]
fn a_server_that_dies_while_it_is_pushed_to_is_pushed_to_again() {
    let mut server = Server::oxigraph();
    let folder = files(&server.settings, 40, 2_000);
    let project = Project::open(folder.path()).expect("a project");
    let client = Client::new("prod", &project.config.engines["prod"], folder.path());
    let client = client.expect("a client");
    let push = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["push", "prod"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let until = Instant::now() + Duration::from_secs(60);
    let text = "ASK { GRAPH <http://e/data/f12.ttl> { ?s ?p ?o } }";
    while client.query(Form::Ask, text).expect("an answer") != Answer::Boolean(true) {
        assert!(Instant::now() < until, "the push sends nothing");
    }
    server.kill();
    let ended = push.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    let error = String::from_utf8_lossy(&ended.stderr);
    assert!(error.contains("is marked as unfinished"), "{error}");
    assert!(
        error.contains("error: `prod` cannot be reached at"),
        "{error}"
    );

    server.restart();
    let snapshot = project.build(&BuildLimits::default()).expect("a build");
    let snapshot = snapshot.into_snapshot().expect("a snapshot");
    let engine = project.engine("prod").expect("an engine");
    let manifest = project.published(&engine).expect("an answer");
    assert!(!manifest.expect("a manifest").is_finished);
    let pushed = project.push(&snapshot, &engine, &Default::default(), &mut |_| {});
    let pushed = pushed.expect("a push");
    use bixi::publishing::Change;
    assert!(pushed.is_resumed);
    assert!(pushed.count(Change::Unchanged) >= 2, "{pushed:?}");
    assert!(pushed.count(Change::Changed) >= 1, "{pushed:?}");
    assert_eq!(pulled(&folder), (Vec::new(), 40));
    let manifest = project.published(&engine).expect("an answer");
    assert!(manifest.expect("a manifest").is_finished);
}

#[test]
#[cfg_attr(
    not(virtuoso),
    ignore = "BIXI_VIRTUOSO does not name Virtuoso's server"
)]
fn virtuoso_has_what_was_pushed_by_graphs_and_by_updates() {
    let server = Server::virtuoso();
    let folder = repository(&server.settings);
    // It makes a number of months of a duration.
    let differing = ["data/figures-wenjiang.ttl 750 750 2 2"];
    pushed(&folder, &differing);
    let by_updates: String = server
        .settings
        .lines()
        .filter(|line| !line.starts_with("graph-store"))
        .map(|line| format!("{line}\n"))
        .collect();
    let path = folder.path().join("bixi.toml");
    let settings = fs::read_to_string(&path).expect("the settings");
    let settings = settings.replace(&server.settings, &by_updates).replace(
        "base = \"https://bixi.example/\"",
        "base = \"https://other.example/\"",
    );
    fs::write(&path, settings).expect("a file");
    replay("$ bixi build", folder.path());
    pushed(&folder, &differing);
}
