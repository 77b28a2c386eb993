//! `DISTINCT` before `ORDER BY`: solutions that are sorted by variables that they keep can be made distinct first, so that only different
//! ones are sorted ([SPARQL 1.1, 15](https://www.w3.org/TR/sparql11-query/#solutionModifiers) orders all of them before).

use crate::query::logical::{Operator, Pattern, SortKey, VarSet};

/// Moves DISTINCT below ORDER BY where the sort keys read only columns that DISTINCT compares.
pub fn before_sort(pattern: Pattern) -> Pattern {
    let mut pattern = pattern.map_inputs(&mut before_sort);
    let Operator::Distinct(inner) = &mut pattern.operator else {
        return pattern;
    };
    let columns = inner.possible.clone();
    let sort = match &mut inner.operator {
        Operator::Project(_, input) => &mut **input,
        _ => &mut **inner,
    };
    let Operator::Sort(keys, input) = &mut sort.operator else {
        return pattern;
    };
    if !keys.iter().all(|key| reads_only(key, &columns)) {
        return pattern;
    }
    let (keys, input) = (std::mem::take(keys), (**input).clone());
    *sort = input;
    Pattern::new(Operator::Sort(keys, Box::new(pattern)))
}

/// Returns whether a key is the same for all solutions with the same values of some variables.
fn reads_only(key: &SortKey, columns: &VarSet) -> bool {
    let expression = &key.expression;
    expression.variables().is_subset(columns)
        && !expression.has_exists()
        && !expression.is_nondeterministic()
}
