//! What is exported is read again, by bixi and by other parsers, and is the same graph.

use bixi::internals::rdf::vocab;
use bixi::{
    BuildLimits, Error, ExportFormat, ExportOptions, ExportPart, Project, QueryLimits, RdfVersion,
    Snapshot,
};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{Dataset, GraphName, NamedOrBlankNode, Quad, Term, Triple};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The formats, with the endings of their files.
const FORMATS: [(ExportFormat, &str, RdfFormat); 6] = [
    (ExportFormat::NTriples, "nt", RdfFormat::NTriples),
    (ExportFormat::NQuads, "nq", RdfFormat::NQuads),
    (ExportFormat::Turtle, "ttl", RdfFormat::Turtle),
    (ExportFormat::TriG, "trig", RdfFormat::TriG),
    (ExportFormat::RdfXml, "rdf", RdfFormat::RdfXml),
    (
        ExportFormat::JsonLd,
        "jsonld",
        RdfFormat::JsonLd {
            profile: oxigraph::io::JsonLdProfileSet::empty(),
        },
    ),
];

/// Prefixes whose namespaces are parts of each other, are empty behind a name, or are called like nothing that Turtle has.
const PREFIXES: &str = "@prefix : <http://e/> .\n@prefix v: <http://e/v#> .\n@prefix park: <http://e/park> .\n\
    @prefix 区: <http://e/园/> .\n@prefix a.b: <http://e/a.> .\n@prefix u: <urn:x:> .\n";

const RDF_XML: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:_a="http://e/_#">
<rdf:Description rdf:about="http://e/_#b"><_a:c>d</_a:c></rdf:Description></rdf:RDF>"#;

const SUBJECTS: [&str; 11] = [
    "<http://e/a>",
    "<http://e/park>",
    "<http://e/park1>",
    "<http://e/v#-x>",
    "<http://e/园/①>",
    "<http://e/aª>",
    "<http://e/a.b.>",
    "<http://e/(x)'!~;,=@&>",
    "<urn:x:a%20b?c=d&e>",
    "_:x",
    "_:y",
];

const PREDICATES: [&str; 7] = [
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>",
    "<http://e/v#name>",
    "<http://e/v-name>",
    "<http://e/名>",
    "<http://e/a&b=c>",
    "<http://e/1>",
];

/// The objects that are not subjects; every control character is in one.
fn objects() -> Vec<String> {
    let controls: String = (0..0x20_u8)
        .chain([0x7f])
        .map(|control| format!("\\u{control:04X}"))
        .collect();
    let mut objects: Vec<String> = [
        r#""""#,
        r#""a\r\n\tb \\""#,
        r#""\"\"\"'''""#,
        r#"" <&>]]>  ""#,
        r#""公园\uFFFD\U0010FFFF\u0085\u2028""#,
        r#""Park"@en"#,
        r#""公园"@zh-Hans-CN"#,
        r#""حديقة"@ar--rtl"#,
        r#""Park"@en--ltr"#,
        r#""5"^^<http://www.w3.org/2001/XMLSchema#integer>"#,
        r#""+05"^^<http://www.w3.org/2001/XMLSchema#integer>"#,
        r#""5.50"^^<http://www.w3.org/2001/XMLSchema#decimal>"#,
        r#""-.5"^^<http://www.w3.org/2001/XMLSchema#decimal>"#,
        r#""1e0"^^<http://www.w3.org/2001/XMLSchema#double>"#,
        r#""true"^^<http://www.w3.org/2001/XMLSchema#boolean>"#,
        r#""1"^^<http://www.w3.org/2001/XMLSchema#boolean>"#,
        r#""x"^^<http://e/type>"#,
        "<<( <http://e/a> <http://e/v#name> \"حديقة\"@ar--rtl )>>",
        "<<( _:x <http://e/v#name> _:y )>>",
        "<<( _:x <http://e/名> <<( <http://e/a> <http://e/v#name> _:y )>> )>>",
    ]
    .map(str::to_owned)
    .to_vec();
    objects.push(format!("\"{controls}\""));
    objects.extend(SUBJECTS.map(str::to_owned));
    objects
}

/// Statements, each with the file and the graph in which it stands.
pub type Choices = Vec<(usize, usize, usize, usize)>;

