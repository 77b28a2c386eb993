//! Compares a graph of an engine with what was sent: how many statements there are, and what some subjects have.

use super::graphs::PublishedGraph;
use super::manifest::{not_rows, rows};
use super::store::Store;
use super::text::Text;
use super::value::{value, value_of_triple};
use crate::error::{Error, Result};
use crate::rdf::{NamedNode, Term, Triple};
use oxigraph::io::{RdfFormat, RdfParser};
use std::collections::{BTreeMap, BTreeSet};

/// The subjects of a graph whose statements are compared.
const SUBJECTS: usize = 3;
/// The most statements of such a subject.
const MOST: usize = 1_000;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The number of graphs whose statements were counted.
    pub graphs: usize,
    /// The number of subjects whose statements were compared.
    pub subjects: usize,
    /// The number of graphs that have fewer statements than were sent, since several have the same value for the engine.
    pub merged: usize,
    /// What is otherwise than it was sent.
    pub differences: Vec<Difference>,
}

/// What is otherwise in an engine than it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The IRI of the graph.
    pub graph: NamedNode,
    /// What it is, as a sentence without an end.
    pub problem: String,
}

/// Compares a graph with its text.
///
/// # Errors
/// If the engine cannot be asked.
pub fn check(
    store: &Store,
    graph: &PublishedGraph,
    text: &Text,
    checked: &mut Checked,
) -> Result<()> {
    checked.graphs += 1;
    let there = store.count(&graph.iri)?;
    if there != text.triples {
        let least = values(&text.bytes)?;
        match (least..text.triples).contains(&there) {
            true => checked.merged += 1,
            false => checked.differences.push(Difference {
                graph: graph.iri.clone(),
                problem: format!(
                    "{there} statements are there, and {} were sent",
                    text.triples
                ),
            }),
        }
    }
    for lines in samples(&text.bytes) {
        checked.subjects += 1;
        if let Some(problem) = compare(store, &graph.iri, lines)? {
            checked.differences.push(Difference {
                graph: graph.iri.clone(),
                problem,
            });
        }
    }
    Ok(())
}

/// Counts the statements of a text that differ in value.
fn values(lines: &[u8]) -> Result<usize> {
    let mut values = BTreeSet::new();
    for triple in parsed(lines) {
        values.insert(value_of_triple(&triple?).to_string());
    }
    Ok(values.len())
}

fn parsed(lines: &[u8]) -> impl Iterator<Item = Result<Triple>> + '_ {
    let quads = RdfParser::from_format(RdfFormat::NTriples).for_slice(lines);
    quads.map(|quad| {
        quad.map(Triple::from)
            .map_err(|error| Error::internal(format!("the text of a graph is not RDF: {error}")))
    })
}

/// Returns the lines of some subjects, evenly far from each other in a text that is sorted.
fn samples(text: &[u8]) -> Vec<&[u8]> {
    let mut samples: Vec<&[u8]> = Vec::new();
    for number in 0..SUBJECTS {
        let at = text.len() * (2 * number + 1) / (2 * SUBJECTS);
        let start = text.get(..at).unwrap_or_default();
        let start = start.iter().rposition(|byte| *byte == b'\n');
        let lines = of_subject_at(text, start.map_or(0, |end| end + 1));
        let number = lines.iter().filter(|byte| **byte == b'\n').count();
        let is_new = !samples.iter().any(|known| known.as_ptr() == lines.as_ptr());
        if is_new && (1..=MOST).contains(&number) {
            samples.push(lines);
        }
    }
    samples
}

