//! Gives equal rows of columns the same number: the hash table of joins, groups and DISTINCT.

use super::table::{Table, UNBOUND};
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::limits::{Budget, PACE, Reservation};
use crate::query::logical::VarSet;
use hashbrown::hash_map::Entry;
use rustc_hash::FxBuildHasher;

type Map<K> = hashbrown::HashMap<K, u32, FxBuildHasher>;

/// Numbers for the rows of columns, in the order of first appearance.
pub struct Numbering {
    /// The number of different rows.
    pub count: usize,
    first: FirstColumn,
    /// For each further column: number of the columns before and term → number.
    further: Vec<Map<u64>>,
    /// The memory of the above, and of the numbers of the rows.
    _memory: Reservation,
}

/// The numbers of the terms of the first column: an array by term where that costs less than hashing.
enum FirstColumn {
    None,
    Dense(Vec<u32>),
    Sparse(Map<TermId>),
}

impl Numbering {
    /// Numbers rows; `terms` is the number of terms in the graph.
    ///
    /// # Errors
    /// If a limit is passed.
    pub fn new(
        columns: &[&[TermId]],
        rows: usize,
        terms: usize,
        budget: &Budget,
    ) -> Result<(Self, Vec<u32>)> {
        let mut memory = budget.reserve(rows as u64 * 4)?;
        let Some((first, further)) = columns.split_first() else {
            let numbering = Self {
                count: usize::from(rows > 0),
                first: FirstColumn::None,
                further: Vec::new(),
                _memory: memory,
            };
            return Ok((numbering, vec![0; rows]));
        };
        let (first, mut count, mut numbers) = number_first(first, terms, &mut memory, budget)?;
        let mut maps = Vec::new();
        for column in further {
            let mut map: Map<u64> = with_room(rows);
            let before = memory.bytes();
            for (numbers, terms) in numbers.chunks_mut(PACE).zip(column.chunks(PACE)) {
                budget.look_with(growth(&map, terms.len()))?;
                for (number, term) in numbers.iter_mut().zip(terms) {
                    let next = map.len() as u32;
                    *number = *map.entry(pair(*number, *term)).or_insert(next);
                }
                memory.set(before + map.allocation_size() as u64);
            }
            count = map.len();
            maps.push(map);
        }
        let numbering = Self {
            count,
            first,
            further: maps,
            _memory: memory,
        };
        Ok((numbering, numbers))
    }

    /// Returns the number of a row, if an equal row was numbered.
    pub fn find(&self, columns: &[&[TermId]], row: usize) -> Option<u32> {
        let mut number = match &self.first {
            FirstColumn::None => (self.count > 0).then_some(0)?,
            FirstColumn::Dense(numbers) => {
                let term = *columns.first()?.get(row)?;
                let number = numbers.get(slot(term)).copied().unwrap_or(0);
                number.checked_sub(1)?
            }
            FirstColumn::Sparse(map) => *map.get(columns.first()?.get(row)?)?,
        };
        for (map, column) in self.further.iter().zip(columns.iter().skip(1)) {
            number = *map.get(&pair(number, *column.get(row)?))?;
        }
        Some(number)
    }
}

/// Returns a map with room for a few thousand entries at most; larger ones grow.
fn with_room<K>(entries: usize) -> Map<K> {
    Map::with_capacity_and_hasher(entries.min(1 << 12), FxBuildHasher)
}

/// Returns the bytes of the larger table that a map makes beside its own if this many more entries do not fit.
fn growth<K: Eq + std::hash::Hash>(map: &Map<K>, more: usize) -> u64 {
    match map.len() + more > map.capacity() {
        true => map.allocation_size() as u64 * 2,
        false => 0,
    }
}

fn pair(number: u32, term: TermId) -> u64 {
    u64::from(number) << 32 | u64::from(term)
}

/// Returns the place of a term in an array; unbound has the first.
fn slot(term: TermId) -> usize {
    term.wrapping_add(1) as usize
}

