//! Runs the operators that read their inputs row by row.

use super::batches::{Consumer, Flow};
use super::trace::Running;
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::numbering::{Numbering, first_rows};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::expression::{self, Evaluator};
use crate::query::logical::{Var, VarSet};
use crate::query::operators;
use crate::query::physical::{Computed, Condition, Node, Operator};
use std::borrow::Cow;

/// Returns the rows of a plan.
///
/// # Errors
/// If a limit is passed, or an expression calls an unknown function.
pub fn execute(execution: &mut Execution, node: &Node, demand: Demand) -> Result<Table> {
    execution.run(node, demand)
}

impl Execution<'_, '_> {
    /// Notes that an operator starts, if it is worth telling.
    pub(super) fn start(&self, node: &Node) -> Option<Running> {
        let label = match self.trace.is_on() {
            true => self.labels().operator(node)?,
            false => return None,
        };
        self.trace.start(node, Some(node.estimate), || label)
    }

    /// [Union](https://www.w3.org/TR/sparql11-query/#defn_algUnion)
    pub(super) fn union(
        &mut self,
        sides: &[Node; 2],
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let [left, right] = sides;
        // A chain of unions is one operator for those who read what was executed.
        let of_left = match &left.operator {
            Operator::Union(inner) => self.union(inner, demand, &mut |execution, mut batch| {
                batch.keep(&left.columns);
                consumer(execution, batch)
            })?,
            _ => self.each(left, demand, consumer)?,
        };
        match of_left {
            Flow::Continue(()) => self.each(right, demand, consumer),
            enough => Ok(enough),
        }
    }

    /// [Minus](https://www.w3.org/TR/sparql11-query/#defn_algMinus)
    pub(super) fn anti_join(
        &mut self,
        node: &Node,
        sides: &[Node; 2],
        (common, shared): (&VarSet, &VarSet),
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let [left, right] = sides;
        self.each(left, demand.for_some(), &mut |execution, mut table| {
            let running = execution.start(node);
            let keys = execution.keys_of(&table, shared)?;
            let of_right = demand.all().with_keys(keys.as_ref()).merging(true);
            let right = execution.holding(table.bytes(), |e| e.run(right, of_right))?;
            execution.budget.enter(operators::ANTI_JOIN);
            let found = execution.joiner().has_match(&table, &right, Some(common))?;
            let left: Vec<bool> = found.iter().map(|found| !found).collect();
            table.retain(&left);
            execution.trace.end(running, || table.size());
            consumer(execution, table)
        })
    }

    /// [Extend](https://www.w3.org/TR/sparql11-query/#defn_extend)
    pub(super) fn extend(
        &mut self,
        node: &Node,
        (variable, value): (Var, Option<&Computed>),
        input: &Node,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let of_input = demand.keys.map(|keys| {
            let mut others = keys.variables();
            others.remove(variable);
            self.keys_of(keys, &others)
        });
        let keys = of_input.transpose()?.flatten();
        self.each(
            input,
            demand.with_keys(keys.as_ref()),
            &mut |execution, mut table| {
                if let Some(value) = value {
                    let running = execution.start(node);
                    execution.add_value(&mut table, variable, value, demand)?;
                    execution.trace.end(running, || table.size());
                }
                consumer(execution, table)
            },
        )
    }

    /// Adds the column of a variable with the value of an expression; an error leaves the value that an outer row has.
    fn add_value(
        &mut self,
        table: &mut Table,
        variable: Var,
        value: &Computed,
        demand: Demand,
    ) -> Result<()> {
        let mut column = self.values(value, table, demand)?;
        if let Some(before) = table.take_column(variable) {
            let values = column.iter_mut().zip(before);
            for (value, before) in values.filter(|(value, _)| **value == UNBOUND) {
                *value = before;
            }
        }
        table.add(variable, column);
        Ok(())
    }

