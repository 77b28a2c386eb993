//! [Functions on numbers](https://www.w3.org/TR/sparql11-query/#func-numerics).

use super::number::{Numeral, absolute, rounded};
use super::operators::with_value;
use super::value::Value;
use crate::dictionary::Number;
use bigdecimal::{BigDecimal, RoundingMode};
use oxsdatatypes::{Decimal, Double, Float};
use rand::random;

/// [`ABS`](https://www.w3.org/TR/sparql11-query/#func-abs)
pub fn abs(arguments: &[Value]) -> Option<Value> {
    let number = arguments.first()?.number()?;
    if let Numeral::Small(small) = number
        && let Some(small) = absolute(small)
    {
        return Some(small.into());
    }
    Some(with_value(&number, number.exact()?.abs()))
}

/// How to round each type of number; an integer is round.
struct Rounding {
    decimal: fn(Decimal) -> Option<Decimal>,
    float: fn(Float) -> Float,
    double: fn(Double) -> Double,
    exact: fn(&BigDecimal) -> BigDecimal,
}

fn round_by(arguments: &[Value], rounding: &Rounding) -> Option<Value> {
    let number = arguments.first()?.number()?;
    let small = match &number {
        Numeral::Small(Number::Decimal(value)) => (rounding.decimal)(*value).map(Number::Decimal),
        Numeral::Small(Number::Float(value)) => Some(Number::Float((rounding.float)(*value))),
        Numeral::Small(Number::Double(value)) => Some(Number::Double((rounding.double)(*value))),
        Numeral::Small(integer @ Number::Integer(_)) => Some(*integer),
        Numeral::Integer(_) | Numeral::Decimal(_) => None,
    };
    if let Some(small) = small {
        return Some(small.into());
    }
    Some(with_value(&number, (rounding.exact)(&number.exact()?)))
}

/// [`ROUND`](https://www.w3.org/TR/sparql11-query/#func-round): halves go up.
pub fn round(arguments: &[Value]) -> Option<Value> {
    round_by(
        arguments,
        &Rounding {
            decimal: Decimal::checked_round,
            float: Float::round,
            double: Double::round,
            exact: |value| {
                let half = BigDecimal::new(5.into(), 1);
                rounded(&(value + half), RoundingMode::Floor)
            },
        },
    )
}

/// [`CEIL`](https://www.w3.org/TR/sparql11-query/#func-ceil)
pub fn ceil(arguments: &[Value]) -> Option<Value> {
    round_by(
        arguments,
        &Rounding {
            decimal: Decimal::checked_ceil,
            float: Float::ceil,
            double: Double::ceil,
            exact: |value| rounded(value, RoundingMode::Ceiling),
        },
    )
}

/// [`FLOOR`](https://www.w3.org/TR/sparql11-query/#func-floor)
pub fn floor(arguments: &[Value]) -> Option<Value> {
    round_by(
        arguments,
        &Rounding {
            decimal: Decimal::checked_floor,
            float: Float::floor,
            double: Double::floor,
            exact: |value| rounded(value, RoundingMode::Floor),
        },
    )
}

/// [`RAND`](https://www.w3.org/TR/sparql11-query/#idp2130040)
pub fn rand(_: &[Value]) -> Option<Value> {
    Some(Number::Double(random::<f64>().into()).into())
}
