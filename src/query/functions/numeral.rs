//! Numbers of any size and their [arithmetic](https://www.w3.org/TR/xpath-functions-31/#op.numeric): what fits a fixed size is
//! computed as such, what goes beyond is computed exactly.

use super::decimal;
use super::number::{
    Computed, FRACTION_DIGITS, Operator, compare_numbers, compute_numbers, double, float,
};
use crate::dictionary::{Number, Numeric};
use bigdecimal::num_bigint::BigInt;
use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive, Zero};
use oxsdatatypes::{Decimal, Double, Float};
use std::cmp::Ordering;

/// A number of one of the four numeric types.
#[derive(Clone, Debug)]
pub enum Numeral {
    /// One with a value of fixed size.
    Small(Number),
    /// An integer beyond 64 bits.
    Integer(BigDecimal),
    /// A decimal with more digits than [`Decimal`] has.
    Decimal(BigDecimal),
}

/// A number has at most this many digits: a computation that passes them is an error.
const MOST_DIGITS: u64 = 100_000;

impl From<Number> for Numeral {
    fn from(number: Number) -> Self {
        Self::Small(number)
    }
}

impl From<u64> for Numeral {
    fn from(number: u64) -> Self {
        match i64::try_from(number) {
            Ok(small) => Self::Small(Number::Integer(small.into())),
            Err(_) => Self::Integer(number.into()),
        }
    }
}

impl Numeral {
    /// The number that a literal of a datatype says; `None` if it says none.
    pub fn of(datatype: &str, text: &str) -> Option<Self> {
        Self::read(Numeric::of(datatype)?, text)
    }

    /// The number that a lexical form of a kind of number says; `None` if it says none.
    pub fn read(kind: Numeric, text: &str) -> Option<Self> {
        if let Some(number) = kind.parse(text) {
            return Some(Self::Small(number));
        }
        match kind {
            Numeric::Integer(low, high) => {
                let value = exact(text).filter(|_| !text.contains('.'))?;
                // What fits into 128 bits is compared; what does not is beyond every bound.
                let fits = match value.to_i128() {
                    Some(value) => (low..=high).contains(&value),
                    None if value.sign() == bigdecimal::num_bigint::Sign::Minus => low == i128::MIN,
                    None => high == i128::MAX,
                };
                fits.then(|| Self::integer(value))
            }
            Numeric::Decimal => exact(text).map(Self::decimal),
            Numeric::Float | Numeric::Double => None,
        }
    }

    /// An integer with the value, which has no fraction.
    pub fn integer(value: BigDecimal) -> Self {
        match value.to_i64() {
            Some(small) => Self::Small(Number::Integer(small.into())),
            None => Self::Integer(value),
        }
    }

    /// A decimal with the value.
    pub fn decimal(value: BigDecimal) -> Self {
        let value = value.normalized();
        let (digits, scale) = value.as_bigint_and_exponent();
        let small = (scale <= FRACTION_DIGITS)
            .then(|| value.with_scale(FRACTION_DIGITS).as_bigint_and_exponent().0)
            .and_then(|digits| digits.to_i128())
            .filter(|_| digits.bits() < 128);
        match small {
            Some(digits) => Self::Small(Number::Decimal(Decimal::from_be_bytes(
                digits.to_be_bytes(),
            ))),
            None => Self::Decimal(value),
        }
    }

    /// The exact value of an integer or a decimal.
    pub fn exact(&self) -> Option<BigDecimal> {
        match self {
            Self::Small(Number::Integer(value)) => Some(i64::from(*value).into()),
            Self::Small(Number::Decimal(value)) => {
                let digits = i128::from_be_bytes(value.to_be_bytes());
                Some(BigDecimal::new(BigInt::from(digits), FRACTION_DIGITS))
            }
            Self::Small(_) => None,
            Self::Integer(value) | Self::Decimal(value) => Some(value.clone()),
        }
    }

