//! Joins of tables: [Join, LeftJoin and Minus](https://www.w3.org/TR/sparql11-query/#sparqlAlgebra) by hashing.
//!
//! Two solutions are compatible if they agree on the variables that both bind. Rows are therefore partitioned by which of the
//! shared variables they bind, and each pair of partitions is hash-joined on what both bind. The right side is built, the left
//! one probes.

use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::batch::multiplicity::multiply;
use crate::query::batch::numbering::{Buckets, Numbering};
use crate::query::batch::table::{Table, UNBOUND};
use crate::query::limits::Budget;
use crate::query::logical::VarSet;
use std::borrow::Cow;

/// Partitions the rows of a table by which of some variables they bind.
fn parts(table: &Table, variables: &VarSet) -> Vec<(VarSet, Vec<u32>)> {
    let columns: Vec<_> = variables.iter().map(|v| (v, table.column(v))).collect();
    let always = columns
        .iter()
        .all(|(_, column)| column.is_some_and(|column| !column.contains(&UNBOUND)));
    if always {
        return vec![(variables.clone(), (0..table.rows as u32).collect())];
    }
    let mut parts: Vec<(VarSet, Vec<u32>)> = Vec::new();
    for row in 0..table.rows {
        let is_bound = |column: &Option<&[TermId]>| column.is_some_and(|c| c[row] != UNBOUND);
        let bound = columns.iter().filter(|(_, column)| is_bound(column));
        let bound = VarSet::of(bound.map(|(v, _)| *v));
        match parts.iter_mut().find(|(vars, _)| *vars == bound) {
            Some((_, rows)) => rows.push(row as u32),
            None => parts.push((bound, vec![row as u32])),
        }
    }
    parts
}

/// Returns the columns of variables in some rows of a table.
fn key<'t>(table: &'t Table, variables: &VarSet, rows: &[u32]) -> Vec<Cow<'t, [TermId]>> {
    let column = |v| {
        let column = table.column(v).unwrap_or(&[]);
        if rows.len() == table.rows {
            return Cow::Borrowed(column);
        }
        rows.iter().map(|row| column[*row as usize]).collect()
    };
    variables.iter().map(column).collect()
}

fn slices<'c>(columns: &'c [Cow<'_, [TermId]>]) -> Vec<&'c [TermId]> {
    columns.iter().map(|column| &**column).collect()
}

/// What joins need: the number of terms in the graph, and the limits.
pub struct Joiner<'b> {
    pub terms: usize,
    pub budget: &'b Budget,
}

impl Joiner<'_> {
    /// Returns the pairs of compatible rows.
    fn pairs(&self, left: &Table, right: &Table) -> Result<(Vec<u32>, Vec<u32>)> {
        let shared = left.variables().intersection(&right.variables());
        let (mut lefts, mut rights) = (Vec::new(), Vec::new());
        let width = left.columns.len() + right.columns.len();
        let pace = self.budget.pace();
        let _tables = self.budget.reserve(left.bytes() + right.bytes())?;
        let right_parts = parts(right, &shared);
        for (left_bound, left_rows) in parts(left, &shared) {
            for (right_bound, right_rows) in &right_parts {
                let on = left_bound.intersection(right_bound);
                let built = key(right, &on, right_rows);
                let (numbering, numbers) = self.number(&built, right_rows)?;
                let probe = key(left, &on, &left_rows);
                let probe = slices(&probe);
                if numbering.count == right_rows.len() {
                    // Each key is there once, so its number is the index of its row.
                    for (index, left_row) in left_rows.iter().enumerate() {
                        pace.step_with(1, lefts.len() * (width + 2) * 4)?;
                        if let Some(number) = numbering.find(&probe, index) {
                            lefts.push(*left_row);
                            rights.push(right_rows[number as usize]);
                        }
                    }
                    continue;
                }
                let buckets = Buckets::new(&numbers, numbering.count);
                for (index, left_row) in left_rows.iter().enumerate() {
                    let Some(number) = numbering.find(&probe, index) else {
                        continue;
                    };
                    let matches = buckets.rows(number);
                    let made = lefts.len() + matches.len();
                    pace.step_with(1 + matches.len(), made * (width + 2) * 4)?;
                    for at in matches {
                        lefts.push(*left_row);
                        rights.push(right_rows[*at as usize]);
                    }
                }
            }
        }
        self.budget.check(lefts.len(), width)?;
        Ok((lefts, rights))
    }

    /// Returns the join of two tables.
    pub fn join(&self, left: &Table, right: &Table) -> Result<Table> {
        let (lefts, rights) = self.pairs(left, right)?;
        merge(left, right, &lefts, &rights)
    }

    /// Returns the join of two tables, and for each of its rows the row of the left table that it extends.
    pub fn join_with_origin(&self, left: &Table, right: &Table) -> Result<(Table, Vec<u32>)> {
        let (lefts, rights) = self.pairs(left, right)?;
        Ok((merge(left, right, &lefts, &rights)?, lefts))
    }

    /// Returns for each row of the left table whether the right one has a compatible row. With `common`, only rows match that
    /// both bind one of these variables, as in `MINUS`.
    pub fn has_match(
        &self,
        left: &Table,
        right: &Table,
        common: Option<&VarSet>,
    ) -> Result<Vec<bool>> {
        let shared = left.variables().intersection(&right.variables());
        let (mut found, pace) = (vec![false; left.rows], self.budget.pace());
        let _tables = self.budget.reserve(left.bytes() + right.bytes())?;
        let right_parts = parts(right, &shared);
        for (left_bound, left_rows) in parts(left, &shared) {
            for (right_bound, right_rows) in &right_parts {
                let on = left_bound.intersection(right_bound);
                let is_apart = common.is_some_and(|common| on.intersection(common).is_empty());
                if right_rows.is_empty() || is_apart {
                    continue;
                }
                let built = key(right, &on, right_rows);
                let (numbering, _) = self.number(&built, right_rows)?;
                let probe = key(left, &on, &left_rows);
                let probe = slices(&probe);
                for (index, row) in left_rows.iter().enumerate() {
                    pace.step(1)?;
                    found[*row as usize] |= numbering.find(&probe, index).is_some();
                }
            }
        }
        Ok(found)
    }

    /// Numbers the keys of some rows.
    fn number(&self, keys: &[Cow<[TermId]>], rows: &[u32]) -> Result<(Numbering, Vec<u32>)> {
        Numbering::new(&slices(keys), rows.len(), self.terms, self.budget)
    }
}

/// Returns one row for each pair of compatible rows.
fn merge(left: &Table, right: &Table, lefts: &[u32], rights: &[u32]) -> Result<Table> {
    let mut merged = left.gather(lefts);
    for (variable, column) in right.variables.iter().zip(&right.columns) {
        match merged.variables.iter().position(|v| v == variable) {
            None => {
                let values = rights.iter().map(|row| column[*row as usize]).collect();
                merged.add(*variable, values);
            }
            Some(index) => {
                let both = merged.columns[index].iter_mut().zip(rights);
                for (value, row) in both.filter(|(value, _)| **value == UNBOUND) {
                    *value = column[*row as usize];
                }
            }
        }
    }
    if let Some(multiplicities) = &right.multiplicities {
        let of_right = rights.iter().map(|row| multiplicities[*row as usize]);
        multiply(&mut merged, of_right);
    }
    Ok(merged)
}
