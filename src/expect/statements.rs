//! `*.holds.ttl` and `*.absent.ttl`: statements that must be, or must not be, in the graph; their blank nodes are variables.

use super::stated::{Misread, stated};
use crate::dictionary::{Interner, LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::query::{Answer, Arguments, Dataset, Limits, Query, Results, Solution, answer};
use crate::rdf::{Term, TermRef, Variable, vocab};
use crate::source::SourceFile;
use crate::statement::{Statement, Statements};
use std::collections::{BTreeMap, BTreeSet};

/// What must be so of the statements of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Each holds.
    Holds,
    /// None holds.
    Absent,
    /// Each holds, and no file asserts it.
    Inferred,
}

impl Kind {
    /// What the name of a file says.
    pub fn of(path: &str) -> Self {
        if path.ends_with(".absent.ttl") {
            Self::Absent
        } else if path.ends_with(".inferred.ttl") {
            Self::Inferred
        } else {
            Self::Holds
        }
    }
}

/// What is not as it should be.
#[derive(Default)]
pub struct Found {
    /// A line for each statement.
    pub failures: Vec<String>,
    /// The 1-based line of the first of them.
    pub line: Option<u32>,
    /// Those that should hold and do not, as far as the graph has their terms.
    pub missing: Vec<[TermId; 3]>,
    /// Those that hold and should not, or not be asserted.
    pub unexpected: Vec<[TermId; 3]>,
}

/// Checks a file of statements.
///
/// # Errors
/// If there are more terms than can be numbered, or a limit is passed.
pub fn check(
    dataset: Dataset,
    source: &SourceFile,
    base: Option<&str>,
    kind: Kind,
    allow_unknown: bool,
    limits: &Limits,
) -> Result<Found> {
    let said = match stated(source, base)? {
        Ok(said) => said,
        Err(Misread { failure, line }) => {
            return Ok(Found {
                failures: vec![failure],
                line: Some(line),
                ..Found::default()
            });
        }
    };
    let graph = dataset.graph();
    let mut found = Found::default();
    if said.statements.is_empty() {
        let failure = format!("{}: it states nothing", source.path);
        found.failures.push(failure);
    }
    for group in connected(&said) {
        let (holds, doubts) = ask(dataset, &said, &group, limits)?;
        let (meant, is_asserted) = match kind {
            Kind::Absent if holds => (meant(dataset, &said, &group, limits)?, false),
            Kind::Inferred if holds => {
                let (is_asserted, _) = ask(dataset.asserted(), &said, &group, limits)?;
                (BTreeMap::new(), is_asserted)
            }
            _ => (BTreeMap::new(), false),
        };
        if kind == Kind::Absent && !holds && !allow_unknown {
            // It would be absent whatever the graph has.
            let line = group.first().map_or(1, |statement| statement.line);
            for doubt in doubts {
                found.line.get_or_insert(line);
                let failure = format!("{}:{line}: {doubt}", source.path);
                found.failures.push(failure);
            }
        }
        for statement in group {
            let known = in_graph(graph, &said, statement, &meant);
            let what = match kind {
                Kind::Absent if holds => {
                    found.unexpected.extend(known);
                    "is there"
                }
                Kind::Holds | Kind::Inferred if !holds => {
                    found.missing.extend(known);
                    "is missing"
                }
                Kind::Inferred
                    if is_asserted || known.is_some_and(|triple| graph.is_asserted(triple)) =>
                {
                    found.unexpected.extend(known);
                    "is asserted"
                }
                _ => continue,
            };
            found.line.get_or_insert(statement.line);
            let text = display(graph, &said, statement);
            found
                .failures
                .push(format!("{}:{} {what}: {text}", source.path, statement.line));
        }
    }
    Ok(found)
}

/// The numbers that the terms of a statement have in the graph, if it has them all; a blank node is what is meant by its name.
fn in_graph(
    graph: &Graph,
    said: &Statements,
    statement: &Statement,
    meant: &BTreeMap<String, Term>,
) -> Option<[TermId; 3]> {
    let find = |id: TermId| {
        let (tag, text) = said.interner.get(id);
        let text = String::from_utf8_lossy(text).into_owned();
        match tag.literal_type() {
            Some(index) => {
                let kind = said.interner.literal_types().get(index as usize)?;
                graph.find(&kind.literal(text).into())
            }
            None if tag == Tag::IRI => graph.dictionary.find_iri(&text),
            None => graph.find(meant.get(&text)?),
        }
    };
    let [subject, predicate, object] = statement.triple.map(find);
    Some([subject?, predicate?, object?])
}

/// Statements that share blank nodes can only hold together.
fn connected(said: &Statements) -> Vec<Vec<&Statement>> {
    let mut groups: Vec<(BTreeSet<TermId>, Vec<&Statement>)> = Vec::new();
    for statement in &said.statements {
        let mut nodes = BTreeSet::new();
        statement
            .triple
            .iter()
            .for_each(|id| blank_nodes(&said.interner, *id, &mut nodes));
        let mut members = vec![statement];
        let own = nodes.clone();
        for (other, others) in groups.extract_if(.., |(other, _)| !other.is_disjoint(&own)) {
            members.splice(0..0, others);
            nodes.extend(other);
        }
        groups.push((nodes, members));
    }
    let mut groups: Vec<Vec<&Statement>> = groups.into_iter().map(|(_, members)| members).collect();
    groups.sort_by_key(|members| members.iter().map(|statement| statement.line).min());
    groups
}

