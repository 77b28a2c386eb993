//! What of [SPARQL](https://www.w3.org/TR/sparql11-query/) is not solved on columns, and what to call it when oxigraph's
//! evaluator takes a query because of it.

use super::table::Vars;
use crate::query::algebra::{self, each_expression};
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};

/// Something of a query that is left to oxigraph's evaluator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Another server.
    Service,
    /// An aggregate that SPARQL does not define.
    Aggregate,
    /// More variables than a set of them has room for.
    Variables,
}

impl Left {
    /// What it is, as a part of a query.
    pub fn name(self) -> String {
        match self {
            Self::Service => "`SERVICE`".to_owned(),
            Self::Aggregate => "an aggregate of its own".to_owned(),
            Self::Variables => format!("more than {} variables", Vars::MOST),
        }
    }
}

/// What a pattern has, itself or at any depth, that is not solved on columns.
pub fn left_over(pattern: &GraphPattern) -> Option<Left> {
    let own = match pattern {
        GraphPattern::Service { .. } => Some(Left::Service),
        GraphPattern::Group { aggregates, .. } => {
            let is_custom = |aggregate: &AggregateExpression| {
                matches!(
                    aggregate,
                    AggregateExpression::FunctionCall {
                        name: AggregateFunction::Custom(_),
                        ..
                    }
                )
            };
            let mut aggregates = aggregates.iter().map(|(_, aggregate)| aggregate);
            aggregates.any(is_custom).then_some(Left::Aggregate)
        }
        _ => None,
    };
    let in_expressions = || {
        let mut expressions = algebra::expressions(pattern).into_iter();
        expressions.find_map(left_over_of_expression)
    };
    let in_patterns = || algebra::inner(pattern).into_iter().find_map(left_over);
    own.or_else(in_expressions).or_else(in_patterns)
}

fn left_over_of_expression(expression: &Expression) -> Option<Left> {
    let mut found = None;
    each_expression(expression, &mut |expression| {
        if let Expression::Exists(pattern) = expression {
            found = found.or_else(|| left_over(pattern));
        }
    });
    found
}
