//! What statements lack that do not hold: in words, as JSON, and as a picture in [DOT](https://graphviz.org/doc/info/lang.html).

use super::lines::one_line;
use super::proof::{Names, Output, json_rule, json_triple, quoted, rule_text};
use crate::dictionary::TermId;
use crate::graph::Graph;
use crate::infer::{Attempt, Missing, Triple, Wanted};
use crate::rdf::{Literal, NamedNode, Term, vocab};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Why a statement does not hold.
#[derive(Clone, Copy, Debug)]
pub struct WhyNot<'a> {
    /// Its terms.
    pub goal: &'a [Term; 3],
    /// The rules that come nearest to it.
    pub attempts: &'a [Attempt],
    /// The same with a wider property, if that holds.
    pub wider: Option<Triple>,
    /// Statements with other values, if the graph has no such value.
    pub near: &'a [Triple],
}

impl WhyNot<'_> {
    /// Returns the terms that are written.
    pub fn terms(&self, graph: &Graph) -> Vec<TermId> {
        let found = self.attempts.iter().flat_map(|attempt| &attempt.found);
        let triples = found.chain(&self.wider).chain(self.near).flatten().copied();
        let goal = self.goal.iter().filter_map(|term| graph.find(term));
        triples.chain(goal).collect()
    }
}

/// Writes why a statement does not hold.
pub fn why_not(names: &Names, why: WhyNot, output: Output) -> String {
    let WhyNot {
        goal,
        attempts,
        wider,
        near,
    } = why;
    let found = goal.each_ref().map(|term| names.graph.find(term));
    let known = match found {
        [Some(s), Some(p), Some(o)] => Some([s, p, o]),
        _ => None,
    };
    let claims = known.map_or_else(Vec::new, |triple| claims(names.graph, triple));
    if output == Output::Dot {
        return dot(names, goal, attempts);
    }
    if output == Output::Json {
        let attempts: Vec<Value> = attempts
            .iter()
            .map(|attempt| json_attempt(names, attempt))
            .collect();
        let [s, p, o] = goal.each_ref().map(Term::to_string);
        let statement = json!({ "subject": s, "predicate": p, "object": o });
        let mut value = json!({ "holds": false, "statement": statement, "rules": attempts });
        if let Some(wider) = wider {
            value["wider"] = json_triple(names.graph, wider);
        }
        if !near.is_empty() {
            let near = near.iter().map(|near| json_triple(names.graph, *near));
            value["near"] = near.collect();
        }
        if !claims.is_empty() {
            let claims = claims.iter().map(|claim| {
                let reifier = names.graph.dictionary.term(claim[0]).to_string();
                json!({ "reifier": reifier, "places": names.places(*claim) })
            });
            value["claims"] = claims.collect();
        }
        return format!("{value:#}\n");
    }
    let statement = goal.each_ref().map(|term| named(names, term)).join(" ");
    let mut text = format!("{statement}  does not hold\n");
    let level = known.and_then(|triple| names.level(triple));
    if let Some(level) = level {
        let accept = (names.accept)(level);
        text.push_str(&format!("  it is only {level}: {accept} sees it\n"));
    } else {
        for claim in &claims {
            let (reifier, places) = (names.graph.display(claim[0]), names.places(*claim));
            let places = places.join(", ");
            text.push_str(&format!("  a file only claims it: {places} ~ {reifier}\n"));
        }
        if names.graph.find(&goal[2]).is_none() && goal[2].is_literal() {
            text.push_str("  no statement has this value");
            text.push_str(if near.is_empty() {
                "\n"
            } else {
                "; near ones are\n"
            });
            for near in near {
                let (near, source) = (names.statement(*near), source(names, *near));
                text.push_str(&format!("    {near}  {source}\n"));
            }
        } else if attempts.is_empty() {
            let states = if claims.is_empty() {
                "states"
            } else {
                "asserts"
            };
            text.push_str(&format!(
                "  no file {states} it, and no rule could infer it\n"
            ));
        }
    }
    if let Some(wider) = wider {
        let (wider, source) = (names.statement(wider), source(names, wider));
        text.push_str(&format!("  a wider property holds: {wider}  {source}\n"));
    }
    for attempt in attempts {
        text.push_str(&format!("  {} could infer it\n", rule_text(&attempt.rule)));
        for triple in &attempt.found {
            text.push_str(&format!(
                "    holds    {}  {}\n",
                names.statement(*triple),
                source(names, *triple)
            ));
        }
        text.push_str(&format!(
            "    missing  {}\n",
            missing(names, &attempt.missing)
        ));
    }
    text
}

/// Returns the statements by which reifiers speak of one.
fn claims(graph: &Graph, triple: Triple) -> Vec<Triple> {
    let term = graph.dictionary.find_triple(triple);
    let reifies = graph.dictionary.find_iri(vocab::RDF_REIFIES);
    match (term, reifies) {
        (Some(term), Some(reifies)) => graph.all_triples(None, Some(reifies), Some(term)).collect(),
        _ => Vec::new(),
    }
}

