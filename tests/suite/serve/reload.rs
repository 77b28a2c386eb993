//! What is served after sources have changed.

use super::{PEOPLE, Server, ask, people};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

/// Waits until the answer of a query has a text.
fn answers(server: &Server, query: &str, expected: &str) {
    let begun = Instant::now();
    let target = ask(query);
    loop {
        let response = server.get(&target, &[]);
        if response.text().contains(expected) {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "not {expected}, but {}",
            response.text()
        );
        sleep(Duration::from_millis(50));
    }
}

/// Waits until an address says something.
fn says(server: &Server, target: &str, expected: &str) {
    let begun = Instant::now();
    loop {
        let response = server.get(target, &[]);
        if response.text().contains(expected) {
            return;
        }
        let is_early = begun.elapsed() < Duration::from_secs(30);
        assert!(is_early, "not {expected}, but {}", response.text());
        sleep(Duration::from_millis(50));
    }
}

/// Writes a source that says of how many things.
fn say(folder: &Path, file: &str, things: usize) {
    let thing = |number| format!("<urn:{file}{number}> <urn:is> <urn:here> .\n");
    let text: String = (0..things).map(thing).collect();
    fs::write(folder.join(file), text).expect("a file");
}

/// Waits until so many things are served.
fn has(server: &Server, things: usize) {
    let query =
        "SELECT (CONCAT(\"=\", STR(COUNT(?thing)), \"=\") AS ?n) { ?thing <urn:is> <urn:here> }";
    answers(server, query, &format!("={things}="));
}

#[test]
fn a_good_build_replaces_what_is_served_and_a_bad_one_does_not() {
    let folder = people();
    let server = Server::start(folder.path(), &[]);
    let carol = "ASK { :carol :knows :bob }";
    let answers = |expected: &str| answers(&server, carol, expected);
    answers("false");
    let file = folder.path().join("data/people.ttl");
    fs::write(&file, format!("{PEOPLE}:carol :knows :bob .\n")).expect("a file");
    answers("true");
    fs::write(&file, "this is not Turtle").expect("a file");
    sleep(Duration::from_secs(2));
    answers("true");
    fs::write(&file, PEOPLE).expect("a file");
    answers("false");
}

#[test]
fn folders_may_be_moved_and_made_again() {
    let folder = people();
    let root = folder.path();
    let server = Server::start(root, &[]);
    say(root, "data/a.ttl", 1);
    has(&server, 1);
    fs::rename(root.join("data/a.ttl"), root.join("data/b.ttl")).expect("renamed");
    say(root, "data/b.ttl", 2);
    has(&server, 2);
    fs::create_dir_all(root.join("data/deep/er")).expect("folders");
    say(root, "data/deep/er/c.ttl", 1);
    has(&server, 3);
    // As `git checkout` of another branch does.
    fs::rename(root.join("data"), root.join("aside")).expect("moved");
    sleep(Duration::from_millis(500));
    fs::rename(root.join("aside"), root.join("data")).expect("moved back");
    say(root, "data/b.ttl", 4);
    has(&server, 5);
    sleep(Duration::from_millis(500));
    say(root, "data/b.ttl", 5);
    has(&server, 6);
    fs::remove_dir_all(root.join("data")).expect("removed");
    sleep(Duration::from_millis(500));
    fs::create_dir(root.join("data")).expect("a folder");
    say(root, "data/d.ttl", 1);
    has(&server, 1);
    sleep(Duration::from_millis(500));
    say(root, "data/d.ttl", 2);
    has(&server, 2);
    // What is served needs no files.
    let path = root.to_owned();
    fs::remove_dir_all(&path).expect("removed");
    sleep(Duration::from_secs(1));
    has(&server, 2);
    fs::create_dir_all(path.join("data")).expect("folders");
    say(&path, "data/e.ttl", 7);
    has(&server, 7);
    sleep(Duration::from_secs(1));
    say(&path, "data/e.ttl", 8);
    has(&server, 8);
}

#[test]
fn settings_that_are_wrong_change_nothing_until_they_are_right() {
    let folder = people();
    let root = folder.path();
    let server = Server::start(root, &[]);
    fs::write(root.join("bixi.toml"), "base = \n").expect("settings");
    say(root, "data/a.ttl", 1);
    says(
        &server,
        "/api/status",
        "\"refused\":{\"findings\":1,\"reason\":\"`bixi.toml` cannot be used\"}",
    );
    has(&server, 0);
    let findings = server.get("/api/findings", &[]);
    let finding = "\"id\":\"unusable-settings\"";
    assert!(findings.text().contains(finding), "{}", findings.text());
    assert!(findings.text().contains("\"is_refused\":true"));
    assert!(
        server
            .get("/api/tests", &[])
            .text()
            .contains("\"is_refused\":true")
    );
    fs::write(root.join("bixi.toml"), "base = \"http://example.org/\"\n").expect("settings");
    has(&server, 1);
    says(&server, "/api/status", "\"refused\":null");
    let aside = root.with_extension("aside");
    fs::rename(root, &aside).expect("moved");
    says(
        &server,
        "/api/status",
        "\"reason\":\"the folder of the project is not there\"",
    );
    let findings = server.get("/api/findings", &[]);
    assert_eq!(
        (findings.status, findings.text()),
        (
            500,
            "{\"error\":\"the folder of the project is not there\"}"
        )
    );
    fs::rename(&aside, root).expect("moved back");
    says(&server, "/api/status", "\"refused\":null");
}

/// What is read through a link may be of somebody else.
#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_not_shown() {
    let (folder, elsewhere) = (people(), tempfile::tempdir().expect("a folder"));
    let (root, secret) = (folder.path(), elsewhere.path().join("secret"));
    fs::write(&secret, "ASK { hunter2 }").expect("a file");
    std::os::unix::fs::symlink(&secret, root.join("queries/ln.rq")).expect("a link");
    let server = Server::start(root, &[]);
    for target in ["/api/queries?name=ln", "/queries/ln", "/api/plan?name=ln"] {
        let refused = server.get(target, &[]);
        let sentence =
            "`queries/ln.rq` is a link that leads out of the project, so it is not shown";
        assert_eq!(refused.status, 404, "{target}: {}", refused.text());
        assert!(
            refused.text().contains(sentence),
            "{target}: {}",
            refused.text()
        );
    }
    let all = server.get("/api/queries", &[]);
    assert!(
        all.text().contains("is a link that leads out"),
        "{}",
        all.text()
    );
    assert!(!all.text().contains("hunter2"));
    std::os::unix::fs::symlink(&secret, root.join("data/ln.ttl")).expect("a link");
    says(&server, "/api/status", "\"reason\":null");
    let findings = server.get("/api/findings", &[]);
    assert!(
        findings.text().contains("\"file\":\"data/ln.ttl\""),
        "{}",
        findings.text()
    );
    for secret in ["hunter2", "ASK"] {
        assert!(!findings.text().contains(secret), "{}", findings.text());
    }
}

#[test]
fn a_change_is_seen_while_files_are_read_and_written_all_the_time() {
    let folder = people();
    let root = folder.path();
    let server = Server::start(root, &[]);
    let is_done = AtomicBool::new(false);
    scope(|threads| {
        threads.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                // It is read from its file each time.
                server.get("/queries/known?by=:alice", &[]);
                sleep(Duration::from_millis(20));
            }
        });
        threads.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                fs::write(root.join("progress.log"), "so far").expect("a file");
                sleep(Duration::from_millis(50));
            }
        });
        say(root, "data/a.ttl", 1);
        has(&server, 1);
        is_done.store(true, Ordering::Relaxed);
    });
}
