//! Deeply nested queries: parsing, planning and execution recurse as deep as the algebra is nested, so a query with many OPTIONALs
//! or operators, each of which is one level, gets a thread with a stack of its own, and one with too many is refused.

use super::algebra;
use super::syntax::Fault;
use super::tokens::{Kind, Token, tokens};
use crate::error::{Error, Result};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use std::thread;

/// Queries up to this depth fit the smallest usual stack, 2 MiB.
const SHALLOW: usize = 32;

/// The bytes of a stack for one level; a debug build needs about 16 kB.
const LEVEL: usize = 1 << 16;

/// Brackets within each other that are read, with the operators and clauses beside each other that nest in the algebra.
const DEEPEST: usize = 256;
const LONGEST: usize = 20_000;

/// Triple patterns that are read: some of what is done to find an order for them takes a time that is more than linear.
const MOST_PATTERNS: usize = 20_000;

/// Returns why a text is refused before it is parsed, if it is: the parser and the evaluators descend into what is nested, and a stack
/// has an end.
pub(super) fn too_deep(text: &str, tokens: &[Token]) -> Option<Fault> {
    let (mut open, mut length, mut patterns) = (Vec::new(), 0, 0);
    let mut values = None;
    let mut before: Option<&Token> = None;
    for token in tokens {
        let is_after = |signs: &[&str]| before.is_some_and(|sign| signs.contains(&sign.text(text)));
        match (token.kind, token.text(text)) {
            (Kind::Sign, bracket @ ("(" | "{" | "[" | "<<(" | "<<" | "{|")) => {
                // A group after a word is counted by it.
                let is_counted = before.is_some_and(|before| before.kind == Kind::Word);
                length += usize::from(bracket == "{" && !is_counted);
                open.push(bracket);
            }
            (Kind::Sign, ")" | "}" | "]" | ")>>" | ">>" | "|}") => {
                open.pop();
                values = values.filter(|outer| *outer < open.len());
            }
            (Kind::Word, word) if word.eq_ignore_ascii_case("VALUES") => values = Some(open.len()),
            // Values and the signs of numbers among them nest nothing.
            (Kind::Sign, "+" | "-") if values.is_some() || is_after(&["(", ","]) => {}
            (Kind::Sign, "." | ";" | ",") => {
                patterns += usize::from(open.last().is_none_or(|bracket| *bracket != "("));
            }
            (Kind::Sign, "~" | "^^") => {}
            (Kind::Sign, _) => length += 1,
            (Kind::Word, word) => {
                let is_value = ["true", "false", "UNDEF"]
                    .iter()
                    .any(|value| word.eq_ignore_ascii_case(value));
                length += usize::from(!word.contains(':') && word.len() > 1 && !is_value);
            }
            _ => {}
        }
        before = Some(token);
        let problem = if open.len() > DEEPEST {
            format!("brackets are nested more than {DEEPEST} deep here")
        } else if length > LONGEST {
            format!("the query has more than {LONGEST} operators and clauses up to here")
        } else if patterns > MOST_PATTERNS {
            format!("the query has more than {MOST_PATTERNS} triple patterns up to here")
        } else {
            continue;
        };
        return Some(Fault::new(token.range.start, problem));
    }
    None
}

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
        let running = running.map_err(Error::thread("the query"))?;
        match running.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Returns a bound of how deep the algebra of a text is nested: its brackets, operators and words, up to those that are not refused.
/// It does not recurse.
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
    nesting.take(LONGEST + DEEPEST).count()
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

    #[test]
    fn what_is_too_long_is_refused_and_gets_no_larger_stack() {
        let many = |part: &str, count: usize| format!("ASK {{ {} }}", part.repeat(count));
        let refused = |text: &str| too_deep(text, &tokens(text)).map(|fault| fault.problem);
        let length = "the query has more than 20000 operators and clauses up to here";
        let patterns = "the query has more than 20000 triple patterns up to here";
        for (part, most, problem) in [
            ("{ ?a ?b ?c } UNION ", 20_000, length),
            ("{ ?a ?b ?c }", 20_000, length),
            ("OPTIONAL { ?a ?b ?c }", 20_000, length),
            ("BIND (1 AS ?a)", 10_000, length),
            ("?a ?b ?c . ", 20_000, patterns),
            ("?a ?b ?c ; ?d ?e . ", 10_000, patterns),
        ] {
            // `ASK` and its braces are some of them.
            assert_eq!(refused(&many(part, most - 2)), None, "{part}");
            let text = many(part, most + 1);
            assert_eq!(refused(&text).as_deref(), Some(problem), "{part}");
            assert!(of_text(&many(part, 100_000)) <= LONGEST + DEEPEST, "{part}");
        }
        let values = format!(
            "ASK {{ VALUES (?a ?b) {{ {} }} }}",
            "(-1 true)".repeat(90_000)
        );
        assert_eq!(refused(&values), None);
        let list = format!("ASK {{ FILTER(1 IN (2{})) }}", ", -3".repeat(90_000));
        assert_eq!(refused(&list), None);
    }
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
