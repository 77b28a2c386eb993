//! Commands with `--on`, asked of `bixi serve` as the engine elsewhere: the same project, and one that has changed.

use crate::serve::Server;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Two copies of one project, the second of which knows a server of the first as `prod`.
struct Two {
    folder: tempfile::TempDir,
    _server: Server,
}

impl Two {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["there", "here"] {
            let made = folder.path().join(name);
            let output = bixi(folder.path(), &["new", "harbour", "--language", "en"]);
            assert!(output.status.success(), "{output:?}");
            fs::rename(folder.path().join("harbour"), made).expect("its folder");
        }
        let server = Server::start(&folder.path().join("there"), &[]);
        let settings = folder.path().join("here/bixi.toml");
        let mut text = fs::read_to_string(&settings).expect("settings");
        text.push_str(&format!(
            "\n[engines.prod]\nurl = \"http://{}/sparql\"\n",
            server.address
        ));
        fs::write(&settings, text).expect("settings");
        Self {
            folder,
            _server: server,
        }
    }

    /// Changes a source of the copy that knows the server.
    fn change(&self, from: &str, to: &str) {
        let path = self.folder.path().join("here/data/organisations.ttl");
        let text = fs::read_to_string(&path).expect("a source");
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replace(from, to)).expect("a source");
    }

    /// Runs a command in the copy that knows the server: its exit code and what it prints.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let here = self.folder.path().join("here");
        let built = bixi(&here, &["build"]);
        assert!(built.status.success(), "{built:?}");
        let output = bixi(&here, arguments);
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("text");
        (output.status.code().expect("a code"), text)
    }
}

fn bixi(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bixi"));
    command.current_dir(folder).args(arguments);
    command.output().expect("the program runs")
}

#[test]
fn an_engine_with_the_same_graph_gives_the_same_answers() {
    let two = Two::start();
    for arguments in [
        &[
            "query",
            "enterprises",
            "--place",
            "Port Alder",
            "--format",
            "table",
        ][..],
        &[
            "query",
            "enterprises",
            "--place",
            "Quayside Science Park",
            "--format",
            "json",
        ],
        &["query", "partners-view"],
        &["query", "-e", "ASK { ?x a v:Enterprise }"],
        &["view", "partners-view", "--format", "svg"],
        &["view", "partners-view", "--format", "dot"],
        &["test", "--all"],
    ] {
        let here = two.run(arguments);
        let there = two.run(&[arguments, &["--on", "prod"]].concat());
        let without_notes = |(code, text): (i32, String)| {
            let lines = text.lines().filter(|line| !line.starts_with("left out: "));
            (code, lines.map(str::to_owned).collect::<Vec<_>>())
        };
        assert_eq!(without_notes(here), without_notes(there), "{arguments:?}");
    }
}

#[test]
fn rows_that_only_one_side_has_are_shown() {
    let two = Two::start();
    let compared = |query: &[&str]| two.run(&[query, &["--on", "prod", "--compare"]].concat());
    let enterprises = ["query", "enterprises", "--place", "Port Alder"];
    assert_eq!(
        compared(&enterprises),
        (0, "3 rows here, 3 on `prod`: the same\n".to_owned())
    );
    two.change("v:employees 85", "v:employees 86");
    assert_eq!(
        compared(&enterprises),
        (
            1,
            "- :heron-optics\t\"Heron Optics\"@en\t\"2012\"^^xsd:gYear\t86\n\
             + :heron-optics\t\"Heron Optics\"@en\t\"2012\"^^xsd:gYear\t85\n\
             3 rows here, 3 on `prod`: 1 only here (-), 1 only on `prod` (+)\n"
                .to_owned()
        )
    );
    assert_eq!(
        compared(&["query", "-e", "ASK { ?enterprise v:employees 85 }"]),
        (
            1,
            "- false\n+ true\n1 answer here, 1 on `prod`: 1 only here (-), 1 only on `prod` (+)\n"
                .to_owned()
        )
    );
}

