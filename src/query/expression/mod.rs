//! Expressions of filters, `BIND`, `ORDER BY` and aggregates, evaluated for all rows of a table
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).
//!
//! [`values`] and [`holds`] evaluate on columns: once for equal arguments (`rows`), numbers as numbers
//! (`arithmetic`), conditions by what the dictionary knows of terms (`conditions`, `comparison`, `text`). `compiled`
//! is the general evaluation of one solution after the other, which rules use, too.
//! `EXISTS` has been evaluated before: an expression here has a variable in its place.

mod arithmetic;
mod calls;
mod comparison;
mod compiled;
mod conditions;
mod rows;
mod text;

pub use arithmetic::is_computed;
pub use compiled::{Bindings, Compiled};
pub(super) use conditions::holds;
pub(super) use text::TextTest;

use super::batch::table::{Table, UNBOUND};
use super::functions::{Context, Value};
use super::limits::Budget;
use super::logical::Expression;
use super::terms::Terms;
use crate::dictionary::TermId;
use crate::error::Result;
use rows::Evaluated;

/// What the evaluation of an expression needs.
pub(super) struct Evaluator<'e, 'a> {
    /// The terms of the query, which the values are added to.
    pub terms: &'e mut Terms<'a>,
    /// The limits of the query.
    pub budget: &'e Budget,
    /// What functions need besides their arguments.
    pub context: &'e Context,
}

/// Returns the value of an expression in each row; it is unbound where the expression is an error.
pub(super) fn values(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
) -> Result<Vec<TermId>> {
    match expression {
        Expression::Variable(variable) => {
            let unbound = || vec![UNBOUND; table.rows];
            let column = table.column(*variable);
            return Ok(column.map_or_else(unbound, <[TermId]>::to_vec));
        }
        Expression::Constant(term) => return Ok(vec![evaluator.terms.intern(term); table.rows]),
        Expression::Call(function, arguments) if calls::is_known(function) => {
            if let [argument] = arguments.as_slice() {
                return calls::values(evaluator, function, argument, table);
            }
        }
        _ => {}
    }
    if arithmetic::is_computed(expression)
        && let Some(numbers) = arithmetic::computed(evaluator, expression, table)?
    {
        return Ok(arithmetic::intern(evaluator.terms, numbers));
    }
    let evaluated = rows::evaluate(evaluator, expression, table, Compiled::value)?;
    let Evaluated { results, numbers } = evaluated;
    let terms = results.into_iter().map(|value| value.map(Value::into_term));
    let results = evaluator.terms.intern_all(terms);
    Ok(Evaluated { results, numbers }.of_rows(|id| *id))
}