/// Returns the lines that have the subject of the line which begins somewhere.
fn of_subject_at(text: &[u8], line: usize) -> &[u8] {
    let (before, after) = text.split_at_checked(line).unwrap_or((text, &[]));
    let subject = after.split_inclusive(|byte| *byte == b' ').next();
    let subject = subject.unwrap_or_default();
    let has = |line: &&[u8]| line.starts_with(subject);
    let following = after.split_inclusive(|byte| *byte == b'\n');
    let end: usize = following.take_while(has).map(<[u8]>::len).sum();
    let preceding = before.rsplit_inclusive_lines();
    let start: usize = preceding.take_while(has).map(<[u8]>::len).sum();
    text.get(line - start..line + end).unwrap_or_default()
}

/// Goes through lines from the last to the first.
trait Lines {
    fn rsplit_inclusive_lines(&self) -> impl Iterator<Item = &[u8]>;
}

impl Lines for [u8] {
    fn rsplit_inclusive_lines(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self;
        std::iter::from_fn(move || {
            let last = rest.len().checked_sub(1)?;
            let end = rest.get(..last)?.iter().rposition(|byte| *byte == b'\n');
            let (before, line) = rest.split_at_checked(end.map_or(0, |end| end + 1))?;
            rest = before;
            Some(line)
        })
    }
}

/// What a subject has, by value, as it is written.
type Statements = BTreeMap<String, String>;

fn add(statements: &mut Statements, predicate: &NamedNode, object: &Term) {
    let by_value = format!("{predicate} {}", value(object));
    statements.insert(by_value, format!("{predicate} {object}"));
}

/// Compares what a subject has with its lines, by value, and returns what is otherwise.
fn compare(store: &Store, graph: &NamedNode, lines: &[u8]) -> Result<Option<String>> {
    let sent: Vec<Triple> = parsed(lines).collect::<Result<_>>()?;
    let Some(first) = sent.first() else {
        return Ok(None);
    };
    let subject = &first.subject;
    let text = format!("SELECT ?p ?o WHERE {{ GRAPH {graph} {{ {subject} ?p ?o }} }}");
    let mut there = Statements::new();
    for row in rows(store.client(), &text)? {
        match row.as_slice() {
            [Some(Term::NamedNode(predicate)), Some(object)] => add(&mut there, predicate, object),
            _ => return Err(not_rows(store.client()).into()),
        }
    }
    let mut own = Statements::new();
    for triple in &sent {
        add(&mut own, &triple.predicate, &triple.object);
    }
    let only = |of: &Statements, other: &Statements| {
        let mut only = of.iter().filter(|(value, _)| !other.contains_key(*value));
        only.next().map(|(_, written)| written.clone())
    };
    let (lost, added) = (only(&own, &there), only(&there, &own));
    Ok(match (lost, added) {
        (Some(lost), Some(added)) => Some(format!(
            "{subject} {lost} was sent, and {subject} {added} is there"
        )),
        (Some(lost), None) => Some(format!("{subject} {lost} was sent, and is not there")),
        (None, Some(added)) => Some(format!("{subject} {added} is there, and was not sent")),
        (None, None) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_all_lines_of_their_subjects() {
        let lines: String = (0..9)
            .flat_map(|subject| (0..3).map(move |object| format!("<{subject}> <p> <{object}> .\n")))
            .collect();
        let shown: Vec<&str> = samples(lines.as_bytes())
            .into_iter()
            .map(|lines| std::str::from_utf8(lines).expect("a text"))
            .collect();
        let of = |subject: u32| -> String {
            (0..3)
                .map(|object| format!("<{subject}> <p> <{object}> .\n"))
                .collect()
        };
        assert_eq!(shown, [of(1), of(4), of(7)]);
        assert_eq!(samples(b"<a> <p> <b> .\n"), [b"<a> <p> <b> .\n"]);
        assert!(samples(b"").is_empty());
    }

    #[test]
    fn statements_are_counted_by_value() {
        let lines = b"<urn:a> <urn:p> \"1\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n\
            <urn:a> <urn:p> \"1.0\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n\
            <urn:a> <urn:p> \"1\" .\n";
        assert_eq!(values(lines).expect("RDF"), 2);
    }
}
