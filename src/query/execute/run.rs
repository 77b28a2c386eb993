//! Runs each operator of a plan.

use super::trace::Running;
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::numbering::{Numbering, first_rows};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::expression::{self, Evaluator};
use crate::query::limits::LARGEST_PRODUCT;
use crate::query::logical::{Expression, Var, VarSet};
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
    /// Returns the rows of a node.
    pub(super) fn run(&mut self, node: &Node, demand: Demand) -> Result<Table> {
        // Each of the outer rows needs rows of its own.
        let demand = Demand {
            limit: demand.limit.filter(|_| demand.outer.is_none()),
            ..demand
        };
        let running = match starts_with_input(&node.operator) {
            true => None,
            false => self.start(node),
        };
        let mut table = match &node.operator {
            Operator::Empty => Table::empty(&node.columns),
            Operator::Values {
                variables,
                columns,
                rows,
            } => Table {
                variables: variables.clone(),
                columns: columns.clone(),
                rows: *rows,
            },
            Operator::Join(join) => self.join(join, &node.columns, demand)?,
            Operator::EqualJoin {
                sides,
                on,
                conditions,
            } => self.equal_join(sides, on.as_ref(), conditions, demand)?,
            Operator::LeftJoin(join) => self.left_join(node, join, demand)?,
            Operator::Union(sides) => self.union(sides, demand)?,
            Operator::AntiJoin {
                sides,
                common,
                shared,
            } => self.anti_join(node, sides, (common, shared), demand)?,
            Operator::Extend {
                variable,
                value,
                input,
            } => self.extend(node, (*variable, value.as_ref()), input, demand)?,
            Operator::Project { columns, input } => self.project(columns, input, demand)?,
            Operator::Distinct(input) => self.distinct(input, demand)?,
            Operator::Slice {
                start,
                length,
                carried,
                input,
            } => self.slice((*start, *length), carried, input, demand)?,
            Operator::Sort { keys, input } => self.sort(keys, input, demand)?,
            Operator::Group(group) => self.group(group, demand)?,
            Operator::CountFromIndex(count) => self.count(count)?,
            Operator::EachGraph { name, graph, input } => {
                self.each_graph(*name, *graph, input, demand)?
            }
            Operator::InGraph { input, .. } => self.run(input, demand)?,
            Operator::Apply { sides, key, outer } => {
                self.apply(node, sides, (*key, outer), demand)?
            }
            Operator::Carry {
                scope,
                columns,
                input,
            } => {
                let table = self.run(input, demand)?;
                self.carry(&table, scope, columns, demand)?
            }
        };
        table.keep(&node.columns);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// Notes that an operator starts, if it is worth telling.
    pub(super) fn start(&self, node: &Node) -> Option<Running> {
        let label = match self.trace.is_on() {
            true => self.labels().operator(node)?,
            false => return None,
        };
        self.trace.start(Some(node.estimate), || label)
    }

    fn union(&mut self, sides: &[Node; 2], demand: Demand) -> Result<Table> {
        let [left, right] = sides;
        let mut table = self.run(left, demand)?;
        let limit = demand.limit.map(|limit| limit.saturating_sub(table.rows));
        if limit == Some(0) {
            return Ok(table);
        }
        let demand = Demand { limit, ..demand };
        let other = self.holding(table.bytes(), |execution| execution.run(right, demand))?;
        table.append(other);
        Ok(table)
    }

    /// [Minus](https://www.w3.org/TR/sparql11-query/#defn_algMinus)
    fn anti_join(
        &mut self,
        node: &Node,
        sides: &[Node; 2],
        (common, shared): (&VarSet, &VarSet),
        demand: Demand,
    ) -> Result<Table> {
        let [left, right] = sides;
        let mut table = self.run(left, demand.without_limit())?;
        let running = self.start(node);
        let keys = self.keys_of(&table, shared);
        let of_right = demand.all().with_keys(keys.as_ref());
        let right = self.holding(table.bytes(), |execution| execution.run(right, of_right))?;
        self.budget.enter("a minus");
        let found = self.joiner().has_match(&table, &right, Some(common));
        let left: Vec<bool> = found.iter().map(|found| !found).collect();
        table.retain(&left);
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// [Extend](https://www.w3.org/TR/sparql11-query/#defn_extend)
    fn extend(
        &mut self,
        node: &Node,
        (variable, value): (Var, Option<&Computed>),
        input: &Node,
        demand: Demand,
    ) -> Result<Table> {
        let of_input = demand.keys.map(|keys| {
            let mut others = keys.variables();
            others.remove(variable);
            self.keys_of(keys, &others)
        });
        let keys = of_input.flatten();
        let mut table = self.run(input, demand.with_keys(keys.as_ref()))?;
        let Some(value) = value else {
            return Ok(table);
        };
        let running = self.start(node);
        let column = self.values(value, &table, demand)?;
        self.trace.end(running, table.rows);
        let before = table.column(variable).map(<[TermId]>::to_vec);
        let column = match before {
            // An error leaves the value that an outer row has.
            Some(before) => {
                let mut others = table.variables();
                others.remove(variable);
                table.keep(&others);
                let values = column.into_iter().zip(before);
                values
                    .map(|(new, old)| if new == UNBOUND { old } else { new })
                    .collect()
            }
            None => column,
        };
        table.add(variable, column);
        Ok(table)
    }

    fn distinct(&mut self, input: &Node, demand: Demand) -> Result<Table> {
        let table = self.run(input, demand.without_limit())?;
        self.budget.enter("a distinct");
        let columns: Vec<&[TermId]> = table.columns.iter().map(Vec::as_slice).collect();
        let (numbering, numbers) = Numbering::new(&columns, table.rows, self.terms.known());
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
        if let [(variable, exists)] = computed.exists.as_slice() {
            let is_result =
                |expression: &Expression| *expression == Expression::Variable(*variable);
            match &computed.expression {
                expression if is_result(expression) => return self.exists(exists, table, demand),
                Expression::Not(inner) if is_result(inner) => {
                    let found = self.exists(exists, table, demand)?;
                    return Ok(found.into_iter().map(|found| !found).collect());
                }
                _ => {}
            }
        }
        let table = self.with_exists(computed, table, demand)?;
        self.budget.enter("a filter");
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
            let marks = self.exists(exists, &table, demand)?;
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
                .start(None, || self.labels().condition(condition));
            let holds = self.holds(&condition.computed, table, demand)?;
            table.retain(&holds);
            self.trace.end(running, table.rows);
        }
        Ok(())
    }

    /// Refuses to multiply two tables that share no variable, if their product is large.
    pub(super) fn refuse_product(&self, left: &Table, right: &Table) -> Result<()> {
        let shares = !left.variables().is_disjoint(&right.variables());
        let rows = left.rows as u64 * right.rows as u64;
        let is_small = rows <= LARGEST_PRODUCT || left.rows <= 1 || right.rows <= 1;
        if shares || is_small || self.budget.allows_product() {
            return Ok(());
        }
        let [left, right] = [left, right].map(|table| self.labels().part_of_product(table));
        Err(Error::Product { left, right, rows })
    }
}

/// Returns whether an operator runs its first input before it starts itself.
fn starts_with_input(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::LeftJoin(_)
            | Operator::AntiJoin { .. }
            | Operator::Apply { .. }
            | Operator::EqualJoin { .. }
            | Operator::Extend { .. }
    )
}