    /// Returns each row once: where few are wanted, no more batches are read than have them.
    pub(super) fn distinct(&mut self, input: &Node, demand: Demand) -> Result<Table> {
        let merging = demand.for_some().merging(true);
        let Some(limit) = demand.limit else {
            let rows = self.run(input, merging)?;
            return self.distinct_of(rows);
        };
        self.collect(input, merging, |execution, rows| {
            *rows = execution.distinct_of(std::mem::take(rows))?;
            Ok(match rows.rows >= limit {
                true => Flow::Break(()),
                false => Flow::Continue(()),
            })
        })
    }

    fn distinct_of(&self, mut table: Table) -> Result<Table> {
        self.budget.enter(operators::DISTINCT);
        table.multiplicities = None;
        let columns: Vec<&[TermId]> = table.columns.iter().map(Vec::as_slice).collect();
        let _table = self.budget.reserve(table.bytes())?;
        let terms = self.terms.known();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, terms, self.budget)?;
        let firsts = first_rows(&numbers, numbering.count);
        Ok(match firsts.len() == table.rows {
            true => table,
            false => table.gather(&firsts),
        })
    }

    /// Returns the value of an expression in each row; unbound where it has none.
    pub(super) fn values(
        &mut self,
        computed: &Computed,
        table: &Table,
        demand: Demand,
    ) -> Result<Vec<TermId>> {
        let _table = self.budget.reserve(table.bytes())?;
        let table = self.with_exists(computed, table, demand)?;
        let mut evaluator = Evaluator {
            terms: self.terms,
            budget: self.budget,
            context: self.context,
        };
        expression::values(&mut evaluator, &computed.expression, &table)
    }

    /// Returns the rows in which a condition is true.
    pub(super) fn holds(
        &mut self,
        computed: &Computed,
        table: &Table,
        demand: Demand,
    ) -> Result<Vec<bool>> {
        // A condition that is only `EXISTS` or `NOT EXISTS` is a semi-join or an anti-join: no column is made of its result.
        if let Some((exists, is_wanted)) = computed.semi_join() {
            let found = self.exists((None, exists), table, demand)?;
            return Ok(found.iter().map(|found| *found == is_wanted).collect());
        }
        let _table = self.budget.reserve(table.bytes())?;
        let table = self.with_exists(computed, table, demand)?;
        self.budget.enter(operators::FILTER);
        let mut evaluator = Evaluator {
            terms: self.terms,
            budget: self.budget,
            context: self.context,
        };
        expression::holds(&mut evaluator, &computed.expression, &table)
    }

    /// Returns a table with the results of the semi-joins of an expression.
    fn with_exists<'t>(
        &mut self,
        computed: &Computed,
        table: &'t Table,
        demand: Demand,
    ) -> Result<Cow<'t, Table>> {
        let mut table = Cow::Borrowed(table);
        for (variable, exists) in &computed.exists {
            let marks = self.exists((Some(*variable), exists), &table, demand)?;
            let [no, yes] = self.terms.booleans();
            let column = marks.iter().map(|mark| if *mark { yes } else { no });
            table.to_mut().add(*variable, column.collect());
        }
        Ok(table)
    }

    /// Applies the conditions whose variables are bound in all rows; at the end all of them.
    pub(super) fn apply_conditions(
        &mut self,
        table: &mut Table,
        open: &mut Vec<&Condition>,
        is_end: bool,
        demand: Demand,
    ) -> Result<()> {
        let mut index = 0;
        while index < open.len() {
            let condition = open[index];
            // A variable that is not bound yet may be bound by a part that is still to come.
            let is_bound = |variable| {
                let column = table.column(variable);
                column.is_some_and(|column| !column.contains(&UNBOUND))
            };
            let waits = condition.is_nondeterministic || !condition.variables.iter().all(is_bound);
            if !is_end && waits {
                index += 1;
                continue;
            }
            open.remove(index);
            let running = self
                .trace
                .start(condition, None, || self.labels().condition(condition));
            let holds = match condition.computed.semi_join() {
                Some((exists, is_wanted)) => {
                    let found = self.has_solution(exists, table, demand)?;
                    found.iter().map(|found| *found == is_wanted).collect()
                }
                None => self.holds(&condition.computed, table, demand)?,
            };
            table.retain(&holds);
            self.trace.end(running, || table.size());
        }
        Ok(())
    }
}
