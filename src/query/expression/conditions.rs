//! Conditions ([SPARQL 1.1, 17.2](https://www.w3.org/TR/sparql11-query/#evaluation)): true, false or an error in each
//! row. `comparison` compares on columns, `text` tests the text of one variable; any other condition is evaluated row by row.

use super::comparison::compare;
use super::{Compiled, Evaluator, TextTest, rows};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::Comparison;
use crate::query::functions::members::either;
use crate::query::logical::{Expression, Var};
use crate::query::terms::Terms;
use spargebra::algebra::Function;

/// An `IN` with a list of at least this length is not compared item by item.
const MANY: usize = 16;

/// What a condition is in a row; `None` is an error.
pub type Truth = Option<bool>;

/// Values that are the same to an expression.
pub struct Classes {
    pub variable: Var,
    /// A value of each class.
    pub examples: Vec<TermId>,
    /// The class of each row.
    pub numbers: Vec<u32>,
}

/// Returns for each row whether a condition is true in it.
pub fn holds(
    evaluator: &mut Evaluator,
    condition: &Expression,
    table: &Table,
) -> Result<Vec<bool>> {
    evaluator.budget.enter("a filter");
    let truths = truths(evaluator, condition, table)?;
    Ok(truths
        .into_iter()
        .map(|truth| truth == Some(true))
        .collect())
}

/// Returns the effective boolean value of a condition in each row, nothing where it is an error.
pub fn truths(
    evaluator: &mut Evaluator,
    condition: &Expression,
    table: &Table,
) -> Result<Vec<Truth>> {
    match condition {
        Expression::And(sides) => {
            let not = |truth: Truth| truth.map(|truth| !truth);
            let both = |a, b| not(either(not(a), || not(b)));
            combined(evaluator, sides, table, both)
        }
        Expression::Or(sides) => combined(evaluator, sides, table, |a, b| either(a, || b)),
        Expression::Not(inner) => {
            let truths = truths(evaluator, inner, table)?;
            Ok(truths.into_iter().map(|truth| truth.map(|t| !t)).collect())
        }
        Expression::Bound(variable) => {
            let unbound = || vec![Some(false); table.rows];
            let column = table.column(*variable);
            Ok(column.map_or_else(unbound, |column| {
                column.iter().map(|id| Some(*id != UNBOUND)).collect()
            }))
        }
        // Taken apart, its value might be another one for each part.
        condition if condition.is_nondeterministic() => other(evaluator, condition, table),
        Expression::Compare(comparison, sides) => {
            compare(evaluator, condition, *comparison, sides, table)
        }
        // A long list is compared by value with each different needle.
        Expression::In(parts) if parts.len() > MANY => other(evaluator, condition, table),
        Expression::In(parts) => {
            let mut truths = vec![Some(false); table.rows];
            let Some((needle, list)) = parts.split_first() else {
                return Ok(truths);
            };
            for item in list {
                let sides = Box::new([needle.clone(), item.clone()]);
                let equal = Expression::Compare(Comparison::Equal, sides);
                let of_item = self::truths(evaluator, &equal, table)?;
                for (truth, other) in truths.iter_mut().zip(of_item) {
                    *truth = either(*truth, || other);
                }
            }
            Ok(truths)
        }
        _ => other(evaluator, condition, table),
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

/// Returns the truths of a condition that is not taken apart.
pub fn other(
    evaluator: &mut Evaluator,
    condition: &Expression,
    table: &Table,
) -> Result<Vec<Truth>> {
    if let Some((variable, test)) = TextTest::of(condition)
        && let Some(column) = table.column(variable)
    {
        return Ok(test.truths(evaluator.terms, column));
    }
    let truths = rows::evaluate(evaluator, condition, table, Compiled::truth)?;
    Ok(truths.of_rows(|truth| *truth))
}

/// Returns the classes of the values of an expression that reads only the kind, the language or the datatype of one
/// variable.
pub fn classes(terms: &Terms, expression: &Expression, table: &Table) -> Option<Classes> {
    let variable = only_class_of(expression)?;
    let column = table.column(variable)?;
    let classes = terms.dictionary.types.len() + 3;
    let mut of_class: Vec<Option<u32>> = vec![None; classes];
    let mut examples = Vec::new();
    let mut numbers = Vec::with_capacity(column.len());
    for id in column {
        // In a damaged snapshot a literal may have a type that is not there.
        let of_class = of_class.get_mut(terms.class(*id)? as usize)?;
        let number = of_class.get_or_insert_with(|| {
            examples.push(*id);
            examples.len() as u32 - 1
        });
        numbers.push(*number);
    }
    Some(Classes {
        variable,
        examples,
        numbers,
    })
}

/// Returns the one variable of an expression that reads it only with functions of its kind, language or datatype.
pub fn only_class_of(expression: &Expression) -> Option<Var> {
    let mut found = None;
    let reads_only_class = reads_only_class(expression, &mut found);
    found.filter(|_| reads_only_class && !expression.is_nondeterministic())
}

fn reads_only_class(expression: &Expression, found: &mut Option<Var>) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Bound(_) | Expression::Exists(_) => return false,
        Expression::Call(
            Function::Lang
            | Function::Datatype
            | Function::IsIri
            | Function::IsBlank
            | Function::IsLiteral
            | Function::IsTriple
            | Function::HasLang
            | Function::LangDir
            | Function::HasLangDir,
            arguments,
        ) => {
            if let [Expression::Variable(variable)] = arguments.as_slice() {
                return *found.get_or_insert(*variable) == *variable;
            }
        }
        _ => {}
    }
    let mut parts = expression.parts().iter();
    parts.all(|part| reads_only_class(part, found))
}