/// Makes a project of two files with graphs, one with prefixes, and one in RDF/XML with a prefix that Turtle cannot have.
pub fn write_project(folder: &Path, choices: &Choices) {
    let objects = objects();
    let mut files = [String::new(), String::new()];
    for (subject, predicate, object, place) in choices {
        let graph = ["", "<http://e/g>", "_:g", "<http://e/v#g>"][place / 2 % 4];
        let (subject, predicate) = (SUBJECTS[*subject], PREDICATES[*predicate]);
        let object = &objects[*object];
        files[place % 2].push_str(&format!("{subject} {predicate} {object} {graph} .\n"));
    }
    fs::write(folder.join("a.nq"), &files[0]).expect("a file");
    fs::write(folder.join("b.nq"), &files[1]).expect("a file");
    fs::write(folder.join("prefixes.ttl"), PREFIXES).expect("a file");
    fs::write(folder.join("names.rdf"), RDF_XML).expect("a file");
}

fn built(folder: &Path) -> Snapshot {
    let settings = "base = \"http://project/\"\ninference = \"none\"\nsources = [\"*.*\"]\n";
    fs::write(folder.join("bixi.toml"), settings).expect("a file");
    let project = Project::open(folder).expect("a project");
    let built = project.build(&BuildLimits::default()).expect("a build");
    built.into_snapshot().expect("no errors")
}

fn options(format: ExportFormat, version: RdfVersion) -> ExportOptions<'static> {
    ExportOptions {
        format,
        version,
        part: ExportPart::All,
        limits: QueryLimits::default(),
    }
}

fn exported(
    snapshot: &Snapshot,
    format: ExportFormat,
    version: RdfVersion,
) -> bixi::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let written = snapshot.export(&options(format, version), &mut bytes)?;
    let mut again = Vec::new();
    let options = options(format, version);
    assert_eq!(written, snapshot.export(&options, &mut again)?);
    assert_eq!(bytes, again);
    Ok(bytes)
}

/// What another parser reads.
fn parsed(bytes: &[u8], format: RdfFormat) -> Dataset {
    let quads = RdfParser::from_format(format).for_reader(bytes);
    let quads: Result<Dataset, _> = quads.collect();
    quads.unwrap_or_else(|error| unreachable!("{error}:\n{}", String::from_utf8_lossy(bytes)))
}

fn without_graphs(dataset: &Dataset) -> Dataset {
    let triples = dataset.iter().map(|quad| Triple::from(quad.into_owned()));
    triples
        .map(|triple| triple.in_graph(GraphName::DefaultGraph))
        .collect()
}

fn without_directions(dataset: &Dataset) -> Dataset {
    let quads = dataset.iter().map(|quad| {
        let mut quad = quad.into_owned();
        quad.object = undirected(quad.object);
        quad
    });
    quads.collect()
}

fn undirected(term: Term) -> Term {
    match term {
        Term::Literal(literal) if literal.direction().is_some() => {
            let tag = literal.language().expect("a language");
            oxigraph::model::Literal::new_language_tagged_literal_unchecked(literal.value(), tag)
                .into()
        }
        Term::Triple(mut triple) => {
            triple.object = undirected(triple.object);
            Term::Triple(triple)
        }
        other => other,
    }
}

/// Puts triple terms in place of the blank nodes that stand for them.
fn decoded(dataset: &Dataset) -> Dataset {
    let [class, properties @ ..] = vocab::RDF_PROPOSITION_FORM;
    let mut parts: BTreeMap<String, BTreeMap<usize, Term>> = BTreeMap::new();
    let mut rest: Vec<Quad> = Vec::new();
    for quad in dataset {
        let quad = quad.into_owned();
        let is_class = matches!(&quad.object, Term::NamedNode(iri) if iri.as_str() == class);
        let position = properties
            .iter()
            .position(|p| *p == quad.predicate.as_str());
        match position {
            Some(position) => {
                let of_node = parts.entry(quad.subject.to_string()).or_default();
                of_node.insert(position, quad.object);
            }
            None if is_class => {}
            None => rest.push(quad),
        }
    }
    let quads = rest.into_iter().map(|mut quad| {
        quad.object = decoded_term(quad.object, &parts);
        quad
    });
    quads.collect()
}

fn decoded_term(term: Term, parts: &BTreeMap<String, BTreeMap<usize, Term>>) -> Term {
    let Some(of_term) = parts.get(&term.to_string()) else {
        return term;
    };
    let [subject, predicate, object] = [0, 1, 2].map(|part| of_term[&part].clone());
    let subject: NamedOrBlankNode = match subject {
        Term::NamedNode(iri) => iri.into(),
        Term::BlankNode(node) => node.into(),
        other => unreachable!("{other} is a subject"),
    };
    let Term::NamedNode(predicate) = predicate else {
        unreachable!("{predicate} is a predicate")
    };
    Triple::new(subject, predicate, decoded_term(object, parts)).into()
}

