//! What statements lack that do not hold: in words, as JSON, and as a picture in [DOT](https://graphviz.org/doc/info/lang.html).

use super::lines::one_line;
use super::proof::{Names, Output, json_rule, json_triple, quoted, rule_text};
use crate::infer::{Attempt, Missing, Triple, Wanted};
use crate::rdf::{Literal, NamedNode, Term};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Why a statement does not hold: its terms, the rules that come nearest to it, and the same with a wider property that holds.
pub fn why_not(
    names: &Names,
    goal: &[Term; 3],
    (attempts, wider): (&[Attempt], Option<Triple>),
    output: Output,
) -> String {
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
        return format!("{value:#}\n");
    }
    let statement = goal.each_ref().map(|term| named(names, term)).join(" ");
    let mut text = format!("{statement}  does not hold\n");
    let found = goal.each_ref().map(|term| names.graph.find(term));
    let level = match found {
        [Some(s), Some(p), Some(o)] => names.level([s, p, o]),
        _ => None,
    };
    if let Some(level) = level {
        let accept = (names.accept)(level);
        text.push_str(&format!("  it is only {level}: {accept} sees it\n"));
    } else if attempts.is_empty() {
        text.push_str("  no file states it, and no rule could infer it\n");
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
