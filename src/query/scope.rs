//! The variables in scope of a pattern of the algebra, by name
//! ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)).

use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;

/// Names of variables; a blank node of a pattern is a variable whose name no variable can have.
pub type Names = BTreeSet<String>;

/// Returns the name of a term of a pattern, if it is a variable or stands for one.
fn name_of(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(variable) => Some(variable.as_str().to_owned()),
        TermPattern::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        _ => None,
    }
}

/// Returns the names in a triple pattern, those inside its triple terms among them.
pub fn names_of_triple(pattern: &TriplePattern) -> Names {
    let mut found = Names::new();
    if let NamedNodePattern::Variable(variable) = &pattern.predicate {
        found.insert(variable.as_str().to_owned());
    }
    for end in [&pattern.subject, &pattern.object] {
        found.extend(names_of_term(end));
    }
    found
}

fn names_of_term(term: &TermPattern) -> Names {
    match term {
        TermPattern::Triple(inner) => names_of_triple(inner),
        term => name_of(term).into_iter().collect(),
    }
}

/// Returns the variables that solutions of a pattern may bind.
pub fn names(pattern: &GraphPattern) -> Names {
    let mut found = Names::new();
    collect(pattern, &mut found);
    found
}

fn collect(pattern: &GraphPattern, found: &mut Names) {
    let insert = |found: &mut Names, variable: &Variable| {
        found.insert(variable.as_str().to_owned());
    };
    match pattern {
        GraphPattern::Bgp { patterns } => found.extend(patterns.iter().flat_map(names_of_triple)),
        GraphPattern::Path {
            subject, object, ..
        } => found.extend([subject, object].into_iter().flat_map(names_of_term)),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right } => {
            collect(left, found);
            collect(right, found);
        }
        GraphPattern::Minus { left, .. } => collect(left, found),
        GraphPattern::Extend {
            inner, variable, ..
        } => {
            collect(inner, found);
            insert(found, variable);
        }
        GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
            variables.iter().for_each(|v| insert(found, v));
        }
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => {
            let aggregates = aggregates.iter().map(|(variable, _)| variable);
            variables
                .iter()
                .chain(aggregates)
                .for_each(|v| insert(found, v));
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => collect(inner, found),
        GraphPattern::Graph { name, inner } | GraphPattern::Service { name, inner, .. } => {
            collect(inner, found);
            if let NamedNodePattern::Variable(variable) = name {
                insert(found, variable);
            }
        }
    }
}
