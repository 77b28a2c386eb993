//! What a reader said, as quads of a library: to compare with what other parsers say.

use bixi::internals::dictionary::{Interner, Tag, TermId};
use bixi::internals::rdf::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use bixi::internals::read::{Reading, Syntax, read};
use bixi::internals::source::SourceFile;
use bixi::internals::statement::Statements;
use oxigraph::model::Dataset;
use oxigraph::model::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};

/// Reads a text as our reader does.
pub fn said(text: &[u8], syntax: Syntax, base: Option<&str>) -> Statements {
    said_of(
        &SourceFile::new(format!("data/a.{}", extension(syntax)), text),
        base,
    )
}

/// Reads a source as our reader does.
pub fn said_of(source: &SourceFile, base: Option<&str>) -> Statements {
    let reading = Reading {
        base,
        // The only label of the suites' canonical forms is `_:o1`, so the names that we give are theirs.
        blank_node_prefix: "o",
    };
    read(source, &reading).unwrap()
}

/// The extension of files in a syntax.
pub fn extension(syntax: Syntax) -> &'static str {
    match syntax {
        Syntax::Turtle => "ttl",
        Syntax::TriG => "trig",
        Syntax::NTriples => "nt",
        Syntax::NQuads => "nq",
        Syntax::N3 => "n3",
        Syntax::RdfXml => "rdf",
    }
}

/// The statements as quads, in their order.
pub fn quads(said: &Statements) -> Vec<Quad> {
    let term = |id| term(&said.interner, id);
    said.statements
        .iter()
        .map(|statement| {
            let [subject, predicate, object] = statement.triple.map(term);
            Quad {
                subject: node(subject),
                predicate: iri(predicate),
                object,
                graph_name: statement
                    .graph
                    .map_or(GraphName::DefaultGraph, |name| node(term(name)).into()),
            }
        })
        .collect()
}

pub fn term(interner: &Interner, id: TermId) -> Term {
    let (tag, text) = interner.get(id);
    let text = String::from_utf8(text.to_vec());
    match tag.literal_type() {
        Some(index) => interner.literal_types()[index as usize]
            .literal(text.unwrap())
            .into(),
        None if tag == Tag::IRI => NamedNode::new_unchecked(text.unwrap()).into(),
        None if tag == Tag::BLANK => BlankNode::new_unchecked(text.unwrap()).into(),
        None => {
            let [subject, predicate, object] =
                interner.triple(id).unwrap().map(|id| term(interner, id));
            Triple::new(node(subject), iri(predicate), object).into()
        }
    }
}

fn node(term: Term) -> NamedOrBlankNode {
    match term {
        Term::NamedNode(iri) => iri.into(),
        Term::BlankNode(node) => node.into(),
        other => panic!("{other} is not a subject"),
    }
}

fn iri(term: Term) -> NamedNode {
    match term {
        Term::NamedNode(iri) => iri,
        other => panic!("{other} is not a predicate"),
    }
}

/// Quads with blank nodes named by their place in the graph, sorted: equal for isomorphic datasets.
pub fn canonical(quads: impl IntoIterator<Item = Quad>) -> Vec<String> {
    let mut dataset: Dataset = quads.into_iter().collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = dataset.iter().map(|quad| quad.to_string()).collect();
    lines.sort();
    lines
}
