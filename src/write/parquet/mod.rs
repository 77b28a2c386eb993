//! A graph as tables of [Parquet](https://parquet.apache.org), for engines of analysis: DuckDB, Spark, pandas, ClickHouse.

#[cfg(feature = "parquet")]
mod quads;
#[cfg(feature = "parquet")]
mod table;
#[cfg(feature = "parquet")]
mod values;

#[cfg(feature = "parquet")]
pub use quads::quads;

#[cfg(not(feature = "parquet"))]
pub use not_built_in::quads;

#[cfg(not(feature = "parquet"))]
mod not_built_in {
    use crate::error::{Error, Feature, Result};
    use crate::query::Budget;
    use crate::write::export::{Exported, RdfVersion, Rows};
    use std::io::Write;

    /// Says that tables are not built in.
    ///
    /// # Errors
    /// Always.
    pub fn quads(_: &Rows, _: RdfVersion, _: &Budget, _: &mut impl Write) -> Result<Exported> {
        Err(Error::NotBuiltIn {
            feature: Feature::Parquet,
        })
    }
}
