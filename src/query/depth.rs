//! Deeply nested queries: parsing, planning and execution recurse as deep as the algebra is nested, so a query with many OPTIONALs
//! or operators, each of which is one level, gets a thread with a stack of its own.

use super::algebra;
use super::tokens::{Kind, tokens};
use crate::error::{Error, Result};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
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

/// Returns a bound of how deep the algebra of a text is nested: its brackets, operators and words. It does not recurse.
pub fn of_text(text: &str) -> usize {
    let nests = |byte: &u8| b"([{<!|&=>+-*/".contains(byte);
    let signs = text.bytes().filter(nests).take(SHALLOW + 1).count();
    if signs <= SHALLOW {
        return signs;
    }
    let tokens = tokens(text);
    let nesting = tokens.iter().filter(|token| match token.kind {
        Kind::Sign => !matches!(token.text(text), "." | ";" | "," | ")" | "]" | "}"),
        Kind::Word => !token.text(text).contains(':'),
        _ => false,
    });
    nesting.count()
}

/// What is nested in a query.
enum Part<'q> {
    Pattern(&'q GraphPattern),
    Expression(&'q Expression),
}

/// Returns how deep the patterns and expressions of a query are nested. It does not recurse itself.
pub fn of(query: &Query) -> usize {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    let mut deepest = 0;
    let mut open = vec![(Part::Pattern(pattern), 1)];
    while let Some((part, depth)) = open.pop() {
        deepest = deepest.max(depth);
        let mut add = |part| open.push((part, depth + 1));
        match part {
            Part::Pattern(pattern) => {
                let patterns = algebra::inner(pattern).into_iter();
                patterns.map(Part::Pattern).for_each(&mut add);
                let expressions = algebra::expressions(pattern).into_iter();
                expressions.map(Part::Expression).for_each(add);
            }
            Part::Expression(Expression::Exists(pattern)) => add(Part::Pattern(pattern)),
            Part::Expression(expression) => {
                let parts = algebra::parts(expression).into_iter();
                parts.map(Part::Expression).for_each(add);
            }
        }
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

    #[test]
    fn each_operator_is_a_level_and_the_text_has_at_least_as_many() {
        for (before, after) in [("!", ""), ("(1 + ", ")"), ("1 || ", ""), ("-(", ")")] {
            let text = |count: usize| {
                let (before, after) = (before.repeat(count), after.repeat(count));
                format!("SELECT * {{ ?s ?p ?o FILTER({before}?o{after}) }}")
            };
            let parsed = |count| {
                SparqlParser::new()
                    .parse_query(&text(count))
                    .expect("SPARQL")
            };
            assert_eq!(of(&parsed(30)), of(&parsed(10)) + 20, "{before}");
            assert!(of_text(&text(60)) >= of(&parsed(60)), "{before}");
        }
    }
}
