//! One step of a join: solutions so far, and a triple pattern that extends them by what the index has.

use super::index::Rows;
use super::numbering::Buckets;
use super::place::Place;
use super::table::{Table, UNBOUND, Var, Vars};
use super::{Solved, Solver};
use crate::dictionary::TermId;

/// A component of a triple pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A term; one that is not in the graph has a number that no triple has.
    Term(TermId),
    /// A variable.
    Var(Var),
}

/// A triple pattern in numbers, and where it is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Triple {
    pub slots: [Slot; 3],
    pub place: Place,
}

/// The variables of a triple pattern, that of the graph's name among them.
pub fn vars(pattern: &Triple) -> Vars {
    vars_of(&pattern.slots).union(pattern.place.vars())
}

/// The variables among components.
pub fn vars_of(slots: &[Slot; 3]) -> Vars {
    Vars::of(slots.iter().filter_map(|slot| match slot {
        Slot::Var(variable) => Some(*variable),
        Slot::Term(_) => None,
    }))
}

/// The terms of a triple pattern.
pub fn constants(pattern: &Triple) -> [Option<TermId>; 3] {
    constants_of(&pattern.slots)
}

/// The terms among components.
pub fn constants_of(slots: &[Slot; 3]) -> [Option<TermId>; 3] {
    slots.map(|slot| match slot {
        Slot::Term(id) => Some(id),
        Slot::Var(_) => None,
    })
}

/// How many rows are made between two looks at the clock.
const PACE: usize = 1 << 14;

/// So many solutions are many.
const MANY: usize = 4096;

/// Whether all triples of a pattern are read and hashed rather than looked up for each solution.
pub fn is_scanned(matching: usize, rows: usize) -> bool {
    let few = if rows < MANY { 1 } else { 4 };
    matching <= rows.saturating_mul(few)
}

/// The name of the graph, as a component of a triple in it.
const GRAPH: usize = 3;

/// The new columns that a pattern makes.
struct Output {
    /// Component and variable of each column, and its values.
    columns: Vec<(usize, Var, Vec<TermId>)>,
    /// Pairs of components that must be equal since they are the same new variable.
    equal: Vec<(usize, usize)>,
}

impl Output {
    fn new(pattern: &Triple, known: Vars, wanted: Vars) -> Self {
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
        let name = pattern.place.var();
        if let Some(name) = name.filter(|name| wanted.contains(*name) && !known.contains(*name)) {
            columns.push((GRAPH, name, Vec::new()));
        }
        Self { columns, equal }
    }

    fn fits(&self, triple: &[TermId; 3]) -> bool {
        self.equal.iter().all(|(a, b)| triple[*a] == triple[*b])
    }

    #[inline]
    fn push(&mut self, triple: &[TermId; 3]) {
        for (component, _, values) in &mut self.columns {
            values.push(triple[*component]);
        }
    }

    /// As [`Self::push`], of a triple in a named graph.
    fn push_quad(&mut self, [s, p, o]: [TermId; 3], graph: TermId) {
        for (component, _, values) in &mut self.columns {
            values.push([s, p, o, graph][*component]);
        }
    }

    /// Puts the matches back into the order of the rows that they extend.
    fn restore(&mut self, origins: &mut Vec<u32>, rows: usize) {
        let by_row = Buckets::new(origins, rows);
        let order = by_row.all();
        let take = |values: &[u32]| order.iter().map(|at| values[*at as usize]).collect();
        for (_, _, values) in &mut self.columns {
            *values = take(values);
        }
        *origins = take(origins);
    }

    fn add_to(self, table: &mut Table) {
        for (_, variable, values) in self.columns {
            table.add(variable, values);
        }
    }
}

