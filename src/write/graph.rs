//! Graphs as [Turtle](https://www.w3.org/TR/rdf12-turtle/) and [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), sorted.

use crate::error::{Error, Result};
use crate::rdf::{BlankNode, NamedOrBlankNode, Prefixes, Term, Triple};
use oxigraph::io::{RdfFormat, RdfSerializer};
use std::collections::HashMap;
use std::io::Write;

/// How a graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// With prefixes, grouped by subject.
    Turtle,
    /// One triple a line.
    NTriples,
}

/// Writes triples and gives how many distinct ones there were. Blank nodes for which `is_known` is false were made while
/// the query ran, with names by chance; they are named again by their order.
///
/// # Errors
/// If the output cannot be written.
pub fn graph(
    triples: Vec<Triple>,
    format: GraphFormat,
    prefixes: &Prefixes,
    is_known: &dyn Fn(&BlankNode) -> bool,
    output: &mut impl Write,
) -> Result<usize> {
    let mut names = HashMap::new();
    let mut named = |node: BlankNode| {
        if is_known(&node) {
            return node;
        }
        let next = BlankNode::new_unchecked(format!("b{}", names.len() + 1));
        names.entry(node).or_insert(next).clone()
    };
    let mut triples: Vec<Triple> = triples.into_iter().map(|t| rename(t, &mut named)).collect();
    triples.sort_by_cached_key(|triple| triple.to_string());
    triples.dedup();
    let mut serializer = RdfSerializer::from_format(match format {
        GraphFormat::Turtle => RdfFormat::Turtle,
        GraphFormat::NTriples => RdfFormat::NTriples,
    });
    for (name, namespace) in used(prefixes, &triples) {
        // A namespace that is no IRI stays written out.
        serializer = serializer
            .clone()
            .with_prefix(name, namespace)
            .unwrap_or(serializer);
    }
    let mut writer = serializer.for_writer(&mut *output);
    for triple in &triples {
        writer
            .serialize_triple(triple)
            .map_err(Error::io("write", "the result"))?;
    }
    writer.finish().map_err(Error::io("write", "the result"))?;
    Ok(triples.len())
}

fn rename(triple: Triple, named: &mut impl FnMut(BlankNode) -> BlankNode) -> Triple {
    let subject = match triple.subject {
        NamedOrBlankNode::BlankNode(node) => named(node).into(),
        iri => iri,
    };
    let object = match triple.object {
        Term::BlankNode(node) => named(node).into(),
        Term::Triple(inner) => Term::Triple(Box::new(rename(*inner, named))),
        other => other,
    };
    Triple::new(subject, triple.predicate, object)
}

/// The prefixes that an IRI of the triples has.
fn used<'a>(
    prefixes: &'a Prefixes,
    triples: &[Triple],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let text: String = triples.iter().map(|triple| format!("{triple}\n")).collect();
    prefixes
        .iter()
        .filter(move |(_, namespace)| text.contains(&format!("<{namespace}")))
}
