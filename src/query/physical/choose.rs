//! Chooses the physical operator for each node of a logical plan.

use super::apart::equal_variables;
use super::correlate::carry;
use super::gather::{graph_of_leaves, only_triple};
use super::plan::{
    Group, LeftJoin, Node, Operator, PlannedAggregate, Scope, accept_multiplicities,
};
use super::planner::Planner;
use crate::error::Result;
use crate::query::index::ActiveGraph;
use crate::query::logical::{self, Aggregate, Expression, Pattern, SortKey, Var, VarSet};
use crate::query::service::MOST_SOLUTIONS;
use spargebra::algebra::AggregateFunction;

/// Plans a pattern of which these columns are read, in the default graph.
///
/// # Errors
/// If an expression calls an unknown function.
pub fn plan(planner: &mut Planner, pattern: &Pattern, columns: &VarSet) -> Result<Node> {
    let scope = Scope {
        graph: ActiveGraph::Default,
        outer: None,
    };
    planner.plan(pattern, columns, &scope)
}

impl Planner<'_, '_> {
    /// Plans a pattern in a scope.
    pub fn plan(&mut self, pattern: &Pattern, wanted: &VarSet, scope: &Scope) -> Result<Node> {
        self.budget.look()?;
        let merges = self.merges;
        self.merges = merges && scope.outer.is_none() && passes_multiplicities(&pattern.operator);
        let node = self.operator(pattern, &wanted.union(&scope.carried()), scope);
        self.merges = merges;
        node
    }

    fn operator(&mut self, pattern: &Pattern, wanted: &VarSet, scope: &Scope) -> Result<Node> {
        match &pattern.operator {
            logical::Operator::Basic(_)
            | logical::Operator::Join(_)
            | logical::Operator::Filter(..) => self.conjunction(pattern, wanted, scope),
            logical::Operator::Graph(name, input) => {
                match graph_of_leaves(*name, input, self.catalog) {
                    Some(_) => self.conjunction(pattern, wanted, scope),
                    None => self.graph(*name, input, wanted, scope),
                }
            }
            logical::Operator::Values { variables, rows } => {
                let values = values(variables, rows);
                Ok(carry(values, &VarSet::default(), wanted, scope))
            }
            logical::Operator::Service(service) => {
                let node = Node {
                    columns: wanted.intersection(&pattern.possible),
                    estimate: MOST_SOLUTIONS as f64,
                    operator: Operator::Service(service.clone()),
                };
                Ok(carry(node, &VarSet::default(), wanted, scope))
            }
            logical::Operator::LeftJoin(sides, condition) => {
                self.left_join(sides, condition.as_ref(), wanted, scope)
            }
            logical::Operator::Union(sides) => {
                let sides = [&sides[0], &sides[1]].map(|side| self.plan(side, wanted, scope));
                let [left, right] = sides;
                let (left, right) = (left?, right?);
                Ok(Node {
                    columns: wanted.clone(),
                    estimate: left.estimate + right.estimate,
                    operator: Operator::Union(Box::new([left, right])),
                })
            }
            logical::Operator::Minus(sides) => self.minus(sides, wanted, scope),
            logical::Operator::Extend(variable, expression, input) => {
                self.extend(*variable, expression, input, wanted, scope)
            }
            logical::Operator::Sort(keys, input) => self.sort(keys, input, wanted, scope),
            logical::Operator::Project(variables, input) => {
                self.project(variables, input, wanted, scope)
            }
            logical::Operator::Distinct(input) => self.distinct(input, wanted, scope),
            logical::Operator::Slice {
                start,
                length,
                input,
            } => {
                let input = self.plan(input, wanted, scope)?;
                let rows = length.map_or(input.estimate, |n| input.estimate.min(n as f64));
                Ok(Node {
                    columns: wanted.clone(),
                    estimate: rows,
                    operator: Operator::Slice {
                        start: *start,
                        length: *length,
                        carried: scope.carried(),
                        input: Box::new(input),
                    },
                })
            }
            logical::Operator::Group {
                keys,
                aggregates,
                input,
            } => self.group(keys, aggregates, input, wanted, scope),
            logical::Operator::Lateral(sides) => self.lateral(sides, wanted, scope),
        }
    }

