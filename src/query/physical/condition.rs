//! Plans expressions: each `EXISTS` becomes a variable that a semi-join binds
//! ([SPARQL 1.1, 8.1](https://www.w3.org/TR/sparql11-query/#neg-pattern)).

use super::plan::{Computed, Condition, Exists, Outer, Scope};
use super::planner::Planner;
use crate::error::Result;
use crate::query::expression::Compiled;
use crate::query::logical::{Expression, Generated, Operator, Pattern, Var, VarSet};
use spargebra::algebra::Function;

impl Planner<'_, '_> {
    /// Plans an expression that is evaluated on rows with some columns.
    ///
    /// # Errors
    /// If it calls an unknown function.
    pub fn computed(
        &mut self,
        expression: &Expression,
        available: &VarSet,
        scope: &Scope,
    ) -> Result<Computed> {
        let mut computed = Computed {
            expression: expression.clone(),
            exists: Vec::new(),
        };
        if expression.has_exists() {
            let mut planned = Vec::new();
            self.replace_exists(&mut computed.expression, available, scope, &mut planned)?;
            computed.exists = planned;
        }
        // An unknown function is an error of the query, whether or not a row is evaluated.
        let calls_custom =
            |part: &Expression| matches!(part, Expression::Call(Function::Custom(_), _));
        if expression.any(&mut |part| calls_custom(part)) {
            Compiled::new(&computed.expression, self.context)?;
        }
        Ok(computed)
    }

    fn replace_exists(
        &mut self,
        expression: &mut Expression,
        available: &VarSet,
        scope: &Scope,
        planned: &mut Vec<(Var, Exists)>,
    ) -> Result<()> {
        if let Expression::Exists(pattern) = expression {
            let exists = self.exists(pattern, available, scope)?;
            let variable = self.variables.generate(Generated::Exists);
            planned.push((variable, exists));
            *expression = Expression::Variable(variable);
            return Ok(());
        }
        for part in expression.parts_mut() {
            self.replace_exists(part, available, scope, planned)?;
        }
        Ok(())
    }

    /// Plans a condition on rows that may bind these variables.
    pub fn condition(
        &mut self,
        expression: &Expression,
        all: &VarSet,
        scope: &Scope,
    ) -> Result<Condition> {
        // A variable that only a pattern inside `EXISTS` has is not waited for.
        let mut variables = expression.variables().intersection(all);
        if expression.has_exists() {
            variables.extend(&scope.carried());
        }
        Ok(Condition {
            computed: self.computed(expression, &variables, scope)?,
            is_nondeterministic: expression.is_nondeterministic(),
            variables,
        })
    }

    /// Plans `EXISTS` for rows with some columns.
    fn exists(&mut self, pattern: &Pattern, available: &VarSet, scope: &Scope) -> Result<Exists> {
        if let Operator::Union(sides) = &pattern.operator {
            let [first, second] = &**sides;
            let first = self.exists(first, available, scope)?;
            let second = self.exists(second, available, scope)?;
            return Ok(Exists::Either(Box::new([first, second])));
        }
        let (inner, conditions) = outer_conditions(pattern);
        let is_semi_join =
            inner.is_uncorrelated() && !conditions.iter().any(|condition| condition.has_exists());
        match conditions.as_slice() {
            _ if !is_semi_join => self.apply(pattern, available, scope),
            [] => {
                let scope = scope.uncorrelated();
                let all = pattern.possible.union(&scope.carried());
                let shared = all.intersection(available);
                Ok(Exists::SemiJoin {
                    input: self.plan(pattern, &shared, &scope)?,
                    shared,
                })
            }
            conditions => {
                let scope = scope.uncorrelated();
                let variables = inner.possible.union(&scope.carried());
                let mut seen = variables.clone();
                for condition in conditions {
                    seen.extend(&condition.variables());
                }
                let input = self.plan(inner, &seen.intersection(&variables), &scope)?;
                let all = variables.union(available);
                let conditions = conditions.iter().map(|c| self.condition(c, &all, &scope));
                Ok(Exists::SemiJoinWhere {
                    conditions: conditions.collect::<Result<_>>()?,
                    input,
                    variables,
                    seen: seen.intersection(available),
                })
            }
        }
    }

    /// Plans a correlated pattern.
    fn apply(&mut self, pattern: &Pattern, available: &VarSet, scope: &Scope) -> Result<Exists> {
        let seen = pattern.seen().union(&scope.graph.variables());
        let seen = seen.intersection(available);
        let key = self.variables.generate(Generated::OuterRow);
        let key_alone = VarSet::of([key]);
        let scope = Scope {
            graph: scope.graph,
            outer: Some(Outer {
                key,
                columns: seen.union(&key_alone),
            }),
        };
        Ok(Exists::Apply {
            input: self.plan(pattern, &key_alone, &scope)?,
            key,
            seen,
        })
    }
}

/// Returns a pattern without the filters around it that read more than it binds, and their conditions.
fn outer_conditions(pattern: &Pattern) -> (&Pattern, Vec<&Expression>) {
    let (mut inner, mut conditions) = (pattern, Vec::new());
    while let Operator::Filter(of_filter, input) = &inner.operator {
        conditions.extend(of_filter);
        inner = input;
    }
    let reads_only_bound =
        |condition: &&Expression| condition.variables().is_subset(&inner.certain);
    match conditions.iter().all(reads_only_bound) {
        true => (pattern, Vec::new()),
        false => (inner, conditions),
    }
}
