//! Plans what carries columns along: `GRAPH` the name of the graph, LATERAL and subqueries inside of correlated parts the
//! number of the outer row.

use super::plan::{Node, Operator, Outer, Scope};
use super::planner::Planner;
use crate::error::Result;
use crate::query::index::ActiveGraph;
use crate::query::logical::{Generated, Pattern, Slot, Var, VarSet};

impl Planner<'_, '_> {
    /// [Project](https://www.w3.org/TR/sparql11-query/#defn_algProjection): of the outer rows, a subquery sees the variables
    /// that it gives.
    pub fn project(
        &mut self,
        variables: &[Var],
        input: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let columns = VarSet::of(variables.iter().copied()).union(&scope.carried());
        let mut inner_wanted = wanted.intersection(&columns);
        let inner = match &scope.outer {
            None => self.plan(input, &inner_wanted, scope)?,
            Some(outer) => {
                let seen = outer.columns.intersection(&columns);
                inner_wanted.extend(&seen);
                let scope = Scope {
                    graph: scope.graph,
                    outer: Some(Outer {
                        key: outer.key,
                        columns: seen,
                    }),
                };
                self.plan(input, &inner_wanted, &scope)?
            }
        };
        let estimate = inner.estimate;
        let projected = Node {
            columns: inner_wanted,
            estimate,
            operator: Operator::Project {
                columns,
                input: Box::new(inner),
            },
        };
        if scope.outer.is_none() {
            return Ok(projected);
        }
        // The rows of a subquery are joined with the outer rows, whose other variables it does not see.
        Ok(Node {
            columns: wanted.clone(),
            estimate,
            operator: Operator::Carry {
                scope: scope.clone(),
                columns: wanted.union(&projected.columns),
                input: Box::new(projected),
            },
        })
    }

    /// [Graph](https://www.w3.org/TR/sparql11-query/#defn_evalGraph)
    pub fn graph(
        &mut self,
        name: Slot,
        input: &Pattern,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let (node, carried) = match name {
            Slot::Term(name) => {
                let Some(graph) = self.catalog.named(name) else {
                    return Ok(Node {
                        columns: wanted.clone(),
                        estimate: 0.0,
                        operator: Operator::Empty,
                    });
                };
                let inner = Scope {
                    graph,
                    outer: scope.outer.clone(),
                };
                let input = self.plan(input, wanted, &inner)?;
                let node = Node {
                    columns: input.columns.clone(),
                    estimate: input.estimate,
                    operator: Operator::InGraph {
                        name,
                        input: Box::new(input),
                    },
                };
                (node, inner.carried())
            }
            Slot::Var(name) => {
                let graph = self.variables.generate(Generated::Graph(name));
                let mut inner_wanted = wanted.clone();
                inner_wanted.remove(name);
                if input.seen().contains(name) || scope.outer_columns().contains(name) {
                    inner_wanted.insert(name);
                }
                let inner = Scope {
                    graph: ActiveGraph::Each(graph),
                    outer: scope.outer.clone(),
                };
                let input = self.plan(input, &inner_wanted, &inner)?;
                let mut columns = input.columns.clone();
                columns.remove(graph);
                columns.insert(name);
                let node = Node {
                    columns,
                    estimate: input.estimate,
                    operator: Operator::EachGraph {
                        name,
                        graph,
                        input: Box::new(input),
                    },
                };
                let mut carried = inner.carried();
                carried.remove(graph);
                (node, carried)
            }
        };
        Ok(carry(node, &carried, wanted, scope))
    }

    /// [Lateral](https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md): a pattern for each solution of
    /// another.
    pub fn lateral(
        &mut self,
        sides: &[Pattern; 2],
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Node> {
        let [left, right] = sides;
        let of_left = Self::columns_of(left, scope);
        let needed = wanted.union(&right.seen()).intersection(&of_left);
        let key = self.variables.generate(Generated::OuterRow);
        let outer = needed.union(&VarSet::of([key]));
        let inner = Scope {
            graph: scope.graph,
            outer: Some(Outer {
                key,
                columns: outer.clone(),
            }),
        };
        let left = self.plan(left, &needed, scope)?;
        let right = self.plan(right, wanted, &inner)?;
        Ok(Node {
            columns: wanted.clone(),
            estimate: left.estimate,
            operator: Operator::Apply {
                sides: Box::new([left, right]),
                key,
                outer,
            },
        })
    }
}

/// Returns rows with all that is carried along, some of which they have.
pub fn carry(node: Node, carried: &VarSet, wanted: &VarSet, scope: &Scope) -> Node {
    if scope.carried().is_subset(carried) {
        return node;
    }
    Node {
        columns: wanted.clone(),
        estimate: node.estimate,
        operator: Operator::Carry {
            scope: scope.clone(),
            columns: wanted.union(&node.columns),
            input: Box::new(node),
        },
    }
}
