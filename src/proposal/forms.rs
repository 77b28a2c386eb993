//! How the values of a column may all be written: as numbers, dates, truth values, IRIs.
//!
//! What a form takes is what a mapping takes for its datatype, but for texts that are names although they look like numbers:
//! with leading zeros, with a sign `+`, or longer than what is counted with.

use crate::dictionary::Temporal;
use crate::mapping::{Written, date_parts};
use crate::rdf::{NamedNode, vocab};
use std::sync::LazyLock;

/// The most digits of a number without a fraction; more are those of an account or a card.
const DIGITS: usize = 15;

/// How dates are written, the stricter before the looser. The first is that of XML Schema.
pub const DATES: [&str; 14] = [
    "YYYY-MM-DD",
    "YYYY年M月D日",
    "DD.MM.YYYY",
    "D.M.YYYY",
    "YYYY/MM/DD",
    "YYYY/M/D",
    "YYYY.M.D",
    "YYYY-M-D",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "D/M/YYYY",
    "M/D/YYYY",
    "D-M-YYYY",
    "M-D-YYYY",
];

/// The namespace of the datatypes of XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// A way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `true` and `false`, `TRUE` and `FALSE`.
    Boolean,
    /// Four digits that begin with 1 or 2.
    Year,
    /// A year from 1900 to 2099.
    RecentYear,
    /// A year and a month: `2024-03`.
    YearMonth,
    /// A date and a time as XML Schema has them.
    DateTime,
    /// Digits, perhaps after a minus sign.
    Digits,
    /// Whole numbers, with this mark before a fraction, so that the other one may group digits.
    Integer(char),
    /// Numbers with this mark before a fraction.
    Decimal(char),
    /// Numbers with an exponent.
    Double,
    /// Dates that are written in this one of [`DATES`].
    Date(usize),
    /// IRIs of the web.
    Iri,
}

/// All forms. A set of them is a number with a bit for each.
static FORMS: LazyLock<Vec<(Form, Written)>> = LazyLock::new(|| {
    let written = |name: &str| Written::of(&format!("{XSD}{name}"), '.', &[]);
    let number = |name: &str, mark| Written::of(&format!("{XSD}{name}"), mark, &[]);
    let mut forms = vec![
        (Form::Boolean, Written::Plain),
        (Form::Year, written("gYear")),
        (Form::RecentYear, written("gYear")),
        (Form::YearMonth, written("gYearMonth")),
        (Form::DateTime, written("dateTime")),
        (Form::Digits, written("integer")),
        (Form::Integer('.'), number("integer", '.')),
        (Form::Integer(','), number("integer", ',')),
        (Form::Decimal('.'), number("decimal", '.')),
        (Form::Decimal(','), number("decimal", ',')),
        (Form::Double, written("double")),
        (Form::Iri, Written::Plain),
    ];
    for (index, pattern) in DATES.iter().enumerate() {
        let parts = Vec::from_iter(date_parts(pattern));
        let date = Written::of(&format!("{XSD}date"), '.', &parts);
        forms.push((Form::Date(index), date));
    }
    forms
});

impl Form {
    fn takes(self, written: &Written, text: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let may = match self {
            Self::Boolean => {
                return matches!(text, "true" | "false" | "TRUE" | "FALSE" | "True" | "False");
            }
            Self::Iri => {
                let is_of_web = text.starts_with("http://") || text.starts_with("https://");
                return is_of_web && NamedNode::new(text).is_ok();
            }
            Self::Year => text.len() == 4 && text.starts_with(['1', '2']) && digits(text),
            Self::RecentYear => {
                text.len() == 4
                    && (text.starts_with("19") || text.starts_with("20"))
                    && digits(text)
            }
            Self::Digits => digits(text.strip_prefix('-').unwrap_or(text)) && is_number(text),
            Self::Integer(_) | Self::Decimal(_) => is_number(text) && !has_exponent(text),
            Self::Double => is_number(text) && (text.contains('.') || !has_exponent(text)),
            // A time zone would be lost by nobody, and is written by few.
            Self::Date(0) | Self::DateTime | Self::YearMonth => true,
            // A mapping takes these beside every other one.
            Self::Date(_) => Temporal::Date.parse(text).is_none(),
        };
        may && written.form(text).is_some()
    }

