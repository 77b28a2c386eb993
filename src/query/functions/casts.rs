//! [Casts](https://www.w3.org/TR/sparql11-query/#FunctionMapping) to the datatypes of XML Schema, by the
//! [table of XPath](https://www.w3.org/TR/xpath-functions-31/#casting); a string may have white space around the value.

use super::number::{Numeral, rounded};
use super::time::{Instant, Span};
use super::value::{Seen, Value, XSD, boolean};
use crate::dictionary::Number;
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
    Number(&'static str),
    /// A type of time.
    Instant(&'static str),
    /// A type of duration.
    Span(&'static str),
}

const TARGETS: [Target; 31] = [
    Target::String,
    Target::Uri,
    Target::Boolean,
    Target::Number("integer"),
    Target::Number("decimal"),
    Target::Number("float"),
    Target::Number("double"),
    Target::Number("nonNegativeInteger"),
    Target::Number("positiveInteger"),
    Target::Number("nonPositiveInteger"),
    Target::Number("negativeInteger"),
    Target::Number("long"),
    Target::Number("int"),
    Target::Number("short"),
    Target::Number("byte"),
    Target::Number("unsignedLong"),
    Target::Number("unsignedInt"),
    Target::Number("unsignedShort"),
    Target::Number("unsignedByte"),
    Target::Instant("dateTime"),
    Target::Instant("dateTimeStamp"),
    Target::Instant("date"),
    Target::Instant("time"),
    Target::Instant("gYear"),
    Target::Instant("gYearMonth"),
    Target::Instant("gMonth"),
    Target::Instant("gMonthDay"),
    Target::Instant("gDay"),
    Target::Span("duration"),
    Target::Span("yearMonthDuration"),
    Target::Span("dayTimeDuration"),
];

impl Target {
    /// The datatype with an IRI, if there is a cast to it.
    pub fn of(iri: &str) -> Option<Self> {
        let name = iri.strip_prefix(XSD)?;
        TARGETS.into_iter().find(|target| target.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Uri => "anyURI",
            Self::Boolean => "boolean",
            Self::Number(name) | Self::Instant(name) | Self::Span(name) => name,
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
            Self::Number("float") => to_floating(value, "float"),
            Self::Number("double") => to_floating(value, "double"),
            Self::Number("decimal") => match value.simple() {
                Some(text) => read("decimal", text).map(Value::Number),
                None => exact(value).map(|exact| Value::Number(Numeral::decimal(exact))),
            },
            Self::Number(name) => to_integer(value, name),
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
            Self::Number("float") => Some(Number::Float(read("float", text)?.float()).into()),
            Self::Number("double") => Some(Number::Double(read("double", text)?.double()).into()),
            Self::Number(name @ ("integer" | "decimal")) => read(name, text).map(Value::Number),
            Self::Instant(name) if name != "dateTimeStamp" => {
                Instant::of(name, collapsed(text)).map(Value::Instant)
            }
            Self::Span(name) => Span::of(name, collapsed(text)).map(Value::Span),
            Self::Number(_) | Self::Instant(_) => self.cast(&Value::text(text)),
        }
    }
}

/// A text without white space at its ends ([`collapse`](https://www.w3.org/TR/xmlschema11-2/#rf-whiteSpace)); no value has
/// white space inside.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn read(name: &str, text: &str) -> Option<Numeral> {
    Numeral::of(&format!("{XSD}{name}"), collapsed(text))
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

fn to_floating(value: &Value, name: &str) -> Option<Value> {
    let number = match value.seen() {
        Seen::Boolean(value) => Number::Integer(i64::from(value).into()).into(),
        Seen::Number(number) => number,
        Seen::Text(text) if text.is_simple() => read(name, text.text)?,
        _ => return None,
    };
    Some(match name {
        "float" => Number::Float(number.float()).into(),
        _ => Number::Double(number.double()).into(),
    })
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
fn to_integer(value: &Value, name: &str) -> Option<Value> {
    let number = match value.simple() {
        Some(text) => read(name, text)?,
        None => Numeral::integer(rounded(&exact(value)?, RoundingMode::Down)),
    };
    if name == "integer" {
        return Some(number.into());
    }
    let text = number.text();
    Numeral::of(&format!("{XSD}{name}"), &text)?;
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
