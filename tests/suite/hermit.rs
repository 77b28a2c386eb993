//! The hierarchy of classes by OWL 2 EL is that of [HermiT](http://www.hermit-reasoner.com/), which knows all of OWL 2: of generated
//! ontologies, and of what public ones say within the profile.

use crate::completion::{Hierarchy, axioms, hierarchy, turtle};
use crate::el::{classified, settings};
use crate::naive::graph;
use bixi::internals::graph::Graph;
use bixi::internals::infer::materialise;
use bixi::internals::read::{Reading, read};
use bixi::internals::source::SourceFile;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// For each class the classes above it, as HermiT sees it; it says of each class only the next ones.
fn classified_by_hermit(statements: &str) -> BTreeMap<String, BTreeSet<String>> {
    let python = std::env::var("BIXI_HERMIT").expect("a Python");
    let find =
        "import os, owlready2; print(os.path.join(os.path.dirname(owlready2.__file__), 'hermit'))";
    let folder = Command::new(python)
        .args(["-c", find])
        .output()
        .expect("a Python");
    let folder = String::from_utf8(folder.stdout).expect("UTF-8");
    let folder = folder.trim();
    let files = tempfile::tempdir().expect("a folder");
    let file = files.path().join("ontology.nt");
    fs::write(&file, statements).expect("a file");
    let output = Command::new("java")
        .args(["-Xmx2000M", "-cp", &format!("{folder}:{folder}/HermiT.jar")])
        .args([
            "org.semanticweb.HermiT.cli.CommandLine",
            "-c",
            "-O",
            "-D",
            "-I",
        ])
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("Java");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let names = line
            .split('<')
            .skip(1)
            .filter_map(|part| Some(part.split_once('>')?.0));
        let names: Vec<String> = names.map(str::to_owned).collect();
        if let Some([sub, sup]) = line.starts_with("SubClassOf").then_some(names.as_slice()) {
            above.entry(sub.clone()).or_default().insert(sup.clone());
        } else if line.starts_with("EquivalentClasses") {
            for name in &names {
                let others = names.iter().filter(|other| *other != name).cloned();
                above.entry(name.clone()).or_default().extend(others);
            }
        }
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!above.is_empty(), "{text}{errors}");
    loop {
        let mut more = false;
        for name in above.keys().cloned().collect::<Vec<_>>() {
            let next = above[&name]
                .iter()
                .filter_map(|sup| above.get(sup))
                .flatten();
            let next: Vec<String> = next.filter(|sup| **sup != name).cloned().collect();
            for sup in next {
                more |= above.get_mut(&name).expect("a class").insert(sup);
            }
        }
        if !more {
            return above;
        }
    }
}

/// The statements of a graph as N-Triples.
fn n_triples(graph: &Graph) -> String {
    let term = |id| graph.dictionary.term(id);
    let lines = graph.triples(None, None, None).map(|triple| {
        let [s, p, o] = triple.map(term);
        format!("{s} {p} {o} .\n")
    });
    lines.collect()
}

#[test]
#[cfg_attr(
    not(hermit),
    ignore = "BIXI_HERMIT does not name a Python that has the package owlready2"
)]
fn generated_ontologies_have_the_same_hierarchy() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[21; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    // A few at a time: HermiT looks at the axioms of all of them together.
    let mut count = 0;
    for batch in 0..10 {
        let mut statements = String::new();
        let mut found: BTreeMap<String, Hierarchy> = BTreeMap::new();
        for number in batch * 10..batch * 10 + 10 {
            let axioms = axioms().new_tree(&mut runner).expect("axioms").current();
            let namespace = format!("http://e/{number}/");
            let text = turtle(&axioms, &namespace);
            let hierarchy = hierarchy(&classified(&text), &namespace);
            // Nothing at all may be, and HermiT does not go on.
            if hierarchy.empty.len() < 6 {
                let said = n_triples(&graph(&text)).replace("_:b", &format!("_:b{number}x"));
                statements.push_str(&said);
                found.insert(namespace, hierarchy);
            }
        }
        count += found.len();
        let above = classified_by_hermit(&statements);
        for (namespace, found) in found {
            assert_eq!(found, hierarchy_of(&above, &namespace), "{namespace}");
        }
    }
    assert!(count > 80, "{count} ontologies");
}

/// The hierarchy of the classes of a namespace, of all that HermiT found.
fn hierarchy_of(all: &BTreeMap<String, BTreeSet<String>>, namespace: &str) -> Hierarchy {
    let nothing = format!("{OWL}Nothing");
    let mut hierarchy = Hierarchy {
        below: BTreeSet::new(),
        empty: BTreeSet::new(),
    };
    let number = |name: &str| {
        let name = name.strip_prefix(namespace)?;
        name.strip_prefix('c')?.parse::<usize>().ok()
    };
    // Nothing is said of a class that is only below `owl:Thing`, and of what is equivalent to that.
    let of_all = all.get(&format!("{OWL}Thing"));
    for class in 0..6 {
        let own = all.get(&format!("{namespace}c{class}"));
        let above: BTreeSet<&String> = own.into_iter().chain(of_all).flatten().collect();
        if above.contains(&nothing) {
            hierarchy.empty.insert(class);
            continue;
        }
        let above = above.iter().filter_map(|name| number(name));
        let others = above.filter(|sup| *sup != class);
        hierarchy.below.extend(others.map(|sup| (class, sup)));
    }
    hierarchy
}

