//! Finds out how an engine answers: small queries with known answers, on a graph that is put there and removed again.

mod checks;

use super::client::Client;
use super::{Answer, Dialect, Fault, Form};
use crate::error::{EngineError, Error, Result};
use crate::project::TripleTermEncoding;
use crate::rdf::{NamedNode, Term, vocab};
use checks::{CHECKS, Check, GRAPH, SECOND};
use serde::Serialize;

/// The namespace of what the graph says.
const NAMES: &str = "urn:bixi:probe:";

/// The namespace of datatypes.
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The graphs.
const GRAPHS: [(&str, &str); 2] = [
    ("urn:bixi:probe:graph-1", GRAPH),
    ("urn:bixi:probe:graph-2", SECOND),
];

/// What an engine did with one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum Outcome {
    /// It answered as SPARQL says.
    Right,
    /// It answered something else, and said nothing of it.
    Wrong {
        /// The rows that are right.
        expected: Vec<String>,
        /// Its rows.
        found: Vec<String>,
    },
    /// It refused the question.
    Refused {
        /// What it said.
        said: String,
    },
    /// It was not asked, since the graph cannot be written.
    NotAsked,
}

/// A question with what an engine did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Probed {
    /// The fault that an engine has if its answer is not right; none of the feature of triple terms.
    pub fault: Option<Fault>,
    /// What the question is about.
    pub about: String,
    /// What the engine did.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Asks an engine all questions, the wrong answers first, then what it refused. `writes` is whether the graph may be put there; it
/// is removed again, also if a question fails.
///
/// # Errors
/// If the engine cannot be reached, or the graph cannot be written.
pub fn probe(client: &Client, writes: bool) -> Result<Vec<Probed>> {
    if writes {
        put(client)?;
    }
    let probed = ask_all(client, writes);
    if writes {
        remove(client)?;
    }
    let mut probed = probed?;
    probed.sort_by_key(|probed| match probed.outcome {
        Outcome::Wrong { .. } => 0,
        Outcome::Refused { .. } => 1,
        Outcome::NotAsked => 2,
        Outcome::Right => 3,
    });
    Ok(probed)
}

/// Returns what is known of an engine and what was found out: a small question can show a fault, but not that there is none on a
/// large graph, so the faults of its kind stay.
pub fn dialect(client: &Client, probed: &[Probed]) -> Dialect {
    let known = Dialect::of(client.kind());
    let mut faults = known.faults.clone();
    for Probed { fault, outcome, .. } in probed {
        match (*fault, outcome) {
            (Some(fault), Outcome::Wrong { .. } | Outcome::Refused { .. }) => {
                faults.insert(fault);
            }
            // A function is known or not.
            (Some(fault @ Fault::Functions12), Outcome::Right) => {
                faults.remove(&fault);
            }
            _ => {}
        }
    }
    let has_terms = probed
        .iter()
        .any(|probed| probed.fault.is_none() && probed.outcome == Outcome::Right);
    let evidence = match (has_terms, known.evidence) {
        (true, _) => TripleTermEncoding::Native,
        (false, TripleTermEncoding::Native) => TripleTermEncoding::Basic,
        (false, other) => other,
    };
    Dialect { evidence, faults }
}

fn ask_all(client: &Client, writes: bool) -> Result<Vec<Probed>> {
    let mut probed = Vec::with_capacity(CHECKS.len() + 1);
    for check in &CHECKS {
        let outcome = match check.needs_graph && !writes {
            true => Outcome::NotAsked,
            false => ask(client, check)?,
        };
        probed.push(Probed {
            fault: Some(check.fault),
            about: check.name.to_owned(),
            outcome,
        });
    }
    let text = "ASK { VALUES ?x { 1 } FILTER(isTRIPLE(<<( <urn:a> <urn:b> <urn:c> )>>)) }";
    let outcome = match client.query(Form::Ask, text) {
        Ok(Answer::Boolean(true)) => Outcome::Right,
        Ok(_) => Outcome::Wrong {
            expected: vec!["true".to_owned()],
            found: vec!["false".to_owned()],
        },
        Err(error) => refused(error)?,
    };
    probed.push(Probed {
        fault: None,
        about: "triple terms of RDF 1.2".to_owned(),
        outcome,
    });
    Ok(probed)
}

