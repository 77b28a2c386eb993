//! Evaluates a query for many values of some variables at once, as if each set of values had been put in the place of the
//! variables before: [pre-binding](https://www.w3.org/TR/shacl12-sparql/#pre-binding) in SHACL.
//!
//! Where a part of the pattern needs the values and does not bind the variables itself, it is joined with a table of them; a
//! subquery and the groups of an aggregate keep them. What would not be the same for many values at once, such as `LIMIT` and
//! one group of all solutions, is evaluated for one set of values after the other.

use super::algebra::{Part, expressions, inner, parts, walk};
use super::dataset::Dataset;
use super::depth;
use super::execute::BATCH;
use super::limits::{Budget, Limits};
use super::logical::TABLE;
use super::results::{Results, Solutions};
use super::rewrite::Rewrite;
use super::scope::{Names, names};
use super::{algebra, blank_nodes, engine};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, Variable};

/// Values of variables.
#[derive(Clone, Debug, Default)]
pub struct Prebound {
    /// The names of the variables.
    pub variables: Vec<String>,
    /// The values of each row, by variable.
    pub rows: Vec<Vec<TermId>>,
}

/// Returns why a query cannot be evaluated with variables that are bound before
/// ([SHACL SPARQL, appendix: pre-binding](https://www.w3.org/TR/shacl12-sparql/#pre-binding)).
pub fn refused_prebound(query: &Query, variables: &[String]) -> Option<String> {
    let mut query = query.clone();
    let is_prebound = |name: &str| variables.iter().any(|variable| variable == name);
    let mut refused = None;
    let mut is_top = true;
    let pattern = algebra::pattern_of(&mut query);
    // The outermost projection comes last.
    let mut projections = 0;
    walk(pattern, &mut |part| {
        if let Part::Pattern(GraphPattern::Project { .. }) = part {
            projections += 1;
        }
    });
    walk(pattern, &mut |part| {
        let Part::Pattern(pattern) = part else {
            return;
        };
        let problem = match pattern {
            GraphPattern::Minus { .. } => Some("`MINUS`".to_owned()),
            GraphPattern::Values { .. } => Some("`VALUES`".to_owned()),
            GraphPattern::Service { .. } => Some("`SERVICE`".to_owned()),
            GraphPattern::Extend { variable, .. } if is_prebound(variable.as_str()) => {
                Some(format!("`AS ?{}`", variable.as_str()))
            }
            GraphPattern::Project {
                variables: selected,
                ..
            } => {
                projections -= 1;
                is_top = projections == 0;
                let lacks = |name: &&str| !selected.iter().any(|one| one.as_str() == *name);
                let lacking = Some("this").filter(lacks).filter(|_| !is_top);
                lacking.map(|name| format!("a subquery that does not select `${name}`"))
            }
            _ => None,
        };
        if refused.is_none() {
            refused = problem;
        }
    });
    refused.map(|what| {
        format!("the query has {what}, which SHACL does not allow where values are bound before")
    })
}

/// Evaluates a SELECT or ASK query for each row of values. The solutions are those of all rows together, with the values in
/// columns of their own; of an ASK query those values for which it holds.
///
/// # Errors
/// If evaluation fails or passes a limit.
pub fn evaluate_prebound(
    dataset: Dataset<'_>,
    query: &Query,
    values: &Prebound,
    limits: &Limits,
) -> Result<Vec<Solutions>> {
    let run = |rows: &[Vec<TermId>], is_one: bool| {
        let lifting = Lifting {
            variables: &values.variables,
            is_one,
        };
        let lifted = lifting.query(query);
        let budget = Budget::new(limits);
        depth::with_stack(depth::of(&lifted), || {
            solutions(dataset, lifted, rows, &budget)
        })
    };
    let (Query::Select { pattern, .. } | Query::Ask { pattern, .. }) = query else {
        return Err(Error::internal(
            "a query of SHACL is neither SELECT nor ASK",
        ));
    };
    let lifting = Lifting {
        variables: &values.variables,
        is_one: false,
    };
    if lifting.is_for_all(pattern) {
        return run(&values.rows, false).map(|solutions| vec![solutions]);
    }
    let rows = values.rows.iter();
    rows.map(|row| run(std::slice::from_ref(row), true))
        .collect()
}

