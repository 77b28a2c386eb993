//! The names of operators, as plans and the errors of limits have them.

/// Rows of the second input for each row of the first.
pub const APPLY: &str = "Apply";
/// The rows of one input that have no match in another.
pub const ANTI_JOIN: &str = "AntiJoin";
/// Groups that are counted in the index.
pub const COUNT_FROM_INDEX: &str = "CountFromIndex";
/// The triples about terms.
pub const DESCRIBE: &str = "Describe";
/// Each row once.
pub const DISTINCT: &str = "Distinct";
/// No row.
pub const EMPTY: &str = "Empty";
/// Rows with the value of an expression.
pub const EXTEND: &str = "Extend";
/// The rows for which a condition holds.
pub const FILTER: &str = "Filter";
/// Rows found in named graphs.
pub const GRAPH: &str = "Graph";
/// Groups of rows with their aggregates.
pub const GROUP: &str = "Group";
/// A join with the help of a hash table.
pub const HASH_JOIN: &str = "HashJoin";
/// A join that looks up each row in the index.
pub const INDEX_LOOKUP: &str = "IndexLookup";
/// A join that keeps rows without a match.
pub const LEFT_JOIN: &str = "LeftJoin";
/// The search of a property path.
pub const PATH_SEARCH: &str = "PathSearch";
/// The product of parts that share no variable.
pub const PRODUCT: &str = "Product";
/// The triples that match a pattern.
pub const SCAN: &str = "Scan";
/// The rows of one input that have a match in another.
pub const SEMI_JOIN: &str = "SemiJoin";
/// The solutions of an engine elsewhere.
pub const SERVICE: &str = "Service";
/// Rows in the order of keys.
pub const SORT: &str = "Sort";
/// The search of literals by their text.
pub const TEXT_SEARCH: &str = "TextSearch";
/// The triple terms that match a pattern.
pub const TRIPLE_TERMS: &str = "TripleTerms";
/// The rows of several inputs.
pub const UNION: &str = "Union";
/// One row without columns, the solution of an empty pattern.
pub const UNIT: &str = "Unit";
/// The rows that the query gives itself.
pub const VALUES: &str = "Values";
