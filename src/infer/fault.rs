//! What is wrong with the user's rules as shows when they have been applied, as findings.

use super::Sources;
use super::own::{Draft, Name};
use super::undefined::is_in;
use crate::finding::{Finding, Place, nearest};
use crate::graph::{Graph, RuleName};
use crate::rdf::{Term, vocab};
use std::collections::BTreeSet;

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It computes terms of terms that it computed, without end.
    Endless(RuleName),
    /// It asks something of all values of a property, and this statement of that property follows later, by this rule. It is
    /// left out.
    Open(RuleName, String, String),
}

impl Fault {
    /// The fault in the line of the rule.
    pub fn finding(&self, source: Sources) -> Finding {
        match self {
            Self::Endless(rule) => {
                let message = format!(
                    "the rule `{}` computes terms of terms that it computed, without end",
                    rule.name
                );
                let hint = "a condition such as `FILTER(?n < 10)` gives it an end";
                Finding::error(
                    "rule-without-end",
                    message,
                    place(rule.place.as_deref(), source),
                )
                .with_hint(hint)
            }
            Self::Open(rule, statement, by) => {
                let message = format!(
                    "the rule `{}` asks something of all values, and more of them follow once it is applied: `{statement}`, by `{by}`",
                    rule.name
                );
                let hint = "ask for one value instead, with `sh:qualifiedValueShape` and `sh:qualifiedMinCount 1`";
                Finding::warning(
                    "rule-not-supported",
                    message,
                    place(rule.place.as_deref(), source),
                )
                .with_hint(hint)
            }
        }
    }
}

/// `path:line` as a place.
fn place(text: Option<&str>, source: Sources) -> Place {
    let text = text.unwrap_or_default();
    let (path, line) = text.rsplit_once(':').unwrap_or((text, "1"));
    let span = source(path).and_then(|source| source.text_span(line.parse().ok()?));
    Place {
        file: path.to_owned(),
        span: span.unwrap_or(0..0),
    }
}

/// Warnings of rules that name a property or a class that no statement of the closed graph has: they give nothing. If there are
/// namespaces, only terms of these are judged.
pub fn idle_rules(
    graph: &Graph,
    own: &[Draft],
    namespaces: &[String],
    source: Sources,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    for draft in own {
        for (name, term) in draft.asks_for() {
            let known = graph.find(term);
            let shown = graph.prefixes.display(term);
            let used = match name {
                Name::Property => known.is_some_and(|id| has(graph, [None, Some(id), None])),
                Name::Class => {
                    let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
                    known.is_some_and(|id| has(graph, [None, rdf_type, Some(id)]))
                }
            };
            let is_judged = match term {
                Term::NamedNode(iri) => namespaces.is_empty() || is_in(namespaces, iri.as_str()),
                _ => true,
            };
            if used || !is_judged || !said.insert((draft.place.as_str(), shown.clone())) {
                continue;
            }
            let what = match name {
                Name::Property => "no statement has the property",
                Name::Class => "nothing is of the class",
            };
            let message = format!("the rule `{}` gives nothing: {what} `{shown}`", draft.name);
            let at = place(Some(&draft.place), source);
            let mut finding = Finding::warning("idle-rule", message, at);
            let mut names = candidates(graph, name);
            let given = own
                .iter()
                .flat_map(Draft::gives)
                .filter(|(kind, _)| *kind == name);
            names.extend(given.map(|(_, term)| graph.prefixes.display(term)));
            if let Some(near) = nearest(&shown, names.iter().map(String::as_str)) {
                finding = finding.with_hint(format!("did you mean `{near}`?"));
            }
            findings.push(finding);
        }
    }
    findings
}

fn has(graph: &Graph, [subject, predicate, object]: [Option<u32>; 3]) -> bool {
    graph
        .all_triples(subject, predicate, object)
        .next()
        .is_some()
}

/// The properties that statements have, or the classes that something is of.
fn candidates(graph: &Graph, name: Name) -> BTreeSet<String> {
    match name {
        Name::Property => graph
            .statistics
            .predicates()
            .map(|id| graph.display(id))
            .collect(),
        Name::Class => {
            let rdf_type = graph.dictionary.find_iri(vocab::RDF_TYPE);
            let typed = rdf_type.map(|property| graph.all_triples(None, Some(property), None));
            let mut classes: Vec<u32> = typed
                .into_iter()
                .flatten()
                .map(|triple| triple[2])
                .collect();
            classes.dedup();
            classes.into_iter().map(|id| graph.display(id)).collect()
        }
    }
}
