//! The texts of cells as the lexical forms of datatypes: numbers and dates as they are written somewhere
//! ([XML Schema, 3](https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes)).

use crate::dictionary::{Numeric, Temporal};
use crate::width::narrowed;
use std::borrow::Cow;
use std::fmt;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// How the cells of a column are written.
#[derive(Clone, Debug)]
pub enum Written {
    /// As they are.
    Plain,
    /// As numbers of a kind, with a mark before the fraction.
    Number(Numeric, char),
    /// As dates, in one of some orders of parts, or as XML Schema writes them.
    Date(Vec<Vec<DatePart>>),
    /// As `true` and `false`, in any case, `1` and `0`.
    Boolean,
    /// As what a datatype of XML Schema takes.
    Checked(fn(&str) -> bool),
}

/// What a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// All of what the datatype has.
    Whole,
    /// The year and the month.
    Month,
    /// Only the year.
    Year,
}

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

impl Written {
    /// Returns how the cells of a column with a datatype are written, given the mark of decimals and how dates are written.
    pub fn of(datatype: &str, decimal: char, dates: &[Vec<DatePart>]) -> Self {
        let name = datatype.strip_prefix(XSD).unwrap_or_default();
        match (Numeric::of(datatype), dates, name) {
            (Some(kind), _, _) => Self::Number(kind, decimal),
            (_, [_, ..], "date") => Self::Date(dates.to_vec()),
            (_, _, "date") => Self::Checked(|text| Temporal::Date.parse(text).is_some()),
            (_, _, "dateTime") => Self::Checked(|text| Temporal::DateTime.parse(text).is_some()),
            (_, _, "gYear") => Self::Checked(is_year),
            (_, _, "gYearMonth") => Self::Checked(is_year_month),
            (_, _, "boolean") => Self::Boolean,
            _ => Self::Plain,
        }
    }

    /// Returns how a cell is expected to be written, as a hint, if the mapping can say it otherwise; of a number that is one with the
    /// other mark before its fraction, how the mapping says so.
    pub fn expected(&self, text: &str) -> Option<String> {
        match self {
            Self::Number(kind, decimal) => {
                let (usual, other) = match decimal {
                    ',' => ("1.234,5", '.'),
                    _ => ("1,234.5", ','),
                };
                if let Some(form) = Self::Number(*kind, other).form(text) {
                    return Some(format!(
                        "with `#+ decimal: \"{other}\"` it is {form}; numbers are written as `{usual}` here"
                    ));
                }
                let is_double = Self::Number(Numeric::Double, *decimal).form(text).is_some();
                if is_double && *kind == Numeric::Decimal {
                    return Some("with an exponent it is an `xsd:double`".to_owned());
                }
                let has_fraction = !matches!(kind, Numeric::Integer(..));
                has_fraction.then(|| format!("numbers are written as `{usual}` here"))
            }
            Self::Date(patterns)
                if patterns
                    .iter()
                    .any(|parts| year_month_day(text.trim(), parts).is_some()) =>
            {
                Some("it is written as a date, but there is no such day".to_owned())
            }
            Self::Date(patterns) => {
                let patterns = patterns.iter().map(|parts| {
                    let parts: String = parts.iter().map(DatePart::to_string).collect();
                    format!("`{parts}`")
                });
                let patterns: Vec<String> = patterns.collect();
                Some(format!(
                    "dates are written as {} here",
                    patterns.join(" or ")
                ))
            }
            Self::Checked(_) | Self::Boolean | Self::Plain => None,
        }
    }

    /// Returns what a text is if its comma stands before a fraction, where it is taken for one between thousands: of `1,234` that is
    /// 1.234. Whole numbers have no fraction, and of two commas none stands before one.
    pub fn otherwise(&self, text: &str) -> Option<String> {
        let Self::Number(kind, '.') = self else {
            return None;
        };
        let is_whole = matches!(kind, Numeric::Integer(..));
        let (whole, fraction) = text.trim().split_once(',').filter(|_| !is_whole)?;
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let is_ambiguous = is_number(digits)
            && (1..=3).contains(&digits.len())
            && fraction.len() == 3
            && is_number(fraction);
        is_ambiguous.then(|| format!("{whole}.{fraction}"))
    }

    /// Returns what a lexical form says, which of dates in patterns may be less than a date.
    pub fn precision(&self, form: &str) -> Precision {
        match self {
            Self::Date(_) if form.len() == "YYYY".len() => Precision::Year,
            Self::Date(_) if form.len() == "YYYY-MM".len() => Precision::Month,
            _ => Precision::Whole,
        }
    }

