//! Which variables a pattern has, which of them it always binds, and whether it can be solved here.

use crate::query::algebra::each_expression;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
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
        GraphPattern::Lateral { .. }
        | GraphPattern::Graph { .. }
        | GraphPattern::Service { .. } => Names::new(),
    }
}

/// The variables that an expression looks at; those of patterns inside are among them.
pub fn names_of_expression(expression: &Expression) -> Names {
    let mut found = Names::new();
    each_expression(expression, &mut |expression| match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => {
            found.insert(variable.as_str().to_owned());
        }
        Expression::Exists(pattern) => {
            collect(pattern, &mut found);
            // Its conditions see the solution around it.
            let mut pattern = &**pattern;
            while let GraphPattern::Filter { expr, inner } = pattern {
                found.extend(names_of_expression(expr));
                pattern = inner;
            }
        }
        _ => {}
    });
    found
}

/// Whether a pattern can be solved on columns; the evaluator of oxigraph takes the others.
pub fn is_supported(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns
            .iter()
            .all(|p| is_plain(&p.subject) && is_plain(&p.object)),
        GraphPattern::Path {
            subject, object, ..
        } => is_plain(subject) && is_plain(object),
        GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => is_supported(left) && is_supported(right),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            is_supported(left)
                && is_supported(right)
                && expression.as_ref().is_none_or(is_supported_expression)
        }
        GraphPattern::Filter { expr, inner } => {
            is_supported(inner) && is_supported_expression(expr)
        }
        GraphPattern::Extend {
            inner, expression, ..
        } => is_supported(inner) && is_supported_expression(expression),
        GraphPattern::OrderBy { inner, expression } => {
            let is_key = |key: &OrderExpression| match key {
                OrderExpression::Asc(key) | OrderExpression::Desc(key) => {
                    is_supported_expression(key)
                }
            };
            is_supported(inner) && expression.iter().all(is_key)
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => is_supported(inner),
        GraphPattern::Group {
            inner, aggregates, ..
        } => is_supported(inner) && aggregates.iter().all(|(_, a)| is_supported_aggregate(a)),
        GraphPattern::Lateral { .. }
        | GraphPattern::Graph { .. }
        | GraphPattern::Service { .. } => false,
    }
}

/// Triple terms with variables inside are left to oxigraph.
fn is_plain(term: &TermPattern) -> bool {
    !matches!(term, TermPattern::Triple(_))
}

fn is_supported_aggregate(aggregate: &AggregateExpression) -> bool {
    match aggregate {
        AggregateExpression::CountSolutions { .. } => true,
        AggregateExpression::FunctionCall { name, expr, .. } => {
            !matches!(name, AggregateFunction::Custom(_)) && is_supported_expression(expr)
        }
    }
}

/// Functions whose value differs from call to call are left to oxigraph, since here an expression is evaluated once for
/// equal arguments. So are patterns in `EXISTS` whose parts see the solution around them.
fn is_supported_expression(expression: &Expression) -> bool {
    let mut supported = true;
    each_expression(expression, &mut |expression| match expression {
        Expression::FunctionCall(function, _) => {
            supported &= !matches!(
                function,
                Function::Now
                    | Function::Rand
                    | Function::Uuid
                    | Function::StrUuid
                    | Function::BNode
            );
        }
        Expression::Exists(pattern) => supported &= is_joinable(pattern) && is_supported(pattern),
        _ => {}
    });
    supported
}

/// Whether a pattern in `EXISTS` is one for [`is_independent`], with or without conditions around it.
fn is_joinable(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Filter { expr, inner } => !has_exists(expr) && is_joinable(inner),
        pattern => is_independent(pattern),
    }
}

pub fn has_exists(expression: &Expression) -> bool {
    let mut found = false;
    each_expression(expression, &mut |e| {
        found |= matches!(e, Expression::Exists(_))
    });
    found
}

/// Whether a pattern in `EXISTS` has, after the values of the solution around it are put into it, just those of its
/// solutions that are compatible with that solution.
fn is_independent(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => true,
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            is_independent(left) && is_independent(right)
        }
        GraphPattern::Filter { expr, inner } => {
            let inner_names = certain(inner);
            let sees = names_of_expression(expr);
            !has_exists(expr)
                && is_independent(inner)
                && sees.iter().all(|n| inner_names.contains(n))
        }
        _ => false,
    }
}
