//! [Functions on numbers](https://www.w3.org/TR/sparql11-query/#func-numerics).

use super::number::absolute;
use super::numeral::{Numeral, rounded};
use super::operators::with_value;
use super::value::Value;
use crate::dictionary::Number;
use bigdecimal::{BigDecimal, RoundingMode};
use oxsdatatypes::{Decimal, Double, Float};
use rand::random;
use spargebra::algebra::Function;

/// [`ABS`](https://www.w3.org/TR/sparql11-query/#func-abs)
pub fn abs(arguments: &[Value]) -> Option<Value> {
    ABS.of(arguments.first()?)
}

/// [`CEIL`](https://www.w3.org/TR/sparql11-query/#func-ceil)
pub fn ceil(arguments: &[Value]) -> Option<Value> {
    CEIL.of(arguments.first()?)
}

/// [`FLOOR`](https://www.w3.org/TR/sparql11-query/#func-floor)
pub fn floor(arguments: &[Value]) -> Option<Value> {
    FLOOR.of(arguments.first()?)
}

/// [`ROUND`](https://www.w3.org/TR/sparql11-query/#func-round): halves go up.
pub fn round(arguments: &[Value]) -> Option<Value> {
    ROUND.of(arguments.first()?)
}

/// A function of a number whose result has the same type.
struct Mapping {
    /// The result for a number of fixed size, unless it is larger.
    small: fn(Number) -> Option<Number>,
    /// The result for an integer or a decimal of any size.
    exact: fn(&BigDecimal) -> BigDecimal,
}

impl Mapping {
    fn of(&self, value: &Value) -> Option<Value> {
        let number = value.number()?;
        if let Numeral::Small(small) = number
            && let Some(small) = (self.small)(small)
        {
            return Some(small.into());
        }
        Some(with_value(&number, (self.exact)(&number.exact()?)))
    }
}

const ABS: Mapping = Mapping {
    small: absolute,
    exact: BigDecimal::abs,
};

const CEIL: Mapping = Mapping {
    small: |number| rounded_by(number, Decimal::checked_ceil, Float::ceil, Double::ceil),
    exact: |value| rounded(value, RoundingMode::Ceiling),
};

const FLOOR: Mapping = Mapping {
    small: |number| rounded_by(number, Decimal::checked_floor, Float::floor, Double::floor),
    exact: |value| rounded(value, RoundingMode::Floor),
};

const ROUND: Mapping = Mapping {
    small: |number| rounded_by(number, Decimal::checked_round, Float::round, Double::round),
    exact: |value| {
        let half = BigDecimal::new(5.into(), 1);
        rounded(&(value + half), RoundingMode::Floor)
    },
};

/// Rounds a number of fixed size; an integer is round.
fn rounded_by(
    number: Number,
    decimal: fn(Decimal) -> Option<Decimal>,
    float: fn(Float) -> Float,
    double: fn(Double) -> Double,
) -> Option<Number> {
    Some(match number {
        Number::Integer(_) => number,
        Number::Decimal(value) => Number::Decimal(decimal(value)?),
        Number::Float(value) => Number::Float(float(value)),
        Number::Double(value) => Number::Double(double(value)),
    })
}

/// The result of a function for a number of fixed size, unless it is larger, and for any value.
type OfNumbers = (fn(Number) -> Option<Number>, fn(&Value) -> Option<Value>);

/// Returns how a function maps a number to one of the same type, if it does.
pub fn mapping(function: &Function) -> Option<OfNumbers> {
    Some(match function {
        Function::Abs => (ABS.small, |value| ABS.of(value)),
        Function::Ceil => (CEIL.small, |value| CEIL.of(value)),
        Function::Floor => (FLOOR.small, |value| FLOOR.of(value)),
        Function::Round => (ROUND.small, |value| ROUND.of(value)),
        _ => return None,
    })
}

/// [`RAND`](https://www.w3.org/TR/sparql11-query/#idp2130040)
pub fn rand(_: &[Value]) -> Option<Value> {
    Some(Number::Double(random::<f64>().into()).into())
}
