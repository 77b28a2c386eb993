//! What a disk may hold: edits that keep size and time, links, pipes and devices, names in other encodings, and rules that
//! never end. Nothing is stale, nothing outside of the project is written, and nothing waits for ever.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

struct Folder(tempfile::TempDir);

impl Folder {
    /// A project with one statement about 1.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("data/a.ttl", "<http://e/a> <http://e/p> 1 .\n");
        folder
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn bixi(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command
            .args(["60", env!("CARGO_BIN_EXE_bixi")])
            .args(arguments);
        command
            .current_dir(self.0.path())
            .output()
            .expect("the program")
    }

    /// What a command says on stderr, and its exit code.
    fn said(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.bixi(arguments);
        let root = self.0.path().canonicalize().expect("a path");
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.replace(&root.display().to_string(), "/project");
        (said.trim_end().to_owned(), output.status.code())
    }

    fn values(&self) -> String {
        let query = "SELECT ?o { ?s <http://e/p> ?o } ORDER BY ?o";
        let output = self.bixi(&["query", "-e", query, "--format", "csv"]);
        let rows = String::from_utf8_lossy(&output.stdout).replace("\r\n", " ");
        rows.trim_start_matches("o ").trim_end().to_owned()
    }
}

/// What a build says if one file cannot be read.
fn not_read(path: &str, reason: &str) -> String {
    format!(
        "error[unreadable-file]: this file cannot be read: {reason}\n--> {path}\n\n\
         not built: 1 error in 1 file; `bixi build --keep-going` builds the rest"
    )
}

fn make_pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status();
    assert!(made.expect("mkfifo").success());
}

fn set_time(path: &Path, time: SystemTime) {
    let file = fs::File::options().write(true).open(path);
    file.and_then(|file| file.set_modified(time))
        .expect("a time");
}

#[test]
fn an_edit_that_keeps_size_and_time_is_seen() {
    let folder = Folder::new();
    let path = folder.path("data/a.ttl");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    set_time(&path, time);
    assert_eq!(folder.values(), "1");
    // In the same tick of the clock as the build, perhaps.
    folder.write("data/a.ttl", "<http://e/a> <http://e/p> 2 .\n");
    set_time(&path, time);
    assert_eq!(folder.values(), "2");
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(folder.values(), "2");
    folder.write("data/a.ttl", "<http://e/a> <http://e/p> 3 .\n");
    set_time(&path, time);
    assert_eq!(folder.values(), "3");
    // Another file takes the place of the source.
    std::thread::sleep(Duration::from_millis(100));
    folder.write("other", "<http://e/a> <http://e/p> 4 .\n");
    set_time(&folder.path("other"), time);
    fs::rename(folder.path("other"), &path).expect("a file");
    assert_eq!(folder.values(), "4");
    // A link leads elsewhere.
    for (name, value) in [("five", 5), ("six", 6)] {
        folder.write(name, &format!("<http://e/a> <http://e/p> {value} .\n"));
        set_time(&folder.path(name), time);
    }
    std::thread::sleep(Duration::from_millis(100));
    for (name, value) in [("five", "5"), ("six", "6")] {
        fs::remove_file(&path).expect("a file");
        symlink(folder.path(name), &path).expect("a link");
        assert_eq!(folder.values(), value);
    }
}

#[test]
fn a_small_file_that_unpacks_to_very_much_is_refused() {
    let folder = Folder::new();
    for (name, length, code) in [("bomb", 65 << 20, 1), ("large", 1 << 20, 0)] {
        let path = folder.path(&format!("data/{name}.ttl.gz"));
        let file = fs::File::create(&path).expect("a file");
        let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        let spaces = vec![b' '; 1 << 20];
        for _ in 0..length >> 20 {
            packed.write_all(&spaces).expect("a file");
        }
        packed.finish().expect("a file");
        let (said, ended) = folder.said(&["build"]);
        assert_eq!(ended, Some(code), "{said}");
        assert_eq!(
            said.contains("it unpacks to more than 64 MB"),
            code == 1,
            "{said}"
        );
        fs::remove_file(path).expect("a file");
    }
}

#[test]
fn what_is_typed_wrong_reaches_a_terminal_only_escaped() {
    let folder = Folder::new();
    for arguments in [
        &["frob\u{1b}]0;x\u{7}"][..],
        &["view", "--layout", "\u{1b}]0;x\u{7}"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bixi"));
        // As on a terminal that shows colours.
        command.args(arguments).env("CLICOLOR_FORCE", "1");
        let output = command.current_dir(folder.0.path()).output();
        let output = output.expect("the program");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            said.contains("error: ") && !said.contains('\u{1b}'),
            "{said:?}"
        );
    }
}

