//! Executes a conjunction: what is joined before its leaves, the leaves, and what is joined after them
//! ([Join](https://www.w3.org/TR/sparql11-query/#defn_algJoin)).

use super::batches::{Consumer, Flow};
use super::leaves::Leaves;
use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::table::Table;
use crate::query::expression::TextTest;
use crate::query::logical::VarSet;
use crate::query::operators;
use crate::query::physical::{COSTS, Condition, Input, Join, Step, TextSearch};

/// Two inputs that only the leaves connect are multiplied if their product has at most this many rows.
const SMALL_PRODUCT: usize = 4096;

impl Execution<'_, '_> {
    /// Gives the rows of a conjunction.
    pub(super) fn join(
        &mut self,
        join: &Join,
        wanted: &VarSet,
        demand: Demand,
        consumer: Consumer,
    ) -> Result<Flow> {
        let mut open: Vec<&Condition> = join.conditions.iter().collect();
        let mut needed = join.needed.clone();
        // What does not share bound variables with the leaves waits until these are joined.
        let mut waiting: Vec<Table> = Vec::new();
        let mut seed = self.seed(join, &mut needed, &mut waiting, demand)?;
        if seed.is_none() {
            seed = self.search_texts(join, &mut open, demand)?;
        }
        // What waits can be joined batch by batch, unless it may have to be refused as a product.
        let multiplies =
            |other: &Table| other.rows > 1 && other.variables().is_disjoint(&join.variables);
        let passes_batches = join.after.is_empty() && !waiting.iter().any(multiplies);
        let of_leaves = match passes_batches {
            true => demand,
            false => demand.without_limit(),
        };
        let leaves = Leaves::new(join, &needed, of_leaves);
        let seed = match seed {
            None => self.keys_as_seed(join, demand.keys.into_iter().chain(&waiting))?,
            seed => seed,
        };
        let steps = self.steps_of(join, seed.as_ref())?;
        let columns = wanted.union(&needed);
        let mut finish = |execution: &mut Execution, mut table: Table, open: &[&Condition]| {
            let mut open = open.to_vec();
            for other in &waiting {
                table = execution.with_table(&table, other, &mut open, demand)?;
            }
            for input in &join.after {
                let other = execution.run_after(input, &table, demand)?;
                table = execution.with_table(&table, &other, &mut open, demand)?;
            }
            if !join.scope.carried().is_subset(&table.variables()) {
                table = execution.carry(&table, &join.scope, &columns, demand)?;
            }
            execution.apply_conditions(&mut table, &mut open, true, demand)?;
            consumer(execution, table)
        };
        if passes_batches {
            return self.leaves(leaves, steps, seed, &open, &mut finish);
        }
        let (table, open) = self.all_leaves(leaves, steps, seed, &open)?;
        finish(self, table, &open)
    }

    /// Returns the rows of an input that fit a table which it is joined with.
    fn run_after(&mut self, input: &Input, table: &Table, demand: Demand) -> Result<Table> {
        let keys = self.keys_of(table, &input.variables)?;
        // What the rows of the join must be compatible with, those of each input must be.
        let of_input = demand.all().with_keys(keys.as_ref().or(demand.keys));
        let of_input = of_input.merging(demand.merges);
        let run = |execution: &mut Self| execution.run(&input.node, of_input);
        self.holding(table.bytes(), run)
    }

    /// Returns the rows that the leaves are joined with: those of what is joined before them.
    fn seed(
        &mut self,
        join: &Join,
        needed: &mut VarSet,
        waiting: &mut Vec<Table>,
        demand: Demand,
    ) -> Result<Option<Table>> {
        let mut seed = match &join.first {
            Some(first) => {
                let steps = self.steps_of(first, None)?;
                let of_first = demand.all().merging(demand.merges);
                let leaves = Leaves::new(first, needed, of_first);
                Some(self.all_leaves(leaves, steps, None, &[])?.0)
            }
            None => None,
        };
        if join.scope.outer.is_some() && (!join.leaves.is_empty() || join.before.is_empty()) {
            let outer = self.outer_of_join(join, needed, demand)?;
            let shared = outer.variables().intersection(&join.variables);
            match !shared.is_empty() && shared.is_subset(&outer.bound()) {
                true => seed = Some(outer),
                false => {
                    needed.extend(&shared);
                    waiting.push(outer);
                }
            }
        }
        let is_alone = join.after.is_empty() && join.leaves.is_empty() && join.before.len() == 1;
        for input in &join.before {
            let keys = seed
                .as_ref()
                .map(|seed| self.keys_of(seed, &input.variables));
            let keys = keys.transpose()?.flatten();
            let of_input = match is_alone && join.conditions.is_empty() {
                true => demand,
                false => demand.without_limit(),
            };
            let of_demand = demand.keys.filter(|_| seed.is_none());
            let of_input = of_input.with_keys(keys.as_ref().or(of_demand));
            let table = self.run(&input.node, of_input)?;
            seed = self.with_input(seed, table, join, waiting)?;
        }
        Ok(seed)
    }

