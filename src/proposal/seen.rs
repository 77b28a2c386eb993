//! What the look-ups of a proposed mapping see, as a build with it would show it to them.

use crate::error::Result;
use crate::graph::{Graph, Merge, Part, Source};
use crate::mapping::{Mapping, statements};
use crate::query::Limits;
use crate::source::SourceFile;
use std::sync::Arc;

/// Returns a graph with what a mapping makes of its table without looking anything up.
///
/// # Errors
/// If a limit is passed, or there is more than a graph can hold.
pub fn with_own(known: Graph, mapping: &Mapping, table: &SourceFile) -> Result<Graph> {
    let Some(apart) = mapping.without_lookups() else {
        return Ok(known);
    };
    let limits = Limits::default();
    let said = statements(table, &[&apart], "own-", &Arc::default(), &limits)?;
    let mut merge = Merge::revising(&known);
    for index in 0..known.sources.len() {
        merge.copy(index, None)?;
    }
    let source = Source {
        path: table.path.clone(),
        digest: [0; 32],
        lines: said.last_line(),
    };
    merge.add(Part {
        source,
        graph: None,
        said,
    })?;
    merge.finish(None)
}
