//! What follows from a graph, by the public suites of OWL 2 RL, RDFS and RDF semantics.

use crate::manifest::suites;
use crate::naive::graph_of;
use bixi::internals::graph::Graph;
use bixi::internals::infer::{Closure, Datatypes, Settings, close, ill_typed, own_rules};
use bixi::internals::project::Inference;
use bixi::internals::rdf::{Literal, NamedNode, Term, Triple};
use bixi::internals::source::SourceFile;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A triple whose subject may be a literal.
type Generalized = [Term; 3];

/// The graph of a file.
fn graph(path: &Path, base: &str) -> Graph {
    let name = path.display().to_string();
    let source = SourceFile::new(name.as_str(), fs::read(path).expect("a file"));
    graph_of(&source, Some(base))
}

fn triples(graph: &Graph) -> Vec<Generalized> {
    let term = |id| graph.dictionary.term(id);
    graph
        .triples(None, None, None)
        .map(|triple| triple.map(term))
        .collect()
}

/// All that holds: the graph and what follows from it.
fn closed(graph: &Graph, closure: &Closure) -> Vec<Generalized> {
    let known = graph.dictionary.len() as u32;
    let term = |id: u32| match id.checked_sub(known) {
        None => graph.dictionary.term(id),
        Some(made) => {
            let (tag, text) = closure.made.get(made);
            let text = String::from_utf8(text.to_vec()).expect("UTF-8");
            match tag.literal_type() {
                Some(kind) => closure.made.literal_types()[kind as usize]
                    .literal(text)
                    .into(),
                None => NamedNode::new_unchecked(text).into(),
            }
        }
    };
    let mut all = triples(graph);
    all.extend(closure.triples.iter().map(|triple| triple.map(term)));
    all
}

/// The value of a literal, so that literals of one value are one.
fn value(literal: &Literal, datatypes: &Datatypes) -> Option<bixi::internals::infer::Value> {
    datatypes.value(
        literal.value(),
        &bixi::internals::dictionary::LiteralType::of(literal),
    )
}

type Bindings = BTreeMap<String, Term>;

fn unify(pattern: &Term, term: &Term, datatypes: &Datatypes, bindings: &mut Bindings) -> bool {
    match (pattern, term) {
        (Term::BlankNode(node), _) => {
            let bound = bindings
                .entry(node.as_str().to_owned())
                .or_insert_with(|| term.clone());
            bound == term
        }
        (Term::Literal(a), Term::Literal(b)) => {
            a == b || value(a, datatypes).is_some_and(|a| Some(a) == value(b, datatypes))
        }
        (Term::Triple(a), Term::Triple(b)) => parts(a)
            .iter()
            .zip(&parts(b))
            .all(|(a, b)| unify(a, b, datatypes, bindings)),
        _ => pattern == term,
    }
}

fn parts(triple: &Triple) -> Generalized {
    [
        triple.subject.clone().into(),
        triple.predicate.clone().into(),
        triple.object.clone(),
    ]
}

/// Whether patterns, whose blank nodes are variables, map into triples.
fn maps(
    patterns: &[Generalized],
    all: &[Generalized],
    datatypes: &Datatypes,
    bindings: &Bindings,
) -> bool {
    let Some((pattern, rest)) = patterns.split_first() else {
        return true;
    };
    all.iter().any(|triple| {
        let mut bindings = bindings.clone();
        pattern
            .iter()
            .zip(triple)
            .all(|(a, b)| unify(a, b, datatypes, &mut bindings))
            && maps(rest, all, datatypes, &bindings)
    })
}

/// What a test asks.
struct Question<'a> {
    premise: &'a Path,
    /// Nothing: whether the premise contradicts itself.
    conclusion: Option<&'a Path>,
    base: &'a str,
    profile: Inference,
    datatypes: Datatypes,
}

