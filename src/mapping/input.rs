//! A table that mappings read, each from its start.

use crate::error::Result;
use crate::graph::Graph;
use crate::table::Bytes;
use std::sync::Arc;

/// A table that mappings read.
#[derive(Clone, Copy)]
pub struct Input<'t> {
    /// Its path in the project.
    pub path: &'t str,
    /// Returns its bytes from their start.
    pub open: &'t (dyn Fn() -> Result<Box<dyn Bytes>> + Sync),
    /// What the names of its blank nodes start with, of which each file has its own.
    pub blank_node_prefix: &'t str,
    /// The graph in which entities are looked up.
    pub graph: &'t Arc<Graph>,
}
