//! Executes the leaves of a conjunction in the order of the plan, which is chosen again where the rows are not as expected, for one
//! part of the rows after the other where that keeps them few.

use super::batches::{Flow, batches_of, first_batches_of};
use super::trace::Running;
use super::{Demand, Execution};
use crate::error::{Error, Result};
use crate::query::batch::multiplicity::merge_equal;
use crate::query::batch::table::Table;
use crate::query::logical::VarSet;
use crate::query::operators;
use crate::query::physical::{Condition, Join, Leaf, Method, Step, method};
use std::ops::Range;

/// What the steps of a join share.
#[derive(Clone, Copy)]
pub(super) struct Leaves<'j, 't> {
    pub join: &'j Join,
    /// The columns that are read after all steps.
    pub needed: &'j VarSet,
    pub demand: Demand<'t>,
    /// The part of all rows that is joined.
    share: f64,
}

impl<'j, 't> Leaves<'j, 't> {
    /// Returns the leaves of a join with all of its rows.
    pub fn new(join: &'j Join, needed: &'j VarSet, demand: Demand<'t>) -> Self {
        Self {
            join,
            needed,
            demand,
            share: 1.0,
        }
    }

    /// Returns the leaves for some of all rows, with what is expected after the steps that are left.
    fn part(self, some: usize, all: usize, steps: (Step, &[Step])) -> (Self, (Step, Vec<Step>)) {
        let share = some as f64 / all as f64;
        let of_part = |step: &Step| Step {
            estimate: step.estimate * share,
            ..*step
        };
        let (step, later) = steps;
        let leaves = Self {
            share: self.share * share,
            ..self
        };
        (
            leaves,
            (of_part(&step), later.iter().map(of_part).collect()),
        )
    }
}

/// What of a leaf is joined.
#[derive(Clone)]
enum Source<'t> {
    /// What matches the rows that it is joined with.
    Index,
    /// A part of the triples of a pattern.
    Part(Range<usize>),
    /// Its rows, which share no variable with those that it is joined with.
    Rows(&'t Table),
}

/// Takes the batches that the leaves of a join give, with the conditions that could not be applied yet.
pub(super) type LeavesConsumer<'c, 'j> =
    &'c mut dyn FnMut(&mut Execution, Table, &[&'j Condition]) -> Result<Flow>;

impl Execution<'_, '_> {
    /// Returns all rows of the leaves, and the conditions that could not be applied to all of them.
    pub(super) fn all_leaves<'j>(
        &mut self,
        leaves: Leaves<'j, '_>,
        steps: Vec<Step>,
        seed: Option<Table>,
        open: &[&'j Condition],
    ) -> Result<(Table, Vec<&'j Condition>)> {
        let (mut all, mut left_open) = (Table::default(), Vec::<&Condition>::new());
        let mut memory = self.budget.reservation();
        let _: Flow = self.leaves(leaves, steps, seed, open, &mut |execution, batch, open| {
            all.append(batch);
            memory.set(all.bytes());
            execution.budget.check(all.rows, 0)?;
            for condition in open {
                if !left_open
                    .iter()
                    .any(|other| std::ptr::eq(*other, *condition))
                {
                    left_open.push(condition);
                }
            }
            Ok(Flow::Continue(()))
        })?;
        Ok((all, left_open))
    }

    /// Joins the leaves.
    pub(super) fn leaves<'j>(
        &mut self,
        leaves: Leaves<'j, '_>,
        steps: Vec<Step>,
        seed: Option<Table>,
        open: &[&'j Condition],
        consumer: LeavesConsumer<'_, 'j>,
    ) -> Result<Flow> {
        let Leaves { join, demand, .. } = leaves;
        let few = demand.limit.or(demand.few);
        if few.is_some() {
            let start = seed.as_ref();
            self.refuse_products(join, &steps, start.unwrap_or(&Table::unit()))?;
        }
        let first = steps.split_first();
        let first = first.map(|(step, later)| (step, later, &join.leaves[step.leaf]));
        if let (None, Some(few), Some((step, later, Leaf::Triple(pattern)))) = (&seed, few, first) {
            let rows = self.catalog.at(pattern.graph).range(pattern.constants());
            let all = rows.len();
            for part in first_batches_of(rows, step.estimate, self.batch, few) {
                let (leaves, steps) = leaves.part(part.len(), all, (*step, later));
                let table = (Table::unit(), Source::Part(part));
                let flow = self.after_step(leaves, steps, table, open.to_vec(), consumer)?;
                if flow.is_break() {
                    return Ok(flow);
                }
            }
            return Ok(Flow::Continue(()));
        }
        let start = seed.unwrap_or_else(Table::unit);
        self.steps(leaves, steps, start, open.to_vec(), consumer)
    }