/// What a test finds.
struct Found {
    /// The rules find a contradiction.
    contradicts: bool,
    /// The premise has a literal without a value.
    ill_typed: bool,
    /// The conclusion maps into what follows.
    holds: bool,
}

fn find(question: &Question) -> Found {
    let premise = graph(question.premise, question.base);
    let conclusion = question
        .conclusion
        .map(|path| triples(&graph(path, question.base)));
    let settings = Settings {
        profile: question.profile,
        datatypes: question.datatypes.clone(),
        terms: conclusion.iter().flatten().flatten().cloned().collect(),
        ..Settings::default()
    };
    let closure = close(&premise, &settings, &[]).expect("few terms");
    let all = closed(&premise, &closure);
    let holds =
        |patterns: Vec<Generalized>| maps(&patterns, &all, &question.datatypes, &Bindings::new());
    Found {
        contradicts: !closure.contradictions.is_empty(),
        ill_typed: !ill_typed(&premise, &question.datatypes).is_empty(),
        holds: conclusion.is_some_and(holds),
    }
}

/// The names of the tests of a folder of the OWL 2 RL suite that fail, and how many there are.
fn run_folder(folder: &Path, profile: Inference) -> (BTreeSet<String>, usize) {
    run_some(folder, profile, &|_, _| true)
}

