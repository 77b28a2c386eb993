//! [Dates, times and durations](https://www.w3.org/TR/xmlschema11-2/#d-t-values) and the
//! [arithmetic](https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0002/sep-0002.md) with them.

use oxsdatatypes::{
    Date, DateTime, DayTimeDuration, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth, Time,
    TimezoneOffset, YearMonthDuration,
};
use std::cmp::Ordering;
use std::fmt;

/// A value of a type of time that is not a duration. Values of two types are different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they are the datatypes of XML Schema")]
pub enum Instant {
    DateTime(DateTime),
    Date(Date),
    Time(Time),
    Year(GYear),
    YearMonth(GYearMonth),
    Month(GMonth),
    MonthDay(GMonthDay),
    Day(GDay),
}

/// A value of a type of duration.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "they are the datatypes of XML Schema")]
pub enum Span {
    Duration(Duration),
    YearMonth(YearMonthDuration),
    DayTime(DayTimeDuration),
}

/// Writes once what is the same for every kind of instant.
macro_rules! each {
    ($instant:expr, $value:ident => $result:expr) => {
        match $instant {
            Instant::DateTime($value) => $result,
            Instant::Date($value) => $result,
            Instant::Time($value) => $result,
            Instant::Year($value) => $result,
            Instant::YearMonth($value) => $result,
            Instant::Month($value) => $result,
            Instant::MonthDay($value) => $result,
            Instant::Day($value) => $result,
        }
    };
}

impl Instant {
    /// The value of a literal, given the local name of its datatype.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        Some(match name {
            "dateTime" => Self::DateTime(text.parse().ok()?),
            "dateTimeStamp" => {
                let time: DateTime = text.parse().ok()?;
                time.timezone_offset()?;
                Self::DateTime(time)
            }
            "date" => Self::Date(text.parse().ok()?),
            "time" => Self::Time(text.parse().ok()?),
            "gYear" => Self::Year(text.parse().ok()?),
            "gYearMonth" => Self::YearMonth(text.parse().ok()?),
            "gMonth" => Self::Month(text.parse().ok()?),
            // A year that has 29 February: the library takes none.
            "gMonthDay" => {
                let day: Date = format!("1972-{}", text.strip_prefix("--")?).parse().ok()?;
                Self::MonthDay(day.into())
            }
            "gDay" => Self::Day(text.parse().ok()?),
            _ => return None,
        })
    }

    /// The local name of its datatype.
    pub fn datatype(self) -> &'static str {
        match self {
            Self::DateTime(_) => "dateTime",
            Self::Date(_) => "date",
            Self::Time(_) => "time",
            Self::Year(_) => "gYear",
            Self::YearMonth(_) => "gYearMonth",
            Self::Month(_) => "gMonth",
            Self::MonthDay(_) => "gMonthDay",
            Self::Day(_) => "gDay",
        }
    }

    /// Its time zone, if it has one.
    pub fn zone(self) -> Option<TimezoneOffset> {
        each!(self, value => value.timezone_offset())
    }

    /// The same instant in another time zone; one without gets it.
    pub fn adjusted(self, zone: TimezoneOffset) -> Option<Self> {
        let zone = Some(zone);
        Some(match self {
            Self::DateTime(value) => Self::DateTime(value.adjust(zone)?),
            Self::Date(value) => Self::Date(value.adjust(zone)?),
            Self::Time(value) => Self::Time(value.adjust(zone)?),
            Self::Year(value) => Self::Year(value.adjust(zone)?),
            Self::YearMonth(value) => Self::YearMonth(value.adjust(zone)?),
            Self::Month(value) => Self::Month(value.adjust(zone)?),
            Self::MonthDay(value) => Self::MonthDay(value.adjust(zone)?),
            Self::Day(value) => Self::Day(value.adjust(zone)?),
        })
    }

    /// Which is first. Parts of a calendar have no order, and where one of two says its time zone, it may be open.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(&b),
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(&b),
            (Self::Time(a), Self::Time(b)) => a.partial_cmp(&b),
            _ => None,
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each!(self, value => value.fmt(f))
    }
}

