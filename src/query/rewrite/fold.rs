//! Constant folding: an expression that reads no variable is evaluated once instead of in each row. A condition that is always
//! true is left out, and a pattern whose condition is never true has no solutions, so that nothing is matched for it.

use crate::query::blank_nodes::is_nondeterministic;
use crate::query::expression::{Bindings, Compiled};
use crate::query::functions::Context;
use crate::query::logical::{Expression, Operator, Pattern};
use crate::rdf::Term;
use spargebra::algebra::Function;

/// The most bytes of text of the constants that an expression is evaluated with, and of its value. Nested calls of REPLACE and
/// CONCAT multiply their texts, and nothing is reserved of the memory limit while a query is planned: what is larger than this
/// is left to the execution, which reserves what it makes. The texts of at most one call are there at a time, so that they
/// take no more than the square of this, about a megabyte.
const MOST_BYTES: usize = 2_048;

/// Evaluates what is constant in the expressions of a pattern.
pub fn fold_constants(pattern: Pattern, context: &Context) -> Pattern {
    let mut folding = Folding { context, looks: 0 };
    folding.pattern(pattern)
}

/// Constant folding of one query.
struct Folding<'c> {
    context: &'c Context,
    /// The number of expressions that were looked at, which a test compares at two sizes.
    looks: usize,
}

/// An expression whose constant parts are evaluated.
struct Folded {
    expression: Expression,
    /// Whether it is constant and has no value. It stays as it is written, since it may be the reason why a value is missing.
    is_error: bool,
}

impl Folding<'_> {
    fn pattern(&mut self, pattern: Pattern) -> Pattern {
        let pattern = pattern.map_inputs(&mut |input| self.pattern(input));
        let (possible, certain) = (pattern.possible, pattern.certain);
        let operator = match pattern.operator {
            Operator::Filter(conditions, input) => return self.filter(conditions, *input),
            Operator::Extend(variable, value, input) => {
                Operator::Extend(variable, self.folded(value).expression, input)
            }
            Operator::LeftJoin(sides, condition) => {
                let condition = condition.map(|condition| self.folded(condition).expression);
                let is_needed = |condition: &Expression| self.truth(condition) != Some(true);
                Operator::LeftJoin(sides, condition.filter(is_needed))
            }
            operator => operator,
        };
        let has_none = match &operator {
            Operator::Join(sides) => sides.iter().any(has_no_solution),
            Operator::Union(sides) => sides.iter().all(has_no_solution),
            Operator::LeftJoin(sides, _) | Operator::Minus(sides) => has_no_solution(&sides[0]),
            Operator::Graph(_, input) | Operator::Extend(_, _, input) => has_no_solution(input),
            _ => false,
        };
        let pattern = Pattern {
            operator,
            possible,
            certain,
        };
        if has_none { nothing(&pattern) } else { pattern }
    }

    /// Returns the solutions of a pattern that pass all conditions; those that are always true are left out.
    fn filter(&mut self, conditions: Vec<Expression>, input: Pattern) -> Pattern {
        let mut left = Vec::new();
        for condition in conditions {
            let Folded {
                expression,
                is_error,
            } = self.folded(condition);
            let is_constant = is_error || matches!(expression, Expression::Constant(_));
            match self.truth(&expression) {
                Some(true) => {}
                None if !is_constant => left.push(expression),
                // A condition without a value is not true either.
                _ => return nothing(&input),
            }
        }
        match left.is_empty() || has_no_solution(&input) {
            true => input,
            false => Pattern::new(Operator::Filter(left, Box::new(input))),
        }
    }

    /// Folds an expression from its leaves up, so that each part is looked at once and each value is computed from the values
    /// of its parts.
    fn folded(&mut self, mut expression: Expression) -> Folded {
        self.looks += 1;
        if let Expression::Exists(pattern) = expression {
            let expression = Expression::Exists(Box::new(self.pattern(*pattern)));
            return Folded::of(expression);
        }
        if matches!(expression, Expression::Constant(_)) {
            return Folded::of(expression);
        }
        let mut is_constant = !varies(&expression);
        let mut bytes = 0;
        // Parts without a value are evaluated once: while the whole is, the shortest error is in their places.
        let mut errors = Vec::new();
        for (place, part) in expression.parts_mut().iter_mut().enumerate() {
            let folded = self.folded(std::mem::replace(part, error()));
            if folded.is_error {
                errors.push((place, folded.expression));
                continue;
            }
            match &folded.expression {
                Expression::Constant(term) => bytes += length(term),
                _ => is_constant = false,
            }
            *part = folded.expression;
        }
        let is_evaluated = is_constant && bytes <= MOST_BYTES;
        let value = if is_evaluated {
            self.value(&expression)
        } else {
            None
        };
        let is_error = is_evaluated && value.is_none();
        if let Some(value) = value.filter(|value| length(value) <= MOST_BYTES) {
            return Folded::of(Expression::Constant(value));
        }
        for (place, part) in errors {
            expression.parts_mut()[place] = part;
        }
        let expression = match is_constant {
            true => expression,
            false => self.shortened(expression),
        };
        Folded {
            expression,
            is_error,
        }
    }

    /// Returns the part of an expression that is its value, where a constant part decides it.
    fn shortened(&mut self, expression: Expression) -> Expression {
        let decides = |pair: &[Expression; 2], value: bool| {
            pair.iter().any(|part| self.truth(part) == Some(value))
        };
        match expression {
            Expression::And(pair) if decides(&pair, false) => {
                Expression::Constant(Term::Literal(false.into()))
            }
            Expression::Or(pair) if decides(&pair, true) => {
                Expression::Constant(Term::Literal(true.into()))
            }
            Expression::If(parts) => match (self.truth(&parts[0]), *parts) {
                (Some(true), [_, value, _]) | (Some(false), [_, _, value]) => value,
                (None, parts) => Expression::If(Box::new(parts)),
            },
            Expression::Coalesce(mut parts)
                if matches!(parts.first(), Some(Expression::Constant(_))) =>
            {
                parts.swap_remove(0)
            }
            expression => expression,
        }
    }

    /// Returns the value of an expression whose parts are constants or errors without parts.
    fn value(&mut self, expression: &Expression) -> Option<Term> {
        self.looks += expression.parts().len();
        let compiled = Compiled::new(expression, self.context).ok()?;
        Some(compiled.value(&Nothing)?.into_term())
    }

    /// Returns the effective Boolean value of a constant, if it has one.
    fn truth(&self, expression: &Expression) -> Option<bool> {
        match expression {
            Expression::Constant(_) => {
                let compiled = Compiled::new(expression, self.context);
                compiled.ok()?.truth(&Nothing)
            }
            _ => None,
        }
    }
}

