//! Numbers of fixed size, integers of 64 bits and decimals of 128 bits among them, and their
//! [arithmetic](https://www.w3.org/TR/xpath-functions-31/#op.numeric) with the
//! [promotions](https://www.w3.org/TR/xpath-31/#promotion) of XPath.

use super::decimal;
use crate::dictionary::Number;
use oxsdatatypes::{Decimal, Double, Float, Integer};
use std::cmp::Ordering;

/// An operator of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// The result of an operator on numbers of fixed size.
pub enum Computed {
    /// A number.
    Number(Number),
    /// The division by zero of an integer or a decimal.
    Error,
    /// The result is of no fixed size.
    TooLarge,
}

/// Decimals have this many digits after the point at least.
pub(super) const FRACTION_DIGITS: i64 = 18;

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

/// The double that is nearest to a number.
pub fn double(number: Number) -> Double {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) if is_short(value) => value.into(),
        Number::Decimal(value) => value.to_string().parse().unwrap_or_else(|_| value.into()),
        Number::Float(value) => value.into(),
        Number::Double(value) => value,
    }
}

/// The float that is nearest to a number.
pub fn float(number: Number) -> Float {
    match number {
        Number::Integer(value) => value.into(),
        Number::Decimal(value) => match value.to_string().parse() {
            Ok(float) => float,
            Err(_) => value.into(),
        },
        Number::Float(value) => value,
        Number::Double(value) => value.into(),
    }
}

/// Whether the digits of a decimal are exact in a double, so that one division rounds it right.
fn is_short(value: Decimal) -> bool {
    const BILLION: i128 = 1_000_000_000;
    let digits = i128::from_be_bytes(value.to_be_bytes());
    let digits = if digits % BILLION == 0 {
        digits / BILLION
    } else {
        digits
    };
    digits.unsigned_abs() < 1 << 53
}

/// Which of two numbers of fixed size is smaller; nothing if one is not a number.
pub fn compare_numbers(a: Number, b: Number) -> Option<Ordering> {
    match pair(a, b) {
        Pair::Integers(a, b) => a.partial_cmp(&b),
        Pair::Decimals(a, b) => a.partial_cmp(&b),
        Pair::Floats(a, b) => a.partial_cmp(&b),
        Pair::Doubles(a, b) => a.partial_cmp(&b),
    }
}

/// Computes with two numbers of fixed size.
pub fn compute_numbers(operator: Operator, a: Number, b: Number) -> Computed {
    let pair = pair(a, b);
    let is_zero = match &pair {
        Pair::Integers(_, b) => *b == Integer::from(0),
        Pair::Decimals(_, b) => *b == Decimal::from(0),
        Pair::Floats(..) | Pair::Doubles(..) => false,
    };
    if is_zero && matches!(operator, Operator::Divide) {
        return Computed::Error;
    }
    let number = match pair {
        Pair::Integers(a, b) => match operator {
            Operator::Add => a.checked_add(b).map(Number::Integer),
            Operator::Subtract => a.checked_sub(b).map(Number::Integer),
            Operator::Multiply => a.checked_mul(b).map(Number::Integer),
            Operator::Divide => decimal::quotient(a.into(), b.into()).map(Number::Decimal),
        },
        Pair::Decimals(a, b) => {
            let number = match operator {
                Operator::Add => a.checked_add(b),
                Operator::Subtract => a.checked_sub(b),
                Operator::Multiply => a.checked_mul(b),
                Operator::Divide => decimal::quotient(a, b),
            };
            number.map(Number::Decimal)
        }
        Pair::Floats(a, b) => Some(Number::Float(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        })),
        Pair::Doubles(a, b) => Some(Number::Double(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        })),
    };
    number.map_or(Computed::TooLarge, Computed::Number)
}

/// The integer that is left of a number of fixed size without its fraction, if it is of fixed size and certain.
pub fn whole(number: Number) -> Option<Number> {
    let whole = match number {
        Number::Integer(_) => return Some(number),
        Number::Decimal(value) => {
            let digits = i128::from_be_bytes(value.to_be_bytes());
            i64::try_from(digits / 10_i128.pow(FRACTION_DIGITS as u32)).ok()?
        }
        Number::Float(value) => whole_of(f64::from(f32::from(value)), 24)?,
        Number::Double(value) => whole_of(f64::from(value), 53)?,
    };
    Some(Number::Integer(whole.into()))
}

/// The integer that is left of a floating number without its fraction, unless it is too large for each integer to be one: its
/// mantissa has this many bits.
fn whole_of(value: f64, bits: u32) -> Option<i64> {
    (value.abs() < (1_u64 << bits) as f64).then_some(value as i64)
}

/// The decimal that an integer or a decimal of fixed size is.
pub fn decimal(number: Number) -> Option<Number> {
    match number {
        Number::Integer(value) => Some(Number::Decimal(value.into())),
        Number::Decimal(_) => Some(number),
        Number::Float(_) | Number::Double(_) => None,
    }
}

/// The negative of a number of fixed size, if that has one too.
pub fn negative(number: Number) -> Option<Number> {
    Some(match number {
        Number::Integer(value) => Number::Integer(value.checked_neg()?),
        Number::Decimal(value) => Number::Decimal(value.checked_neg()?),
        Number::Float(value) => Number::Float(-value),
        Number::Double(value) => Number::Double(-value),
    })
}

/// The absolute value of a number of fixed size, if that has one too.
pub fn absolute(number: Number) -> Option<Number> {
    Some(match number {
        Number::Integer(value) => Number::Integer(value.checked_abs()?),
        Number::Decimal(value) => Number::Decimal(value.checked_abs()?),
        Number::Float(value) => Number::Float(value.abs()),
        Number::Double(value) => Number::Double(value.abs()),
    })
}
