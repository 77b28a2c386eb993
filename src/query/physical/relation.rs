//! What is known of a relation before it is evaluated: its rows, and how many different values its variables have.

use super::cost::COSTS;
use crate::query::logical::{Var, VarSet};
use std::collections::BTreeMap;

/// What is known of a relation before it is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The number of its rows.
    pub rows: f64,
    /// Its variables, each with the number of its different values.
    pub distinct: BTreeMap<Var, f64>,
    /// The cost of looking up the matches of one row.
    pub lookup: f64,
    /// The cost of a full scan.
    pub scan: f64,
    /// For triple terms, the index of the relation with the triples that they quote, if it is among the relations.
    pub triples: Option<usize>,
}

impl Relation {
    /// Returns its variables.
    pub fn variables(&self) -> VarSet {
        VarSet::of(self.distinct.keys().copied())
    }

    /// Returns a relation with this many rows, which are looked up in a table, and each of which may have other values.
    pub fn of_rows(rows: f64, variables: &VarSet) -> Self {
        Self {
            rows,
            distinct: variables.iter().map(|of| (of, rows.max(1.0))).collect(),
            lookup: COSTS.table_lookup,
            scan: 0.0,
            triples: None,
        }
    }

    /// Returns the join with another relation: for a variable that both have, the values of the one with fewer are taken to be among
    /// those of the other. Of several the one with the most values counts, since the others often say the same.
    pub fn joined(mut self, other: &Self) -> Self {
        let mut most: f64 = 1.0;
        for (variable, values) in &other.distinct {
            let known = self.distinct.entry(*variable).or_insert(f64::INFINITY);
            if known.is_finite() {
                most = most.max(known.max(*values));
            }
            *known = known.min(*values);
        }
        self.rows *= other.rows / most;
        self
    }
}
