//! Which variables a pattern has, which of them it always binds, and what sees which of them
//! ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)).

use crate::query::algebra::{self, each_expression};
use crate::query::blank_nodes;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};
use std::collections::BTreeSet;

/// Names of variables; a blank node of a pattern is a variable whose name no variable can have.
pub type Names = BTreeSet<String>;

/// The name of a term of a pattern, if it is a variable or stands for one.
pub fn name_of(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(variable) => Some(variable.as_str().to_owned()),
        TermPattern::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        _ => None,
    }
}

/// The names in a triple pattern, those inside of its triple terms too.
fn names_of_triple(pattern: &TriplePattern) -> Names {
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

/// The variables that solutions of a pattern may bind.
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

/// The variables that every solution of a pattern binds.
pub fn certain(pattern: &GraphPattern) -> Names {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => names(pattern),
        GraphPattern::Join { left, right } => {
            let mut both = certain(left);
            both.extend(certain(right));
            both
        }
        GraphPattern::Union { left, right } => {
            let right = certain(right);
            certain(left)
                .into_iter()
                .filter(|n| right.contains(n))
                .collect()
        }
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => certain(left),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => certain(inner),
        GraphPattern::Values {
            variables,
            bindings,
        } => {
            let always = |index: &usize| bindings.iter().all(|row| row[*index].is_some());
            let indexes = (0..variables.len()).filter(always);
            indexes.map(|i| variables[i].as_str().to_owned()).collect()
        }
        GraphPattern::Project { inner, variables }
        | GraphPattern::Group {
            inner, variables, ..
        } => {
            let inner = certain(inner);
            let names = variables.iter().map(|v| v.as_str().to_owned());
            names.filter(|name| inner.contains(name)).collect()
        }
        GraphPattern::Graph { name, inner } => {
            let mut both = certain(inner);
            if let NamedNodePattern::Variable(variable) = name {
                both.insert(variable.as_str().to_owned());
            }
            both
        }
        GraphPattern::Lateral { left, right } => {
            let mut both = certain(left);
            both.extend(certain(right));
            both
        }
        GraphPattern::Service { .. } => Names::new(),
    }
}

/// The variables that an expression looks at; those of patterns inside are among them.
pub fn names_of_expression(expression: &Expression) -> Names {
    let mut found = Names::new();
    each_expression(expression, &mut |expression| match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => {
            found.insert(variable.as_str().to_owned());
        }
        // It sees the solution around it.
        Expression::Exists(pattern) => found.extend(names_seen(pattern)),
        _ => {}
    });
    found
}

/// The variables that a pattern binds or looks at, at any depth.
pub fn names_seen(pattern: &GraphPattern) -> Names {
    let mut found = names(pattern);
    for expression in algebra::expressions(pattern) {
        found.extend(names_of_expression(expression));
    }
    for inner in algebra::inner(pattern) {
        found.extend(names_seen(inner));
    }
    found
}

/// Whether an expression may have another value each time it is evaluated.
pub fn is_fresh(expression: &Expression) -> bool {
    let mut found = false;
    each_expression(expression, &mut |part| {
        if let Expression::FunctionCall(function, arguments) = part {
            found |= blank_nodes::is_fresh(function, arguments);
        }
    });
    found
}

pub fn has_exists(expression: &Expression) -> bool {
    let mut found = false;
    each_expression(expression, &mut |e| {
        found |= matches!(e, Expression::Exists(_))
    });
    found
}

/// Whether `GRAPH` stands in a pattern or in one of its expressions.
pub fn has_graph(pattern: &GraphPattern) -> bool {
    let mut found = matches!(pattern, GraphPattern::Graph { .. });
    for expression in algebra::expressions(pattern) {
        each_expression(expression, &mut |e| {
            if let Expression::Exists(pattern) = e {
                found |= has_graph(pattern);
            }
        });
    }
    found || algebra::inner(pattern).into_iter().any(has_graph)
}

/// Whether a filter gives the same after its pattern is joined with others.
pub fn sees_only(expression: &Expression, inner: &GraphPattern) -> bool {
    let certain = certain(inner);
    !has_exists(expression)
        && !is_fresh(expression)
        && names_of_expression(expression)
            .iter()
            .all(|name| certain.contains(name))
}

/// Whether a pattern is triple patterns and paths, at least one, with conditions that see only what these bind: then
/// `GRAPH` around it is the same as around each of them.
pub fn is_flat(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => !patterns.is_empty(),
        GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => is_flat(left) && is_flat(right),
        GraphPattern::Filter { expr, inner } => is_flat(inner) && sees_only(expr, inner),
        _ => false,
    }
}

/// Whether a pattern in `EXISTS` has, after the values of the solution around it are put into it, just those of its
/// solutions that are compatible with that solution.
pub fn is_independent(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            is_independent(left) && is_independent(right)
        }
        GraphPattern::Filter { expr, inner } => sees_only(expr, inner) && is_independent(inner),
        GraphPattern::Graph { name, inner } => {
            let seen = names_seen(inner);
            let sees_name =
                matches!(name, NamedNodePattern::Variable(name) if seen.contains(name.as_str()));
            !sees_name && is_independent(inner)
        }
        _ => false,
    }
}
