//! What the disk forbids: a folder that cannot be written, a file that cannot be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `bixi` as somebody whom permissions bind; root they do not.
fn bixi(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_bixi");
    let is_root = fs::metadata("/proc/self")
        .map(|m| std::os::unix::fs::MetadataExt::uid(&m))
        .ok()
        == Some(0);
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--clear-groups", program]);
        command
    } else {
        Command::new(program)
    };
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program")
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("data")).expect("a folder");
    fs::write(
        folder.path().join("data/a.ttl"),
        "<http://e/a> <http://e/b> <http://e/c> .\n",
    )
    .expect("a file");
    set_mode(folder.path(), 0o755);
    folder
}

#[test]
fn a_read_only_folder_can_be_asked_if_it_was_built_and_is_an_error_if_not() {
    let folder = project();
    set_mode(folder.path(), 0o555);
    let output = bixi(folder.path(), &["build"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let path = folder.path().canonicalize().expect("a path");
    assert_eq!(
        said,
        format!(
            "error: cannot create `{}/.bixi`: Permission denied (os error 13)\n",
            path.display()
        )
    );

    set_mode(folder.path(), 0o755);
    let built = Command::new(env!("CARGO_BIN_EXE_bixi"))
        .arg("build")
        .current_dir(folder.path())
        .status();
    assert!(built.expect("the program").success());
    set_mode(folder.path(), 0o555);
    let output = bixi(
        folder.path(),
        &["query", "-e", "ASK { <http://e/a> ?p ?o }"],
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), "true\n");
    assert_eq!(output.status.code(), Some(0));
    set_mode(folder.path(), 0o755);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = project();
    set_mode(&folder.path().join("data/a.ttl"), 0o000);
    set_mode(folder.path(), 0o777);
    let shut = folder.path().join("data/shut");
    fs::create_dir(&shut).expect("a folder");
    set_mode(&shut, 0o000);
    let output = bixi(folder.path(), &["build"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        said,
        "error[unreadable-file]: this folder cannot be read: Permission denied (os error 13)\n\
         --> data/shut\n\n\
         error[unreadable-file]: this file cannot be read: Permission denied (os error 13)\n\
         --> data/a.ttl\n\n\
         not built: 2 errors in 2 files; `bixi build --keep-going` builds the rest\n"
    );
    assert_eq!(output.status.code(), Some(1));

    let answer = |option: &[&str]| {
        let query = ["query", "-e", "ASK { <http://e/a> ?p ?o }"];
        let output = bixi(folder.path(), &[&query, option].concat());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(answer(&["--keep-going"]), "false\n");
    assert_eq!(answer(&[]), "");
    // What can be read again is seen, in a folder too.
    set_mode(&folder.path().join("data/a.ttl"), 0o644);
    assert_eq!(answer(&["--keep-going"]), "true\n");
    assert_eq!(answer(&[]), "");
    set_mode(&shut, 0o755);
    assert_eq!(answer(&[]), "true\n");
}

#[test]
fn a_folder_of_expectations_or_queries_that_cannot_be_read_is_named() {
    let folder = project();
    let [tests, queries] = ["tests/shut", "queries"].map(|name| folder.path().join(name));
    for shut in [&tests, &queries] {
        fs::create_dir_all(shut).expect("a folder");
        set_mode(shut, 0o000);
    }
    set_mode(folder.path(), 0o777);
    let output = bixi(folder.path(), &["test", "--keep-going"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(
        said,
        "FAILED tests/shut/\n  this folder cannot be read: Permission denied (os error 13)\n\
         0 expectations passed, 1 failed\n"
    );
    assert_eq!(output.status.code(), Some(1));

    let warning = "warning: `queries/` cannot be read: Permission denied (os error 13)\n";
    let list = bixi(folder.path(), &["query", "--keep-going"]);
    let said = String::from_utf8_lossy(&list.stderr).into_owned();
    assert!(said.starts_with(warning), "{said}");
    let named = bixi(folder.path(), &["query", "--keep-going", "some"]);
    let said = String::from_utf8_lossy(&named.stderr).into_owned();
    let error = "error: there is no query `some`; there is none in `queries/`\n";
    assert_eq!(said, format!("{warning}{error}"));
    assert_eq!(named.status.code(), Some(2));
    for shut in [&tests, &queries] {
        set_mode(shut, 0o755);
    }
}
