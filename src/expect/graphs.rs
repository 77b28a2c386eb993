//! `*.rq` with `*.ttl`: the statements that a CONSTRUCT or DESCRIBE query must give, whatever its blank nodes are called.

use super::stated::stated;
use crate::dictionary::{Interner, Tag, TermId};
use crate::error::{Error, Result};
use crate::number::count;
use crate::query::Triples;
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Prefixes, Term, Triple, with_usual_case};
use crate::source::SourceFile;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::{BlankNodeRef, Graph, TermRef, TripleRef};
use std::collections::BTreeSet;

/// The most statements of each kind that a failure shows.
const SHOWN: usize = 20;
/// The most statements with blank nodes that are compared: whether two graphs are the same but for the names of these is hard to
/// know in general.
const WITH_NODES: usize = 1000;

/// How the statements of a query differ from those that are expected.
#[derive(Default)]
pub struct Differing {
    /// A line for each, after one with their numbers.
    pub failures: Vec<String>,
    /// Those that were not expected, without those that have blank nodes, sorted.
    pub unexpected: Vec<Triple>,
}

impl Differing {
    /// What is wrong is no statement.
    pub fn failing(failure: String) -> Self {
        Self {
            failures: vec![failure],
            ..Self::default()
        }
    }
}

/// Compares the statements of a query with those of a file.
///
/// # Errors
/// If the file has more terms than can be numbered.
pub fn compare(
    prefixes: &Prefixes,
    triples: Triples,
    file: &SourceFile,
    base: Option<&str>,
) -> Result<Differing> {
    let said = match stated(file, base)? {
        Ok(said) => said,
        Err(wrong) => return Ok(Differing::failing(wrong.failure)),
    };
    let statements = said.statements.iter();
    let expected = statements.map(|statement| triple(&said.interner, statement.triple));
    let expected: Graph = expected.collect::<Result<_>>()?;
    let actual: Graph = triples.map(usual).collect();
    let with_nodes = |graph: &Graph| {
        graph
            .iter()
            .filter(|triple| has_node(&triple.into_owned()))
            .count()
    };
    if with_nodes(&expected).max(with_nodes(&actual)) > WITH_NODES {
        let message = format!(
            "more than {WITH_NODES} statements have blank nodes, which are too many to be compared"
        );
        return Ok(Differing::failing(message));
    }
    let (expected, actual) = (canonical(expected), canonical(actual));
    if expected == actual {
        return Ok(Differing::default());
    }
    let surplus = actual.iter().filter(|triple| !expected.contains(*triple));
    let surplus = surplus
        .map(TripleRef::into_owned)
        .filter(|triple| !has_node(triple));
    let mut surplus: Vec<Triple> = surplus.collect();
    surplus.sort_by_cached_key(Triple::to_string);
    let (mut missing, mut unexpected) = (lines(prefixes, &expected), lines(prefixes, &actual));
    let shared: BTreeSet<String> = missing.intersection(&unexpected).cloned().collect();
    missing.retain(|line| !shared.contains(line));
    unexpected.retain(|line| !shared.contains(line));
    if missing.is_empty() && unexpected.is_empty() {
        let failure = "the statements differ in which of their blank nodes are the same".to_owned();
        return Ok(Differing::failing(failure));
    }
    let mut failures = vec![format!(
        "expected {}, got {} (- is missing, + was not expected)",
        count(expected.len(), "statement"),
        actual.len()
    )];
    failures.extend(signed("-", &missing));
    failures.extend(signed("+", &unexpected));
    Ok(Differing {
        failures,
        unexpected: surplus,
    })
}

/// Describes each statement as one that was not expected.
pub fn expect_none(prefixes: &Prefixes, triples: Triples) -> Differing {
    let actual: Graph = triples.map(usual).collect();
    let lines = lines(prefixes, &actual);
    let failures = signed("unexpected statement:", &lines);
    let unexpected = actual.iter().map(TripleRef::into_owned);
    let mut unexpected: Vec<Triple> = unexpected.filter(|triple| !has_node(triple)).collect();
    unexpected.sort_by_cached_key(Triple::to_string);
    Differing {
        failures,
        unexpected,
    }
}

fn signed(sign: &str, lines: &BTreeSet<String>) -> Vec<String> {
    let shown = lines
        .iter()
        .take(SHOWN)
        .map(|line| format!("{sign} {line}"));
    let more = lines.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("{sign} and {} more", count(more, "statement")));
    shown.chain(more).collect()
}