    /// Returns the outer rows of which a correlated join reads something.
    fn outer_of_join(&self, join: &Join, needed: &VarSet, demand: Demand) -> Result<Table> {
        let outer = demand
            .outer
            .ok_or_else(|| Error::internal("a correlated join has no outer rows"))?;
        let columns = needed.union(&join.variables).union(&join.scope.carried());
        let mut outer = outer.table.with(&columns);
        if let Some(keys) = demand.keys {
            outer.retain(&self.joiner().has_match(&outer, keys, None)?);
        }
        Ok(outer)
    }

    /// Joins an input with those before it, if the leaves can be joined with it then; it waits otherwise.
    fn with_input(
        &self,
        seed: Option<Table>,
        table: Table,
        join: &Join,
        waiting: &mut Vec<Table>,
    ) -> Result<Option<Table>> {
        let shared = table.variables().intersection(&join.variables);
        let fits = !shared.is_empty() && shared.is_subset(&table.bound());
        let may_multiply = |before: &Table| {
            let is_connected = !before.variables().is_disjoint(&table.variables());
            is_connected || before.rows.saturating_mul(table.rows) <= SMALL_PRODUCT
        };
        Ok(match seed {
            Some(before) if fits && may_multiply(&before) => {
                self.refuse_product(&before, &table, &join.conditions)?;
                Some(self.joiner().join(&before, &table)?)
            }
            None if fits => Some(table),
            before => {
                waiting.push(table);
                before
            }
        })
    }

    /// Joins two tables, and applies the conditions that can be applied then.
    fn with_table(
        &mut self,
        table: &Table,
        other: &Table,
        open: &mut Vec<&Condition>,
        demand: Demand,
    ) -> Result<Table> {
        self.refuse_product(table, other, open.iter().copied())?;
        self.budget.enter(operators::HASH_JOIN);
        let mut joined = self.joiner().join(table, other)?;
        self.apply_conditions(&mut joined, open, false, demand)?;
        Ok(joined)
    }

    /// Returns the terms that a search for texts finds, in the place of a condition, unless the keys are fewer.
    fn search_texts(
        &mut self,
        join: &Join,
        open: &mut Vec<&Condition>,
        demand: Demand,
    ) -> Result<Option<Table>> {
        let Some(search) = &join.search else {
            return Ok(None);
        };
        let most = demand.keys.map(|keys| keys.rows / COSTS.text_lookup);
        if most.is_some_and(|most| search.estimate >= most) {
            return Ok(None);
        }
        let TextSearch {
            condition,
            variable,
            candidates,
            estimate,
        } = search;
        let condition = &join.conditions[*condition];
        let test = TextTest::of(&condition.computed.expression);
        let (_, test) = test.ok_or_else(|| Error::internal("a search has no text"))?;
        open.retain(|other| !std::ptr::eq(*other, condition));
        let running = self.trace.start(search, Some(*estimate as f64), || {
            self.labels().text_search(condition)
        });
        self.budget.enter(operators::TEXT_SEARCH);
        let mut column: Vec<TermId> = candidates.iter().cloned().flatten().collect();
        let mut truths = test.truths(self.terms, &column, self.budget)?.into_iter();
        column.retain(|_| truths.next() == Some(Some(true)));
        self.trace
            .end(running, || (column.len(), column.len() as u64));
        Ok(Some(Table {
            variables: vec![*variable],
            rows: column.len(),
            columns: vec![column],
            multiplicities: None,
        }))
    }

    /// Returns the keys of tables that the leaves are joined with later, to start with: those with the fewest rows, if these are
    /// not many against the rows of the leaves. Leaves that share no variable are not multiplied where the keys connect them.
    fn keys_as_seed<'t>(
        &self,
        join: &Join,
        later: impl Iterator<Item = &'t Table>,
    ) -> Result<Option<Table>> {
        let expected = join.steps.last().map_or(0.0, |step| step.estimate);
        let keys = later.map(|table| self.keys_of(table, &join.variables));
        let keys: Vec<Option<Table>> = keys.collect::<Result<_>>()?;
        let fewest = keys.into_iter().flatten().min_by_key(|keys| keys.rows);
        Ok(fewest.filter(|keys| keys.rows as f64 <= expected * 2.0 + 16.0))
    }

    /// Returns the steps of a join after a table that is there already.
    fn steps_of(&self, join: &Join, seed: Option<&Table>) -> Result<Vec<Step>> {
        match seed {
            Some(seed) => {
                let all: Vec<usize> = (0..join.leaves.len()).collect();
                self.statistics().steps_after(join, seed, &all)
            }
            None => Ok(join.steps.clone()),
        }
    }
}
