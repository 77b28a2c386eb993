//! How a table is joined with a triple pattern: chosen by its number of rows, which a plan estimates and execution knows.

use super::cost::is_scanned;
use super::plan::TriplePattern;
use crate::query::logical::VarSet;

/// How a table is joined with the triples of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// There is no table yet: all triples are read.
    Scan,
    /// The triples are looked up for each row.
    IndexLookup,
    /// All triples are read and hashed.
    HashJoin,
    /// The same, where the pattern adds no column: rows without a triple fall away.
    SemiJoin,
    /// They share no variable.
    Product,
}

/// Returns how some rows with some columns are joined with the `matching` triples of a pattern.
pub fn method(pattern: &TriplePattern, matching: usize, columns: &VarSet, rows: usize) -> Method {
    if columns.is_empty() && rows == 1 {
        return Method::Scan;
    }
    let variables = pattern.variables();
    let mut shared = variables.intersection(columns);
    if shared.is_empty() {
        return Method::Product;
    }
    pattern
        .graph
        .var()
        .iter()
        .for_each(|name| shared.remove(*name));
    if shared.len() > 1 || !is_scanned(matching, rows) {
        return Method::IndexLookup;
    }
    match variables.is_subset(columns) {
        true => Method::SemiJoin,
        false => Method::HashJoin,
    }
}
