//! Which [expressions](https://www.w3.org/TR/sparql11-query/#expressions) a rule may have: those whose value depends on the
//! terms that it matches, and on nothing else.

use super::Refusal;
use spargebra::algebra::{Expression, Function};

/// Refuses an expression that looks into the graph, or has another value each time.
pub fn check(expression: &Expression) -> Result<(), Refusal> {
    match expression {
        Expression::NamedNode(_)
        | Expression::Literal(_)
        | Expression::Variable(_)
        | Expression::Bound(_) => Ok(()),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => check(a).and_then(|()| check(b)),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => check(a),
        Expression::In(a, list) => check(a).and_then(|()| list.iter().try_for_each(check)),
        Expression::If(a, b, c) => [a, b, c].into_iter().try_for_each(|part| check(part)),
        Expression::Coalesce(list) => list.iter().try_for_each(check),
        Expression::Exists(_) => {
            let message = "a rule cannot have `EXISTS`: what does not hold now may follow later";
            Err(Refusal::near(message, "EXISTS"))
        }
        Expression::FunctionCall(function, list) => {
            let refuse = |message: &str, word| Err(Refusal::near(message, word));
            match function {
                Function::Rand => refuse("`RAND` has another value each time", "RAND"),
                Function::Now => refuse("`NOW` has another value each time", "NOW"),
                Function::Uuid | Function::StrUuid => {
                    refuse("`UUID` has another value each time", "UUID")
                }
                Function::BNode => refuse(
                    "the rule makes blank nodes, and nothing bounds how many",
                    "BNODE",
                ),
                Function::Triple => refuse("a rule cannot make triple terms", "TRIPLE"),
                Function::Custom(_) => refuse("a rule cannot call this function", "FILTER"),
                _ => list.iter().try_for_each(check),
            }
        }
    }
}
