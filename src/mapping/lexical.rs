//! The texts of cells as the lexical forms of datatypes: numbers and dates as they are written somewhere
//! ([XML Schema, 3](https://www.w3.org/TR/xmlschema11-2/#built-in-datatypes)).

use super::dates::{DatePart, date, year_month_day};
use crate::dictionary::{Numeric, Temporal};
use crate::width::narrowed;
use std::borrow::Cow;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The hint at a number with an exponent that should be an `xsd:decimal`.
const IS_DOUBLE: &str = "with an exponent it is an `xsd:double`";

/// How the cells of a column are written.
#[derive(Clone, Debug)]
pub enum Written {
    /// As they are.
    Plain,
    /// As numbers of a kind, with a mark before the fraction.
    Number(Numeric, char),
    /// As dates, in one of some orders of parts, or as XML Schema writes them.
    Date(Vec<Vec<DatePart>>),
    /// As a date and a time.
    DateTime,
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

impl Written {
    /// Returns how the cells of a column with a datatype are written, given the mark of decimals and how dates are written.
    pub fn of(datatype: &str, decimal: char, dates: &[Vec<DatePart>]) -> Self {
        let name = datatype.strip_prefix(XSD).unwrap_or_default();
        match (Numeric::of(datatype), dates, name) {
            (Some(kind), _, _) => Self::Number(kind, decimal),
            (_, [_, ..], "date") => Self::Date(dates.to_vec()),
            (_, _, "date") => Self::Checked(|text| Temporal::Date.parse(text).is_some()),
            (_, _, "dateTime") => Self::DateTime,
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
                    return Some(IS_DOUBLE.to_owned());
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
            Self::Checked(_) | Self::DateTime | Self::Boolean | Self::Plain => None,
        }
    }

    /// Returns a hint as [`expected`](Self::expected) of a cell that is a number or a moment by the format of its table.
    pub fn expected_of_typed(&self, text: &str) -> Option<String> {
        match self {
            Self::Number(Numeric::Decimal, _) if has_value(text, Numeric::Double) => {
                Some(IS_DOUBLE.to_owned())
            }
            Self::Number(..) => None,
            _ => self.expected(text),
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

    /// Returns the lexical form of a cell that is a number or a moment by the format of its table, so that no setting says how it is
    /// written: a number has a point before its fraction, and a day without a time is its midnight where a time is needed.
    pub fn form_of_typed<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        let is_date = || Temporal::Date.parse(text).is_some();
        match self {
            Self::Number(kind, _) => has_value(text, *kind).then_some(text.into()),
            Self::DateTime if is_date() => Some(format!("{text}T00:00:00").into()),
            Self::Date(_) if is_date() => Some(text.into()),
            _ => self.form(text),
        }
    }

    /// Returns the same text for all lexical forms of one number, given one of them; other forms as they are.
    pub fn value<'t>(&self, form: &'t str) -> Cow<'t, str> {
        let Self::Number(kind, _) = self else {
            return form.into();
        };
        if let (Numeric::Float | Numeric::Double, Ok(value)) = (kind, form.parse::<f64>()) {
            return value.to_string().into();
        }
        let (sign, digits) = match form.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", form.strip_prefix('+').unwrap_or(form)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = whole.trim_start_matches('0');
        match (whole, fraction.trim_end_matches('0')) {
            ("", "") => "0".into(),
            (whole, "") => format!("{sign}{whole}").into(),
            ("", fraction) => format!("{sign}0.{fraction}").into(),
            (whole, fraction) => format!("{sign}{whole}.{fraction}").into(),
        }
    }

    fn form_as_written<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        match self {
            Self::Plain => Some(text.into()),
            Self::Number(kind, decimal) => {
                let number = number(text.trim(), *decimal)?;
                has_value(&number, *kind).then_some(number)
            }
            Self::Date(patterns) => {
                let text = text.trim();
                let mut forms = patterns.iter().filter_map(|parts| date(text, parts));
                let is_form = || Temporal::Date.parse(text).is_some();
                let form = forms.next().map(Cow::from);
                form.or_else(|| is_form().then_some(text.into()))
            }
            Self::DateTime => {
                let text = text.trim();
                Temporal::DateTime.parse(text).map(|_| text.into())
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

/// Returns whether a text is the lexical form of a number of a kind.
fn has_value(text: &str, kind: Numeric) -> bool {
    let fits = |low: i128, high: i128| {
        let value = text.parse();
        value.is_ok_and(|value: i128| (low..=high).contains(&value))
    };
    match kind {
        Numeric::Integer(low, high) if fits(low, high) => true,
        _ => is_long(text, kind) || kind.parse(text).is_some(),
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

/// Returns a number with a decimal point and without separators of thousands: the other of `,` and `.`, a space or an
/// apostrophe between groups of three digits, the same in the whole number. What begins with 0 has no thousands.
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
    let separator = whole.chars().find(|c| is_separator(*c));
    let mut groups = whole.split(|c| Some(c) == separator);
    let mut number = groups.next()?.to_owned();
    let first = number.trim_start_matches(['+', '-']);
    let may_be_grouped = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let mut is_grouped = false;
    for group in groups {
        is_grouped = true;
        let is_group = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        number.push_str(Some(group).filter(|_| is_group)?);
    }
    if is_grouped && !may_be_grouped {
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
    use super::super::dates::date_parts;
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
            ("decimal", '.', "0,125", None),
            ("decimal", ',', "0.125", None),
            ("decimal", ',', "000.125", None),
            ("integer", '.', "-0,001", None),
            ("integer", '.', "100,001", Some("100001")),
            ("integer", '.', "1,000 000", None),
            (
                "unsignedLong",
                '.',
                "18446744073709551615",
                Some("18446744073709551615"),
            ),
            ("unsignedLong", '.', "18446744073709551616", None),
            (
                "integer",
                '.',
                "-18446744073709551616",
                Some("-18446744073709551616"),
            ),
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
    fn cells_that_are_numbers_and_moments_are_not_read_as_texts() {
        let dates = [date_parts("YYYY-DD-MM").expect("parts")];
        let forms = [
            ("decimal", "1.234", Some("1.234")),
            ("decimal", "1,234", None),
            ("integer", "0592", Some("0592")),
            ("integer", "1.5", None),
            ("double", "0.125", Some("0.125")),
            ("date", "2021-12-03", Some("2021-12-03")),
            ("dateTime", "2021-12-03", Some("2021-12-03T00:00:00")),
            (
                "dateTime",
                "2021-12-03T08:30:00",
                Some("2021-12-03T08:30:00"),
            ),
            ("dateTime", "08:30:00", None),
            ("string", "1.234", Some("1.234")),
        ];
        for (datatype, text, expected) in forms {
            let written = Written::of(&format!("{XSD}{datatype}"), ',', &dates);
            assert_eq!(written.form_of_typed(text).as_deref(), expected, "{text}");
        }
        let written = Written::of(&format!("{XSD}decimal"), ',', &[]);
        let hint = written.expected_of_typed("1e5");
        assert_eq!(hint.as_deref(), Some(IS_DOUBLE));
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
