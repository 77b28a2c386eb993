//! [Arithmetic](https://www.w3.org/TR/sparql11-query/#OperatorMapping) on whole columns of numbers, with the
//! [promotions](https://www.w3.org/TR/xpath20/#promotion) that oxigraph makes.

use super::table::{Table, UNBOUND};
use super::terms::Kind;
use super::{Solved, Solver};
use crate::dictionary::{Number, TermId};
use crate::rdf::{Literal, NamedNode, Term, vocab};
use oxsdatatypes::{Decimal, Double, Float, Integer};
use rustc_hash::FxHashMap;
use spargebra::algebra::{Expression, Function};
use std::cmp::Ordering;

/// An operator of two numbers.
#[derive(Clone, Copy)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Two numbers of one kind.
enum Pair {
    Integers(Integer, Integer),
    Decimals(Decimal, Decimal),
    Floats(Float, Float),
    Doubles(Double, Double),
}

fn pair(a: Number, b: Number) -> Pair {
    match (a, b) {
        (Number::Integer(a), Number::Integer(b)) => Pair::Integers(a, b),
        (Number::Integer(a), Number::Decimal(b)) => Pair::Decimals(a.into(), b),
        (Number::Decimal(a), Number::Integer(b)) => Pair::Decimals(a, b.into()),
        (Number::Decimal(a), Number::Decimal(b)) => Pair::Decimals(a, b),
        (Number::Double(a), b) => Pair::Doubles(a, double(b)),
        (a, Number::Double(b)) => Pair::Doubles(double(a), b),
        (a, b) => Pair::Floats(float(a), float(b)),
    }
}

pub(super) fn double(number: Number) -> Double {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) => value.into(),
        Number::Float(value) => value.into(),
        Number::Double(value) => value,
    }
}

pub(super) fn float(number: Number) -> Float {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) => value.into(),
        Number::Float(value) => value,
        Number::Double(value) => value.into(),
    }
}

/// Which number is smaller; nothing if one is not a number.
pub(super) fn compare_numbers(a: Number, b: Number) -> Option<Ordering> {
    match pair(a, b) {
        Pair::Integers(a, b) => a.partial_cmp(&b),
        Pair::Decimals(a, b) => a.partial_cmp(&b),
        Pair::Floats(a, b) => a.partial_cmp(&b),
        Pair::Doubles(a, b) => a.partial_cmp(&b),
    }
}

/// What an operator makes of two numbers; nothing if that is out of range, or a division by zero.
pub(super) fn compute(operator: Operator, a: Number, b: Number) -> Option<Number> {
    Some(match pair(a, b) {
        Pair::Integers(a, b) => match operator {
            Operator::Add => Number::Integer(a.checked_add(b)?),
            Operator::Subtract => Number::Integer(a.checked_sub(b)?),
            Operator::Multiply => Number::Integer(a.checked_mul(b)?),
            Operator::Divide => Number::Decimal(Decimal::from(a).checked_div(b)?),
        },
        Pair::Decimals(a, b) => Number::Decimal(match operator {
            Operator::Add => a.checked_add(b)?,
            Operator::Subtract => a.checked_sub(b)?,
            Operator::Multiply => a.checked_mul(b)?,
            Operator::Divide => a.checked_div(b)?,
        }),
        Pair::Floats(a, b) => Number::Float(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        }),
        Pair::Doubles(a, b) => Number::Double(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        }),
    })
}

fn negative(number: Number) -> Option<Number> {
    Some(match number {
        Number::Integer(value) => Number::Integer(value.checked_neg()?),
        Number::Decimal(value) => Number::Decimal(value.checked_neg()?),
        Number::Float(value) => Number::Float(-value),
        Number::Double(value) => Number::Double(-value),
    })
}

fn absolute(number: Number) -> Option<Number> {
    Some(match number {
        Number::Integer(value) => Number::Integer(value.checked_abs()?),
        Number::Decimal(value) => Number::Decimal(value.checked_abs()?),
        Number::Float(value) => Number::Float(value.abs()),
        Number::Double(value) => Number::Double(value.abs()),
    })
}

/// What tells a number from all others, by kind and value.
pub(super) fn identity(number: Number) -> (u8, [u8; 16]) {
    let mut bytes = [0; 16];
    let kind = match number {
        Number::Integer(value) => {
            bytes[..8].copy_from_slice(&value.to_be_bytes());
            0
        }
        Number::Decimal(value) => {
            bytes = value.to_be_bytes();
            1
        }
        Number::Float(value) => {
            bytes[..4].copy_from_slice(&value.to_be_bytes());
            2
        }
        Number::Double(value) => {
            bytes[..8].copy_from_slice(&value.to_be_bytes());
            3
        }
    };
    (kind, bytes)
}

