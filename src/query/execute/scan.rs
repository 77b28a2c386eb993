//! Scans of triple patterns, and index lookups for each row of a table.

use super::Execution;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::multiplicity::merge_equal;
use crate::query::batch::numbering::Buckets;
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::index::{AHEAD, ActiveGraph, Lookup, Rows};
use crate::query::logical::{Slot, Var, VarSet};
use crate::query::operators;
use crate::query::physical::{MANY_ROWS, TriplePattern};

/// The number of rows between two looks at the limits.
pub(super) const PACE: usize = 1 << 14;

/// The columns that a pattern adds to a table.
pub(super) struct Output {
    /// Component and variable of each column, and its values.
    pub(super) columns: Vec<(usize, Var, Vec<TermId>)>,
    /// Pairs of components that must be equal, since they are the same new variable.
    equal: Vec<(usize, usize)>,
}

impl Output {
    pub(super) fn new(pattern: &TriplePattern, known: &VarSet, wanted: &VarSet) -> Self {
        let (mut columns, mut equal) = (Vec::new(), Vec::new());
        for (component, slot) in pattern.slots.iter().enumerate() {
            let Slot::Var(variable) = *slot else { continue };
            if known.contains(variable) {
                continue;
            }
            let before = pattern.slots[..component]
                .iter()
                .position(|other| other == slot);
            match before {
                Some(before) => equal.push((before, component)),
                None if wanted.contains(variable) => {
                    columns.push((component, variable, Vec::new()))
                }
                None => {}
            }
        }
        Self { columns, equal }
    }

    /// Returns whether the components of a triple that must be equal are.
    #[inline]
    pub(super) fn fits(&self, triple: &[TermId; 3]) -> bool {
        self.equal.iter().all(|(a, b)| triple[*a] == triple[*b])
    }

    #[inline]
    pub(super) fn push(&mut self, triple: &[TermId; 3]) {
        for (component, _, values) in &mut self.columns {
            values.push(triple[*component]);
        }
    }

    /// Restores the order of the rows that the matches extend.
    pub(super) fn restore(&mut self, origins: &mut Vec<u32>, rows: usize) {
        let by_row = Buckets::new(origins, rows);
        let order = by_row.all();
        let take = |values: &[u32]| order.iter().map(|at| values[*at as usize]).collect();
        for (_, _, values) in &mut self.columns {
            *values = take(values);
        }
        *origins = take(origins);
    }

    pub(super) fn add_to(self, table: &mut Table) {
        for (_, variable, values) in self.columns {
            table.add(variable, values);
        }
    }
}

/// The keys that are looked up for the rows of a table.
pub(super) struct Keys<'t> {
    constants: [Option<TermId>; 3],
    columns: [Option<&'t [TermId]>; 3],
    rows: usize,
    /// Many rows are looked up in the order of their keys, so that neighbours lie side by side in the index: each key
    /// with its row, or nothing where that is not worth it.
    pub(super) order: Option<Vec<u64>>,
}

impl<'t> Keys<'t> {
    pub(super) fn new(pattern: &TriplePattern, table: &'t Table) -> Self {
        let columns = pattern.slots.map(|slot| match slot {
            Slot::Var(variable) => table.column(variable),
            Slot::Term(_) => None,
        });
        Self {
            constants: pattern.constants(),
            columns,
            rows: table.rows,
            order: order_of_keys(&columns, table.rows),
        }
    }

    /// Returns which components are bound.
    pub(super) fn shape(&self) -> [bool; 3] {
        [0, 1, 2].map(|at| self.constants[at].is_some() || self.columns[at].is_some())
    }

    /// Returns the same keys with their components in the order of a lookup.
    pub(super) fn arranged(self, lookup: &Lookup) -> Self {
        Self {
            constants: lookup.arrange(self.constants),
            columns: lookup.arrange(self.columns),
            ..self
        }
    }

    /// Returns whether no key depends on the row.
    pub(super) fn are_constant(&self) -> bool {
        self.columns.iter().all(Option::is_none)
    }