fn ask(client: &Client, check: &Check) -> Result<Outcome> {
    // Only what is about several graphs asks both: another fault would hide behind the first.
    let graphs = match (check.needs_graph, check.fault) {
        (true, Fault::Duplicates) => GRAPHS.as_slice(),
        (true, _) => &GRAPHS[..1],
        (false, _) => &[],
    };
    let from = graphs.iter().map(|(graph, _)| format!(" FROM <{graph}>"));
    let text = format!(
        "PREFIX : <{NAMES}>\nPREFIX xsd: <{XSD}>\nSELECT {}{}\nWHERE {}",
        check.select,
        from.collect::<String>(),
        check.pattern
    );
    let rows = match client.query(Form::Select, &text) {
        Ok(Answer::Solutions { rows, .. }) => rows,
        Ok(_) => return Err(Error::internal("a SELECT query has no solutions")),
        Err(error) => return refused(error),
    };
    let mut found: Vec<String> = rows.iter().map(|row| shown(row)).collect();
    found.sort();
    let mut expected: Vec<String> = check.rows.iter().map(|&row| row.to_owned()).collect();
    expected.sort();
    Ok(match found == expected {
        true => Outcome::Right,
        false => Outcome::Wrong { expected, found },
    })
}

/// What an engine refused; that it cannot be reached is an error.
fn refused(error: Error) -> Result<Outcome> {
    match &error {
        Error::Engine(inner) => match &**inner {
            EngineError::Status { said, .. } => Ok(Outcome::Refused { said: said.clone() }),
            EngineError::Unreachable { .. } | EngineError::Timeout { .. } => Err(error),
            other => Ok(Outcome::Refused {
                said: other.to_string(),
            }),
        },
        _ => Err(error),
    }
}

/// Returns a row as the expected ones are written.
fn shown(row: &[Option<Term>]) -> String {
    let cells: Vec<String> = row
        .iter()
        .map(|term| term.as_ref().map_or_else(|| "-".to_owned(), cell))
        .collect();
    cells.join(" ")
}

fn cell(term: &Term) -> String {
    match term {
        Term::NamedNode(iri) => match iri.as_str().strip_prefix(NAMES) {
            Some(name) => format!(":{name}"),
            None if iri.as_str() == vocab::RDF_LANG_STRING => "rdf:langString".to_owned(),
            None => iri.to_string(),
        },
        Term::Literal(literal) => match (literal.language(), literal.datatype().as_str()) {
            (Some(tag), _) => format!("\"{}\"@{}", literal.value(), tag.to_ascii_lowercase()),
            (None, vocab::XSD_STRING) => format!("\"{}\"", literal.value()),
            (None, vocab::XSD_INTEGER | vocab::XSD_DECIMAL | vocab::XSD_BOOLEAN) => {
                literal.value().to_owned()
            }
            _ => literal.to_string(),
        },
        other => other.to_string(),
    }
}

/// Writes the graphs: by the Graph Store Protocol if the engine has it, else by SPARQL Update.
fn put(client: &Client) -> Result<()> {
    for (graph, triples) in GRAPHS {
        let written = written_out(triples);
        match client.has_graph_store() {
            true => client.put_graph(&NamedNode::new_unchecked(graph), written.as_bytes())?,
            false => client.update(&format!(
                "INSERT DATA {{ GRAPH <{graph}> {{ {written} }} }}"
            ))?,
        }
    }
    Ok(())
}

fn remove(client: &Client) -> Result<()> {
    for (graph, _) in GRAPHS {
        match client.has_graph_store() {
            true => client.delete_graph(&NamedNode::new_unchecked(graph))?,
            false => client.update(&format!("DROP SILENT GRAPH <{graph}>"))?,
        }
    }
    Ok(())
}

/// Returns triples as N-Triples.
fn written_out(triples: &str) -> String {
    let word = |word: &str| match (word.strip_prefix(':'), word.split_once("^^xsd:")) {
        (Some(name), _) => format!("<{NAMES}{name}>"),
        (None, Some((value, name))) => format!("{value}^^<{XSD}{name}>"),
        (None, None) => word.to_owned(),
    };
    let lines = triples
        .lines()
        .map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" "));
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::{GRAPHS, written_out};

    #[test]
    fn the_graphs_are_n_triples() {
        let [(_, first), _] = GRAPHS;
        let lines = written_out(first);
        assert!(lines.starts_with("<urn:bixi:probe:a> <urn:bixi:probe:p> <urn:bixi:probe:b> .\n"));
        assert!(lines.contains("\"2.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n"));
        assert!(!lines.contains(" :"));
    }
}
