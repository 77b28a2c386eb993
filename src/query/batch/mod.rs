//! Batches of solutions on columns, which all operators read and make.

pub mod multiplicity;
pub mod numbering;
pub mod repeated;
pub mod sort;
pub mod table;
