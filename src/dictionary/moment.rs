//! Dates and times of day on a date, as SPARQL compares them, in eight bytes
//! ([XML Schema, 3.3.7 and 3.3.9](https://www.w3.org/TR/xmlschema11-2/#dateTime)).

use oxsdatatypes::{Date, DateTime};
use std::cmp::Ordering;

/// The value of a literal of a type of time.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// `xsd:date`
    Date(Date),
    /// `xsd:dateTime` and `xsd:dateTimeStamp`
    DateTime(DateTime),
}

/// Which kind of moment a datatype has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temporal {
    /// A day.
    Date,
    /// A point of time.
    DateTime,
    /// A point of time with its time zone.
    Stamp,
}

/// A moment is its milliseconds and, in the lowest bits, its time zone: minutes from UTC, moved to be above 0; 0 is none.
const ZONE_BITS: u32 = 12;
const ZONE_MASK: u64 = (1 << ZONE_BITS) - 1;
const ZONE_OF_UTC: i64 = 1024;
/// How the time zone is written that there is none.
const NO_ZONE: [u8; 2] = [u8::MAX; 2];
/// A second has 18 digits after the point, a millisecond 15.
const MILLISECOND: i128 = 1_000_000_000_000_000;

const SECOND: i128 = 1_000 * MILLISECOND;
const SECONDS_OF_DAY: i128 = 86_400;
/// The seconds from the first day of the year 1 to that of 1970.
const UNIX_EPOCH: i128 = 719_162 * SECONDS_OF_DAY;

/// Returns the seconds of a moment since the year 1, with 18 digits after the point, and the minutes of its time zone.
fn seconds(bytes: [u8; 18]) -> Option<(i128, i16)> {
    let (value, zone) = bytes.split_first_chunk::<16>()?;
    let zone = <[u8; 2]>::try_from(zone).ok()?;
    Some((i128::from_be_bytes(*value), i16::from_be_bytes(zone)))
}

impl Temporal {
    /// The kind of a datatype; `None` if its values are not moments.
    pub fn of(datatype: &str) -> Option<Self> {
        match datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#")? {
            "date" => Some(Self::Date),
            "dateTime" => Some(Self::DateTime),
            "dateTimeStamp" => Some(Self::Stamp),
            _ => None,
        }
    }

    /// The value of a lexical form; `None` if it has none.
    pub fn parse(self, text: &str) -> Option<Moment> {
        Some(match self {
            Self::Date => Moment::Date(text.parse().ok()?),
            Self::DateTime => Moment::DateTime(text.parse().ok()?),
            Self::Stamp => {
                let moment = Moment::DateTime(text.parse().ok()?);
                return moment.has_zone().then_some(moment);
            }
        })
    }

    pub(super) fn decode(self, bits: u64) -> Moment {
        let milliseconds = (bits as i64) >> ZONE_BITS;
        let mut bytes = [0; 18];
        bytes[..16].copy_from_slice(&(i128::from(milliseconds) * MILLISECOND).to_be_bytes());
        let zone = match (bits & ZONE_MASK) as i64 {
            0 => NO_ZONE,
            minutes => ((minutes - ZONE_OF_UTC) as i16).to_be_bytes(),
        };
        bytes[16..].copy_from_slice(&zone);
        match self {
            Self::Date => Moment::Date(Date::from_be_bytes(bytes)),
            Self::DateTime | Self::Stamp => Moment::DateTime(DateTime::from_be_bytes(bytes)),
        }
    }
}

impl Moment {
    /// Whether it says its time zone. Of two moments of a kind of which one does, it may be open which is first.
    pub fn has_zone(self) -> bool {
        match self {
            Self::Date(date) => date.timezone_offset().is_some(),
            Self::DateTime(time) => time.timezone_offset().is_some(),
        }
    }

    /// Year, month and day, as it is written.
    pub fn day(self) -> (i64, i64, i64) {
        let (year, month, day) = match self {
            Self::Date(date) => (date.year(), date.month(), date.day()),
            Self::DateTime(time) => (time.year(), time.month(), time.day()),
        };
        (year, month.into(), day.into())
    }

    /// Returns the day of a date as it is written, by its distance from 1970-01-01.
    pub fn days(self) -> Option<i64> {
        let Self::Date(date) = self else {
            return None;
        };
        let (seconds, zone) = seconds(date.to_be_bytes())?;
        let of_zone = match self.has_zone() {
            true => i128::from(zone) * 60,
            false => 0,
        };
        let seconds = seconds.div_euclid(SECOND) + of_zone - UNIX_EPOCH;
        i64::try_from(seconds.div_euclid(SECONDS_OF_DAY)).ok()
    }

    /// Returns the microseconds from 1970-01-01T00:00:00Z to a time, which is in UTC unless it says its time zone.
    pub fn microseconds(self) -> Option<i64> {
        let Self::DateTime(time) = self else {
            return None;
        };
        let (seconds, _) = seconds(time.to_be_bytes())?;
        let microseconds = seconds.div_euclid(SECOND / 1_000_000) - UNIX_EPOCH * 1_000_000;
        i64::try_from(microseconds).ok()
    }

    /// Eight bytes, or `None` if there is more to it than milliseconds of some ten thousand years.
    pub(super) fn encode(self) -> Option<u64> {
        let (kind, bytes) = match self {
            Self::Date(date) => (Temporal::Date, date.to_be_bytes()),
            Self::DateTime(time) => (Temporal::DateTime, time.to_be_bytes()),
        };
        let (value, zone) = bytes.split_first_chunk::<16>()?;
        let milliseconds = i64::try_from(i128::from_be_bytes(*value) / MILLISECOND).ok()?;
        let zone = match zone {
            [a, b] if self.has_zone() => i64::from(i16::from_be_bytes([*a, *b])) + ZONE_OF_UTC,
            _ => 0,
        };
        let bits = (milliseconds << ZONE_BITS) as u64 | zone as u64 & ZONE_MASK;
        let again = match kind.decode(bits) {
            Self::Date(date) => (date.to_be_bytes(), date.timezone_offset().is_some()),
            Self::DateTime(time) => (time.to_be_bytes(), time.timezone_offset().is_some()),
        };
        (again == (bytes, self.has_zone())).then_some(bits)
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Date(a), Self::Date(b)) => a.partial_cmp(b),
            (Self::DateTime(a), Self::DateTime(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}
