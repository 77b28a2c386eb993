//! The JSON calls about the project as a whole, as their clients see them: `tests/cases/parks` has the project, and
//! `tests/cases/serve` the answers, each in the file of its call; `BIXI_ACCEPT=1` rewrites those.

use crate::serve::Server;
use crate::session::accepting;
use crate::sessions::copy_into;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

fn cases(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(name)
}

/// Serves the parks from a folder of their own.
fn parks() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    copy_into(&cases("parks"), folder.path());
    (Server::start(folder.path(), &[]), folder)
}

fn answer(server: &Server, call: &str) -> Value {
    let response = server.get(&format!("/api/{call}"), &[]);
    assert_eq!(response.status, 200, "{call}: {}", response.text());
    assert_eq!(response.headers["content-type"], "application/json");
    serde_json::from_slice(&response.body).expect("JSON")
}

#[test]
fn the_calls_of_the_project_answer_as_they_are_documented() {
    let (server, _folder) = parks();
    let mut wrong = Vec::new();
    for call in ["coverage", "findings", "statistics", "tests"] {
        let answer = answer(&server, &format!("{call}?lang=zh-Hans"));
        let actual = format!("{}\n", serde_json::to_string_pretty(&answer).expect("JSON"));
        let file = cases("serve").join(format!("{call}.json"));
        if accepting() {
            fs::create_dir_all(cases("serve")).expect("a folder");
            fs::write(&file, &actual).expect("a file");
        }
        if fs::read_to_string(&file).ok().as_ref() != Some(&actual) {
            wrong.push(format!("{call}: {actual}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_are_chosen_by_file_kind_and_number() {
    let (server, _folder) = parks();
    let cases = [
        ("findings?file=queries/misspelt.rq", 1, 1),
        ("findings?id=without-type", 2, 2),
        ("findings?id=without-type&file=queries/misspelt.rq", 0, 0),
        ("findings?limit=1", 3, 1),
        ("findings?limit=0", 3, 0),
        ("findings?offset=2", 3, 1),
        ("findings", 3, 3),
    ];
    for (call, matching, shown) in cases {
        let answer = answer(&server, call);
        assert_eq!(answer["matching"], matching, "{call}");
        assert_eq!(
            answer["findings"].as_array().map(Vec::len),
            Some(shown),
            "{call}"
        );
        assert_eq!(
            answer["count"],
            json!({ "error": 0, "warning": 3, "info": 0 }),
            "{call}"
        );
    }
    let response = server.get("/api/findings?limit=many", &[]);
    let problem = "{\"error\":\"`limit` is not a number: `many`\"}";
    assert_eq!((response.status, response.text()), (400, problem));
}

#[test]
fn a_call_asks_for_so_much_at_once_and_no_more() {
    let (server, _folder) = parks();
    for call in ["find?", "findings?", "entity?name=Acme&", "expand?"] {
        let response = server.get(&format!("/api/{call}limit=10001"), &[]);
        let said = "{\"error\":\"`limit` is at most 10000, not 10001: more come with `offset`\"}";
        assert_eq!((response.status, response.text().trim()), (400, said));
    }
    assert_eq!(server.get("/api/find?limit=10000", &[]).status, 200);
    let other = [
        (
            format!("find?text={}", "x".repeat(1001)),
            "`text` has at most 1000 characters",
        ),
        (
            "view?around=acme&max-nodes=1001".to_owned(),
            "`max-nodes` is at most 1000 here: `bixi view` draws larger pictures",
        ),
        (
            format!("between?{}", "iri=x&".repeat(5001)),
            "there are at most 5000 `iri`",
        ),
    ];
    for (call, problem) in other {
        let response = server.get(&format!("/api/{call}"), &[]);
        let said = json!({ "error": problem }).to_string();
        assert_eq!((response.status, response.text().trim()), (400, &*said));
    }
}

#[test]
fn findings_and_tests_are_those_of_the_files_as_they_are_now() {
    let (server, folder) = parks();
    assert_eq!(answer(&server, "tests")["failed"], 1);
    assert_eq!(answer(&server, "findings")["is_refused"], false);
    let file = folder.path().join("data/parks.ttl");
    let text = fs::read_to_string(&file).expect("a file");
    fs::write(&file, "this is not Turtle").expect("a file");
    until(|| answer(&server, "status")["refused"] != Value::Null);
    let refused = answer(&server, "findings");
    assert_eq!(refused["is_refused"], true);
    assert_eq!(refused["count"]["error"], 1);
    assert_eq!(refused["findings"][0]["severity"], "error");
    assert_eq!(refused["unchecked"], json!(["contradictions", "names"]));

    fs::write(&file, format!("{text}\n:acme :locatedIn :south .\n")).expect("a file");
    until(|| answer(&server, "status")["refused"] == Value::Null);
    assert_eq!(answer(&server, "findings")["is_refused"], false);
    assert_eq!(answer(&server, "tests")["failed"], 0);
}

/// Waits until something is so.
fn until(is_so: impl Fn() -> bool) {
    let waited = (0..600).any(|_| {
        thread::sleep(Duration::from_millis(50));
        is_so()
    });
    assert!(waited, "it was not so after half a minute");
}
