//! Constant folding: an expression that reads no variable is evaluated once instead of in each row. A condition that is always
//! true is left out, and a pattern whose condition is never true has no solutions, so that nothing is matched for it.

use crate::query::expression::{Bindings, Compiled};
use crate::query::functions::Context;
use crate::query::logical::{Expression, Operator, Pattern};
use crate::rdf::Term;
use spargebra::algebra::Function;

/// Evaluates what is constant in the expressions of a pattern.
pub fn fold_constants(pattern: Pattern, context: &Context) -> Pattern {
    let pattern = pattern.map_inputs(&mut |input| fold_constants(input, context));
    let fold = |expression: Expression| folded(expression, context);
    let (possible, certain) = (pattern.possible, pattern.certain);
    let operator = match pattern.operator {
        Operator::Filter(conditions, input) => {
            let conditions = conditions.into_iter().map(fold);
            return filtered(conditions.collect(), *input, context);
        }
        Operator::Extend(variable, value, input) => Operator::Extend(variable, fold(value), input),
        Operator::LeftJoin(sides, condition) => match condition.map(fold) {
            Some(condition) if truth(&condition, context) == Some(true) => {
                Operator::LeftJoin(sides, None)
            }
            condition => Operator::LeftJoin(sides, condition),
        },
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
fn filtered(conditions: Vec<Expression>, input: Pattern, context: &Context) -> Pattern {
    let mut left = Vec::new();
    for condition in conditions {
        match truth(&condition, context) {
            Some(true) => {}
            None if !is_constant(&condition) => left.push(condition),
            // A condition without a value is not true either.
            _ => return nothing(&input),
        }
    }
    match left.is_empty() || has_no_solution(&input) {
        true => input,
        false => Pattern::new(Operator::Filter(left, Box::new(input))),
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

fn folded(mut expression: Expression, context: &Context) -> Expression {
    if let Expression::Exists(pattern) = expression {
        return Expression::Exists(Box::new(fold_constants(*pattern, context)));
    }
    if is_constant(&expression) {
        // An error stays where it is: it may be the reason why a value is missing.
        return match value(&expression, context) {
            Some(value) => Expression::Constant(value),
            None => expression,
        };
    }
    for part in expression.parts_mut() {
        let whole = std::mem::replace(part, Expression::Coalesce(Vec::new()));
        *part = folded(whole, context);
    }
    let truth_of = |part: &Expression| truth(part, context);
    match expression {
        Expression::If(parts) => match (truth_of(&parts[0]), *parts) {
            (Some(true), [_, value, _]) | (Some(false), [_, _, value]) => value,
            (None, parts) => Expression::If(Box::new(parts)),
        },
        Expression::And(pair) if pair.iter().any(|part| truth_of(part) == Some(false)) => {
            Expression::Constant(Term::Literal(false.into()))
        }
        Expression::Or(pair) if pair.iter().any(|part| truth_of(part) == Some(true)) => {
            Expression::Constant(Term::Literal(true.into()))
        }
        Expression::Coalesce(mut parts)
            if matches!(parts.first(), Some(Expression::Constant(_))) =>
        {
            parts.swap_remove(0)
        }
        expression => expression,
    }
}

/// Returns whether the value of an expression is the same in each row. Functions with names of their own are left: some are
/// unknown, which is an error of the query.
fn is_constant(expression: &Expression) -> bool {
    !expression.is_nondeterministic()
        && !expression.any(&mut |part| {
            matches!(
                part,
                Expression::Variable(_)
                    | Expression::Bound(_)
                    | Expression::Exists(_)
                    | Expression::Call(Function::Custom(_), _)
            )
        })
}

/// No variable is bound.
struct Nothing;

impl Bindings for Nothing {
    fn term(&self, _: usize) -> Option<Term> {
        None
    }
}

fn value(expression: &Expression, context: &Context) -> Option<Term> {
    if let Expression::Constant(term) = expression {
        return Some(term.clone());
    }
    let compiled = Compiled::new(expression, context).ok()?;
    Some(compiled.value(&Nothing)?.into_term())
}

/// Returns the effective Boolean value of a constant, if it has one.
fn truth(expression: &Expression, context: &Context) -> Option<bool> {
    match expression {
        Expression::Constant(_) => Compiled::new(expression, context).ok()?.truth(&Nothing),
        _ => None,
    }
}
