//! Proofs: as a tree for people, as JSON, and as a picture in [DOT](https://graphviz.org/doc/info/lang.html).

use super::lines::one_line;
use crate::dictionary::TermId;
use crate::graph::{Acceptance, Graph, Place, RuleName};
use crate::infer::{Proof, Step, Triple, evidence};
use crate::rdf::vocab;
use crate::source::SourceFile;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// How a proof is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A tree with labels.
    Text,
    /// All steps, with IRIs.
    Json,
    /// The language of Graphviz.
    Dot,
}

/// A graph with the languages of its labels and the lines of its sources.
pub struct Names<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Languages, the preferred one first.
    pub languages: &'a [String],
    /// Gives a source by its path.
    pub source: &'a dyn Fn(&str) -> Option<&'a SourceFile>,
    /// Returns the cell of a table at a place that a statement comes from, if that is known: `PATH:LINE:COLUMN, column `NAME``.
    pub cell: &'a dyn Fn(Triple, Place) -> Option<&'a str>,
    /// Returns the text that tells the user how to see the statements of a level of acceptance.
    pub accept: &'a dyn Fn(&str) -> String,
    /// The terms that have the label of another, as [`alike`] finds them: their names stand after it.
    pub alike: BTreeSet<TermId>,
}

/// Returns those of some terms that have the label of another of them.
pub fn alike(
    graph: &Graph,
    languages: &[String],
    terms: impl Iterator<Item = TermId>,
) -> BTreeSet<TermId> {
    let mut by_label: BTreeMap<String, BTreeSet<TermId>> = BTreeMap::new();
    for term in terms {
        if let Some(label) = graph.label_id(term, languages) {
            by_label
                .entry(graph.dictionary.text(label))
                .or_default()
                .insert(term);
        }
    }
    let several = by_label.into_values().filter(|terms| terms.len() > 1);
    several.flatten().collect()
}

/// A proof of a statement.
pub fn proof(names: &Names, proof: &Proof, output: Output) -> String {
    match output {
        Output::Text => text(names, proof),
        Output::Json => format!("{:#}\n", json_proof(names, proof)),
        Output::Dot => dot(names, proof),
    }
}

impl Names<'_> {
    /// Label or prefixed name; what a blank node stands for in words.
    pub(super) fn term(&self, id: TermId) -> String {
        if self.graph.dictionary.is_literal(id) {
            return one_line(&self.graph.display(id));
        }
        let iri = self.graph.dictionary.text(id);
        if iri == vocab::RDF_TYPE {
            return "a".to_owned();
        }
        let name = self.graph.display(id);
        let shown = match self.graph.label(id, self.languages) {
            Some(label) if self.alike.contains(&id) => format!("{label} ({name})"),
            Some(label) => label,
            None => name,
        };
        one_line(&shown)
    }

    pub(super) fn statement(&self, triple: Triple) -> String {
        let [subject, predicate, object] = triple.map(|id| self.term(id));
        let is_expression = self.graph.dictionary.is_blank_node(triple[0]) && subject.contains(' ');
        match is_expression {
            true => format!("({subject}) {predicate} {object}"),
            false => format!("{subject} {predicate} {object}"),
        }
    }

    pub(super) fn places(&self, triple: Triple) -> Vec<String> {
        let places = self.graph.places_of(triple);
        places
            .iter()
            .map(|place| self.graph.display_place(place))
            .collect()
    }

    /// The weakest certainty of a statement, if the project speaks of it.
    pub(super) fn level(&self, triple: Triple) -> Option<&str> {
        let level = self.graph.level_of(self.graph.row(triple)?);
        self.graph
            .acceptance
            .names
            .get(level as usize)
            .map(String::as_str)
    }

    /// What stands behind a statement in a tree: its places, or the rule that gives it.
    fn remark(&self, step: &Step) -> String {
        match &step.derivation {
            Some((rule, _)) => format!("by {}", rule_text(rule)),
            None if self.graph.derivation(step.triple).is_some()
                || !self.places(step.triple).is_empty() =>
            {
                let only_spoken_of = match self.graph.row(step.triple) {
                    Some(row) if self.graph.marked_level(row) & Acceptance::REIFIED != 0 => {
                        ", not asserted"
                    }
                    _ => "",
                };
                format!("{}{only_spoken_of}", self.places(step.triple).join(", "))
            }
            None => "holds of every literal".to_owned(),
        }
    }
}

pub(super) fn rule_text(rule: &RuleName) -> String {
    let place = rule.place.as_ref().map(|place| format!(" ({place})"));
    format!("{}{}", rule.name, place.unwrap_or_default())
}

