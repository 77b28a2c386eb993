//! [EXISTS](https://www.w3.org/TR/sparql11-query/#func-filter-exists) as semi-joins: for each row, whether a pattern has a
//! compatible solution.

use super::{Demand, Execution, OuterRows};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::numbering::distinct_rows;
use crate::query::batch::table::Table;
use crate::query::logical::{Var, VarSet};
use crate::query::operators;
use crate::query::physical::{Condition, Exists, Node};

impl Execution<'_, '_> {
    /// Returns for each row whether the pattern has a solution.
    pub(super) fn exists(
        &mut self,
        (variable, exists): (Option<Var>, &Exists),
        table: &Table,
        demand: Demand,
    ) -> Result<Vec<bool>> {
        if let Exists::Either(both) = exists {
            return self.either((variable, both), table, demand);
        }
        let label = || match variable {
            Some(variable) => self.labels().exists_in_expression(variable, exists),
            None => self.labels().exists(exists, true),
        };
        let running = self.trace.start(exists, None, label);
        let marks = self.has_solution(exists, table, demand)?;
        self.trace.end(running, || {
            let rows = marks.iter().filter(|mark| **mark).count();
            (rows, rows as u64)
        });
        Ok(marks)
    }

    /// As [`exists`](Self::exists), for an operator that is noted already.
    pub(super) fn has_solution(
        &mut self,
        exists: &Exists,
        table: &Table,
        demand: Demand,
    ) -> Result<Vec<bool>> {
        match exists {
            Exists::Either(both) => self.either((None, both), table, demand),
            Exists::SemiJoin { input, shared } => self.semi_join(input, shared, table),
            Exists::SemiJoinWhere {
                input,
                conditions,
                variables,
                seen,
            } => self.semi_join_where(input, conditions, variables, seen, table),
            Exists::Apply { input, key, seen } => self.exists_apply(input, *key, seen, table),
        }
    }

    /// Asks for the second pattern only where the first has no solution.
    fn either(
        &mut self,
        (variable, both): (Option<Var>, &[Exists; 2]),
        table: &Table,
        demand: Demand,
    ) -> Result<Vec<bool>> {
        let mut marks = self.exists((variable, &both[0]), table, demand)?;
        let rows = 0..table.rows as u32;
        let open: Vec<u32> = rows.filter(|row| !marks[*row as usize]).collect();
        if !open.is_empty() {
            let of_second = self.exists((variable, &both[1]), &table.gather(&open), demand)?;
            for (row, mark) in open.iter().zip(of_second) {
                marks[*row as usize] = mark;
            }
        }
        Ok(marks)
    }

    fn semi_join(&mut self, input: &Node, shared: &VarSet, table: &Table) -> Result<Vec<bool>> {
        let keys = self.keys_of(table, shared)?;
        let demand = Demand {
            keys: keys.as_ref(),
            limit: shared.is_empty().then_some(1),
            merges: true,
            ..Demand::default()
        };
        let found = self.holding(table.bytes(), |execution| execution.run(input, demand))?;
        self.joiner().has_match(table, &found, None)
    }

    /// Joins the different rows of what pattern and conditions read, and marks those that are left by the conditions.
    fn semi_join_where(
        &mut self,
        input: &Node,
        conditions: &[Condition],
        variables: &VarSet,
        seen: &VarSet,
        table: &Table,
    ) -> Result<Vec<bool>> {
        let own = seen.intersection(&table.variables());
        let (rows, numbers) = distinct_rows(table, &own, self.terms.known(), self.budget)?;
        let keys = self.keys_of(&rows, variables)?;
        let demand = Demand::default().with_keys(keys.as_ref());
        let mut found = self.holding(table.bytes(), |execution| execution.run(input, demand))?;
        self.budget.enter(operators::SEMI_JOIN);
        if let [condition] = conditions {
            let condition = &condition.computed.expression;
            found = self.deciding(found, &rows.variables(), condition)?;
        }
        self.refuse_product(&rows, &found, conditions)?;
        let (mut joined, mut origins) = self.joiner().join_with_origin(&rows, &found)?;
        for condition in conditions {
            let holds = self.holds(&condition.computed, &joined, Demand::default())?;
            let mut marks = holds.iter();
            origins.retain(|_| marks.next() == Some(&true));
            joined.retain(&holds);
        }
        let mut found = vec![false; rows.rows];
        origins.iter().for_each(|row| found[*row as usize] = true);
        Ok(numbers.iter().map(|n| found[*n as usize]).collect())
    }

    /// Evaluates a correlated pattern once for all different rows of what it reads.
    fn exists_apply(
        &mut self,
        input: &Node,
        key: Var,
        seen: &VarSet,
        table: &Table,
    ) -> Result<Vec<bool>> {
        let own = seen.intersection(&table.variables());
        let (mut rows, numbers) = distinct_rows(table, &own, self.terms.known(), self.budget)?;
        let count = rows.rows;
        rows.add(key, (0..count as TermId).collect());
        let outer = OuterRows { key, table: rows };
        let demand = Demand {
            outer: Some(&outer),
            ..Demand::default()
        };
        let found = self.holding(table.bytes(), |execution| execution.run(input, demand))?;
        let mut has_solution = vec![false; count];
        let column = found.column(key).unwrap_or(&[]);
        if column.len() != found.rows {
            return Err(Error::internal(
                "a correlated part lost the numbers of its outer rows",
            ));
        }
        for number in column {
            has_solution[*number as usize] = true;
        }
        Ok(numbers.iter().map(|n| has_solution[*n as usize]).collect())
    }
}
