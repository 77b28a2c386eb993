//! [Arithmetic](https://www.w3.org/TR/sparql11-query/#OperatorMapping) on whole columns of numbers of fixed size. Where one
//! is larger, or a value of time is computed with, the general evaluation is row by row.

use super::{Evaluator, values};
use crate::dictionary::{Number, TermId};
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::Value;
use crate::query::functions::number::{Computed, absolute, compute_numbers, negative};
use crate::query::logical::Expression;
use crate::query::terms::{Kind, Terms};
use rustc_hash::FxHashMap;
use spargebra::algebra::Function;

/// What tells a number from all others, by kind and value.
fn identity(number: Number) -> (u8, [u8; 16]) {
    let mut bytes = [0; 16];
    let kind = match number {
        Number::Integer(value) => {
            bytes[..8].copy_from_slice(&value.to_be_bytes());
            0
        }
        Number::Decimal(value) => {
            bytes = value.to_be_bytes();
            1
        }
        Number::Float(value) => {
            bytes[..4].copy_from_slice(&value.to_be_bytes());
            2
        }
        Number::Double(value) => {
            bytes[..8].copy_from_slice(&value.to_be_bytes());
            3
        }
    };
    (kind, bytes)
}

/// Whether an expression computes numbers of others.
pub fn is_computed(expression: &Expression) -> bool {
    match expression {
        Expression::Arithmetic(..) | Expression::Minus(_) => true,
        Expression::Call(Function::Abs, arguments) => arguments.len() == 1,
        _ => false,
    }
}

/// A number in each row, or none.
type Numbers = Vec<Option<Number>>;

/// The number that an expression computes in each row, none where it is an error; nothing at all if something else than
/// a number of fixed size is computed with or comes out.
pub(super) fn computed(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
) -> Result<Option<Numbers>> {
    let (operator, [a, b]) = match expression {
        Expression::Arithmetic(operator, sides) => (*operator, &**sides),
        Expression::Minus(inner) => return mapped(evaluator, inner, table, negative),
        Expression::Call(Function::Abs, arguments) => {
            return match arguments.as_slice() {
                [inner] => mapped(evaluator, inner, table, absolute),
                _ => Ok(None),
            };
        }
        _ => return Ok(None),
    };
    let Some(a) = computed_with(evaluator, a, table)? else {
        return Ok(None);
    };
    let Some(b) = computed_with(evaluator, b, table)? else {
        return Ok(None);
    };
    let pairs = a.into_iter().zip(b);
    let computed = pairs.map(|pair| match pair {
        (Some(a), Some(b)) => match compute_numbers(operator, a, b) {
            Computed::Number(number) => Some(Some(number)),
            Computed::Error => Some(None),
            Computed::TooLarge => None,
        },
        _ => Some(None),
    });
    Ok(computed.collect())
}

fn mapped(
    evaluator: &mut Evaluator,
    inner: &Expression,
    table: &Table,
    map: fn(Number) -> Option<Number>,
) -> Result<Option<Numbers>> {
    let numbers = computed_with(evaluator, inner, table)?;
    let map = |number: Option<Number>| match number {
        Some(number) => map(number).map(Some),
        None => Some(None),
    };
    Ok(numbers.and_then(|numbers| numbers.into_iter().map(map).collect()))
}

/// What is computed with, in each row: what is neither a number nor a value of time is an error. A literal of a numeric
/// type may have a value of any size.
fn computed_with(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
) -> Result<Option<Numbers>> {
    numbers_or(evaluator, expression, table, |kind| {
        !matches!(kind, Kind::Value | Kind::Number)
    })
}

/// A number in each row, or none where there is no value; nothing at all if there is anything else.
pub(super) fn only_numbers(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
) -> Result<Option<Numbers>> {
    numbers_or(evaluator, expression, table, |kind| kind == Kind::Unbound)
}

fn numbers_or(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
    may_be_none: fn(Kind) -> bool,
) -> Result<Option<Numbers>> {
    if is_computed(expression) {
        return computed(evaluator, expression, table);
    }
    let column = values(evaluator, expression, table)?;
    let numbers = evaluator.terms.numbers(&column);
    let fits = |(id, number): (&TermId, &Option<Number>)| {
        number.is_some() || may_be_none(evaluator.terms.kind(*id))
    };
    let is_all = column.iter().zip(&numbers).all(fits);
    Ok(is_all.then_some(numbers))
}

/// The terms of numbers.
pub(super) fn intern(terms: &mut Terms, numbers: Numbers) -> Vec<TermId> {
    let mut seen: FxHashMap<(u8, [u8; 16]), TermId> = FxHashMap::default();
    let intern = |number: Option<Number>| {
        let Some(number) = number else { return UNBOUND };
        let id = seen.entry(identity(number));
        *id.or_insert_with(|| terms.intern(&Value::from(number).into_term()))
    };
    numbers.into_iter().map(intern).collect()
}
