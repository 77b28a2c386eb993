//! The general evaluation of [expressions](https://www.w3.org/TR/sparql11-query/#expressions) in the rows of a table: once for
//! equal arguments, and in each row if the value may be another one each time.

use super::Evaluator;
use super::compiled::{Bindings, Compiled, Unsupported};
use super::conditions::classes;
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::numbering::{Numbering, first_rows};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::functions::Value;
use crate::query::logical::{Expression, Var};
use crate::query::terms::Terms;
use crate::rdf::Term;

/// What an expression was evaluated to: the results for different arguments, and for each row the index of its result.
pub struct Evaluated<T> {
    pub results: Vec<T>,
    /// Nothing if each row has a result of its own.
    pub numbers: Option<Vec<u32>>,
}

impl<T> Evaluated<T> {
    /// Returns the results of the rows.
    pub fn of_rows<U: Copy>(&self, result: impl Fn(&T) -> U) -> Vec<U> {
        let results: Vec<U> = self.results.iter().map(result).collect();
        match &self.numbers {
            Some(numbers) => numbers.iter().map(|n| results[*n as usize]).collect(),
            None => results,
        }
    }
}

/// Evaluates an expression for the rows of a table.
pub fn evaluate<T>(
    evaluator: &mut Evaluator,
    expression: &Expression,
    table: &Table,
    result: fn(&Compiled, &dyn Bindings) -> T,
) -> Result<Evaluated<T>> {
    if let Some(classes) = classes(evaluator.terms, expression, table) {
        // One of each class stands for all.
        let (rows, examples) = (classes.examples.len(), [classes.examples.as_slice()]);
        let vars = [classes.variable];
        return Ok(Evaluated {
            results: row_by_row(evaluator, expression, &vars, &examples, rows, result)?,
            numbers: Some(classes.numbers),
        });
    }
    let vars: Vec<Var> = expression.variables().iter().collect();
    let vars: Vec<Var> = vars
        .into_iter()
        .filter(|variable| table.column(*variable).is_some())
        .collect();
    let columns: Vec<&[TermId]> = vars.iter().filter_map(|v| table.column(*v)).collect();
    if expression.is_nondeterministic() {
        return Ok(Evaluated {
            results: row_by_row(evaluator, expression, &vars, &columns, table.rows, result)?,
            numbers: None,
        });
    }
    let (numbering, numbers) = Numbering::new(&columns, table.rows, evaluator.terms.known());
    let firsts = first_rows(&numbers, numbering.count);
    let arguments: Vec<Vec<TermId>> = columns
        .iter()
        .map(|column| firsts.iter().map(|row| column[*row as usize]).collect())
        .collect();
    let arguments: Vec<&[TermId]> = arguments.iter().map(Vec::as_slice).collect();
    Ok(Evaluated {
        results: row_by_row(
            evaluator,
            expression,
            &vars,
            &arguments,
            firsts.len(),
            result,
        )?,
        numbers: Some(numbers),
    })
}

/// Evaluates an expression for each row of arguments.
pub fn row_by_row<T>(
    evaluator: &Evaluator,
    expression: &Expression,
    vars: &[Var],
    arguments: &[&[TermId]],
    rows: usize,
    result: fn(&Compiled, &dyn Bindings) -> T,
) -> Result<Vec<T>> {
    evaluator.budget.enter("an expression");
    let compiled = Compiled::new(expression, evaluator.context).map_err(unsupported)?;
    let mut columns: Vec<Option<&[TermId]>> = Vec::new();
    for variable in compiled.variables() {
        let at = vars.iter().position(|v| v == variable);
        columns.push(at.and_then(|at| arguments.get(at).copied()));
    }
    let mut bindings = Row {
        terms: evaluator.terms,
        columns: &columns,
        row: 0,
    };
    let mut results = Vec::with_capacity(rows);
    for row in 0..rows {
        bindings.row = row;
        results.push(result(&compiled, &bindings));
        // After each, for a pattern with back-references may take long.
        evaluator.budget.check(row, 8)?;
    }
    Ok(results)
}

/// Returns the error of a query that calls an unknown function.
fn unsupported(unsupported: Unsupported) -> Error {
    match unsupported {
        Unsupported::Function(name) => Error::UnknownFunction {
            iri: name.into_string(),
        },
        Unsupported::Arguments(name, count) => Error::Query {
            message: format!("the cast `{name}` takes one argument; this query gives it {count}"),
        },
    }
}

/// A row of arguments.
struct Row<'r, 'a> {
    terms: &'r Terms<'a>,
    /// The column of each slot, if there is one.
    columns: &'r [Option<&'r [TermId]>],
    row: usize,
}

impl Row<'_, '_> {
    fn id(&self, slot: usize) -> TermId {
        let column = self.columns.get(slot).copied().flatten();
        column.map_or(UNBOUND, |column| column[self.row])
    }
}

impl Bindings for Row<'_, '_> {
    fn term(&self, slot: usize) -> Option<Term> {
        self.terms.term(self.id(slot))
    }

    fn is_bound(&self, slot: usize) -> bool {
        self.id(slot) != UNBOUND
    }

    fn value(&self, slot: usize) -> Option<Value> {
        let id = self.id(slot);
        match self.terms.number(id) {
            Some(number) => Some(number.into()),
            None => self.terms.term(id).map(Value::Term),
        }
    }
}