    /// Returns the lexical form of a text, whose letters, digits and signs may have full width; `None` if it has no value.
    pub fn form<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        self.form_as_written(text).or_else(|| match narrowed(text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(narrow) => {
                let form = self.form_as_written(&narrow)?;
                Some(form.into_owned().into())
            }
        })
    }

    fn form_as_written<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        match self {
            Self::Plain => Some(text.into()),
            Self::Number(kind, decimal) => {
                let number = number(text.trim(), *decimal)?;
                (is_long(&number, *kind) || kind.parse(&number).is_some()).then_some(number)
            }
            Self::Date(patterns) => {
                let text = text.trim();
                let mut forms = patterns.iter().filter_map(|parts| date(text, parts));
                let is_form = || Temporal::Date.parse(text).is_some();
                let form = forms.next().map(Cow::from);
                form.or_else(|| is_form().then_some(text.into()))
            }
            Self::Boolean => {
                let text = text.trim();
                let lower = text.to_ascii_lowercase();
                match &*lower {
                    _ if matches!(text, "true" | "false" | "1" | "0") => Some(text.into()),
                    "true" | "false" => Some(lower.into()),
                    _ => None,
                }
            }
            Self::Checked(is_right) => Some(text.trim()).filter(|t| is_right(t)).map(Cow::from),
        }
    }
}

