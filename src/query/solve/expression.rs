//! Values of [expressions](https://www.w3.org/TR/sparql11-query/#expressions) in the rows of a table: each once for equal
//! arguments, but what has another value each time it is evaluated, for each row.

use super::arithmetic::is_computed;
use super::numbering::{Numbering, first_rows};
use super::scope::is_fresh;
use super::table::{Table, UNBOUND, Var};
use super::terms::Terms;
use super::{Solved, Solver, Stop, value};
use crate::dictionary::TermId;
use crate::error::Error;
use crate::query::functions::{Bindings, Compiled, Unsupported, Value};
use crate::rdf::Term;
use oxigraph::sparql::QueryEvaluationError;
use spargebra::algebra::Expression;

/// What was evaluated: the results for different arguments, and for each row the index of its own.
pub(super) struct Evaluated<T> {
    pub results: Vec<T>,
    /// Nothing if each row has its own.
    pub numbers: Option<Vec<u32>>,
}

impl<T> Evaluated<T> {
    /// The results of the rows.
    pub fn of_rows<U: Copy>(&self, result: impl Fn(&T) -> U) -> Vec<U> {
        let results: Vec<U> = self.results.iter().map(result).collect();
        match &self.numbers {
            Some(numbers) => numbers.iter().map(|n| results[*n as usize]).collect(),
            None => results,
        }
    }
}

impl Solver<'_> {
    /// The value of an expression in each row; unbound where it has none.
    pub(super) fn evaluate(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<Vec<TermId>> {
        match expression {
            Expression::Variable(variable) => {
                let variable = self.variable(variable)?;
                let unbound = || vec![UNBOUND; table.rows];
                return Ok(table
                    .column(variable)
                    .map_or_else(unbound, <[TermId]>::to_vec));
            }
            Expression::NamedNode(iri) => {
                return Ok(vec![self.terms.intern(&iri.clone().into()); table.rows]);
            }
            Expression::Literal(literal) => {
                return Ok(vec![self.terms.intern(&literal.clone().into()); table.rows]);
            }
            Expression::FunctionCall(function, arguments) if value::is_known(function) => {
                if let [argument] = arguments.as_slice() {
                    return self.of_one(function, argument, table);
                }
            }
            _ => {}
        }
        if is_computed(expression)
            && let Some(numbers) = self.computed(expression, table)?
        {
            return Ok(self.intern_numbers(numbers));
        }
        let evaluated = self.for_rows(expression, table, Compiled::value)?;
        let Evaluated { results, numbers } = evaluated;
        let terms = results.into_iter().map(|value| value.map(Value::into_term));
        let results = self.terms.intern_all(terms);
        Ok(Evaluated { results, numbers }.of_rows(|id| *id))
    }

    /// Evaluates an expression for the rows of a table, once for equal arguments.
    pub(super) fn for_rows<T>(
        &mut self,
        expression: &Expression,
        table: &Table,
        result: fn(&Compiled, &dyn Bindings) -> T,
    ) -> Solved<Evaluated<T>> {
        if let Some(classes) = self.by_class(expression, table)? {
            // One of each class stands for all.
            let (rows, examples) = (classes.examples.len(), [classes.examples.as_slice()]);
            return Ok(Evaluated {
                results: self.row_by_row(
                    expression,
                    &[classes.variable],
                    &examples,
                    rows,
                    result,
                )?,
                numbers: Some(classes.numbers),
            });
        }
        let (expression, extended) = self.without_exists(expression, table)?;
        let table = extended.as_ref().unwrap_or(table);
        let vars = self.vars_of_expression(&expression)?;
        let vars: Vec<Var> = vars.iter().filter(|v| table.column(*v).is_some()).collect();
        let columns: Vec<&[TermId]> = vars.iter().filter_map(|v| table.column(*v)).collect();
        if is_fresh(&expression) {
            // Another value in each row, whether or not its arguments are others.
            return Ok(Evaluated {
                results: self.row_by_row(&expression, &vars, &columns, table.rows, result)?,
                numbers: None,
            });
        }
        let (numbering, numbers) = Numbering::new(&columns, table.rows, self.terms.known());
        let firsts = first_rows(&numbers, numbering.count);
        let arguments: Vec<Vec<TermId>> = columns
            .iter()
            .map(|column| firsts.iter().map(|row| column[*row as usize]).collect())
            .collect();
        let arguments: Vec<&[TermId]> = arguments.iter().map(Vec::as_slice).collect();
        Ok(Evaluated {
            results: self.row_by_row(&expression, &vars, &arguments, firsts.len(), result)?,
            numbers: Some(numbers),
        })
    }

    /// Evaluates an expression for each row of arguments.
    pub(super) fn row_by_row<T>(
        &mut self,
        expression: &Expression,
        vars: &[Var],
        arguments: &[&[TermId]],
        rows: usize,
        result: fn(&Compiled, &dyn Bindings) -> T,
    ) -> Solved<Vec<T>> {
        self.budget.enter("an expression");
        let compiled = Compiled::new(expression, &self.context).map_err(unsupported)?;
        let mut columns: Vec<Option<&[TermId]>> = Vec::new();
        for variable in compiled.variables() {
            let at = vars.iter().position(|v| self.name(*v) == variable.as_str());
            columns.push(at.and_then(|at| arguments.get(at).copied()));
        }
        let mut bindings = Row {
            terms: &self.terms,
            columns: &columns,
            row: 0,
        };
        let mut results = Vec::with_capacity(rows);
        for row in 0..rows {
            bindings.row = row;
            results.push(result(&compiled, &bindings));
            // After each, for a pattern with back-references may take long.
            self.budget.check(row, 8)?;
        }
        Ok(results)
    }
}

/// The error of a query that calls an unknown function.
fn unsupported(unsupported: Unsupported) -> Stop {
    Stop::Failed(Error::Evaluation(match unsupported {
        Unsupported::Function(name) => QueryEvaluationError::UnsupportedCustomFunction(name),
        Unsupported::Arguments(name, actual) => {
            QueryEvaluationError::UnsupportedCustomFunctionArity {
                name,
                expected: 1..=1,
                actual,
            }
        }
    }))
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
