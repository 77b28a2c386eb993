//! [Casts](https://www.w3.org/TR/sparql11-query/#FunctionMapping) to the datatypes of XML Schema, by the
//! [table of XPath](https://www.w3.org/TR/xpath-functions-31/#casting); a string may have white space around the value.

use super::number;
use super::numeral::{Numeral, rounded};
use super::time::{Instant, Span};
use super::value::{Seen, Value, XSD, boolean};
use crate::dictionary::{Number, Numeric};
use bigdecimal::{BigDecimal, RoundingMode};
use oxsdatatypes::{Date, DateTime, DayTimeDuration, YearMonthDuration};

/// The datatype that a value is cast to, by its local name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `xsd:string`
    String,
    /// `xsd:anyURI`
    Uri,
    /// `xsd:boolean`
    Boolean,
    /// A numeric type.
    Number(&'static str, Numeric),
    /// A type of time.
    Instant(&'static str),
    /// A type of duration.
    Span(&'static str),
}

const NUMBERS: [&str; 16] = [
    "integer",
    "decimal",
    "float",
    "double",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
];

const INSTANTS: [&str; 9] = [
    "dateTime",
    "dateTimeStamp",
    "date",
    "time",
    "gYear",
    "gYearMonth",
    "gMonth",
    "gMonthDay",
    "gDay",
];

const SPANS: [&str; 3] = ["duration", "yearMonthDuration", "dayTimeDuration"];

impl Target {
    /// The datatype with an IRI, if there is a cast to it.
    pub fn of(iri: &str) -> Option<Self> {
        let name = iri.strip_prefix(XSD)?;
        let one_of = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
        match name {
            "string" => return Some(Self::String),
            "anyURI" => return Some(Self::Uri),
            "boolean" => return Some(Self::Boolean),
            _ => {}
        }
        if let Some(name) = one_of(&NUMBERS) {
            return Some(Self::Number(name, Numeric::of(iri)?));
        }
        let instant = one_of(&INSTANTS).map(Self::Instant);
        instant.or_else(|| one_of(&SPANS).map(Self::Span))
    }

    /// Returns the local names of the datatypes that a value can be cast to.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let others = ["string", "anyURI", "boolean"];
        others
            .into_iter()
            .chain(NUMBERS)
            .chain(INSTANTS)
            .chain(SPANS)
    }

    /// Returns what casts a number of fixed size to this datatype, if that is one of the four that computed numbers have;
    /// it returns nothing where the result is of no fixed size, or there is none.
    pub fn of_number(self) -> Option<fn(Number) -> Option<Number>> {
        let Self::Number(name, _) = self else {
            return None;
        };
        Some(match name {
            "integer" => number::whole,
            "decimal" => number::decimal,
            "float" => |number| Some(Number::Float(number::float(number))),
            "double" => |number| Some(Number::Double(number::double(number))),
            _ => return None,
        })
    }

    /// Returns the number that a text becomes, given that [`of_number`](Self::of_number) returns something: `Some(None)` if
    /// it is none, and nothing if it is of no fixed size.
    pub fn number_of_text(self, text: &str) -> Option<Option<Number>> {
        let Self::Number(_, kind) = self else {
            return None;
        };
        match Numeral::read(kind, collapsed(text)) {
            Some(Numeral::Small(number)) => Some(Some(number)),
            Some(_) => None,
            None => Some(None),
        }
    }

    /// The value of this datatype that a value becomes, if there is one.
    pub fn cast(self, value: &Value) -> Option<Value> {
        match self {
            Self::String => to_string(value),
            Self::Uri => match value.seen() {
                Seen::Iri(iri) => Some(Value::typed(iri, "anyURI")),
                _ => Some(Value::typed(collapsed(value.simple()?), "anyURI")),
            },
            Self::Boolean => to_boolean(value).map(Value::Boolean),
            Self::Number(_, Numeric::Float) => {
                let number = to_floating(value, Numeric::Float)?;
                Some(Number::Float(number.float()).into())
            }
            Self::Number(_, Numeric::Double) => {
                let number = to_floating(value, Numeric::Double)?;
                Some(Number::Double(number.double()).into())
            }
            Self::Number(_, Numeric::Decimal) => match value.simple() {
                Some(text) => read(Numeric::Decimal, text).map(Value::Number),
                None => exact(value).map(|exact| Value::Number(Numeral::decimal(exact))),
            },
            Self::Number(name, kind @ Numeric::Integer(..)) => to_integer(value, name, kind),
            Self::Instant(name) => to_instant(value, name),
            Self::Span(name) => to_span(value, name).map(Value::Span),
        }
    }
}

impl Target {
    /// Returns the value of this datatype that a string without language becomes.
    pub fn cast_text(self, text: &str) -> Option<Value> {
        match self {
            Self::String => Some(Value::text(text)),
            Self::Uri => Some(Value::typed(collapsed(text), "anyURI")),
            Self::Boolean => boolean(collapsed(text)).map(Value::Boolean),
            Self::Number("integer" | "decimal" | "float" | "double", kind) => {
                read(kind, text).map(Value::Number)
            }
            Self::Instant(name) if name != "dateTimeStamp" => {
                Instant::of(name, collapsed(text)).map(Value::Instant)
            }
            Self::Span(name) => Span::of(name, collapsed(text)).map(Value::Span),
            Self::Number(..) | Self::Instant(_) => self.cast(&Value::text(text)),
        }
    }
}

/// A text without white space at its ends ([`collapse`](https://www.w3.org/TR/xmlschema11-2/#rf-whiteSpace)); no value has
/// white space inside.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn read(kind: Numeric, text: &str) -> Option<Numeral> {
    Numeral::read(kind, collapsed(text))
}