    /// Returns the IRI of the datatype of what is written so; none of IRIs.
    pub fn datatype(self) -> Option<String> {
        let name = match self {
            Self::Boolean => return Some(vocab::XSD_BOOLEAN.to_owned()),
            Self::Year | Self::RecentYear => "gYear",
            Self::YearMonth => "gYearMonth",
            Self::DateTime => "dateTime",
            Self::Digits | Self::Integer(_) => return Some(vocab::XSD_INTEGER.to_owned()),
            Self::Decimal(_) => return Some(vocab::XSD_DECIMAL.to_owned()),
            Self::Double => return Some(vocab::XSD_DOUBLE.to_owned()),
            Self::Date(_) => "date",
            Self::Iri => return None,
        };
        Some(format!("{XSD}{name}"))
    }
}

/// Returns the index in [`DATES`] of the first way in which a text is written as a date.
pub fn date_pattern(text: &str) -> Option<usize> {
    let mut forms = FORMS.iter();
    forms.find_map(|(form, written)| match form {
        Form::Date(index) if form.takes(written, text) => Some(*index),
        _ => None,
    })
}

/// Returns how a text is written that is a month, a year or a date with a time.
pub fn other_pattern(text: &str) -> Option<&'static str> {
    let is_digit = |c: char| c.is_ascii_digit();
    let shape = text.replace(is_digit, "0");
    let is_year = |year: Option<&str>| year.is_some_and(|year| year.starts_with(['1', '2']));
    let (first, last) = (text.get(..4), text.get(text.len().saturating_sub(4)..));
    match shape.as_str() {
        "0000" if is_year(first) => Some("YYYY"),
        "0000年" if is_year(first) => Some("YYYY年"),
        "0000-00" | "0000-0" if is_year(first) => Some("YYYY-MM"),
        "0000/00" | "0000/0" if is_year(first) => Some("YYYY/MM"),
        "0000.00" | "0000.0" if is_year(first) => Some("YYYY.MM"),
        "0000年00月" | "0000年0月" if is_year(first) => Some("YYYY年M月"),
        "00.0000" | "0.0000" if is_year(last) => Some("MM.YYYY"),
        "00/0000" | "0/0000" if is_year(last) => Some("MM/YYYY"),
        _ if Temporal::DateTime.parse(text).is_some() => Some("YYYY-MM-DDThh:mm:ss"),
        _ => None,
    }
}

fn has_exponent(text: &str) -> bool {
    text.contains(['e', 'E'])
}

/// Returns whether a text may be a number and is not a name: it begins with a digit other than a needless zero, or a minus sign
/// before one.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let is_digit = |c: char| c.is_ascii_digit();
    let digits = unsigned.chars().filter(|c| is_digit(*c)).count();
    let mut first = unsigned.chars();
    let first = [first.next(), first.next()];
    let is_padded = matches!(first, [Some('0'), Some(next)] if is_digit(next));
    // What has groups of digits with spaces and is long is a telephone number.
    let is_telephone = digits >= 9 && unsigned.contains(' ');
    let is_short = digits <= DIGITS || unsigned.matches('.').count() == 1;
    first[0].is_some_and(is_digit) && !is_padded && !is_telephone && is_short
}

/// The forms in which all values are written that were looked at.
#[derive(Clone, Debug)]
pub struct Forms {
    /// A bit for each of [`FORMS`].
    fitting: u32,
    /// Whether a value has a comma.
    pub has_comma: bool,
    /// Whether each value with a point has one to three digits before it and three behind it, and there is one with a point.
    pub has_threes: bool,
    has_other_points: bool,
    /// Whether a value has an exponent.
    pub has_exponent: bool,
    is_empty: bool,
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            fitting: u32::MAX,
            has_comma: false,
            has_threes: false,
            has_other_points: false,
            has_exponent: false,
            is_empty: true,
        }
    }
}

impl Forms {
    /// Drops the forms in which a value is not written.
    pub fn look(&mut self, value: &str) {
        self.is_empty = false;
        self.has_comma |= value.contains(',');
        self.has_exponent |= has_exponent(value);
        if let Some((whole, fraction)) = value.split_once('.') {
            let digits = whole.strip_prefix('-').unwrap_or(whole);
            let is_group = (1..=3).contains(&digits.len())
                && digits != "0"
                && fraction.len() == 3
                && fraction.bytes().all(|byte| byte.is_ascii_digit());
            self.has_other_points |= !is_group;
            self.has_threes = !self.has_other_points;
        }
        for (index, (form, written)) in FORMS.iter().enumerate() {
            let bit = 1 << index;
            if self.fitting & bit != 0 && !form.takes(written, value) {
                self.fitting &= !bit;
            }
        }
    }

    /// Returns whether there are values and all are written in a form.
    pub fn fit(&self, form: Form) -> bool {
        let index = FORMS.iter().position(|(one, _)| *one == form);
        !self.is_empty && index.is_some_and(|index| self.fitting & (1 << index) != 0)
    }
}
