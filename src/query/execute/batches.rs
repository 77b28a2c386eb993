//! Gives the rows of operators batch by batch: those that read their inputs row by row pass batches on, the others collect.
//!
//! Batches are large, since columns are what makes operators fast: a batch is split only where a join is expected to give more
//! than [`BATCH`] rows for it, or where few rows are wanted.

use super::{Demand, Execution};
use crate::error::{Error, Result};
use crate::query::batch::multiplicity::merge_equal;
use crate::query::batch::table::Table;
use crate::query::physical::{Node, Operator};
use std::ops::{ControlFlow, Range};

/// The number of rows that a join should give for one batch at most: a few megabytes a column.
pub const BATCH: usize = 1 << 20;

/// The least number of rows that the first batch is expected to give, when only some rows are wanted.
const FIRST_BATCH: usize = 16;

/// How many times larger each further batch is.
const GROWTH: usize = 8;

/// Whether a consumer wants further batches.
pub(super) type Flow = ControlFlow<()>;

/// Takes the batches of an operator.
pub(super) type Consumer<'c> = &'c mut dyn FnMut(&mut Execution, Table) -> Result<Flow>;

impl Execution<'_, '_> {
    /// Returns the rows of a node. If equal ones may be merged, they are whenever the rows have doubled.
    pub(super) fn run(&mut self, node: &Node, demand: Demand) -> Result<Table> {
        let limit = demand.limit.filter(|_| demand.outer.is_none());
        let mut many = 2 * self.batch;
        self.collect(node, demand, |execution, rows| {
            if demand.merges && rows.rows >= many {
                merge_equal(rows, execution.terms.known(), execution.budget)?;
                many = 2 * rows.rows.max(execution.batch);
            }
            Ok(match limit {
                Some(limit) if rows.rows >= limit => Flow::Break(()),
                _ => Flow::Continue(()),
            })
        })
    }

    /// Collects the rows of a node in one table; after each batch, `reduce` may leave only those that are needed, and says whether
    /// further ones are.
    pub(super) fn collect(
        &mut self,
        node: &Node,
        demand: Demand,
        mut reduce: impl FnMut(&mut Execution, &mut Table) -> Result<Flow>,
    ) -> Result<Table> {
        let mut rows = Table::empty(&node.columns);
        let mut memory = self.budget.reservation();
        let _: Flow = self.each(node, demand, &mut |execution, batch| {
            rows.append(batch);
            memory.set(rows.bytes());
            execution.budget.check(rows.rows, 0)?;
            let flow = reduce(execution, &mut rows)?;
            memory.set(rows.bytes());
            Ok(flow)
        })?;
        Ok(rows)
    }

    /// Gives the rows of a node to a consumer until it has enough.
    pub(super) fn each(&mut self, node: &Node, demand: Demand, consumer: Consumer) -> Result<Flow> {
        let demand = match demand.outer {
            None => demand.merging(demand.merges && passes_multiplicities(&node.operator)),
            // Each of the outer rows needs rows of its own.
            Some(_) => demand.without_limit().merging(false),
        };
        let running = match starts_with_input(&node.operator) {
            true => None,
            false => self.start(node),
        };
        let (mut rows, mut solutions) = (0, 0_u64);
        let flow = self.batches(node, demand, &mut |execution, mut batch| {
            if batch.multiplicities.is_some() && !demand.merges {
                return Err(Error::internal(
                    "an operator merged solutions that are needed one by one",
                ));
            }
            batch.keep(&node.columns);
            rows += batch.rows;
            if running.is_some() {
                solutions = solutions.saturating_add(batch.solutions());
            }
            let waiting = execution.trace.leave(running.as_ref());
            let flow = consumer(execution, batch)?;
            execution.trace.go_on(running.as_ref(), waiting);
            Ok(flow)
        })?;
        self.trace.end(running, || (rows, solutions));
        Ok(flow)
    }

