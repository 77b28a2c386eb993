//! The values of literals that are numbers or moments beside their text, so that nothing is parsed when rows are filtered,
//! sorted or summed. (Booleans need none: a graph has four of them at most.)
//!
//! A bit for each literal says whether it has a value; the values stand one after the other, and for every 512 literals
//! it is known how many come before. What a value is, the literal's datatype says
//! ([XML Schema, 3.3 and 3.4](https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes)).

use super::Temporal;
use crate::column::Column;
use oxsdatatypes::{Decimal, Double, Float, Integer};

/// A numeric value, as SPARQL computes with it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// `xsd:integer` and what is derived from it.
    Integer(Integer),
    /// `xsd:decimal`
    Decimal(Decimal),
    /// `xsd:float`
    Float(Float),
    /// `xsd:double`
    Double(Double),
}

/// Which kind of number a datatype has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numeric {
    /// 64 bits, between two bounds; those of 128 bits are none.
    Integer(i128, i128),
    /// Eighteen digits after the point at most.
    Decimal,
    /// Single precision.
    Float,
    /// Double precision.
    Double,
}

impl Numeric {
    /// The kind of a datatype; `None` if its values are not numbers.
    pub fn of(datatype: &str) -> Option<Self> {
        let between = |low: i128, high: i128| Some(Self::Integer(low, high));
        match datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#")? {
            "integer" => between(i128::MIN, i128::MAX),
            "nonNegativeInteger" => between(0, i128::MAX),
            "positiveInteger" => between(1, i128::MAX),
            "nonPositiveInteger" => between(i128::MIN, 0),
            "negativeInteger" => between(i128::MIN, -1),
            "long" => between(i64::MIN.into(), i64::MAX.into()),
            "int" => between(i32::MIN.into(), i32::MAX.into()),
            "short" => between(i16::MIN.into(), i16::MAX.into()),
            "byte" => between(i8::MIN.into(), i8::MAX.into()),
            "unsignedLong" => between(0, u64::MAX.into()),
            "unsignedInt" => between(0, u32::MAX.into()),
            "unsignedShort" => between(0, u16::MAX.into()),
            "unsignedByte" => between(0, u8::MAX.into()),
            "decimal" => Some(Self::Decimal),
            "float" => Some(Self::Float),
            "double" => Some(Self::Double),
            _ => None,
        }
    }

    /// The value of a lexical form; `None` if it has none, or one that only a number of any size holds.
    pub fn parse(self, text: &str) -> Option<Number> {
        match self {
            Self::Integer(..) => self.integer(text.parse().ok()?),
            Self::Decimal => Some(Number::Decimal(text.parse().ok()?)),
            Self::Float => is_floating(text).then(|| text.parse().ok().map(Number::Float))?,
            Self::Double => is_floating(text).then(|| text.parse().ok().map(Number::Double))?,
        }
    }

    /// An integer, if it is in the value space.
    fn integer(self, value: i64) -> Option<Number> {
        match self {
            Self::Integer(low, high) => (low..=high)
                .contains(&value.into())
                .then(|| Number::Integer(value.into())),
            _ => None,
        }
    }

    pub(super) fn decode(self, bits: u64) -> Option<Number> {
        Some(match self {
            Self::Integer(..) => return self.integer(bits as i64),
            Self::Decimal => {
                let (mantissa, scale) = ((bits as i64) >> SCALE_BITS, bits & SCALE_MASK);
                let unit = *UNITS.get(scale as usize)?;
                Number::Decimal(Decimal::from_be_bytes(
                    (i128::from(mantissa) * i128::from(unit)).to_be_bytes(),
                ))
            }
            Self::Float => Number::Float(f32::from_bits(bits as u32).into()),
            Self::Double => Number::Double(f64::from_bits(bits).into()),
        })
    }
}

/// Whether a text may be a number of [`double`](https://www.w3.org/TR/xmlschema11-2/#double): Rust takes other names, too.
fn is_floating(text: &str) -> bool {
    let has_letters = |byte: u8| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E');
    !text.bytes().any(has_letters) || matches!(text, "INF" | "+INF" | "-INF" | "NaN")
}

/// A decimal is its digits and, in the lowest bits, how many of them stand after the point.
const SCALE_BITS: u32 = 5;
const BILLION: i128 = 1_000_000_000;
const SCALE_MASK: u64 = (1 << SCALE_BITS) - 1;
/// What the last digit of a decimal stands for, by the number of digits after the point: 10¹⁸ is one.
const UNITS: [u64; 19] = {
    let mut units = [1; 19];
    let mut scale = 18;
    while scale > 0 {
        units[scale - 1] = units[scale] * 10;
        scale -= 1;
    }
    units
};

impl Number {
    /// Eight bytes, or `None` for a decimal with more digits than they hold.
    fn encode(self) -> Option<u64> {
        Some(match self {
            Self::Integer(value) => i64::from(value) as u64,
            Self::Float(value) => u64::from(f32::from(value).to_bits()),
            Self::Double(value) => f64::from(value).to_bits(),
            Self::Decimal(value) => {
                let digits = i128::from_be_bytes(value.to_be_bytes());
                // In 64 bits where that is enough: division of 128 bits is slow.
                let (digits, scale) = match i64::try_from(digits / BILLION) {
                    Ok(short) if digits % BILLION == 0 => without_zeros(short, 9),
                    _ => without_zeros(i64::try_from(digits).ok()?, 18),
                };
                let shifted = digits.checked_mul(1 << SCALE_BITS)?;
                shifted as u64 | scale
            }
        })
    }
}

/// Digits with so many of them after the point, without the zeros at their end.
fn without_zeros(mut digits: i64, mut scale: u64) -> (i64, u64) {
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    (digits, scale)
}

/// What the values of a datatype are, if they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Valued {
    /// Numbers.
    Number(Numeric),
    /// Moments.
    Moment(Temporal),
}

impl Valued {
    /// What the values of a datatype are.
    pub fn of(datatype: &str) -> Option<Self> {
        let number = Numeric::of(datatype).map(Self::Number);
        number.or_else(|| Temporal::of(datatype).map(Self::Moment))
    }

    pub(super) fn encode(self, text: &str) -> Option<u64> {
        match self {
            Self::Number(kind) => kind.parse(text)?.encode(),
            Self::Moment(kind) => kind.parse(text)?.encode(),
        }
    }
}

/// The number of literals that share an entry of [`Values::before`].
pub(super) const GROUP: usize = 512;

/// The values of the literals of a dictionary.
#[derive(Debug, Default)]
pub struct Values {
    /// One bit for each literal, by number.
    pub present: Column<u64>,
    /// For each group of literals, how many values stand before it.
    pub before: Column<u32>,
    /// The values.
    pub values: Column<u64>,
}