fn number_first(
    column: &[TermId],
    terms: usize,
    memory: &mut Reservation,
    budget: &Budget,
) -> Result<(FirstColumn, usize, Vec<u32>)> {
    let before = memory.bytes();
    let mut rows = Vec::with_capacity(column.len());
    let largest = column.iter().copied().filter(|t| *t != UNBOUND).max();
    let is_dense = terms <= column.len().saturating_mul(16)
        && largest.is_none_or(|largest| (largest as usize) < terms.saturating_mul(2));
    if is_dense {
        let slots = largest.map_or(1, |largest| largest as usize + 2);
        memory.set(before + slots as u64 * 4);
        budget.look()?;
        // One more than the number; 0 is for none.
        let mut numbers = vec![0_u32; slots];
        let mut count = 0;
        let mut number = |term: &TermId| {
            let number = &mut numbers[slot(*term)];
            if *number == 0 {
                count += 1;
                *number = count;
            }
            *number - 1
        };
        for part in column.chunks(PACE) {
            rows.extend(part.iter().map(&mut number));
            budget.look()?;
        }
        return Ok((FirstColumn::Dense(numbers), count as usize, rows));
    }
    let mut map: Map<TermId> = with_room(column.len());
    for part in column.chunks(PACE) {
        budget.look_with(growth(&map, part.len()))?;
        rows.extend(part.iter().map(|term| {
            let next = map.len() as u32;
            match map.entry(*term) {
                Entry::Occupied(entry) => *entry.get(),
                Entry::Vacant(entry) => *entry.insert(next),
            }
        }));
        memory.set(before + map.allocation_size() as u64);
    }
    let count = map.len();
    Ok((FirstColumn::Sparse(map), count, rows))
}

/// Rows grouped by their number.
pub struct Buckets {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Buckets {
    pub fn new(numbers: &[u32], count: usize) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for number in numbers {
            starts[*number as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; numbers.len()];
        for (row, number) in (0..).zip(numbers) {
            let at = &mut next[*number as usize];
            rows[*at as usize] = row;
            *at += 1;
        }
        Self { starts, rows }
    }

    /// Returns all rows, by number.
    pub fn all(&self) -> &[u32] {
        &self.rows
    }

    pub fn rows(&self, number: u32) -> &[u32] {
        let number = number as usize;
        match self.starts.get(number..number + 2) {
            Some([start, end]) => &self.rows[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

/// Returns the different values of a column in the order of first appearance, and for each row the index of its value.
///
/// # Errors
/// If a limit is passed.
pub fn distinct(
    column: &[TermId],
    terms: usize,
    budget: &Budget,
) -> Result<(Vec<TermId>, Vec<u32>)> {
    let (numbering, numbers) = Numbering::new(&[column], column.len(), terms, budget)?;
    let mut values = Vec::with_capacity(numbering.count);
    for (term, number) in column.iter().zip(&numbers) {
        if *number as usize == values.len() {
            values.push(*term);
        }
    }
    Ok((values, numbers))
}

/// Returns the different rows of some columns of a table in the order of first appearance, and for each row of the table the
/// index of its own. A variable without a column is unbound in all rows.
///
/// # Errors
/// If a limit is passed.
pub fn distinct_rows(
    table: &Table,
    variables: &VarSet,
    terms: usize,
    budget: &Budget,
) -> Result<(Table, Vec<u32>)> {
    let mut unbound = Vec::new();
    if !variables.is_subset(&table.variables()) {
        unbound.resize(table.rows, UNBOUND);
    }
    let column = |v| table.column(v).unwrap_or(&unbound);
    let columns: Vec<&[TermId]> = variables.iter().map(column).collect();
    let (numbering, numbers) = Numbering::new(&columns, table.rows, terms, budget)?;
    let firsts = first_rows(&numbers, numbering.count);
    let mut distinct = Table {
        rows: firsts.len(),
        ..Table::default()
    };
    for (variable, column) in variables.iter().zip(columns) {
        let values = firsts.iter().map(|row| column[*row as usize]);
        distinct.add(variable, values.collect());
    }
    Ok((distinct, numbers))
}

/// Returns the first row with each number.
pub fn first_rows(numbers: &[u32], count: usize) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(count);
    for (row, number) in (0..).zip(numbers) {
        if *number as usize == firsts.len() {
            firsts.push(row);
        }
    }
    firsts
}
