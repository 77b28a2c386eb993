//! Graphs as [Turtle](https://www.w3.org/TR/rdf12-turtle/) and [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), sorted.

use super::json_ld::json_ld;
use crate::error::{Error, Result};
use crate::query::{Pace, Triples, sort};
use crate::rdf::{BlankNode, NamedOrBlankNode, Prefixes, Term, Triple, vocab, with_usual_case};
use oxigraph::io::{RdfFormat, RdfSerializer};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    let mut output = Output { output, pace };
    match format {
        GraphFormat::Turtle => turtle(&lines, prefixes, &mut output)?,
        GraphFormat::NTriples => {
            for (line, _) in lines.iter().copied() {
                output.write(&[line, " .\n"])?;
            }
        }
        GraphFormat::RdfXml => rdf_xml(&lines, prefixes, &mut output)?,
        GraphFormat::JsonLd => {
            let triples: Vec<Triple> = lines.iter().map(|(_, triple)| triple.clone()).collect();
            output.write(&[&json_ld(&triples)?])?;
        }
    }
    Ok(lines.len())
}

/// A triple as it is written in N-Triples, and the triple.
type Line = (String, Triple);

/// Where a graph is written.
struct Output<'o, 'b, W> {
    output: &'o mut W,
    pace: Pace<'b>,
}

impl<W: Write> Output<'_, '_, W> {
    fn write(&mut self, texts: &[&str]) -> Result<()> {
        for text in texts {
            self.pace.step(text.len())?;
            let written = self.output.write_all(text.as_bytes());
            written.map_err(Error::io("write", "the result"))?;
        }
        Ok(())
    }
}

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

fn turtle(lines: &[&Line], prefixes: &Prefixes, output: &mut Output<impl Write>) -> Result<()> {
    let used = used_prefixes(lines, prefixes, output)?;
    let mut separator = "";
    for (name, namespace) in prefixes.iter().filter(|(name, _)| used.contains(*name)) {
        output.write(&["@prefix ", name, ": <", namespace, "> .\n"])?;
        separator = "\n";
    }
    for of_subject in lines.chunk_by(|a, b| a.1.subject == b.1.subject) {
        let mut by_predicate: BTreeMap<(bool, String), Vec<String>> = BTreeMap::new();
        for (line, triple) in of_subject {
            output.pace.step(line.len())?;
            let iri = triple.predicate.as_str();
            let is_type = iri == vocab::RDF_TYPE;
            let verb = if is_type {
                "a".to_owned()
            } else {
                prefixes.display_iri(iri)
            };
            by_predicate
                .entry((!is_type, verb))
                .or_default()
                .push(prefixes.display(&triple.object));
        }
        let lines = by_predicate
            .into_iter()
            .map(|((_, verb), o)| format!("{verb} {}", o.join(", ")));
        let subject = prefixes.display(&of_subject[0].1.subject.clone().into());
        let lines: Vec<String> = lines.collect();
        output.write(&[separator, &subject, " ", &lines.join(" ;\n    "), " .\n"])?;
        separator = "\n";
    }
    Ok(())
}

fn rdf_xml(lines: &[&Line], prefixes: &Prefixes, output: &mut Output<impl Write>) -> Result<()> {
    let written = Error::io("write", "the result");
    let mut serializer = RdfSerializer::from_format(RdfFormat::RdfXml);
    let used = used_prefixes(lines, prefixes, output)?;
    for (name, namespace) in prefixes.iter().filter(|(name, _)| used.contains(*name)) {
        // A name that XML does not have, such as the empty one, is left to the serializer.
        if let Ok(with_prefix) = serializer.clone().with_prefix(name, namespace) {
            serializer = with_prefix;
        }
    }
    let mut serializer = serializer.for_writer(&mut *output.output);
    for (line, triple) in lines.iter().copied() {
        output.pace.step(line.len())?;
        serializer
            .serialize_triple(triple)
            .map_err(Error::io("write", "the result"))?;
    }
    serializer.finish().map_err(written)?;
    Ok(())
}

/// The names of the prefixes that the terms of triples are written with.
fn used_prefixes(
    lines: &[&Line],
    prefixes: &Prefixes,
    output: &mut Output<impl Write>,
) -> Result<BTreeSet<String>> {
    let mut used = BTreeSet::new();
    let mut note = |iri: &str| {
        let name = prefixes.compact(iri);
        used.extend(name.and_then(|name| Some(name.split_once(':')?.0.to_owned())));
    };
    for (line, triple) in lines {
        output.pace.step(line.len())?;
        note_terms(triple, &mut note);
    }
    Ok(used)
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
