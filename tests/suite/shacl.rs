//! Validation by [the test suite of SHACL](https://w3c.github.io/data-shapes/data-shapes-test-suite/).

use crate::manifest::{Manifest, suites};
use bixi::internals::graph::{Graph, Part, Source};
use bixi::internals::rdf::Term;
use bixi::internals::read::{Reading, read};
use bixi::internals::shapes::{self, FaultKind, Kind, Path as ShapePath, SH, Severity, Shapes};
use bixi::internals::source::SourceFile;
use bixi::internals::validate::{Data, Found, Node, ResultPath, Selection, validate};
use std::path::PathBuf;

const BASE: &str = "http://www.w3.org/2013/data-shapes-tests/";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";

/// What reading files for a validation comes to: the data is in the first sources, the shapes in the others.
pub struct Case {
    whole: Graph,
    data: Graph,
    shapes: Shapes,
}

impl Case {
    /// Reads files of data and of shapes with their base IRIs; a file may be both.
    pub fn read(data: &[(PathBuf, String)], shapes: &[(PathBuf, String)]) -> Self {
        let mut files: Vec<&(PathBuf, String)> = data.iter().collect();
        files.extend(shapes.iter().filter(|file| !data.contains(file)));
        let parts = files.iter().map(|(path, base)| {
            let bytes = std::fs::read(path).expect("a file");
            let name = path.display().to_string();
            let source = SourceFile::new(name.as_str(), bytes);
            let prefix: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            let reading = Reading {
                base: Some(base),
                blank_node_prefix: &prefix,
            };
            Part {
                source: Source {
                    path: name.clone(),
                    digest: [0; 32],
                    lines: source.line_count(),
                },
                graph: Some(base.clone()),
                said: read(&source, &reading).expect("few terms"),
            }
        });
        let whole = Graph::from_parts(parts.collect(), None).expect("a small graph");
        let is_in = |list: &[(PathBuf, String)], source: usize| {
            let name = &whole.sources[source].path;
            list.iter().any(|(path, _)| path.display().to_string() == *name)
        };
        let only_shapes = whole.without_sources(|source| !is_in(shapes, source));
        let shapes = shapes::read(&only_shapes);
        let data = whole.without_sources(|source| !is_in(data, source));
        Self {
            data,
            shapes,
            whole,
        }
    }

    /// The results, or nothing if the shapes cannot be validated.
    pub fn results(&self) -> Option<Vec<Found>> {
        let data = Data::new(&self.data, self.data.acceptance.default, true);
        let validated = validate(&data, &self.shapes, &Selection::default()).expect("validation");
        let faults = self.shapes.faults.iter().chain(&validated.faults);
        let mut fatal = faults.filter(|fault| fault.kind == FaultKind::Query);
        fatal.next().is_none().then_some(validated.results)
    }

    fn path(&self, found: &Found) -> String {
        match &found.path {
            None => String::new(),
            Some(ResultPath::Property(property)) => self.whole.dictionary.term(*property).to_string(),
            Some(ResultPath::Other(term)) => term.to_string(),
            Some(ResultPath::OfShape) => {
                let path = self.shapes.shapes[found.shape].path.as_ref();
                self.written(&path.expect("a property shape").1)
            }
        }
    }

    fn written(&self, path: &ShapePath) -> String {
        path.write(&|property| self.whole.dictionary.term(property).to_string())
    }

    /// A result as `focusNode,resultPath,component,value,severity`.
    pub fn row(&self, found: &Found) -> [String; 5] {
        let term = |term: Term| match term {
            Term::BlankNode(_) => "[]".to_owned(),
            term => term.to_string(),
        };
        let known = |id: u32| term(self.whole.dictionary.term(id));
        let value = match &found.value {
            None => String::new(),
            Some(Node::Known(id)) => known(*id),
            Some(Node::Made(made)) => term(made.clone()),
        };
        let kind = &self.shapes.shapes[found.shape].constraints[found.constraint].kind;
        let component = match kind {
            Kind::Component(component) => self.whole.dictionary.text(component.node),
            kind => kind.component().expect("a component of SHACL").to_owned(),
        };
        let severity = match found.severity {
            Severity::Other(id) => self.whole.dictionary.text(id),
            severity => format!("{severity:?}"),
        };
        [known(found.focus), self.path(found), component, value, severity]
    }
}

