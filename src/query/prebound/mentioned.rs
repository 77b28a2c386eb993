//! Which of the variables that are bound before a pattern mentions, and which it binds itself
//! ([SPARQL 1.1, 18.2.1](https://www.w3.org/TR/sparql11-query/#variableScope)).

use crate::query::algebra::{expressions, inner, parts};
use crate::query::scope::{Names, names};
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::NamedNodePattern;

/// The variables that are bound before.
#[derive(Clone, Copy)]
pub struct Bound<'v>(pub &'v [String]);

impl Bound<'_> {
    /// Returns the variables with values that a pattern mentions at any depth.
    pub fn mentioned(&self, pattern: &GraphPattern) -> Names {
        let mut found: Names = names(pattern);
        let mut open = vec![pattern];
        while let Some(pattern) = open.pop() {
            // A subquery hides what it does not select.
            if let GraphPattern::Project { inner, .. } | GraphPattern::Group { inner, .. } = pattern
            {
                found.extend(names(inner));
            }
            if let GraphPattern::Group { aggregates, .. } = pattern {
                found.extend(
                    aggregates
                        .iter()
                        .flat_map(|(_, one)| self.in_aggregate(one)),
                );
            }
            if let GraphPattern::Graph {
                name: NamedNodePattern::Variable(name),
                ..
            } = pattern
            {
                found.insert(name.as_str().to_owned());
            }
            for expression in expressions(pattern) {
                found.extend(self.in_expression(expression));
            }
            open.extend(inner(pattern));
        }
        found.retain(|name| self.0.contains(name));
        found
    }

    pub fn in_aggregate(&self, aggregate: &AggregateExpression) -> Names {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => Names::new(),
            AggregateExpression::FunctionCall { expr, .. } => self.in_expression(expr),
        }
    }

    /// Returns the variables with values that an expression mentions.
    pub fn in_expression(&self, expression: &Expression) -> Names {
        let mut found = Names::new();
        let mut open = vec![expression];
        while let Some(expression) = open.pop() {
            match expression {
                Expression::Variable(name) | Expression::Bound(name) => {
                    found.insert(name.as_str().to_owned());
                }
                Expression::Exists(pattern) => found.extend(self.mentioned(pattern)),
                _ => {}
            }
            open.extend(parts(expression));
        }
        found.retain(|name| self.0.contains(name));
        found
    }

    /// Returns whether a pattern can be evaluated for all rows of values at once.
    pub fn is_for_all(&self, pattern: &GraphPattern) -> bool {
        let is_for_all = match pattern {
            GraphPattern::Slice { .. } => false,
            GraphPattern::Group {
                variables,
                inner,
                aggregates,
            } => {
                let of_aggregates = aggregates.iter().map(|(_, one)| self.in_aggregate(one));
                let mentions = !self.mentioned(inner).is_empty()
                    || of_aggregates.into_iter().any(|names| !names.is_empty());
                !(variables.is_empty() && mentions)
            }
            _ => true,
        };
        let patterns = expressions(pattern).into_iter().flat_map(exists);
        is_for_all
            && inner(pattern)
                .into_iter()
                .all(|pattern| self.is_for_all(pattern))
            && patterns.into_iter().all(|pattern| self.is_for_all(pattern))
    }
}

/// Returns the patterns of `EXISTS` in an expression.
fn exists(expression: &Expression) -> Vec<&GraphPattern> {
    let mut found = Vec::new();
    let mut open = vec![expression];
    while let Some(expression) = open.pop() {
        if let Expression::Exists(pattern) = expression {
            found.push(&**pattern);
        }
        open.extend(parts(expression));
    }
    found
}

/// Returns variables that every solution of a pattern binds.
pub fn certain(pattern: &GraphPattern) -> Names {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => names(pattern),
        GraphPattern::Join { left, right } | GraphPattern::Lateral { left, right } => {
            let mut both = certain(left);
            both.extend(certain(right));
            both
        }
        GraphPattern::Union { left, right } => {
            let right = certain(right);
            certain(left)
                .into_iter()
                .filter(|name| right.contains(name))
                .collect()
        }
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => certain(left),
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Graph { inner, .. } => certain(inner),
        GraphPattern::Project { inner, variables }
        | GraphPattern::Group {
            inner, variables, ..
        } => {
            let inner = certain(inner);
            let kept = variables
                .iter()
                .map(|variable| variable.as_str().to_owned());
            kept.filter(|name| inner.contains(name)).collect()
        }
        GraphPattern::Values { .. } | GraphPattern::Service { .. } => Names::new(),
    }
}
