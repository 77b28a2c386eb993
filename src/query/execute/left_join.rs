//! [Left joins](https://www.w3.org/TR/sparql11-query/#defn_algLeftJoin): an index lookup for each row, or a hash join.

use super::batches::{Consumer, Flow, batches_of};
use super::{Demand, Execution};
use crate::error::Result;
use crate::query::batch::table::Table;
use crate::query::operators;
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
        let [left, _] = &join.sides;
        // How many rows an optional part is expected to make of one.
        let fan_out = (node.estimate / left.estimate.max(1.0)).max(1.0);
        let few = demand.limit.or(demand.few);
        self.each(left, demand, &mut |execution, left| {
            let expected = left.rows as f64 * fan_out;
            let parts = batches_of(0..left.rows, expected, execution.batch, few);
            if parts.len() < 2 {
                return execution.left_join_batch(node, join, left, demand, consumer);
            }
            for part in parts {
                let rows: Vec<u32> = part.map(|row| row as u32).collect();
                let left = left.gather(&rows);
                let flow = execution.left_join_batch(node, join, left, demand, consumer)?;
                if flow.is_break() {
                    return Ok(flow);
                }
            }
            Ok(Flow::Continue(()))
        })
    }

    /// Joins a batch of rows with those of an optional part.
    fn left_join_batch(
        &mut self,
        node: &Node,
        join: &LeftJoin,
        left: Table,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let [_, right] = &join.sides;
        let running = self.start(node);
        let joined = match self.lookup_of(join, &left) {
            Some(pattern) => {
                let label = || self.labels().index_lookup(pattern);
                let of_lookup = self.trace.start(pattern, None, label);
                let merges = demand.merges;
                let joined = self.look_up(left, pattern, &join.needed, (true, merges))?;
                self.trace.end(of_lookup, || joined.size());
                joined
            }
            None => self.hashed_left_join(join, left, right, demand)?,
        };
        self.trace.end(running, || joined.size());
        consumer(self, joined)
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
        self.budget.enter(operators::LEFT_JOIN);
        match &join.on {
            Some(on) => self.add_equal_keys(on, &mut left, &mut right)?,
            None => self.refuse_product(&left, &right, &join.condition)?,
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
