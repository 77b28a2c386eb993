//! Executes the join of a conjunction: its leaves in the order of the plan, which is chosen again where the rows are not as
//! expected, and its other inputs before and after them.

use super::{Demand, Execution};
use crate::dictionary::TermId;
use crate::error::{Error, Result};
use crate::query::batch::table::Table;
use crate::query::expression::TextTest;
use crate::query::limits::LARGEST_PRODUCT;
use crate::query::logical::VarSet;
use crate::query::physical::{
    COSTS, Condition, Join, Leaf, Method, Step, TextSearch, TriplePattern, method,
};
use std::ops::Range;

/// Two inputs that only the leaves connect are multiplied if their product has at most this many rows.
const SMALL_PRODUCT: usize = 4096;

/// The least number of rows in the first part of a scan or a table, when only some rows are wanted.
const FIRST_PART: usize = 64;

/// How many times larger each further part is.
const GROWTH: usize = 8;

impl Execution<'_, '_> {
    /// Returns the rows of a conjunction.
    pub(super) fn join(&mut self, join: &Join, wanted: &VarSet, demand: Demand) -> Result<Table> {
        let mut open: Vec<&Condition> = join.conditions.iter().collect();
        let mut needed = join.needed.clone();
        let mut seed = match &join.first {
            Some(first) => {
                let steps = self.steps_of(first, None);
                Some(self.leaves(first, steps, None, &mut Vec::new(), &needed, demand.all())?)
            }
            None => None,
        };
        // What does not share bound variables with the leaves waits until these are joined.
        let mut waiting: Vec<Table> = Vec::new();
        if join.scope.outer.is_some() && (!join.leaves.is_empty() || join.before.is_empty()) {
            let outer = self.outer_of_join(join, &needed, demand)?;
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
        let limit = demand
            .limit
            .filter(|_| is_alone && join.conditions.is_empty());
        for input in &join.before {
            let keys = seed
                .as_ref()
                .and_then(|seed| self.keys_of(seed, &input.variables));
            let of_input = Demand {
                keys: keys.as_ref().or(demand.keys.filter(|_| seed.is_none())),
                limit,
                ..demand
            };
            let table = self.run(&input.node, of_input)?;
            seed = self.with_input(seed, table, join, &mut waiting)?;
        }
        if seed.is_none() {
            seed = self.search_texts(join, &mut open, demand)?;
        }
        let is_last = join.after.is_empty() && waiting.is_empty();
        let of_leaves = Demand {
            limit: demand.limit.filter(|_| is_last),
            ..demand
        };
        let seed = seed.or_else(|| self.keys_as_seed(join, demand));
        let steps = self.steps_of(join, seed.as_ref());
        let mut table = self.leaves(join, steps, seed, &mut open, &needed, of_leaves)?;
        for other in waiting {
            table = self.with_table(&table, &other, &mut open, demand)?;
        }
        for input in &join.after {
            let keys = self.keys_of(&table, &input.variables);
            let of_input = demand.all().with_keys(keys.as_ref());
            let run = |execution: &mut Self| execution.run(&input.node, of_input);
            let other = self.holding(table.bytes(), run)?;
            table = self.with_table(&table, &other, &mut open, demand)?;
        }
        if !join.scope.carried().is_subset(&table.variables()) {
            table = self.carry(&table, &join.scope, &wanted.union(&needed), demand)?;
        }
        self.apply_conditions(&mut table, &mut open, true, demand)?;
        Ok(table)
    }

    /// Returns the outer rows of which a correlated join reads something.
    fn outer_of_join(&self, join: &Join, needed: &VarSet, demand: Demand) -> Result<Table> {
        let outer = demand
            .outer
            .ok_or_else(|| Error::internal("a correlated join has no outer rows"))?;
        let columns = needed.union(&join.variables).union(&join.scope.carried());
        let mut outer = outer.table.with(&columns);
        if let Some(keys) = demand.keys {
            outer.retain(&self.joiner().has_match(&outer, keys, None));
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
                self.refuse_product(&before, &table)?;
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
        self.refuse_product(table, other)?;
        self.budget.enter("a join");
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
        let running = self.trace.start(Some(*estimate as f64), || {
            self.labels().text_search(condition)
        });
        self.budget.enter("a search in texts");
        let mut column: Vec<TermId> = candidates.iter().cloned().flatten().collect();
        let mut truths = test.truths(self.terms, &column).into_iter();
        column.retain(|_| truths.next() == Some(Some(true)));
        self.trace.end(running, column.len());
        Ok(Some(Table {
            variables: vec![*variable],
            rows: column.len(),
            columns: vec![column],
        }))
    }

    /// Returns keys of later operators to start with, if they are not many against the rows of the leaves.
    fn keys_as_seed(&self, join: &Join, demand: Demand) -> Option<Table> {
        let expected = join.steps.last().map_or(0.0, |step| step.estimate);
        let keys = self.keys_of(demand.keys?, &join.variables)?;
        (keys.rows as f64 <= expected * 2.0 + 16.0).then_some(keys)
    }

    /// Returns the steps of a join after a table that is there already.
    fn steps_of(&self, join: &Join, seed: Option<&Table>) -> Vec<Step> {
        match seed {
            Some(seed) => {
                let all: Vec<usize> = (0..join.leaves.len()).collect();
                self.statistics().steps_after(join, seed, &all)
            }
            None => join.steps.clone(),
        }
    }

    /// Joins the leaves.
    fn leaves(
        &mut self,
        join: &Join,
        steps: Vec<Step>,
        seed: Option<Table>,
        open: &mut Vec<&Condition>,
        needed: &VarSet,
        demand: Demand,
    ) -> Result<Table> {
        let start = seed.unwrap_or_else(Table::unit);
        if demand.limit.is_some() {
            self.refuse_products(join, &steps, &start)?;
        }
        let first = steps.first().map(|step| &join.leaves[step.leaf]);
        match (demand.limit, first) {
            (Some(limit), Some(Leaf::Triple(pattern))) if start.columns.is_empty() => {
                let rows = self.catalog.at(pattern.graph).range(pattern.constants());
                let mut found = Table::default();
                for part in parts(rows, limit) {
                    let from = (Table::unit(), Some(part));
                    let wanted = (needed, limit - found.rows);
                    found.append(self.some(join, &steps, from, open, wanted, demand)?);
                    if found.rows >= limit {
                        break;
                    }
                }
                open.clear();
                Ok(found)
            }
            (Some(limit), Some(_)) => {
                let conditions = std::mem::take(open);
                self.some(
                    join,
                    &steps,
                    (start, None),
                    &conditions,
                    (needed, limit),
                    demand,
                )
            }
            _ => self.steps(join, steps, start, open, needed, demand),
        }
    }

    /// Refuses a join that multiplies what shares no variable, as it is expected to: where few rows are wanted, only small parts
    /// of the product are made, but it is as likely to be a mistake.
    fn refuse_products(&self, join: &Join, steps: &[Step], start: &Table) -> Result<()> {
        if self.budget.allows_product() {
            return Ok(());
        }
        let (mut bound, mut rows) = (start.variables(), start.rows as u64);
        for step in steps {
            let leaf = &join.leaves[step.leaf];
            let variables = leaf.variables();
            if let Leaf::Triple(pattern) = leaf
                && bound.is_disjoint(&variables)
                && !bound.is_empty()
            {
                let matching = self.catalog.at(pattern.graph).count(pattern.constants()) as u64;
                let product = rows.saturating_mul(matching);
                if rows > 1 && matching > 1 && product > LARGEST_PRODUCT {
                    let labels = self.labels();
                    return Err(Error::Product {
                        left: labels.rows_of_product(&Table::empty(&bound)),
                        right: format!("`{}`", labels.triple_pattern(pattern)),
                        rows: product,
                    });
                }
            }
            bound.extend(&variables);
            rows = step.estimate as u64;
        }
        Ok(())
    }

    /// Returns at least `limit` rows of a join, or all: each step is done for a part of the rows before it, and for the next
    /// part only while rows are missing.
    fn some(
        &mut self,
        join: &Join,
        steps: &[Step],
        (mut table, part): (Table, Option<Range<usize>>),
        conditions: &[&Condition],
        (needed, limit): (&VarSet, usize),
        demand: Demand,
    ) -> Result<Table> {
        let mut open = conditions.to_vec();
        self.apply_conditions(&mut table, &mut open, steps.is_empty(), demand)?;
        let Some((step, later)) = steps.split_first() else {
            return Ok(table);
        };
        if part.is_some() {
            let table = self.step(join, step, later, (table, part), (&open, needed))?;
            return self.some(join, later, (table, None), &open, (needed, limit), demand);
        }
        let mut found = Table::default();
        for part in parts(0..table.rows, limit) {
            let rows: Vec<u32> = part.map(|row| row as u32).collect();
            let some = (table.gather(&rows), None);
            let some = self.step(join, step, later, some, (&open, needed))?;
            let wanted = (needed, limit - found.rows);
            found.append(self.some(join, later, (some, None), &open, wanted, demand)?);
            if found.rows >= limit {
                break;
            }
        }
        Ok(found)
    }

    /// Joins a table with leaves step by step; the order of those that are left is chosen again after each.
    fn steps(
        &mut self,
        join: &Join,
        mut steps: Vec<Step>,
        mut table: Table,
        open: &mut Vec<&Condition>,
        needed: &VarSet,
        demand: Demand,
    ) -> Result<Table> {
        self.apply_conditions(&mut table, open, false, demand)?;
        while !steps.is_empty() {
            let step = steps.remove(0);
            table = self.step(join, &step, &steps, (table, None), (open, needed))?;
            self.apply_conditions(&mut table, open, false, demand)?;
            steps = self.statistics().replan(join, &table, step.estimate, steps);
        }
        Ok(table)
    }

    /// Joins a table with one leaf, or with a part of its triples.
    fn step(
        &mut self,
        join: &Join,
        step: &Step,
        later: &[Step],
        (table, part): (Table, Option<Range<usize>>),
        (open, needed): (&[&Condition], &VarSet),
    ) -> Result<Table> {
        let leaf = &join.leaves[step.leaf];
        let mut wanted = needed.clone();
        for later in later {
            wanted.extend(&join.leaves[later.leaf].variables());
        }
        for condition in open {
            wanted.extend(&condition.variables);
        }
        let running = self.trace.start(Some(step.estimate), || {
            self.labels().step(leaf, &table.variables(), table.rows)
        });
        let table = match leaf {
            Leaf::Triple(pattern) => self.with_triples(table, pattern, part, &wanted)?,
            Leaf::TripleTerm(term) => self.with_triple_terms(table, term, &wanted)?,
            Leaf::Path(path) => self.with_path(table, path, &wanted)?,
        };
        self.trace.end(running, table.rows);
        Ok(table)
    }

    /// Joins a table with the triples of a pattern.
    fn with_triples(
        &mut self,
        table: Table,
        pattern: &TriplePattern,
        part: Option<Range<usize>>,
        wanted: &VarSet,
    ) -> Result<Table> {
        let matching = self.catalog.at(pattern.graph).count(pattern.constants());
        match method(pattern, matching, &table.variables(), table.rows) {
            Method::Scan => return self.scan(pattern, part, wanted),
            Method::IndexLookup => return self.look_up(table, pattern, wanted, false),
            Method::SemiJoin => return self.semi_join_triples(table, pattern, wanted),
            Method::HashJoin => return self.hash_join(table, pattern, wanted),
            Method::Product => {}
        }
        let matching = matching as u64;
        let rows = matching * table.rows as u64;
        let is_large = table.rows > 1 && matching > 1 && rows > LARGEST_PRODUCT;
        if is_large && !self.budget.allows_product() {
            let labels = self.labels();
            return Err(Error::Product {
                left: labels.rows_of_product(&table),
                right: format!("`{}`", labels.triple_pattern(pattern)),
                rows,
            });
        }
        let scanned = self.scan(pattern, None, wanted)?;
        self.budget
            .enter("a product of parts that share no variable");
        let mut product = self.joiner().join(&table, &scanned)?;
        product.keep(wanted);
        Ok(product)
    }
}

/// Returns the parts of a range in which rows are looked for until there are `limit`: each is larger than the one before, so that
/// a limit that is not reached costs little more than all rows at once.
fn parts(range: Range<usize>, limit: usize) -> impl Iterator<Item = Range<usize>> {
    let (mut start, mut size) = (range.start, limit.saturating_mul(2).max(FIRST_PART));
    std::iter::from_fn(move || {
        let end = start.saturating_add(size).min(range.end);
        let part = (start < range.end).then_some(start..end);
        (start, size) = (end, size.saturating_mul(GROWTH));
        part
    })
}