fn text(names: &Names, proof: &Proof) -> String {
    let Some(first) = proof.steps.first() else {
        return String::new();
    };
    let mut text = format!(
        "{}  {}\n",
        names.statement(first.triple),
        names.remark(first)
    );
    if let Some(level) = names.level(first.triple) {
        text.push_str(&format!("  certainty: {level}\n"));
    }
    if first.derivation.is_none() {
        text.push_str(&asserted(names, first.triple));
        return text;
    }
    let mut shown = vec![false; proof.steps.len()];
    // What is still to be written: a step, and what its line and those below it start with.
    let mut left: Vec<(usize, String, bool)> = Vec::new();
    let push = |left: &mut Vec<(usize, String, bool)>, step: &Step, indent: &str| {
        let premises = step
            .derivation
            .as_ref()
            .map_or(&[][..], |(_, premises)| premises);
        for (at, premise) in premises.iter().enumerate().rev() {
            left.push((*premise, indent.to_owned(), at + 1 == premises.len()));
        }
    };
    push(&mut left, first, "  ");
    while let Some((index, indent, last)) = left.pop() {
        let Some(step) = proof.steps.get(index) else {
            continue;
        };
        let branch = if last { "└ " } else { "├ " };
        let again = std::mem::replace(&mut shown[index], true) && step.derivation.is_some();
        let remark = if again {
            "as above".to_owned()
        } else {
            names.remark(step)
        };
        text.push_str(&format!(
            "{indent}{branch}{}  {remark}\n",
            names.statement(step.triple)
        ));
        if !again {
            push(
                &mut left,
                step,
                &format!("{indent}{}", if last { "  " } else { "│ " }),
            );
        }
    }
    text
}

/// The lines that assert a statement, and what they give as evidence.
fn asserted(names: &Names, triple: Triple) -> String {
    let mut text = String::new();
    for place in names.graph.places_of(triple) {
        let shown = match (names.cell)(triple, place) {
            Some(cell) => cell.to_owned(),
            None => names.graph.display_place(&place),
        };
        let path = names
            .graph
            .sources
            .get(place.source as usize)
            .map(|source| source.path.as_str());
        let line = path
            .and_then(names.source)
            .and_then(|source| source.line(place.line));
        text.push_str(&format!(
            "  {shown}: {}\n",
            one_line(line.unwrap_or_default().trim())
        ));
    }
    for evidence in evidence(names.graph, triple) {
        let properties: Vec<String> = evidence
            .properties
            .iter()
            .map(|(property, value)| format!("{} {}", names.term(*property), names.term(*value)))
            .collect();
        text.push_str(&format!(
            "  ~ {}: {}\n",
            names.graph.display(evidence.reifier),
            properties.join("; ")
        ));
    }
    text
}

pub(super) fn json_triple(graph: &Graph, triple: Triple) -> Value {
    let [s, p, o] = triple.map(|id| graph.dictionary.term(id).to_string());
    json!({ "subject": s, "predicate": p, "object": o })
}

pub(super) fn json_rule(rule: &RuleName) -> Value {
    json!({ "name": rule.name, "place": rule.place })
}

fn json_proof(names: &Names, proof: &Proof) -> Value {
    let steps = proof.steps.iter().map(|step| {
        let mut value = json_triple(names.graph, step.triple);
        if let Some(level) = names.level(step.triple) {
            value["certainty"] = json!(level);
        }
        match &step.derivation {
            Some((rule, premises)) => {
                value["rule"] = json_rule(rule);
                value["premises"] = json!(premises);
            }
            None => {
                value["asserted"] = json!(names.graph.is_asserted(step.triple));
                value["places"] = json!(names.places(step.triple));
                value["evidence"] = json_evidence(names, step.triple);
            }
        }
        value
    });
    json!({ "holds": true, "steps": steps.collect::<Vec<_>>() })
}

fn json_evidence(names: &Names, triple: Triple) -> Value {
    let term = |id| names.graph.dictionary.term(id).to_string();
    let all = evidence(names.graph, triple).into_iter().map(|evidence| {
        let properties = evidence
            .properties
            .iter()
            .map(|(property, value)| json!([term(*property), term(*value)]));
        json!({ "reifier": term(evidence.reifier), "properties": properties.collect::<Vec<_>>() })
    });
    all.collect()
}

fn dot(names: &Names, proof: &Proof) -> String {
    let mut text =
        "digraph proof {\n  rankdir=BT;\n  node [shape=box, style=rounded];\n".to_owned();
    for (index, step) in proof.steps.iter().enumerate() {
        let statement = names.statement(step.triple);
        let (label, style) = match &step.derivation {
            Some((rule, _)) => (format!("{statement}\n{}", rule_text(rule)), ""),
            None => (
                format!("{statement}\n{}", names.places(step.triple).join(", ")),
                ", style=filled, fillcolor=\"#eeeeee\"",
            ),
        };
        text.push_str(&format!("  n{index} [label={}{style}];\n", quoted(&label)));
    }
    for (index, step) in proof.steps.iter().enumerate() {
        for premise in step.derivation.iter().flat_map(|(_, premises)| premises) {
            text.push_str(&format!("  n{premise} -> n{index};\n"));
        }
    }
    text.push_str("}\n");
    text
}

pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}
