//! [Aggregates](https://www.w3.org/TR/sparql11-query/#aggregates): rows are numbered by group, and what each aggregate is
//! of is one column. Where no aggregate needs equal solutions one by one, its input is asked to merge them.

use super::set_functions::{Groups, Numbers, Values};
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::numbering::{Numbering, distinct_rows};
use crate::query::batch::table::Table;
use crate::query::logical::VarSet;
use crate::query::operators;
use crate::query::physical::{Group, PlannedAggregate, accept_multiplicities};
use spargebra::algebra::AggregateFunction;

impl Execution<'_, '_> {
    /// Groups rows, and computes the aggregates of each group.
    pub(super) fn group(&mut self, group: &Group, demand: Demand) -> Result<Table> {
        let keys = demand.keys.map(|keys| self.keys_of(keys, &group.keys));
        let keys = keys.transpose()?.flatten();
        let of_input = demand.all().with_keys(keys.as_ref());
        let of_input = of_input.merging(accept_multiplicities(&group.aggregates));
        let table = self.run(&group.input, of_input)?;
        self.budget.enter(operators::GROUP);
        let _table = self.budget.reserve(table.bytes())?;
        let (mut groups, mut result) = self.group_rows(&table, &group.keys)?;
        if !group.has_keys && !group.keys.is_empty() {
            // Without keys there is a group although there are no rows, in each graph and for each outer row.
            let mut missing = self.outer_rows(&group.scope, &VarSet::default(), false, demand)?;
            missing.keep(&group.keys);
            let found = self.joiner().has_match(&missing, &result, None)?;
            let is_missing: Vec<bool> = found.iter().map(|found| !found).collect();
            missing.retain(&is_missing);
            groups.count += missing.rows;
            result.append(missing);
        }
        let mut numbers = Numbers::default();
        for aggregate in &group.aggregates {
            let column = match aggregate.counts_rows {
                true => self.count_rows(&table, &groups)?,
                false => {
                    self.aggregate(aggregate, group, &table, (&groups, &mut numbers), demand)?
                }
            };
            result.add(aggregate.aggregate.variable, column);
        }
        Ok(result)
    }

    /// Computes an aggregate of all groups.
    fn aggregate(
        &mut self,
        planned: &PlannedAggregate,
        group: &Group,
        table: &Table,
        (groups, numbers): (&Groups, &mut Numbers),
        demand: Demand,
    ) -> Result<Vec<TermId>> {
        let Some(value) = &planned.value else {
            // `COUNT(DISTINCT *)`
            let columns = group.visible.iter().filter_map(|v| table.column(v));
            let columns: Vec<&[TermId]> = columns.collect();
            let terms = self.terms.known();
            let (_, rows) = Numbering::new(&columns, table.rows, terms, self.budget)?;
            let values = Values {
                expression: None,
                column: &rows,
                multiplicities: None,
                distinct: true,
            };
            return self.set_function(&AggregateFunction::Count, &values, groups, numbers);
        };
        let function = planned.aggregate.function.as_ref();
        let function = function.ok_or_else(|| Error::internal("an aggregate has no function"))?;
        let column = self.values(value, table, demand)?;
        self.budget.enter(operators::GROUP);
        let values = Values {
            expression: Some(&value.expression),
            column: &column,
            multiplicities: table.multiplicities.as_deref(),
            distinct: planned.aggregate.distinct,
        };
        self.set_function(function, &values, groups, numbers)
    }

    /// Numbers rows by group, and returns the keys of each group.
    fn group_rows(&self, table: &Table, keys: &VarSet) -> Result<(Groups, Table)> {
        if keys.is_empty() {
            let of_row = vec![0; table.rows];
            return Ok((Groups { of_row, count: 1 }, Table::unit()));
        }
        let (result, of_row) = distinct_rows(table, keys, self.terms.known(), self.budget)?;
        let count = result.rows;
        self.budget.check(count, result.columns.len())?;
        Ok((Groups { of_row, count }, result))
    }
}