    /// Joins a table with leaves step by step. Where a step is expected to give many rows, or few are wanted, it is done for one
    /// part of the table after the other, each with all steps after it.
    fn steps<'j>(
        &mut self,
        leaves: Leaves<'j, '_>,
        mut steps: Vec<Step>,
        mut table: Table,
        mut open: Vec<&'j Condition>,
        consumer: LeavesConsumer<'_, 'j>,
    ) -> Result<Flow> {
        let demand = leaves.demand;
        self.apply_conditions(&mut table, &mut open, false, demand)?;
        while !steps.is_empty() {
            let step = steps.remove(0);
            let wanted = wanted(leaves, &steps, &open);
            let unconnected = self.unconnected(leaves, step, &table, &wanted)?;
            let source = unconnected.as_ref().map_or(Source::Index, Source::Rows);
            let leaf = &leaves.join.leaves[step.leaf];
            let known = table.variables();
            let expected = match &unconnected {
                Some(rows) => table.rows as f64 * rows.rows as f64,
                // Its matches are only counted.
                None if demand.merges && adds_nothing(leaf, &known, &wanted) => 0.0,
                None => step.estimate,
            };
            let few = demand.limit.or(demand.few);
            let parts = batches_of(0..table.rows, expected, self.batch, few);
            if parts.len() > 1 {
                let (steps, table) = ((step, steps), (table, parts));
                return self.parts(leaves, steps, table, source, &open, consumer);
            }
            table = self.step(leaves, step, &steps, (table, source), &open)?;
            self.apply_conditions(&mut table, &mut open, false, demand)?;
            steps = self.replanned(leaves, &table, step, steps)?;
        }
        consumer(self, table, &open)
    }

    /// Returns the rows of a leaf that shares no variable with a table: they are read once for all parts of it.
    fn unconnected(
        &mut self,
        leaves: Leaves,
        step: Step,
        table: &Table,
        wanted: &VarSet,
    ) -> Result<Option<Table>> {
        let leaf = &leaves.join.leaves[step.leaf];
        if *table == Table::unit() || !table.variables().is_disjoint(&leaf.variables()) {
            return Ok(None);
        }
        if table.rows == 0 {
            // Nothing is multiplied, whatever the leaf has.
            return Ok(Some(Table::empty(&leaf.variables())));
        }
        if let Leaf::Triple(pattern) = leaf {
            self.refuse_product_with(table, pattern, &leaves.join.conditions)?;
        }
        let running = self.start_step(leaves, step, table);
        let mut rows = self.read(leaf, Table::unit(), None, (wanted, leaves.demand.merges))?;
        self.refuse_product(table, &rows, &leaves.join.conditions)?;
        self.budget.enter(operators::PRODUCT);
        let has_all = leaf.variables().is_subset(&rows.variables());
        if leaves.demand.merges && !has_all {
            merge_equal(&mut rows, self.terms.known(), self.budget)?;
        }
        self.trace.end(running, || (0, 0));
        Ok(Some(rows))
    }

    /// Joins the parts of a table with leaves, one after the other.
    fn parts<'j>(
        &mut self,
        leaves: Leaves<'j, '_>,
        (step, later): (Step, Vec<Step>),
        (table, parts): (Table, Vec<Range<usize>>),
        source: Source,
        open: &[&'j Condition],
        consumer: LeavesConsumer<'_, 'j>,
    ) -> Result<Flow> {
        let join_parts = |execution: &mut Self| {
            for part in parts {
                let (leaves, steps) = leaves.part(part.len(), table.rows, (step, &later));
                let rows: Vec<u32> = part.map(|row| row as u32).collect();
                let table = (table.gather(&rows), source.clone());
                let flow = execution.after_step(leaves, steps, table, open.to_vec(), consumer)?;
                if flow.is_break() {
                    return Ok(flow);
                }
            }
            Ok(Flow::Continue(()))
        };
        self.holding(table.bytes(), join_parts)
    }

    /// Joins a table with one leaf and then with those after it.
    fn after_step<'j>(
        &mut self,
        leaves: Leaves<'j, '_>,
        (step, later): (Step, Vec<Step>),
        table: (Table, Source),
        mut open: Vec<&'j Condition>,
        consumer: LeavesConsumer<'_, 'j>,
    ) -> Result<Flow> {
        let mut table = self.step(leaves, step, &later, table, &open)?;
        self.apply_conditions(&mut table, &mut open, false, leaves.demand)?;
        let later = self.replanned(leaves, &table, step, later)?;
        self.steps(leaves, later, table, open, consumer)
    }

    /// Returns the remaining steps in the best order; where few rows are wanted, the order is kept for all parts.
    fn replanned(
        &self,
        leaves: Leaves,
        table: &Table,
        done: Step,
        left: Vec<Step>,
    ) -> Result<Vec<Step>> {
        match leaves.demand.limit.or(leaves.demand.few) {
            Some(_) => Ok(left),
            None => self
                .statistics()
                .replan(leaves.join, table, done.estimate, left),
        }
    }

    /// Joins a table with one leaf. Equal rows are merged after the last use of a variable, if they may be.
    fn step(
        &mut self,
        leaves: Leaves,
        step: Step,
        later: &[Step],
        (table, source): (Table, Source),
        open: &[&Condition],
    ) -> Result<Table> {
        let merges = leaves.demand.merges;
        let leaf = &leaves.join.leaves[step.leaf];
        let wanted = wanted(leaves, later, open);
        let running = self.start_step(leaves, step, &table);
        let before = table.variables().union(&leaf.variables());
        let mut table = match source {
            Source::Index => self.read(leaf, table, None, (&wanted, merges))?,
            Source::Part(part) => self.read(leaf, table, Some(part), (&wanted, merges))?,
            Source::Rows(rows) => {
                self.budget.enter(operators::PRODUCT);
                let mut product = self.joiner().join(&table, rows)?;
                product.keep(&wanted);
                product
            }
        };
        let is_last_use = !before.is_subset(&table.variables());
        // After the last step, the consumer compares the rows anyway.
        if merges && is_last_use && (!later.is_empty() || table.columns.is_empty()) {
            merge_equal(&mut table, self.terms.known(), self.budget)?;
        }
        self.trace.end(running, || table.size());
        Ok(table)
    }

    fn start_step(&self, leaves: Leaves, step: Step, table: &Table) -> Option<Running> {
        let leaf = &leaves.join.leaves[step.leaf];
        let expected = step.estimate / leaves.share;
        self.trace.start(leaf, Some(expected), || {
            self.labels().step(leaf, &table.variables(), table.rows)
        })
    }

    /// Joins a table with what matches a leaf, or with a part of its triples.
    fn read(
        &mut self,
        leaf: &Leaf,
        table: Table,
        part: Option<Range<usize>>,
        (wanted, merges): (&VarSet, bool),
    ) -> Result<Table> {
        let pattern = match leaf {
            Leaf::Triple(pattern) => pattern,
            Leaf::TripleTerm(term) => return self.with_triple_terms(table, term, wanted),
            Leaf::Path(path) => return self.with_path(table, path, wanted),
        };
        let matching = self.catalog.at(pattern.graph).count(pattern.constants());
        match method(pattern, matching, &table.variables(), table.rows) {
            Method::Scan => self.scan(pattern, part, wanted),
            Method::IndexLookup => self.look_up(table, pattern, wanted, (false, merges)),
            Method::SemiJoin => self.semi_join_triples(table, pattern, wanted),
            Method::HashJoin => self.hash_join(table, pattern, wanted, merges),
            Method::Product => Err(Error::internal("a product is looked up in an index")),
        }
    }
}

/// Returns the variables that are read after a step.
fn wanted(leaves: Leaves, later: &[Step], open: &[&Condition]) -> VarSet {
    let mut wanted = leaves.needed.clone();
    for later in later {
        wanted.extend(&leaves.join.leaves[later.leaf].variables());
    }
    for condition in open {
        wanted.extend(&condition.variables);
    }
    wanted
}

/// Returns whether no column of a leaf is wanted that a table does not have.
fn adds_nothing(leaf: &Leaf, known: &VarSet, wanted: &VarSet) -> bool {
    let added = leaf.variables().intersection(wanted);
    added.is_subset(known)
}