#[test]
fn stamps_of_another_program_are_not_trusted() {
    let folder = Folder::new();
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(folder.values(), "1");
    let stamps = || fs::read_to_string(folder.path(".bixi/stamps.json")).expect("the stamps");
    let written = stamps();
    let program = written.split('"').nth(3).expect("the program");
    folder.write(".bixi/stamps.json", &written.replace(program, "another"));
    assert_eq!(folder.values(), "1");
    assert_eq!(stamps(), written, "they were trusted, so not written again");
}

#[test]
fn an_edit_of_a_rule_or_of_the_settings_is_seen_too() {
    let folder = Folder::new();
    let rule =
        |value| format!("CONSTRUCT {{ ?a <http://e/p> {value} }} WHERE {{ ?a <http://e/p> 1 }}");
    let time = SystemTime::now() - Duration::from_secs(3600);
    for (value, values) in [(7, "1 7"), (8, "1 8")] {
        folder.write("rules/r.rq", &rule(value));
        set_time(&folder.path("rules/r.rq"), time);
        assert_eq!(folder.values(), values);
        std::thread::sleep(Duration::from_millis(100));
    }
    folder.write("bixi.toml", "inference = \"none\"\nbase = \"http://a/\"\n");
    set_time(&folder.path("bixi.toml"), time);
    let graph = || {
        let query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p 1 } }";
        let output = folder.bixi(&["query", "-e", query, "--format", "csv"]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(graph(), "g\r\nhttp://a/data/a.ttl\r\n");
    std::thread::sleep(Duration::from_millis(100));
    folder.write("bixi.toml", "inference = \"none\"\nbase = \"http://b/\"\n");
    set_time(&folder.path("bixi.toml"), time);
    assert_eq!(graph(), "g\r\nhttp://b/data/a.ttl\r\n");
}

#[test]
fn what_is_no_regular_file_is_named_at_once() {
    for path in ["data/b.ttl", "data/b.jsonld.gz", "rules/r.rq"] {
        let folder = Folder::new();
        let pipe = folder.path(path);
        fs::create_dir_all(pipe.parent().expect("a folder")).expect("a folder");
        make_pipe(&pipe);
        let expected = not_read(path, "it is a named pipe, not a regular file");
        assert_eq!(folder.said(&["build"]), (expected, Some(1)));
    }
    for (path, said) in [
        ("bixi.toml", "cannot read `bixi.toml`"),
        (".bixi/graph.bixi", "cannot use `/project/.bixi/graph.bixi`"),
        (
            ".bixi/stamps.json",
            "cannot use `/project/.bixi/stamps.json`",
        ),
        (".bixi/lock", "cannot use `/project/.bixi/lock`"),
        (".bixi", "cannot use `/project/.bixi`"),
    ] {
        let folder = Folder::new();
        let path = folder.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        make_pipe(&path);
        let wanted = if path.ends_with(".bixi") {
            "folder"
        } else {
            "regular file"
        };
        let expected = format!("error: {said}: it is a named pipe, not a {wanted}");
        assert_eq!(folder.said(&["build"]), (expected, Some(2)));
    }
    let folder = Folder::new();
    symlink("/dev/zero", folder.path("data/b.ttl")).expect("a link");
    let expected = not_read("data/b.ttl", "it is a device, not a regular file");
    assert_eq!(folder.said(&["build"]), (expected, Some(1)));
    fs::remove_file(folder.path("data/b.ttl")).expect("a link");
    let _socket =
        std::os::unix::net::UnixListener::bind(folder.path("data/b.ttl")).expect("a socket");
    let expected = not_read("data/b.ttl", "it is a socket, not a regular file");
    assert_eq!(folder.said(&["query", "-e", "ASK {}"]), (expected, Some(1)));
}

