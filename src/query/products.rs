//! Refuses a pattern whose parts share no variable, before oxigraph multiplies them: the same guard that our own joins
//! have, from the number of triples that match each triple pattern.

use super::algebra;
use super::limits::LARGEST_PRODUCT;
use super::solve::{Names, count, names};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::graph::Graph;
use crate::rdf::Term;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Parts of a join that are connected by variables.
struct Part {
    names: Names,
    /// The least number of triples that match one of its triple patterns.
    rows: u64,
}

/// An error if a pattern multiplies large parts.
///
/// # Errors
/// [`Error::Product`] with the two largest parts.
pub fn refuse(pattern: &GraphPattern, graph: &Graph, level: u8) -> Result<()> {
    let mut parts = Vec::new();
    collect(pattern, graph, level, &mut parts)?;
    let mut parts = connected(parts);
    parts.retain(|part| part.rows > 1);
    parts.sort_by_key(|part| std::cmp::Reverse(part.rows));
    let [left, right, ..] = parts.as_slice() else {
        return Ok(());
    };
    let rows = parts
        .iter()
        .fold(1_u64, |rows, part| rows.saturating_mul(part.rows));
    if rows <= LARGEST_PRODUCT {
        return Ok(());
    }
    let shown = |part: &Part| {
        let names = part.names.iter().filter(|name| !name.starts_with("_:"));
        let names: Vec<String> = names.map(|name| format!("`?{name}`")).collect();
        format!("the part with {}", names.join(", "))
    };
    Err(Error::Product {
        left: shown(left),
        right: shown(right),
        rows,
    })
}

/// The parts of a join; what else is in the pattern is looked at by itself.
fn collect(pattern: &GraphPattern, graph: &Graph, level: u8, parts: &mut Vec<Part>) -> Result<()> {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                let alone = GraphPattern::Bgp {
                    patterns: vec![triple.clone()],
                };
                parts.push(Part {
                    names: names(&alone),
                    rows: matching(triple, graph, level),
                });
            }
            return Ok(());
        }
        GraphPattern::Join { left, right } => {
            collect(left, graph, level, parts)?;
            return collect(right, graph, level, parts);
        }
        GraphPattern::Graph { name, inner } => {
            let start = parts.len();
            collect(inner, graph, level, parts)?;
            if let NamedNodePattern::Variable(variable) = name {
                let name = variable.as_str().to_owned();
                for part in parts.iter_mut().skip(start) {
                    part.names.insert(name.clone());
                }
            }
            return Ok(());
        }
        GraphPattern::Filter { inner, .. } => return collect(inner, graph, level, parts),
        other => {
            for inner in algebra::inner(other) {
                refuse(inner, graph, level)?;
            }
        }
    }
    // How many solutions it has is not known.
    parts.push(Part {
        names: names(pattern),
        rows: 1,
    });
    Ok(())
}

/// Puts together what shares variables.
fn connected(parts: Vec<Part>) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for mut part in parts {
        let (shared, others): (Vec<Part>, Vec<Part>) = found
            .into_iter()
            .partition(|other| !other.names.is_disjoint(&part.names));
        for other in shared {
            part.names.extend(other.names);
            part.rows = part.rows.min(other.rows);
        }
        found = others;
        found.push(part);
    }
    found
}

/// How many triples match a triple pattern.
fn matching(pattern: &TriplePattern, graph: &Graph, level: u8) -> u64 {
    let unknown = TermId::MAX;
    let id = |term: Term| Some(graph.find(&term).unwrap_or(unknown));
    let end = |end: &TermPattern| match end {
        TermPattern::NamedNode(iri) => id(iri.clone().into()),
        TermPattern::Literal(literal) => id(literal.clone().into()),
        _ => None,
    };
    let predicate = match &pattern.predicate {
        NamedNodePattern::NamedNode(iri) => id(iri.clone().into()),
        NamedNodePattern::Variable(_) => None,
    };
    let bound = [end(&pattern.subject), predicate, end(&pattern.object)];
    if bound.contains(&Some(unknown)) {
        return 0;
    }
    count(graph, level, bound) as u64
}
