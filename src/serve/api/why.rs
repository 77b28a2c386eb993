//! `/api/why`: the proof of a statement, or what it lacks.

use super::asked::{Asked, json};
use super::term::{Named, named};
use crate::serve::problem::Problem;
use crate::serve::query::internal;
use crate::serve::reply::Reply;
use bixi::rdf::Term;
use bixi::{ProofFormat, Snapshot};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The most rules that are told of a statement that does not hold.
const RULES: usize = 20;

/// Answers the call: `subject`, `predicate` and `object`, each as a name or in the syntax of N-Triples.
pub fn answer(asked: &Asked, reply: &mut Reply) -> Result<(), Problem> {
    let (served, parameters) = (asked.served, asked.parameters);
    let [subject, predicate, object] = ["subject", "predicate", "object"].map(|name| {
        let text = parameters.required(name)?;
        Ok::<_, Problem>(as_name(text))
    });
    let (subject, predicate, object) = (subject?, predicate?, object?);
    let snapshot = &served.snapshot;
    let why = served
        .project
        .why(snapshot, [&subject, &predicate, &object], asked.limits)?;
    let written = why.write(ProofFormat::Json, RULES, &str::to_owned);
    let read = serde_json::from_str(&written);
    let mut answer: Map<String, Value> = read.map_err(|error| internal(&error.to_string()))?;
    let mut terms = BTreeMap::new();
    answer
        .values()
        .for_each(|value| note_terms(value, snapshot, &mut terms));
    let terms = serde_json::to_value(terms).map_err(|error| internal(&error.to_string()))?;
    answer.insert("terms".to_owned(), terms);
    json(&answer, reply)
}

/// Returns what a term is called where names are taken: a literal without escapes, all others as they are.
fn as_name(text: &str) -> String {
    match text.parse::<Term>() {
        Ok(Term::Literal(literal)) if text.starts_with('"') => {
            let kind = match (literal.language(), literal.datatype().as_str()) {
                (Some(language), _) => format!("@{language}"),
                (None, "http://www.w3.org/2001/XMLSchema#string") => String::new(),
                (None, datatype) => format!("^^<{datatype}>"),
            };
            format!("\"{}\"{kind}", literal.value())
        }
        _ => text.to_owned(),
    }
}

/// Notes the terms that stand in a proof, by their text in N-Triples.
fn note_terms(value: &Value, snapshot: &Snapshot, terms: &mut BTreeMap<String, Named>) {
    match value {
        Value::String(text) if text.starts_with(['<', '"', '_']) && !terms.contains_key(text) => {
            if let Ok(term) = text.parse::<Term>() {
                terms.insert(text.clone(), named(snapshot, &term));
            }
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| note_terms(value, snapshot, terms)),
        Value::Object(fields) => {
            fields
                .values()
                .for_each(|value| note_terms(value, snapshot, terms));
        }
        _ => {}
    }
}
