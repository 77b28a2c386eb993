//! `*.holds.ttl` and `*.absent.ttl`: statements that must be, or must not be, in the graph; their blank nodes are variables.

use super::stated::{Misread, stated};
use crate::dictionary::{Interner, LiteralType, Tag, TermId};
use crate::error::{Error, Result};
use crate::graph::{Acceptance, Graph};
use crate::number::count;
use crate::query::{
    Answer, Arguments, Dataset, Limits, NameOf, Query, Results, Solution, answer, is_used,
};
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
    let asked = Asked {
        dataset,
        said: &said,
        kind,
        limits,
    };
    let mut found = Found::default();
    if said.statements.is_empty() {
        let failure = format!("{}: it states nothing", source.path);
        found.failures.push(failure);
    }
    for group in connected(&said) {
        let (wrong, doubts) = asked.wrong(&group)?;
        if !allow_unknown {
            // It would be absent whatever the graph has.
            let line = group.first().map_or(1, |statement| statement.line);
            for doubt in doubts {
                found.line.get_or_insert(line);
                let failure = format!("{}:{line}: {doubt}", source.path);
                found.failures.push(failure);
            }
        }
        for (statement, what, known) in wrong {
            match what {
                What::Missing => found.missing.extend(known),
                What::There | What::Asserted => found.unexpected.extend(known),
                What::Apart | What::OnlyInferred => {}
            }
            found.line.get_or_insert(statement.line);
            let text = display(dataset.graph(), &said, statement);
            let what = what.as_str();
            found
                .failures
                .push(format!("{}:{} {what}: {text}", source.path, statement.line));
        }
    }
    let more = found.failures.len().saturating_sub(SHOWN);
    found.failures.truncate(SHOWN);
    found.missing.truncate(SHOWN);
    if more > 0 {
        found
            .failures
            .push(format!("and {} more", count(more, "statement")));
    }
    Ok(found)
}

/// The most statements that a failure shows.
const SHOWN: usize = 20;

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Missing,
    /// It holds, but not for the same blank nodes as the others.
    Apart,
    /// It holds, but what is inferred is not looked at.
    OnlyInferred,
    There,
    Asserted,
}

impl What {
    fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "is missing",
            Self::Apart => "holds, but not together with the others",
            Self::OnlyInferred => "is only inferred, and `asserted = true` leaves that out",
            Self::There => "is there",
            Self::Asserted => "is asserted",
        }
    }
}

/// A statement that is not as it should be, with the numbers that its terms have in the graph.
type Wrong<'s> = (&'s Statement, What, Option<[TermId; 3]>);

/// What the statements of a file are asked of.
struct Asked<'a> {
    dataset: Dataset<'a>,
    said: &'a Statements,
    kind: Kind,
    limits: &'a Limits,
}

impl Asked<'_> {
    /// Returns what is wrong in a group of statements, and, if they are rightly absent, which of their names are likely to be mistaken.
    fn wrong<'s>(&self, group: &[&'s Statement]) -> Result<(Vec<Wrong<'s>>, Vec<String>)> {
        let graph = self.dataset.graph();
        let (holds, doubts) = self.holds(self.dataset, group)?;
        let meant = match self.kind {
            Kind::Absent if holds => meant(self.dataset, self.said, group, self.limits)?,
            _ => BTreeMap::new(),
        };
        let known = |statement| in_graph(graph, self.said, statement, &meant);
        let mut wrong = Vec::new();
        match self.kind {
            Kind::Absent => {
                let there = group.iter().filter(|_| holds);
                wrong.extend(there.map(|statement| (*statement, What::There, known(statement))));
            }
            Kind::Holds | Kind::Inferred if !holds => {
                for statement in group {
                    let what = match group.len() > 1 && self.holds(self.dataset, &[statement])?.0 {
                        true => What::Apart,
                        false if self.is_left_out(known(statement)) => What::OnlyInferred,
                        false => What::Missing,
                    };
                    wrong.push((*statement, what, known(statement)));
                }
                // Those that hold are said only if none is missing.
                if wrong.iter().any(|(_, what, _)| *what != What::Apart) {
                    wrong.retain(|(_, what, _)| *what != What::Apart);
                }
            }
            // What an engine has asserted and what is inferred may be in one graph there.
            Kind::Inferred
                if self
                    .dataset
                    .engine()
                    .is_some_and(|engine| !engine.is_published()) => {}
            Kind::Holds => {}
            Kind::Inferred => {
                let (are_asserted, _) = self.holds(self.dataset.asserted(), group)?;
                let is_asserted = |statement: &&&'s Statement| {
                    are_asserted || known(statement).is_some_and(|ids| graph.is_asserted(ids))
                };
                let asserted = group.iter().filter(is_asserted);
                wrong.extend(
                    asserted.map(|statement| (*statement, What::Asserted, known(statement))),
                );
            }
        }
        let doubts = match self.kind {
            Kind::Absent if !holds => doubts,
            _ => Vec::new(),
        };
        Ok((wrong, doubts))
    }

    /// Whether a dataset has all statements of a group, and which names in them are likely to be mistaken.
    fn holds(&self, dataset: Dataset, group: &[&Statement]) -> Result<(bool, Vec<String>)> {
        let graph = dataset.graph();
        let is_class_of = |p: TermId| match graph.dictionary.text(p) == vocab::RDF_TYPE {
            true => NameOf::Class,
            false => NameOf::Entity,
        };
        let is_beyond_doubt = |name, id: TermId| {
            let dictionary = &graph.dictionary;
            !dictionary.is_iri(id) || is_used(graph, name, &dictionary.text(id))
        };
        if dataset.engine().is_none()
            && let [statement] = group
            && let Some([s, p, o]) = in_graph(graph, self.said, statement, &BTreeMap::new())
            && is_beyond_doubt(NameOf::Property, p)
            && is_beyond_doubt(is_class_of(p), o)
        {
            let mut found = dataset.triples(Some(s), Some(p), Some(o));
            return Ok((found.next().is_some(), Vec::new()));
        }
        ask(dataset, self.said, group, self.limits)
    }

    /// Whether a statement that does not hold is inferred, where only what is asserted is looked at.
    fn is_left_out(&self, known: Option<[TermId; 3]>) -> bool {
        let looks_at_inferred = self.dataset.level() & Acceptance::INFERRED == 0;
        let graph = self.dataset.graph();
        !looks_at_inferred && known.is_some_and(|triple| graph.is_only_inferred(triple))
    }
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
    let mut alone = Vec::new();
    for statement in &said.statements {
        let mut nodes = BTreeSet::new();
        statement
            .triple
            .iter()
            .for_each(|id| blank_nodes(&said.interner, *id, &mut nodes));
        let mut members = vec![statement];
        if nodes.is_empty() {
            alone.push(members);
            continue;
        }
        let own = nodes.clone();
        for (other, others) in groups.extract_if(.., |(other, _)| !other.is_disjoint(&own)) {
            members.splice(0..0, others);
            nodes.extend(other);
        }
        groups.push((nodes, members));
    }
    let groups = groups.into_iter().map(|(_, members)| members);
    let mut groups: Vec<Vec<&Statement>> = groups.chain(alone).collect();
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
