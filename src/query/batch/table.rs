//! Solutions as columns of numbers: a row is a solution, a column a variable
//! ([SPARQL 1.1, 18.1.8](https://www.w3.org/TR/sparql11-query/#sparqlSolutions)).

use crate::dictionary::TermId;
use crate::query::logical::{Var, VarSet};

pub use crate::query::solution::UNBOUND;

/// Solutions; a variable without a column is bound in none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub variables: Vec<Var>,
    pub columns: Vec<Vec<TermId>>,
    pub rows: usize,
    /// How many equal solutions each row stands for, at least one; without it each row is one solution.
    pub multiplicities: Option<Vec<u64>>,
}

impl Table {
    /// Returns one solution that binds nothing.
    pub fn unit() -> Self {
        Self {
            rows: 1,
            ..Self::default()
        }
    }

    /// Returns a table of some variables without rows.
    pub fn empty(variables: &VarSet) -> Self {
        let variables: Vec<Var> = variables.iter().collect();
        Self {
            columns: vec![Vec::new(); variables.len()],
            variables,
            ..Self::default()
        }
    }

    /// Returns the number of solutions.
    pub fn solutions(&self) -> u64 {
        match &self.multiplicities {
            Some(multiplicities) => multiplicities.iter().fold(0, |a, b| a.saturating_add(*b)),
            None => self.rows as u64,
        }
    }

    /// Returns the number of rows and of the solutions that they stand for.
    pub fn size(&self) -> (usize, u64) {
        (self.rows, self.solutions())
    }

    /// Returns the same rows with some of their columns.
    pub fn with(&self, variables: &VarSet) -> Self {
        let columns = self.variables.iter().zip(&self.columns);
        let kept = columns.filter(|(variable, _)| variables.contains(**variable));
        let (variables, columns) = kept.map(|(v, column)| (*v, column.clone())).unzip();
        Self {
            variables,
            columns,
            rows: self.rows,
            multiplicities: self.multiplicities.clone(),
        }
    }

    /// Makes the column of a variable that of another one, which has none.
    pub fn rename(&mut self, from: Var, to: Var) {
        for variable in &mut self.variables {
            if *variable == from {
                *variable = to;
            }
        }
    }

    pub fn column(&self, variable: Var) -> Option<&[TermId]> {
        let index = self.variables.iter().position(|v| *v == variable)?;
        self.columns.get(index).map(Vec::as_slice)
    }

    /// Removes the column of a variable and returns it, if there is one.
    pub fn take_column(&mut self, variable: Var) -> Option<Vec<TermId>> {
        let index = self.variables.iter().position(|v| *v == variable)?;
        self.variables.swap_remove(index);
        Some(self.columns.swap_remove(index))
    }

    pub fn add(&mut self, variable: Var, column: Vec<TermId>) {
        debug_assert_eq!(column.len(), self.rows);
        self.variables.push(variable);
        self.columns.push(column);
    }

    /// Returns the variables that have columns.
    pub fn variables(&self) -> VarSet {
        VarSet::of(self.variables.iter().copied())
    }

    /// Returns the variables that are bound in every row.
    pub fn bound(&self) -> VarSet {
        let columns = self.variables.iter().zip(&self.columns);
        let bound = columns.filter(|(_, column)| !column.contains(&UNBOUND));
        VarSet::of(bound.map(|(v, _)| *v))
    }

    pub fn bytes(&self) -> u64 {
        let width = self.columns.len() * 4 + self.multiplicities.as_ref().map_or(0, |_| 8);
        (self.rows * width) as u64
    }

    /// Removes all columns but those of some variables.
    pub fn keep(&mut self, variables: &VarSet) {
        let mut index = 0;
        while index < self.variables.len() {
            if variables.contains(self.variables[index]) {
                index += 1;
            } else {
                self.variables.swap_remove(index);
                self.columns.swap_remove(index);
            }
        }
    }

    /// Returns the rows with these numbers, in this order.
    pub fn gather(&self, rows: &[u32]) -> Self {
        let take = |column: &Vec<TermId>| rows.iter().map(|row| column[*row as usize]).collect();
        Self {
            variables: self.variables.clone(),
            columns: self.columns.iter().map(take).collect(),
            rows: rows.len(),
            multiplicities: self.multiplicities.as_ref().map(|all| {
                let of_rows = rows.iter().map(|row| all[*row as usize]);
                of_rows.collect()
            }),
        }
    }

    /// Removes all rows that are not marked.
    pub fn retain(&mut self, marked: &[bool]) {
        let count = marked.iter().filter(|m| **m).count();
        if count == self.rows {
            return;
        }
        for column in &mut self.columns {
            retain_marked(column, marked);
        }
        if let Some(multiplicities) = &mut self.multiplicities {
            retain_marked(multiplicities, marked);
        }
        self.rows = count;
    }

    /// Keeps `length` rows from `start` on, each of which is one solution.
    pub fn slice(&mut self, start: usize, length: Option<usize>) {
        let start = start.min(self.rows);
        let end = length.map_or(self.rows, |length| {
            start.saturating_add(length).min(self.rows)
        });
        for column in &mut self.columns {
            column.truncate(end);
            column.drain(..start);
        }
        self.rows = end - start;
    }

    /// Adds the rows of another table; what only one of them has is unbound in the rows of the other.
    pub fn append(&mut self, mut other: Self) {
        if self.rows == 0 {
            *self = other;
            return;
        }
        self.append_multiplicities(&mut other);
        for variable in other.variables.clone() {
            if self.column(variable).is_none() {
                self.add(variable, vec![UNBOUND; self.rows]);
            }
        }
        for (variable, column) in self.variables.iter().zip(&mut self.columns) {
            match other.variables.iter().position(|v| v == variable) {
                Some(index) => column.append(&mut other.columns[index]),
                None => column.resize(column.len() + other.rows, UNBOUND),
            }
        }
        self.rows += other.rows;
    }

    /// Returns the multiplicity of each row.
    pub fn all_multiplicities(&self) -> impl Iterator<Item = u64> {
        let row = |row: usize| {
            let all = self.multiplicities.as_ref();
            all.map_or(1, |multiplicities| multiplicities[row])
        };
        (0..self.rows).map(row)
    }

    fn append_multiplicities(&mut self, other: &mut Self) {
        if self.multiplicities.is_none() && other.multiplicities.is_none() {
            return;
        }
        let (rows, further) = (self.rows, other.rows);
        let multiplicities = self.multiplicities.get_or_insert_with(|| vec![1; rows]);
        match &mut other.multiplicities {
            Some(others) => multiplicities.append(others),
            None => multiplicities.resize(rows + further, 1),
        }
    }
}

fn retain_marked<T>(values: &mut Vec<T>, marked: &[bool]) {
    let mut marks = marked.iter();
    values.retain(|_| marks.next() == Some(&true));
}
