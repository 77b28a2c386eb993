//! The cost model: what operators cost, in units of reading one row of an index in its order.
//!
//! The constants were set by `cargo bench --bench region` and `--bench shapes` at 100 k and 1 M triples; plans of the join
//! orders that they lead to are compared with those of another optimiser by row counts in `tests/suite/join_order.rs`.

/// The costs of operators.
pub struct CostModel {
    /// Looking up the triples of one row in an index: a binary search and a cache miss or two.
    pub triple_lookup: f64,
    /// Looking up the rows of a table that is there already.
    pub table_lookup: f64,
    /// Searching a path from one row.
    pub path_lookup: f64,
    /// Searching a path from every node, for each pair that is expected.
    pub path_scan: f64,
    /// Finding one row in a hash table.
    pub probe: f64,
    /// What a product costs besides its rows: it is never better than a join.
    pub product: f64,
    /// From this many items of an index on, it is cheaper to look at one term of the dictionary than to read this many rows.
    pub text_lookup: usize,
}

/// The costs that plans are chosen by.
pub const COSTS: CostModel = CostModel {
    triple_lookup: 3.0,
    table_lookup: 1.0,
    path_lookup: 40.0,
    path_scan: 20.0,
    probe: 0.3,
    product: 1e12,
    text_lookup: 4,
};

impl CostModel {
    /// Returns the cost of joining rows with a relation they share variables with: it is looked up for each row, or scanned and
    /// hashed.
    pub fn join(&self, rows: f64, (lookup, scan): (f64, f64), after: f64) -> f64 {
        let looked_up = rows * lookup;
        let hashed = scan + rows * self.probe;
        looked_up.min(hashed) + after
    }
}

/// From this many rows on, look-ups are sorted by key, which makes each of them cheaper than reading one row of a scan.
pub const MANY_ROWS: usize = 4096;

/// Returns whether all `matching` triples of a pattern are read and hashed rather than looked up for each of some rows.
pub fn is_scanned(matching: usize, rows: usize) -> bool {
    let per_row = if rows < MANY_ROWS { 1 } else { 4 };
    matching <= rows.saturating_mul(per_row)
}
