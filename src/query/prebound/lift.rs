//! Puts tables of values into a query, wherever it needs the values and does not bind the variables itself.

use super::mentioned::{Bound, certain};
use crate::query::algebra::parts_mut;
use crate::query::logical::TABLE;
use crate::query::scope::Names;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::Variable;

/// Puts tables of values into a query.
pub struct Lifting<'v> {
    pub bound: Bound<'v>,
    /// Whether there is one row of values only.
    pub is_one: bool,
}

impl Lifting<'_> {
    pub fn query(&self, query: &Query) -> Query {
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
        let names = self.bound.0.iter();
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
        // Where there is one row of values, a limit or a group without keys may be around the pattern.
        match !self.is_one && needed.iter().all(|name| has.contains(name)) {
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
                let mut needed = self.bound.mentioned(&right);
                needed.extend(
                    expression
                        .iter()
                        .flat_map(|one| self.bound.in_expression(one)),
                );
                GraphPattern::LeftJoin {
                    left: Box::new(self.bound_for(*left, &needed)),
                    right: boxed(*right),
                    expression: expression.map(|one| self.expression(one)),
                }
            }
            GraphPattern::Filter { expr, inner } => {
                let needed = self.bound.in_expression(&expr);
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
                let needed = self.bound.in_expression(&expression);
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
                let mentioned = self.bound.mentioned(&inner);
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
                let mut mentioned = self.bound.mentioned(&inner);
                mentioned.extend(
                    aggregates
                        .iter()
                        .flat_map(|(_, one)| self.bound.in_aggregate(one)),
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
}

fn add(variables: &mut Vec<Variable>, names: &Names) {
    for name in names {
        let variable = Variable::new_unchecked(name.clone());
        if !variables.contains(&variable) {
            variables.push(variable);
        }
    }
}

fn lift_exists(expression: &mut Expression, lifting: &Lifting) {
    if let Expression::Exists(pattern) = expression {
        **pattern = lifting.lifted((**pattern).clone());
    }
    for part in parts_mut(expression) {
        lift_exists(part, lifting);
    }
}
