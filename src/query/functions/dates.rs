//! [Functions on dates and times](https://www.w3.org/TR/sparql11-query/#func-date-time), and `ADJUST` of
//! [SEP 2](https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0002/sep-0002.md), which also gives them dates and times.

use super::time::{Instant, Span};
use super::value::{Seen, Value};
use crate::dictionary::Number;
use oxsdatatypes::{DateTime, DayTimeDuration};
use spargebra::algebra::Function;

/// The current time.
pub fn now() -> Value {
    Value::Instant(Instant::DateTime(DateTime::now()))
}

/// Returns what reads a part of a point of time or of a calendar, if a function does.
pub fn part(function: &Function) -> Option<fn(Instant) -> Option<Number>> {
    Some(match function {
        Function::Year => of_year,
        Function::Month => of_month,
        Function::Day => of_day,
        Function::Hours => of_hours,
        Function::Minutes => of_minutes,
        Function::Seconds => of_seconds,
        _ => return None,
    })
}

fn integer(value: impl Into<i64>) -> Number {
    Number::Integer(value.into().into())
}

fn of_year(instant: Instant) -> Option<Number> {
    Some(integer(match instant {
        Instant::DateTime(value) => value.year(),
        Instant::Date(value) => value.year(),
        Instant::YearMonth(value) => value.year(),
        Instant::Year(value) => value.year(),
        _ => return None,
    }))
}

fn of_month(instant: Instant) -> Option<Number> {
    Some(integer(match instant {
        Instant::DateTime(value) => value.month(),
        Instant::Date(value) => value.month(),
        Instant::YearMonth(value) => value.month(),
        Instant::MonthDay(value) => value.month(),
        Instant::Month(value) => value.month(),
        _ => return None,
    }))
}

fn of_day(instant: Instant) -> Option<Number> {
    Some(integer(match instant {
        Instant::DateTime(value) => value.day(),
        Instant::Date(value) => value.day(),
        Instant::MonthDay(value) => value.day(),
        Instant::Day(value) => value.day(),
        _ => return None,
    }))
}

fn of_hours(instant: Instant) -> Option<Number> {
    Some(integer(match instant {
        Instant::DateTime(value) => value.hour(),
        Instant::Time(value) => value.hour(),
        _ => return None,
    }))
}

fn of_minutes(instant: Instant) -> Option<Number> {
    Some(integer(match instant {
        Instant::DateTime(value) => value.minute(),
        Instant::Time(value) => value.minute(),
        _ => return None,
    }))
}

fn of_seconds(instant: Instant) -> Option<Number> {
    Some(Number::Decimal(match instant {
        Instant::DateTime(value) => value.second(),
        Instant::Time(value) => value.second(),
        _ => return None,
    }))
}

fn of_instant(arguments: &[Value], part: fn(Instant) -> Option<Number>) -> Option<Value> {
    part(arguments.first()?.instant()?).map(Value::from)
}

/// [`YEAR`](https://www.w3.org/TR/sparql11-query/#func-year)
pub fn year(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_year)
}

/// [`MONTH`](https://www.w3.org/TR/sparql11-query/#func-month)
pub fn month(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_month)
}

/// [`DAY`](https://www.w3.org/TR/sparql11-query/#func-day)
pub fn day(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_day)
}

/// [`HOURS`](https://www.w3.org/TR/sparql11-query/#func-hours)
pub fn hours(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_hours)
}

/// [`MINUTES`](https://www.w3.org/TR/sparql11-query/#func-minutes)
pub fn minutes(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_minutes)
}

/// [`SECONDS`](https://www.w3.org/TR/sparql11-query/#func-seconds)
pub fn seconds(arguments: &[Value]) -> Option<Value> {
    of_instant(arguments, of_seconds)
}

/// [`TIMEZONE`](https://www.w3.org/TR/sparql11-query/#func-timezone)
pub fn timezone(arguments: &[Value]) -> Option<Value> {
    let zone = arguments.first()?.instant()?.zone()?;
    Some(Value::Span(Span::DayTime(DayTimeDuration::from(zone))))
}

/// [`TZ`](https://www.w3.org/TR/sparql11-query/#func-tz)
pub fn tz(arguments: &[Value]) -> Option<Value> {
    let zone = arguments.first()?.instant()?.zone();
    Some(Value::text(
        zone.map_or(String::new(), |zone| zone.to_string()),
    ))
}

/// `ADJUST`
pub fn adjust(arguments: &[Value]) -> Option<Value> {
    let [instant, zone] = arguments else {
        return None;
    };
    let Seen::Span(zone) = zone.seen() else {
        return None;
    };
    let adjusted = instant.instant()?.adjusted(zone.zone()?)?;
    Some(Value::Instant(adjusted))
}