/// Gives blank nodes names that are the same in every graph that differs by them only.
fn canonical(mut graph: Graph) -> Graph {
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    graph
}

/// The statements of a graph as in Turtle. A blank node that is the object of one statement stands there with its own statements,
/// so that lines of two graphs can be compared.
fn lines(prefixes: &Prefixes, graph: &Graph) -> BTreeSet<String> {
    let shown = Shown { prefixes, graph };
    let outermost = graph
        .iter()
        .filter(|triple| shown.whole(triple.subject.into()).is_none());
    outermost.map(|triple| shown.statement(triple)).collect()
}

/// How statements of a graph are shown.
struct Shown<'g> {
    prefixes: &'g Prefixes,
    graph: &'g Graph,
}

impl Shown<'_> {
    fn statement(&self, triple: TripleRef) -> String {
        let subject = self.prefixes.display(&Term::from(triple.subject));
        format!("{subject} {}", self.property(triple))
    }

    fn property(&self, triple: TripleRef) -> String {
        let predicate = self.prefixes.display_iri(triple.predicate.as_str());
        format!("{predicate} {}", self.object(triple.object))
    }

    fn object(&self, object: TermRef) -> String {
        match self.whole(object) {
            Some(node) => {
                let properties = self.graph.triples_for_subject(node);
                let mut properties: Vec<String> =
                    properties.map(|triple| self.property(triple)).collect();
                properties.sort_unstable();
                format!("[ {} ]", properties.join(" ; "))
            }
            None => self.prefixes.display(&object.into_owned()),
        }
    }

    /// Returns a blank node that stands where it is the object: of one statement, and not below itself.
    fn whole<'t>(&self, term: TermRef<'t>) -> Option<BlankNodeRef<'t>> {
        let TermRef::BlankNode(node) = term else {
            return None;
        };
        let mut above = node.into_owned();
        let mut seen = BTreeSet::new();
        loop {
            let mut statements = self.graph.triples_for_object(above.as_ref());
            let subject = match (statements.next(), statements.next()) {
                (Some(triple), None) => triple.subject.into_owned(),
                // The node itself is no object of one statement, or what is above it begins a line.
                _ => return (above.as_ref() != node).then_some(node),
            };
            match subject {
                NamedOrBlankNode::NamedNode(_) => return Some(node),
                NamedOrBlankNode::BlankNode(subject)
                    if seen.insert(subject.as_str().to_owned()) =>
                {
                    above = subject
                }
                NamedOrBlankNode::BlankNode(_) => return None,
            }
        }
    }
}

/// Returns a triple whose language tags are in their usual case.
fn usual(triple: Triple) -> Triple {
    Triple::new(
        triple.subject,
        triple.predicate,
        with_usual_case(triple.object),
    )
}

fn has_node(triple: &Triple) -> bool {
    let is_node = matches!(triple.subject, NamedOrBlankNode::BlankNode(_));
    is_node
        || match &triple.object {
            Term::BlankNode(_) => true,
            Term::Triple(inner) => has_node(inner),
            _ => false,
        }
}

/// Returns a statement of a file as terms.
pub fn triple(interner: &Interner, ids: [TermId; 3]) -> Result<Triple> {
    let [subject, predicate, object] = ids.map(|id| term(interner, id));
    let wrong = || Error::internal("a statement has a term where it cannot stand");
    let subject = match subject? {
        Term::NamedNode(iri) => NamedOrBlankNode::from(iri),
        Term::BlankNode(node) => node.into(),
        _ => return Err(wrong()),
    };
    let Term::NamedNode(predicate) = predicate? else {
        return Err(wrong());
    };
    Ok(usual(Triple::new(subject, predicate, object?)))
}

fn term(interner: &Interner, id: TermId) -> Result<Term> {
    if let Some(parts) = interner.triple(id) {
        return Ok(triple(interner, parts)?.into());
    }
    let (tag, text) = interner.get(id);
    let text = String::from_utf8_lossy(text).into_owned();
    let literal_type = tag
        .literal_type()
        .map(|index| interner.literal_types().get(index as usize));
    Ok(match literal_type {
        Some(Some(literal_type)) => literal_type.literal(text).into(),
        Some(None) => return Err(Error::internal("a literal has no datatype")),
        None if tag == Tag::BLANK => BlankNode::new_unchecked(text).into(),
        None => NamedNode::new_unchecked(text).into(),
    })
}
