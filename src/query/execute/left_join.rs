//! [Left joins](https://www.w3.org/TR/sparql11-query/#defn_algLeftJoin): an index lookup for each row, or a hash join.

use super::batches::{Consumer, Flow};
use super::{Demand, Execution};
use crate::error::Result;
use crate::query::batch::table::Table;
use crate::query::physical::{LeftJoin, Node, TriplePattern, is_scanned};

impl Execution<'_, '_> {
    /// Joins rows with those of an optional part; rows without a match stay alone.
    pub(super) fn left_join(
        &mut self,
        node: &Node,
        join: &LeftJoin,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let [left, right] = &join.sides;
        self.each(left, demand, &mut |execution, left| {
            let running = execution.start(node);
            let joined = match execution.lookup_of(join, &left) {
                Some(pattern) => {
                    let label = || execution.labels().index_lookup(pattern);
                    let of_lookup = execution.trace.start(pattern, None, label);
                    let merges = demand.merges;
                    let joined = execution.look_up(left, pattern, &join.needed, (true, merges))?;
                    execution.trace.end(of_lookup, joined.rows);
                    joined
                }
                None => execution.hashed_left_join(join, left, right, demand)?,
            };
            execution.trace.end(running, joined.rows);
            consumer(execution, joined)
        })
    }

    /// Returns the triple pattern that the optional part is, if it is to be looked up for each row.
    fn lookup_of<'j>(&self, join: &'j LeftJoin, left: &Table) -> Option<&'j TriplePattern> {
        let pattern = join.lookup.as_ref()?;
        let matching = self.catalog.at(pattern.graph).count(pattern.constants());
        let shared = join.shared.intersection(&pattern.variables());
        let is_looked_up = shared.is_subset(&left.bound()) && !is_scanned(matching, left.rows);
        is_looked_up.then_some(pattern)
    }

    fn hashed_left_join(
        &mut self,
        join: &LeftJoin,
        mut left: Table,
        right: &Node,
        demand: Demand,
    ) -> Result<Table> {
        let keys = match &join.on {
            Some(on) => self.equal_keys(&left, on)?,
            None => self.keys_of(&left, &join.shared)?,
        };
        let of_right = demand.all().with_keys(keys.as_ref());
        let of_right = of_right.merging(demand.merges);
        let mut right = self.holding(left.bytes(), |execution| execution.run(right, of_right))?;
        self.budget.enter("an optional join");
        match &join.on {
            Some(on) => self.add_equal_keys(on, &mut left, &mut right)?,
            None => self.refuse_product(&left, &right)?,
        }
        let (mut joined, origins) = self.joiner().join_with_origin(&left, &right)?;
        let mut has_match = vec![false; left.rows];
        match &join.condition {
            Some(condition) => {
                let holds = self.holds(&condition.computed, &joined, demand)?;
                for (origin, holds) in origins.iter().zip(&holds) {
                    has_match[*origin as usize] |= holds;
                }
                joined.retain(&holds);
            }
            None => origins
                .iter()
                .for_each(|origin| has_match[*origin as usize] = true),
        }
        let alone = (0..left.rows as u32).filter(|row| !has_match[*row as usize]);
        let alone: Vec<u32> = alone.collect();
        joined.append(left.gather(&alone));
        Ok(joined)
    }
}
