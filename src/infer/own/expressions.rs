//! Which [expressions](https://www.w3.org/TR/sparql11-query/#expressions) a rule may have: those whose value depends on the
//! terms that it matches, and on nothing else.

use super::Refusal;
use crate::query::{parts, wrong_pattern};
use spargebra::algebra::{Expression, Function};

/// Refuses an expression that looks into the graph, has another value each time, or has a wrong pattern and so no value.
pub fn check(expression: &Expression) -> Result<(), Refusal> {
    let (message, word) = match expression {
        Expression::Exists(_) => (
            "a rule cannot have `EXISTS`: what does not hold now may follow later",
            "EXISTS",
        ),
        Expression::FunctionCall(function, _) => match function {
            Function::Rand => ("`RAND` has another value each time", "RAND"),
            Function::Now => ("`NOW` has another value each time", "NOW"),
            Function::Uuid | Function::StrUuid => ("`UUID` has another value each time", "UUID"),
            Function::BNode => (
                "the rule makes blank nodes, and nothing bounds how many",
                "BNODE",
            ),
            Function::Triple => ("a rule cannot make triple terms", "TRIPLE"),
            Function::Custom(_) => ("a rule cannot call this function", "FILTER"),
            Function::Regex | Function::Replace => {
                if let Some(problem) = wrong_pattern(expression) {
                    let is_regex = *function == Function::Regex;
                    return Err(Refusal::near(
                        problem,
                        if is_regex { "REGEX" } else { "REPLACE" },
                    ));
                }
                return parts(expression).into_iter().try_for_each(check);
            }
            _ => return parts(expression).into_iter().try_for_each(check),
        },
        _ => return parts(expression).into_iter().try_for_each(check),
    };
    Err(Refusal::near(message, word))
}