fn blank_nodes(interner: &Interner, id: TermId, nodes: &mut BTreeSet<TermId>) {
    match interner.triple(id) {
        Some(parts) => parts
            .iter()
            .for_each(|part| blank_nodes(interner, *part, nodes)),
        None if interner.get(id).0 == Tag::BLANK => {
            nodes.insert(id);
        }
        None => {}
    }
}

/// Returns the ASK queries for the statements of a file, those that share blank nodes in one; or what is wrong in it.
///
/// # Errors
/// If there are more terms than can be numbered.
pub(super) fn asked_statements(
    source: &SourceFile,
    base: Option<&str>,
) -> Result<std::result::Result<Vec<Query>, String>> {
    let said = match stated(source, base)? {
        Ok(said) => said,
        Err(wrong) => return Ok(Err(wrong.failure)),
    };
    let groups = connected(&said);
    let queries = groups.iter().map(|group| query_of(ASK, &said, group));
    queries.collect::<Result<_>>().map(Ok)
}

/// Whether the graph has all statements of a group, for some meaning of their blank nodes; and which names in them are likely to be
/// mistaken.
fn ask(
    dataset: Dataset,
    said: &Statements,
    group: &[&Statement],
    limits: &Limits,
) -> Result<(bool, Vec<String>)> {
    let answer = answered(ASK, dataset, said, group, limits)?;
    let doubts = answer.warnings.iter();
    let doubts = doubts.filter(|doubt| doubt.is_likely_typo);
    let doubts = doubts.map(ToString::to_string).collect();
    match answer.results {
        Results::Boolean(is_true) => Ok((is_true, doubts)),
        _ => Err(Error::internal("an ASK query has solutions")),
    }
}

/// Returns what the blank nodes of a group that holds may mean, by their names: the first solution.
fn meant(
    dataset: Dataset,
    said: &Statements,
    group: &[&Statement],
    limits: &Limits,
) -> Result<BTreeMap<String, Term>> {
    let mut nodes = BTreeSet::new();
    for id in group.iter().flat_map(|statement| statement.triple) {
        blank_nodes(&said.interner, id, &mut nodes);
    }
    if nodes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let first = ("SELECT *", "LIMIT 1");
    let answer = answered(first, dataset, said, group, limits)?;
    let Results::Solutions(mut solutions) = answer.results else {
        return Err(Error::internal("a SELECT query has no solutions"));
    };
    let first = solutions.next();
    let values = first.iter().flat_map(Solution::iter);
    let value =
        |(variable, term): (&Variable, TermRef)| (variable.as_str().to_owned(), term.into());
    Ok(values.map(value).collect())
}

/// What stands before and behind the patterns of a query whether they hold.
const ASK: (&str, &str) = ("ASK", "");

/// Answers a query for the statements of a group as patterns, given what stands before and behind them.
fn answered(
    around: (&str, &str),
    dataset: Dataset,
    said: &Statements,
    group: &[&Statement],
    limits: &Limits,
) -> Result<Answer> {
    let query = query_of(around, said, group)?;
    answer(dataset, &query, &Arguments::new(), limits, false)
}

/// Returns a query for the statements of a group as patterns, given what stands before and behind them.
fn query_of(
    (before, behind): (&str, &str),
    said: &Statements,
    group: &[&Statement],
) -> Result<Query> {
    let patterns: String = group
        .iter()
        .map(|statement| {
            let [s, p, o] = statement.triple.map(|id| sparql(&said.interner, id));
            format!("{s} {p} {o} .\n")
        })
        .collect();
    let text = format!("{before} {{\n{patterns}}} {behind}");
    Query::new(SourceFile::new("expectation", text))
}

/// A term in SPARQL; a blank node is a variable.
fn sparql(interner: &Interner, id: TermId) -> String {
    if let Some(parts) = interner.triple(id) {
        let [s, p, o] = parts.map(|part| sparql(interner, part));
        return format!("<<( {s} {p} {o} )>>");
    }
    let (tag, text) = interner.get(id);
    let text = String::from_utf8_lossy(text).into_owned();
    match tag
        .literal_type()
        .and_then(|index| interner.literal_types().get(index as usize))
    {
        Some(literal_type) => literal(literal_type, text),
        None if tag == Tag::BLANK => format!("?{text}"),
        None => format!("<{text}>"),
    }
}

fn literal(literal_type: &LiteralType, text: String) -> String {
    literal_type.literal(text).to_string()
}

/// A statement as in Turtle, with the prefixes of the graph.
fn display(graph: &Graph, said: &Statements, statement: &Statement) -> String {
    let mut names = BTreeMap::new();
    let terms = statement.triple.map(|id| {
        let (tag, text) = said.interner.get(id);
        if tag == Tag::IRI {
            let iri = String::from_utf8_lossy(text).into_owned();
            let name = if iri == vocab::RDF_TYPE {
                "a".to_owned()
            } else {
                graph.prefixes.display_iri(&iri)
            };
            names.insert(id, name.clone());
            return name;
        }
        sparql(&said.interner, id)
    });
    terms.join(" ")
}