/// Returns whether a text is a number of a kind with more digits than are computed with: a whole one, or one with a fraction.
fn is_long(text: &str, kind: Numeric) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() <= 18 {
        return false;
    }
    match kind {
        Numeric::Decimal => {
            let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
            let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        Numeric::Integer(_, i128::MAX) => is_digits(text),
        _ => false,
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
fn date(text: &str, parts: &[DatePart]) -> Option<String> {
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
fn year_month_day<'t>(text: &'t str, parts: &[DatePart]) -> Option<[&'t str; 3]> {
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

/// Returns a number with a decimal point and without separators of thousands: the other of `,` and `.`, a space or an
/// apostrophe between groups of three digits.
fn number(text: &str, decimal: char) -> Option<Cow<'_, str>> {
    let grouping = if decimal == ',' { '.' } else { ',' };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-');
    if text
        .chars()
        .all(|c| is_plain(c) || c == '.' && decimal == '.')
    {
        return Some(text.into());
    }
    let (whole, fraction) = match text.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let is_separator =
        |c: char| c == grouping || matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\'' | '’');
    let mut groups = whole.split(is_separator);
    let mut number = groups.next()?.to_owned();
    let first = number.trim_start_matches(['+', '-']).len();
    let mut is_grouped = false;
    for group in groups {
        is_grouped = true;
        let is_group = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        number.push_str(Some(group).filter(|_| is_group)?);
    }
    if is_grouped && !(1..=3).contains(&first) {
        return None;
    }
    if let Some(fraction) = fraction {
        number.push('.');
        number.push_str(fraction);
    }
    Some(number.into())
}

/// Whether a text is an `xsd:gYear` without a time zone.
fn is_year(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_short = digits.len() == 4 || digits.len() > 4 && !digits.starts_with('0');
    is_short && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is an `xsd:gYearMonth` without a time zone.
fn is_year_month(text: &str) -> bool {
    let parts = text.rsplit_once('-');
    parts.is_some_and(|(year, month)| {
        is_year(year) && month.len() == 2 && matches!(month.parse(), Ok(1..=12))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(datatype: &str, decimal: char, dates: &str, text: &str) -> Option<String> {
        let dates: Vec<_> = dates.split('|').filter_map(date_parts).collect();
        let written = Written::of(&format!("{XSD}{datatype}"), decimal, &dates);
        written.form(text).map(Cow::into_owned)
    }

    #[test]
    fn numbers_as_they_are_written_somewhere() {
        let forms = [
            ("decimal", ',', "1.234,5", Some("1234.5")),
            ("decimal", ',', "-1 234 567,25", Some("-1234567.25")),
            ("decimal", ',', "1234,5", Some("1234.5")),
            ("decimal", ',', "12.34", None),
            ("decimal", ',', "1,2,3", None),
            ("decimal", '.', "1,234.5", Some("1234.5")),
            ("decimal", '.', "1'234", Some("1234")),
            ("decimal", '.', "1234,567", None),
            ("decimal", '.', "1,23", None),
            ("integer", '.', " 42 ", Some("42")),
            ("integer", '.', "4.0", None),
            ("integer", '.', "12,000", Some("12000")),
            ("double", '.', "1e3", Some("1e3")),
            ("decimal", '.', "about 5", None),
            ("decimal", '.', "１，２３４．５", Some("1234.5")),
            ("gYear", '.', "２０２１", Some("2021")),
            ("boolean", '.', "ＴＲＵＥ", Some("true")),
            ("decimal", '.', "", None),
            (
                "decimal",
                '.',
                "-0.0012345678901234567",
                Some("-0.0012345678901234567"),
            ),
            ("decimal", '.', "0.00123456789012345x", None),
        ];
        for (datatype, decimal, text, expected) in forms {
            let form = form(datatype, decimal, "", text);
            assert_eq!(form.as_deref(), expected, "{text} as {datatype}");
        }
    }

    #[test]
    fn a_number_that_may_be_another_one_is_known() {
        let cases = [
            ("decimal", '.', "1,234", Some("1.234")),
            ("double", '.', " -12,000 ", Some("-12.000")),
            ("decimal", '.', "1,234.5", None),
            ("decimal", '.', "1,234,567", None),
            ("decimal", '.', "1.234", None),
            ("decimal", ',', "1,234", None),
            ("integer", '.', "1,234", None),
            ("string", '.', "1,234", None),
        ];
        for (datatype, decimal, text, expected) in cases {
            let written = Written::of(&format!("{XSD}{datatype}"), decimal, &[]);
            assert_eq!(written.otherwise(text).as_deref(), expected, "{text}");
        }
        let hint =
            |decimal, text| Written::of(&format!("{XSD}decimal"), decimal, &[]).expected(text);
        let hints = [
            (
                ',',
                "1,234.5",
                "with `#+ decimal: \".\"` it is 1234.5; numbers are written as `1.234,5` here",
            ),
            (
                '.',
                "1.234,5",
                "with `#+ decimal: \",\"` it is 1234.5; numbers are written as `1,234.5` here",
            ),
            (',', "about 5", "numbers are written as `1.234,5` here"),
            ('.', "1e-05", "with an exponent it is an `xsd:double`"),
        ];
        for (decimal, text, expected) in hints {
            assert_eq!(hint(decimal, text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn dates_as_they_are_written_somewhere() {
        let forms = [
            ("DD.MM.YYYY", "03.12.2021", Some("2021-12-03")),
            ("DD.MM.YYYY", "3.12.2021", None),
            ("D.M.YYYY", "3.12.2021", Some("2021-12-03")),
            ("YYYY年M月D日", "2021年3月5日", Some("2021-03-05")),
            ("MM/DD/YYYY", "13/12/2021", None),
            ("DD.MM.YYYY", "31.02.2021", None),
            ("DD.MM.YYYY", "03.12.2021 8:00", None),
            ("DD.MM.YYYY", "2021-12-03", Some("2021-12-03")),
            ("DD.MM.YYYY", "2021", None),
            ("DD.MM.YYYY|YYYY", "2021", Some("2021")),
            ("DD.MM.YYYY|YYYY", "03.12.2021", Some("2021-12-03")),
            ("YYYY年M月", "2021年3月", Some("2021-03")),
            ("YYYY年M月", "2021年13月", None),
        ];
        for (pattern, text, expected) in forms {
            assert_eq!(
                form("date", '.', pattern, text).as_deref(),
                expected,
                "{text}"
            );
        }
        assert_eq!(date_parts("DD.MM"), None);
        assert_eq!(date_parts("DD.MM.YY"), None);
        assert_eq!(date_parts("DD.YYYY"), None);
    }

    #[test]
    fn other_types_are_checked_or_taken_as_they_are() {
        assert_eq!(form("gYear", '.', "", "2019").as_deref(), Some("2019"));
        assert_eq!(form("gYear", '.', "", "19"), None);
        assert_eq!(form("gYearMonth", '.', "", "2019-13"), None);
        assert_eq!(form("boolean", '.', "", "yes"), None);
        assert_eq!(form("boolean", '.', "", " 1 ").as_deref(), Some("1"));
        assert_eq!(form("boolean", '.', "", "TRUE").as_deref(), Some("true"));
        assert_eq!(
            form("date", '.', "", "2021-12-03").as_deref(),
            Some("2021-12-03")
        );
        assert_eq!(form("token", '.', "", "007").as_deref(), Some("007"));
    }
}
