//! [EXISTS](https://www.w3.org/TR/sparql11-query/#func-filter-exists) with an inequality of numbers: of the solutions that agree in
//! what they share with a row only the one with the greatest or least number decides it, so that a row is compared with one
//! solution instead of with each. Cost: one pass over the solutions.

use super::Execution;
use crate::dictionary::Number;
use crate::error::Result;
use crate::query::batch::numbering::distinct_rows;
use crate::query::batch::table::Table;
use crate::query::functions::Comparison;
use crate::query::functions::number::compare_numbers;
use crate::query::logical::{Expression, Var, VarSet};
use std::cmp::Ordering;

impl Execution<'_, '_> {
    /// Returns those solutions of which one passes the condition for a row with the variables `outer` if any passes it: all, if the
    /// condition is not an inequality of a variable of each side, or if a value is neither an integer nor a decimal.
    pub(super) fn deciding(
        &self,
        solutions: Table,
        outer: &VarSet,
        condition: &Expression,
    ) -> Result<Table> {
        let own = solutions.variables();
        let Some((variable, wanted)) = bound_by(condition, outer, &own) else {
            return Ok(solutions);
        };
        let Some(column) = solutions.column(variable) else {
            return Ok(solutions);
        };
        let numbers = self.terms.numbers(column);
        // Floating numbers are rounded when they are compared, NaN has no place among them.
        let is_exact = |number: &Option<Number>| {
            matches!(number, Some(Number::Integer(_) | Number::Decimal(_)))
        };
        if !numbers.iter().all(is_exact) {
            return Ok(solutions);
        }
        let shared = own.intersection(outer);
        let (_, groups) = distinct_rows(&solutions, &shared, self.terms.known(), self.budget)?;
        let mut best: Vec<(u32, Option<Number>)> = Vec::new();
        for ((row, group), number) in (0..).zip(groups).zip(&numbers) {
            match best.get_mut(group as usize) {
                Some(best) => {
                    let ordering = number.zip(best.1).and_then(|(a, b)| compare_numbers(a, b));
                    if ordering == Some(wanted) {
                        *best = (row, *number);
                    }
                }
                // Groups are numbered as they appear.
                None => best.push((row, *number)),
            }
        }
        let rows: Vec<u32> = best.into_iter().map(|(row, _)| row).collect();
        Ok(solutions.gather(&rows))
    }
}

/// Returns the variable of the solutions in an inequality with one of the rows, and how the number that decides compares with the
/// others.
fn bound_by(condition: &Expression, outer: &VarSet, own: &VarSet) -> Option<(Var, Ordering)> {
    let Expression::Compare(comparison, sides) = condition else {
        return None;
    };
    let [Expression::Variable(left), Expression::Variable(right)] = &**sides else {
        return None;
    };
    let is_only = |variable: Var, of: &VarSet, other: &VarSet| {
        of.contains(variable) && !other.contains(variable)
    };
    let left_is_greater = match comparison {
        Comparison::Greater | Comparison::GreaterOrEqual => true,
        Comparison::Less | Comparison::LessOrEqual => false,
        Comparison::Equal => return None,
    };
    let wanted = |is_greater: bool| match is_greater {
        true => Ordering::Greater,
        false => Ordering::Less,
    };
    if is_only(*left, own, outer) && is_only(*right, outer, own) {
        return Some((*left, wanted(left_is_greater)));
    }
    let is_right = is_only(*right, own, outer) && is_only(*left, outer, own);
    is_right.then(|| (*right, wanted(!left_is_greater)))
}