    /// Returns the row that is looked up at a place in the order of lookups.
    #[inline]
    pub(super) fn row(&self, at: usize) -> usize {
        self.order
            .as_ref()
            .map_or(at, |order| order[at] as u32 as usize)
    }

    /// Returns the bound components for a row.
    #[inline]
    pub(super) fn of(&self, row: usize) -> [Option<TermId>; 3] {
        let mut bound = self.constants;
        for (bound, column) in bound.iter_mut().zip(self.columns) {
            if let Some(column) = column {
                *bound = Some(column[row]);
            }
        }
        bound
    }

    /// Returns the values of a component in the next rows from a place on; none if it is a constant.
    pub(super) fn next(&self, at: usize, component: usize) -> impl Iterator<Item = TermId> {
        let rows = at..self.rows.min(at + AHEAD);
        let column = self.columns[component].into_iter();
        column.flat_map(move |column| rows.clone().map(|at| column[self.row(at)]))
    }
}

fn order_of_keys(columns: &[Option<&[TermId]>; 3], rows: usize) -> Option<Vec<u64>> {
    let [subject, _, object] = columns;
    let keys = subject.or(*object).filter(|_| rows >= MANY_ROWS)?;
    if keys.is_sorted() {
        return None;
    }
    let keyed = keys.iter().zip(0_u64..);
    let mut order: Vec<u64> = keyed
        .map(|(key, row)| u64::from(*key) << 32 | row)
        .collect();
    order.sort_unstable();
    Some(order)
}

/// Copies whole columns of an order if all of its rows match; returns whether it did.
fn copy(rows: &Rows, part: &std::ops::Range<usize>, output: &mut Output) -> bool {
    let order = rows.order;
    let second = (order.first + 1) % 3;
    let whole = order.levels.is_empty() && rows.is_whole() && output.equal.is_empty();
    if !whole
        || output
            .columns
            .iter()
            .any(|(component, ..)| *component == order.first)
    {
        return false;
    }
    for (component, _, values) in &mut output.columns {
        let column = if *component == second {
            order.second
        } else {
            order.third
        };
        values.extend_from_slice(column.get(part.clone()).unwrap_or_default());
    }
    true
}

impl Execution<'_, '_> {
    /// Returns the triples of a pattern as a table, or those in a part of its rows.
    pub(super) fn scan(
        &self,
        pattern: &TriplePattern,
        part: Option<std::ops::Range<usize>>,
        wanted: &VarSet,
    ) -> Result<Table> {
        self.budget.enter(operators::SCAN);
        if let ActiveGraph::Each(name) = pattern.graph {
            return self.scan_graphs(pattern, name, part, wanted);
        }
        let bound = pattern.constants();
        let lookup = self
            .catalog
            .at(pattern.graph)
            .lookup(bound.map(|b| b.is_some()));
        let rows = lookup.rows(lookup.arrange(bound));
        let part = rows.part(part);
        let mut output = Output::new(pattern, &VarSet::default(), wanted);
        let mut table = Table::default();
        if copy(&rows, &part, &mut output) {
            table.rows = part.len();
            output.add_to(&mut table);
            return Ok(table);
        }
        let mut count = 0;
        let mut start = part.start;
        while start < part.end {
            let end = (start + PACE).min(part.end);
            rows.each(start..end, |_, triple| {
                if output.fits(&triple) {
                    output.push(&triple);
                    count += 1;
                }
                true
            });
            self.budget.check(count, output.columns.len())?;
            start = end;
        }
        table.rows = count;
        output.add_to(&mut table);
        Ok(table)
    }

    /// Joins a table with all triples of a pattern, which are hashed; equal solutions are merged before, if they may be.
    pub(super) fn hash_join(
        &self,
        mut table: Table,
        pattern: &TriplePattern,
        wanted: &VarSet,
        merges: bool,
    ) -> Result<Table> {
        let shared = pattern.variables().intersection(&table.variables());
        let both = wanted.union(&shared);
        let mut scanned = self.scan(pattern, None, &both)?;
        if merges && !pattern.variables().is_subset(&both) {
            merge_equal(&mut scanned, self.terms.known(), self.budget)?;
        }
        self.budget.enter(operators::HASH_JOIN);
        // Columns that only this step needs are not copied.
        table.keep(&both);
        let mut joined = self.joiner().join(&table, &scanned)?;
        joined.keep(wanted);
        Ok(joined)
    }

