//! `*.rq` with `*.ttl`: the statements that a CONSTRUCT or DESCRIBE query must give, whatever its blank nodes are called.

use super::isomorphism::{Tuple, colours as colours_of, mapping};
use super::stated::stated;
use super::steps::Steps;
use crate::dictionary::{Interner, Tag, TermId};
use crate::error::{Error, Result};
use crate::number::{count, with_commas};
use crate::query::Triples;
use crate::rdf::{BlankNode, NamedNode, NamedOrBlankNode, Prefixes, Term, Triple, with_usual_case};
use crate::source::SourceFile;
use oxigraph::model::{BlankNodeRef, Graph, TermRef, TripleRef};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The most statements of each kind that a failure shows.
const SHOWN: usize = 20;

/// How the statements of a query differ from those that are expected.
#[derive(Default)]
pub struct Differing {
    /// A line for each, after one with their numbers.
    pub failures: Vec<String>,
    /// Those that were not expected, without those that have blank nodes, sorted.
    pub unexpected: Vec<Triple>,
}

impl Differing {
    /// What is wrong is not a statement.
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
/// If the file has more terms than can be numbered, or the comparison takes too much.
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
    let mut steps = Steps::default();
    let Some((expected, actual)) = renamed(expected, actual, &mut steps)? else {
        return Ok(Differing::default());
    };
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
        with_commas(actual.len())
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

/// Gives blank nodes of two graphs names that are the same where they are alike; nothing, if the graphs are the same but for names.
fn renamed(expected: Graph, actual: Graph, steps: &mut Steps) -> Result<Option<(Graph, Graph)>> {
    let mut labels = FxHashMap::default();
    let [left, right] = [&expected, &actual].map(|graph| Nodes::of(graph, &mut labels));
    let counts = (left.names.len(), right.names.len());
    let are_grounded = |graph: &Graph, other: &Graph| {
        let mut ground = graph
            .iter()
            .filter(|triple| !has_node(&triple.into_owned()));
        ground.all(|triple| other.contains(triple))
    };
    if expected.len() == actual.len()
        && are_grounded(&expected, &actual)
        && mapping(&left.tuples, &right.tuples, counts, steps)?.is_some()
    {
        return Ok(None);
    }
    let mut colours = Vec::new();
    for nodes in [&left, &right] {
        colours.push(colours_of(&nodes.tuples, nodes.names.len(), steps)?);
    }
    let mut all: Vec<u64> = colours.concat();
    all.sort_unstable();
    all.dedup();
    let mut graphs = [(expected, left), (actual, right)]
        .into_iter()
        .zip(colours)
        .map(|((graph, nodes), colours)| nodes.renamed(&graph, &colours, &all));
    match (graphs.next(), graphs.next()) {
        (Some(expected), Some(actual)) => Ok(Some((expected, actual))),
        _ => Err(Error::internal("there are two graphs")),
    }
}

/// The blank nodes of a graph.
struct Nodes {
    /// Their numbers.
    names: FxHashMap<BlankNode, usize>,
    /// Those of each statement that has some.
    tuples: Vec<Tuple>,
}

impl Nodes {
    /// Returns those of a graph; statements that say the same but for them share a label.
    fn of(graph: &Graph, labels: &mut FxHashMap<Triple, usize>) -> Self {
        let mut nodes = Self {
            names: FxHashMap::default(),
            tuples: Vec::new(),
        };
        let mut statements: Vec<Triple> = graph.iter().map(TripleRef::into_owned).collect();
        statements.sort_by_cached_key(Triple::to_string);
        for statement in statements.into_iter().filter(has_node) {
            let mut of_statement = Vec::new();
            let label = with_nodes(statement, &mut |node| {
                let next = nodes.names.len();
                of_statement.push(*nodes.names.entry(node).or_insert(next));
                BlankNode::new_unchecked("node")
            });
            let next = labels.len();
            nodes.tuples.push(Tuple {
                label: *labels.entry(label).or_insert(next),
                nodes: of_statement,
            });
        }
        nodes
    }

    /// Returns the graph with names for its blank nodes that say which of some colours they have.
    fn renamed(&self, graph: &Graph, colours: &[u64], all: &[u64]) -> Graph {
        let mut by_number: Vec<(usize, &BlankNode)> = self
            .names
            .iter()
            .map(|(node, number)| (*number, node))
            .collect();
        by_number.sort_unstable_by_key(|(number, _)| *number);
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        let mut names: FxHashMap<&BlankNode, BlankNode> = FxHashMap::default();
        for ((_, node), colour) in by_number.into_iter().zip(colours) {
            let place = all.partition_point(|other| other < colour);
            let count = counts.entry(*colour).or_default();
            *count += 1;
            let name = match *count {
                1 => format!("b{place}"),
                count => format!("b{place}_{count}"),
            };
            names.insert(node, BlankNode::new_unchecked(name));
        }
        let renamed = graph.iter().map(|triple| {
            with_nodes(triple.into_owned(), &mut |node| {
                names.get(&node).cloned().unwrap_or(node)
            })
        });
        renamed.collect()
    }
}

/// Returns a statement with other blank nodes.
fn with_nodes(triple: Triple, other: &mut dyn FnMut(BlankNode) -> BlankNode) -> Triple {
    let subject = match triple.subject {
        NamedOrBlankNode::BlankNode(node) => other(node).into(),
        subject => subject,
    };
    let object = match triple.object {
        Term::BlankNode(node) => other(node).into(),
        Term::Triple(inner) => with_nodes(*inner, other).into(),
        object => object,
    };
    Triple::new(subject, triple.predicate, object)
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
                // The node itself is not an object of one statement, or what is above it begins a line.
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
