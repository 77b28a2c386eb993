//! The different arguments that the rows of a table give to an expression, for which it is evaluated once
//! ([SPARQL 1.1, 17](https://www.w3.org/TR/sparql11-query/#expressions)).

use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::numbering::{Numbering, first_rows};
use crate::query::batch::repeated::has_repeated;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::limits::Budget;
use crate::query::logical::{Expression, Var};
use crate::query::terms::Terms;
use spargebra::algebra::Function;
use std::borrow::Cow;

/// The arguments of an expression.
pub struct Arguments<'t> {
    /// The values of each variable.
    pub columns: Vec<Cow<'t, [TermId]>>,
    pub rows: usize,
    /// For each row of the table the index of its arguments; nothing if each row has its own.
    pub numbers: Option<Vec<u32>>,
}

/// Returns whether a column has at most one different value for each `share` rows.
///
/// # Errors
/// If a limit is passed.
pub fn has_few(terms: &Terms, column: &[TermId], share: usize, budget: &Budget) -> Result<bool> {
    if !has_repeated(&[column], column.len()) {
        return Ok(false);
    }
    let (numbering, _) = Numbering::new(&[column], column.len(), terms.known(), budget)?;
    Ok(numbering.count * share <= column.len())
}

impl<'t> Arguments<'t> {
    /// Returns the arguments of an expression with these variables in the rows of a table.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn of(
        terms: &Terms,
        (expression, variables): (&Expression, &[Var]),
        table: &'t Table,
        budget: &Budget,
    ) -> Result<Self> {
        if let Some(arguments) = Self::of_classes(terms, expression, table) {
            return Ok(arguments);
        }
        let of_variable = |variable: &Var| match table.column(*variable) {
            Some(column) => Cow::Borrowed(column),
            None => Cow::Owned(vec![UNBOUND; table.rows]),
        };
        let columns: Vec<Cow<[TermId]>> = variables.iter().map(of_variable).collect();
        if expression.is_nondeterministic() || !columns.is_empty() && is_cheap(expression) {
            return Ok(Self {
                columns,
                rows: table.rows,
                numbers: None,
            });
        }
        let borrowed: Vec<&[TermId]> = columns.iter().map(|column| &**column).collect();
        if !has_repeated(&borrowed, table.rows) {
            return Ok(Self {
                columns,
                rows: table.rows,
                numbers: None,
            });
        }
        let (numbering, numbers) = Numbering::new(&borrowed, table.rows, terms.known(), budget)?;
        let firsts = first_rows(&numbers, numbering.count);
        let different =
            |column: &[TermId]| firsts.iter().map(|row| column[*row as usize]).collect();
        Ok(Self {
            columns: borrowed
                .into_iter()
                .map(different)
                .map(Cow::Owned)
                .collect(),
            rows: firsts.len(),
            numbers: Some(numbers),
        })
    }

    /// Returns one argument for each class of values, for an expression that reads only the kind, the language or the
    /// datatype of one variable.
    fn of_classes(terms: &Terms, expression: &Expression, table: &'t Table) -> Option<Self> {
        let column = table.column(only_class_of(expression)?)?;
        let mut of_class: Vec<Option<u32>> = vec![None; terms.dictionary.types.len() + 3];
        let mut examples = Vec::new();
        let mut numbers = Vec::with_capacity(column.len());
        for id in column {
            // In a damaged snapshot a literal may have a type that is not there.
            let of_class = of_class.get_mut(terms.class(*id)? as usize)?;
            numbers.push(*of_class.get_or_insert_with(|| {
                examples.push(*id);
                examples.len() as u32 - 1
            }));
        }
        Some(Self {
            rows: examples.len(),
            columns: vec![Cow::Owned(examples)],
            numbers: Some(numbers),
        })
    }

    /// Returns the results of the rows of the table, given those of the arguments.
    pub fn of_rows<T: Copy>(&self, results: Vec<T>) -> Vec<T> {
        match &self.numbers {
            Some(numbers) => numbers.iter().map(|n| results[*n as usize]).collect(),
            None => results,
        }
    }
}

/// Returns whether an expression is evaluated in less time than equal arguments are found in: it makes no text and reads
/// none.
pub fn is_cheap(expression: &Expression) -> bool {
    let is_costly = |part: &Expression| matches!(part, Expression::Call(function, _) if !matches!(function, Function::Abs));
    !expression.any(&mut |part| is_costly(part))
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
