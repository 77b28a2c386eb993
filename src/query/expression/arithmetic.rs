//! [Arithmetic](https://www.w3.org/TR/sparql11-query/#OperatorMapping) on columns: of numbers of fixed size, and where a number
//! is larger or a value of time is computed with, of any values.

use super::column::{Column, Space};
use crate::dictionary::Number;
use crate::query::functions::number::{Computed, Operator, compute_numbers};
use crate::query::functions::{Value, operators};
use crate::query::logical::Expression;
use crate::query::terms::Kind;
use spargebra::algebra::Function;

/// Returns whether terms of a kind are errors in arithmetic: neither numbers nor values of time. A literal of a numeric
/// type may have a value of any size.
fn is_error(kind: Kind) -> bool {
    !matches!(kind, Kind::Value | Kind::Number)
}

/// Returns whether an expression computes a number of others.
pub fn is_computed(expression: &Expression) -> bool {
    match expression {
        Expression::Arithmetic(..) | Expression::Minus(_) => true,
        Expression::Call(Function::Abs, arguments) => arguments.len() == 1,
        _ => false,
    }
}

/// Returns the results of an operator.
pub fn compute<'n>(
    space: &Space,
    operator: Operator,
    sides: [Column<'n>; 2],
    rows: usize,
) -> Column<'n> {
    let [a, b] = &sides;
    let numbers = space
        .numbers(a, rows, is_error)
        .zip(space.numbers(b, rows, is_error));
    if let Some((a, b)) = numbers {
        let pairs = a.into_iter().zip(b);
        let computed = pairs.map(|pair| match pair {
            (Some(a), Some(b)) => match compute_numbers(operator, a, b) {
                Computed::Number(number) => Some(Some(number)),
                Computed::Error => Some(None),
                Computed::TooLarge => None,
            },
            _ => Some(None),
        });
        if let Some(numbers) = computed.collect() {
            return Column::Numbers(numbers);
        }
    }
    let [a, b] = sides.map(|side| space.operands(side, rows));
    let compute = |(a, b): (&Option<Value>, &Option<Value>)| {
        operators::compute(operator, a.as_ref()?, b.as_ref()?)
    };
    Column::Values(a.iter().zip(&b).map(compute).collect())
}

/// Returns what numbers are mapped to: `of_numbers` maps those of fixed size, unless the result is larger, and `of_values`
/// any value.
pub fn map<'n>(
    space: &Space,
    column: Column<'n>,
    rows: usize,
    of_numbers: fn(Number) -> Option<Number>,
    of_values: fn(&Value) -> Option<Value>,
) -> Column<'n> {
    if let Some(numbers) = space.numbers(&column, rows, is_error) {
        let map = |number: Option<Number>| match number {
            Some(number) => of_numbers(number).map(Some),
            None => Some(None),
        };
        if let Some(numbers) = numbers.into_iter().map(map).collect() {
            return Column::Numbers(numbers);
        }
    }
    let values = space.operands(column, rows);
    let map = |value: &Option<Value>| of_values(value.as_ref()?);
    Column::Values(values.iter().map(map).collect())
}
