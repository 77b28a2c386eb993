//! Solutions as columns of numbers: a row is a solution, a column a variable
//! ([SPARQL 1.1, 18.1.8](https://www.w3.org/TR/sparql11-query/#sparqlSolutions)).

use crate::dictionary::TermId;
use crate::query::logical::{Var, VarSet};

pub use crate::query::results::UNBOUND;

/// Solutions; a variable without a column is bound in none of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub variables: Vec<Var>,
    pub columns: Vec<Vec<TermId>>,
    pub rows: usize,
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
            rows: 0,
        }
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
        (self.rows * self.columns.len() * 4) as u64
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
        }
    }

    /// Removes all rows that are not marked.
    pub fn retain(&mut self, marked: &[bool]) {
        let count = marked.iter().filter(|m| **m).count();
        if count == self.rows {
            return;
        }
        for column in &mut self.columns {
            let mut marks = marked.iter();
            column.retain(|_| marks.next().copied().unwrap_or(false));
        }
        self.rows = count;
    }

    /// Keeps `length` rows from `start` on.
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
}