fn solutions(
    dataset: Dataset<'_>,
    mut query: Query,
    rows: &[Vec<TermId>],
    budget: &Budget,
) -> Result<Solutions> {
    algebra::lower_language_tags(&mut query);
    algebra::tell_time(&mut query);
    blank_nodes::number_solutions(&mut query);
    let planned =
        engine::rewritten_with(&dataset, &query, rows, &Rewrite::ALL, budget)?.planned()?;
    match planned.run(None, BATCH)?.0 {
        Results::Solutions(solutions) => Ok(solutions),
        _ => Err(Error::internal("a SELECT query has no solutions")),
    }
}

/// Puts tables of values into a query.
struct Lifting<'v> {
    variables: &'v [String],
    /// Whether there is one row of values only.
    is_one: bool,
}

impl Lifting<'_> {
    fn query(&self, query: &Query) -> Query {
        let (dataset, pattern, base_iri, is_ask) = match query.clone() {
            Query::Select {
                dataset,
                pattern,
                base_iri,
            } => (dataset, pattern, base_iri, false),
            Query::Ask {
                dataset,
                pattern,
                base_iri,
            }
            | Query::Construct {
                dataset,
                pattern,
                base_iri,
                ..
            }
            | Query::Describe {
                dataset,
                pattern,
                base_iri,
            } => (dataset, pattern, base_iri, true),
        };
        let pattern = match is_ask {
            true => GraphPattern::Distinct {
                inner: Box::new(GraphPattern::Project {
                    inner: Box::new(self.bound(pattern)),
                    variables: self.names().collect(),
                }),
            },
            false => self.outermost(pattern),
        };
        Query::Select {
            dataset,
            pattern,
            base_iri,
        }
    }

    fn names(&self) -> impl Iterator<Item = Variable> {
        let names = self.variables.iter();
        names.map(|name| Variable::new_unchecked(name.clone()))
    }

    fn table(&self) -> GraphPattern {
        let first = [Variable::new_unchecked(TABLE)].into_iter();
        GraphPattern::Values {
            variables: first.chain(self.names()).collect(),
            bindings: Vec::new(),
        }
    }

    /// Binds the values below the solution modifiers of the query itself.
    fn outermost(&self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Project {
                inner,
                mut variables,
            } => {
                let new = self.names().filter(|name| !variables.contains(name));
                let new: Vec<Variable> = new.collect();
                variables.extend(new);
                GraphPattern::Project {
                    inner: Box::new(self.bound(*inner)),
                    variables,
                }
            }
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: Box::new(self.outermost(*inner)),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: Box::new(self.outermost(*inner)),
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: Box::new(self.outermost(*inner)),
                expression,
            },
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => GraphPattern::Slice {
                inner: Box::new(self.outermost(*inner)),
                start,
                length,
            },
            pattern => self.bound(pattern),
        }
    }

    /// Returns a pattern all of whose solutions have the values of a row.
    fn bound(&self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            // What the SELECT clause computes sees the values.
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => GraphPattern::Extend {
                inner: Box::new(self.bound(*inner)),
                variable,
                expression: self.expression(expression),
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: Box::new(self.bound(*inner)),
                expression,
            },
            GraphPattern::Filter { expr, inner } => GraphPattern::Filter {
                expr: self.expression(expr),
                inner: Box::new(self.bound(*inner)),
            },
            pattern => GraphPattern::Join {
                left: Box::new(self.table()),
                right: Box::new(self.lifted(pattern)),
            },
        }
    }

    /// Returns a pattern that is bound if it must be for what stands beside or around it.
    fn bound_for(&self, pattern: GraphPattern, needed: &Names) -> GraphPattern {
        let has = certain(&pattern);
        match needed.iter().all(|name| has.contains(name)) {
            true => self.lifted(pattern),
            false => self.bound(pattern),
        }
    }

    fn lifted(&self, pattern: GraphPattern) -> GraphPattern {
        let boxed = |pattern: GraphPattern| Box::new(self.lifted(pattern));
        match pattern {
            GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {
                pattern
            }
            GraphPattern::Join { left, right } => GraphPattern::Join {
                left: boxed(*left),
                right: boxed(*right),
            },
            GraphPattern::Union { left, right } => GraphPattern::Union {
                left: boxed(*left),
                right: boxed(*right),
            },
            GraphPattern::Lateral { left, right } => GraphPattern::Lateral {
                left: boxed(*left),
                right: boxed(*right),
            },
            GraphPattern::Minus { left, right } => GraphPattern::Minus {
                left: boxed(*left),
                right: boxed(*right),
            },
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                let mut needed = self.mentioned(&right);
                needed.extend(expression.iter().flat_map(|one| self.in_expression(one)));
                GraphPattern::LeftJoin {
                    left: Box::new(self.bound_for(*left, &needed)),
                    right: boxed(*right),
                    expression: expression.map(|one| self.expression(one)),
                }
            }
            GraphPattern::Filter { expr, inner } => {
                let needed = self.in_expression(&expr);
                GraphPattern::Filter {
                    inner: Box::new(self.bound_for(*inner, &needed)),
                    expr: self.expression(expr),
                }
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let needed = self.in_expression(&expression);
                GraphPattern::Extend {
                    inner: Box::new(self.bound_for(*inner, &needed)),
                    variable,
                    expression: self.expression(expression),
                }
            }
            GraphPattern::Graph { name, inner } => GraphPattern::Graph {
                name,
                inner: boxed(*inner),
            },
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: boxed(*inner),
                expression,
            },
            GraphPattern::Distinct { inner } => GraphPattern::Distinct {
                inner: boxed(*inner),
            },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced {
                inner: boxed(*inner),
            },
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => GraphPattern::Slice {
                inner: boxed(*inner),
                start,
                length,
            },
            GraphPattern::Project {
                inner,
                mut variables,
            } => {
                let mentioned = self.mentioned(&inner);
                if mentioned.is_empty() {
                    return GraphPattern::Project { inner, variables };
                }
                add(&mut variables, &mentioned);
                GraphPattern::Project {
                    inner: Box::new(self.bound_for(*inner, &mentioned)),
                    variables,
                }
            }
            GraphPattern::Group {
                inner,
                mut variables,
                aggregates,
            } => {
                let mut mentioned = self.mentioned(&inner);
                mentioned.extend(
                    aggregates
                        .iter()
                        .flat_map(|(_, one)| self.in_aggregate(one)),
                );
                if mentioned.is_empty() {
                    return GraphPattern::Group {
                        inner,
                        variables,
                        aggregates,
                    };
                }
                if !(self.is_one && variables.is_empty()) {
                    add(&mut variables, &mentioned);
                }
                GraphPattern::Group {
                    inner: Box::new(self.bound_for(*inner, &mentioned)),
                    variables,
                    aggregates,
                }
            }
            GraphPattern::Service {
                name,
                inner,
                silent,
            } => GraphPattern::Service {
                name,
                inner,
                silent,
            },
        }
    }

    /// Binds values in the patterns of `EXISTS`.
    fn expression(&self, mut expression: Expression) -> Expression {
        lift_exists(&mut expression, self);
        expression
    }

    /// Returns the variables with values that a pattern mentions at any depth.
    fn mentioned(&self, pattern: &GraphPattern) -> Names {
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
        found.retain(|name| self.variables.contains(name));
        found
    }

    fn in_aggregate(&self, aggregate: &AggregateExpression) -> Names {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => Names::new(),
            AggregateExpression::FunctionCall { expr, .. } => self.in_expression(expr),
        }
    }

    /// Returns the variables with values that an expression mentions.
    fn in_expression(&self, expression: &Expression) -> Names {
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
        found.retain(|name| self.variables.contains(name));
        found
    }

    /// Returns whether a pattern can be evaluated for all rows of values at once.
    fn is_for_all(&self, pattern: &GraphPattern) -> bool {
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

fn add(variables: &mut Vec<Variable>, names: &Names) {
    for name in names {
        let variable = Variable::new_unchecked(name.clone());
        if !variables.contains(&variable) {
            variables.push(variable);
        }
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

fn lift_exists(expression: &mut Expression, lifting: &Lifting) {
    if let Expression::Exists(pattern) = expression {
        **pattern = lifting.lifted((**pattern).clone());
    }
    for part in algebra::parts_mut(expression) {
        lift_exists(part, lifting);
    }
}

/// Returns variables that every solution of a pattern binds.
fn certain(pattern: &GraphPattern) -> Names {
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