#[test]
fn an_expectation_fails_on_an_engine_whose_graph_is_another() {
    let two = Two::start();
    let (code, text) = two.run(&["test", "--on", "prod"]);
    assert_eq!(
        (code, text.as_str()),
        (0, "2 expectations passed, 0 failed\n")
    );
    let expected = two
        .folder
        .path()
        .join("here/tests/enterprises-of-the-city.csv");
    let rows = fs::read_to_string(&expected).expect("rows");
    fs::write(&expected, rows.replace("85", "86")).expect("rows");
    two.change("v:employees 85", "v:employees 86");
    assert_eq!(two.run(&["test"]).0, 0);
    let (code, text) = two.run(&["test", "--on", "prod"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("- Heron Optics, 86\n  + Heron Optics, 85\n"),
        "{text}"
    );
}

#[test]
fn entities_are_shown_and_found_on_an_engine() {
    let two = Two::start();
    let (code, shown) = two.run(&["show", "Heron Optics", "--on", "prod"]);
    assert_eq!(code, 0);
    for part in [
        ":heron-optics  Heron Optics\n<https://example.org/harbour/heron-optics>\n",
        "\nv:employees  employees\n  85  data/organisations.ttl\n",
        "\n← v:partnersWith  partners with\n",
        "\n12 statements on `prod`, 12 here\n",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let (_, unknown) = two.run(&["show", "<https://example.org/nothing>", "--on", "prod"]);
    assert!(
        unknown.ends_with("\n0 statements on `prod`, 0 here\n"),
        "{unknown}"
    );
    let found = two.run(&["find", "HERON optics", "--on", "prod"]);
    assert_eq!(
        found,
        (0, ":heron-optics  rdfs:label  Heron Optics\n".to_owned())
    );
    let nothing = two.run(&["find", "zzz", "--on", "prod"]);
    assert_eq!(
        nothing,
        (0, "nothing on `prod` is called `zzz`\n".to_owned())
    );
}

#[test]
fn levels_are_not_asked_of_an_engine_that_does_not_know_them() {
    let two = Two::start();
    let settings = two.folder.path().join("here/bixi.toml");
    let mut text = fs::read_to_string(&settings).expect("settings");
    text.push_str(
        "\n[acceptance]\nproperty = \"https://example.org/certainty\"\ndefault = \"sure\"\n\
         [[acceptance.level]]\nname = \"sure\"\nvalues = [\"https://example.org/sure\"]\n\
         [[acceptance.level]]\nname = \"claimed\"\nvalues = [\"https://example.org/claimed\"]\n",
    );
    fs::write(&settings, text).expect("settings");
    let query = [
        "query",
        "-e",
        "SELECT (COUNT(*) AS ?n) { ?x a v:Enterprise }",
        "--on",
        "prod",
    ];
    assert_eq!(two.run(&query), (0, "?n\n3\n".to_owned()));
    let (code, refused) = two.run(&[&query[..], &["--accept", "claimed"]].concat());
    assert_eq!(
        (code, refused.as_str()),
        (
            2,
            "error: `prod` cannot be asked so: no push has published this project there, so levels of acceptance and what is \
             inferred are not known apart\n"
        )
    );
}

#[test]
fn what_an_engine_cannot_be_asked_is_said() {
    let two = Two::start();
    let said = |arguments: &[&str]| {
        let (code, text) = two.run(arguments);
        assert_eq!(code, 2, "{text}");
        text
    };
    assert_eq!(
        said(&["query", "partners-view", "--on", "prd"]),
        "error: there is no engine `prd`; did you mean `prod`?\n"
    );
    assert_eq!(
        said(&["view", "--around", "Heron Optics", "--on", "prod"]),
        "error: `--on` is for a view of a saved query\n"
    );
    assert_eq!(
        said(&["show", "Heron Optics", "--format", "json", "--on", "prod"]),
        "error: `--on` is for `--format text`\n"
    );
    assert!(said(&["show", "hp:heron-optics", "--on", "prod"]).starts_with("error: "));
    for arguments in [
        &["query", "partners-view", "--on", "prod", "--explain"][..],
        &["test", "--on", "prod", "--watch"],
    ] {
        let text = said(arguments);
        assert!(text.contains("cannot be used with"), "{text}");
    }
    assert_eq!(
        said(&["find", "heron", "--all-texts", "--on", "prod"]),
        "error: `--on` is for names, without `--all-texts` and `--format json`\n"
    );
}
