//! The graphs that queries make, sorted: as [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), Turtle, RDF/XML and JSON-LD.

use super::json_ld::json_ld;
use super::output::Output;
use super::rdf_xml::RdfXml;
use super::turtle::{Turtle, verb};
use crate::error::Result;
use crate::query::{Triples, sort};
use crate::rdf::{BlankNode, NamedOrBlankNode, Prefixes, Term, Triple, vocab, with_usual_case};
use std::collections::{BTreeSet, HashMap};
use std::io::Write;

/// How a graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// With prefixes, grouped by subject and predicate.
    Turtle,
    /// One triple a line.
    NTriples,
    /// [RDF/XML](https://www.w3.org/TR/rdf12-xml/)
    RdfXml,
    /// [JSON-LD 1.1](https://www.w3.org/TR/json-ld11/), expanded and flattened.
    JsonLd,
}

/// Writes triples and gives how many distinct ones there were. Blank nodes for which `is_known` is false were made while
/// the query ran, with names by chance; they are named again by their order.
///
/// # Errors
/// If the output cannot be written, the format cannot say a triple, or a limit of the query is passed.
pub fn graph(
    triples: Triples,
    format: GraphFormat,
    prefixes: &Prefixes,
    is_known: &dyn Fn(&BlankNode) -> bool,
    output: &mut impl Write,
) -> Result<usize> {
    let budget = triples.budget();
    let (pace, mut memory) = (budget.pace(), budget.reservation());
    let mut names = HashMap::new();
    let mut named = |node: BlankNode| {
        if is_known(&node) {
            return node;
        }
        let next = BlankNode::new_unchecked(format!("b{}", names.len() + 1));
        names.entry(node).or_insert(next).clone()
    };
    let (mut lines, mut bytes) = (Vec::new(), 0);
    for triple in triples {
        let triple = rename(triple, &mut named);
        let line = triple.to_string();
        // The line, and the texts of its terms.
        bytes += size_of::<Line>() + line.len() * 2;
        memory.set(bytes as u64);
        pace.step(line.len())?;
        lines.push((line, triple));
    }
    let mut lines: Vec<&Line> = lines.iter().collect();
    sort(&mut lines, &budget, |a, b| a.0.cmp(&b.0))?;
    lines.dedup_by(|a, b| a.0 == b.0);
    let mut output = Output::new(output, pace);
    match format {
        GraphFormat::Turtle => turtle(&lines, prefixes, output)?,
        GraphFormat::NTriples => {
            for (line, _) in lines.iter().copied() {
                output.write(&[line, " .\n"])?;
            }
        }
        GraphFormat::RdfXml => {
            let used = used_prefixes(&lines, prefixes, &output)?;
            let mut document = RdfXml::new(output, &used)?;
            for (_, triple) in lines.iter().copied() {
                document.statement(triple)?;
            }
            document.finish()?;
        }
        GraphFormat::JsonLd => {
            let triples: Vec<Triple> = lines.iter().map(|(_, triple)| triple.clone()).collect();
            output.write(&[&json_ld(&triples)?])?;
        }
    }
    Ok(lines.len())
}

/// A triple as it is written in N-Triples, and the triple.
type Line = (String, Triple);

fn rename(triple: Triple, named: &mut impl FnMut(BlankNode) -> BlankNode) -> Triple {
    let subject = match triple.subject {
        NamedOrBlankNode::BlankNode(node) => named(node).into(),
        iri => iri,
    };
    let object = match triple.object {
        Term::BlankNode(node) => named(node).into(),
        Term::Triple(inner) => Term::Triple(Box::new(rename(*inner, named))),
        other => with_usual_case(other),
    };
    Triple::new(subject, triple.predicate, object)
}

/// Writes sorted triples with the types of each subject first, then by the written form of the predicate.
fn turtle(lines: &[&Line], prefixes: &Prefixes, output: Output<impl Write>) -> Result<()> {
    let used = used_prefixes(lines, prefixes, &output)?;
    let mut document = Turtle::new(output, &used)?;
    for of_subject in lines.chunk_by(|a, b| a.1.subject == b.1.subject) {
        let mut of_subject: Vec<&Triple> = of_subject.iter().map(|(_, triple)| triple).collect();
        of_subject.sort_by_cached_key(|triple| {
            let is_type = triple.predicate.as_str() == vocab::RDF_TYPE;
            (!is_type, verb(&triple.predicate, &used))
        });
        for triple in of_subject {
            document.statement(triple, None)?;
        }
    }
    document.finish()
}

/// Returns the prefixes that the terms of triples are written with.
fn used_prefixes(
    lines: &[&Line],
    prefixes: &Prefixes,
    output: &Output<impl Write>,
) -> Result<Prefixes> {
    let mut used = BTreeSet::new();
    let mut note = |iri: &str| {
        let name = prefixes.compact(iri);
        used.extend(name.and_then(|name| Some(name.split_once(':')?.0.to_owned())));
    };
    for (line, triple) in lines {
        output.step(line.len())?;
        note_terms(triple, &mut note);
    }
    Ok(prefixes.only(|name, _| used.contains(name)))
}

fn note_terms(triple: &Triple, note: &mut impl FnMut(&str)) {
    if let NamedOrBlankNode::NamedNode(iri) = &triple.subject {
        note(iri.as_str());
    }
    if triple.predicate.as_str() != vocab::RDF_TYPE {
        note(triple.predicate.as_str());
    }
    match &triple.object {
        Term::NamedNode(iri) => note(iri.as_str()),
        Term::Literal(literal) => note(literal.datatype().as_str()),
        Term::Triple(inner) => note_terms(inner, note),
        Term::BlankNode(_) => {}
    }
}
