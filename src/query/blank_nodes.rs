//! [`BNODE`](https://www.w3.org/TR/sparql11-query/#func-bnode): the same node for the same label within one solution, and
//! another one in every other. oxigraph makes the label its name, so here each solution gets a number first.

use super::algebra::{Part, pattern_of, walk, walk_expression};
use super::functions::CustomFunction;
use crate::rdf::{BlankNode, Literal, NamedNode, Term};
use sha2::{Digest, Sha256};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::Variable;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

// Names that no query can write.
const NODE: &str = " bnode";
const NUMBER: &str = " number";
const SOLUTION: &str = " solution";

/// Puts functions of ours in the place of `BNODE`.
pub fn number_solutions(query: &mut Query) {
    let mut calls_bnode = false;
    walk(pattern_of(query), &mut |part| {
        if let Part::Expression(Expression::FunctionCall(Function::BNode, _)) = part {
            calls_bnode = true;
        }
    });
    if !calls_bnode {
        return;
    }
    let mut numbered = 0;
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(pattern) = part {
            number(pattern, &mut numbered);
        }
    });
}

/// These functions, by name, for one query.
pub fn functions() -> [(NamedNode, CustomFunction); 2] {
    let (solutions, nodes) = (AtomicU64::new(0), AtomicU64::new(0));
    let number: CustomFunction = Arc::new(move |_| {
        let number = solutions.fetch_add(1, Ordering::Relaxed);
        Some(Literal::new_simple_literal(number.to_string()).into())
    });
    let node: CustomFunction = Arc::new(move |arguments| {
        let name = match arguments {
            [] => format!("bnode-{}", nodes.fetch_add(1, Ordering::Relaxed)),
            [Term::Literal(solution), Term::Literal(label)] if is_simple(label) => {
                let digest = Sha256::digest(label.value());
                let digest: String = digest[..12].iter().map(|b| format!("{b:02x}")).collect();
                format!("bnode-{}-{digest}", solution.value())
            }
            _ => return None,
        };
        Some(BlankNode::new_unchecked(name).into())
    });
    [(NUMBER, number), (NODE, node)].map(|(name, of)| (NamedNode::new_unchecked(name), of))
}

/// Returns whether a function may return another value each time that it is called with the same arguments.
pub fn is_nondeterministic(function: &Function, has_no_arguments: bool) -> bool {
    match function {
        Function::Rand | Function::Uuid | Function::StrUuid => true,
        Function::Custom(name) => {
            name.as_str() == NUMBER || name.as_str() == NODE && has_no_arguments
        }
        _ => false,
    }
}

/// Returns whether a function stands for `BNODE`; the number of the solution is its first argument, if it has any.
pub fn is_bnode(function: &Function) -> bool {
    matches!(function, Function::Custom(name) if name.as_str() == NODE)
}

fn is_simple(literal: &Literal) -> bool {
    literal.datatype() == oxigraph::model::vocab::xsd::STRING
}

/// Numbers the solutions below a chain of `BIND` and `FILTER`, if one of them calls `BNODE` with a label.
///
/// The walk comes to the lowest of a chain first, and those above it see that the solutions have their numbers.
fn number(pattern: &mut GraphPattern, numbered: &mut usize) {
    let solution = number_of(pattern);
    let next = Variable::new_unchecked(format!("{SOLUTION} {numbered}"));
    let mut has_label = false;
    let mut replace = |expression: &mut Expression| {
        has_label |= replace(expression, solution.as_ref().unwrap_or(&next));
    };
    match pattern {
        GraphPattern::Filter { expr: e, .. } | GraphPattern::Extend { expression: e, .. } => {
            replace(e);
        }
        GraphPattern::OrderBy { expression, .. } => {
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                replace(key);
            }
        }
        _ => return,
    }
    if !has_label || solution.is_some() {
        return;
    }
    *numbered += 1;
    let mut lowest = pattern;
    while let GraphPattern::Filter { inner, .. }
    | GraphPattern::Extend { inner, .. }
    | GraphPattern::OrderBy { inner, .. } = lowest
    {
        lowest = inner;
    }
    let number = Function::Custom(NamedNode::new_unchecked(NUMBER));
    *lowest = GraphPattern::Extend {
        inner: Box::new(std::mem::take(lowest)),
        variable: next,
        expression: Expression::FunctionCall(number, Vec::new()),
    };
}

/// The variable with the numbers of the solutions of a chain, if they have some.
fn number_of(pattern: &GraphPattern) -> Option<Variable> {
    match pattern {
        GraphPattern::Extend { variable, .. } if variable.as_str().starts_with(SOLUTION) => {
            Some(variable.clone())
        }
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. } => number_of(inner),
        _ => None,
    }
}

/// Replaces `BNODE` in an expression; whether one had a label.
fn replace(expression: &mut Expression, solution: &Variable) -> bool {
    let mut has_label = false;
    walk_expression(expression, &mut |part| {
        if let Part::Expression(Expression::FunctionCall(function, arguments)) = part
            && *function == Function::BNode
        {
            *function = Function::Custom(NamedNode::new_unchecked(NODE));
            if !arguments.is_empty() {
                has_label = true;
                arguments.insert(0, Expression::Variable(solution.clone()));
            }
        }
    });
    has_label
}
