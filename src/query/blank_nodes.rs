//! [`BNODE`](https://www.w3.org/TR/sparql11-query/#func-bnode): the same node for the same label within one solution, and
//! another one in every other. oxigraph makes the label its name, so here each solution gets a number first.

use super::algebra::{Part, pattern_of, walk, walk_expression};
use crate::rdf::{BlankNode, Literal, NamedNode, Term};
use oxigraph::sparql::SparqlEvaluator;
use sha2::{Digest, Sha256};
use spargebra::Query;
use spargebra::algebra::{Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::Variable;
use std::sync::atomic::{AtomicU64, Ordering};

// Names that no query can write.
const NODE: &str = " bnode";
const NUMBER: &str = " number";
const SOLUTION: &str = " solution";

/// Puts functions of ours in the place of `BNODE`.
pub fn number_solutions(query: &mut Query) {
    walk(pattern_of(query), &mut |part| {
        if let Part::Pattern(pattern) = part {
            number(pattern);
        }
    });
}

/// An evaluator that knows these functions.
pub fn with_functions(evaluator: SparqlEvaluator) -> SparqlEvaluator {
    let (solutions, nodes) = (AtomicU64::new(0), AtomicU64::new(0));
    evaluator
        .with_custom_function(NamedNode::new_unchecked(NUMBER), move |_| {
            let number = solutions.fetch_add(1, Ordering::Relaxed);
            Some(Literal::new_simple_literal(number.to_string()).into())
        })
        .with_custom_function(NamedNode::new_unchecked(NODE), move |arguments| {
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
        })
}

fn is_simple(literal: &Literal) -> bool {
    literal.datatype() == oxigraph::model::vocab::xsd::STRING
}

/// Numbers the solutions below a chain of `BIND` and `FILTER`, if one of them calls `BNODE`.
///
/// The walk comes to the lowest of a chain first, and those above it see that the solutions have their numbers.
fn number(pattern: &mut GraphPattern) {
    let has_node = match pattern {
        GraphPattern::Filter { expr: e, .. } | GraphPattern::Extend { expression: e, .. } => {
            replace(e)
        }
        GraphPattern::OrderBy { expression, .. } => {
            let mut has_node = false;
            for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                has_node |= replace(key);
            }
            has_node
        }
        _ => return,
    };
    if !has_node {
        return;
    }
    let mut lowest = pattern;
    while let GraphPattern::Filter { inner, .. }
    | GraphPattern::Extend { inner, .. }
    | GraphPattern::OrderBy { inner, .. } = lowest
    {
        if matches!(&**inner, GraphPattern::Extend { variable, .. } if variable.as_str() == SOLUTION)
        {
            return;
        }
        lowest = inner;
    }
    let number = Function::Custom(NamedNode::new_unchecked(NUMBER));
    *lowest = GraphPattern::Extend {
        inner: Box::new(std::mem::take(lowest)),
        variable: Variable::new_unchecked(SOLUTION),
        expression: Expression::FunctionCall(number, Vec::new()),
    };
}

/// Replaces `BNODE` in an expression; whether one had a label.
fn replace(expression: &mut Expression) -> bool {
    let mut has_label = false;
    walk_expression(expression, &mut |part| {
        if let Part::Expression(Expression::FunctionCall(function, arguments)) = part
            && *function == Function::BNode
        {
            *function = Function::Custom(NamedNode::new_unchecked(NODE));
            if !arguments.is_empty() {
                has_label = true;
                let solution = Variable::new_unchecked(SOLUTION);
                arguments.insert(0, Expression::Variable(solution));
            }
        }
    });
    has_label
}
