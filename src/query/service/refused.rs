//! Which engines a query would ask, and which of them it may not ask.

use super::engines::{Engines, name_in};
use crate::error::{QueryError, ServiceRefusal};
use crate::finding::nearest;
use crate::query::algebra;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

/// Returns the first `SERVICE` of a pattern that may not be asked: without engines, it is any.
pub fn refused(pattern: &GraphPattern, engines: Option<&Engines>) -> Option<QueryError> {
    let mut names = Vec::new();
    collect(pattern, &mut names);
    names.iter().enumerate().find_map(|(at, name)| {
        let refusal = refusal(name, engines)?;
        let same = names.get(..at)?.iter();
        Some(QueryError::Service {
            query: None,
            service: name.to_string(),
            number: same.filter(|other| other == &name).count(),
            refusal,
            fault: None,
        })
    })
}

fn refusal(name: &NamedNodePattern, engines: Option<&Engines>) -> Option<ServiceRefusal> {
    let Some(engines) = engines else {
        return Some(ServiceRefusal::NotAllowed);
    };
    let NamedNodePattern::NamedNode(iri) = name else {
        return Some(ServiceRefusal::Variable);
    };
    if engines.named(iri.as_str()).is_some() {
        return None;
    }
    let near = name_in(iri.as_str()).and_then(|name| nearest(name, engines.names()));
    Some(ServiceRefusal::Unknown {
        suggestion: near.map(str::to_owned),
        known: engines.names().map(str::to_owned).collect(),
    })
}

/// Adds the names of all `SERVICE`, in the order of the text; those inside of another one are asked by the other engine.
fn collect<'p>(pattern: &'p GraphPattern, names: &mut Vec<&'p NamedNodePattern>) {
    if let GraphPattern::Service { name, .. } = pattern {
        names.push(name);
    }
    for inner in algebra::inner(pattern) {
        collect(inner, names);
    }
    for expression in algebra::expressions(pattern) {
        algebra::each_expression(expression, &mut |part| {
            if let Expression::Exists(pattern) = part {
                collect(pattern, names);
            }
        });
    }
}