/// As [`run_folder`], of the tests whose name and texts are such.
fn run_some(
    folder: &Path,
    profile: Inference,
    is_run: &dyn Fn(&str, &str) -> bool,
) -> (BTreeSet<String>, usize) {
    let mut failed = BTreeSet::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("a name");
        let file = |kind: &str| folder.join(&name).join(format!("{name}.{kind}.ttl"));
        let metadata = folder
            .join(&name)
            .join(format!("{name}.metadata.properties"));
        let metadata = fs::read_to_string(metadata).expect("its metadata");
        let inconsistent = metadata.contains(">INCONSISTENCY<");
        let conclusion = file("conclusiongraph");
        let texts = ["graph", "premisegraph", "conclusiongraph"];
        let texts = texts.map(|kind| fs::read_to_string(file(kind)).unwrap_or_default());
        if !is_run(&name, &texts.concat()) {
            continue;
        }
        count += 1;
        let found = find(&Question {
            premise: &file(if inconsistent {
                "graph"
            } else {
                "premisegraph"
            }),
            conclusion: (!inconsistent).then_some(conclusion.as_path()),
            base: "http://example.org/",
            profile,
            datatypes: Datatypes::default(),
        });
        // The one test of RDFS that asks for a contradiction has it in a literal.
        let contradicts = found.contradicts || found.ill_typed && profile == Inference::RdfsFull;
        if contradicts != inconsistent || found.holds == inconsistent {
            failed.insert(name);
        }
    }
    (failed, count)
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn owl_2_rl() {
    let suite = suites("owl2-rl");
    let (failed, count) = run_folder(&suite.join("owl2rl"), Inference::OwlRlFull);
    println!("OWL 2 RL: {} of {count}", count - failed.len());
    assert_eq!(count, 273);
    // It takes a text that is not an IRI for no `xsd:anyURI`; XML Schema 1.1, 3.3.17, takes every text for one.
    let other = "rdfbased-dat-dtype-anyuri-illtyped".to_owned();
    assert_eq!(failed, BTreeSet::from([other]));
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn rdfs() {
    let suite = suites("owl2-rl");
    let (failed, count) = run_folder(&suite.join("rdfs"), Inference::RdfsFull);
    println!("RDFS: {} of {count}", count - failed.len());
    assert_eq!(count, 53);
    assert_eq!(failed, BTreeSet::new());
}

/// What makes a test one that OWL 2 EL is not about: constructs beyond the profile, and what only the RDF-based semantics says, that
/// the terms of OWL and of RDF are things like others.
const BEYOND_EL: [&str; 19] = [
    "allValuesFrom",
    "AllDisjointProperties",
    "AsymmetricProperty",
    "ardinality",
    "complementOf",
    "datatypeComplementOf",
    "disjointUnionOf",
    "FunctionalProperty",
    "hasKey",
    "inverseOf",
    "IrreflexiveProperty",
    "onDatatype",
    "onProperties",
    "owl:topObjectProperty",
    "propertyDisjointWith",
    "rdfs:Resource",
    "rdf:Property",
    "SymmetricProperty",
    "unionOf",
];

/// The tests that ask for what is not said by OWL 2 EL, and why. Under the direct semantics, which EL has, the terms of OWL are no
/// things, and annotations say nothing.
const BEYOND_DIRECT_SEMANTICS: [(&str, &[&str]); 4] = [
    (
        "what holds of the terms of OWL and RDF, and of everything",
        &[
            "sem-class-literal-type",
            "sem-class-nothing-term",
            "sem-class-nothing-type",
            "sem-class-thing-term",
            "sem-class-thing-type",
            "sem-eqdis-eqclass-rflxv",
            "sem-eqdis-eqprop-rflxv",
            "sem-eqdis-sameas-rflxv",
            "sem-prop-backwardcompatiblewith-type-annot",
            "sem-prop-comment-type",
            "sem-prop-deprecated-type",
            "sem-prop-incompatiblewith-type-annot",
            "sem-prop-isdefinedby-type",
            "sem-prop-label-type",
            "sem-prop-priorversion-type-annot",
            "sem-prop-seealso-type",
            "sem-prop-versioninfo-type",
            "sem-rdfs-xmlliteral-axiom-type",
        ],
    ),
    (
        "domains and ranges that follow: only what they give is said",
        &[
            "sem-rdfsext-domain-subprop",
            "sem-rdfsext-domain-superclass",
            "sem-rdfsext-range-subprop",
            "sem-rdfsext-range-superclass",
        ],
    ),
    (
        "classes and properties that are the same as individuals are",
        &[
            "sem-eqdis-sameas-subst",
            "xtr-metamodel-class-sameiff",
            "xtr-metamodel-class-samesubst",
            "xtr-metamodel-prop-sameiff",
            "xtr-metamodel-prop-samesubst",
        ],
    ),
    (
        "statements about terms of OWL, and annotations",
        &[
            "xtr-annotate-same",
            "xtr-reflection-npa",
            "xtr-reflection-selfsame",
        ],
    ),
];

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn owl_2_el() {
    let suite = suites("owl2-rl");
    let is_run = |name: &str, text: &str| {
        let is_about_datatypes = name.starts_with("rdfbased-dat");
        !is_about_datatypes && BEYOND_EL.iter().all(|word| !text.contains(word))
    };
    let (failed, count) = run_some(&suite.join("owl2rl"), Inference::OwlEl, &is_run);
    println!("OWL 2 EL: {} of {count}", count - failed.len());
    assert_eq!(count, 91);
    let expected = BEYOND_DIRECT_SEMANTICS.iter().flat_map(|(_, names)| *names);
    let expected: BTreeSet<String> = expected.map(|name| format!("rdfbased-{name}")).collect();
    assert_eq!(failed, expected);
}

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The tests that a manifest lists.
fn listed(manifest: &Graph) -> Vec<u32> {
    let mut entries = Vec::new();
    let property = |iri: String| manifest.dictionary.find_iri(&iri);
    let lists = manifest.triples(None, property(format!("{MF}entries")), None);
    let mut cell = lists.map(|[_, _, list]| list).next();
    while let Some(list) = cell {
        entries.extend(manifest.objects(list, &format!("{RDF}first")));
        cell = manifest.objects(list, &format!("{RDF}rest")).next();
    }
    entries
}

/// The tests of a manifest that fail, and how many there are.
fn run_manifest(folder: &Path, base: &str) -> (BTreeSet<String>, usize) {
    let manifest = graph(&folder.join("manifest.ttl"), &format!("{base}manifest.ttl"));
    let mut failed = BTreeSet::new();
    let tests = listed(&manifest);
    for test in &tests {
        let one = |name: &str| {
            manifest
                .objects(*test, &format!("{MF}{name}"))
                .next()
                .expect("its value")
        };
        let text = |name: &str| manifest.dictionary.text(one(name));
        let file = |iri: String| folder.join(iri.strip_prefix(base).expect("below the base"));
        let kind = manifest
            .objects(*test, &format!("{RDF}type"))
            .next()
            .expect("a type");
        let positive = manifest
            .dictionary
            .text(kind)
            .ends_with("PositiveEntailmentTest");
        let profile = match text("entailmentRegime").as_str() {
            "simple" => Inference::None,
            _ => Inference::RdfsFull,
        };
        let mut recognised = Vec::new();
        let mut cell = Some(one("recognizedDatatypes"));
        while let Some(list) = cell {
            recognised.extend(
                manifest
                    .objects(list, &format!("{RDF}first"))
                    .map(|id| manifest.dictionary.text(id)),
            );
            cell = manifest.objects(list, &format!("{RDF}rest")).next();
        }
        let recognised: Vec<&str> = recognised.iter().map(String::as_str).collect();
        let conclusion = (text("result") != "false").then(|| file(text("result")));
        let found = find(&Question {
            premise: &file(text("action")),
            conclusion: conclusion.as_deref(),
            base,
            profile,
            datatypes: Datatypes::only(&recognised),
        });
        // From a contradiction everything follows.
        if positive != (found.contradicts || found.ill_typed || found.holds) {
            failed.insert(text("name"));
        }
    }
    (failed, tests.len())
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn rdf_semantics() {
    let suite = suites("rdf-mt");
    for (folder, base, expected) in [
        (
            "rdf/rdf11/rdf-mt",
            "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-mt/",
            48,
        ),
        (
            "rdf/rdf12/rdf-semantics",
            "https://w3c.github.io/rdf-tests/rdf/rdf12/rdf-semantics/",
            29,
        ),
    ] {
        let (failed, count) = run_manifest(&suite.join(folder), base);
        println!("{folder}: {} of {count}", count - failed.len());
        assert_eq!(count, expected);
        assert_eq!(failed, BTreeSet::new());
    }
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn shacl_rules() {
    let suite = suites("shacl-af");
    let mut count = 0;
    for folder in ["sparql", "triple"] {
        for entry in fs::read_dir(suite.join("tests/rules").join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let file = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name");
            let Some(name) = file.strip_suffix(".test.ttl") else {
                continue;
            };
            count += 1;
            let data = graph(&path, "http://example.org/");
            let (rules, findings) = own_rules(&data, &[], &|_| None);
            assert_eq!(findings, [], "{folder}/{name}");
            let settings = Settings {
                profile: Inference::None,
                ..Settings::default()
            };
            let closure = close(&data, &settings, &rules).expect("few terms");
            let known = triples(&data).len();
            let inferred: BTreeSet<String> = closed(&data, &closure)[known..]
                .iter()
                .map(|t| format!("{t:?}"))
                .collect();
            assert_eq!(inferred, expected(&data), "{folder}/{name}");
        }
    }
    println!("SHACL rules: {count} of {count}");
    assert_eq!(count, 7);
}

/// The triples that an inferencing test case expects.
fn expected(data: &Graph) -> BTreeSet<String> {
    let property = data
        .dictionary
        .find_iri("http://datashapes.org/dash#expectedResult");
    let results = data.triples(None, property, None);
    let triple = |[_, _, result]: [u32; 3]| {
        let part = |name: &str| {
            data.objects(result, &format!("{RDF}{name}"))
                .next()
                .expect("a part")
        };
        ["subject", "predicate", "object"].map(|name| data.dictionary.term(part(name)))
    };
    results
        .map(|result| format!("{:?}", triple(result)))
        .collect()
}