impl Span {
    /// The value of a literal, given the local name of its datatype.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        // The parser takes a `T` that no time follows.
        if text.ends_with('T') {
            return None;
        }
        Some(match name {
            "duration" => Self::Duration(text.parse().ok()?),
            "yearMonthDuration" => Self::YearMonth(text.parse().ok()?),
            "dayTimeDuration" => Self::DayTime(text.parse().ok()?),
            _ => return None,
        })
    }

    /// The local name of its datatype.
    pub fn datatype(self) -> &'static str {
        match self {
            Self::Duration(_) => "duration",
            Self::YearMonth(_) => "yearMonthDuration",
            Self::DayTime(_) => "dayTimeDuration",
        }
    }

    /// Its months and seconds.
    pub fn duration(self) -> Duration {
        match self {
            Self::Duration(value) => value,
            Self::YearMonth(value) => value.into(),
            Self::DayTime(value) => value.into(),
        }
    }

    /// Which is shorter, if that is so whenever they begin.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::YearMonth(a), Self::YearMonth(b)) => Some(a.cmp(&b)),
            (Self::DayTime(a), Self::DayTime(b)) => Some(a.cmp(&b)),
            (a, b) => a.duration().partial_cmp(&b.duration()),
        }
    }

    /// The same stretch backwards.
    pub fn negative(self) -> Option<Self> {
        Some(match self {
            Self::Duration(value) => Self::Duration(value.checked_neg()?),
            Self::YearMonth(value) => Self::YearMonth(value.checked_neg()?),
            Self::DayTime(value) => Self::DayTime(value.checked_neg()?),
        })
    }

    /// The time zone that is so far from UTC.
    pub fn zone(self) -> Option<TimezoneOffset> {
        match self {
            Self::Duration(value) => value.try_into().ok(),
            Self::DayTime(value) => value.try_into().ok(),
            Self::YearMonth(_) => None,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(value) => value.fmt(f),
            Self::YearMonth(value) => value.fmt(f),
            Self::DayTime(value) => value.fmt(f),
        }
    }
}

/// Returns the sum of two durations, if it is one.
pub fn sum(a: Span, b: Span) -> Option<Span> {
    Some(match (a, b) {
        (Span::YearMonth(a), Span::YearMonth(b)) => Span::YearMonth(a.checked_add(b)?),
        (Span::DayTime(a), Span::DayTime(b)) => Span::DayTime(a.checked_add(b)?),
        (a, b) => Span::Duration(a.duration().checked_add(b.duration())?),
    })
}

/// Returns the difference of two durations, if it is one.
pub fn difference(a: Span, b: Span) -> Option<Span> {
    Some(match (a, b) {
        (Span::YearMonth(a), Span::YearMonth(b)) => Span::YearMonth(a.checked_sub(b)?),
        (Span::DayTime(a), Span::DayTime(b)) => Span::DayTime(a.checked_sub(b)?),
        (a, b) => Span::Duration(a.duration().checked_sub(b.duration())?),
    })
}

/// Returns the instant that is a duration after another one.
pub fn later(instant: Instant, span: Span) -> Option<Instant> {
    Some(match (instant, span) {
        (Instant::DateTime(a), span) => Instant::DateTime(a.checked_add_duration(span.duration())?),
        (Instant::Date(a), span) => Instant::Date(a.checked_add_duration(span.duration())?),
        (Instant::Time(_), Span::YearMonth(_)) => return None,
        (Instant::Time(a), span) => Instant::Time(a.checked_add_duration(span.duration())?),
        _ => return None,
    })
}

/// Returns the instant that is a duration before another one.
pub fn earlier(instant: Instant, span: Span) -> Option<Instant> {
    Some(match (instant, span) {
        (Instant::DateTime(a), span) => Instant::DateTime(a.checked_sub_duration(span.duration())?),
        (Instant::Date(a), span) => Instant::Date(a.checked_sub_duration(span.duration())?),
        (Instant::Time(_), Span::YearMonth(_)) => return None,
        (Instant::Time(a), span) => Instant::Time(a.checked_sub_duration(span.duration())?),
        _ => return None,
    })
}

/// Returns the duration from the second of two instants to the first.
pub fn between(a: Instant, b: Instant) -> Option<Span> {
    let span = match (a, b) {
        (Instant::DateTime(a), Instant::DateTime(b)) => a.checked_sub(b),
        (Instant::Date(a), Instant::Date(b)) => a.checked_sub(b),
        (Instant::Time(a), Instant::Time(b)) => a.checked_sub(b),
        _ => None,
    };
    span.map(Span::DayTime)
}
