//! Findings in every format say the same.

use serde_json::Value;
use serde_sarif::sarif::Sarif;
use std::fs;
use std::path::Path;
use std::process::Command;

fn check(folder: &Path, format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .args(["check", "--format", format])
        .current_dir(folder)
        .output()
        .expect("the program");
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    let text = "@prefix v: <http://e/> .\n\nv:a v:温江 x:c .\nv:a v:b \"\\q\" .\n";
    fs::write(folder.path().join("data/温 江.ttl"), text).expect("a file");
    folder
}

#[test]
fn sarif_is_read_by_a_library_and_says_what_json_says() {
    let folder = project();
    let json: Value = serde_json::from_str(&check(folder.path(), "json")).expect("JSON");
    let sarif: Sarif = serde_json::from_str(&check(folder.path(), "sarif")).expect("SARIF");
    let findings = json.as_array().expect("an array");
    let run = sarif.runs.first().expect("a run");
    let results = run.results.as_ref().expect("results");
    assert_eq!(findings.len(), 2);
    assert_eq!(findings.len(), results.len());
    for (finding, result) in findings.iter().zip(results) {
        assert_eq!(finding["id"].as_str(), result.rule_id.as_deref());
        assert_eq!(finding["file"], "data/温 江.ttl");
        let location = &result.locations.as_ref().expect("locations")[0];
        let place = location.physical_location.as_ref().expect("a place");
        let artifact = place.artifact_location.as_ref().expect("a file");
        assert_eq!(
            artifact.uri.as_deref(),
            Some("data/%E6%B8%A9%20%E6%B1%9F.ttl")
        );
        let region = place.region.as_ref().expect("a region");
        assert_eq!(finding["line"].as_i64(), region.start_line);
        assert_eq!(finding["column"].as_i64(), region.start_column);
        assert_eq!(finding["end_line"].as_i64(), region.end_line);
        assert_eq!(finding["end_column"].as_i64(), region.end_column);
    }
    assert_eq!(
        (&findings[0]["line"], &findings[0]["column"]),
        (&3.into(), &10.into())
    );
}

#[test]
fn github_shows_a_finding_on_one_line() {
    let folder = project();
    let lines = check(folder.path(), "github");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("::error file=data/温 江.ttl,line=3,col=10,"),
        "{}",
        lines[0]
    );
}
