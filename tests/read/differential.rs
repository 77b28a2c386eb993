//! The same triples as two other parsers: on documents by chance, on damaged ones, on the suites, on this repository.

use crate::cases;
use crate::documents::document;
use crate::quads::{canonical, extension, quads, said};
use bixi::internals::read::Syntax;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Quad};
use oxttl::{NQuadsParser, NTriplesParser, TriGParser, TurtleParser};
use proptest::collection::vec;
use proptest::prelude::*;
use rio_api::model as rio;
use rio_api::parser::{QuadsParser, TriplesParser};
use std::fs;
use std::path::{Path, PathBuf};

const BASE: &str = "http://test/base/file";
const SYNTAXES: [Syntax; 4] = [
    Syntax::Turtle,
    Syntax::TriG,
    Syntax::NTriples,
    Syntax::NQuads,
];

/// What oxttl says, if it finds no fault.
fn by_oxttl(text: &[u8], syntax: Syntax) -> Result<Vec<Quad>, String> {
    let quads: Result<Vec<Quad>, _> = match syntax {
        // The documents have only what is Turtle in N3 too.
        Syntax::Turtle | Syntax::N3 => TurtleParser::new()
            .with_base_iri(BASE)
            .unwrap()
            .for_slice(text)
            .map(|triple| triple.map(|t| t.in_graph(GraphName::DefaultGraph)))
            .collect(),
        Syntax::TriG => TriGParser::new()
            .with_base_iri(BASE)
            .unwrap()
            .for_slice(text)
            .collect(),
        Syntax::NTriples => NTriplesParser::new()
            .for_slice(text)
            .map(|triple| triple.map(|t| t.in_graph(GraphName::DefaultGraph)))
            .collect(),
        Syntax::NQuads => NQuadsParser::new().for_slice(text).collect(),
        Syntax::RdfXml => return by_oxrdfxml(text),
    };
    quads.map_err(|error| error.to_string())
}

/// What oxrdfxml says, if it finds no fault.
fn by_oxrdfxml(text: &[u8]) -> Result<Vec<Quad>, String> {
    let parser = RdfParser::from_format(RdfFormat::RdfXml);
    let parser = parser.with_base_iri(BASE).unwrap();
    let quads: Result<Vec<Quad>, _> = parser.for_slice(text).collect();
    quads.map_err(|error| error.to_string())
}

/// What rio_turtle says, if it finds no fault.
fn by_rio(text: &[u8], syntax: Syntax) -> Result<Vec<Quad>, String> {
    let base = Some(oxiri::Iri::parse(BASE.to_owned()).unwrap());
    let mut quads = Vec::new();
    let mut add_triple = |t: rio::Triple| -> Result<(), rio_turtle::TurtleError> {
        let quad = rio::Quad {
            subject: t.subject,
            predicate: t.predicate,
            object: t.object,
            graph_name: None,
        };
        quads.push(of_rio(quad));
        Ok(())
    };
    let result = match syntax {
        Syntax::Turtle | Syntax::N3 => {
            rio_turtle::TurtleParser::new(text, base).parse_all(&mut add_triple)
        }
        Syntax::NTriples => rio_turtle::NTriplesParser::new(text).parse_all(&mut add_triple),
        Syntax::RdfXml => return Err("RDF/XML is not read by it".to_owned()),
        Syntax::TriG | Syntax::NQuads => {
            let mut add = |q: rio::Quad| -> Result<(), rio_turtle::TurtleError> {
                quads.push(of_rio(q));
                Ok(())
            };
            if syntax == Syntax::TriG {
                rio_turtle::TriGParser::new(text, base).parse_all(&mut add)
            } else {
                rio_turtle::NQuadsParser::new(text).parse_all(&mut add)
            }
        }
    };
    result.map(|()| quads).map_err(|error| error.to_string())
}