    /// Plans an input of a join: what it does not carry along may come from another part of the join.
    pub fn input(&mut self, pattern: &Pattern, wanted: &VarSet, scope: &Scope) -> Result<Node> {
        match &pattern.operator {
            logical::Operator::Values { variables, rows } => Ok(values(variables, rows)),
            _ => self.plan(pattern, wanted, scope),
        }
    }

    /// [LeftJoin](https://www.w3.org/TR/sparql11-query/#defn_algLeftJoin)
    fn left_join(
        &mut self,
        sides: &[Pattern; 2],
        condition: Option<&Expression>,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let [left, right] = sides;
        let of_left = Self::columns_of(left, scope);
        let of_right = Self::columns_of(right, scope);
        let all = of_left.union(&of_right);
        let condition = condition
            .map(|c| self.condition(c, &all, scope))
            .transpose()?;
        let shared = of_left.intersection(&of_right);
        let mut needed = wanted.union(&shared);
        if let Some(condition) = &condition {
            needed.extend(&condition.variables);
        }
        // What is carried along is always a join key.
        let on = match &condition {
            Some(condition) if shared.is_subset(&scope.carried()) && scope.outer.is_none() => {
                let equal = equal_variables(&condition.computed.expression, &of_left, &of_right);
                equal.map(|(left, right)| self.equality(left, right))
            }
            _ => None,
        };
        let lookup = match &condition {
            None if !shared.is_empty() => only_triple(right, scope, self.catalog),
            _ => None,
        };
        let sides = [
            self.plan(left, &needed.intersection(&of_left), scope)?,
            self.plan(right, &needed.intersection(&of_right), scope)?,
        ];
        Ok(Node {
            columns: wanted.clone(),
            estimate: sides[0].estimate,
            operator: Operator::LeftJoin(Box::new(LeftJoin {
                sides,
                shared,
                condition,
                on,
                lookup,
                needed,
            })),
        })
    }

