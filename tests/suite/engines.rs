//! The saved queries, views and expectations of the repository have the same answers on engines elsewhere, to which its graph is
//! pushed.

use crate::servers::{PASSWORD, Server};
use bixi::{
    Arguments, BuildLimits, Engine, GraphPart, Picture, Project, Query, QueryLimits, Results,
    Snapshot, ViewOptions,
};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

/// Parameters of saved queries with arguments.
const ARGUMENTS: [(&str, &[(&str, &str)]); 10] = [
    ("located-in", &[("place", "湖里区")]),
    ("facts", &[("entity", "湖里区")]),
    ("facts", &[("text", "基金")]),
    ("find", &[("text", "创新")]),
    ("count-class", &[("class", "kgv:Policy")]),
    (
        "objects",
        &[("entity", "湖里区"), ("relation", "kgv:hasComponent")],
    ),
    ("where", &[("entity", "湖里区")]),
    ("connections", &[("a", "湖里区"), ("b", "厦门市")]),
    ("figures", &[("about", "湖里区"), ("lang", "en")]),
    ("caveats", &[("entity", "湖里区"), ("lang", "en")]),
];

/// A copy of the repository with an engine that holds its graph.
struct Copy {
    _folder: TempDir,
    project: Project,
    here: Snapshot,
    there: Snapshot,
}

impl Copy {
    /// Pushes the graph to a server in an encoding of triple terms.
    fn pushed(server: &Server, evidence: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for name in ["data", "ontology", "queries", "imports", "tests/graph"] {
            copy(&root.join(name), &folder.path().join(name));
        }
        let settings = fs::read_to_string(root.join("bixi.toml")).expect("settings");
        // Who asks needs no password.
        let asked = server
            .settings
            .lines()
            .filter(|line| !line.starts_with("auth"));
        let asked: String = asked.map(|line| format!("{line}\n")).collect();
        let settings = format!(
            "{settings}\n[engines.pushed]\nevidence = \"{evidence}\"\n{}\n[engines.asked]\nevidence = \"{evidence}\"\ntimeout = 600\n{asked}",
            server.settings
        );
        fs::write(folder.path().join("bixi.toml"), settings).expect("settings");
        let push = Command::new(env!("CARGO_BIN_EXE_bixi"))
            .current_dir(folder.path())
            .env(PASSWORD.0, PASSWORD.1)
            .args(["push", "pushed"])
            .output()
            .expect("the program runs");
        assert!(push.status.success(), "{push:?}");
        let project = Project::open(folder.path()).expect("a copy of the repository");
        let built = project.build(&BuildLimits::default()).expect("a graph");
        let here = built.into_snapshot().expect("no errors in the files");
        let engine: Arc<Engine> = project.engine_to_ask("asked").expect("a manifest");
        let there = here.on(&engine);
        Self {
            _folder: folder,
            project,
            here,
            there,
        }
    }

    /// Returns what differs between the answers to a query here and there.
    fn difference(&self, name: &str, query: &Query, arguments: &Arguments) -> Option<String> {
        let arguments = query.in_languages(arguments, &self.project.languages(&self.here));
        let ask = |snapshot: &Snapshot| {
            let answer = snapshot.query(query, &arguments, &QueryLimits::default());
            answer.map(|answer| rows(answer.results))
        };
        let expected = ask(&self.here).unwrap_or_else(|error| unreachable!("{name}: {error}"));
        let found = match ask(&self.there) {
            Ok(found) if found == expected => return None,
            Ok(found) => found,
            Err(error) => return Some(format!("{name}: {error}")),
        };
        let lost = expected.iter().find(|row| !found.contains(row));
        let gained = found.iter().find(|row| !expected.contains(row));
        let (here, there) = (expected.len(), found.len());
        Some(format!(
            "{name}: {here} rows here, {there} there\n  {lost:?}\n  {gained:?}"
        ))
    }

    /// Asserts that all saved queries, those of views as pictures, too, and all expectations are the same.
    fn all_are_equal(&self) {
        let mut wrong = Vec::new();
        let names = self.project.query_names().expect("queries");
        assert!(names.len() > 65, "only {} queries", names.len());
        for name in &names {
            let query = self.project.query(name).expect("a saved query");
            wrong.extend(self.difference(name, &query, &Arguments::new()));
            if name.ends_with("-view")
                && self.picture(&query, &self.here) != self.picture(&query, &self.there)
            {
                wrong.push(format!("{name}: another picture"));
            }
        }
        for (name, given) in ARGUMENTS {
            let query = self.project.query(name).expect("a saved query");
            let given = given
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            wrong.extend(self.difference(name, &query, &given.collect()));
        }
        let mut tested = 0;
        for name in self.project.expectations().expect("expectations") {
            if self
                .project
                .can_be_asked_elsewhere(&name)
                .expect("its folder")
            {
                let outcome = self
                    .project
                    .test(&self.there, &name, &QueryLimits::default());
                let outcome = outcome.expect("its files");
                tested += 1;
                wrong
                    .extend((!outcome.passed()).then(|| format!("{name}: {:?}", outcome.failures)));
            }
        }
        assert!(tested > 80, "only {tested} expectations");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn picture(&self, query: &Query, snapshot: &Snapshot) -> Vec<(&'static str, Vec<u8>)> {
        let arguments = Arguments::new();
        let part = GraphPart::Query {
            query,
            arguments: &arguments,
        };
        let drawing = self
            .project
            .draw(snapshot, part, &ViewOptions::default(), Picture::Svg);
        drawing.expect("a picture").files
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("a file");
        let to = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("a file")),
        }
    }
}

/// Returns the rows or triples of an answer, sorted; blank nodes have no names that hold beyond an answer.
fn rows(results: Results) -> Vec<String> {
    let mut rows: Vec<String> = match results {
        Results::Solutions(solutions) => solutions
            .map(|solution| {
                let cells = solution
                    .iter()
                    .map(|(name, value)| format!("{name}={}", shown(&value.to_string())));
                cells.collect::<Vec<_>>().join(" ")
            })
            .collect(),
        Results::Graph(triples) => triples.map(|triple| shown(&triple.to_string())).collect(),
        Results::Boolean(answer) => vec![answer.to_string()],
    };
    rows.sort();
    rows
}

/// Returns a term with decimals in their shortest form, by which values are compared.
fn shown(term: &str) -> String {
    let decimal = "\"^^<http://www.w3.org/2001/XMLSchema#decimal>";
    match term.strip_suffix(decimal) {
        Some(value) if value.contains('.') => {
            let value = value.trim_end_matches('0').trim_end_matches('.');
            format!("{value}{decimal}")
        }
        _ => term.to_owned(),
    }
}

#[test]
#[cfg_attr(
    not(oxigraph),
    ignore = "BIXI_OXIGRAPH does not name the program of Oxigraph"
)]
fn the_repository_is_the_same_on_oxigraph() {
    let server = Server::oxigraph();
    for evidence in ["rdf-1.2", "basic"] {
        Copy::pushed(&server, evidence).all_are_equal();
    }
}

#[test]
#[cfg_attr(
    not(virtuoso),
    ignore = "BIXI_VIRTUOSO does not name the program of Virtuoso"
)]
fn the_repository_is_the_same_on_virtuoso() {
    Copy::pushed(&Server::virtuoso(), "basic").all_are_equal();
}
