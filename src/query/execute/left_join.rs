//! [Left joins](https://www.w3.org/TR/sparql11-query/#defn_algLeftJoin): an index lookup for each row, or a hash join.

use super::{Demand, Execution};
use crate::error::Result;
use crate::query::batch::table::Table;
use crate::query::physical::{LeftJoin, Node, is_scanned};

impl Execution<'_, '_> {
    /// Joins rows with those of an optional part; rows without a match stay alone.
    pub(super) fn left_join(
        &mut self,
        node: &Node,
        join: &LeftJoin,
        demand: Demand,
    ) -> Result<Table> {
        let [left, right] = &join.sides;
        let mut left = self.run(left, demand)?;
        let running = self.start(node);
        if let Some(pattern) = &join.lookup
            && join
                .shared
                .intersection(&pattern.variables())
                .is_subset(&left.bound())
            && !is_scanned(
                self.catalog.at(pattern.graph).count(pattern.constants()),
                left.rows,
            )
        {
            let label = || self.labels().triple_pattern(pattern);
            let of_lookup = self
                .trace
                .start(None, || format!("IndexLookup {}", label()));
            let joined = self.look_up(left, pattern, &join.needed, true)?;
            self.trace.end(of_lookup, joined.rows);
            self.trace.end(running, joined.rows);
            return Ok(joined);
        }
        let keys = match &join.on {
            Some(on) => self.equal_keys(&left, on),
            None => self.keys_of(&left, &join.shared),
        };
        let of_right = demand.all().with_keys(keys.as_ref());
        let mut right = self.holding(left.bytes(), |execution| execution.run(right, of_right))?;
        self.budget.enter("an optional join");
        match &join.on {
            Some(on) => self.add_equal_keys(on, &mut left, &mut right),
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
        self.trace.end(running, joined.rows);
        Ok(joined)
    }
}