    /// [Minus](https://www.w3.org/TR/sparql11-query/#defn_algMinus)
    fn minus(&mut self, sides: &[Pattern; 2], wanted: &VarSet, scope: &Scope) -> Result<Node> {
        let [left, right] = sides;
        // Only what both patterns bind takes solutions away, though it does for each graph by itself.
        let common = left.possible.intersection(&right.possible);
        let shared = common.union(&scope.carried());
        let left = self.plan(left, &wanted.union(&shared), scope)?;
        let estimate = left.estimate;
        if common.is_empty() {
            return Ok(left);
        }
        let right = self.plan(right, &shared, scope)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate,
            operator: Operator::AntiJoin {
                sides: Box::new([left, right]),
                common,
                shared,
            },
        })
    }

    /// [Extend](https://www.w3.org/TR/sparql11-query/#defn_extend)
    fn extend(
        &mut self,
        variable: Var,
        expression: &Expression,
        input: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let is_wanted = wanted.contains(variable);
        let mut needed = wanted.clone();
        if !scope.outer_columns().contains(variable) {
            needed.remove(variable);
        }
        let mut value = None;
        if is_wanted {
            let all = Self::columns_of(input, scope);
            needed.extend(&expression.variables());
            value = Some(self.computed(expression, &needed.intersection(&all), scope)?);
        }
        let input = self.plan(input, &needed, scope)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate: input.estimate,
            operator: Operator::Extend {
                variable,
                value,
                input: Box::new(input),
            },
        })
    }

    fn sort(
        &mut self,
        keys: &[SortKey],
        input: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let all = Self::columns_of(input, scope);
        let mut needed = wanted.clone();
        for key in keys {
            needed.extend(&key.expression.variables());
        }
        let available = needed.intersection(&all);
        let mut planned = Vec::with_capacity(keys.len());
        for key in keys {
            let computed = self.computed(&key.expression, &available, scope)?;
            planned.push((computed, key.descending));
        }
        let input = self.plan(input, &needed, scope)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate: input.estimate,
            operator: Operator::Sort {
                keys: planned,
                input: Box::new(input),
            },
        })
    }

    fn distinct(&mut self, input: &Pattern, wanted: &VarSet, scope: &Scope) -> Result<Node> {
        if let Some(count) = self.count_distinct(input, scope) {
            return Ok(Node {
                columns: wanted.clone(),
                estimate: self.statistics().count(&count),
                operator: Operator::CountFromIndex(count),
            });
        }
        let all = Self::columns_of(input, scope);
        self.merges = true;
        let input = self.plan(input, &all, scope)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate: input.estimate,
            operator: Operator::Distinct(Box::new(input)),
        })
    }

    fn group(
        &mut self,
        keys: &[Var],
        aggregates: &[Aggregate],
        input: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        if let Some(count) = self.count_groups(input, keys, aggregates, scope) {
            return Ok(Node {
                columns: wanted.clone(),
                estimate: self.statistics().count(&count),
                operator: Operator::CountFromIndex(count),
            });
        }
        let key_columns = VarSet::of(keys.iter().copied()).union(&scope.carried());
        let is_visible = |variable: &Var| self.variables.is_visible(*variable);
        let visible = VarSet::of(input.possible.iter().filter(is_visible));
        let all = Self::columns_of(input, scope);
        let mut needed = key_columns.clone();
        for aggregate in aggregates {
            match &aggregate.expression {
                None if aggregate.distinct => needed.extend(&visible),
                Some(expression) if !counts_rows(aggregate, input) => {
                    needed.extend(&expression.variables());
                }
                _ => {}
            }
        }
        let available = needed.intersection(&all);
        let mut planned = Vec::with_capacity(aggregates.len());
        for aggregate in aggregates {
            let counts_rows = counts_rows(aggregate, input);
            let expression = aggregate.expression.as_ref().filter(|_| !counts_rows);
            let value = expression.map(|e| self.computed(e, &available, scope));
            planned.push(PlannedAggregate {
                aggregate: aggregate.clone(),
                value: value.transpose()?,
                counts_rows,
            });
        }
        self.merges = accept_multiplicities(&planned);
        let input = self.plan(input, &needed, scope)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate: if keys.is_empty() {
                1.0
            } else {
                input.estimate.sqrt()
            },
            operator: Operator::Group(Box::new(Group {
                input,
                keys: key_columns,
                has_keys: !keys.is_empty(),
                aggregates: planned,
                visible,
                scope: scope.clone(),
            })),
        })
    }
}

/// Returns whether equal rows of an input may be merged if those of the operator may.
fn passes_multiplicities(operator: &logical::Operator) -> bool {
    !matches!(
        operator,
        logical::Operator::Values { .. }
            | logical::Operator::Service(_)
            | logical::Operator::Lateral(_)
            | logical::Operator::Distinct(_)
            | logical::Operator::Slice { .. }
            | logical::Operator::Sort(..)
            | logical::Operator::Group { .. }
    )
}

/// Returns whether an aggregate is the number of rows, so that no column is needed for it.
fn counts_rows(aggregate: &Aggregate, input: &Pattern) -> bool {
    let is_certain =
        |e: &Expression| matches!(e, Expression::Variable(v) if input.certain.contains(*v));
    match &aggregate.function {
        None => !aggregate.distinct,
        Some(AggregateFunction::Count) => {
            !aggregate.distinct && aggregate.expression.as_ref().is_some_and(is_certain)
        }
        Some(_) => false,
    }
}

fn values(variables: &[Var], rows: &[Vec<crate::dictionary::TermId>]) -> Node {
    let column = |at: usize| rows.iter().map(|row| row[at]).collect();
    Node {
        columns: VarSet::of(variables.iter().copied()),
        estimate: rows.len() as f64,
        operator: match rows {
            [] => Operator::Empty,
            rows => Operator::Values {
                variables: variables.to_vec(),
                columns: (0..variables.len()).map(column).collect(),
                rows: rows.len(),
            },
        },
    }
}