/// The canonical form of a value; what has none in its datatype, or one that is not known, is taken as it is written.
fn to_string(value: &Value) -> Option<Value> {
    Some(match value.seen() {
        Seen::Blank(_) | Seen::Triple(_) => return None,
        Seen::Iri(iri) => Value::text(iri),
        Seen::Text(text) => Value::text(text.text),
        Seen::Other(literal) => Value::text(literal.value()),
        Seen::Boolean(value) => Value::text(value.to_string()),
        Seen::Number(number) => Value::text(number.text()),
        Seen::Instant(instant) => Value::text(instant.to_string()),
        Seen::Span(span) => Value::text(span.to_string()),
    })
}

fn to_boolean(value: &Value) -> Option<bool> {
    match value.seen() {
        Seen::Boolean(value) => Some(value),
        Seen::Number(number) => Some(!number.is_zero_or_nan()),
        Seen::Text(text) if text.is_simple() => boolean(collapsed(text.text)),
        _ => None,
    }
}

/// The number that a value becomes as a floating number.
fn to_floating(value: &Value, kind: Numeric) -> Option<Numeral> {
    match value.seen() {
        Seen::Boolean(value) => Some(Number::Integer(i64::from(value).into()).into()),
        Seen::Number(number) => Some(number),
        Seen::Text(text) if text.is_simple() => read(kind, text.text),
        _ => None,
    }
}

/// The exact value of what is not a string: of a floating number the one that its digits say.
fn exact(value: &Value) -> Option<BigDecimal> {
    match value.seen() {
        Seen::Boolean(value) => Some(i64::from(value).into()),
        Seen::Number(Numeral::Small(Number::Double(value))) => Numeral::of_double(value),
        Seen::Number(Numeral::Small(Number::Float(value))) => Numeral::of_float(value),
        Seen::Number(number) => number.exact(),
        _ => None,
    }
}

/// An integer of `xsd:integer` or a type derived from it, without the fraction of the value.
fn to_integer(value: &Value, name: &str, kind: Numeric) -> Option<Value> {
    let number = match (value.simple(), value) {
        (Some(text), _) => read(kind, text)?,
        (None, Value::Number(Numeral::Small(small))) if number::whole(*small).is_some() => {
            number::whole(*small)?.into()
        }
        _ => Numeral::integer(rounded(&exact(value)?, RoundingMode::Down)),
    };
    if name == "integer" {
        return Some(number.into());
    }
    let text = number.text();
    Numeral::read(kind, &text)?;
    Some(Value::typed(text, name))
}

fn to_instant(value: &Value, name: &str) -> Option<Value> {
    let instant = match value.seen() {
        Seen::Text(text) if text.is_simple() => Instant::of(name, collapsed(text.text))?,
        Seen::Instant(instant) => converted(instant, name)?,
        _ => return None,
    };
    Some(match name {
        "dateTimeStamp" => Value::typed(instant.to_string(), name),
        _ => Value::Instant(instant),
    })
}

/// An instant as one of another type, if it has all that this one needs.
fn converted(instant: Instant, name: &str) -> Option<Instant> {
    if let Instant::DateTime(value) = instant {
        return of_date_time(value, name);
    }
    if let Instant::Date(value) = instant {
        return of_date(value, name);
    }
    (instant.datatype() == name).then_some(instant)
}

fn of_date_time(value: DateTime, name: &str) -> Option<Instant> {
    Some(match name {
        "dateTime" => Instant::DateTime(value),
        "dateTimeStamp" => {
            value.timezone_offset()?;
            Instant::DateTime(value)
        }
        "time" => Instant::Time(value.into()),
        "gYear" => Instant::Year(value.try_into().ok()?),
        "gYearMonth" => Instant::YearMonth(value.try_into().ok()?),
        _ => return of_date(value.try_into().ok()?, name),
    })
}

fn of_date(value: Date, name: &str) -> Option<Instant> {
    Some(match name {
        "date" => Instant::Date(value),
        "dateTime" => Instant::DateTime(value.try_into().ok()?),
        "dateTimeStamp" => {
            value.timezone_offset()?;
            Instant::DateTime(value.try_into().ok()?)
        }
        "gYear" => Instant::Year(value.try_into().ok()?),
        "gYearMonth" => Instant::YearMonth(value.into()),
        "gMonth" => Instant::Month(value.into()),
        "gMonthDay" => Instant::MonthDay(value.into()),
        "gDay" => Instant::Day(value.into()),
        _ => return None,
    })
}

/// A duration, without the months or the seconds if the type has none.
fn to_span(value: &Value, name: &str) -> Option<Span> {
    let span = match value.seen() {
        Seen::Text(text) if text.is_simple() => return Span::of(name, collapsed(text.text)),
        Seen::Span(span) => span,
        _ => return None,
    };
    let duration = span.duration();
    let bytes = duration.to_be_bytes();
    let (months, seconds) = bytes.split_first_chunk::<8>()?;
    Some(match name {
        "duration" => Span::Duration(duration),
        "yearMonthDuration" => Span::YearMonth(YearMonthDuration::from_be_bytes(*months)),
        _ => Span::DayTime(DayTimeDuration::from_be_bytes(seconds.try_into().ok()?)),
    })
}