impl Folded {
    /// Returns an expression that is not known to be an error.
    fn of(expression: Expression) -> Self {
        Self {
            expression,
            is_error: false,
        }
    }
}

/// Returns whether the value of an expression may differ from row to row even if its parts are constant. Functions with names
/// of their own do: some are unknown, which is an error of the query.
fn varies(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) | Expression::Bound(_) | Expression::Exists(_) => true,
        Expression::Call(Function::Custom(_), _) => true,
        Expression::Call(function, arguments) => {
            is_nondeterministic(function, arguments.is_empty())
        }
        _ => false,
    }
}

/// Returns the shortest expression without a value.
fn error() -> Expression {
    Expression::Coalesce(Vec::new())
}

/// Returns the bytes of the texts of a term.
fn length(term: &Term) -> usize {
    match term {
        Term::NamedNode(iri) => iri.as_str().len(),
        Term::BlankNode(node) => node.as_str().len(),
        Term::Literal(literal) => {
            let language = literal.language().unwrap_or_default();
            literal.value().len() + literal.datatype().as_str().len() + language.len()
        }
        Term::Triple(triple) => {
            let subject = length(&triple.subject.clone().into());
            subject + triple.predicate.as_str().len() + length(&triple.object)
        }
    }
}

/// Returns a pattern without solutions that has the variables of another one.
fn nothing(pattern: &Pattern) -> Pattern {
    Pattern::new(Operator::Values {
        variables: pattern.possible.iter().collect(),
        rows: Vec::new(),
    })
}

fn has_no_solution(pattern: &Pattern) -> bool {
    matches!(&pattern.operator, Operator::Values { rows, .. } if rows.is_empty())
}

/// No variable is bound.
struct Nothing;

impl Bindings for Nothing {
    fn term(&self, _: usize) -> Option<Term> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::functions::number;
    use crate::query::logical::Var;

    fn integer(value: i64) -> Expression {
        Expression::Constant(Term::Literal(value.into()))
    }

    /// Returns an expression that `step` was applied to this many times, one inside the other.
    fn chain(
        length: usize,
        first: Expression,
        step: impl Fn(Expression) -> Expression,
    ) -> Expression {
        (0..length).fold(first, |inner, _| step(inner))
    }

    /// Returns how many expressions were looked at while one was folded.
    fn looks(expression: Expression) -> usize {
        let context = Context::default();
        let mut folding = Folding {
            context: &context,
            looks: 0,
        };
        folding.folded(expression);
        folding.looks
    }

    #[test]
    fn the_folding_of_a_chain_takes_work_in_proportion_to_its_length() {
        let subtract = |a, b| Expression::Arithmetic(number::Operator::Subtract, Box::new([a, b]));
        let read = || Expression::Variable(Var(0));
        let error = || Expression::Coalesce(Vec::new());
        let truth = |value: bool| Expression::Constant(Term::Literal(value.into()));
        for first in [integer(1), truth(true), read(), error()] {
            let chains = |length| {
                let or = |inner| Expression::Or(Box::new([inner, error()]));
                let and = |inner| Expression::And(Box::new([inner, truth(true)]));
                [
                    looks(chain(length, first.clone(), or)),
                    looks(chain(length, first.clone(), and)),
                    looks(chain(length, first.clone(), |inner| {
                        Expression::Not(Box::new(inner))
                    })),
                    looks(chain(length, first.clone(), |inner| {
                        subtract(inner, integer(1))
                    })),
                    looks(chain(length, first.clone(), |inner| {
                        subtract(inner, read())
                    })),
                ]
            };
            for (few, many) in chains(100).into_iter().zip(chains(200)) {
                assert!(many <= 2 * few, "{few} looks, then {many}: {first:?}");
            }
        }
    }

    #[test]
    fn texts_that_grow_are_left_to_the_execution() {
        let text = |text: &str| Expression::Constant(Term::Literal(text.into()));
        let grow = |inner| {
            let ten_times = vec![inner, text("."), text("0123456789")];
            Expression::Call(Function::Replace, ten_times)
        };
        let context = Context::default();
        let mut folding = Folding {
            context: &context,
            looks: 0,
        };
        let folded = folding.folded(chain(12, text("0"), grow));
        assert!(!folded.is_error);
        let mut left = 0;
        folded.expression.any(&mut |part| {
            left += usize::from(matches!(part, Expression::Call(..)));
            if let Expression::Constant(term) = part {
                assert!(length(term) <= MOST_BYTES);
            }
            false
        });
        // The fourth call would make ten thousand characters.
        assert_eq!(left, 9);
    }
}
