//! Recognises groups that are counted in the index without reading their rows: which values a variable of one triple pattern
//! has, and how many rows and different other values go with each, stands in the statistics and in the offsets of the
//! orders ([SPARQL 1.1, 18.5.1](https://www.w3.org/TR/sparql11-query/#aggregateAlgebra)).

use super::gather::only_triple;
use super::plan::{CountFromIndex, Scope, TriplePattern};
use super::planner::Planner;
use crate::query::index::ActiveGraph;
use crate::query::logical::{Aggregate, Expression, Operator, Pattern, Slot, Var, VarSet};
use spargebra::algebra::AggregateFunction;

impl Planner<'_, '_> {
    /// Returns how the different values of a projection are counted, if they can be.
    pub fn count_distinct(
        &mut self,
        projection: &Pattern,
        scope: &Scope,
    ) -> Option<CountFromIndex> {
        let Operator::Project(variables, input) = &projection.operator else {
            return None;
        };
        match variables.as_slice() {
            [key] => self.count_groups(input, &[*key], &[], scope),
            _ => None,
        }
    }

    /// Returns how groups are counted, if nothing else has to be known of their rows.
    pub fn count_groups(
        &mut self,
        input: &Pattern,
        keys: &[Var],
        aggregates: &[Aggregate],
        scope: &Scope,
    ) -> Option<CountFromIndex> {
        if !scope.is_default() || !self.catalog.default.sees_all() {
            return None;
        }
        let pattern = only_triple(input, scope, self.catalog)?;
        let variables = pattern.slots.iter().filter_map(|slot| slot.var());
        let has_repeated = variables.count() != pattern.variables().len();
        if pattern.graph != ActiveGraph::Default || has_repeated {
            return None;
        }
        let key = match keys {
            [] => None,
            [key] if is_sorted_by(&pattern, *key) => Some(*key),
            _ => return None,
        };
        let mut counts = Vec::with_capacity(aggregates.len());
        for aggregate in aggregates {
            let counted = counted(aggregate, &pattern.variables())?;
            let group = grouped(&pattern, key);
            if counted.is_some_and(|of| !has_distinct_count(&group, of)) {
                return None;
            }
            counts.push((aggregate.variable, counted));
        }
        Some(CountFromIndex {
            pattern,
            key,
            counts,
        })
    }
}

/// Returns what an aggregate counts, if that is all that it does: rows, or the different values of a variable.
fn counted(aggregate: &Aggregate, variables: &VarSet) -> Option<Option<Var>> {
    match (&aggregate.function, &aggregate.expression) {
        (None, _) if !aggregate.distinct => Some(None),
        (Some(AggregateFunction::Count), Some(Expression::Variable(of)))
            if variables.contains(*of) =>
        {
            Some(aggregate.distinct.then_some(*of))
        }
        _ => None,
    }
}

/// Returns the pattern of one group: the key is bound there, whatever to.
fn grouped(pattern: &TriplePattern, key: Option<Var>) -> TriplePattern {
    let bound = |slot: Slot| match slot {
        Slot::Var(variable) if Some(variable) == key => Slot::Term(0),
        slot => slot,
    };
    TriplePattern {
        slots: pattern.slots.map(bound),
        ..*pattern
    }
}

/// Returns whether the rows of a pattern lie in the order of a variable in an index, so that its values are runs.
pub fn is_sorted_by(pattern: &TriplePattern, variable: Var) -> bool {
    let position = pattern
        .slots
        .iter()
        .position(|slot| *slot == Slot::Var(variable));
    let bound = pattern.constants().map(|term| term.is_some());
    match (bound, position) {
        (_, None) => false,
        ([false, false, false], Some(_)) => true,
        ([true, false, false], Some(at)) => at == 1,
        ([false, true, false], Some(at)) => at == 2,
        ([false, false, true], Some(at)) => at == 0,
        _ => false,
    }
}

/// Returns whether the number of different values of a variable is known.
fn has_distinct_count(pattern: &TriplePattern, of: Var) -> bool {
    let bound = pattern.constants().map(|term| term.is_some());
    let count = bound.iter().filter(|bound| **bound).count();
    // A variable that is the key has one value in each group, which is then a term of the pattern.
    let is_free = pattern.slots.contains(&Slot::Var(of));
    is_free && (bound == [false, true, false] || count == 2 || is_sorted_by(pattern, of))
}
