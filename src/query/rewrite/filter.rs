//! Filter pushdown: conditions are moved through OPTIONAL, MINUS, UNION, BIND and GRAPH to the pattern whose variables they
//! read, so that rows that fall away are not joined first.

use crate::query::expression::is_computed;
use crate::query::logical::{Expression, Operator, Pattern, Slot, Var};

/// Moves each condition as far inside as the solutions stay the same.
pub fn push_down(pattern: Pattern) -> Pattern {
    let Pattern {
        operator,
        possible,
        certain,
    } = pattern;
    let (conditions, mut input) = match operator {
        Operator::Filter(conditions, input) => (conditions, *input),
        operator => {
            let pattern = Pattern {
                operator,
                possible,
                certain,
            };
            return pattern.map_inputs(&mut push_down);
        }
    };
    let mut left = Vec::new();
    for condition in conditions {
        let condition = with_definition(condition, &input);
        match may_sink(&condition, &input) {
            true => input = sink(condition, input),
            false => left.push(condition),
        }
    }
    let input = push_down(input);
    match left.is_empty() {
        true => input,
        false => filter(left, input),
    }
}

fn filter(conditions: Vec<Expression>, input: Pattern) -> Pattern {
    Pattern::new(Operator::Filter(conditions, Box::new(input)))
}

/// Returns a comparison with what `BIND` computes rather than with its variable: numbers are compared before they become
/// terms, which are made only of those that are left. Where the value is an error, so is the comparison.
fn with_definition(mut condition: Expression, input: &Pattern) -> Expression {
    if let Operator::Extend(variable, value, _) = &input.operator
        && let Expression::Compare(_, sides) = &mut condition
        && is_computed(value)
        && sides.iter().chain([value]).all(is_arithmetic)
    {
        for side in sides.iter_mut() {
            replace(*variable, value, side);
        }
    }
    condition
}

/// Returns whether an expression has nothing in it but arithmetic.
fn is_arithmetic(expression: &Expression) -> bool {
    match expression {
        Expression::Variable(_) => true,
        Expression::Constant(term) => term.is_literal(),
        other => is_computed(other) && other.parts().iter().all(is_arithmetic),
    }
}

/// Puts an expression in the place of a variable.
fn replace(variable: Var, value: &Expression, of: &mut Expression) {
    if *of == Expression::Variable(variable) {
        *of = value.clone();
        return;
    }
    for part in of.parts_mut() {
        replace(variable, value, part);
    }
}

/// Returns whether a condition around a pattern can be moved one operator further inside.
fn may_sink(condition: &Expression, pattern: &Pattern) -> bool {
    if condition.has_exists() || condition.is_nondeterministic() {
        return false;
    }
    let read = condition.variables();
    match &pattern.operator {
        // A variable that the optional part may bind has its value only afterwards.
        Operator::LeftJoin(sides, _) => {
            let [left, right] = &**sides;
            read.iter()
                .all(|v| left.certain.contains(v) || !right.possible.contains(v))
        }
        Operator::Minus(_) | Operator::Union(_) => true,
        Operator::Extend(variable, ..) => !read.contains(*variable),
        Operator::Graph(Slot::Var(name), _) => !read.contains(*name),
        Operator::Graph(Slot::Term(_), _) => true,
        _ => false,
    }
}

/// Moves a condition one operator further inside.
fn sink(condition: Expression, pattern: Pattern) -> Pattern {
    Pattern::new(match pattern.operator {
        Operator::LeftJoin(sides, of_join) => {
            let [left, right] = *sides;
            Operator::LeftJoin(Box::new([filter(vec![condition], left), right]), of_join)
        }
        Operator::Minus(sides) => {
            let [left, right] = *sides;
            Operator::Minus(Box::new([filter(vec![condition], left), right]))
        }
        Operator::Union(sides) => {
            let around = |side| filter(vec![condition.clone()], side);
            Operator::Union(Box::new(sides.map(around)))
        }
        Operator::Extend(variable, value, input) => {
            Operator::Extend(variable, value, Box::new(filter(vec![condition], *input)))
        }
        Operator::Graph(name, input) => {
            Operator::Graph(name, Box::new(filter(vec![condition], *input)))
        }
        operator => Operator::Filter(vec![condition], Box::new(Pattern::new(operator))),
    })
}
