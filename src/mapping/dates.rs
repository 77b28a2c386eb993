//! How dates are written: patterns such as `DD.MM.YYYY`, and the dates that texts in them are.

use crate::dictionary::Temporal;
use std::fmt;

/// A part of how a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// `YYYY`: four digits.
    Year,
    /// `MM`, or `M` for one digit or two.
    Month(bool),
    /// `DD`, or `D` for one digit or two.
    Day(bool),
    /// What stands between them.
    Sign(char),
}

impl fmt::Display for DatePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year => f.write_str("YYYY"),
            Self::Month(true) => f.write_str("MM"),
            Self::Month(false) => f.write_str("M"),
            Self::Day(true) => f.write_str("DD"),
            Self::Day(false) => f.write_str("D"),
            Self::Sign(sign) => write!(f, "{sign}"),
        }
    }
}

/// Returns the parts of how a date is written; `None` unless the year, the year and the month, or all with the day are there once.
pub fn date_parts(pattern: &str) -> Option<Vec<DatePart>> {
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let known = [
            ("YYYY", DatePart::Year),
            ("MM", DatePart::Month(true)),
            ("M", DatePart::Month(false)),
            ("DD", DatePart::Day(true)),
            ("D", DatePart::Day(false)),
        ];
        let found = known.iter().find(|(word, _)| rest.starts_with(word));
        let (length, part) = match found {
            Some((word, part)) => (word.len(), *part),
            None => (first.len_utf8(), DatePart::Sign(first)),
        };
        parts.push(part);
        rest = rest.get(length..)?;
    }
    let count = |is: fn(&DatePart) -> bool| parts.iter().filter(|part| is(part)).count();
    let years = count(|part| *part == DatePart::Year);
    let months = count(|part| matches!(part, DatePart::Month(_)));
    let days = count(|part| matches!(part, DatePart::Day(_)));
    let is_date = matches!((years, months, days), (1, 0 | 1, 0) | (1, 1, 1));
    (is_date && !parts.contains(&DatePart::Sign('Y'))).then_some(parts)
}

/// Returns an `xsd:date` of a text that is written in some parts, or an `xsd:gYearMonth` or `xsd:gYear` if they are fewer.
pub fn date(text: &str, parts: &[DatePart]) -> Option<String> {
    let [year, month, day] = year_month_day(text, parts)?;
    // A date that is checked has all its parts.
    let [whole_month, whole_day] = [month, day].map(|part| match part {
        "" => "1",
        part => part,
    });
    let date = format!("{year}-{whole_month:0>2}-{whole_day:0>2}");
    let is_date = Temporal::Date.parse(&date).is_some();
    let length = match (month, day) {
        ("", _) => "YYYY".len(),
        (_, "") => "YYYY-MM".len(),
        _ => date.len(),
    };
    is_date.then(|| date.get(..length).map(str::to_owned))?
}

/// Returns the digits of the year, the month and the day of a text that is written in some parts; those are empty that it has not.
pub fn year_month_day<'t>(text: &'t str, parts: &[DatePart]) -> Option<[&'t str; 3]> {
    let (mut year, mut month, mut day) = ("", "", "");
    let mut rest = text;
    for part in parts {
        match part {
            DatePart::Sign(sign) => rest = rest.strip_prefix(*sign)?,
            DatePart::Year => (year, rest) = digits(rest, 4, 4)?,
            DatePart::Month(is_two) => (month, rest) = digits(rest, 1 + usize::from(*is_two), 2)?,
            DatePart::Day(is_two) => (day, rest) = digits(rest, 1 + usize::from(*is_two), 2)?,
        }
    }
    rest.is_empty().then_some([year, month, day])
}

/// Splits a text after the digits that it begins with, which are at least `least` and at most `most`.
fn digits(text: &str, least: usize, most: usize) -> Option<(&str, &str)> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let count = count.count();
    (count >= least).then(|| text.split_at_checked(count))?
}
