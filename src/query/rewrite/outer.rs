//! `OPTIONAL` whose variable must not be bound is an anti-join: `OPTIONAL { … ?v … } FILTER(!BOUND(?v))` keeps the solutions without a
//! match, so that none has to be made.

use crate::query::logical::{Expression, Operator, Pattern};

/// Makes anti-joins of left joins whose rows with a match fall away.
pub fn anti_join(pattern: Pattern) -> Pattern {
    let pattern = pattern.map_inputs(&mut anti_join);
    let Operator::Filter(conditions, input) = &pattern.operator else {
        return pattern;
    };
    let Operator::LeftJoin(sides, of_join) = &input.operator else {
        return pattern;
    };
    let [left, right] = &**sides;
    let is_unmatched = |condition: &Expression| match condition {
        Expression::Not(inner) => match **inner {
            // Every match binds the variable, and nothing else does.
            Expression::Bound(variable) => {
                right.certain.contains(variable) && !left.possible.contains(variable)
            }
            _ => false,
        },
        _ => false,
    };
    let Some(at) = conditions.iter().position(is_unmatched) else {
        return pattern;
    };
    // Without a common variable the condition is what connects them: it is a hash join as it stands.
    let is_connected = of_join.is_none() || !left.certain.is_disjoint(&right.certain);
    let has_exists = of_join.as_ref().is_some_and(Expression::has_exists);
    if !right.is_uncorrelated() || !is_connected || has_exists {
        return pattern;
    }
    let matched = match of_join {
        Some(condition) => Pattern::new(Operator::Filter(
            condition.clone().conjuncts(),
            Box::new(right.clone()),
        )),
        None => right.clone(),
    };
    let mut conditions = conditions.clone();
    conditions[at] = Expression::Not(Box::new(Expression::Exists(Box::new(matched))));
    Pattern::new(Operator::Filter(conditions, Box::new(left.clone())))
}