#[track_caller]
fn are_same(mut expected: Dataset, mut found: Dataset, what: &str) {
    expected.canonicalize(CanonicalizationAlgorithm::Unstable);
    found.canonicalize(CanonicalizationAlgorithm::Unstable);
    let lines = |dataset: &Dataset| {
        let mut lines: Vec<String> = dataset.iter().map(|quad| quad.to_string()).collect();
        lines.sort();
        lines.join("\n")
    };
    assert_eq!(lines(&expected), lines(&found), "{what}");
}

/// Exports a project in each format and version, and reads it with another parser and as the source of another project.
fn comes_back(choices: &Choices) {
    let folder = tempfile::tempdir().expect("a folder");
    write_project(folder.path(), choices);
    let snapshot = built(folder.path());
    let quads = exported(&snapshot, ExportFormat::NQuads, RdfVersion::V12).expect("N-Quads");
    let graph = parsed(&quads, RdfFormat::NQuads);
    for version in [RdfVersion::V12, RdfVersion::V11] {
        for (format, ending, other) in FORMATS {
            let what = format!("{ending}, {version:?}");
            let bytes = match exported(&snapshot, format, version) {
                Ok(bytes) => bytes,
                Err(Error::Format(_)) if format == ExportFormat::RdfXml => continue,
                Err(error) => unreachable!("{what}: {error}"),
            };
            let mut expected = match format.has_graphs() {
                true => graph.clone(),
                false => without_graphs(&graph),
            };
            if version == RdfVersion::V11 && format.has_triple_terms() {
                expected = without_directions(&expected);
            }
            are_same(expected.clone(), decoded(&parsed(&bytes, other)), &what);
            let target = tempfile::tempdir().expect("a folder");
            fs::write(target.path().join(format!("all.{ending}")), &bytes).expect("a file");
            let again = built(target.path());
            let again = exported(&again, ExportFormat::NQuads, RdfVersion::V12).expect("N-Quads");
            let again = parsed(&again, RdfFormat::NQuads);
            let again = match format.has_graphs() {
                true => again,
                false => without_graphs(&again),
            };
            are_same(expected, decoded(&again), &format!("{what}, by bixi"));
        }
    }
}

/// Statements by chance.
pub fn choices() -> impl Strategy<Value = Choices> {
    let statement = (
        0..SUBJECTS.len(),
        0..PREDICATES.len(),
        0..32_usize,
        0..8_usize,
    );
    proptest::collection::vec(statement, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_graph_comes_back_in_every_format(
        choices in choices()
    ) {
        comes_back(&choices);
    }
}

/// Every term once, with properties that RDF/XML has or with all.
pub fn every_term(predicates: usize) -> Choices {
    let terms = 0..objects().len();
    terms
        .map(|object| {
            (
                object % SUBJECTS.len(),
                object % predicates,
                object,
                object % 8,
            )
        })
        .collect()
}

#[test]
fn every_term_comes_back() {
    comes_back(&every_term(PREDICATES.len()));
    // Without the control characters and the property that RDF/XML cannot have, so that it is written, too.
    let mut choices = every_term(PREDICATES.len() - 1);
    let controls = objects()
        .iter()
        .position(|object| object.contains("\\u0001"));
    choices.retain(|(_, _, object, _)| Some(*object) != controls);
    let folder = tempfile::tempdir().expect("a folder");
    write_project(folder.path(), &choices);
    let snapshot = built(folder.path());
    exported(&snapshot, ExportFormat::RdfXml, RdfVersion::V12).expect("RDF/XML");
    comes_back(&choices);
}

#[test]
fn a_blank_node_of_the_graph_may_be_called_like_those_of_the_encoding() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "_:x <http://e/p> <<( _:x <http://e/p> _:y )>> .\n";
    fs::write(folder.path().join("proposition-form.nt"), text).expect("a file");
    let bytes = exported(
        &built(folder.path()),
        ExportFormat::NTriples,
        RdfVersion::V11,
    );
    let graph = parsed(&bytes.expect("N-Triples"), RdfFormat::NTriples);
    let expected = parsed(text.as_bytes(), RdfFormat::NTriples);
    are_same(expected, decoded(&graph), "N-Triples");
}