    /// Keeps the rows for which there is a triple of a pattern whose variables they all have.
    pub(super) fn semi_join_triples(
        &self,
        mut table: Table,
        pattern: &TriplePattern,
        wanted: &VarSet,
    ) -> Result<Table> {
        let scanned = self.scan(pattern, None, &wanted.union(&pattern.variables()))?;
        self.budget.enter(operators::HASH_JOIN);
        let marks = self.joiner().has_match(&table, &scanned, None)?;
        table.retain(&marks);
        table.keep(wanted);
        Ok(table)
    }

    /// Joins a table with a pattern by an index lookup for each row. With `keeps`, a row without a match stays, as in a left
    /// join; with `merges`, matches that add no column are counted.
    pub(super) fn look_up(
        &self,
        table: Table,
        pattern: &TriplePattern,
        wanted: &VarSet,
        (keeps, merges): (bool, bool),
    ) -> Result<Table> {
        self.budget.enter(operators::INDEX_LOOKUP);
        if let ActiveGraph::Each(name) = pattern.graph {
            return self.look_up_in_graphs(table, pattern, name, wanted, keeps);
        }
        let mut output = Output::new(pattern, &table.variables(), wanted);
        if merges && output.columns.is_empty() && output.equal.is_empty() {
            return self.count_matches(table, pattern, wanted, keeps);
        }
        let keys = Keys::new(pattern, &table);
        let width = table.columns.len() + output.columns.len();
        let _table = self.budget.reserve(table.bytes())?;
        let pace = self.budget.pace();
        let mut origins: Vec<u32> = Vec::with_capacity(table.rows);
        let lookup = self.catalog.at(pattern.graph).lookup(keys.shape());
        let is_known = keys.shape() == [true; 3];
        let keys = keys.arranged(&lookup);
        let mut before = (None, 0..0);
        for at in 0..table.rows {
            if at.is_multiple_of(AHEAD) {
                lookup.read_ahead(keys.next(at, lookup.key()));
            }
            let row = keys.row(at);
            let prefix = keys.of(row);
            let (start, mut read) = (origins.len(), 1);
            if before.0 == Some(prefix) {
                // Neighbours often ask the same: their matches are copied.
                for (_, _, values) in &mut output.columns {
                    values.extend_from_within(before.1.clone());
                }
                origins.resize(start + before.1.len(), row as u32);
            } else {
                let rows = lookup.rows(prefix);
                read = rows.range.len();
                rows.each(rows.range.clone(), |_, triple| {
                    if output.fits(&triple) {
                        output.push(&triple);
                        origins.push(row as u32);
                    }
                    !is_known
                });
            }
            if keeps && origins.len() == start {
                origins.push(row as u32);
                let columns = output.columns.iter_mut();
                columns.for_each(|(_, _, values)| values.push(UNBOUND));
            }
            before = (Some(prefix), start..origins.len());
            let made = origins.len() * (width + 2) * 4;
            pace.step_with(read + origins.len() - start, made)?;
        }
        self.budget.check(origins.len(), width)?;
        if keys.order.is_some() {
            output.restore(&mut origins, table.rows);
        }
        Ok(extended(table, output, &origins, wanted))
    }
}

/// Returns a table with new columns, of which each row extends the row in `origins`.
pub(super) fn extended(
    mut table: Table,
    output: Output,
    origins: &[u32],
    wanted: &VarSet,
) -> Table {
    table.keep(wanted);
    let is_same = origins.len() == table.rows && origins.iter().zip(0..).all(|(a, b)| *a == b);
    let mut extended = if is_same {
        table
    } else {
        table.gather(origins)
    };
    output.add_to(&mut extended);
    extended
}
