//! Values of [functions](https://www.w3.org/TR/sparql11-query/#SparqlOps) of one term that are often asked, each once for
//! a term; a term of another form than they expect is evaluated as a row.

use super::rows::row_by_row;
use super::{Compiled, Evaluator, values as values_of};
use crate::dictionary::{Moment, TermId};
use crate::error::Result;
use crate::query::batch::numbering::distinct;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions;
use crate::query::logical::{Expression, Var};
use crate::query::terms::{Kind, Terms};
use crate::rdf::{Literal, Term};
use spargebra::algebra::Function;

/// What is known of the value of a function here.
enum Value {
    Integer(i64),
    Term(Term),
    /// A part of a triple term, by its number.
    Id(TermId),
    Error,
    /// Its value has to be looked at.
    Open,
}

/// Returns whether [`values`] knows a function.
pub fn is_known(function: &Function) -> bool {
    matches!(
        function,
        Function::Year
            | Function::Month
            | Function::Day
            | Function::StrLen
            | Function::Str
            | Function::LCase
            | Function::UCase
            | Function::Subject
            | Function::Predicate
            | Function::Object
    )
}

/// Returns the values of a function of one argument in each row.
pub fn values(
    evaluator: &mut Evaluator,
    function: &Function,
    argument: &Expression,
    table: &Table,
) -> Result<Vec<TermId>> {
    let column = values_of(evaluator, argument, table)?;
    evaluator.budget.enter("an expression");
    let (arguments, numbers) = distinct(&column, evaluator.terms.known());
    let (mut integers, mut others) = (Vec::new(), Vec::new());
    let (mut open, mut parts) = (Vec::new(), Vec::new());
    for id in &arguments {
        let (mut integer, mut other) = (None, None);
        match value(evaluator.terms, function, *id) {
            Value::Integer(value) => integer = Some(value),
            Value::Term(term) => other = Some(term),
            Value::Id(id) => parts.push((integers.len(), id)),
            Value::Error => {}
            Value::Open => open.push((integers.len(), *id)),
        }
        integers.push(integer);
        others.push(other);
    }
    evaluator.budget.check(arguments.len(), 4)?;
    let mut values = evaluator.terms.integers(integers);
    for (value, other) in values.iter_mut().zip(evaluator.terms.intern_all(others)) {
        *value = if other == UNBOUND { *value } else { other };
    }
    for (at, id) in parts {
        values[at] = id;
    }
    if !open.is_empty() {
        let argument = Var(0);
        let call = Expression::Call(function.clone(), vec![Expression::Variable(argument)]);
        let ids: Vec<TermId> = open.iter().map(|(_, id)| *id).collect();
        let rows = ids.len();
        let found = row_by_row(
            evaluator,
            &call,
            &[argument],
            &[&ids],
            rows,
            Compiled::value,
        )?;
        let found = found
            .into_iter()
            .map(|value| value.map(functions::Value::into_term));
        let found = evaluator.terms.intern_all(found);
        for ((at, _), value) in open.iter().zip(found) {
            values[*at] = value;
        }
    }
    Ok(numbers
        .iter()
        .map(|number| values[*number as usize])
        .collect())
}

fn value(terms: &Terms, function: &Function, id: TermId) -> Value {
    if id == UNBOUND {
        return Value::Error;
    }
    match function {
        Function::Year | Function::Month | Function::Day => {
            let Some((year, month, day)) = terms.moment(id).map(Moment::day) else {
                return Value::Open;
            };
            Value::Integer(match function {
                Function::Year => year,
                Function::Month => month,
                _ => day,
            })
        }
        Function::StrLen if terms.is_known_string(id) == Some(true) => {
            let length = terms.text(id).map_or(0, |text| text.chars().count());
            Value::Integer(length as i64)
        }
        Function::Str => match (terms.kind(id), terms.text(id)) {
            (Kind::Blank | Kind::Triple, _) | (_, None) => Value::Error,
            (_, Some(text)) => Value::Term(Literal::new_simple_literal(text).into()),
        },
        Function::LCase | Function::UCase => match terms.string(id) {
            Some((text, literal_type)) => {
                let text = match function {
                    Function::LCase => text.to_lowercase(),
                    _ => text.to_uppercase(),
                };
                Value::Term(literal_type.literal(text).into())
            }
            None => Value::Open,
        },
        Function::Subject | Function::Predicate | Function::Object => {
            let at = match function {
                Function::Subject => 0,
                Function::Predicate => 1,
                _ => 2,
            };
            match (terms.kind(id), terms.dictionary.triple(id)) {
                (Kind::Triple, Some(parts)) => Value::Id(parts[at]),
                (Kind::Triple, None) => Value::Open,
                _ => Value::Error,
            }
        }
        _ => Value::Open,
    }
}
