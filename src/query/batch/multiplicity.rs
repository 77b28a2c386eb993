//! Rows that stand for several equal solutions
//! ([SPARQL 1.1, 18.3: the cardinality of a solution](https://www.w3.org/TR/sparql11-query/#BasicGraphPattern)).
//!
//! Aggregates and DISTINCT need not see equal solutions one by one. After the last use of a variable the rows that differ in
//! it alone are merged, and joins multiply, so that a pattern is counted without making its solutions: variable elimination
//! over sums of products ([Abo Khamis, Ngo & Rudra 2016](https://doi.org/10.1145/2902251.2902280)).

use super::numbering::distinct_rows;
use super::repeated::has_repeated;
use super::table::Table;
use crate::dictionary::TermId;
use crate::error::Result;
use crate::query::limits::Budget;

/// The multiplicity of as many equal solutions as 64 bits can say, or more: only who counts them has to refuse it.
pub const COUNTLESS: u64 = u64::MAX;

/// Makes one row of equal ones, with the sum of their multiplicities, in the order of first appearance, if a sample shows that
/// it is worth it; `terms` is the number of terms in the graph.
///
/// # Errors
/// If a limit is passed.
pub fn merge_equal(table: &mut Table, terms: usize, budget: &Budget) -> Result<()> {
    let columns: Vec<&[TermId]> = table.columns.iter().map(Vec::as_slice).collect();
    if table.rows < 2 || !has_repeated(&columns, table.rows) {
        return Ok(());
    }
    let (mut merged, numbers) = distinct_rows(table, &table.variables(), terms, budget)?;
    if merged.rows == table.rows {
        return Ok(());
    }
    let mut sums = vec![0_u64; merged.rows];
    for (row, more) in numbers.iter().zip(table.all_multiplicities()) {
        let sum = &mut sums[*row as usize];
        *sum = sum.saturating_add(more);
    }
    merged.multiplicities = Some(sums);
    *table = merged;
    Ok(())
}

/// Multiplies the multiplicity of each row by a number.
pub fn multiply(table: &mut Table, by: impl IntoIterator<Item = u64>) {
    let pairs = table.all_multiplicities().zip(by);
    let products: Vec<u64> = pairs
        .map(|(one, other)| one.saturating_mul(other))
        .collect();
    debug_assert_eq!(products.len(), table.rows);
    table.multiplicities = Some(products);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::limits::Limits;
    use crate::query::logical::Var;

    fn unlimited() -> Budget {
        Budget::new(&Limits::default())
    }

    fn table(columns: Vec<Vec<u32>>) -> Table {
        Table {
            variables: (0..columns.len() as u32).map(Var).collect(),
            rows: columns[0].len(),
            columns,
            multiplicities: None,
        }
    }

    #[test]
    fn equal_rows_become_one_with_the_sum_of_their_multiplicities() -> Result<()> {
        let mut merged = table(vec![vec![7, 5, 7, 7], vec![1, 1, 2, 1]]);
        merge_equal(&mut merged, 10, &unlimited())?;
        assert_eq!(merged.columns, [[7, 5, 7], [1, 1, 2]]);
        assert_eq!(merged.multiplicities, Some(vec![2, 1, 1]));
        multiply(&mut merged, [3, 5, 7]);
        merged.columns.pop();
        merged.variables.pop();
        merge_equal(&mut merged, 10, &unlimited())?;
        assert_eq!(merged.columns, [[7, 5]]);
        assert_eq!(merged.multiplicities, Some(vec![13, 5]));
        assert_eq!(merged.solutions(), 18);
        Ok(())
    }

    #[test]
    fn different_rows_stay_as_they_are() -> Result<()> {
        let mut merged = table(vec![vec![7, 5]]);
        merge_equal(&mut merged, 10, &unlimited())?;
        assert_eq!(merged, table(vec![vec![7, 5]]));
        Ok(())
    }

    #[test]
    fn a_large_table_is_merged_if_rows_are_often_equal() -> Result<()> {
        let rows = 100_000;
        for each in [2, 5, 50_000] {
            let next_to_each_other = (0..rows).map(|row| row / each).collect();
            let apart = (0..rows).map(|row| row % (rows / each)).collect();
            for column in [next_to_each_other, apart] {
                let mut merged = table(vec![column]);
                merge_equal(&mut merged, 10, &unlimited())?;
                assert_eq!(merged.rows as u32, rows / each, "{each} are equal");
            }
        }
        Ok(())
    }

    #[test]
    fn more_solutions_than_can_be_said_are_countless() -> Result<()> {
        let mut merged = table(vec![vec![7, 7]]);
        merged.multiplicities = Some(vec![COUNTLESS - 1, 2]);
        merge_equal(&mut merged, 10, &unlimited())?;
        assert_eq!(merged.multiplicities, Some(vec![COUNTLESS]));
        multiply(&mut merged, [2]);
        assert_eq!(merged.multiplicities, Some(vec![COUNTLESS]));
        Ok(())
    }
}