    /// Whether it is an `xsd:integer`.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Small(Number::Integer(_)))
    }

    /// The double that is nearest to it.
    pub fn double(&self) -> Double {
        match self {
            Self::Small(number) => double(*number),
            Self::Integer(value) | Self::Decimal(value) => value
                .to_string()
                .parse()
                .unwrap_or_else(|_| f64::NAN.into()),
        }
    }

    /// The float that is nearest to it.
    pub fn float(&self) -> Float {
        match self {
            Self::Small(number) => float(*number),
            Self::Integer(value) | Self::Decimal(value) => value
                .to_string()
                .parse()
                .unwrap_or_else(|_| f32::NAN.into()),
        }
    }

    /// The integer or the decimal that a double says with the fewest digits; `None` if it says none.
    pub fn of_double(value: Double) -> Option<BigDecimal> {
        value
            .is_finite()
            .then(|| f64::from(value).to_string().parse().ok())?
    }

    /// As [`of_double`](Self::of_double), of a float.
    pub fn of_float(value: Float) -> Option<BigDecimal> {
        value
            .is_finite()
            .then(|| f32::from(value).to_string().parse().ok())?
    }

    /// Whether it is zero or not a number.
    pub fn is_zero_or_nan(&self) -> bool {
        let double = f64::from(self.double());
        match self {
            Self::Small(Number::Decimal(value)) => *value == Decimal::from(0),
            Self::Integer(value) | Self::Decimal(value) => value.is_zero(),
            Self::Small(_) => double == 0.0 || double.is_nan(),
        }
    }

    /// Its [canonical form](https://www.w3.org/TR/xpath-functions-31/#casting-to-string), as a cast to a string gives it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    /// Appends its canonical form to a text.
    pub fn write(&self, text: &mut String) {
        match self {
            Self::Small(Number::Integer(value)) => {
                text.push_str(itoa::Buffer::new().format(i64::from(*value)));
            }
            Self::Small(Number::Decimal(value)) => decimal::write(*value, text),
            Self::Small(Number::Float(value)) => {
                let value = f32::from(*value);
                let of_value = written(value.into(), &value.to_string(), &format!("{value:E}"));
                text.push_str(&of_value);
            }
            Self::Small(Number::Double(value)) => {
                let value = f64::from(*value);
                let of_value = written(value, &value.to_string(), &format!("{value:E}"));
                text.push_str(&of_value);
            }
            Self::Integer(value) | Self::Decimal(value) => text.push_str(&value.to_plain_string()),
        }
    }

    /// The local name of its datatype.
    pub fn datatype(&self) -> &'static str {
        match self {
            Self::Small(Number::Integer(_)) | Self::Integer(_) => "integer",
            Self::Small(Number::Decimal(_)) | Self::Decimal(_) => "decimal",
            Self::Small(Number::Float(_)) => "float",
            Self::Small(Number::Double(_)) => "double",
        }
    }
}

/// A floating number of which two ways to write it are given: with an exponent if it is small or large.
fn written(value: f64, plain: &str, scientific: &str) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    if value.is_nan() || value == 0.0 || (1e-6..1e6).contains(&value.abs()) {
        return plain.to_owned();
    }
    match scientific.split_once('E') {
        Some((mantissa, exponent)) if !mantissa.contains('.') => format!("{mantissa}.0E{exponent}"),
        _ => scientific.to_owned(),
    }
}

/// The exact value of a lexical form of [`decimal`](https://www.w3.org/TR/xmlschema11-2/#decimal).
fn exact(text: &str) -> Option<BigDecimal> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_decimal = is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() > 0;
    if !is_decimal || text.len() as u64 > MOST_DIGITS {
        return None;
    }
    let digits: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let digits = if text.starts_with('-') {
        -digits
    } else {
        digits
    };
    Some(BigDecimal::new(digits, fraction.len() as i64))
}

/// Which of two numbers is smaller; nothing if one is not a number.
pub fn compare(a: &Numeral, b: &Numeral) -> Option<Ordering> {
    if let (Numeral::Small(a), Numeral::Small(b)) = (a, b) {
        return compare_numbers(*a, *b);
    }
    match (a.exact(), b.exact()) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ if a.datatype() == "double" || b.datatype() == "double" => {
            a.double().partial_cmp(&b.double())
        }
        _ => a.float().partial_cmp(&b.float()),
    }
}

/// Computes with two numbers; nothing for a division by zero, or if the result has too many digits.
pub fn compute(operator: Operator, a: &Numeral, b: &Numeral) -> Option<Numeral> {
    if let (Numeral::Small(a), Numeral::Small(b)) = (a, b) {
        match compute_numbers(operator, *a, *b) {
            Computed::Number(number) => return Some(number.into()),
            Computed::Error => return None,
            Computed::TooLarge => {}
        }
    }
    let (Some(left), Some(right)) = (a.exact(), b.exact()) else {
        let (a, b) = match a.datatype() == "double" || b.datatype() == "double" {
            true => (Number::Double(a.double()), Number::Double(b.double())),
            false => (Number::Float(a.float()), Number::Float(b.float())),
        };
        return match compute_numbers(operator, a, b) {
            Computed::Number(number) => Some(number.into()),
            _ => None,
        };
    };
    let value = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if right.is_zero() => return None,
        Operator::Divide => {
            let scale = FRACTION_DIGITS
                .max(left.fractional_digit_count())
                .max(right.fractional_digit_count());
            quotient(&left, &right, scale)
        }
    };
    let is_integer = a.is_integer() && b.is_integer() && !matches!(operator, Operator::Divide);
    (value.digits() <= MOST_DIGITS).then(|| match is_integer {
        true => Numeral::integer(value),
        false => Numeral::decimal(value),
    })
}

/// A quotient with this many digits after the point; what follows is cut off.
fn quotient(a: &BigDecimal, b: &BigDecimal, scale: i64) -> BigDecimal {
    let (a, of_a) = a.as_bigint_and_exponent();
    let (b, of_b) = b.as_bigint_and_exponent();
    let shift = scale - of_a + of_b;
    let power = |shift: i64| BigInt::from(10).pow(shift.unsigned_abs() as u32);
    let digits = match shift >= 0 {
        true => a * power(shift) / b,
        false => a / (b * power(shift)),
    };
    BigDecimal::new(digits, scale)
}

/// The nearest integer to a decimal in a direction; `Number` and `Numeral` of floating types have their own.
pub fn rounded(value: &BigDecimal, mode: RoundingMode) -> BigDecimal {
    value.with_scale_round(0, mode)
}