#[test]
fn a_stream_takes_no_more_memory_for_a_larger_graph() {
    for size in [500, 8000] {
        let folder = tempfile::tempdir().expect("a folder");
        let line = |n: usize| format!("<http://e/{n}> <http://e/p> \"{n}\" <http://e/g> .\n");
        let lines: String = (0..size).map(line).collect();
        fs::write(folder.path().join("a.nq"), lines).expect("a file");
        let snapshot = built(folder.path());
        for (format, ending, _) in FORMATS {
            let mut options = options(format, RdfVersion::V12);
            options.limits.memory = Some(10_000);
            let mut written = Vec::new();
            let exported = snapshot.export(&options, &mut written);
            // TriG holds the numbers of the statements of its graphs; the limit is looked at now and then only.
            match format == ExportFormat::TriG && size > 500 {
                true => assert!(matches!(exported, Err(Error::Limit { .. })), "{ending}"),
                false => assert!(exported.is_ok(), "{ending}"),
            }
        }
    }
}

#[test]
fn an_export_that_fails_leaves_the_file_before() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("a.nt"),
        "<http://e/a> <http://e/1> \"\" .\n",
    )
    .expect("a file");
    let snapshot = built(folder.path());
    let path = folder.path().join("graph.rdf");
    fs::write(&path, "before").expect("a file");
    let failed = snapshot.export_to(&path, &options(ExportFormat::RdfXml, RdfVersion::V12));
    let error = failed.expect_err("a property without a name");
    assert_eq!(
        error.to_string(),
        "RDF/XML cannot write the property <http://e/1>, whose end cannot be the name of an element; write Turtle instead"
    );
    assert_eq!(fs::read_to_string(&path).expect("a file"), "before");
    // What an interrupted run left is no obstacle, and goes.
    let left = folder.path().join(".graph.rdf.new");
    fs::write(&left, "half").expect("a file");
    let written = snapshot.export_to(&path, &options(ExportFormat::NTriples, RdfVersion::V12));
    assert_eq!(written.expect("a file").statements, 1);
    assert!(!left.exists());
}

#[test]
#[cfg_attr(
    not(programs),
    ignore = "BIXI_PROGRAMS does not say that the programs that tests call are installed"
)]
fn rdflib_reads_what_is_written_in_rdf_1_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut choices = every_term(PREDICATES.len() - 1);
    // rdflib has no base directions in any format, and XML not all characters.
    let objects = objects();
    choices.retain(|(_, _, object, _)| {
        !["--rtl", "--ltr", "\\u0001"]
            .iter()
            .any(|part| objects[*object].contains(part))
    });
    write_project(folder.path(), &choices);
    let snapshot = built(folder.path());
    for (format, ending, _) in FORMATS {
        let path = folder.path().join(format!("all.{ending}"));
        snapshot
            .export_to(&path, &options(format, RdfVersion::V11))
            .expect("a file");
    }
    let program = "
import sys
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic, to_isomorphic
formats = dict(nt='nt', ttl='turtle', rdf='xml', jsonld='json-ld')
graphs = {e: Graph().parse(sys.argv[1] + '/all.' + e, format=f) for e, f in formats.items()}
for ending, graph in graphs.items():
    assert len(graph) == len(graphs['nt']), (ending, len(graph), len(graphs['nt']))
    assert isomorphic(graph, graphs['nt']), ending
def sizes(ending, format):
    dataset = Dataset()
    dataset.parse(sys.argv[1] + '/all.' + ending, format=format)
    named = [g for g in dataset.graphs() if len(g)]
    return sorted(len(g) for g in named), sum(len(g) for g in named)
assert sizes('nq', 'nquads') == sizes('trig', 'trig'), (sizes('nq', 'nquads'), sizes('trig', 'trig'))
print(len(graphs['nt']), sizes('nq', 'nquads')[1])
";
    let read = Command::new("python3")
        .args(["-c", program])
        .arg(folder.path())
        .output();
    let read = read.expect("Python");
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{said}");
    let triples = fs::read_to_string(folder.path().join("all.nt")).expect("a file");
    let quads = fs::read_to_string(folder.path().join("all.nq")).expect("a file");
    let expected = format!("{} {}\n", triples.lines().count(), quads.lines().count());
    assert_eq!(String::from_utf8_lossy(&read.stdout), expected);
}
