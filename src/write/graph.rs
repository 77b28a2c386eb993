//! Graphs as [Turtle](https://www.w3.org/TR/rdf12-turtle/) and [N-Triples](https://www.w3.org/TR/rdf12-n-triples/), sorted.

use crate::error::{Error, Result};
use crate::rdf::{BlankNode, NamedOrBlankNode, Prefixes, Term, Triple, vocab, with_usual_case};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;

/// How a graph is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// With prefixes, grouped by subject and predicate.
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
    triples.sort_by_cached_key(ToString::to_string);
    triples.dedup();
    let text = match format {
        GraphFormat::Turtle => turtle(&triples, prefixes),
        GraphFormat::NTriples => triples
            .iter()
            .map(|triple| format!("{triple} .\n"))
            .collect(),
    };
    output
        .write_all(text.as_bytes())
        .map_err(Error::io("write", "the result"))?;
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
        other => with_usual_case(other),
    };
    Triple::new(subject, triple.predicate, object)
}

fn turtle(triples: &[Triple], prefixes: &Prefixes) -> String {
    let mut text = String::new();
    let used = used_prefixes(triples, prefixes);
    for (name, namespace) in prefixes.iter().filter(|(name, _)| used.contains(*name)) {
        text.push_str(&format!("@prefix {name}: <{namespace}> .\n"));
    }
    for of_subject in triples.chunk_by(|a, b| a.subject == b.subject) {
        let mut by_predicate: BTreeMap<(bool, String), Vec<String>> = BTreeMap::new();
        for triple in of_subject {
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
        let subject = prefixes.display(&of_subject[0].subject.clone().into());
        let lines: Vec<String> = lines.collect();
        text.push_str(&format!("\n{subject} {} .\n", lines.join(" ;\n    ")));
    }
    text.trim_start().to_owned()
}

/// The names of the prefixes that the terms of triples are written with.
fn used_prefixes(triples: &[Triple], prefixes: &Prefixes) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut note = |iri: &str| {
        let name = prefixes.compact(iri);
        used.extend(name.and_then(|name| Some(name.split_once(':')?.0.to_owned())));
    };
    for triple in triples {
        note_terms(triple, &mut note);
    }
    used
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