#[test]
fn nothing_is_written_through_a_link() {
    for name in ["lock", "graph.bixi", "graph.bixi.new", "stamps.json"] {
        let folder = Folder::new();
        folder.write("victim", "precious");
        fs::create_dir(folder.path(".bixi")).expect("a folder");
        let path = folder.path(&format!(".bixi/{name}"));
        symlink("../victim", &path).expect("a link");
        let expected = format!(
            "error: cannot use `/project/.bixi/{name}`: it is a symbolic link, not a regular file"
        );
        assert_eq!(folder.said(&["query", "-e", "ASK {}"]), (expected, Some(2)));
        // Another name of a file is taken away, not written through.
        fs::remove_file(&path).expect("a link");
        fs::hard_link(folder.path("victim"), &path).expect("a link");
        assert_eq!(folder.values(), "1");
        assert_eq!(
            fs::read(folder.path("victim")).expect("a file"),
            b"precious"
        );
    }
    let folder = Folder::new();
    fs::create_dir(folder.path("elsewhere")).expect("a folder");
    symlink("elsewhere", folder.path(".bixi")).expect("a link");
    let expected =
        "error: cannot use `/project/.bixi`: it is a symbolic link, not a folder".to_owned();
    assert_eq!(folder.said(&["build"]), (expected, Some(2)));
    assert_eq!(
        fs::read_dir(folder.path("elsewhere"))
            .expect("a folder")
            .count(),
        0
    );
}

#[test]
fn linked_folders_are_followed_within_the_project_and_otherwise_named() {
    let folder = Folder::new();
    let outside = tempfile::tempdir().expect("a folder");
    folder.write("elsewhere/deep/b.ttl", "<http://e/b> <http://e/p> 2 .\n");
    symlink("..", folder.path("elsewhere/up")).expect("a link");
    for (link, target) in [
        ("data/linked", folder.path("elsewhere")),
        ("data/again", folder.path("data")),
        ("data/root", folder.path("")),
        ("data/outside", outside.path().to_owned()),
    ] {
        symlink(target, folder.path(link)).expect("a link");
    }
    let expected = "\
        left out: `data/outside`: it is a link to a folder outside of the project\n\
        left out: `data/again`, `data/linked/up`, `data/root`: it is a link to a folder that is read, or that holds one";
    assert_eq!(folder.said(&["check"]), (expected.to_owned(), Some(0)));
    assert_eq!(folder.values(), "1 2");
}

#[test]
fn files_in_other_formats_are_named_once_for_each_reason() {
    let folder = Folder::new();
    for name in [
        "data/x.omn",
        "data/x.obo",
        "data/x.ttl.bak",
        "data/1.csv",
        "data/2.csv",
        "data/3.csv",
        "data/4.csv",
        "rules/shapes.ttl",
        "data/README.md",
        "data/.hidden.omn",
    ] {
        folder.write(name, "");
    }
    folder.write("data/B.TTL", "<http://e/b> <http://e/p> 2 .\n");
    folder.write("ontology/c.shacl", "<http://e/c> <http://e/p> 3 .\n");
    let expected = "\
        left out: `data/x.obo`: OBO is not read\n\
        left out: `data/x.omn`: OWL in Manchester syntax is not read\n\
        left out: `rules/shapes.ttl`: RDF is read from `ontology/` and `data/`\n\
        left out: `data/x.ttl.bak`: files whose names end in `.bak` are not read\n\
        left out: `data/1.csv`, `data/2.csv`, `data/3.csv` and 1 file more: no mapping reads this table; `bixi import` proposes one";
    assert_eq!(folder.said(&["build"]), (expected.to_owned(), Some(0)));
    assert_eq!(
        folder.said(&["query", "-e", "ASK {}"]),
        (String::new(), Some(0))
    );
    assert_eq!(folder.values(), "1 2 3");
}

#[test]
fn a_name_that_is_not_utf_8_is_said_to_be_so() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"data/\xce\xc2\xbd\xad.ttl");
    fs::write(folder.0.path().join(name), "").expect("a file");
    let expected = not_read(r"data/\xce\xc2\xbd\xad.ttl", "its name is not UTF-8");
    assert_eq!(folder.said(&["build"]), (expected, Some(1)));
    fs::remove_file(folder.0.path().join(name)).expect("a file");
    fs::create_dir(folder.0.path().join(OsStr::from_bytes(b"data/\xff"))).expect("a folder");
    let expected = r"left out: `data/\xff`: its name is not UTF-8";
    assert_eq!(folder.said(&["check"]), (expected.to_owned(), Some(0)));
}

