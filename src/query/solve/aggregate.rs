//! [Aggregates](https://www.w3.org/TR/sparql11-query/#aggregates): rows are numbered by group, and what each aggregate is
//! of is one column.

use super::numbering::{Numbering, distinct_rows};
use super::set_functions::{Groups, Numbers, Values};
use super::table::{Table, Vars};
use super::{Solved, Solver, Wanted};
use crate::dictionary::TermId;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};
use spargebra::term::Variable;

impl Solver<'_> {
    pub(super) fn aggregate(
        &mut self,
        inner: &GraphPattern,
        keys: &[Variable],
        aggregates: &[(Variable, AggregateExpression)],
        wanted: Wanted,
    ) -> Solved<Table> {
        let running = self.trace.start(self.show_group(keys, aggregates), None);
        if let Some(mut counted) = self.count_groups(inner, keys, aggregates)? {
            counted.keep(wanted.variables);
            self.trace.end(running, counted.rows);
            return Ok(counted);
        }
        let key_vars = self.list(keys)?.union(self.carried());
        let certain = super::scope::certain(inner);
        let mut needed = key_vars;
        // Blank nodes of the pattern are no variables of its solutions, nor is what no query can name.
        let mut names = super::scope::names(inner);
        names.retain(|name| !name.starts_with("_:") && !name.starts_with(' '));
        let visible = self.vars(&names)?;
        for (_, aggregate) in aggregates {
            if let AggregateExpression::CountSolutions { distinct: true } = aggregate {
                needed = needed.union(visible);
            }
            if let AggregateExpression::FunctionCall {
                name,
                distinct,
                expr,
            } = aggregate
                && !counts_rows(name, *distinct, expr, &certain)
            {
                needed = needed.union(self.vars_of_expression(expr)?);
            }
        }
        let hint = wanted.hint.and_then(|hint| self.hint_of(hint, key_vars));
        let table = self.pattern(inner, Wanted::all(needed).with_hint(hint.as_ref()))?;
        self.budget.enter("an aggregate");
        let (mut groups, mut result) = self.group_rows(&table, key_vars, key_vars.is_empty())?;
        if keys.is_empty() && !key_vars.is_empty() {
            // Where nothing is grouped by, there is a group without solutions, too.
            let mut missing = self.around(Vars::default()).with(key_vars);
            let found = self.joiner().has_match(&missing, &result, None);
            let is_missing: Vec<bool> = found.iter().map(|found| !found).collect();
            missing.retain(&is_missing);
            groups.count += missing.rows;
            result.append(missing);
        }
        let mut numbers = Numbers::default();
        for (variable, aggregate) in aggregates {
            let variable = self.variable(variable)?;
            let column = match aggregate {
                AggregateExpression::CountSolutions { distinct: false } => self.count_rows(&groups),
                AggregateExpression::CountSolutions { distinct: true } => {
                    let columns: Vec<&[TermId]> =
                        visible.iter().filter_map(|v| table.column(v)).collect();
                    let (_, rows) = Numbering::new(&columns, table.rows, self.terms.known());
                    let values = Values {
                        name: "*",
                        column: &rows,
                        distinct: true,
                    };
                    self.set_function(&AggregateFunction::Count, &values, &groups, &mut numbers)?
                }
                AggregateExpression::FunctionCall {
                    name,
                    distinct,
                    expr,
                } if counts_rows(name, *distinct, expr, &certain) => self.count_rows(&groups),
                AggregateExpression::FunctionCall {
                    name,
                    distinct,
                    expr,
                } => {
                    let column = self.evaluate(expr, &table)?;
                    self.budget.enter("an aggregate");
                    let values = Values {
                        name: &expr.to_string(),
                        column: &column,
                        distinct: *distinct,
                    };
                    self.set_function(name, &values, &groups, &mut numbers)?
                }
            };
            result.add(variable, column);
        }
        result.keep(wanted.variables);
        self.trace.end(running, result.rows);
        Ok(result)
    }

    /// Numbers rows by group; the table has the keys of each group.
    fn group_rows(&self, table: &Table, keys: Vars, is_one: bool) -> Solved<(Groups, Table)> {
        if is_one {
            let of_row = vec![0; table.rows];
            return Ok((Groups { of_row, count: 1 }, Table::unit()));
        }
        let (result, of_row) = distinct_rows(table, keys, self.terms.known());
        let count = result.rows;
        self.budget.check(count, result.columns.len())?;
        Ok((Groups { of_row, count }, result))
    }
}

/// Whether an aggregate is the number of rows, so that no column is needed for it.
fn counts_rows(
    function: &AggregateFunction,
    distinct: bool,
    expression: &Expression,
    certain: &super::scope::Names,
) -> bool {
    let is_certain = matches!(expression, Expression::Variable(v) if certain.contains(v.as_str()));
    matches!(function, AggregateFunction::Count) && !distinct && is_certain
}