/// What the statements of a graph say within OWL 2 EL about classes and properties that have names, for both to read. Ranges are left
/// out, since a chain may end in a property that does not have the range of what it gives.
struct Part<'g> {
    graph: &'g Graph,
    kept: BTreeSet<[u32; 3]>,
}

impl Part<'_> {
    fn find(&self, iri: &str) -> Option<u32> {
        self.graph.dictionary.find_iri(iri)
    }

    fn all(&self, subject: Option<u32>, predicate: &str, object: Option<u32>) -> Vec<[u32; 3]> {
        let predicate = self.find(predicate);
        let all = predicate.map(|predicate| self.graph.triples(subject, Some(predicate), object));
        all.into_iter().flatten().collect()
    }

    fn is_of(&self, term: u32, class: &str) -> bool {
        let class = self.find(&format!("{OWL}{class}"));
        self.graph.dictionary.is_iri(term)
            && class.is_some()
            && !self
                .all(Some(term), &format!("{RDF}type"), class)
                .is_empty()
    }

    fn is_property(&self, term: u32) -> bool {
        self.is_of(term, "ObjectProperty")
            && !self.is_of(term, "DatatypeProperty")
            && !self.is_of(term, "AnnotationProperty")
    }

    /// The members of a list, with its statements.
    fn list(&self, list: u32) -> Option<(Vec<u32>, Vec<[u32; 3]>)> {
        let (mut members, mut said, mut cell) = (Vec::new(), Vec::new(), list);
        while Some(cell) != self.find(&format!("{RDF}nil")) {
            let first = self.all(Some(cell), &format!("{RDF}first"), None);
            let rest = self.all(Some(cell), &format!("{RDF}rest"), None);
            let ([first], [rest]) = (first.as_slice(), rest.as_slice()) else {
                return None;
            };
            members.push(first[2]);
            said.extend([*first, *rest]);
            cell = rest[2];
        }
        Some((members, said))
    }

    /// The statements of an expression, if it is one of OWL 2 EL; of a class with a name there are none.
    fn expression(&self, node: u32) -> Option<Vec<[u32; 3]>> {
        if self.graph.dictionary.is_iri(node) {
            let is_known = ["Thing", "Nothing"].map(|name| self.find(&format!("{OWL}{name}")));
            let is_class = self.is_of(node, "Class") || is_known.contains(&Some(node));
            return is_class.then(Vec::new);
        }
        let mut said: Vec<[u32; 3]> = self.graph.triples(Some(node), None, None).collect();
        let axioms = ["subClassOf", "equivalentClass", "disjointWith"];
        let axioms =
            axioms.map(|name| [RDFS, OWL].map(|start| self.find(&format!("{start}{name}"))));
        said.retain(|[_, predicate, _]| !axioms.as_flattened().contains(&Some(*predicate)));
        let some = self.all(Some(node), &format!("{OWL}someValuesFrom"), None);
        let property = self.all(Some(node), &format!("{OWL}onProperty"), None);
        let and = self.all(Some(node), &format!("{OWL}intersectionOf"), None);
        let parts = match (some.as_slice(), property.as_slice(), and.as_slice()) {
            ([some], [property], []) if self.is_property(property[2]) && said.len() == 3 => {
                vec![some[2]]
            }
            ([], [], [and]) if said.len() == 2 => {
                let (members, cells) = self.list(and[2])?;
                said.extend(cells);
                members
            }
            _ => return None,
        };
        for part in parts {
            said.extend(self.expression(part)?);
        }
        Some(said)
    }

    fn keep(&mut self) {
        for name in ["Class", "ObjectProperty"] {
            let class = self.find(&format!("{OWL}{name}"));
            let mut declared = self.all(None, &format!("{RDF}type"), class);
            declared.retain(|[term, ..]| match name {
                "Class" => self.graph.dictionary.is_iri(*term) && class.is_some(),
                _ => class.is_some() && self.is_property(*term),
            });
            self.kept.extend(declared);
        }
        for predicate in [
            format!("{RDFS}subClassOf"),
            format!("{OWL}equivalentClass"),
            format!("{OWL}disjointWith"),
        ] {
            for triple @ [one, _, other] in self.all(None, &predicate, None) {
                if let (Some(one), Some(other)) = (self.expression(one), self.expression(other)) {
                    self.kept.insert(triple);
                    self.kept.extend(one.into_iter().chain(other));
                }
            }
        }
        for triple @ [one, _, other] in self.all(None, &format!("{RDFS}subPropertyOf"), None) {
            if self.is_property(one) && self.is_property(other) {
                self.kept.insert(triple);
            }
        }
        for triple @ [property, _, class] in self.all(None, &format!("{RDFS}domain"), None) {
            let expression = self
                .expression(class)
                .filter(|_| self.is_property(property));
            self.kept.extend(
                expression
                    .map(|said| [vec![triple], said].concat())
                    .into_iter()
                    .flatten(),
            );
        }
        let transitive = self.find(&format!("{OWL}TransitiveProperty"));
        for triple in self.all(None, &format!("{RDF}type"), transitive) {
            if transitive.is_some() && self.is_property(triple[0]) {
                self.kept.insert(triple);
            }
        }
        for triple @ [property, _, list] in
            self.all(None, &format!("{OWL}propertyChainAxiom"), None)
        {
            let Some((members, cells)) = self.list(list) else {
                continue;
            };
            if self.is_property(property) && members.iter().all(|one| self.is_property(*one)) {
                self.kept.insert(triple);
                self.kept.extend(cells);
            }
        }
    }
}