#[test]
fn rules_end_with_the_limits_of_the_build_and_the_old_snapshot_stays() {
    let folder = Folder::new();
    assert_eq!(folder.values(), "1");
    let before = fs::read(folder.path(".bixi/graph.bixi")).expect("a snapshot");
    let line = |n| format!("<http://e/{n}> <http://e/n> \"{}\" .\n", "a".repeat(40));
    folder.write("data/b.ttl", &(0..3000).map(line).collect::<String>());
    folder.write(
        "rules/r.rq",
        "PREFIX : <http://e/>\nCONSTRUCT { ?a :like ?b } WHERE { ?a :n ?n . ?b :n ?m FILTER(REGEX(CONCAT(?n, ?m), \"^(a+)*(a+)*b$\")) }",
    );
    let expected = "error: the build was stopped after 4 s, while the rule `r` (rules/r.rq:1) was at work; \
        `--timeout` sets this limit";
    for command in [
        &["build", "--timeout", "4"][..],
        &["query", "-e", "ASK {}", "--timeout", "4"],
    ] {
        assert_eq!(
            folder.said(command),
            (expected.to_owned(), Some(3)),
            "{command:?}"
        );
    }
    let after = fs::read(folder.path(".bixi/graph.bixi")).expect("a snapshot");
    assert_eq!(before, after);
    fs::remove_file(folder.path("rules/r.rq")).expect("a file");
    folder.write("data/b.ttl", &(0..100_000).map(line).collect::<String>());
    let (said, code) = folder.said(&["build", "--memory-limit", "1"]);
    assert!(
        said.contains("the build was stopped after 1 MB, while "),
        "{said}"
    );
    assert!(said.ends_with("`--memory-limit` sets this limit"), "{said}");
    assert_eq!(code, Some(3));
}

#[test]
fn a_rule_that_doubles_its_text_is_a_rule_without_end() {
    let folder = Folder::new();
    folder.write("data/a.ttl", "<http://e/a> <http://e/n> \"x\" .\n");
    folder.write(
        "rules/r.rq",
        "PREFIX : <http://e/>\nCONSTRUCT { ?a :n ?m } WHERE { ?a :n ?n BIND(CONCAT(?n, ?n) AS ?m) }",
    );
    let output = folder.bixi(&["check", "--format", "github"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("rule-without-end"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn control_characters_reach_a_terminal_only_escaped() {
    let folder = Folder::new();
    folder.write("data/\u{1b}[31mred.ttl", "x y\u{1b}]0;title\n");
    folder.write("tests/\u{1b}[31mred.rq", "SELECT ?o { ?s ?p ?o }");
    folder.write("tests/\u{1b}[31mred.csv", "o\n\u{9b}31mred\u{202e}\n");
    for command in [&["check"][..], &["build"], &["test", "--all"]] {
        let output = folder.bixi(command);
        let all = [output.stdout, output.stderr].concat();
        let all = String::from_utf8_lossy(&all);
        let is_obeyed = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!all.contains(is_obeyed), "{all:?}");
        assert!(all.contains("\\u{1b}[31mred.ttl"), "{all}");
    }
    fs::remove_file(folder.path("data/\u{1b}[31mred.ttl")).expect("a file");
    let output = folder.bixi(&["test"]);
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(
        report.contains("FAILED tests/\\u{1b}[31mred.rq"),
        "{report}"
    );
    assert!(report.contains("\\u{9b}31mred\\u{202e}"), "{report}");
}

#[test]
fn a_changed_byte_between_sections_is_found() {
    let folder = Folder::new();
    assert_eq!(folder.values(), "1");
    let path = folder.path(".bixi/graph.bixi");
    let whole = fs::read(&path).expect("a snapshot");
    for index in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[index] ^= 0x40;
        fs::write(&path, &bytes).expect("a snapshot");
        assert!(
            bixi::internals::snapshot::verify(&path).is_err(),
            "byte {index}"
        );
    }
}

#[test]
fn numbers_of_limits_that_are_none_are_usage_errors() {
    let folder = Folder::new();
    for number in ["-1", "-0", "NaN", "inf", "1e-300", "1e300", "x", ""] {
        let argument = format!("--timeout={number}");
        for command in [
            &["build", &argument][..],
            &["query", "-e", "ASK {}", &argument],
        ] {
            assert_eq!(folder.bixi(command).status.code(), Some(2), "{command:?}");
        }
    }
    for number in ["0", "0.5"] {
        let argument = format!("--timeout={number}");
        assert_eq!(folder.bixi(&["build", &argument]).status.code(), Some(0));
    }
}
