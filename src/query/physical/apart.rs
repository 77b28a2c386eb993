//! Plans joins on what a condition says is equal: parts of a conjunction that share no variable are joined on `?a = ?b` between
//! them, rather than multiplied and then filtered
//! ([SPARQL 1.1, 17.4.1.7](https://www.w3.org/TR/sparql11-query/#func-RDFterm-equal)).

use super::group::Conjunction;
use super::plan::{Condition, Equality, Node, Operator, Scope};
use super::planner::Planner;
use crate::error::Result;
use crate::query::functions::Comparison;
use crate::query::logical::{Expression, Generated, Var, VarSet};

impl Planner<'_, '_> {
    /// Plans a conjunction that falls apart into parts without a common variable, if a condition says what is equal
    /// between them; gives it back otherwise.
    pub fn apart<'p>(
        &mut self,
        conjunction: Conjunction<'p>,
        wanted: &VarSet,
        scope: &Scope,
    ) -> Result<Result<Node, Conjunction<'p>>> {
        // All parts are joined with outer rows, if there are any.
        if conjunction.conditions.is_empty() || scope.outer.is_some() {
            return Ok(Err(conjunction));
        }
        let parts = connected(&conjunction, scope);
        if parts.len() < 2 || !is_linked(&conjunction.conditions, &parts) {
            return Ok(Err(conjunction));
        }
        let mut parts = parts_of(conjunction.leaves, conjunction.others, &parts);
        let mut needed = wanted.clone();
        for condition in &conjunction.conditions {
            needed.extend(&condition.variables);
        }
        let mut open = Vec::new();
        for condition in conjunction.conditions {
            let own = parts.iter_mut().find(|(variables, _)| {
                !condition.variables.is_empty() && condition.variables.is_subset(variables)
            });
            match own {
                Some((_, part)) => part.conditions.push(condition),
                None => open.push(condition),
            }
        }
        let (mut variables, first) = parts.remove(0);
        let mut node = self.join(first, &needed.intersection(&variables), scope)?;
        while !parts.is_empty() {
            // The next part is one that a condition links with those before.
            let linked = |(at, (of_part, _)): (usize, &(VarSet, Conjunction))| {
                let equal = open.iter().find_map(|condition: &Condition| {
                    equal_variables(&condition.computed.expression, &variables, of_part)
                });
                equal.map(|equal| (at, equal))
            };
            let next = parts.iter().enumerate().find_map(linked);
            let (of_part, part) = parts.remove(next.map_or(0, |(at, _)| at));
            let right = self.join(part, &needed.intersection(&of_part), scope)?;
            variables.extend(&of_part);
            let is_last = parts.is_empty();
            let (conditions, later) = open.into_iter().partition(|condition: &Condition| {
                let is_ready = condition.variables.is_subset(&variables);
                is_last || is_ready && !condition.is_nondeterministic
            });
            open = later;
            let on = next.map(|(_, (left, right))| self.equality(left, right));
            let columns = if is_last {
                wanted.clone()
            } else {
                needed.clone()
            };
            node = Node {
                columns,
                estimate: node.estimate.max(right.estimate),
                operator: Operator::EqualJoin {
                    sides: Box::new([node, right]),
                    on,
                    conditions,
                },
            };
        }
        Ok(Ok(node))
    }

    /// Returns an equality with a key of its own.
    pub fn equality(&mut self, left: Var, right: Var) -> Equality {
        Equality {
            left,
            right,
            key: self.variables.generate(Generated::EqualKey),
        }
    }
}

/// Returns the variables that a conjunct of a condition says are equal, one of each side.
pub fn equal_variables(
    condition: &Expression,
    left: &VarSet,
    right: &VarSet,
) -> Option<(Var, Var)> {
    match condition {
        Expression::And(conjuncts) => {
            let mut conjuncts = conjuncts.iter();
            conjuncts.find_map(|conjunct| equal_variables(conjunct, left, right))
        }
        Expression::Compare(Comparison::Equal, sides) => match **sides {
            [Expression::Variable(a), Expression::Variable(b)] => {
                let is_across = |a, b| left.contains(a) && right.contains(b);
                match (is_across(a, b), is_across(b, a)) {
                    (true, _) => Some((a, b)),
                    (_, true) => Some((b, a)),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// The variables of a part, and the indexes of its leaves and other patterns.
type Part = (VarSet, Vec<usize>, Vec<usize>);

/// Groups leaves and other patterns by which of them share variables.
fn connected(conjunction: &Conjunction, scope: &Scope) -> Vec<Part> {
    let leaves = conjunction.leaves.iter().enumerate();
    let leaves = leaves.map(|(at, leaf)| (leaf.variables(), vec![at], Vec::new()));
    let others = conjunction.others.iter().enumerate();
    let others = others.map(|(at, other)| {
        let variables = other.possible.union(&scope.carried());
        (variables, Vec::new(), vec![at])
    });
    let mut parts: Vec<Part> = Vec::new();
    for (mut variables, mut own_leaves, mut own_others) in leaves.chain(others) {
        // The name of the graph is always a join key: it does not connect parts.
        scope
            .graph
            .var()
            .iter()
            .for_each(|name| variables.remove(*name));
        let (joined, apart) = parts
            .into_iter()
            .partition::<Vec<_>, _>(|(of, ..)| !of.is_disjoint(&variables));
        parts = apart;
        for (of, leaves, others) in joined {
            variables.extend(&of);
            own_leaves.extend(leaves);
            own_others.extend(others);
        }
        parts.push((variables, own_leaves, own_others));
    }
    parts
}

/// Returns whether a condition says that variables of two parts are equal.
fn is_linked(conditions: &[Condition], parts: &[Part]) -> bool {
    conditions.iter().any(|condition| {
        parts.iter().enumerate().any(|(index, (variables, ..))| {
            let others = parts.iter().enumerate().filter(|(at, _)| *at != index);
            let none = VarSet::default();
            let others = others.fold(none, |all, (_, (of, ..))| all.union(of));
            equal_variables(&condition.computed.expression, variables, &others).is_some()
        })
    })
}

/// Returns the parts as conjunctions without conditions.
fn parts_of<'p>(
    leaves: Vec<super::plan::Leaf>,
    others: Vec<&'p crate::query::logical::Pattern>,
    parts: &[Part],
) -> Vec<(VarSet, Conjunction<'p>)> {
    let conjunction = |(variables, of_leaves, of_others): &Part| {
        let conjunction = Conjunction {
            leaves: of_leaves.iter().map(|at| leaves[*at].clone()).collect(),
            others: of_others.iter().map(|at| others[*at]).collect(),
            conditions: Vec::new(),
        };
        (variables.clone(), conjunction)
    };
    parts.iter().map(conjunction).collect()
}
