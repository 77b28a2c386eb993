//! Refuses large products of parts that share no variable: such a product is nearly always a typing error in the name of a variable.

use super::Execution;
use crate::error::{Error, Result};
use crate::query::batch::table::Table;
use crate::query::limits::LARGEST_PRODUCT;
use crate::query::logical::VarSet;
use crate::query::physical::{Condition, Join, Leaf, Step, TriplePattern};

impl Execution<'_, '_> {
    /// Refuses to multiply two tables that share no variable, if their product is large; conditions that read both are named.
    pub(super) fn refuse_product<'c>(
        &self,
        left: &Table,
        right: &Table,
        conditions: impl IntoIterator<Item = &'c Condition>,
    ) -> Result<()> {
        let shares = !left.variables().is_disjoint(&right.variables());
        let rows = left.solutions().saturating_mul(right.solutions());
        let is_small = rows <= LARGEST_PRODUCT || left.solutions() <= 1 || right.solutions() <= 1;
        if shares || is_small || self.budget.allows_product() {
            return Ok(());
        }
        let filter = self.connecting(conditions, [left.variables(), right.variables()]);
        let [left, right] = [left, right].map(|table| self.labels().part_of_product(table));
        Err(Error::Product {
            left,
            right,
            rows,
            filter,
        })
    }

    /// Refuses a join that multiplies what shares no variable, as it is expected to: where few rows are wanted, only small parts
    /// of the product are made, but it is as likely to be a mistake.
    pub(super) fn refuse_products(&self, join: &Join, steps: &[Step], start: &Table) -> Result<()> {
        if self.budget.allows_product() {
            return Ok(());
        }
        let (mut bound, mut rows) = (start.variables(), start.rows as u64);
        let mut first: Option<&TriplePattern> = None;
        for step in steps {
            let leaf = &join.leaves[step.leaf];
            let variables = leaf.variables();
            if let Leaf::Triple(pattern) = leaf
                && bound.is_disjoint(&variables)
                && !bound.is_empty()
            {
                // The first rows are those of one pattern, which can be counted on the level of the query.
                let before = first.filter(|_| self.large_product(rows, pattern).is_some());
                if let Some(first) = before {
                    let triples = self.catalog.at(first.graph);
                    rows = rows.min(triples.accepted(first.constants()) as u64);
                }
                if let Some(product) = self.large_product(rows, pattern) {
                    let labels = self.labels();
                    return Err(Error::Product {
                        left: labels.rows_of_product(&Table::empty(&bound)),
                        right: format!("`{}`", labels.triple_pattern(pattern)),
                        rows: product,
                        filter: self.connecting(&join.conditions, [bound, variables]),
                    });
                }
            }
            first = match leaf {
                Leaf::Triple(pattern) if bound.is_empty() => Some(pattern),
                _ => None,
            };
            bound.extend(&variables);
            rows = step.estimate as u64;
        }
        Ok(())
    }

    /// Refuses to multiply a table by what matches a pattern that shares no variable with it, if the product is large.
    pub(super) fn refuse_product_with(
        &self,
        table: &Table,
        pattern: &TriplePattern,
        conditions: &[Condition],
    ) -> Result<()> {
        if self.budget.allows_product() {
            return Ok(());
        }
        let Some(rows) = self.large_product(table.solutions(), pattern) else {
            return Ok(());
        };
        let labels = self.labels();
        Err(Error::Product {
            left: labels.rows_of_product(table),
            right: format!("`{}`", labels.triple_pattern(pattern)),
            rows,
            filter: self.connecting(conditions, [table.variables(), pattern.variables()]),
        })
    }

    /// Returns the rows of the product of some rows and what matches a pattern, if they are too many. The triples are counted on
    /// the level of the query, which is done only where those of all levels are too many.
    fn large_product(&self, rows: u64, pattern: &TriplePattern) -> Option<u64> {
        let triples = self.catalog.at(pattern.graph);
        let product = |matching: usize| {
            let matching = matching as u64;
            let product = rows.saturating_mul(matching);
            (rows > 1 && matching > 1 && product > LARGEST_PRODUCT).then_some(product)
        };
        product(triples.count(pattern.constants()))?;
        product(triples.accepted(pattern.constants()))
    }

    /// Returns the first of some conditions that reads variables of both parts of a product, as a query writes it.
    fn connecting<'c>(
        &self,
        conditions: impl IntoIterator<Item = &'c Condition>,
        parts: [VarSet; 2],
    ) -> Option<String> {
        let reads = |condition: &Condition, part: &VarSet| {
            let expression = &condition.computed.expression;
            !expression.variables().is_disjoint(part)
        };
        let mut conditions = conditions.into_iter();
        let connects = |condition: &&Condition| parts.iter().all(|part| reads(condition, part));
        let condition = conditions.find(connects)?;
        Some(self.labels().computed(&condition.computed))
    }
}