/// The places of a statement, or the rule that gives it.
fn source(names: &Names, triple: Triple) -> String {
    match names.graph.derivation(triple) {
        Some(derivation) if !names.graph.is_asserted(triple) => {
            format!("by {}", rule_text(derivation.rule))
        }
        _ => names.places(triple).join(", "),
    }
}

/// The statement, the rules that could give it, and their premises: what is missing is dashed.
fn dot(names: &Names, goal: &[Term; 3], attempts: &[Attempt]) -> String {
    let statement = goal.each_ref().map(|term| named(names, term)).join(" ");
    let mut text = format!(
        "digraph \"why not\" {{\n  rankdir=BT;\n  node [shape=box, style=rounded];\n  goal [label={}, style=\"rounded,dashed\"];\n",
        quoted(&format!("{statement}\ndoes not hold"))
    );
    let mut nodes: BTreeMap<Triple, usize> = BTreeMap::new();
    for triple in attempts.iter().flat_map(|attempt| &attempt.found) {
        let number = nodes.len();
        if let Entry::Vacant(place) = nodes.entry(*triple) {
            place.insert(number);
            let label = format!("{}\n{}", names.statement(*triple), source(names, *triple));
            text.push_str(&format!(
                "  n{number} [label={}, style=filled, fillcolor=\"#eeeeee\"];\n",
                quoted(&label)
            ));
        }
    }
    for (index, attempt) in attempts.iter().enumerate() {
        let (rule, missing) = (rule_text(&attempt.rule), missing(names, &attempt.missing));
        text.push_str(&format!(
            "  r{index} [label={}, shape=plain];\n  r{index} -> goal [style=dashed];\n",
            quoted(&rule)
        ));
        let mut found: Vec<usize> = Vec::new();
        for number in attempt.found.iter().filter_map(|triple| nodes.get(triple)) {
            if !found.contains(number) {
                found.push(*number);
                text.push_str(&format!("  n{number} -> r{index};\n"));
            }
        }
        text.push_str(&format!(
            "  m{index} [label={}, style=\"rounded,dashed\"];\n  m{index} -> r{index} [style=dashed];\n",
            quoted(&format!("{missing}\nmissing"))
        ));
    }
    text.push_str("}\n");
    text
}

fn missing(names: &Names, missing: &Missing) -> String {
    match missing {
        Missing::Triple(wanted) => {
            let term = |wanted: &Wanted| match wanted {
                Wanted::Any(variable) => format!("?{variable}"),
                Wanted::Term(term) => named(names, term),
            };
            wanted.each_ref().map(term).join(" ")
        }
        Missing::Condition(condition) => format!("FILTER{}", abbreviated(names, condition)),
        Missing::Values(property) => {
            format!(
                "the values of {} are not as the condition asks",
                named(names, property)
            )
        }
        Missing::Value => "another value, or another term".to_owned(),
    }
}

/// A condition with prefixed names for IRIs, and with numbers as people write them.
fn abbreviated(names: &Names, condition: &str) -> String {
    let mut text = String::new();
    let mut rest = condition;
    while let Some((before, after)) = rest.split_once('<')
        && let Some((iri, end)) = after.split_once('>')
    {
        // `<` may be the operator.
        if iri.contains([' ', '"']) {
            text.push_str(before);
            text.push('<');
            rest = after;
            continue;
        }
        let quoted = before
            .strip_suffix("\"^^")
            .and_then(|before| before.rsplit_once('"'));
        match quoted {
            Some((before, value)) => {
                let datatype = NamedNode::new_unchecked(iri);
                let literal = Literal::new_typed_literal(value, datatype).into();
                text.push_str(&format!(
                    "{before}{}",
                    names.graph.prefixes.display(&literal)
                ));
            }
            None => text.push_str(&format!(
                "{before}{}",
                names.graph.prefixes.display_iri(iri)
            )),
        }
        rest = end;
    }
    text.push_str(rest);
    if text.starts_with('(') {
        text
    } else {
        format!("({text})")
    }
}

fn named(names: &Names, term: &Term) -> String {
    let known = names.graph.find(term);
    known.map_or_else(
        || one_line(&names.graph.prefixes.display(term)),
        |id| names.term(id),
    )
}

fn json_attempt(names: &Names, attempt: &Attempt) -> Value {
    let found = attempt
        .found
        .iter()
        .map(|triple| json_triple(names.graph, *triple));
    let missing = match &attempt.missing {
        Missing::Triple(wanted) => json!(wanted.each_ref().map(|wanted| match wanted {
            Wanted::Any(variable) => format!("?{variable}"),
            Wanted::Term(term) => term.to_string(),
        })),
        Missing::Condition(condition) => json!(condition),
        Missing::Values(property) => json!({ "values": property.to_string() }),
        Missing::Value => Value::Null,
    };
    json!({ "rule": json_rule(&attempt.rule), "found": found.collect::<Vec<_>>(), "missing": missing })
}