/// A number as a literal in canonical form.
pub(super) fn term_of(number: Number) -> Term {
    let (text, datatype) = match number {
        Number::Integer(value) => (value.to_string(), "integer"),
        Number::Decimal(value) => (value.to_string(), "decimal"),
        Number::Float(value) => (value.to_string(), "float"),
        Number::Double(value) => (value.to_string(), "double"),
    };
    let namespace = vocab::XSD_STRING.trim_end_matches("string");
    let datatype = NamedNode::new_unchecked(format!("{namespace}{datatype}"));
    Literal::new_typed_literal(text, datatype).into()
}

/// Whether an expression computes numbers of others.
pub(super) fn is_computed(expression: &Expression) -> bool {
    match expression {
        Expression::Add(..)
        | Expression::Subtract(..)
        | Expression::Multiply(..)
        | Expression::Divide(..)
        | Expression::UnaryMinus(_) => true,
        Expression::FunctionCall(Function::Abs, arguments) => arguments.len() == 1,
        _ => false,
    }
}

/// A number in each row, or none.
type Numbers = Vec<Option<Number>>;

impl Solver<'_> {
    /// The number that an expression computes in each row, none where it is an error; nothing at all if something else than
    /// a number is computed with, as a date is, which is left to oxigraph.
    pub(super) fn computed(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<Option<Numbers>> {
        let (operator, a, b) = match expression {
            Expression::Add(a, b) => (Operator::Add, a, b),
            Expression::Subtract(a, b) => (Operator::Subtract, a, b),
            Expression::Multiply(a, b) => (Operator::Multiply, a, b),
            Expression::Divide(a, b) => (Operator::Divide, a, b),
            Expression::UnaryMinus(inner) => return self.mapped(inner, table, negative),
            Expression::FunctionCall(Function::Abs, arguments) => {
                return match arguments.as_slice() {
                    [inner] => self.mapped(inner, table, absolute),
                    _ => Ok(None),
                };
            }
            _ => return Ok(None),
        };
        let Some(a) = self.computed_with(a, table)? else {
            return Ok(None);
        };
        let Some(b) = self.computed_with(b, table)? else {
            return Ok(None);
        };
        let pairs = a.into_iter().zip(b);
        let computed = pairs.map(|(a, b)| compute(operator, a?, b?));
        Ok(Some(computed.collect()))
    }

    fn mapped(
        &mut self,
        inner: &Expression,
        table: &Table,
        map: fn(Number) -> Option<Number>,
    ) -> Solved<Option<Numbers>> {
        let numbers = self.computed_with(inner, table)?;
        let map = |numbers: Numbers| numbers.into_iter().map(|n| n.and_then(map)).collect();
        Ok(numbers.map(map))
    }

    /// What is computed with, in each row: what is neither a number nor a value of time is an error.
    fn computed_with(&mut self, expression: &Expression, table: &Table) -> Solved<Option<Numbers>> {
        self.numbers_or(expression, table, |kind| kind != Kind::Value)
    }

    /// A number in each row, or none where there is no value; nothing at all if there is anything else.
    pub(super) fn only_numbers(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Solved<Option<Numbers>> {
        self.numbers_or(expression, table, |kind| kind == Kind::Unbound)
    }

    fn numbers_or(
        &mut self,
        expression: &Expression,
        table: &Table,
        may_be_none: fn(Kind) -> bool,
    ) -> Solved<Option<Numbers>> {
        if is_computed(expression) {
            return self.computed(expression, table);
        }
        let column = self.evaluate(expression, table)?;
        let numbers = self.terms.numbers(&column);
        let fits = |(id, number): (&TermId, &Option<Number>)| {
            number.is_some() || may_be_none(self.terms.kind(*id))
        };
        let is_all = column.iter().zip(&numbers).all(fits);
        Ok(is_all.then_some(numbers))
    }

    /// The terms of numbers.
    pub(super) fn intern_numbers(&mut self, numbers: Numbers) -> Vec<TermId> {
        let mut seen: FxHashMap<(u8, [u8; 16]), TermId> = FxHashMap::default();
        let intern = |number: Option<Number>| {
            let Some(number) = number else { return UNBOUND };
            let id = seen.entry(identity(number));
            *id.or_insert_with(|| self.terms.intern(&term_of(number)))
        };
        numbers.into_iter().map(intern).collect()
    }
}