/// A result that a manifest expects, as a row with its source shape.
fn expected_rows(manifest: &Manifest, report: &Term) -> Vec<[String; 5]> {
    let results = manifest.values(report, &format!("{SH}result"));
    let row = |result: &Term| {
        let term = |name: &str| match manifest.value(result, &format!("{SH}{name}")) {
            None => String::new(),
            Some(Term::BlankNode(_)) => "[]".to_owned(),
            Some(term) => lower_tag(term).to_string(),
        };
        let path = manifest.value(result, &format!("{SH}resultPath"));
        let path = path.map_or_else(String::new, |path| path_of(manifest, &path));
        let local = |name: &str| {
            let text = term(name);
            let text = text.trim_matches(['<', '>']);
            text.strip_prefix(SH).unwrap_or(text).to_owned()
        };
        [
            term("focusNode"),
            path,
            local("sourceConstraintComponent"),
            term("value"),
            local("resultSeverity"),
        ]
    };
    let mut rows: Vec<[String; 5]> = results.iter().map(row).collect();
    rows.sort();
    rows
}

fn lower_tag(term: Term) -> Term {
    match term {
        Term::Literal(literal) => match literal.language() {
            Some(tag) => bixi::internals::rdf::Literal::new_language_tagged_literal_unchecked(
                literal.value(),
                tag.to_ascii_lowercase(),
            )
            .into(),
            None => literal.into(),
        },
        term => term,
    }
}

/// A path of a report, as SPARQL writes it.
fn path_of(manifest: &Manifest, node: &Term) -> String {
    fn inner(manifest: &Manifest, node: &Term, is_inner: bool) -> String {
        const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
        if let Term::NamedNode(_) = node {
            return node.to_string();
        }
        let list = |node: &Term, sign: &str| {
            let (mut members, mut cell) = (Vec::new(), node.clone());
            while let Some(first) = manifest.value(&cell, &format!("{RDF}first")) {
                members.push(inner(manifest, &first, true));
                cell = manifest.value(&cell, &format!("{RDF}rest")).expect("a list");
            }
            let joined = members.join(sign);
            if is_inner { format!("({joined})") } else { joined }
        };
        if manifest.value(node, &format!("{RDF}first")).is_some() {
            return list(node, "/");
        }
        let step = |name: &str| manifest.value(node, &format!("{SH}{name}"));
        let around = |path: &Term| match path {
            Term::NamedNode(_) => path.to_string(),
            path => format!("({})", inner(manifest, path, false)),
        };
        if let Some(paths) = step("alternativePath") {
            return list(&paths, "|");
        }
        if let Some(path) = step("inversePath") {
            return format!("^{}", around(&path));
        }
        for (name, sign) in [("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")] {
            if let Some(path) = step(name) {
                return format!("{}{sign}", around(&path));
            }
        }
        panic!("no path: {node}")
    }
    inner(manifest, node, false)
}

fn run(manifest: &Manifest, test: &Term) -> Result<(), String> {
    let value = |subject: &Term, property: &str| manifest.value(subject, property).expect("a value");
    let action = value(test, &format!("{MF}action"));
    let file = |name: &str| match value(&action, &format!("{SHT}{name}")) {
        Term::NamedNode(iri) => (manifest.path(iri.as_str()), iri.as_str().to_owned()),
        other => panic!("{other} is no file"),
    };
    let case = Case::read(&[file("dataGraph")], &[file("shapesGraph")]);
    let results = case.results();
    let report = value(test, &format!("{MF}result"));
    if report.to_string() == format!("<{SHT}Failure>") {
        return match results {
            None => Ok(()),
            Some(results) => Err(format!("a failure was expected, not {} results", results.len())),
        };
    }
    let results = results.ok_or_else(|| format!("failed: {:?}", case.shapes.faults))?;
    let mut actual: Vec<[String; 5]> = results.iter().map(|found| case.row(found)).collect();
    actual.sort();
    let expected = expected_rows(manifest, &report);
    match actual == expected {
        true => Ok(()),
        false => Err(format!("expected {expected:#?}\nactual {actual:#?}\n{:?}", case.shapes.faults)),
    }
}

fn run_suite(folder: &str) -> (usize, Vec<String>) {
    let root = suites("shacl/data-shapes-test-suite/tests");
    let manifest = Manifest::read(&root, BASE, &format!("{folder}/manifest.ttl"));
    let mut failed = Vec::new();
    for test in &manifest.tests {
        if let Err(problem) = run(&manifest, test) {
            failed.push(format!("{test}: {problem}"));
        }
    }
    (manifest.tests.len(), failed)
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_suite_of_shacl_passes() {
    for (folder, expected) in [("core", 98), ("sparql", 22)] {
        let (count, failed) = run_suite(folder);
        println!("SHACL {folder}: {} of {count}", count - failed.len());
        assert_eq!(failed, Vec::<String>::new());
        assert_eq!(count, expected);
    }
}

/// The rows of a file of expected results.
fn rows_of_csv(path: &std::path::Path) -> Vec<[String; 5]> {
    let text = std::fs::read_to_string(path).expect("expected results");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows: Vec<[String; 5]> = reader
        .records()
        .map(|record| {
            let record = record.expect("a row");
            [0, 1, 2, 3, 4].map(|column| record[column].to_owned())
        })
        .collect();
    rows.sort();
    rows
}
