//! The tour in the README is a session in this repository; it cannot rot.

use crate::session::{accepting, replay};
use std::fs;
use std::path::Path;

#[test]
fn the_tour_prints_what_the_readme_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    // The snapshot is there before the tour starts, so that no command has to say that it built it.
    replay("$ bixi build", root);
    let mut actual = String::new();
    let mut rest = readme.as_str();
    let mut commands = 0;
    while let Some((before, after)) = rest.split_once("```console\n") {
        let (session, after) = after.split_once("```").expect("an end of the session");
        commands += session
            .lines()
            .filter(|line| line.starts_with("$ bixi"))
            .count();
        actual.push_str(&format!("{before}```console\n{}```", replay(session, root)));
        rest = after;
    }
    actual.push_str(rest);
    assert!(commands >= 10, "the tour has {commands} commands");
    if accepting() {
        fs::write(root.join("README.md"), actual).expect("README.md");
    } else {
        assert!(
            actual == readme,
            "the README is not true any more; it would be:\n{actual}"
        );
    }
}
