//! The graphs of a snapshot as an engine holds them.

use super::Graphs;
use bixi::internals::rdf::{GraphName, NamedOrBlankNode, Term, Triple};
use bixi::{ExportFormat, ExportOptions, ExportPart, QueryLimits, RdfVersion, Snapshot};
use oxttl::NQuadsParser;
use std::fmt::Write;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// Returns the graphs of a snapshot as N-Triples, by their names, which have the encoding before them.
pub fn graphs(snapshot: &Snapshot, encoding: &str) -> Graphs {
    let options = ExportOptions {
        format: ExportFormat::NQuads,
        version: RdfVersion::V12,
        part: ExportPart::All,
        limits: QueryLimits::default(),
    };
    let mut quads = Vec::new();
    snapshot.export(&options, &mut quads).expect("N-Quads");
    let mut graphs = Graphs::new();
    for quad in NQuadsParser::new().for_slice(&quads) {
        let quad = quad.expect("N-Quads");
        let GraphName::NamedNode(name) = &quad.graph_name else {
            unreachable!("{quad} is in no graph of a source");
        };
        let graph = graphs
            .entry(format!("urn:{encoding}:{}", name.as_str()))
            .or_default();
        let subject = subject(&quad.subject);
        match &quad.object {
            Term::Triple(triple) if encoding == "basic" => {
                let node = node(triple, graph);
                let _ = writeln!(graph, "{subject} {} {node} .", quad.predicate);
            }
            object => {
                let _ = writeln!(graph, "{subject} {} {} .", quad.predicate, term(object));
            }
        }
    }
    graphs
}

/// Describes a triple term, and returns the node that stands for it.
fn node(triple: &Triple, graph: &mut String) -> String {
    let name: String = triple
        .to_string()
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let node = format!("<urn:bixi:term:{name}>");
    let _ = writeln!(graph, "{node} <{RDF}type> <{RDF}PropositionForm> .");
    let _ = writeln!(
        graph,
        "{node} <{RDF}propositionFormSubject> {} .",
        subject(&triple.subject)
    );
    let _ = writeln!(
        graph,
        "{node} <{RDF}propositionFormPredicate> {} .",
        triple.predicate
    );
    let _ = writeln!(
        graph,
        "{node} <{RDF}propositionFormObject> {} .",
        term(&triple.object)
    );
    node
}

fn subject(subject: &NamedOrBlankNode) -> String {
    term(&subject.clone().into())
}

fn term(term: &Term) -> String {
    match term {
        Term::BlankNode(node) => format!("<urn:bixi:blank:{}>", node.as_str()),
        Term::Triple(triple) => format!(
            "<<( {} {} {} )>>",
            subject(&triple.subject),
            triple.predicate,
            self::term(&triple.object)
        ),
        term => term.to_string(),
    }
}
