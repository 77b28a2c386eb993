//! Deeply nested queries: planning and execution recurse as deep as the algebra is nested, so a query with many OPTIONALs, each
//! of which is one level, gets a thread with a stack of its own.

use super::algebra;
use crate::error::{Error, Result};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::thread;

/// Queries up to this depth fit the smallest usual stack, 2 MiB.
const SHALLOW: usize = 32;

/// The bytes of a stack for one level; a debug build needs about 16 kB.
const LEVEL: usize = 1 << 16;

/// Does work that recurses to a depth, on a stack that is large enough.
///
/// # Errors
/// If the work fails.
pub fn with_stack<T: Send>(depth: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    if depth <= SHALLOW {
        return work();
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(depth.saturating_mul(LEVEL));
        let running = thread.spawn_scoped(scope, work);
        let running = running.map_err(Error::io("start a thread for", "the query"))?;
        match running.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Returns how deep the patterns of a query are nested. It does not recurse itself.
pub fn of(query: &Query) -> usize {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    let mut deepest = 0;
    let mut open: Vec<(&GraphPattern, usize)> = vec![(pattern, 1)];
    while let Some((pattern, depth)) = open.pop() {
        deepest = deepest.max(depth);
        let inner = algebra::inner(pattern).into_iter();
        open.extend(inner.map(|inner| (inner, depth + 1)));
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    #[test]
    fn each_optional_is_a_level() {
        let query = |count: usize| {
            let optionals = "OPTIONAL { ?s ?p ?o } ".repeat(count);
            let text = format!("SELECT * {{ ?s ?p ?o {optionals} }}");
            SparqlParser::new().parse_query(&text).expect("SPARQL")
        };
        assert_eq!(of(&query(30)), of(&query(10)) + 20);
    }
}