/// Many solutions are looked up in the order of their keys, so that neighbours lie side by side in the index: each key
/// with its row, or `None` where that is not worth it.
fn order_of_keys(columns: &[Option<&[TermId]>; 3], rows: usize) -> Option<Vec<u64>> {
    let [subject, _, object] = columns;
    let keys = subject.or(*object).filter(|_| rows >= MANY)?;
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

/// Copies whole columns where every row counts; says whether it could.
fn copy(rows: &Rows, part: &std::ops::Range<usize>, output: &mut Output) -> bool {
    let order = rows.order;
    let [first, second, _] = order.components;
    let whole = order.levels.is_empty() && rows.is_whole() && output.equal.is_empty();
    if !whole
        || output
            .columns
            .iter()
            .any(|(component, ..)| *component == first)
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

impl Solver<'_> {
    /// The triples of a pattern in a part of its rows, as a table.
    pub(super) fn scan(
        &self,
        pattern: &Triple,
        part: Option<std::ops::Range<usize>>,
        wanted: Vars,
    ) -> Solved<Table> {
        self.budget.enter("the scan of a triple pattern");
        let bound = constants(pattern);
        let index = self.at(pattern.place);
        let rows = index.rows(bound);
        let part = part.unwrap_or_else(|| rows.range.clone());
        let part = part.start.max(rows.range.start)..part.end.min(rows.range.end);
        let mut output = Output::new(pattern, Vars::default(), wanted);
        let mut table = Table::default();
        if pattern.place.var().is_none() && copy(&rows, &part, &mut output) {
            table.rows = part.len();
            output.add_to(&mut table);
            return Ok(table);
        }
        let mut count = 0;
        let mut names = Vec::new();
        let mut start = part.start;
        while start < part.end {
            let end = (start + PACE).min(part.end);
            match pattern.place {
                Place::Each(_) => rows.each(index.level, start..end, |row, triple| {
                    if output.fits(&triple) {
                        names.clear();
                        index.graphs_of(&rows.order, row, triple, &mut names);
                        names
                            .iter()
                            .for_each(|name| output.push_quad(triple, *name));
                        count += names.len();
                    }
                    true
                }),
                _ => rows.each(index.level, start..end, |_, triple| {
                    if output.fits(&triple) {
                        output.push(&triple);
                        count += 1;
                    }
                    true
                }),
            }
            self.budget.check(count, output.columns.len())?;
            start = end;
        }
        table.rows = count;
        output.add_to(&mut table);
        Ok(table)
    }

    /// The solutions of a table extended by a pattern that shares variables with it.
    pub(super) fn extend(&self, mut table: Table, pattern: &Triple, wanted: Vars) -> Solved<Table> {
        let known = table.vars();
        let shared = vars(pattern).intersection(known);
        let mut of_triple = shared;
        pattern
            .place
            .var()
            .iter()
            .for_each(|v| of_triple.remove(*v));
        let matching = self.at(pattern.place).count(constants(pattern));
        if of_triple.len() <= 1 && is_scanned(matching, table.rows) {
            let wanted_of_scan = wanted.union(shared);
            let scanned = self.scan(pattern, None, wanted_of_scan)?;
            self.budget.enter("a hash join");
            if vars(pattern).is_subset(known) {
                let marks = self.joiner().has_match(&table, &scanned, None);
                table.retain(&marks);
                table.keep(wanted);
                return Ok(table);
            }
            // Columns that only this step needs do not have to be copied.
            table.keep(wanted.union(shared));
            let mut joined = self.joiner().join(&table, &scanned)?;
            joined.keep(wanted);
            return Ok(joined);
        }
        self.look_up(table, pattern, wanted, false)
    }

    /// Looks up in the index, for each solution, the triples that extend it; with `keeps`, a solution without any stays.
    pub(super) fn look_up(
        &self,
        mut table: Table,
        pattern: &Triple,
        wanted: Vars,
        keeps: bool,
    ) -> Solved<Table> {
        self.budget.enter("an index join");
        let known = table.vars();
        let mut output = Output::new(pattern, known, wanted);
        let columns: [Option<&[TermId]>; 3] = pattern.slots.map(|slot| match slot {
            Slot::Var(variable) => table.column(variable),
            Slot::Term(_) => None,
        });
        let constants = constants(pattern);
        let width = table.columns.len() + output.columns.len();
        let mut origins: Vec<u32> = Vec::with_capacity(table.rows);
        let graphs = pattern.place.var().map(|name| table.column(name));
        let is_of_graph = matches!(graphs, Some(Some(_))) && columns.iter().all(Option::is_none);
        let index = self.at(pattern.place);
        let mut names = Vec::new();
        let mut before = (None, 0..0);
        let order = order_of_keys(&columns, table.rows);
        for at in 0..table.rows {
            let row = order.as_ref().map_or(at, |order| order[at] as u32 as usize);
            let mut bound = constants;
            for (component, column) in columns.iter().enumerate() {
                if let Some(column) = column {
                    bound[component] = Some(column[row]);
                }
            }
            let graph = graphs.map(|column| column.map(|column| column[row]));
            let start = origins.len();
            if before.0 == Some((bound, graph)) {
                // Neighbours often ask the same: their matches are copied.
                for (_, _, values) in &mut output.columns {
                    values.extend_from_within(before.1.clone());
                }
                origins.resize(start + before.1.len(), row as u32);
            } else if let Some(Some(name)) = graph.filter(|_| is_of_graph) {
                // Only the graph is known: its own statements are looked through.
                let of_graph = self.has_graph(name);
                let of_graph = of_graph.then(|| self.index_of_graph(name));
                if let Some(index) = of_graph {
                    index.each(bound, |triple| {
                        if output.fits(&triple) {
                            output.push_quad(triple, name);
                            origins.push(row as u32);
                        }
                    });
                }
            } else if let Some(graph) = graph {
                let rows = index.rows(bound);
                rows.each(index.level, rows.range.clone(), |at, triple| {
                    if output.fits(&triple) {
                        names.clear();
                        index.graphs_of(&rows.order, at, triple, &mut names);
                        for name in names
                            .iter()
                            .filter(|name| graph.is_none_or(|g| g == **name))
                        {
                            output.push_quad(triple, *name);
                            origins.push(row as u32);
                        }
                    }
                    true
                });
            } else if let [Some(s), Some(p), Some(o)] = bound {
                if index.contains([s, p, o]) {
                    origins.push(row as u32);
                }
            } else {
                let rows = index.rows(bound);
                rows.each(index.level, rows.range.clone(), |_, triple| {
                    if output.fits(&triple) {
                        output.push(&triple);
                        origins.push(row as u32);
                    }
                    true
                });
            }
            if keeps && origins.len() == start {
                origins.push(row as u32);
                let columns = output.columns.iter_mut();
                columns.for_each(|(_, _, values)| values.push(UNBOUND));
            }
            before = (Some((bound, graph)), start..origins.len());
            if at.is_multiple_of(1024) || origins.len() - start > PACE {
                self.budget.check(origins.len(), width)?;
            }
        }
        self.budget.check(origins.len(), width)?;
        if order.is_some() {
            output.restore(&mut origins, table.rows);
        }
        table.keep(wanted);
        let is_same = origins.len() == table.rows && origins.iter().zip(0..).all(|(a, b)| *a == b);
        let mut extended = if is_same {
            table
        } else {
            table.gather(&origins)
        };
        output.add_to(&mut extended);
        Ok(extended)
    }
}
