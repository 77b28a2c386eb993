//! The values of an expression in the rows of a table, and the truths of a condition
//! ([SPARQL 1.1, 17.2](https://www.w3.org/TR/sparql11-query/#evaluation)).

use super::arguments::{Arguments, has_few, is_cheap};
use super::compiled::Compiled;
use super::evaluate::evaluate;
use super::{Evaluator, TextTest};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::members::either;
use crate::query::logical::{Expression, Var};
use crate::query::operators;
use std::borrow::Cow;

/// What a condition is in a row; `None` is an error.
type Truth = Option<bool>;

/// Returns the value of an expression in each row; it is unbound where the expression is an error.
///
/// # Errors
/// If the expression calls an unknown function, or a limit is passed.
pub fn values(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
) -> Result<Vec<TermId>> {
    match expression {
        Expression::Variable(variable) => {
            let unbound = || vec![UNBOUND; table.rows];
            return Ok(table
                .column(*variable)
                .map_or_else(unbound, <[TermId]>::to_vec));
        }
        Expression::Constant(term) => return Ok(vec![evaluator.terms.intern(term); table.rows]),
        _ => {}
    }
    let (expression, table) = factored(evaluator, expression, table)?;
    let compiled = Compiled::new(&expression, evaluator.context)?;
    let read = (&*expression, compiled.variables());
    let arguments = Arguments::of(evaluator.terms, read, &table, evaluator.budget)?;
    let mut values = Vec::with_capacity(arguments.rows);
    evaluate(evaluator, &compiled, &arguments, |space, column, rows| {
        values.extend(space.terms(column, rows));
    })?;
    Ok(arguments.of_rows(values))
}

/// Returns for each row whether a condition is true in it.
///
/// # Errors
/// As [`values`].
pub fn holds(
    evaluator: &mut Evaluator,
    condition: &Expression,
    table: &Table,
) -> Result<Vec<bool>> {
    evaluator.budget.enter(operators::FILTER);
    let truths = truths(evaluator, condition, table)?;
    let holds = truths.into_iter().map(|truth| truth == Some(true));
    Ok(holds.collect())
}

/// Returns the effective boolean value of a condition in each row, nothing where it is an error.
///
/// # Errors
/// As [`values`].
pub fn truths(
    evaluator: &mut Evaluator,
    condition: &Expression,
    table: &Table,
) -> Result<Vec<Truth>> {
    let not = |truth: Truth| truth.map(|truth| !truth);
    match condition {
        Expression::And(sides) => combined(evaluator, sides, table, |a, b| {
            not(either(not(a), || not(b)))
        }),
        Expression::Or(sides) => combined(evaluator, sides, table, |a, b| either(a, || b)),
        Expression::Not(inner) => {
            let truths = truths(evaluator, inner, table)?;
            Ok(truths.into_iter().map(not).collect())
        }
        _ => {
            if let Some((variable, test)) = TextTest::of(condition)
                && let Some(column) = table.column(variable)
            {
                return test.truths(evaluator.terms, column, evaluator.budget);
            }
            let (condition, table) = factored(evaluator, condition, table)?;
            let compiled = Compiled::new(&condition, evaluator.context)?;
            let read = (&*condition, compiled.variables());
            let arguments = Arguments::of(evaluator.terms, read, &table, evaluator.budget)?;
            let mut truths = Vec::with_capacity(arguments.rows);
            evaluate(evaluator, &compiled, &arguments, |space, column, rows| {
                truths.extend(space.truths(column, rows));
            })?;
            Ok(arguments.of_rows(truths))
        }
    }
}

fn combined(
    evaluator: &mut Evaluator,
    sides: &[Expression; 2],
    table: &Table,
    combine: impl Fn(Truth, Truth) -> Truth,
) -> Result<Vec<Truth>> {
    let [a, b] = sides;
    let a = truths(evaluator, a, table)?;
    let b = truths(evaluator, b, table)?;
    Ok(a.into_iter().zip(b).map(|(a, b)| combine(a, b)).collect())
}

/// A part of an expression is evaluated before the rest if it is for at most one of this many rows.
const SHARE: usize = 4;

/// Evaluates those parts of an expression of several variables that read only one, if that has few different values, as the
/// two sides of a comparison of all pairs: returns the expression with variables in their places, and a table with these.
fn factored<'e, 't>(
    evaluator: &mut Evaluator,
    expression: &'e Expression,
    table: &'t Table,
) -> Result<(Cow<'e, Expression>, Cow<'t, Table>)> {
    let variables = expression.variables();
    if variables.len() < 2 || is_cheap(expression) || expression.is_nondeterministic() {
        return Ok((Cow::Borrowed(expression), Cow::Borrowed(table)));
    }
    let mut factors = Vec::new();
    let mut rest = expression.clone();
    let first = variables.iter().last().map_or(0, |Var(last)| last + 1);
    for variable in variables.iter() {
        let Some(column) = table.column(variable) else {
            continue;
        };
        if has_few(evaluator.terms, column, SHARE, evaluator.budget)? {
            take(&mut rest, variable, first, &mut factors);
        }
    }
    if factors.is_empty() {
        return Ok((Cow::Borrowed(expression), Cow::Borrowed(table)));
    }
    let mut factored = Table {
        rows: table.rows,
        ..Table::default()
    };
    for variable in rest.variables().intersection(&variables).iter() {
        if let Some(column) = table.column(variable) {
            factored.add(variable, column.to_vec());
        }
    }
    for (variable, factor) in factors {
        let column = values(evaluator, &factor, table)?;
        factored.add(variable, column);
    }
    Ok((Cow::Owned(rest), Cow::Owned(factored)))
}

/// Takes the parts that call functions of no other variable than this out of an expression, and puts variables in their
/// places, numbered from `first` on.
fn take(
    expression: &mut Expression,
    variable: Var,
    first: u32,
    factors: &mut Vec<(Var, Expression)>,
) {
    let variables = expression.variables();
    if !variables.contains(variable) {
        return;
    }
    if variables.len() > 1 {
        for part in expression.parts_mut() {
            take(part, variable, first, factors);
        }
    } else if !expression.parts().is_empty() {
        let place = Var(first + factors.len() as u32);
        let factor = std::mem::replace(expression, Expression::Variable(place));
        factors.push((place, factor));
    }
}