/// The files of a folder whose statements are read without findings.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ["ttl", "owl", "rdf"].iter().any(|one| ending == *one))
        {
            found.push(path);
        }
    }
}

/// What the files of a folder say, each with blank nodes of its own.
fn statements_of(folder: &Path) -> String {
    let mut found = Vec::new();
    match folder.is_dir() {
        true => files(folder, &mut found),
        false => found.push(folder.to_owned()),
    }
    found.sort();
    let mut text = String::new();
    for (number, path) in found.iter().enumerate() {
        let name = path.display().to_string();
        let source = SourceFile::new(name.as_str(), fs::read(path).expect("a file"));
        let prefix = format!("f{number}x");
        let reading = Reading {
            base: Some("http://example.org/"),
            blank_node_prefix: &prefix,
        };
        let said = read(&source, &reading).expect("few terms");
        if said.findings.is_empty() {
            let source = bixi::internals::graph::Source {
                path: name,
                digest: [0; 32],
                lines: source.line_count(),
            };
            let part = bixi::internals::graph::Part {
                source,
                graph: None,
                said,
            };
            text.push_str(&n_triples(
                &Graph::from_parts(vec![part], None).expect("a graph"),
            ));
        }
    }
    text
}

/// What both say of what a graph says within the profile: how many classes it has, and how many pairs of a class and one above it.
fn compare(statements: &str) -> (usize, usize) {
    let whole = graph_of_statements(statements);
    let mut part = Part {
        graph: &whole,
        kept: BTreeSet::new(),
    };
    part.keep();
    let term = |id| whole.dictionary.term(id);
    let line = |triple: &[u32; 3]| {
        let [s, p, o] = triple.map(term);
        format!("{s} {p} {o} .\n")
    };
    let statements: String = part.kept.iter().map(line).collect();
    let inferred = "http://e/inferred".to_owned();
    let graph = graph_of_statements(&statements);
    let (graph, _) = materialise(graph, &settings(), &[], inferred).expect("a small graph");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for predicate in [format!("{RDFS}subClassOf"), format!("{OWL}equivalentClass")] {
        let Some(predicate) = graph.dictionary.find_iri(&predicate) else {
            continue;
        };
        for [sub, _, sup] in graph.triples(None, Some(predicate), None) {
            if graph.dictionary.is_iri(sub) && graph.dictionary.is_iri(sup) && sub != sup {
                let [sub, sup] = [sub, sup].map(|class| graph.dictionary.text(class));
                found.entry(sub).or_default().insert(sup);
            }
        }
    }
    let [thing, nothing] = ["Thing", "Nothing"].map(|name| format!("{OWL}{name}"));
    let mut expected = classified_by_hermit(&statements);
    for hierarchy in [&mut found, &mut expected] {
        hierarchy.remove(&thing);
        hierarchy.remove(&nothing);
        for above in hierarchy.values_mut() {
            above.remove(&thing);
            if above.contains(&nothing) {
                above.retain(|class| *class == nothing);
            }
        }
        hierarchy.retain(|_, above| !above.is_empty());
    }
    assert_eq!(found, expected);
    (found.len(), found.values().map(BTreeSet::len).sum())
}

fn graph_of_statements(statements: &str) -> Graph {
    crate::naive::graph_of(&SourceFile::new("a.nt", statements), None)
}

#[test]
#[cfg_attr(
    not(all(hermit, real)),
    ignore = "BIXI_HERMIT or BIXI_REAL is not set: a Python that has the package owlready2, and the folder of public repositories"
)]
fn public_ontologies_have_the_same_hierarchy() {
    let real = PathBuf::from(std::env::var("BIXI_REAL").expect("a folder"));
    for (name, classes) in [
        ("BFO-2020", 30),
        ("gist", 40),
        ("obo-relations/ro.owl", 30),
        ("fibo", 1000),
        ("oeo", 50),
        ("core-ontology/pmdco-full.ttl", 100),
    ] {
        let (found, pairs) = compare(&statements_of(&real.join(name)));
        println!("{name}: {found} classes below {pairs} others");
        assert!(found > classes, "{name}: {found} classes");
    }
}
