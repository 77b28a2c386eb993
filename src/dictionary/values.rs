//! The values of literals that are numbers or moments beside their text, so that nothing is parsed when rows are filtered,
//! sorted or summed. (Booleans need none: a graph has four of them at most.)
//!
//! A bit for each literal says whether it has a value; the values stand one after the other, and for every 512 literals
//! it is known how many come before. What a value is, the literal's datatype says
//! ([XML Schema, 3.3 and 3.4](https://www.w3.org/TR/xmlschema11-2/#built-in-primitive-datatypes)).

use super::{Dictionary, Moment, Temporal, TermId};
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
    /// The kind of a datatype; `None` if its values are no numbers.
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

    fn decode(self, bits: u64) -> Option<Number> {
        Some(match self {
            Self::Integer(..) => return self.integer(bits as i64),
            Self::Decimal => {
                let (mantissa, scale) = ((bits as i64) >> SCALE_BITS, bits & SCALE_MASK);
                let unit = 10_i128.checked_pow(18_u32.checked_sub(scale as u32)?)?;
                Number::Decimal(Decimal::from_be_bytes(
                    (i128::from(mantissa) * unit).to_be_bytes(),
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

    fn encode(self, text: &str) -> Option<u64> {
        match self {
            Self::Number(kind) => kind.parse(text)?.encode(),
            Self::Moment(kind) => kind.parse(text)?.encode(),
        }
    }
}

/// How many literals share an entry of `before`.
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

impl Values {
    /// Parses the literals of a dictionary.
    pub fn of(dictionary: &Dictionary) -> Self {
        let kinds = dictionary.value_types();
        let first = dictionary.literals().start;
        let mut present = vec![0_u64; dictionary.literals().len().div_ceil(64)];
        let (mut before, mut values) = (Vec::new(), Vec::new());
        dictionary.each_text(dictionary.literals(), |id, text| {
            let index = (id - first) as usize;
            if index.is_multiple_of(GROUP) {
                before.push(values.len() as u32);
            }
            let kind = dictionary.literal_type_index(id);
            let Some(Some(kind)) = kind.and_then(|index| kinds.get(index as usize)) else {
                return;
            };
            let text = std::str::from_utf8(text).ok();
            if let Some(value) = text.and_then(|text| kind.encode(text)) {
                present[index / 64] |= 1 << (index % 64);
                values.push(value);
            }
        });
        Self {
            present: present.into(),
            before: before.into(),
            values: values.into(),
        }
    }
}

/// Looks up values; made once for many look-ups.
pub struct ValueReader<'d> {
    dictionary: &'d Dictionary,
    present: &'d [u64],
    before: &'d [u32],
    values: &'d [u64],
    types: &'d [u8],
    further_types: &'d [u32],
    kinds: &'d [Option<Valued>],
    /// For each word of `present`, how many values stand before it, if that was counted.
    ranks: Vec<u32>,
}

impl ValueReader<'_> {
    /// The same for very many look-ups: what they would count again and again is counted once.
    #[must_use]
    pub fn for_many(mut self) -> Self {
        let mut rank = 0;
        self.ranks.reserve(self.present.len());
        for word in self.present {
            self.ranks.push(rank);
            rank += word.count_ones();
        }
        self
    }

    /// The value of a literal that is a number; of a decimal with very many digits it is read from its text.
    #[inline]
    pub fn number(&self, id: TermId) -> Option<Number> {
        let (index, Valued::Number(kind)) = self.valued(id)? else {
            return None;
        };
        match self.encoded(index) {
            Some(value) => kind.decode(value),
            None => kind.parse(&self.dictionary.text(id)),
        }
    }

    /// The value of a literal that is a moment; of one that milliseconds do not say it is read from its text.
    pub fn moment(&self, id: TermId) -> Option<Moment> {
        let (index, Valued::Moment(kind)) = self.valued(id)? else {
            return None;
        };
        match self.encoded(index) {
            Some(value) => Some(kind.decode(value)),
            None => kind.parse(&self.dictionary.text(id)),
        }
    }

    /// The index of a literal and what its values are.
    #[inline]
    fn valued(&self, id: TermId) -> Option<(usize, Valued)> {
        let index = id.checked_sub(self.dictionary.bounds[1])? as usize;
        let high = self.further_types.get(index).map_or(0, |high| high << 8);
        let literal_type = u32::from(*self.types.get(index)?) | high;
        Some((index, (*self.kinds.get(literal_type as usize)?)?))
    }

    #[inline]
    fn encoded(&self, index: usize) -> Option<u64> {
        let word = *self.present.get(index / 64)?;
        let below = index % 64;
        if word >> below & 1 == 0 {
            return None;
        }
        let within = (word & ((1 << below) - 1)).count_ones();
        if let Some(rank) = self.ranks.get(index / 64) {
            return self.values.get((rank + within) as usize).copied();
        }
        let first_word = index / GROUP * (GROUP / 64);
        let words = self.present.get(first_word..index / 64)?;
        let rank: u32 = words.iter().map(|word| word.count_ones()).sum();
        let rank = rank + within;
        let before = *self.before.get(index / GROUP)?;
        self.values.get(before.checked_add(rank)? as usize).copied()
    }
}

impl Dictionary {
    /// For each literal type what its values are, for [`Dictionary::values_of`].
    pub fn value_types(&self) -> Vec<Option<Valued>> {
        self.types.iter().map(|t| Valued::of(&t.datatype)).collect()
    }

    /// Looks up the values of literals, given [`Dictionary::value_types`].
    pub fn values_of<'d>(&'d self, kinds: &'d [Option<Valued>]) -> ValueReader<'d> {
        ValueReader {
            dictionary: self,
            present: &self.values.present,
            before: &self.values.before,
            values: &self.values.values,
            types: &self.literal_types.low,
            further_types: &self.literal_types.high,
            kinds,
            ranks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Interner;
    use super::*;
    use crate::rdf::{Literal, NamedNode};

    #[test]
    fn every_value_comes_back_as_its_text_says() {
        let literals = [
            ("integer", "42"),
            ("integer", "-9223372036854775808"),
            ("int", "007"),
            ("byte", "200"),
            ("double", "infinity"),
            ("decimal", "12.50"),
            ("decimal", "-0.000000000000000001"),
            ("decimal", "99999999999999999999.5"),
            ("double", "-1.5e300"),
            ("double", "NaN"),
            ("float", "0.1"),
            ("integer", "many"),
            ("date", "2021-11-02"),
            ("date", "-0044-03-15"),
            ("date", "2021-11-02+08:00"),
            ("date", "2021-13-02"),
            ("dateTime", "2021-11-02T12:00:00"),
            ("dateTime", "2021-11-02T24:00:00Z"),
            ("dateTime", "2021-11-02T12:00:00.125+14:00"),
            ("dateTime", "2021-11-02T12:00:00.000001-14:00"),
            ("dateTime", "2021-11-02T12:00:00-00:01"),
            ("dateTime", "123456789-11-02T12:00:00Z"),
            ("dateTimeStamp", "1969-12-31T23:59:59.999Z"),
            ("gYear", "2021"),
        ];
        let iri = |name: &str| {
            NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"))
        };
        let mut interner = Interner::default();
        for n in 0..2000 {
            let text = Literal::new_simple_literal(format!("{n}"));
            interner.intern_term(&text.into()).expect("few terms");
        }
        for (name, text) in literals {
            let literal = Literal::new_typed_literal(text, iri(name));
            interner.intern_term(&literal.into()).expect("few terms");
        }
        let (dictionary, _) = Dictionary::from_interner(&interner);
        let types = dictionary.value_types();
        let values = dictionary.values_of(&types);
        for (name, text) in literals {
            let literal = Literal::new_typed_literal(text, iri(name));
            let id = dictionary.find(&literal.into()).expect("it is there");
            let number = Numeric::of(iri(name).as_str()).and_then(|kind| kind.parse(text));
            let moment = Temporal::of(iri(name).as_str()).and_then(|kind| kind.parse(text));
            assert_eq!(
                format!("{:?} {:?}", values.number(id), values.moment(id)),
                format!("{number:?} {moment:?}")
            );
            let number_again = dictionary.values_of(&types).for_many().number(id);
            assert_eq!(format!("{number_again:?}"), format!("{number:?}"));
        }
        // Too precise, or a year too large for milliseconds, or a zone that is written like none.
        let in_text = ["99999999999999999999.5", "2021-11-02T12:00:00.000001-14:00"];
        let in_text = in_text.len() + ["-00:01", "123456789"].len();
        let wrong = ["many", "200", "infinity", "2021-13-02", "gYear"].len();
        assert_eq!(
            dictionary.values.values.len(),
            literals.len() - in_text - wrong
        );
    }
}