fn of_rio(quad: rio::Quad) -> Quad {
    let iri = |iri: rio::NamedNode| NamedNode::new_unchecked(iri.iri);
    let blank = |node: rio::BlankNode| BlankNode::new_unchecked(node.id);
    Quad {
        subject: match quad.subject {
            rio::Subject::NamedNode(node) => iri(node).into(),
            rio::Subject::BlankNode(node) => blank(node).into(),
            other => panic!("{other}"),
        },
        predicate: iri(quad.predicate),
        object: match quad.object {
            rio::Term::NamedNode(node) => iri(node).into(),
            rio::Term::BlankNode(node) => blank(node).into(),
            rio::Term::Literal(literal) => match literal {
                rio::Literal::Simple { value } => Literal::new_simple_literal(value),
                rio::Literal::LanguageTaggedString { value, language } => {
                    let language = language.to_ascii_lowercase();
                    Literal::new_language_tagged_literal_unchecked(value, language)
                }
                rio::Literal::Typed { value, datatype } => {
                    Literal::new_typed_literal(value, iri(datatype))
                }
            }
            .into(),
            other => panic!("{other}"),
        },
        graph_name: match quad.graph_name {
            None => GraphName::DefaultGraph,
            Some(rio::GraphName::NamedNode(node)) => iri(node).into(),
            Some(rio::GraphName::BlankNode(node)) => blank(node).into(),
        },
    }
}

/// Finds the same faults or none as oxttl, and says the same.
fn agrees(text: &[u8], syntax: Syntax) -> Result<(), TestCaseError> {
    let said = said(text, syntax, Some(BASE));
    let shown = String::from_utf8_lossy(text);
    match by_oxttl(text, syntax) {
        Ok(expected) => {
            prop_assert!(said.findings.is_empty(), "{:?}\n{shown}", said.findings);
            prop_assert_eq!(canonical(quads(&said)), canonical(expected), "{}", shown);
        }
        // A reified triple alone at the end of a graph block is right, see TriG's production `triplesBlock`.
        Err(error) if error.ends_with("} is not a valid predicate") => {}
        // No prefix ends in `.`, so the longest token is `true`.
        Err(error) if error.contains("prefixes are not allowed to end with") => {}
        Err(error) => prop_assert!(!said.findings.is_empty(), "{error}\n{shown}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn documents_of_rdf_1_2(bytes in vec(any::<u8>(), 0..160)) {
        for syntax in SYNTAXES {
            let text = document(&bytes, extension(syntax), true);
            prop_assert!(by_oxttl(text.as_bytes(), syntax).is_ok(), "{:?} {text}", by_oxttl(text.as_bytes(), syntax));
            agrees(text.as_bytes(), syntax)?;
        }
    }

    #[test]
    fn documents_of_rdf_1_1(bytes in vec(any::<u8>(), 0..160)) {
        for syntax in SYNTAXES {
            let text = document(&bytes, extension(syntax), false);
            let said = said(text.as_bytes(), syntax, Some(BASE));
            let expected = by_rio(text.as_bytes(), syntax).map(canonical);
            prop_assert_eq!(Ok(canonical(quads(&said))), expected, "{}", text);
        }
    }

    #[test]
    fn damaged_documents(bytes in vec(any::<u8>(), 0..120), at in any::<prop::sample::Index>(), damage in 0..9_usize) {
        for syntax in SYNTAXES {
            let mut text = document(&bytes, extension(syntax), true);
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            match ["", "", ".", ";", "\"", ">", " ", "\\", "温"][damage] {
                "" if damage == 0 => text.truncate(at),
                "" if at < text.len() => drop(text.remove(at)),
                inserted => text.insert_str(at, inserted),
            }
            agrees(text.as_bytes(), syntax)?;
        }
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn all_agree(folder: &Path, least: usize) {
    let mut read = 0;
    for path in files_below(folder) {
        let extension = path.extension().unwrap_or_default().to_str().unwrap();
        if let Some(syntax) = Syntax::of_extension(extension) {
            let text = fs::read(&path).unwrap();
            if let Err(problem) = agrees(&text, syntax) {
                panic!("{}: {problem}", path.display());
            }
            read += 1;
        }
    }
    assert!(read >= least, "{read} files in {}", folder.display());
}

#[test]
fn the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    all_agree(&root.join("ontology"), 1);
    all_agree(&root.join("data"), 1);
    all_agree(&root.join("tests"), 1);
}

#[test]
#[cfg_attr(
    not(conformance),
    ignore = "BIXI_CONFORMANCE does not name the folder of the public suites"
)]
fn the_suites() {
    let root = std::env::var_os("BIXI_CONFORMANCE").expect("BIXI_CONFORMANCE is set");
    all_agree(&PathBuf::from(root).join("turtle"), 1400);
}