    /// Executes the operator of a node.
    fn batches(&mut self, node: &Node, demand: Demand, consumer: Consumer) -> Result<Flow> {
        let table = match &node.operator {
            Operator::Join(join) => return self.join(join, &node.columns, demand, consumer),
            Operator::LeftJoin(join) => return self.left_join(node, join, demand, consumer),
            Operator::Union(sides) => return self.union(sides, demand, consumer),
            Operator::AntiJoin {
                sides,
                common,
                shared,
            } => return self.anti_join(node, sides, (common, shared), demand, consumer),
            Operator::Extend {
                variable,
                value,
                input,
            } => {
                let extension = (*variable, value.as_ref());
                return self.extend(node, extension, input, demand, consumer);
            }
            Operator::Project { columns, input } => {
                return self.project(columns, input, demand, consumer);
            }
            Operator::Service(service) => return self.service(node, service, demand, consumer),
            Operator::InGraph { input, .. } => return self.each(input, demand, consumer),
            Operator::Empty => Table::empty(&node.columns),
            Operator::Values {
                variables,
                columns,
                rows,
            } => Table {
                variables: variables.clone(),
                columns: columns.clone(),
                rows: *rows,
                multiplicities: None,
            },
            Operator::EqualJoin {
                sides,
                on,
                conditions,
            } => self.equal_join(sides, on.as_ref(), conditions, demand)?,
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
        consumer(self, table)
    }
}

/// Returns whether an operator gives rows that stand for several equal solutions, if its input does.
fn passes_multiplicities(operator: &Operator) -> bool {
    match operator {
        Operator::Join(join) => {
            let mut conditions = join.conditions.iter();
            conditions.all(|condition| !condition.is_nondeterministic)
        }
        Operator::Extend { value, .. } => {
            let value = value.as_ref();
            value.is_none_or(|value| !value.expression.is_nondeterministic())
        }
        Operator::LeftJoin(join) => {
            let condition = join.condition.as_ref();
            condition.is_none_or(|condition| !condition.is_nondeterministic)
        }
        Operator::Union(_)
        | Operator::AntiJoin { .. }
        | Operator::Project { .. }
        | Operator::InGraph { .. }
        | Operator::EachGraph { .. }
        | Operator::Carry { .. } => true,
        _ => false,
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

/// The parts of a relation from which the first rows are taken in turn, where few are wanted.
const PARTS: usize = 4;

/// The most rows that a turn takes of each part. A longer run of rows is varied enough to be read on from where it is.
const LARGEST_TURN: usize = 1 << 10;

/// Returns the batches of a relation's rows if few are wanted. The first ones come from all parts of the relation in turn: rows that
/// are beside each other are alike, and all of the first ones may find no match.
pub(super) fn first_batches_of(
    rows: Range<usize>,
    expected: f64,
    batch: usize,
    few: usize,
) -> Vec<Range<usize>> {
    let each = rows.len().div_ceil(PARTS).max(1);
    let part = |start: usize| start..start.saturating_add(each).min(rows.end);
    let mut parts: Vec<Range<usize>> = rows.clone().step_by(each).map(part).collect();
    let share = expected / parts.len().max(1) as f64;
    let mut taken = Vec::new();
    let sizes = match parts.first() {
        Some(first) => batches_of(first.clone(), share, batch, Some(few)),
        None => Vec::new(),
    };
    for size in sizes.into_iter().map(|batch| batch.len()) {
        if size > LARGEST_TURN {
            break;
        }
        for part in &mut parts {
            let end = part.start.saturating_add(size).min(part.end);
            taken.push(part.start..end);
            part.start = end;
        }
    }
    for part in parts {
        let left = share * part.len() as f64 / each as f64;
        taken.extend(batches_of(part, left, batch, None));
    }
    taken.retain(|batch| !batch.is_empty());
    taken
}

/// Returns the batches of rows of which a join is expected to give `expected` rows, at most `batch` for each. If `few` rows are
/// wanted, the first batch is expected to give twice as many, and each is larger than the one before, so that a limit that is not
/// reached costs little more than all rows at once.
pub(super) fn batches_of(
    rows: Range<usize>,
    expected: f64,
    batch: usize,
    few: Option<usize>,
) -> Vec<Range<usize>> {
    let share = batch as f64 / expected;
    let most = match share < 1.0 {
        true => (rows.len() as f64 * share).ceil().max(1.0) as usize,
        false => rows.len(),
    };
    let each = (expected / rows.len() as f64).max(1.0);
    let first = few.map(|few| few.saturating_mul(2).max(FIRST_BATCH));
    let first = first.map(|first| (first as f64 / each).ceil() as usize);
    let (mut start, mut size) = (rows.start, first.unwrap_or(most));
    let next = || {
        let end = start.saturating_add(size.min(most)).min(rows.end);
        let batch = (start < rows.end).then_some(start..end);
        (start, size) = (end, size.saturating_mul(GROWTH));
        batch
    };
    std::iter::from_fn(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_batches_come_from_all_parts_and_are_all_rows() {
        for (rows, expected, few) in [
            (0..0, 0.0, 1),
            (7..8, 1.0, 1),
            (3..10, 1e9, 10),
            (0..100_000, 3e7, 10),
            (5..100_000, 1.0, 20),
            (0..3_000_000, 9e6, 1),
        ] {
            let batches = first_batches_of(rows.clone(), expected, BATCH, few);
            let mut sorted = batches.clone();
            sorted.sort_by_key(|batch| batch.start);
            let covered: usize = sorted.iter().map(Range::len).sum();
            assert_eq!(covered, rows.len(), "{rows:?}");
            assert!(sorted.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(
                batches.len() <= 60,
                "{rows:?} has {} batches",
                batches.len()
            );
        }
        let batches = first_batches_of(0..100_000, 3e7, BATCH, 10);
        let starts: Vec<usize> = batches.iter().take(5).map(|batch| batch.start).collect();
        assert_eq!(starts, [0, 25_000, 50_000, 75_000, 1]);
    }
}
